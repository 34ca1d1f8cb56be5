"""One row of a budget as a `BudgetLine`, or every reason why it is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from borderless.film.budget_cells import Record, as_text, text_read
from borderless.film.budget_columns import Header
from borderless.film.budget_places import read_places
from borderless.film.budget_words import place_named, region_named, stage_meant, yes_or_no
from borderless.film.document import Stage
from borderless.film.faults import closest, fault, quoted, sentence_of
from borderless.film.model import BudgetLine
from borderless.film.numerals import NumeralError, currency_of_sign, read_numeral
from borderless.finding import Finding, Place

TRUTHS = ("vfx", "above_the_line", "resident", "pinned", "whole")
"""Columns that say yes or no."""
_TEXTS = ("account", "description", "department", "person")
_ABSENT = frozenset({"", "-", "–", "—", "n/a", "na", "tbd", "tbc", "?"})


@dataclass(slots=True)
class Reading:
    """What holds for all rows of one budget, and what was noticed while reading them."""

    file: str
    header: Header
    decimal_comma: bool | None
    film_currency: str | None
    labour_percent: bool = False
    """Plain numbers in the labour column are percentages."""
    findings: list[Finding] = field(default_factory=list)
    assumed_currency: list[int] = field(default_factory=list)
    """Rows whose currency is the film's because they name none."""
    ambiguous: list[tuple[int, str]] = field(default_factory=list)
    """Rows whose amount could be thousands or decimals, with the text."""
    wording: dict[tuple[str, Any], str] = field(default_factory=dict)
    """How this file writes a phase, a country, yes and no: reused when it is edited."""

    def fault(
        self, code: str, record: Record, name: str, message: str, fix: str | None = None
    ) -> None:
        """Notes a finding about one cell."""
        self.findings.append(fault(code, message, Place(self.file, record.line, name), fix))


def read_line(record: Record, reading: Reading) -> BudgetLine | None:
    """The row's line; None when `reading.findings` says why not."""
    before = len(reading.findings)
    columns = reading.header.columns
    values: dict[str, Any] = {
        name: text_read(record.cell(columns[name])) for name in _TEXTS if name in columns
    }
    for name in ("assumption", "note"):
        values[name] = text_read(record.cell(columns.get(name))) or None
    _read_phase(record, reading, values)
    _read_place(record, reading, values)
    amount = _read_amount(record, reading, values)
    _read_labour(record, reading, values)
    _read_elsewhere(record, reading, values)
    for name in TRUTHS:
        _read_truth(record, reading, values, name)
    if len(reading.findings) > before or amount is None:
        return None
    values["amount"] = amount
    try:
        return BudgetLine(**values, row=record.line)
    except ValidationError as error:  # what the model refuses beyond what was looked at above
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "amount"
        read = quoted(as_text(record.cell(columns.get(name))))
        reading.fault("FLM044", record, name, f"The {name} {read} cannot be used.")
        return None


def amount_text(record: Record, header: Header) -> str:
    """The amount cell as text, empty when it only holds a placeholder such as a dash."""
    text = as_text(record.cell(header.columns["amount"])).strip()
    return "" if text.lower() in _ABSENT else text


def _read_amount(record: Record, reading: Reading, values: dict[str, Any]) -> Decimal | None:
    header = reading.header
    column = header.columns["amount"]
    cell, text = record.cell(column), amount_text(record, header)
    if not text:
        _missing_amount(record, reading, column)
        return None
    sign = ""
    if isinstance(cell, Decimal):
        amount = cell
    else:
        try:
            numeral = read_numeral(text, reading.decimal_comma)
        except NumeralError as error:
            reading.fault("FLM041", record, "amount", f"The amount {error}.", _HOW_TO_WRITE)
            return None
        if numeral.percent:
            message = f"The amount {quoted(text)} is a percentage; it should be money."
            reading.fault("FLM041", record, "amount", message, _HOW_TO_WRITE)
            return None
        amount, sign = numeral.value, numeral.currency
        if numeral.ambiguous:
            reading.ambiguous.append((record.line, text))
    if amount < 0:
        message = f"The amount {quoted(text)} is negative; a line's cost should be 0 or more."
        fix = "Subtract the credit from the line it belongs to, or plan it as a source of finance."
        reading.fault("FLM042", record, "amount", message, fix)
    elif not amount.is_finite() or amount.adjusted() >= 15:
        message = f"The amount {quoted(text)} is larger than any film's."
        reading.fault("FLM041", record, "amount", message, _HOW_TO_WRITE)
    _read_currency(record, reading, values, sign)
    return amount


_HOW_TO_WRITE = "Write a number such as 1234.50, with the currency in its own column."


def _missing_amount(record: Record, reading: Reading, column: int) -> None:
    if column in record.formulas:
        message = "The amount is a formula whose result is not stored in the workbook."
        fix = "Open the workbook in a spreadsheet program and save it, so that results are stored."
        reading.fault("FLM037", record, "amount", message, fix)
        return
    read = as_text(record.cell(column)).strip()
    told = f" (it says {quoted(read)})" if read else ""
    what = " ".join(
        filter(
            None,
            (text_read(record.cell(reading.header.columns.get(n))) for n in _TEXTS[:2]),
        )
    )
    message = f"The line {quoted(what)} has no amount{told}." if what else f"No amount{told}."
    fix = "Write the amount, or 0 if it costs nothing; a heading is one text alone in its row."
    reading.fault("FLM040", record, "amount", message, fix)


