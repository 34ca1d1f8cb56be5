"""Exchange rates of one day: what the film pins, and the ECB's reference rates for the rest.

A pinned rate always wins over the ECB's. Every rate knows its day and where it is from, so that a
finance plan can say so beside the figure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Context, Decimal
from pathlib import Path

from borderless.film.ecb import (
    PUBLISHED_AT,
    RateFile,
    RateFileError,
    Table,
    borderless_home,
    current_file,
    current_table,
    limits,
    local_today,
    quoted_around,
    rates_on,
    read_table,
    refresh,
)
from borderless.film.model import PinnedRates
from borderless.film.money import Money
from borderless.finding import Finding, Place, Severity

__all__ = [
    "ECB",
    "ECB_AND_PINNED",
    "PINNED",
    "NoRateError",
    "Quote",
    "RateFile",
    "Rates",
    "borderless_home",
    "current_file",
    "rates_for",
    "refresh",
]

ECB = "ECB reference rate"
PINNED = "pinned in film.toml"
ECB_AND_PINNED = "pinned in film.toml, joined by an ECB reference rate"
_SAME = "the same currency"

_EURO = "EUR"  # The ECB's own base, in which its file is written.
_FILM = "film.toml"
_ONE = Decimal(1)
# Products of a few rates are exact in 200 digits, so that only the one division rounds.
_WIDE = Context(prec=200, rounding=ROUND_HALF_EVEN)
_FULL = Context(prec=28, rounding=ROUND_HALF_EVEN)


class NoRateError(LookupError):
    """Two currencies cannot be compared on the day asked; `Rates.missing` says what to pin."""

    def __init__(self, currency: str, to: str, date: dt.date) -> None:
        super().__init__(currency, to, date)
        self.currency = currency
        self.to = to
        self.date = date

    def __str__(self) -> str:
        return (
            f"there is no exchange rate from {self.currency} to {self.to} for {self.date}; "
            "pin one under [rates.per_base] in film.toml"
        )


@dataclass(frozen=True, slots=True)
class Quote:
    """What one unit of `currency` is worth in `to`."""

    currency: str
    to: str
    value: Decimal
    """Units of `to` for 1 unit of `currency`, to 28 significant digits."""
    date: dt.date
    """The day the rate is of: the ECB's day, or the day of the plan for a pinned rate."""
    source: str
    """Where it is from, in words: `ECB`, `PINNED` or `ECB_AND_PINNED`."""
    pinned: bool
    """Whether a rate of film.toml has a part in it."""


@dataclass(frozen=True, slots=True)
class _Step:
    """One rate on the way between two currencies: multiply by `times`, divide by `over`."""

    times: Decimal
    over: Decimal
    day: dt.date
    pinned: bool


def _back(steps: list[_Step]) -> list[_Step]:
    return [_Step(step.over, step.times, step.day, step.pinned) for step in steps]


