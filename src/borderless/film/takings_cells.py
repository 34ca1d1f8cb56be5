"""The cells of receipts.csv and sales.csv: each read as what its column holds, or told why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from borderless.film.budget_cells import Record, as_text, text_read
from borderless.film.faults import fault, quoted, sentence_of
from borderless.film.numerals import NumeralError, currency_of_sign, read_numeral
from borderless.film.recoupment import Medium
from borderless.film.takings_columns import Columns
from borderless.film.takings_dates import Order
from borderless.film.takings_words import is_broad, medium_meant, territory_meant, words
from borderless.finding import Finding, Place

ABSENT = frozenset({"", "-", "–", "—", "n/a", "na", "tbd", "tba", "tbc", "?"})
"""What people write into a cell that has no figure yet."""

_HOW_TO_WRITE = "Write a number such as 1234.50, with the currency in its own column."
_TERRITORY_FIX = "Write a country, such as Poland or PL, or rest of world."


@dataclass(slots=True)
class Reading:
    """What holds for all rows of one file, and what was noticed while reading them."""

    file: str
    columns: Columns
    decimal_comma: bool | None
    film_currency: str
    heading_currency: dict[str, str] = field(default_factory=dict)
    """Fields of money whose heading names a currency."""
    order: Order | None = None
    """Of day and month, as the file shows it."""
    orders: int = 0
    """How many orders the file shows: 2 when its dates contradict each other."""
    percent: frozenset[str] = frozenset()
    """Fields whose plain numbers are percentages."""
    findings: list[Finding] = field(default_factory=list)
    assumed_currency: list[int] = field(default_factory=list)
    """Rows whose currency is the film's because they name none."""
    ambiguous: list[tuple[int, str, str]] = field(default_factory=list)
    """Amounts that could be thousands or decimals: row, field, text."""
    day_first: list[tuple[int, str, Day]] = field(default_factory=list)
    """Dates read as day first because nothing says otherwise."""
    periods: list[tuple[int, str, Day]] = field(default_factory=list)
    """Months, quarters and half-years read as their last day."""
    broad: dict[str, tuple[int, Medium]] = field(default_factory=dict)
    """Words for a medium that say less than is needed: first row, and what was read."""

    def fault(
        self, code: str, record: Record, name: str, message: str, fix: str | None = None
    ) -> None:
        """Notes a finding about one cell."""
        self.findings.append(fault(code, message, Place(self.file, record.line, name), fix))

    def text(self, record: Record, name: str) -> str:
        """A row's cell of a field as text, empty where there is none."""
        return text_read(self.columns.cell(record, name))


def read_money(record: Record, reading: Reading, name: str) -> tuple[Decimal, str] | None:
    """An amount and the currency sign beside it; None when it is not there or not money."""
    cell, text = reading.columns.cell(record, name), reading.text(record, name)
    if text.lower() in ABSENT:
        if reading.columns.at.get(name) in record.formulas:
            _without_result(record, reading, name)
        return None
    if isinstance(cell, Decimal):
        amount, sign = cell, ""
    else:
        try:
            numeral = read_numeral(text, reading.decimal_comma)
        except NumeralError as error:
            message = f"The {spoken(name)} {error}."
            reading.fault("FLM066", record, name, message, _HOW_TO_WRITE)
            return None
        if numeral.percent:
            message = f"The {spoken(name)} {quoted(text)} is a percentage; it should be money."
            reading.fault("FLM066", record, name, message, _HOW_TO_WRITE)
            return None
        amount, sign = numeral.value, numeral.currency
        if numeral.ambiguous:
            reading.ambiguous.append((record.line, name, text))
    if not amount.is_finite() or amount.adjusted() >= 15:
        message = f"The {spoken(name)} {quoted(text)} is larger than any film's."
        reading.fault("FLM066", record, name, message, _HOW_TO_WRITE)
        return None
    return amount, sign


def _without_result(record: Record, reading: Reading, name: str) -> None:
    message = f"The {spoken(name)} is a formula whose result is not stored in the workbook."
    fix = "Open the workbook in a spreadsheet program and save it, so that results are stored."
    reading.fault("FLM037", record, name, message, fix)


def read_number(record: Record, reading: Reading, name: str) -> Decimal | None:
    """A chance, a number of months or a multiple; None when it is not there or unreadable.

    60 % is 0.6, and so is 60 in a column that is headed as percentages. "3 months" and "x 2.5" are
    read as their number.
    """
    cell, text = reading.columns.cell(record, name), reading.text(record, name)
    if isinstance(cell, Decimal):
        value, is_percent = cell, False
    elif text.lower() in ABSENT:
        if reading.columns.at.get(name) in record.formulas:
            _without_result(record, reading, name)
        return None
    else:
        bare = _without_unit(text)
        try:
            numeral = read_numeral(bare, reading.decimal_comma)
        except NumeralError as error:
            fix = "Write a number, such as 0.6 or 60 %." if name in CHANCES else "Write a number."
            reading.fault("FLM066", record, name, f"The {spoken(name)} {error}.", fix)
            return None
        if numeral.currency or (numeral.percent and name not in CHANCES):
            message = f"The {spoken(name)} {quoted(text)} should be a plain number."
            reading.fault("FLM066", record, name, message)
            return None
        value, is_percent = numeral.value, numeral.percent
        if numeral.ambiguous:
            # None of these is ever a thousand, so "1.250" and "0,125" alike have decimals.
            value = read_numeral(bare, "," in bare).value
    return value.scaleb(-2) if name in reading.percent and not is_percent else value


