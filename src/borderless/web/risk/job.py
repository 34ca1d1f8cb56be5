"""Many scenarios of a film's money as long work."""

from __future__ import annotations

from typing import Any

from borderless.dossier.risk_json import risk_data
from borderless.finance.risk.assess import RiskReport, Wanted, assess
from borderless.finance.risk.spread_out import Processes
from borderless.finding import has_errors
from borderless.web.films.reading import plan_of
from borderless.web.jobs.work import Outcome, Work, plain

FAN = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles of the balance that the fan shows."""
PAID = (0.1, 0.5, 0.9)
"""Quantiles of what a party is paid that the table shows."""


def run(work: Work) -> Outcome:
    """The report as plain data; of the scenarios that were done, where it was stopped."""
    plan, findings = plan_of(work.reading, work.as_of)
    if plan is None:
        return Outcome(None, tuple(findings))
    if has_errors(work.reading.takings_findings):
        return Outcome(None, work.reading.takings_findings)
    asked = int(work.params["scenarios"])
    work.say(0, asked, "")
    wanted = Wanted(asked, int(work.params["seed"]), work.params["method"] or None)
    report, findings = assess(
        plan,
        work.reading.takings,
        wanted,
        # One process: as many workers as there are cores to spare share the jobs.
        Processes(1),
        watch=lambda done, total: work.say(done, total, ""),
        cancel=work.cancel,
        places=work.reading.place_of,
    )
    if report is None:
        return Outcome(None, tuple(findings))
    work.say(report.result.scenarios, asked, "")
    return Outcome(plain(risk_data(report) | _drawn(report)), report.findings)


def _drawn(report: RiskReport) -> dict[str, Any]:
    """What the charts need beyond the report's own data."""
    film, result = report.film, report.result
    return {
        "worry": film.model.settings.worry,
        "fan": [
            {"day": day, "plan": round(plan, 2), "quantiles": [_whole(tally, q) for q in FAN]}
            for day, plan, tally in zip(
                film.period_ends, film.planned, result.balances, strict=True
            )
        ],
        "paid": {one.name: [_whole(one.paid, q) for q in PAID] for one in result.parties},
        "middle": {
            one.name: {
                "multiple": one.multiple.quantile(0.5) if one.multiple else None,
                "rate": one.rate.quantile(0.5) if one.rate else None,
            }
            for one in result.parties
        },
        "gap_marks": [[share, _whole(result.gap, share)] for share in PAID],
    }


def _whole(tally: Any, share: float) -> float:
    return float(round(tally.quantile(share)))