def _read_currency(record: Record, reading: Reading, values: dict[str, Any], sign: str) -> None:
    text = text_read(record.cell(reading.header.columns.get("currency")))
    try:
        stated = currency_of_sign(text, reading.film_currency) if text else None
    except ValueError as error:
        reading.fault("FLM043", record, "currency", sentence_of(error))
        return
    try:
        at_hand = stated or reading.film_currency
        beside = currency_of_sign(sign, at_hand) if sign else None
    except ValueError as error:
        reading.fault("FLM043", record, "amount", sentence_of(error))
        return
    if stated and beside and stated != beside:
        message = f"The amount is in {beside}, but the currency column says {stated}."
        reading.fault("FLM046", record, "currency", message, "Keep one of the two.")
        return
    currency = stated or beside
    if currency is None and reading.header.currency:
        currency = _heading_currency(reading)
        if currency is None:
            return
    if currency is None:
        reading.assumed_currency.append(record.line)
        currency = reading.film_currency or "EUR"
    values["currency"] = currency


def _heading_currency(reading: Reading) -> str | None:
    header = reading.header
    try:
        return currency_of_sign(header.currency, reading.film_currency)
    except ValueError as error:
        reading.fault("FLM043", header.record, "amount", sentence_of(error))
        return None


def _read_place(record: Record, reading: Reading, values: dict[str, Any]) -> None:
    columns = reading.header.columns
    text = text_read(record.cell(columns.get("country")))
    region_text = text_read(record.cell(columns.get("region")))
    country = region = None
    if text:
        try:
            country, region = place_named(text)
        except ValueError as error:
            reading.fault("FLM043", record, "country", sentence_of(error))
            return
        reading.wording.setdefault(("country", region or country), text)
    if region_text:
        named = region_named(region_text, country)
        if named is None:
            example = f"{country or 'US'}-…"
            message = f"The region {quoted(region_text)} is not known"
            message += f" in {country}." if country else "."
            fix = f"Write a code of ISO 3166-2, such as US-GA or PL-10 (here {example})."
            reading.fault("FLM043", record, "region", message, fix)
            return
        if region and region != named:
            message = f"The region is {named}, but the country column says {region}."
            reading.fault("FLM046", record, "region", message, "Keep one of the two.")
            return
        region = named
        reading.wording.setdefault(("region", region), region_text)
    if region and country is None:
        country = region.partition("-")[0]
    if region and country != region.partition("-")[0]:
        message = f"The region {region} is not in {country}."
        reading.fault("FLM046", record, "region", message, "Correct the region or the country.")
        return
    values["country"], values["region"] = country, region


def _read_elsewhere(record: Record, reading: Reading, values: dict[str, Any]) -> None:
    """Where else the line may go, and what it would cost there."""
    text = text_read(record.cell(reading.header.columns.get("places")))
    comma = reading.decimal_comma
    places, problems = read_places("" if text in _ABSENT else text, decimal_comma=comma)
    for problem in problems:
        reading.fault(problem.code, record, "places", problem.message, problem.fix)
    values["places"] = places


def _read_phase(record: Record, reading: Reading, values: dict[str, Any]) -> None:
    text = text_read(record.cell(reading.header.columns.get("phase")))
    if not text:
        return
    stage = stage_meant(text)
    if stage is None:
        near = closest(text, list(Stage))
        message = f"The phase {quoted(text)} is not a word we know"
        message += f'; did you mean "{near}"?' if near else "."
        reading.fault("FLM044", record, "phase", message, f"Allowed: {', '.join(Stage)}.")
        return
    reading.wording.setdefault(("phase", stage), text)
    values["phase"] = stage


def _read_truth(record: Record, reading: Reading, values: dict[str, Any], name: str) -> None:
    cell = record.cell(reading.header.columns.get(name))
    text = text_read(cell)
    if not text:
        return
    truth = cell if isinstance(cell, bool) else yes_or_no(text)
    if truth is None:
        words = name.replace("_", " ")
        message = f"The column {words} says {quoted(text)}; it should say yes or no."
        reading.fault("FLM044", record, name, message)
        return
    reading.wording.setdefault((name, truth), text)
    values[name] = truth


def _read_labour(record: Record, reading: Reading, values: dict[str, Any]) -> None:
    """Labour may be yes or no, a percentage, or a share."""
    cell = record.cell(reading.header.columns.get("labour"))
    text = text_read(cell)
    if not text or text in {"-", "–", "—"}:
        return
    truth = cell if isinstance(cell, bool) else yes_or_no(text)
    percent_column = reading.labour_percent
    if truth is not None and not (percent_column and text in {"0", "1"}):
        values["labour"] = Decimal(truth)
        reading.wording.setdefault(("labour", Decimal(truth)), text)
        return
    fix = "Write yes, no, a percentage such as 60 %, or a share such as 0.6."
    try:
        numeral = read_numeral(text, None if isinstance(cell, Decimal) else reading.decimal_comma)
    except NumeralError:
        message = f"The labour share {quoted(text)} is neither yes, no nor a number."
        reading.fault("FLM044", record, "labour", message, fix)
        return
    share = numeral.value
    if isinstance(cell, Decimal):
        share = cell
    elif numeral.ambiguous or numeral.currency:
        # A share is never a thousand, so 0.6 and "1,000" alike are decimals here.
        share = Decimal(text.replace(",", ".")) if _is_decimal(text) else share
    if percent_column and not numeral.percent:
        share = share.scaleb(-2)
    if not 0 <= share <= 1:
        message = f"The labour share {quoted(text)} is {share:f}; it should lie between 0 and 1."
        if 1 < share <= 100:
            fix = f"For {share:f} % write {share.scaleb(-2).normalize():f} or {share:f} %."
        reading.fault("FLM045", record, "labour", message, fix)
        return
    values["labour"] = share


def _is_decimal(text: str) -> bool:
    return text.replace(",", ".").replace(".", "", 1).isdigit()
