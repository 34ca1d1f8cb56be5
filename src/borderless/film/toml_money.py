"""Money in film.toml: a number beside `currency`, or a text that holds both, "12_600_000 DKK"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from borderless.film.faults import fault, quoted
from borderless.film.numerals import Numeral, NumeralError, currency_of_sign, read_numeral
from borderless.film.toml_places import Keys
from borderless.finding import Finding, Place

_DEAL = ("costs", "costs_at_most", "minimum_guarantee", "kept_at_most")
MONEY: Mapping[Keys, tuple[str, ...]] = {
    ("source",): ("amount",),
    ("placement", "partner"): ("cost",),
    ("placement", "option"): ("quote",),
    ("placement", "spend"): ("at_least", "at_most"),
    ("placement", "candidate"): ("fee",),
    ("cash", "loan"): ("amount",),
    ("recoupment", "deal"): _DEAL,
    ("recoupment", "agent"): ("expenses", "expenses_at_most", "advance"),
    ("recoupment", "amendment", "deal"): _DEAL,
    **{
        ("recoupment", *above, "tier", "claim"): ("amount", "fee", "at_most")
        for above in ((), ("onward",), ("view",), ("amendment",))
    },
}
"""The tables that hold money, by their names without numbers, and its keys; `currency` beside them
is that of all."""

_FIX = 'Write a number, or a text such as "12_600_000 DKK".'
_WORDS = {"at_least": "least amount", "at_most": "largest amount"}


def is_money(keys: Keys) -> bool:
    """Whether a key of an entry, such as ("source", 2, "amount"), holds money."""
    *above, name = (key for key in keys if isinstance(key, str))
    return name in MONEY.get(tuple(above), ())


def money_read(
    data: dict[str, Any], place_of: Callable[[Keys], Place], film_currency: str | None
) -> tuple[dict[str, Any], list[Finding]]:
    """The data with each text of money as its number and `currency`, and what was wrong with it.

    `film_currency` decides which currency "$" and "kr" are where no `currency` stands beside them.
    """
    findings: list[Finding] = []

    def read(value: Any, names: Keys, keys: Keys) -> Any:
        if isinstance(value, list):
            return [read(part, names, (*keys, number)) for number, part in enumerate(value)]
        if not isinstance(value, dict):
            return value
        if names in MONEY:
            entry = _Entry(value, keys, place_of, film_currency, findings)
            value = entry.read(MONEY[names])
        below = {path[len(names)] for path in MONEY if path[: len(names)] == names != path}
        inside = {
            name: read(part, (*names, name), (*keys, name))
            for name, part in value.items()
            if name in below
        }
        return value | inside

    return read(data, (), ()), findings


@dataclass(slots=True)
class _Entry:
    """One table, whose texts of money are read one after the other."""

    entry: dict[str, Any]
    keys: Keys
    place_of: Callable[[Keys], Place]
    film_currency: str | None
    findings: list[Finding]
    currency: str | None = None
    """What its money is in, once something has said so."""
    told_by: str = "`currency` says"

    def read(self, names: tuple[str, ...]) -> dict[str, Any]:
        """The entry with its money as numbers."""
        read = self.entry
        if isinstance(stated := read.get("currency"), str):
            self.currency = stated.strip().upper()
        for name in names:
            if isinstance(text := self.entry.get(name), str):
                read = read | self._money(name, text)
        return read

    def _money(self, name: str, text: str) -> dict[str, Any]:
        what = _WORDS.get(name, name)
        try:
            numeral = read_numeral(text)
        except NumeralError as error:
            self._fault("FLM017", name, f"The {what} {error}.")
            return {name: Decimal(0)}
        if numeral.percent:
            message = f"The {what} {quoted(text)} is a percentage; it should be money."
            self._fault("FLM017", name, message)
        if numeral.ambiguous:
            message = f"The {what} {quoted(text)} was read as {numeral.value:f}."
            hint = "If it means something else, write it as a plain number."
            self._fault("FLM021", name, message, hint)
        currency = self._currency(name, f"The {what} {quoted(text)}", numeral)
        return {name: numeral.value} | ({"currency": currency} if currency else {})

    def _currency(self, name: str, shown: str, numeral: Numeral) -> str | None:
        """The currency in a text of money, held against the one that was named before."""
        if not numeral.currency:
            return None
        try:
            currency = currency_of_sign(numeral.currency, self.currency or self.film_currency)
        except ValueError as error:
            self._fault("FLM017", name, f"{shown} has a currency we cannot tell: {error}.")
            return None
        if self.currency and self.currency != currency:
            message = f"{shown} is in {currency}, but {self.told_by} {self.currency}."
            self._fault("FLM017", name, message, "Keep one of the two.")
        elif not self.currency:
            self.currency, self.told_by = currency, f"`{name}` beside it is in"
        return currency

    def _fault(self, code: str, name: str, message: str, fix: str = _FIX) -> None:
        self.findings.append(fault(code, message, self.place_of((*self.keys, name)), fix))
