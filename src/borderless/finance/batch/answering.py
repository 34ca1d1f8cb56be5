"""One task to its row: plan the film or optimise it, and keep the figures that people compare."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from time import perf_counter
from typing import TypedDict

from borderless.film.model import Film
from borderless.finance.batch.basis import library_of
from borderless.finance.batch.partner_sets import (
    SharesAre,
    film_of_set,
    film_to_search,
    joined_countries,
    with_claims,
)
from borderless.finance.batch.rows import Row, SlateRow, SweepRow
from borderless.finance.batch.tasks import SlateTask, SweepTask, Task
from borderless.finance.placement.answer import Answer, Outcome, Search, Side
from borderless.finance.placement.sides import side_of, situation_of
from borderless.finance.plan import Plan, make_plan
from borderless.finance.situation import NOTHING
from borderless.finding import Finding, Severity, Verdict
from borderless.rulebook.library import Library

PLANNED = "planned"
"""The outcome of a task that did not search."""


def run_task(task: Task) -> Row:
    """The row of a task.

    What the user wrote never raises: it ends as the row's `error`.

    Raises:
        OtherInstallationError: this process would not give the same row as who sent the task.
    """
    started = perf_counter()
    library = library_of(task.basis)
    row: Row
    if isinstance(task, SweepTask):
        search = _searched_set if task.terms.optimise else _planned_set
        row = search(task, library)
    else:
        row = (_searched_film if task.terms.optimise else _planned_film)(task, library)
    return replace(row, seconds=round(perf_counter() - started, 3))


# --- one set of partners -------------------------------------------------------------------------


def _planned_set(task: SweepTask, library: Library) -> SweepRow:
    film, shares_are = film_of_set(task.film, task.partners, library)
    row, currency = _empty(task), _currency(task)
    plan, findings = make_plan(film, library, as_of=task.as_of, currency=currency)
    if plan is None:
        return replace(row, error=_sentences(findings))
    claims = _open_to(plan, joined_countries(task.film, task.partners))
    today = replace(situation_of(plan), film=task.film)
    side, findings = side_of(with_claims(film, claims), library, task.as_of, currency, today=today)
    if side is None:
        return replace(row, error=_sentences(findings))
    return replace(row, **_of_side(side, shares_are), outcome=PLANNED)


def _searched_set(task: SweepTask, library: Library) -> SweepRow:
    film = film_to_search(task.film, task.partners, library)
    answer, findings = _optimise(film, library, task)
    row = _empty(task)
    if answer is None:
        return replace(row, error=_sentences(findings))
    row = replace(row, outcome=answer.outcome.value, **_proof(answer))
    if answer.after is None:
        return replace(row, error=_conflict(answer))
    return replace(row, **_of_side(answer.after, "found"))


def _empty(task: SweepTask) -> SweepRow:
    return SweepRow(task.partners, _currency(task))


def _open_to(plan: Plan, joined: Sequence[str]) -> list[tuple[str, str]]:
    """Schemes of the joined countries that pay best together and that the film certainly gets.

    What the film itself says to claim is left alone, as are schemes that it refuses.
    """
    named = {source.incentive for source in plan.film.source}
    refused = set(plan.film.placement.refuse)
    return [
        (one.scheme.country, one.scheme.id)
        for one in plan.incentives
        if one.best
        and one.scheme.country in joined
        and one.verdict is Verdict.QUALIFIES
        and one.amount
        and one.scheme.id not in named | refused
    ]


class _Figures(TypedDict):
    shares: dict[str, Decimal | None]
    shares_are: SharesAre
    official: str
    text: str
    incentives: Decimal
    incentives_by_country: dict[str, Decimal]
    grants: Decimal
    cost: Decimal
    partner_cost: Decimal
    net: Decimal
    gap: Decimal
    problems: str


def _of_side(side: Side, shares_are: SharesAre) -> _Figures:
    plan = side.plan
    by_country: dict[str, Decimal] = {}
    for claim in side.claims:
        country = claim.result.scheme.country
        by_country[country] = by_country.get(country, NOTHING) + claim.amount
    texts = {test.treaty.id: test.treaty.name for test in plan.official.tests}
    return {
        "shares": dict(plan.shares),
        "shares_are": shares_are,
        "official": plan.official.verdict.value,
        "text": " or ".join(texts[text] for text in plan.official.governing),
        "incentives": _cents(sum(by_country.values(), NOTHING)),
        "incentives_by_country": {country: _cents(one) for country, one in by_country.items()},
        "grants": _cents(side.grants),
        "cost": _cents(side.cost),
        "partner_cost": _cents(side.partner_cost),
        "net": _cents(side.net),
        "gap": _cents(side.gap),
        "problems": _problems(plan.findings),
    }


# --- one film of a slate -------------------------------------------------------------------------


def _planned_film(task: SlateTask, library: Library) -> SlateRow:
    side, findings = side_of(task.film, library, task.as_of, _currency(task))
    row = _of_film(task)
    if side is None:
        return replace(row, error=_sentences(findings))
    return replace(row, outcome=PLANNED, before_net=_cents(side.net), gap=_cents(side.gap))


def _searched_film(task: SlateTask, library: Library) -> SlateRow:
    answer, findings = _optimise(task.film, library, task)
    row = _of_film(task)
    if answer is None:
        return replace(row, error=_sentences(findings))
    row = replace(
        row,
        outcome=answer.outcome.value,
        before_net=_cents(answer.before.net),
        **_proof(answer),
    )
    if answer.after is None or answer.gain is None:
        return replace(row, error=_conflict(answer))
    return replace(
        row,
        after_net=_cents(answer.after.net),
        gain=_cents(answer.gain),
        gap=_cents(answer.after.gap),
        moves=len(answer.moves),
    )


def _of_film(task: SlateTask) -> SlateRow:
    return SlateRow(task.folder, task.film.title, _currency(task))


# --- the search, and what is said of it ----------------------------------------------------------


def _optimise(film: Film, library: Library, task: Task) -> tuple[Answer | None, list[Finding]]:
    from borderless.finance.placement.optimise import optimise

    # One thread a search: the tasks themselves are what runs side by side.
    search = Search(time_limit=task.terms.time_limit, threads=1, frontier=False)
    return optimise(film, library, as_of=task.as_of, currency=_currency(task), search=search)


def _currency(task: Task) -> str:
    return task.terms.currency or task.film.currency


class _Proof(TypedDict):
    objective: float | None
    bound: float | None
    search_gap: float | None


def _proof(answer: Answer) -> _Proof:
    """The solver's own figures, to the cent and to a millionth: what it can vouch for."""
    return {
        "objective": _rounded(answer.objective, 2),
        "bound": _rounded(answer.bound, 2),
        "search_gap": _rounded(answer.gap, 6),
    }


def _rounded(value: float | None, places: int) -> float | None:
    return None if value is None else round(value, places) + 0.0


def _cents(amount: Decimal) -> Decimal:
    return round(amount, 2) + 0


def _conflict(answer: Answer) -> str:
    if answer.outcome is Outcome.IMPOSSIBLE and answer.conflict:
        return f"cannot stand together: {'; '.join(answer.conflict)}."
    return answer.instead or "no structure was found."


def _problems(findings: Iterable[Finding]) -> str:
    codes = sorted({one.code for one in findings if one.severity is Severity.ERROR})
    return ", ".join(codes)


def _sentences(findings: Sequence[Finding]) -> str:
    """Everything that stopped a film, as one cell."""
    errors = [one for one in findings if one.severity is Severity.ERROR]
    return " ".join(str(one) for one in errors or findings) or "no plan was made."
