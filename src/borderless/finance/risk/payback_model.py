"""Contracts and sales estimates as the scenarios see them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date as Day
from decimal import Decimal
from math import log

from borderless.film.days import months_later
from borderless.film.money import Money
from borderless.finance.plan import Plan
from borderless.finance.recoupment.lane_rows import rows_of
from borderless.finance.recoupment.recoupment_settings import settings as recoupment_settings
from borderless.finance.recoupment.simulate import Expected
from borderless.finance.recoupment.statements import periods_of
from borderless.finance.recoupment.structure import Stream, Structure
from borderless.finance.recoupment.waterfall import Contracts
from borderless.finance.risk.cash_flows import DAYS_A_MONTH, Moved, Reader, Slots
from borderless.finance.risk.draws import Z10
from borderless.finance.risk.risk_model import (
    Distributions,
    PartyRisk,
    RecoupmentRisk,
    TerritoryRisk,
)

LATE_MONTHS = 12
"""How long after the last planned flow scenarios go on, for money that comes late."""


def payment_days(
    structure: Structure, contracts: Contracts | None, expectations: Sequence[Expected]
) -> tuple[Day, ...]:
    """The days on which the account pays: the ends of its statement periods."""
    assert contracts is not None
    last = max(day for one in expectations for day in one.days)
    slowest = max(float(one.estimate.delay) for one in expectations)
    until = months_later(last, LATE_MONTHS + round(3 * slowest))
    every = contracts.recoupment.statements or recoupment_settings().statements
    return tuple(period.last for period in periods_of(structure.starts, until, every))


def payback_slots(
    structure: Structure, expectations: Sequence[Expected], days: Sequence[Day], slots: Slots
) -> None:
    """Asks for the exchange factors of every currency that is received or paid, on every day."""
    currencies = {one.estimate.currency for one in expectations}
    currencies |= {
        currency for currency, rule in rows_of(structure).currencies if rule == "payment"
    }
    currencies.add(structure.currency)
    for currency in currencies:
        for day in days:
            slots.of(currency, day)


def payback_risk(
    plan: Plan,
    structure: Structure,
    expectations: Sequence[Expected],
    days: Sequence[Day],
    moved: Sequence[Moved],
    reader: Reader,
) -> RecoupmentRisk:
    """Territories, payment days and parties as arrays."""
    starts = structure.starts

    def months(day: Day) -> float:
        return (day - starts).days / DAYS_A_MONTH

    groups: dict[tuple[int, tuple[bool, ...]], int] = {}
    streams: list[Stream] = []
    territories = []
    for one in expectations:
        if one.estimate.mid <= 0:
            continue
        admits = tuple(
            all(gate.admits(one.stream) for gate in right.gates) for right in structure.rights
        )
        key = one.stream.pot, admits
        if key not in groups:
            groups[key] = len(streams)
            streams.append(one.stream)
        territories.append(_territory(plan, one, groups[key], months, structure))
    rows = rows_of(structure)
    currencies = {one.currency for one in territories if one.currency}
    currencies |= {currency for currency, rule in rows.currencies if rule == "payment"}
    factors, account = {}, {}
    for number, day in enumerate(days):
        for currency in currencies:
            if (found := reader.slots.of(currency, day)) is not None:
                factors[currency, number] = reader.rows[found]
        if (found := reader.slots.of(structure.currency, day)) is not None:
            account[number] = reader.rows[found]
    return RecoupmentRisk(
        structure,
        Distributions(tuple(days), tuple(months(day) for day in days), tuple(streams), factors),
        tuple(territories),
        tuple(_parties(plan, structure, moved, months)),
        {
            (currency, rule): float(
                plan.rates.convert(Money(Decimal(1), currency), structure.currency).amount
            )
            for currency, rule in rows.currencies
        },
        account,
    )


def _territory(
    plan: Plan,
    one: Expected,
    group: int,
    months: Callable[[Day], float],
    structure: Structure,
) -> TerritoryRisk:
    estimate = one.estimate
    mid = plan.rates.convert(Money(estimate.mid, estimate.currency), structure.currency).amount
    where = estimate.deal or estimate.territory or "rest of the world"
    return TerritoryRisk(
        f"{where}, {estimate.medium.value}" if estimate.medium else where,
        group,
        float(mid),
        log(estimate.mid / estimate.low) / Z10,
        log(estimate.high / estimate.mid) / Z10,
        float(estimate.chance),
        float(estimate.hit_chance),
        float(estimate.hit_multiple),
        float(estimate.delay),
        tuple(months(day) for day in one.days),
        estimate.currency,
    )


def _parties(
    plan: Plan, structure: Structure, moved: Sequence[Moved], months: Callable[[Day], float]
) -> Iterable[PartyRisk]:
    """Who put money in and when: on the days of the cash flow, where the plan has its source."""
    leaves = rows_of(structure).leaves
    came = {plan.sources[one.source].name: one for one in moved if one.source is not None}
    for party in structure.parties:
        rights = [one for one in structure.rights if one.party == party and one.owed is not None]
        rows = tuple(row for (who, _, _), row in leaves.items() if who == party)
        put_in: list[tuple[float, float]] = []
        for right in rights:
            assert right.owed is not None
            money = Money(right.owed.invested, right.currency or structure.currency)
            value = float(plan.rates.convert(money, structure.currency).amount)
            draws = right.owed.draws
            if (source := came.get(right.source)) is not None:
                draws = source.flows
            whole = sum((amount for _, amount in draws), Decimal(0))
            if whole > 0:
                put_in += [(months(day), value * float(amount / whole)) for day, amount in draws]
        yield PartyRisk(
            party,
            tuple(right.index for right in rights),
            rows,
            sum(amount for _, amount in put_in),
            tuple(sorted(put_in)),
        )
