"""The section "What can go wrong" of the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from borderless.dossier import risk_words as words
from borderless.dossier.cash_charts import FanPoint, fan_chart, fan_text
from borderless.dossier.month_axis import month
from borderless.dossier.party_charts import RecoupedLine, recouped_chart, recouped_text
from borderless.dossier.risk_charts import (
    Contribution,
    GapBins,
    gap_chart,
    gap_text,
    tornado_chart,
)
from borderless.dossier.risk_json import BARS
from borderless.dossier.typography import day
from borderless.finance.risk.assess import RiskReport
from borderless.finance.risk.backtest import Backtest, Coverage
from borderless.finance.risk.risk import PartyOutcome
from borderless.finance.risk.sensitivity import Contribution as Part
from borderless.finance.risk.tally import Tally

HEADING = ("risk", "What can go wrong")
"""Anchor and heading of the section."""

FAN = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles of the balance that the fan shows."""

PAID = (0.1, 0.5, 0.9)
"""Quantiles of what a party is paid that the table shows."""

MARKED = ((0.1, "10 %"), (0.5, "middle"), (0.9, "90 %"))
"""Quantiles of the gap that the histogram marks."""

MOST_LINES = 12
"""Parties whose chances are drawn; the table has all."""

NORMAL_95 = 1.96
"""Half the width of a 95 % interval in standard errors, of a normal distribution."""


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


@dataclass(frozen=True, slots=True)
class RiskSection:
    """All that the section shows."""

    heading: tuple[str, str]
    report: RiskReport
    verdict: str
    closes: str
    overdrawn: str
    fan: tuple[Markup, ...]
    fan_text: str
    fan_rows: tuple[FanRow, ...]
    gap: tuple[Markup, ...]
    gap_text: str
    quantities: tuple[tuple[str, str], ...]
    """What quantiles are given of, and its currency."""
    quantiles: tuple[QuantileRow, ...]
    tornado: tuple[Markup, ...]
    tornado_text: str
    contributions: tuple[PartRow, ...]
    how_shares: str
    parties: tuple[PartyLine, ...]
    without_payback: str
    """Why nothing is said about parties; "" where something is."""
    recouped: tuple[Markup, ...]
    recouped_text: str
    hedge: str
    currencies: tuple[CurrencyRow, ...]
    backtest: str
    bands: tuple[str, ...]
    coverage: tuple[CoverageRow, ...]
    worst: str
    how_errors: str
    size: str
    """How many scenarios, from which seed."""


def risk_section(report: RiskReport) -> RiskSection:
    """What the page says of a film's scenarios."""
    result = report.result
    points = _fan_points(report)
    bins = _gap_bins(result.gap)
    lines = _recouped_lines(result.parties)
    quantities = _quantities(report)
    return RiskSection(
        HEADING,
        report,
        words.verdict(report),
        words.with_error(result.closes.value, result.closes.error),
        words.with_error(result.overdrawn.value, result.overdrawn.error),
        fan_chart(points, report.currency),
        fan_text(points, report.currency),
        tuple(_fan_rows(points)),
        gap_chart(bins, report.currency),
        gap_text(bins, report.currency).removesuffix(".")
        + f"; nothing is missing in {words.percent(result.closes.value)} of the scenarios.",
        tuple((name, currency) for name, currency, _ in quantities),
        tuple(
            QuantileRow(
                words.percent(share, 0),
                tuple(
                    (whole(tally.quantile(share)), whole(tally.quantile_error(share)))
                    for _, _, tally in quantities
                ),
            )
            for share in report.film.model.settings.quantiles
        ),
        tornado_chart(
            [
                Contribution(_name(one), one.total, one.total_error * NORMAL_95)
                for one in result.contributions
            ]
        ),
        _tornado_text(report),
        tuple(_contributions(report)),
        words.HOW_SHARES,
        tuple(_party(one) for one in sorted(result.parties, key=lambda one: not one.invested)),
        next((one.message for one in report.findings if one.code == "FIN884"), ""),
        recouped_chart(lines),
        recouped_text(lines),
        words.hedge_words(report.hedge),
        tuple(_currencies(report)),
        words.backtest_words(report.backtest),
        tuple(words.percent(one.band, 0) for one in report.backtest.coverage)
        if report.backtest
        else (),
        tuple(_coverage(report.backtest)) if report.backtest else (),
        _worst(report.backtest) if report.backtest else "",
        words.HOW_ERRORS,
        _size(report),
    )


def whole(amount: float) -> Decimal:
    """An amount in whole units, for a column; nothing is never below nothing."""
    return Decimal(round(amount)) + 0


