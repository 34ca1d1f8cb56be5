"""What holds the answer back, and what one more unit spent in each country would bring."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from borderless.film.places import country_name
from borderless.finance.placement.answer import Binding, NextEuro, Side
from borderless.finance.placement.search import Problem, held
from borderless.finance.placement.solver import Values
from borderless.finance.treaty_checks import percent


def binding_of(problem: Problem, values: Values, after: Side) -> list[Binding]:
    """Limits of rules, shares at a treaty's edge, and wishes that are just met."""
    found = [*_rules(after), *_treaties(after), *_wishes(problem, values)]
    return list(dict.fromkeys(found))


def _rules(after: Side) -> Iterator[Binding]:
    for claim in after.claims:
        explanation = claim.result.explanation
        for limit in explanation.binding if explanation else ():
            if limit.kind != "floor":
                scheme = claim.result.scheme
                says = f"{scheme.name}: {limit.called}"
                yield Binding(says, "rule", scheme.id, limit.reference)


def _treaties(after: Side) -> Iterator[Binding]:
    for test in after.plan.official.tests:
        if test.treaty.id not in after.plan.official.governing:
            continue
        reference = after.plan.library.reference(
            test.treaty, test.treaty.two if test.limits == "two" else test.treaty.many
        )
        for row in test.shares:
            for word, limit in (("least", row.minimum), ("most", row.maximum)):
                if limit is None or row.share is None or abs(row.share - limit) > Decimal("0.0001"):
                    continue
                says = (
                    f"{country_name(row.country)} holds the {word} that {test.treaty.name} allows,"
                    f" {percent(limit)}"
                )
                yield Binding(says, "treaty", test.treaty.id, reference)


def _wishes(problem: Problem, values: Values) -> Iterator[Binding]:
    for row in problem.draft.model.rows:
        if not row.wish or row.wish in problem.draft.partners.keep_wishes.values():
            continue
        sum_ = sum(value * values[column] for column, value in row.terms.items())
        near = 1e-6 * max(1.0, abs(sum_))
        if abs(sum_ - row.lower) <= near or abs(sum_ - row.upper) <= near:
            yield Binding(row.wish, "usual" if row.wish in problem.draft.usual else "wish")


def next_euro(problem: Problem) -> list[NextEuro]:
    """Expected soft money for one more unit of spend in each country.

    The reduced cost of a column that adds ordinary spend there, in the linear relaxation with the
    structure held as it was found; lines may be split in it.
    """
    solver, draft = problem.solver, problem.draft
    lines = list(draft.spend.line_columns)
    structure = solver.whole.copy()
    structure[lines] = False
    assert problem.values is not None
    relaxed = solver.run(
        whole=solver.linear,
        fixed=held(problem.values, structure),
        rows=problem.rows,
        objective=draft.net(),
    )
    if relaxed.values is None:
        return []
    columns = {place: next(iter(one.terms)) for place, one in draft.spend.next_euro.items()}
    costs = solver.reduced_costs(list(columns.values()))
    return [NextEuro(place, 1.0 - cost) for place, cost in zip(columns, costs, strict=True)]
