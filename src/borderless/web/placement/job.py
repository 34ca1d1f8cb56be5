"""The search for the best placement as long work."""

from __future__ import annotations

import math
from typing import Any

from borderless.dossier.placement_json import answer_data
from borderless.finance.placement import Answer, Goal, Progress, Search, optimise
from borderless.web.jobs.work import Outcome, Work, plain


def run(work: Work) -> Outcome:
    """The answer as plain data, with the film found, from which moves are accepted."""
    film = work.reading.film
    if film is None:
        return Outcome(None, work.reading.findings)
    limit = float(work.params["time_limit"])

    def watch(progress: Progress) -> None:
        tenths = round(min(progress.seconds, limit) * 10)
        work.say(tenths, round(limit * 10), progress.phase, known_so_far(progress, film.currency))

    answer, findings = optimise(
        film,
        work.reading.library,
        as_of=work.as_of,
        places=work.reading.place_of,
        search=Search(goal_of(work.params["maximise"]), limit, frontier=work.params["frontier"]),
        watch=watch,
        cancel=work.cancel,
    )
    if answer is None:
        return Outcome(None, tuple(findings))
    return Outcome(plain(kept(answer)), answer.findings)


def goal_of(text: str) -> Goal:
    """The goal, from how it is asked: net, soft-money, local-spend:PL."""
    kind, _, place = text.partition(":")
    if kind == "local-spend":
        return Goal("local-spend", place)
    return Goal("soft-money" if kind == "soft-money" else "net")


def kept(answer: Answer) -> dict[str, Any]:
    """What the page needs: the answer, and the film found as JSON, amounts as texts."""
    found = answer.film
    return answer_data(answer) | {
        "document": found.model_dump(mode="json", by_alias=True) if found else None
    }


def known_so_far(progress: Progress, currency: str) -> dict[str, Any]:
    """The best objective and the bound, where the solver has them; in the film's currency."""
    known = {"objective": progress.objective, "bound": progress.bound}
    found = {
        name: round(value, 2)
        for name, value in known.items()
        if value is not None and math.isfinite(value)
    }
    return found | {"currency": currency} if found else {}
