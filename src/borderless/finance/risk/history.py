"""What each currency was worth at the end of every month since 1999, from ECB reference rates.

The month is the grain of a film's cash flow, and month-end rates are free of the noise of single
days. Nothing is invented: a month without a quotation stays empty, and a currency that cannot be
drawn from its own past is named in a finding and held constant.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date as Day
from datetime import timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from borderless.film.ecb import RateFileError, Table, limits
from borderless.finance.risk.currency_findings import (
    fewer_shared,
    moves_as_the_euro,
    no_longer_quoted,
    not_quoted,
    too_short,
)
from borderless.finding import Finding

Floats = NDArray[np.float64]

EURO = "EUR"  # The ECB's own base, in which its file is written.


@dataclass(frozen=True, slots=True)
class Adopted:
    """A currency that gave way to the euro: since when, and units of it for one euro."""

    since: Day
    units: float


@dataclass(frozen=True, slots=True)
class Settings:
    """What currency.toml says: months, shares 0-1, degrees of freedom, standard errors, years."""

    least_months: int
    block_root: float
    least_degrees: float
    most_degrees: float
    bands: tuple[float, ...]
    standard_errors: float
    least_windows: float
    remove_at_least: float
    eras: tuple[int, ...]
    euro: Mapping[str, Adopted] = field(hash=False)


@cache
def settings() -> Settings:
    """The choices of currency.toml."""
    text = Path(__file__).with_name("currency.toml").read_text(encoding="utf-8")
    read: dict[str, Any] = tomllib.loads(text)
    euro = {code: Adopted(one["from"], one["units"]) for code, one in read.pop("euro").items()}
    bands, eras = tuple(read.pop("bands")), tuple(read.pop("eras"))
    return Settings(**read, bands=bands, eras=eras, euro=euro)


@dataclass(frozen=True, slots=True, eq=False)
class MonthlyHistory:
    """Month-end values of some currencies in one base. Build with `monthly_history`."""

    base: str
    """The currency that the values are in."""
    currencies: tuple[str, ...]
    """Those that can be drawn from their past, in the order of the columns."""
    months: tuple[Day, ...]
    """The last ECB day of each calendar month, oldest first, none left out."""
    levels: Floats
    """[month, currency]: one unit of the currency in `base`; NaN where the ECB quoted none."""
    held: tuple[str, ...] = ()
    """Asked for, but held constant: the findings of `monthly_history` say why."""

    @property
    def log_returns(self) -> Floats:
        """[month, currency]: ln(value / value a month before); NaN where either is not known."""
        found: Floats = np.diff(np.log(self.levels), axis=0)
        return found

    @property
    def joint_returns(self) -> Floats:
        """The rows of `log_returns` in which every currency is known, so that they move together.

        Months on the two sides of a gap become neighbours; a bootstrap joins blocks as freely.
        """
        returns = self.log_returns
        found: Floats = returns[np.isfinite(returns).all(axis=1)]
        return found

    def until(self, day: Day) -> MonthlyHistory:
        """The same history as known on `day`: the months that had ended by then, and no later."""
        return self.first(bisect_right(self.months, day))

    def first(self, count: int) -> MonthlyHistory:
        """The first `count` months alone."""
        return replace(self, months=self.months[:count], levels=self.levels[:count])


def monthly_history(
    table: Table, currencies: Iterable[str], base: str, until: Day | None = None
) -> tuple[MonthlyHistory, list[Finding]]:
    """Month-end values of `currencies` in `base`, crossed over the euro, and what is doubtful.

    A currency is held constant when the ECB does not quote it (FIN871), has ceased to (FIN872)
    or has quoted it for too short (FIN873). One that gave way to the euro moves as the euro
    (FIN874). Where one of several is known for a shorter time than the others, all are drawn
    from the months they share, so that they keep moving together (FIN875).

    Args:
        table: the ECB history file.
        currencies: ISO codes; the base itself is passed over.
        base: the currency in which the values are read, such as the plan's.
        until: the last day that may be known; later rows are not looked at.

    Raises:
        RateFileError: a month-end row is not in the ECB's form.
    """
    months, per_euro = _month_ends(table)
    ended = _ended(months, until)
    months, per_euro = months[:ended], per_euro[:ended]
    wanted = sorted({currency for currency in currencies if currency != base})
    asked = (base, *wanted) if wanted else ()
    adopted = [one for one in asked if _gave_way(one, months)]
    findings = [
        moves_as_the_euro(one, settings().euro[one].since, settings().euro[one].units)
        for one in adopted
    ]
    units = {one: _units(one, table.columns, per_euro) for one in asked}
    for one in adopted:
        units[one] = np.full(len(months), settings().euro[one].units)
    drawn: list[str] = []
    for currency in wanted:
        doubt = None
        for one in (base, currency):
            doubt = doubt or _doubt(one, units[one], months, base)
        if doubt is None:
            drawn.append(currency)
        elif doubt not in findings:
            findings.append(doubt)
    levels = np.empty((len(months), len(drawn)))
    for column, currency in enumerate(drawn):
        levels[:, column] = units[base] / units[currency]
    held = tuple(currency for currency in wanted if currency not in drawn)
    history = MonthlyHistory(base, tuple(drawn), months, levels, held)
    return _shared(history, findings)


def _shared(
    history: MonthlyHistory, findings: list[Finding]
) -> tuple[MonthlyHistory, list[Finding]]:
    """Holds the currency known for the shortest time until the rest share enough months."""
    known = dict(zip(history.currencies, np.isfinite(history.log_returns).sum(axis=0), strict=True))
    while history.currencies and len(history.joint_returns) < settings().least_months:
        shortest = min(history.currencies, key=lambda one: (known[one], one))
        months, least = len(history.joint_returns), settings().least_months
        findings.append(too_short(shortest, months, least, shared=True))
        history = _without(history, shortest)
    if history.currencies:
        joint, longest = len(history.joint_returns), max(known[one] for one in history.currencies)
        if joint < longest:
            short = [one for one in history.currencies if known[one] < longest]
            findings.append(fewer_shared(short, joint, int(longest)))
    return history, findings


def _without(history: MonthlyHistory, currency: str) -> MonthlyHistory:
    column = history.currencies.index(currency)
    return replace(
        history,
        currencies=tuple(one for one in history.currencies if one != currency),
        levels=np.delete(history.levels, column, axis=1),
        held=tuple(sorted((*history.held, currency))),
    )


def _ended(months: tuple[Day, ...], until: Day | None) -> int:
    """How many of the months had ended: the one in which the data stop may still go on."""
    count = len(months) if until is None else bisect_right(months, until)
    if not count or count < len(months):
        return count
    last = months[-1]
    # Saturday and Sunday are no ECB days, so a Friday may end a month on the 29th.
    following = last + timedelta(days=7 - last.weekday() if last.weekday() >= 4 else 1)
    return count if following.month != last.month else count - 1


@lru_cache(maxsize=4)
def _month_ends(table: Table) -> tuple[tuple[Day, ...], Floats]:
    """The last ECB day of each month, oldest first, and units of every column for one euro.

    A currency without a figure on that day takes the last one of the days just before, as
    `ecb.rates_on` does. A month that the file leaves out is a row of NaN under its last day.
    """
    ends: list[list[bytes]] = []
    month = b""
    for line in table.rows.splitlines():
        if line[:7] != month:
            month = line[:7]
            ends.append([])
        if len(ends[-1]) <= limits().look_back_days:
            ends[-1].append(line)
    months: list[Day] = []
    rows: list[list[float]] = []
    nothing = [np.nan] * len(table.columns)
    for lines in reversed(ends):
        day = Day.fromisoformat(lines[0][:10].decode("ascii"))
        while months and (missing := _next_month_end(months[-1])) < day.replace(day=1):
            months.append(missing)
            rows.append(nothing)
        months.append(day)
        rows.append(_units_on(table, day, lines))
    return tuple(months), np.array(rows).reshape(len(months), len(table.columns))


def _next_month_end(day: Day) -> Day:
    first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first.replace(day=monthrange(first.year, first.month)[1])


def _units_on(table: Table, day: Day, lines: list[bytes]) -> list[float]:
    units: list[float | None] = [None] * len(table.columns)
    for line in lines:
        date, *cells = line.decode("ascii").split(",")
        if (day - Day.fromisoformat(date)).days > limits().look_back_days:
            break
        for column, cell in enumerate(cells[: len(units)]):
            if units[column] is None and cell.strip() not in ("", "N/A"):
                units[column] = _number(table, cell)
    return [np.nan if one is None else one for one in units]


def _number(table: Table, cell: str) -> float:
    try:
        if 0 < (value := float(cell)) < np.inf:
            return value
    except ValueError:
        pass
    raise RateFileError(
        table.path, f"it has the rate {cell[:40]!r}; it should be a positive number"
    )


def _units(currency: str, columns: tuple[str, ...], per_euro: Floats) -> Floats:
    """Units of a currency for one euro at each month end; NaN where there was no quotation."""
    if currency == EURO:
        return np.ones(len(per_euro))
    if currency in columns:
        found: Floats = per_euro[:, columns.index(currency)]
        return found
    return np.full(len(per_euro), np.nan)


def _gave_way(currency: str, months: tuple[Day, ...]) -> bool:
    adopted = settings().euro.get(currency)
    return adopted is not None and bool(months) and adopted.since <= months[-1]


def _doubt(currency: str, units: Floats, months: tuple[Day, ...], base: str) -> Finding | None:
    """Why a currency cannot be drawn from its past: FIN871, FIN872 or FIN873; else `None`."""
    is_base = currency == base
    quoted = np.flatnonzero(np.isfinite(units))
    if not len(quoted):
        return not_quoted(currency, is_base=is_base)
    last = months[quoted[-1]]
    if last < months[-1]:
        return no_longer_quoted(currency, last, is_base=is_base)
    returns = int(np.isfinite(np.diff(units)).sum())
    if returns < (least := settings().least_months):
        return too_short(currency, returns, least, is_base=is_base)
    return None
