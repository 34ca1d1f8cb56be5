"""What the scenarios say, in words that the terminal and the page share."""

from __future__ import annotations

from decimal import Decimal

from borderless.dossier.typography import money_words
from borderless.finance.risk.assess import RiskReport
from borderless.finance.risk.backtest import Backtest
from borderless.finance.risk.hedge import Hedge
from borderless.finance.risk.risk import PartyOutcome
from borderless.finance.risk.risk_findings import NAMES
from borderless.finance.risk.tally import Tally

HOW_SHARES = (
    "Shares of the variance of the gap: what goes when this alone is known (first-order Sobol"
    " index), and what remains when all else is known (total index)."
)
HOW_ERRORS = "± is one standard error: how much another run of as many scenarios would differ."


def verdict(report: RiskReport) -> str:
    """The answer in one line."""
    result = report.result
    gap = result.gap.quantile(0.9)
    missing = (
        f"in one scenario of ten more than {whole(gap, report.currency)} is missing"
        if gap > report.film.model.immaterial
        else "nothing is missing in nine of ten"
    )
    peak = result.peak.quantile(0.9)
    return (
        f"closes in {percent(result.closes.value)} of {count(result.scenarios)} scenarios;"
        f" {missing}; the account sinks below −{whole(peak, report.currency)} in one of ten"
    )


def whole(amount: float, currency: str) -> str:
    """An amount in whole units."""
    return money_words(Decimal(str(round(amount))), currency)


def count(number: int) -> str:
    """A number of scenarios."""
    return f"{number:,}".replace(",", "\u202f")


def percent(share: float, places: int = 1) -> str:
    """A share as a percentage."""
    return f"{share * 100:.{places}f} %"


def with_error(share: float, error: float) -> str:
    """A share and its standard error, both in percent."""
    return f"{share * 100:.1f} ± {error * 100:.1f} %"


def quantile_words(tally: Tally, share: float, currency: str) -> str:
    """A quantile in money with its standard error."""
    value, error = tally.quantile(share), tally.quantile_error(share)
    return f"{whole(value, currency)} ± {whole(error, '').strip()}"


def recouped_words(party: PartyOutcome) -> str:
    """When a party has its money back, in half of the scenarios."""
    if party.recouped is None:
        return ""
    day = party.recouped_by(0.5)
    return f"half of them by {day}" if day else "in less than half of them"


def hedge_words(hedge: Hedge) -> str:
    """The hedge advised, in one sentence."""
    if not hedge.currencies or hedge.deviation == 0.0:
        return "No money of the plan moves with exchange rates."
    if not hedge.advised:
        return "No hedge of a single currency would lower the risk."
    step = next(one for one in hedge.steps if one.currency == hedge.advised[-1])
    names = " and ".join(hedge.advised)
    cost = whole(abs(hedge.cost), hedge.base)
    price = (
        f"costs {cost}"
        if hedge.cost > 0
        else f"brings {cost}"
        if hedge.cost < 0
        else "costs nothing"
    )
    return (
        f"Selling or buying {names} forward takes away {percent(step.removed)} of the variance:"
        f" the deviation falls from {whole(hedge.deviation, hedge.base)} to"
        f" {whole(step.left, hedge.base)}. At forward parity it {price}"
        + (", as no interest differentials are given." if hedge.assumed_parity else ".")
    )


def backtest_words(backtest: Backtest | None) -> str:
    """How often reality fell inside the bands, in one sentence."""
    if backtest is None:
        return (
            "No backtest: no money of the plan moves with exchange rates, or history is too short."
        )
    parts = [
        f"the {percent(one.band, 0)} band in {with_error(one.share, one.error)}"
        for one in backtest.coverage
    ]
    first, last = backtest.starts[0].month, backtest.starts[-1].month
    return (
        f"Replayed from {len(backtest.starts)} months, {first:%Y-%m} to {last:%Y-%m}, with only"
        f" the data before each: reality fell inside {', '.join(parts)} of them."
        f" They overlap: {backtest.windows:.0f} windows fit side by side."
    )


__all__ = ["NAMES"]
