"""Currencies that contracts and simulated receipts need a rate for, and have none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from borderless.film.money import Money
from borderless.finance.recoupment.amendments import Era
from borderless.finance.recoupment.incomes import Exchange
from borderless.finance.recoupment.simulate import Expected
from borderless.finance.recoupment.structure import Structure
from borderless.finding import Finding


def rights_without_rate(eras: Iterable[tuple[Era, Structure]], exchange: Exchange) -> list[Finding]:
    """Rights in a currency that the plan has no rate for."""
    found = []
    for _, structure in eras:
        currencies = {
            right.currency
            for right in structure.rights
            if right.fixed_rate(structure.currency) is None
        }
        for one in exchange.plan.missing(sorted(currencies), structure.currency):
            if one not in found:
                found.append(one)
    return found


def flow_without_rate(
    gross: Money | None,
    estimates: Sequence[Expected],
    structure: Structure,
    exchange: Exchange,
) -> list[Finding]:
    """Currencies of a simulation that the plan has no rate for."""
    currencies = {one.estimate.currency for one in estimates}
    if gross is not None:
        currencies.add(gross.currency)
    return exchange.plan.missing(sorted(currencies), structure.currency)
