"""The tables of the report's scenarios, in whole units and with standard errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from borderless.dossier import risk_words as words
from borderless.dossier.cash_charts import FanPoint
from borderless.dossier.month_axis import month
from borderless.finance.risk.assess import RiskReport
from borderless.finance.risk.backtest import Backtest, Coverage
from borderless.finance.risk.risk import PartyOutcome
from borderless.finance.risk.sensitivity import Contribution
from borderless.finance.risk.tally import Tally

PAID = (0.1, 0.5, 0.9)
"""Quantiles of what a party is paid that the table shows."""


@dataclass(frozen=True, slots=True)
class FanRow:
    """The balance at the end of a month, in the reporting currency."""

    name: str
    """The day: while the film shoots, the last Sunday of the month."""
    plan: Decimal
    quantiles: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class QuantileRow:
    """What a share of the scenarios stays below, of each quantity."""

    share: str
    values: tuple[tuple[Decimal, Decimal], ...]
    """Each with its standard error."""


@dataclass(frozen=True, slots=True)
class PartRow:
    """What one uncertainty contributes to the variance of the gap, in words with their errors."""

    name: str
    alone: str
    in_all: str
    low: Decimal
    """The mean gap where it goes best, in the reporting currency."""
    high: Decimal


@dataclass(frozen=True, slots=True)
class CurrencyRow:
    """What one currency does to the plan, in the plan's currency."""

    currency: str
    advised: bool
    """To be hedged first."""
    net: Decimal
    deviation: Decimal
    share: str
    """Of the variance of all flows."""
    left: Decimal
    """Deviation of all flows when this currency alone is hedged."""


@dataclass(frozen=True, slots=True)
class PartyLine:
    """What the scenarios say about a party; money in the account's currency."""

    name: str
    invested: Decimal | None
    paid: tuple[Decimal, ...]
    multiple: str
    rate: str
    recouped: str
    by_when: str
    """By when in half of the scenarios; "" where it never is."""


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """How often reality fell inside each band."""

    name: str
    cells: tuple[tuple[str, bool], ...]
    """In words, and whether the band was too narrow."""


def whole(amount: float) -> Decimal:
    """An amount in whole units, for a column; nothing is never below nothing."""
    return Decimal(round(amount)) + 0


def fan_rows(points: Sequence[FanPoint]) -> Iterator[FanRow]:
    """The last period of each month."""
    last: dict[tuple[int, int], FanPoint] = {(one.day.year, one.day.month): one for one in points}
    for one in last.values():
        values = one.low, one.quarter, one.median, one.three_quarters, one.high
        name = f"{one.day.day} {month(one.day)}"
        yield FanRow(name, whole(one.plan or 0.0), tuple(whole(value) for value in values))


def quantities_of(report: RiskReport) -> list[tuple[str, str, Tally]]:
    """What quantiles are given of: names, currencies and outcomes."""
    result = report.result
    found = [
        ("Missing money (gap)", report.currency, result.gap),
        ("Deepest overdraft", report.currency, result.peak),
    ]
    if result.gross is not None:
        found.append(("Gross receipts", report.account_currency or "", result.gross))
    return found


def part_name(part: Contribution) -> str:
    """An uncertainty at the beginning of a line."""
    name = words.NAMES[part.uncertainty]
    return name[:1].upper() + name[1:]


def contribution_rows(report: RiskReport) -> Iterator[PartRow]:
    """What each uncertainty contributes, the most first."""
    for one in report.result.contributions:
        yield PartRow(
            part_name(one),
            words.with_error(one.first, one.first_error),
            words.with_error(one.total, one.total_error),
            whole(one.low),
            whole(one.high),
        )


def party_line(one: PartyOutcome) -> PartyLine:
    """A party's line, "–" where nothing can be said."""
    when = one.recouped_by(0.5)
    return PartyLine(
        one.name,
        whole(one.invested) if one.invested else None,
        tuple(whole(one.paid.quantile(share)) for share in PAID),
        f"{one.multiple.quantile(0.5):.2f}" if one.multiple else "–",
        words.percent(one.rate.quantile(0.5)).replace("-", "−") if one.rate else "–",
        words.with_error(one.recouped.value, one.recouped.error) if one.recouped else "–",
        f"half by {month(when)}" if when else "",
    )


def currency_rows(report: RiskReport) -> Iterator[CurrencyRow]:
    """What each currency does, the largest share first."""
    for one in report.hedge.currencies:
        yield CurrencyRow(
            one.currency,
            one.currency in report.hedge.advised,
            whole(one.net),
            whole(one.deviation),
            words.percent(one.share).replace("-", "−"),
            whole(one.left),
        )


def coverage_rows(backtest: Backtest) -> Iterator[CoverageRow]:
    """How the bands held: of all, by era, and by currency where there are several."""
    yield _covered("The whole plan", backtest.coverage)
    for (first, last), coverage in backtest.eras.items():
        yield _covered(f"begun {first}–{last}", coverage)
    if len(backtest.currencies) > 1:
        for currency, coverage in backtest.currencies.items():
            yield _covered(f"{currency} alone", coverage)


def _covered(name: str, coverage: Sequence[Coverage]) -> CoverageRow:
    cells = ((words.with_error(one.share, one.error), one.too_narrow) for one in coverage)
    return CoverageRow(name, tuple(cells))
