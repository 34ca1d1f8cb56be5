"""The plan's currency flows replayed through the past, as long work."""

from __future__ import annotations

from borderless.dossier.risk_json import backtest_data
from borderless.finance.risk.assess import prepare, replay
from borderless.finding import has_errors
from borderless.web.films.reading import plan_of
from borderless.web.jobs.work import Outcome, Work, plain


def run(work: Work) -> Outcome:
    """How often reality would have fallen inside the bands; None where nothing moves with rates."""
    plan, findings = plan_of(work.reading, work.as_of)
    if plan is None:
        return Outcome(None, tuple(findings))
    work.say(0, 0, "replaying history")
    prepared, findings = prepare(
        plan,
        work.reading.takings,
        method=work.params["method"] or None,
        places=work.reading.place_of,
    )
    if prepared is None or work.cancel.is_set():
        return Outcome(None, tuple(findings))
    found, more = replay(prepared, seed=int(work.params["seed"]))
    if has_errors(more):
        return Outcome(None, tuple(more))
    return Outcome(
        plain({"method": prepared.method, "backtest": backtest_data(found)}), tuple(findings)
    )
