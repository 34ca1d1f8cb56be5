"""Receipts that have not come yet: one gross amount, or a sales agent's estimates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from typing import Literal

from borderless.film.days import months_later
from borderless.film.money import Money
from borderless.film.recoupment import Recoupment
from borderless.film.takings import Estimate
from borderless.finance.recoupment.incomes import Exchange, stream_of
from borderless.finance.recoupment.ledger import Income
from borderless.finance.recoupment.structure import Stream, Structure

Case = Literal["low", "mid", "high"]
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Expected:
    """One estimate, with where its money enters and when."""

    estimate: Estimate
    stream: Stream
    days: tuple[Day, ...]
    """An equal part of it comes on each."""

    def amount(self, case: Case) -> Decimal:
        """Low, mid or high, in the estimate's currency."""
        found: Decimal = getattr(self.estimate, case)
        return found


def expected(
    recoupment: Recoupment, structure: Structure, estimates: Sequence[Estimate]
) -> tuple[list[Expected], list[Estimate]]:
    """Estimates that reach the account, and those whose deal is unknown or stays outside."""
    found, apart = [], []
    for one in estimates:
        stream = stream_of(recoupment, structure, one.deal, one.territory, one.medium)
        if stream is None:
            apart.append(one)
        else:
            found.append(Expected(one, stream, days_of(one, structure.starts)))
    return found, apart


def days_of(estimate: Estimate, starts: Day) -> tuple[Day, ...]:
    """When an estimate's money comes: at once, or month by month."""
    first = int(estimate.months)
    count = max(1, int(estimate.over))
    return tuple(months_later(starts, first + number) for number in range(count))


def incomes_of_estimates(
    expectations: Sequence[Expected], structure: Structure, exchange: Exchange, case: Case
) -> tuple[Income, ...]:
    """The incomes of one case, in the order of their days.

    A territory that may not sell is counted as sold: these are three cases, no expectation.
    """
    incomes = []
    for one in expectations:
        money = Money(one.amount(case), one.estimate.currency)
        whole = exchange.convert(money, structure.currency, one.days[0]).quantize(structure.cent)
        left = whole
        for number, day in enumerate(one.days):
            rest = len(one.days) - number
            part = (left / rest).quantize(structure.cent)
            left -= part
            if part:
                incomes.append(Income(day, part, one.stream, one.estimate.row))
    return tuple(sorted(incomes, key=lambda income: income.day))


def incomes_of_gross(
    gross: Decimal,
    recoupment: Recoupment,
    structure: Structure,
    expectations: Sequence[Expected],
    exchange: Exchange,
) -> tuple[tuple[Income, ...], str]:
    """One amount on the day when everything is put in, and where it was taken to come from.

    It is spread as the estimates are; without estimates it comes through the one deal there is,
    else through the agent, else straight into the account.
    """
    day = structure.all_in
    weights: dict[Stream, Decimal] = {}
    for one in expectations:
        mid = exchange.convert(
            Money(one.amount("mid"), one.estimate.currency), structure.currency, day
        )
        weights[one.stream] = weights.get(one.stream, NOTHING) + mid
    whole = sum(weights.values(), NOTHING)
    if whole:
        incomes, left = [], gross
        for number, (stream, weight) in enumerate(weights.items()):
            last = number == len(weights) - 1
            part = left if last else (gross * weight / whole).quantize(structure.cent)
            left -= part
            incomes.append(Income(day, part, stream))
        return tuple(incomes), "spread over territories as the sales estimates are"
    inside = [deal for deal in recoupment.deal if not deal.outside]
    if len(inside) == 1 and not recoupment.agent:
        pot = structure.entry(inside[0].name)
        assert pot is not None
        where = f"taken as receipts of {inside[0].name}"
        return (Income(day, gross, Stream(pot.index, inside[0].name)),), where
    if len(recoupment.agent) == 1:
        pot = structure.entry(recoupment.agent[0].name)
        assert pot is not None
        where = f"taken as sales of {pot.name}"
        return (Income(day, gross, Stream(pot.index, pot.name)),), where
    account = structure.account
    return (Income(day, gross, Stream(account.index)),), "taken as paid into the account"
