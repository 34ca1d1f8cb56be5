"""From a film's plan, cash flow and contracts to the arrays that scenarios run on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Day
from datetime import timedelta
from decimal import Decimal
from math import log
from typing import NamedTuple

from borderless.film.ecb import RateFileError, current_table
from borderless.film.model import Status
from borderless.film.money import Money
from borderless.finance.cash.cashflow import Cashflow
from borderless.finance.cash.items import Side
from borderless.finance.plan import Plan, SourceRow
from borderless.finance.recoupment.contracts import months_after
from borderless.finance.recoupment.lane_rows import rows_of
from borderless.finance.recoupment.recoupment_settings import settings as recoupment_settings
from borderless.finance.recoupment.simulate import Expected
from borderless.finance.recoupment.statements import periods_of
from borderless.finance.recoupment.structure import Stream, Structure
from borderless.finance.recoupment.waterfall import Contracts
from borderless.finance.risk.currency_paths import month_of, path_sampler
from borderless.finance.risk.draws import Z10
from borderless.finance.risk.hedge import Exposure
from borderless.finance.risk.history import MonthlyHistory, monthly_history
from borderless.finance.risk.risk_model import (
    Distributions,
    Flow,
    IncentiveRisk,
    PartyRisk,
    RecoupmentRisk,
    RiskModel,
    SourceRisk,
    TerritoryRisk,
)
from borderless.finance.risk.risk_settings import Settings, settings_for
from borderless.finding import Finding, Severity

DAYS_A_MONTH = 365.25 / 12
LATE_MONTHS = 12
"""How long after the last planned flow the account is watched for incentives that come late."""


class Moved(NamedTuple):
    """Money of the cash flow, in its own currency."""

    name: str
    is_cost: bool
    """It may be overspent."""
    source: int | None
    """Which line of the finance plan it is of."""
    currency: str
    flows: tuple[tuple[Day, Decimal], ...]
    """What is paid for a cost; what comes in of anything else, below nothing where it goes out."""


def moved_of(cashflow: Cashflow) -> list[Moved]:
    """The items of a cash flow, but for loans' draws and repayments, which only carry it over."""
    found = []
    for item in cashflow.items:
        if item.side is Side.LOAN:
            continue
        is_cost = item.side is Side.COST  # a loan's fee is certain, and VAT comes back
        flows = tuple((flow.day, -flow.amount if is_cost else flow.amount) for flow in item.flows)
        found.append(Moved(item.name, is_cost, item.source, item.currency, flows))
    return found


@dataclass(slots=True)
class _Slots:
    """Collects which exchange factors are needed; their rows are known when all are collected."""

    today: Day
    base: str
    needed: dict[str, set[int]] = field(default_factory=dict)

    def of(self, currency: str, day: Day) -> tuple[int, str] | None:
        """A slot, or `None` where the factor is 1: the plan's own currency, or what is due."""
        month = month_of(day, self.today)
        if currency == self.base or month == 0:
            return None
        self.needed.setdefault(currency, set()).add(month)
        return month, currency


@dataclass(frozen=True, slots=True)
class FilmModel:
    """The model with what it was made from."""

    model: RiskModel
    history: MonthlyHistory
    exposures: tuple[Exposure, ...]
    """Future flows in other currencies: + comes in, - goes out, in their own currency."""
    rates: Mapping[str, float]
    """The plan's rate of each currency of the exposures."""
    period_ends: tuple[Day, ...]
    planned: tuple[float, ...]
    """The plan's own balance at the end of each period, without a bridge, in its currency."""


