"""Deferrals and services in kind: a source and an equal cost, neither of which is cash.

Both leave the cash flow. A deferral is pay that is not paid yet, so it is taken from what lines pay
for labour; a service in kind from their invoices. A film can name the lines (`covered_by`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from borderless.film.model import Film, SourceKind
from borderless.finance.cash.costs import CashPart, lines_named
from borderless.finance.cash.items import NOTHING
from borderless.finance.plan import SourceRow

KINDS = (SourceKind.DEFERRAL, SourceKind.IN_KIND)
"""Sources that bring no cash."""

Pot = tuple[int, bool]
"""A line's number, and whether its pay is meant (else its invoices)."""


@dataclass(frozen=True, slots=True)
class WithoutCash:
    """What is left of the budget in cash."""

    lines: tuple[CashPart, ...]
    taken: Decimal
    """By how much cash costs are lower, in the reporting currency."""
    left: tuple[tuple[SourceRow, Decimal], ...]
    """Sources without cash that no cost could take up, and how much of them, reporting currency."""


def without_cash(
    film: Film, rows: Iterable[SourceRow], rates: Mapping[str, Decimal]
) -> WithoutCash:
    """The budget less what the sources without cash pay for."""
    pots: dict[Pot, Decimal] = {}
    for number, line in enumerate(film.budget):
        pots[number, True] = line.amount * line.labour
        pots[number, False] = line.amount - pots[number, True]
    taken, left = NOTHING, []
    for row in rows:
        if row.source.kind not in KINDS or not row.amount:
            continue
        rest = row.amount
        for some in _in_turn(film, row, pots):
            rest -= _take(film, some, rest, pots, rates)
        taken += row.amount - rest
        if rest:
            left.append((row, rest))
    return WithoutCash(
        tuple(
            CashPart(pots[number, True], pots[number, False]) for number in range(len(film.budget))
        ),
        taken,
        tuple(left),
    )


def _in_turn(film: Film, row: SourceRow, pots: Mapping[Pot, Decimal]) -> list[list[Pot]]:
    """Where a source takes from: lines that name it, or what its kind pays for; then the rest."""
    named = {
        number
        for timing in film.cash.cost
        if timing.covered_by and timing.covered_by.casefold() == row.name.casefold()
        for number in lines_named(film, timing)
    }
    pay = row.source.kind is SourceKind.DEFERRAL
    first = [pot for pot in pots if (pot[0] in named if named else pot[1] is pay)]
    return [first, [pot for pot in pots if pot not in set(first)]]


def _take(
    film: Film,
    some: Sequence[Pot],
    wanted: Decimal,
    pots: dict[Pot, Decimal],
    rates: Mapping[str, Decimal],
) -> Decimal:
    """Takes an amount of the reporting currency from some pots, in proportion; what it got."""
    there = sum((pots[pot] * rates[film.budget[pot[0]].currency] for pot in some), NOTHING)
    if wanted <= 0 or not there:
        return NOTHING
    if wanted >= there:
        for pot in some:
            pots[pot] = NOTHING
        return there
    for pot in some:
        pots[pot] -= pots[pot] * wanted / there
    return wanted