CHANCES = ("chance", "hit_chance")
"""Columns that hold a share, 0-1."""


def _without_unit(text: str) -> str:
    bare = text.lower().strip()
    for unit in words().units:
        bare = bare.removeprefix(unit).removesuffix(unit).strip()
    return bare or text


def read_currency(record: Record, reading: Reading, signs: Mapping[str, str]) -> str | None:
    """The currency of a row: as its column, its cells or the headings say, else the film's.

    `signs` holds what stands beside the amount of each field; None when a finding says why not.
    """
    stated: dict[str, str] = {}
    before = len(reading.findings)
    text = reading.text(record, "currency")
    at_hand = reading.film_currency
    if text.lower() not in ABSENT:
        stated |= _currency(record, reading, "currency", text, at_hand)
        at_hand = stated.get("currency", at_hand)
    for name, sign in signs.items():
        if sign:
            stated |= _currency(record, reading, name, sign, at_hand)
    stated |= {name: code for name in signs if (code := reading.heading_currency.get(name))}
    if len(reading.findings) > before:
        return None
    if len(set(stated.values())) > 1:
        said = [f"{spoken(name)} {code}" for name, code in stated.items()]
        message = f"The row names two currencies: {', '.join(said)}."
        reading.fault("FLM070", record, list(stated)[-1], message, "Keep one of them.")
        return None
    if stated:
        return next(iter(stated.values()))
    reading.assumed_currency.append(record.line)
    return reading.film_currency


def _currency(
    record: Record, reading: Reading, name: str, text: str, at_hand: str
) -> dict[str, str]:
    try:
        return {name: currency_of_sign(text, at_hand)}
    except ValueError as error:
        reading.fault("FLM068", record, name, sentence_of(error))
        return {}


def read_heading_currencies(reading: Reading) -> None:
    """The currencies that headings name, as in "Low (EUR)"; each unknown one is told once."""
    for name, sign in reading.columns.currency.items():
        if sign:
            record, at_hand = reading.columns.record, reading.film_currency
            reading.heading_currency |= _currency(record, reading, name, sign, at_hand)


def read_territory(record: Record, reading: Reading) -> str | None:
    """A row's country; None for the world, for what is left out, and with a finding."""
    text = reading.text(record, "territory")
    if not text:
        return None
    try:
        return territory_meant(text)
    except ValueError as error:
        fix = _TERRITORY_FIX
        if "several countries" in str(error):
            fix = (
                "Split it into a row for each, or write one that stands for all of them "
                "and the others in the note."
            )
        reading.fault("FLM068", record, "territory", sentence_of(error), fix)
        return None


def read_medium(record: Record, reading: Reading) -> Medium | None:
    """A row's medium; None for all rights, for what is left out, and with a finding."""
    text = reading.text(record, "medium")
    if text.lower() in ABSENT:
        return None
    try:
        medium = medium_meant(text)
    except ValueError as error:
        fix = f"Write one of {', '.join(Medium)}; leave it empty for all rights."
        reading.fault("FLM069", record, "medium", sentence_of(error), fix)
        return None
    if medium and is_broad(text):
        reading.broad.setdefault(text, (record.line, medium))
    return medium


def refused(error: ValidationError, record: Record, reading: Reading, whose: str) -> None:
    """Notes what the model itself refuses, in its own words."""
    for complaint in error.errors(include_url=False, include_input=False):
        context: dict[str, Any] = complaint.get("ctx", {})
        if not complaint["loc"]:
            message = f"{whose} {str(context.get('error', '')).rstrip('.')}."
            reading.fault("FLM070", record, reading.columns.money()[0], message)
            continue
        name = str(complaint["loc"][0])
        read = quoted(as_text(reading.columns.cell(record, name)))
        kind, bound = complaint["type"], next(iter(context.values()), "")
        limits = {"greater_than_equal": "at least", "less_than_equal": "at most"}
        if kind not in limits:
            message = f"The {spoken(name)} {read} cannot be used."
            reading.fault("FLM066", record, name, message)
            continue
        message = f"The {spoken(name)} {read} is out of range; it should be {limits[kind]} {bound}."
        reading.fault("FLM067", record, name, message, _percent_fix(record, reading, name))


def _percent_fix(record: Record, reading: Reading, name: str) -> str | None:
    if name not in CHANCES:
        return None
    value = read_number(record, reading, name)
    is_percent = name in reading.percent or "%" in reading.text(record, name)
    if value is None or is_percent or not 1 < value <= 100:
        return "A chance is written 0 to 1, or as a percentage up to 100 %."
    share = value.scaleb(-2).normalize()
    return f"For {value.normalize():f} % write {share:f} or {value.normalize():f} %."


def spoken(name: str) -> str:
    """A field as one says it."""
    if name in {"low", "mid", "high"}:
        return f"{name} estimate"
    names = {"months": "number of months", "over": "number of months (over)"}
    return names.get(name, name.replace("_", " "))
