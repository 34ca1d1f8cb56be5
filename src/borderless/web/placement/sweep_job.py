"""Every set of partner countries as long work: a row each."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from borderless.film.model import Film
from borderless.finance.batch.answering import run_task
from borderless.finance.batch.attempt import Done as RowDone
from borderless.finance.batch.attempt import attempt
from borderless.finance.batch.basis import Basis, basis_of
from borderless.finance.batch.partner_sets import (
    film_to_search,
    number_of_sets,
    parse_choose,
    partner_sets,
)
from borderless.finance.batch.rows import SweepRow
from borderless.finance.batch.tasks import SweepTask, Terms, failed_row, sweep_tasks
from borderless.finance.placement import Answer, Search, optimise
from borderless.finance.situation import NOTHING
from borderless.finding import Finding, Severity
from borderless.rulebook.library import load
from borderless.web.films.reading import RULES, unpacked
from borderless.web.jobs.kinds.questions import MOST_SETS
from borderless.web.jobs.work import Outcome, Work, plain


def run(work: Work) -> Outcome:
    """A row for each set, as far as it came when it was stopped."""
    film = work.reading.film
    if film is None:
        return Outcome(None, work.reading.findings)
    try:
        sets = sets_asked(film, work.params["partners"], work.params["choose"])
    except ValueError as error:
        return Outcome({"error": f"{error}.", "rows": []})
    rows: list[dict[str, Any]] = []
    terms = Terms(optimise=False, time_limit=float(work.params["time_limit"]))
    tasks = sweep_tasks(film, sets, work.as_of, terms, _basis(work))
    for number, task in enumerate(tasks):
        if work.cancel.is_set():
            break
        work.say(number, len(tasks), ", ".join(task.partners) or film.delegate)
        rows.append(_searched(work, film, task) if work.params["optimise"] else _planned(task))
    work.say(len(rows), len(tasks), "")
    result = {
        "currency": film.currency,
        "delegate": film.delegate,
        "asked": len(sets),
        "optimised": work.params["optimise"],
        "rows": rows,
    }
    return Outcome(plain(result))


def sets_asked(film: Film, partners: str, choose: str) -> list[tuple[str, ...]]:
    """The sets of partners that a question means, without the delegate's country.

    Raises:
        ValueError: there are none, or too many; the message says which.
    """
    countries = [one for one in partners.split(",") if one and one != film.delegate]
    if not countries:
        raise ValueError(
            f"No partner country is named beside {film.delegate}, which is in every set"
        )
    sizes = parse_choose(choose, len(countries))
    count = number_of_sets(len(countries), sizes)
    if count > MOST_SETS:
        raise ValueError(
            f"That makes {count} sets of partners, more than {MOST_SETS}; name fewer countries or"
            " smaller sets"
        )
    return list(partner_sets(countries, sizes))


def _basis(work: Work) -> Basis:
    """The rulebook with the film's own rules, which are files again for this."""
    if not work.reading.library.theirs:
        return basis_of(work.reading.library)
    with unpacked(work.files()) as folder:
        library, _ = load([folder / RULES])
        return basis_of(library)


def _planned(task: SweepTask) -> dict[str, Any]:
    result = attempt(run_task, 0, task)
    row = result.row if isinstance(result, RowDone) else failed_row(task, result.why)
    assert isinstance(row, SweepRow)
    return {
        "partners": row.partners,
        "shares": row.shares,
        "shares_are": row.shares_are,
        "official": row.official,
        "text": row.text,
        "incentives": row.incentives,
        "grants": row.grants,
        "net": row.net,
        "gap": row.gap,
        "outcome": row.outcome,
        "problems": row.problems,
        "error": row.error,
    }


def _searched(work: Work, film: Film, task: SweepTask) -> dict[str, Any]:
    """As `answering` searches a set, but it stops when the work is cancelled."""
    answer, findings = optimise(
        film_to_search(film, task.partners, work.reading.library),
        work.reading.library,
        as_of=work.as_of,
        search=Search(time_limit=task.terms.time_limit, frontier=False),
        cancel=work.cancel,
    )
    row: dict[str, Any] = {"partners": task.partners, "shares": {}, "shares_are": "found"}
    row |= dict.fromkeys(("official", "text", "outcome", "problems", "error"), "")
    row |= dict.fromkeys(("incentives", "grants", "net", "gap"))
    if answer is None:
        return row | {"error": _sentences(findings)}
    row["outcome"] = answer.outcome.value
    if answer.after is None:
        return row | {"error": "; ".join(answer.conflict) or answer.instead or "nothing was found"}
    return row | _figures(answer)


def _figures(answer: Answer) -> dict[str, Any]:
    side = answer.after
    assert side is not None
    official = side.plan.official
    names = {test.treaty.id: test.treaty.name for test in official.tests}
    incentives = sum((claim.amount for claim in side.claims), NOTHING)
    return {
        "shares": dict(side.plan.shares),
        "official": official.verdict.value,
        "text": " or ".join(names[text] for text in official.governing),
        "incentives": _cents(incentives),
        "grants": _cents(side.grants),
        "net": _cents(side.net),
        "gap": _cents(side.gap),
        "problems": ", ".join(
            sorted({one.code for one in side.plan.findings if one.severity is Severity.ERROR})
        ),
    }


def _cents(amount: Decimal) -> Decimal:
    return round(amount, 2)


def _sentences(findings: Sequence[Finding]) -> str:
    errors = [one.message for one in findings if one.severity is Severity.ERROR]
    return " ".join(errors) or "no plan was made"
