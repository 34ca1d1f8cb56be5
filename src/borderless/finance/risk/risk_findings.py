"""What the scenarios have to say: FIN88x."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from borderless.film.faults import closest
from borderless.film.takings_table import Takings
from borderless.finance.plan import Places
from borderless.finance.risk.draws import Uncertainty
from borderless.finance.wording import number_words
from borderless.finding import Finding, Severity

if TYPE_CHECKING:
    from borderless.finance.risk.assess import RiskReport

NAMES = {
    Uncertainty.CURRENCY: "exchange rates",
    Uncertainty.OVERSPEND: "overspend",
    Uncertainty.SOURCES: "sources that fall through",
    Uncertainty.INCENTIVES: "incentives refused or cut",
    Uncertainty.SALES: "sales",
}
"""What each uncertainty is called."""


def risk_findings(report: RiskReport, takings: Takings, places: Places) -> list[Finding]:
    """Every finding about the scenarios of a film."""
    return [
        *_cut_short(report),
        *_closes(report),
        *_without_payback(report, takings, places),
        *_unknown_names(report, places),
        *_assumed(report),
    ]


def _cut_short(report: RiskReport) -> Iterable[Finding]:
    result = report.result
    if result.scenarios < result.asked:
        yield Finding(
            "FIN882",
            Severity.WARNING,
            f"Stopped after {result.scenarios:,} of {result.asked:,} scenarios; all figures are of"
            " these.".replace(",", "\u202f"),
        )


def _closes(report: RiskReport) -> Iterable[Finding]:
    closes = report.result.closes
    if closes.value >= report.film.model.settings.worry:
        return
    parts = report.result.contributions
    most = f" Most of it comes from {NAMES[parts[0].uncertainty]}." if parts else ""
    gap = report.result.gap.quantile(0.9)
    yield Finding(
        "FIN883",
        Severity.WARNING,
        f"The plan closes in {_percent(closes.value)} of the scenarios;"
        f" in one of ten more than {_money(report, gap)} is missing.{most}",
        figures={
            "closes": _percent(closes.value),
            "missing in one of ten": _money(report, gap),
        },
        fix="turn applied sources into signed ones, or hold a reserve for the gap",
    )


def _without_payback(report: RiskReport, takings: Takings, places: Places) -> Iterable[Finding]:
    if report.film.model.recoupment is not None:
        return
    if report.plan.film.recoupment is None:
        missing, fix = "no [recoupment]", "describe deals and tiers under [recoupment] in film.toml"
    elif not takings.estimates:
        missing, fix = "no sales estimates", "put the sales agent's estimates into sales.csv"
    else:
        missing, fix = "no estimate that reaches the account", "look at the deals that it names"
    yield Finding(
        "FIN884",
        Severity.INFO,
        f"The film has {missing}, so nothing is said about who is paid back.",
        places("recoupment"),
        fix=fix,
    )


def _unknown_names(report: RiskReport, places: Places) -> Iterable[Finding]:
    known = [row.name for row in report.plan.sources]
    statuses = ["confirmed", "applied", "planned"]
    for name in report.plan.film.risk.stands:
        if name in known or name in statuses:
            continue
        near = closest(name, [*known, *statuses])
        yield Finding(
            "FIN885",
            Severity.WARNING,
            f"[risk] says how surely {name!r} pays, which is no source of the plan"
            + (f"; did you mean {near!r}?" if near else "."),
            places("risk", "stands", name),
            fix="name a source as the finance plan does, or a status",
        )


def _assumed(report: RiskReport) -> Iterable[Finding]:
    yield Finding(
        "FIN886",
        Severity.INFO,
        f"The scenarios rest on {len(report.assumptions)} assumptions about what may go wrong; they"
        " are listed, as nobody publishes such figures.",
        fix="write your own under [risk] in film.toml",
    )


def _percent(share: float) -> str:
    return number_words(Decimal(str(round(share, 3))), "share")


def _money(report: RiskReport, amount: float) -> str:
    return report.plan.money(Decimal(str(round(amount))))