# --- the balance ---------------------------------------------------------------------------------


def _fan_points(report: RiskReport) -> list[FanPoint]:
    film = report.film
    points = []
    for end, plan, tally in zip(
        film.period_ends, film.planned, report.result.balances, strict=True
    ):
        low, quarter, median, three_quarters, high = (tally.quantile(share) for share in FAN)
        points.append(FanPoint(end, low, quarter, median, three_quarters, high, plan))
    return points


def _fan_rows(points: Sequence[FanPoint]) -> Iterator[FanRow]:
    """The last period of each month."""
    last: dict[tuple[int, int], FanPoint] = {(one.day.year, one.day.month): one for one in points}
    for one in last.values():
        values = one.low, one.quarter, one.median, one.three_quarters, one.high
        name = f"{one.day.day} {month(one.day)}"
        yield FanRow(name, whole(one.plan or 0.0), tuple(whole(value) for value in values))


# --- the gap -------------------------------------------------------------------------------------


def _gap_bins(gap: Tally) -> GapBins:
    edges, shares = gap.coarse(BARS)
    marked = tuple((name, float(round(gap.quantile(share)))) for share, name in MARKED)
    return GapBins(edges, shares, marked)


def _quantities(report: RiskReport) -> list[tuple[str, str, Tally]]:
    """Names, currencies and outcomes."""
    result = report.result
    found = [
        ("Missing money (gap)", report.currency, result.gap),
        ("Deepest overdraft", report.currency, result.peak),
    ]
    if result.gross is not None:
        found.append(("Gross receipts", report.account_currency or "", result.gross))
    return found


def _name(part: Part) -> str:
    name = words.NAMES[part.uncertainty]
    return name[:1].upper() + name[1:]


def _contributions(report: RiskReport) -> Iterator[PartRow]:
    for one in report.result.contributions:
        yield PartRow(
            _name(one),
            words.with_error(one.first, one.first_error),
            words.with_error(one.total, one.total_error),
            whole(one.low),
            whole(one.high),
        )


def _tornado_text(report: RiskReport) -> str:
    parts = report.result.contributions
    if not parts:
        return "Nothing makes the gap uncertain."
    said = (
        f"{words.NAMES[one.uncertainty]} {words.with_error(one.total, one.total_error)}"
        for one in parts
    )
    return f"Parts of the variance of the gap: {'; '.join(said)}."


# --- the parties ---------------------------------------------------------------------------------


def _recouped_lines(parties: Sequence[PartyOutcome]) -> list[RecoupedLine]:
    known = [one for one in parties if one.by_day]
    if len(known) > MOST_LINES:
        known = sorted(known, key=lambda one: -one.invested)[:MOST_LINES]
    return [RecoupedLine(one.name, one.by_day) for one in known]


def _party(one: PartyOutcome) -> PartyLine:
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


# --- currency ------------------------------------------------------------------------------------


def _currencies(report: RiskReport) -> Iterator[CurrencyRow]:
    for one in report.hedge.currencies:
        yield CurrencyRow(
            one.currency,
            one.currency in report.hedge.advised,
            whole(one.net),
            whole(one.deviation),
            words.percent(one.share).replace("-", "−"),
            whole(one.left),
        )


# --- the backtest --------------------------------------------------------------------------------


def _coverage(backtest: Backtest) -> Iterator[CoverageRow]:
    yield _covered("The whole plan", backtest.coverage)
    for (first, last), coverage in backtest.eras.items():
        yield _covered(f"begun {first}–{last}", coverage)
    if len(backtest.currencies) > 1:
        for currency, coverage in backtest.currencies.items():
            yield _covered(f"{currency} alone", coverage)


def _covered(name: str, coverage: Sequence[Coverage]) -> CoverageRow:
    cells = ((words.with_error(one.share, one.error), one.too_narrow) for one in coverage)
    return CoverageRow(name, tuple(cells))


def _worst(backtest: Backtest) -> str:
    worst = backtest.worst
    if worst is None:
        return ""
    return (
        f"The worst miss: begun on {day(worst.month)}, the flows were planned at"
        f" {words.whole(worst.planned, backtest.base)} and came to"
        f" {words.whole(worst.realised, backtest.base)}."
    )


def _size(report: RiskReport) -> str:
    result = report.result
    short = result.scenarios < result.asked
    asked = f" of the {words.count(result.asked)} asked for" if short else ""
    return f"{words.count(result.scenarios)} scenarios{asked}, seed {result.seed}"
