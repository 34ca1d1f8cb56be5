"""The section "What can go wrong" of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from borderless.dossier import risk_words as words
from borderless.dossier.cash_charts import FanPoint, fan_chart, fan_text
from borderless.dossier.party_charts import RecoupedLine, recouped_chart, recouped_text
from borderless.dossier.risk_charts import (
    Contribution,
    GapBins,
    gap_chart,
    gap_text,
    tornado_chart,
)
from borderless.dossier.risk_json import BARS
from borderless.dossier.risk_rows import (
    CoverageRow,
    CurrencyRow,
    FanRow,
    PartRow,
    PartyLine,
    QuantileRow,
    contribution_rows,
    coverage_rows,
    currency_rows,
    fan_rows,
    part_name,
    party_line,
    quantities_of,
    whole,
)
from borderless.dossier.typography import day
from borderless.finance.risk.assess import RiskReport
from borderless.finance.risk.backtest import Backtest
from borderless.finance.risk.risk import PartyOutcome
from borderless.finance.risk.tally import Tally

HEADING = ("risk", "What can go wrong")
"""Anchor and heading of the section."""

FAN = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles of the balance that the fan shows."""

MARKED = ((0.1, "10 %"), (0.5, "middle"), (0.9, "90 %"))
"""Quantiles of the gap that the histogram marks."""

MOST_LINES = 12
"""Parties whose chances are drawn; the table has all."""

NORMAL_95 = 1.96
"""Half the width of a 95 % interval in standard errors, of a normal distribution."""


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
    quantities = quantities_of(report)
    return RiskSection(
        HEADING,
        report,
        words.verdict(report),
        words.with_error(result.closes.value, result.closes.error),
        words.with_error(result.overdrawn.value, result.overdrawn.error),
        fan_chart(points, report.currency),
        fan_text(points, report.currency),
        tuple(fan_rows(points)),
        gap_chart(bins, report.currency),
        gap_text(bins, report.currency),
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
                Contribution(part_name(one), one.total, one.total_error * NORMAL_95)
                for one in result.contributions
            ]
        ),
        _tornado_text(report),
        tuple(contribution_rows(report)),
        words.HOW_SHARES,
        tuple(party_line(one) for one in sorted(result.parties, key=lambda one: not one.invested)),
        next((one.message for one in report.findings if one.code == "FIN884"), ""),
        recouped_chart(lines),
        recouped_text(lines),
        words.hedge_words(report.hedge),
        tuple(currency_rows(report)),
        words.backtest_words(report.backtest),
        tuple(words.percent(one.band, 0) for one in report.backtest.coverage)
        if report.backtest
        else (),
        tuple(coverage_rows(report.backtest)) if report.backtest else (),
        _worst(report.backtest) if report.backtest else "",
        words.HOW_ERRORS,
        _size(report),
    )


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


# --- the gap -------------------------------------------------------------------------------------


def _gap_bins(gap: Tally) -> GapBins:
    edges, shares = gap.coarse(BARS)
    marked = tuple((name, float(round(gap.quantile(share)))) for share, name in MARKED)
    return GapBins(edges, shares, marked)


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


# --- the backtest --------------------------------------------------------------------------------


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
