"""What a cash flow says, as data; `cashflow.py` makes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal

from borderless.finance.cash.account import Below, Level
from borderless.finance.cash.cash_settings import Settings
from borderless.finance.cash.income import Income
from borderless.finance.cash.items import NOTHING, Item, Side
from borderless.finance.cash.loans import Faults, Ready
from borderless.finance.cash.milestones import Milestone, Milestones
from borderless.finance.cash.periods import Period
from borderless.finance.cash.slips import Slip
from borderless.finance.cash.without_cash import WithoutCash
from borderless.finance.plan import Plan
from borderless.finding import Finding


@dataclass(frozen=True, slots=True)
class LoanResult:
    """A loan as the cash flow draws it; money in the reporting currency."""

    loan: Ready
    pledged: Decimal
    size: Decimal
    """Fee and interest included."""
    fee: Decimal
    interest: Decimal
    drawn: Decimal
    """The fee included."""
    peak: Level | None
    """The most that is owed, interest included."""
    owed: Decimal
    """On the last day of the cash flow."""

    @property
    def net(self) -> Decimal:
        """What it could bring to the film: its size less fee and interest, L (1 - fee) - I."""
        return self.size * (1 - self.loan.fee) - self.interest

    @property
    def brought(self) -> Decimal:
        """What it brought: the draws less the fee."""
        return self.drawn - self.fee


@dataclass(frozen=True, slots=True)
class Bridge:
    """A loan that would cover a need without one, at the terms of the trade press."""

    size: Decimal
    start: Day
    low: Decimal
    """Fee and interest at the cheaper end, in the reporting currency."""
    usual: Decimal
    high: Decimal
    left: Decimal
    """What of it the cash flow would not pay back."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Sources and uses; money in the reporting currency.

    Cash that came less cash that went is what stands on the account at the end. The sums of the
    items are held against those of the plan.
    """

    budget: Decimal
    without_cash: Decimal
    """Of the budget, what deferrals and services in kind pay for."""
    costs: Decimal
    """Budget paid in cash, by the items."""
    fees: Decimal
    interest: Decimal
    """Paid."""
    budgeted: Decimal
    """What of fees and interest the budget's financing lines hold already."""
    financed: Decimal
    """By the plan, what counts, sources without cash included."""
    unplaced: Decimal
    """Of the sources without cash, what no cost could take up."""
    sources: Decimal
    """Cash sources, by the items."""
    drawn: Decimal
    repaid: Decimal
    vat: Decimal
    """Refunded less paid."""
    closing: Decimal
    """On the account at the end, by its balances."""

    @property
    def uses(self) -> Decimal:
        """What the film needs: its cash costs, and its loans' fees and interest."""
        return self.costs + self.fees + self.interest - self.budgeted

    @property
    def missing(self) -> Decimal:
        """Uses that no source pays for; below nothing a surplus."""
        return self.uses - self.sources

    def holds(self, within: Decimal) -> bool:
        """Whether items, plan and balances agree."""
        left = self.sources + self.drawn - self.repaid + self.vat - self.uses - self.closing
        costs = self.budget - self.without_cash - self.costs
        sources = self.financed - self.without_cash - self.unplaced - self.sources
        return max(abs(left), abs(costs), abs(sources)) < within


@dataclass(frozen=True, slots=True)
class Cashflow:
    """A film's cash flow; money in the plan's reporting currency unless an item says its own."""

    plan: Plan
    confirmed_only: bool
    settings: Settings
    days: Milestones
    periods: tuple[Period, ...]
    items: tuple[Item, ...]
    """Sources, costs, VAT, then the loans' draws and repayments, fees and interest."""
    opening: tuple[Decimal, ...]
    """By period, the balance on its first morning."""
    closing: tuple[Decimal, ...]
    balances: Mapping[Day, Decimal]
    """At the end of each day on which money moves."""
    lowest: Level
    lowest_without_loans: Level
    below: tuple[Below, ...]
    peak: Level | None
    """The most principal that all loans owe together."""
    loans: tuple[LoanResult, ...]
    finance_cost: Decimal
    """Fees and interest, with what is owed but not paid."""
    rounds: int
    """Passes until loans and their costs agreed."""
    residual: Decimal
    """By how much the last pass still differed."""
    settled: bool
    bridge: Bridge | None
    """Without any loan in the film: what one would be."""
    identity: Identity
    slips: tuple[Slip, ...]
    """None where the loans do not settle."""
    assumptions: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def currency(self) -> str:
        """The reporting currency."""
        return self.plan.currency

    @property
    def harmful(self) -> list[Slip]:
        """Instalments whose delay lowers the account, keeps it low, or makes loans dearer."""
        within = self.plan.summary.immaterial
        return [
            one
            for one in self.slips
            if one.breaks or one.lower_by > within or one.more_days > 0 or one.dearer_by > within
        ]

    def of(self, side: Side) -> list[Item]:
        """The items of a side."""
        return [item for item in self.items if item.side is side]

    def by_period(self, *sides: Side) -> tuple[Decimal, ...]:
        """What some sides bring or take in each period."""
        rows = [item.reporting for item in self.items if item.side in sides]
        return tuple(
            sum((row[number] for row in rows), NOTHING) for number in range(len(self.periods))
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found out about a cash flow, for its findings."""

    days: Milestones
    used: tuple[Milestone, ...]
    """Derived milestones on which an item rests."""
    income: Income
    unknown_costs: tuple[str, ...]
    """Words in `[[cash.cost]]` that name no event."""
    without: WithoutCash
    faults: Faults
    relief: Decimal