def film_model(
    plan: Plan,
    moved: Sequence[Moved],
    period_ends: Sequence[Day],
    contracts: Contracts | None,
    expectations: Sequence[Expected],
    *,
    method: str | None = None,
) -> tuple[FilmModel | None, list[Finding]]:
    """The arrays of a film's scenarios.

    Args:
        plan: the finance plan; its day is today, its rates are today's.
        moved: every cash item of the cash flow but loans.
        period_ends: last days of the cash flow's periods, in order.
        contracts: the recoupment, where the film has one.
        expectations: sales estimates with where their money enters.
        method: how exchange rates are drawn; else as the film or the usual settings say.

    Returns:
        The model with findings about its currencies; `None` where no rates can be read.
    """
    settings = settings_for(plan.film.risk)
    slots = _Slots(plan.as_of, plan.currency)
    ends = [*period_ends, *_late(period_ends)]
    structure = contracts.eras[-1][1] if contracts is not None and expectations else None
    days = _days(structure, contracts, expectations, settings) if structure is not None else ()
    for one in moved:
        for day, _ in one.flows:
            slots.of(one.currency, day)
    if structure is not None:
        _recoupment_slots(structure, expectations, days, slots)
    try:
        _, table, _ = current_table()
        history, findings = monthly_history(table, sorted(slots.needed), plan.currency, plan.as_of)
    except RateFileError as error:
        return None, [Finding("RAT105", Severity.ERROR, f"{error}.")]
    how = method or plan.film.risk.method or "bootstrap"
    differentials = {code: float(rate) for code, rate in plan.film.risk.differential.items()}
    sampler = path_sampler(history, how, slots.needed, differentials=differentials)  # type: ignore[arg-type]
    rows = {(slot.month, slot.currency): row for row, slot in enumerate(sampler.slots)}
    reader = _Reader(plan, slots, rows, ends)
    flows = reader.sorted(moved, settings)
    model = RiskModel(
        settings,
        sampler,
        flows.costs,
        flows.spent,
        flows.sources,
        flows.incentives,
        len(ends),
        tuple((day - plan.as_of).days / DAYS_A_MONTH for day in ends),
        float(plan.summary.immaterial),
        _recoupment(plan, structure, expectations, days, moved, reader)
        if structure is not None
        else None,
    )
    exposures = tuple(reader.exposures(moved))
    currencies = {one.currency for one in exposures}
    return FilmModel(
        model,
        history,
        exposures,
        {code: reader.rate(code) for code in sorted(currencies)},
        tuple(ends),
        reader.planned(moved),
    ), findings


def _late(period_ends: Sequence[Day]) -> list[Day]:
    """Month ends after the last period, in which late money may still come."""
    if not period_ends:
        return []
    first = period_ends[-1] + timedelta(days=1)
    return [months_after(first, number) - timedelta(days=1) for number in range(1, LATE_MONTHS + 1)]