@dataclass(frozen=True, slots=True)
class Rates:
    """The exchange rates a plan is read with. Build with `rates_for`."""

    day: dt.date
    """The day asked for."""
    ecb_day: dt.date | None
    """The last ECB day on or before it; `None` before the ECB's first."""
    base: str
    """The currency that pinned rates are for one unit of."""
    pinned: Mapping[str, Decimal] = field(hash=False)
    """Units of each currency for 1 `base`, as the film pins them."""
    quoted: Mapping[str, tuple[Decimal, dt.date]] = field(hash=False)
    """Units of each currency for 1 EUR, and the day, as the ECB quoted them."""
    _table: Table | None = field(default=None, repr=False, compare=False)

    def convert(self, money: Money, currency: str) -> Money:
        """`money` in `currency`, unrounded: exact but for one division at the 28th digit.

        Raises:
            NoRateError: the two currencies have no common rate on this day.
        """
        if money.currency == currency:
            return money
        steps = self._steps(money.currency, currency)
        return Money(_through(steps, money.amount), currency)

    def quote(self, currency: str, to: str) -> Quote:
        """The rate of one unit of `currency` in `to`, with its day and source.

        Raises:
            NoRateError: the two currencies have no common rate on this day.
        """
        if currency == to:
            return Quote(currency, to, _ONE, self.day, _SAME, pinned=False)
        steps = self._steps(currency, to)
        pinned = {step.pinned for step in steps}
        return Quote(
            currency,
            to,
            _through(steps, _ONE),
            min(step.day for step in steps),
            ECB if pinned == {False} else PINNED if pinned == {True} else ECB_AND_PINNED,
            True in pinned,
        )

    def quotes(self, currencies: Iterable[str], to: str) -> tuple[Quote, ...]:
        """The rates into `to`, each currency once, for a plan's list of the rates it used.

        `to` itself is left out, and so is a currency without a rate: see `missing`.
        """
        return tuple(
            self.quote(currency, to)
            for currency in dict.fromkeys(currencies)
            if currency != to and self._path(currency, to) is not None
        )

    def missing(self, currencies: Iterable[str], to: str) -> list[Finding]:
        """A finding (RAT101) for each rate to pin before all can be read in `to`."""
        lacking: dict[str, str] = {}
        for currency in dict.fromkeys(currencies):
            if currency == to or self._path(currency, to) is not None:
                continue
            unknown = [each for each in (currency, to) if not self._known(each)]
            # Both known but not joined: the base has no ECB rate, and only EUR can join it.
            for each in unknown or [_EURO]:
                lacking.setdefault(each, currency)
        return [self._lack(each, because, to) for each, because in lacking.items()]

    def _known(self, currency: str) -> bool:
        return currency == _EURO or self._in_film(currency) or currency in self.quoted

    def _in_film(self, currency: str) -> bool:
        return currency == self.base or currency in self.pinned

    def _steps(self, currency: str, to: str) -> list[_Step]:
        steps = self._path(currency, to)
        if steps is None:
            raise NoRateError(currency, to, self.day)
        return steps

    def _path(self, currency: str, to: str) -> list[_Step] | None:
        """The rates from one currency to another: through the base if the film knows both."""
        if self._in_film(currency) and self._in_film(to):
            return _back(self._from_base(currency)) + self._from_base(to)
        start, end = self._from_euro(currency), self._from_euro(to)
        return None if start is None or end is None else _back(start) + end

    def _from_base(self, currency: str) -> list[_Step]:
        """For a currency that the film pins, or the base itself."""
        if currency == self.base:
            return []
        return [_Step(self.pinned[currency], _ONE, self.day, pinned=True)]

    def _from_euro(self, currency: str) -> list[_Step] | None:
        if currency == _EURO:
            return []
        if self._in_film(currency):
            to_base = self._euro_to_base()
            return None if to_base is None else to_base + self._from_base(currency)
        return self._ecb(currency)

    def _euro_to_base(self) -> list[_Step] | None:
        if self.base == _EURO:
            return []
        if _EURO in self.pinned:
            return _back(self._from_base(_EURO))
        return self._ecb(self.base)

    def _ecb(self, currency: str) -> list[_Step] | None:
        if currency not in self.quoted:
            return None
        rate, day = self.quoted[currency]
        return [_Step(rate, _ONE, day, pinned=False)]

    def _lack(self, currency: str, because: str, to: str) -> Finding:
        if currency == _EURO:
            why = f"the base of [rates] is {self.base}, and {self._why(self.base)}"
        else:
            why = self._why(currency)
        return Finding(
            "RAT101",
            Severity.ERROR,
            f"{because} cannot be read in {to} on {self.day}: {why}. {currency} needs a pinned "
            f"rate: add {currency} to [rates.per_base] in {_FILM}.",
            Place(_FILM, field=f"rates.per_base.{currency}"),
            {"currency": currency, "to": to, "day": self.day.isoformat()},
            fix=f"write how many {currency} one {self.base} buys, and in `note` who says so",
        )

    def _why(self, currency: str) -> str:
        if self._table is None:
            return "no file of ECB rates can be read"
        if self.ecb_day is None:
            return f"ECB rates begin on {self._table.oldest}"
        try:
            before, after = quoted_around(self._table, currency, self.day)
        except RateFileError as error:
            return str(error)
        if before is not None:
            again = f" and quotes it again only from {after}" if after else ""
            return f"the ECB last quoted {currency} on {before}{again}"
        if after is not None:
            return f"the ECB quotes {currency} only from {after}"
        return f"the ECB does not quote {currency}"


def _through(steps: list[_Step], amount: Decimal) -> Decimal:
    over = _ONE
    for step in steps:
        amount = _WIDE.multiply(amount, step.times)
        over = _WIDE.multiply(over, step.over)
    return _FULL.divide(amount, over)


def rates_for(
    film_rates: PinnedRates,
    as_of: dt.date,
    *,
    data: Path | None = None,
    today: dt.date | None = None,
) -> tuple[Rates, list[Finding]]:
    """The rates a film is read with, and what is doubtful about them.

    Args:
        film_rates: what film.toml pins under [rates].
        as_of: the day of the rates where the film names none.
        data: an ECB history file to read instead of the one in use.
        today: the day the plan is read, after which no rate can be known yet.
    """
    day = film_rates.date or as_of
    base = film_rates.base
    table, findings = _table_in_use(data)
    ecb_day: dt.date | None = None
    quoted: dict[str, tuple[Decimal, dt.date]] = {}
    if table is not None:
        try:
            ecb_day, quoted = rates_on(table, day)
        except RateFileError as error:
            table = None
            findings.append(_unreadable(error))
    if table is not None:
        place = Place(_FILM, field="rates.date") if film_rates.date else None
        findings += _about_the_day(day, today or local_today(), table, place)
    pinned = {
        currency: pin
        for currency, pin in film_rates.per_base.items()
        if currency != base and _can_be(currency, pin, base)
    }
    rates = Rates(day, ecb_day, base, pinned, quoted, table)
    return rates, findings + _about_the_pins(rates, film_rates)


