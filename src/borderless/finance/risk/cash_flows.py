"""The flows of a cash flow as scenarios see them: by period and by the rate that they need."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Day
from decimal import Decimal
from typing import NamedTuple

from borderless.film.model import Status
from borderless.film.money import Money
from borderless.finance.cash.answer import Cashflow
from borderless.finance.cash.items import Side
from borderless.finance.plan import Plan, SourceRow
from borderless.finance.risk.currency_paths import month_of
from borderless.finance.risk.hedge import Exposure
from borderless.finance.risk.risk_model import Flow, IncentiveRisk, SourceRisk
from borderless.finance.risk.risk_settings import Settings

DAYS_A_MONTH = 365.25 / 12


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
class Slots:
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
class Sorted:
    """The flows of a film by what may become of them."""

    costs: tuple[Flow, ...]
    spent: tuple[Flow, ...]
    sources: tuple[SourceRisk, ...]
    incentives: tuple[IncentiveRisk, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads amounts and days into flows, once all slots are known."""

    plan: Plan
    slots: Slots
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

    def sorted(self, moved: Sequence[Moved], settings: Settings) -> Sorted:
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
        return Sorted(self.merged(costs), self.merged(spent), tuple(sources), tuple(incentives))

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