@dataclass(frozen=True, slots=True)
class _Sorted:
    costs: tuple[Flow, ...]
    spent: tuple[Flow, ...]
    sources: tuple[SourceRisk, ...]
    incentives: tuple[IncentiveRisk, ...]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads amounts and days into flows."""

    plan: Plan
    slots: _Slots
    rows: Mapping[tuple[int, str], int]
    ends: Sequence[Day]

    def rate(self, currency: str) -> float:
        """The plan's rate: its own currency for one of another."""
        return float(
            self.plan.rates.convert(Money(Decimal(1), currency), self.plan.currency).amount
        )

    def flow(self, currency: str, day: Day, amount: Decimal) -> Flow:
        """One flow, in the plan's currency at the plan's rate."""
        found = self.slots.of(currency, day)
        value = self.plan.rates.convert(Money(amount, currency), self.plan.currency).amount
        period = min(bisect_left(self.ends, day), len(self.ends) - 1)
        return Flow(period, -1 if found is None else self.rows[found], float(value))

    def merged(self, flows: Iterable[Flow]) -> tuple[Flow, ...]:
        """Flows of the same period and slot in one."""
        found: dict[tuple[int, int], float] = {}
        for one in flows:
            key = one.period, one.slot
            found[key] = found.get(key, 0.0) + one.amount
        return tuple(Flow(period, slot, amount) for (period, slot), amount in found.items())

    def sorted(self, moved: Sequence[Moved], settings: Settings) -> _Sorted:
        """Costs, sources and incentives; what is due on the plan's day is certain."""
        today = self.plan.as_of
        costs: list[Flow] = []
        spent: list[Flow] = []
        sources: list[SourceRisk] = []
        incentives: list[IncentiveRisk] = []
        for one in moved:
            due = [(day, amount) for day, amount in one.flows if day <= today]
            later = [(day, amount) for day, amount in one.flows if day > today]
            sign = 1 if one.is_cost else -1
            if one.is_cost or one.source is None:
                spent += [self.flow(one.currency, day, amount * sign) for day, amount in due]
                target = costs if one.is_cost else spent
                target += [self.flow(one.currency, day, amount * sign) for day, amount in later]
                continue
            row = self.plan.sources[one.source]
            spent += [self.flow(one.currency, day, -amount) for day, amount in due]
            flows = tuple(self.flow(one.currency, day, amount) for day, amount in later)
            if not flows:
                continue
            if row.source.incentive:
                months = tuple((day - today).days / DAYS_A_MONTH for day, _ in later)
                incentives.append(
                    IncentiveRisk(one.name, self._granted(row, settings), flows, months)
                )
            else:
                stands = settings.stands.get(row.name, settings.stands[row.status.value])
                sources.append(SourceRisk(one.name, stands, flows))
        return _Sorted(self.merged(costs), self.merged(spent), tuple(sources), tuple(incentives))

    def _granted(self, row: SourceRow, settings: Settings) -> float:
        """How surely an incentive is granted: stated, or by the kind of its envelope."""
        if row.name in settings.stands:
            return settings.stands[row.name]
        if row.status is Status.CONFIRMED:
            return settings.stands[Status.CONFIRMED.value]
        incentive = str(row.source.incentive)
        stated = self.plan.film.placement.probability.get(incentive)
        if stated is not None:
            return float(stated)
        version = row.incentive.version if row.incentive else None
        if version is None:
            return settings.stands[row.status.value]
        return float(self.plan.library.settings.placement.probability[version.envelope.kind])

    def exposures(self, moved: Sequence[Moved]) -> Iterable[Exposure]:
        """Future flows in other currencies, summed by currency and month."""
        found: dict[tuple[str, int], Decimal] = {}
        for one in moved:
            for day, amount in one.flows:
                key = self.slots.of(one.currency, day)
                if key is not None:
                    month, currency = key
                    signed = -amount if one.is_cost else amount
                    found[currency, month] = found.get((currency, month), Decimal(0)) + signed
        for (currency, month), amount in sorted(found.items()):
            if amount:
                yield Exposure(currency, month, float(amount))

    def planned(self, moved: Sequence[Moved]) -> tuple[float, ...]:
        """The plan's own balance by period."""
        by_period = [0.0] * len(self.ends)
        for one in moved:
            for day, amount in one.flows:
                flow = self.flow(one.currency, day, amount)
                by_period[flow.period] += -flow.amount if one.is_cost else flow.amount
        balance, found = 0.0, []
        for change in by_period:
            balance += change
            found.append(balance)
        return tuple(found)


# --- recoupment ----------------------------------------------------------------------------------


def _days(
    structure: Structure,
    contracts: Contracts | None,
    expectations: Sequence[Expected],
    settings: Settings,
) -> tuple[Day, ...]:
    """The days on which the account pays: the ends of its statement periods."""
    assert contracts is not None
    del settings
    last = max(day for one in expectations for day in one.days)
    slowest = max(float(one.estimate.delay) for one in expectations)
    until = months_after(last, LATE_MONTHS + round(3 * slowest))
    every = contracts.recoupment.statements or recoupment_settings().statements
    return tuple(period.last for period in periods_of(structure.starts, until, every))


def _recoupment_slots(
    structure: Structure, expectations: Sequence[Expected], days: Sequence[Day], slots: _Slots
) -> None:
    currencies = {one.estimate.currency for one in expectations}
    currencies |= {
        currency for currency, rule in rows_of(structure).currencies if rule == "payment"
    }
    currencies.add(structure.currency)
    for currency in currencies:
        for day in days:
            slots.of(currency, day)


def _recoupment(
    plan: Plan,
    structure: Structure,
    expectations: Sequence[Expected],
    days: Sequence[Day],
    moved: Sequence[Moved],
    reader: _Reader,
) -> RecoupmentRisk:
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
