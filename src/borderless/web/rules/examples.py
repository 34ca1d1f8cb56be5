"""Which of the example films rest on a rule."""

from __future__ import annotations

from functools import cache

from borderless.web.films.reading import plan_of, read_files
from borderless.web.home.examples import Example, examples


def examples_with(rule_id: str) -> tuple[Example, ...]:
    """The examples that take the scheme, or that the text governs or may govern."""
    rules = _rules_by_example()
    return tuple(one for one in examples() if rule_id in rules[one.slug])


@cache
def _rules_by_example() -> dict[str, frozenset[str]]:
    return {one.slug: _rules_of(one.files()) for one in examples()}


def _rules_of(files: dict[str, bytes]) -> frozenset[str]:
    plan, _ = plan_of(read_files(files))
    if plan is None:
        return frozenset()
    taken = (id_ for source in plan.film.source for id_ in (source.incentive, source.fund) if id_)
    return frozenset([*taken, *plan.official.governing])