def _table_in_use(data: Path | None) -> tuple[Table | None, list[Finding]]:
    try:
        if data is not None:
            return read_table(data), []
        _, table, findings = current_table()
    except RateFileError as error:
        return None, [_unreadable(error)]
    return table, findings


def _unreadable(error: RateFileError) -> Finding:
    return Finding(
        "RAT105",
        Severity.ERROR,
        f"This file cannot be used as a file of ECB rates: {error.problem}. Only pinned rates are "
        "used.",
        Place(str(error.path)),
        fix=f"run `borderless rates --refresh FILE` with {PUBLISHED_AT}, or install again",
    )


def _about_the_day(
    day: dt.date, today: dt.date, table: Table, place: Place | None
) -> list[Finding]:
    """Whether the file reaches the day asked: RAT103 too early, RAT102 too late."""
    figures = {"day": day.isoformat(), "newest": table.newest.isoformat()}
    if day < table.oldest:
        return [
            Finding(
                "RAT103",
                Severity.ERROR,
                f"The rates of {day} are asked for, but ECB reference rates begin on "
                f"{table.oldest}.",
                place,
                figures | {"oldest": table.oldest.isoformat()},
                fix=f"take a later day, or pin every rate under [rates.per_base] in {_FILM}",
            )
        ]
    known_by = min(day, today)
    behind = (known_by - table.newest).days
    future = f"The day asked, {day}, is in the future. " if day > today else ""
    if behind > limits().stale_after_days:
        return [
            Finding(
                "RAT102",
                Severity.WARNING,
                f"{future}The newest ECB rates at hand are of {table.newest}, {behind} days before "
                f"{known_by}; they are used as they are.",
                place,
                figures | {"days_behind": str(behind)},
                fix=f"download {PUBLISHED_AT} and run `borderless rates --refresh FILE`",
            )
        ]
    if future:
        return [
            Finding(
                "RAT102",
                Severity.INFO,
                f"{future}The newest ECB rates, of {table.newest}, are used.",
                place,
                figures,
                fix=f"pin the rates the financiers agree on under [rates.per_base] in {_FILM}",
            )
        ]
    return []


def _about_the_pins(rates: Rates, film_rates: PinnedRates) -> list[Finding]:
    """RAT104 for a pinned rate that is far from the ECB's, or that cannot be one."""
    findings = [
        _no_rate_at_all(currency, pin, film_rates.base)
        for currency, pin in film_rates.per_base.items()
        if not _can_be(currency, pin, film_rates.base)
    ]
    ecb = Rates(rates.day, rates.ecb_day, _EURO, {}, rates.quoted)
    for currency, pin in rates.pinned.items():
        if quotes := ecb.quotes([rates.base], currency):
            findings += _far(pin, quotes[0])
    return findings


def _can_be(currency: str, pin: Decimal, base: str) -> bool:
    # No two currencies are a million million apart: such a figure has slipped its decimal point.
    return pin == 1 if currency == base else abs(pin.adjusted()) < 12


def _no_rate_at_all(currency: str, pin: Decimal, base: str) -> Finding:
    return Finding(
        "RAT104",
        Severity.WARNING,
        f"{currency} is pinned at {pin} for 1 {base}, which cannot be a rate; it is left aside.",
        Place(_FILM, field=f"rates.per_base.{currency}"),
        {"pinned": f"{pin}"},
        fix=f"remove {currency} from [rates.per_base], or name the right base"
        if currency == base
        else f"write how many {currency} one {base} buys",
    )


def _far(pin: Decimal, ecb: Quote) -> list[Finding]:
    share = limits().far_from_ecb_share
    off = pin / ecb.value - 1
    if abs(off) <= share:
        return []
    inverse = _FULL.divide(_ONE, pin)
    upside_down = abs(inverse / ecb.value - 1) <= share
    message = (
        f"{ecb.to} is pinned at {pin} for 1 {ecb.currency}, {abs(off) * 100:.0f} % "
        f"{'above' if off > 0 else 'below'} the ECB rate of {ecb.date}, {_short(ecb.value)}."
    )
    fix = "check it against the contract or bank letter it is from, and say in `note` which"
    if upside_down:
        message += f" Turned round it would be {_short(inverse)}, so it is likely upside down."
        fix = f"write how many {ecb.to} one {ecb.currency} buys: {_short(inverse)}"
    return [
        Finding(
            "RAT104",
            Severity.WARNING if upside_down else Severity.INFO,
            message,
            Place(_FILM, field=f"rates.per_base.{ecb.to}"),
            {"pinned": f"{pin}", "ecb": _short(ecb.value), "ecb_day": ecb.date.isoformat()},
            fix=fix,
        )
    ]


def _short(rate: Decimal) -> str:
    """Six significant digits, as the ECB writes most rates."""
    return f"{rate:.6g}" if rate < 1_000_000 else f"{rate:.0f}"
