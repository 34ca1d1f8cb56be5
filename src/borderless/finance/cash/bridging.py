"""Loans that bridge: drawn on the day the account lacks money, repaid as money comes.

A loan's fee and interest are costs, which raise what must be borrowed, which raises the interest.
The loop is solved to a fixed point. The unknowns are, for a loan of a set size L, the interest I
that the lender keeps back from it; for one as large as is needed, its size. One pass over the days
gives what each would have to be; the unknowns move towards it until both agree within
`settles_within`.

For a loan of a set size the pass answers with less interest the more is kept back, by at most the
rate times the years it runs; a step of 1 / (1 + that) therefore always shortens the distance. For a
loan as large as is needed the answer grows by its fee and interest, so it settles while these are
less than what is lent; where they are not, no size of the loan would do, and that is said.

What a pledged sum A brings to the film, drawn in full, is L (1 - fee) - I with L = advance x A.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from functools import cached_property

from borderless.finance.cash.account import running
from borderless.finance.cash.cash_settings import Settings
from borderless.finance.cash.items import NOTHING
from borderless.finance.cash.loan_ledger import Ledger, Money, after, total
from borderless.finance.cash.loans import Ready


@dataclass(frozen=True, slots=True)
class Bridged:
    """The solved loans."""

    ledgers: tuple[Ledger, ...]
    balances: Mapping[Day, Decimal]
    """At the end of each day on which money moves."""
    unknowns: tuple[Decimal, ...]
    """Interest kept back, or the size of a loan as large as needed; then what the budget bears."""
    rounds: int
    residual: Decimal
    """By how much the last pass differs from what it was given, in the reporting currency."""
    settled: bool
    relief: Decimal
    """What the budget's own financing lines pay of the loans."""

    @property
    def cost(self) -> Decimal:
        """Fees and interest, with what has not been paid by the last day."""
        return _cost(self.ledgers)

    @property
    def owed(self) -> Decimal:
        """What has not been paid back by the last day."""
        return sum((one.owed for one in self.ledgers), NOTHING)

    @property
    def peak(self) -> tuple[Day | None, Decimal]:
        """The most principal that all loans owe together, and the first such day."""
        level, most, when = NOTHING, NOTHING, None
        for day in sorted({day for one in self.ledgers for day in (*one.draws, *one.repaid)}):
            for one in self.ledgers:
                level += one.draws.get(day, NOTHING) - one.repaid.get(day, NOTHING)
            if level > most:
                most, when = level, day
        return when, most


@dataclass(frozen=True)
class Need:
    """What loans have to bridge."""

    flows: Mapping[Day, Decimal]
    """What the account gains or loses by day without any loan."""
    pledged: tuple[Mapping[Day, Decimal], ...]
    """By loan: what repays it first, by day."""
    financing: Mapping[Day, Decimal]
    """The budget's financing lines, by day, where they are meant for the loans' costs."""

    @cached_property
    def first(self) -> Day:
        """The day on which the account first lacks money; the last where it never does."""
        short = (day for day, balance in running(self.flows).items() if balance < 0)
        return next(short, max(self.flows, default=Day.max))


def bridged(
    need: Need, loans: Sequence[Ready], settings: Settings, start: Sequence[Decimal] = ()
) -> Bridged:
    """The loans drawn and repaid, with their costs solved to a fixed point.

    Args:
        need: the account without loans.
        loans: in the order in which they are drawn.
        settings: the day count and how near the fixed point must be.
        start: unknowns of a like account, to begin near.
    """
    unknowns = list(start) or [NOTHING] * (len(loans) + 1)
    steps = [*(_step(loan, need, settings) for loan in loans), Decimal(1)]
    ledgers: list[Ledger] = []
    balances: Money = {}
    residual = NOTHING
    most = settings.most_rounds
    for rounds in range(1, most + 1):
        ledgers, balances = _pass(need, loans, unknowns, settings)
        answer = [*map(_answer, ledgers), min(_cost(ledgers), total(need.financing))]
        residual = max(abs(one - was) for one, was in zip(answer, unknowns, strict=True))
        if residual < settings.settles_within or rounds == most or residual > _HOPELESS:
            break
        unknowns = [
            was + step * (one - was) for one, was, step in zip(answer, unknowns, steps, strict=True)
        ]
    settled = residual < settings.settles_within
    return Bridged(
        tuple(ledgers), balances, tuple(unknowns), rounds, residual, settled, unknowns[-1]
    )


_HOPELESS = Decimal(10) ** 18
"""A film costs less than 10^15; a loop that asks for more will not settle."""


def sizes(loan: Ready, pledged: Mapping[Day, Decimal]) -> Decimal | None:
    """A loan's contractual size on what is pledged; `None` for one as large as is needed."""
    if loan.advance is None:
        return loan.most
    carried = loan.advance * total(pledged)
    return carried if loan.most is None else min(carried, loan.most)


def _step(loan: Ready, need: Need, settings: Settings) -> Decimal:
    """How far an unknown moves towards the answer, so that it must come nearer."""
    if loan.as_needed or len(need.flows) < 2:
        return Decimal(1)
    days = list(need.flows)
    years = Decimal((days[-1] - days[0]).days) / settings.days_in_a_year
    return 1 / (1 + loan.rate * years)


def _answer(ledger: Ledger) -> Decimal:
    return ledger.peak if ledger.loan.as_needed else ledger.interest


def _pass(
    need: Need, loans: Sequence[Ready], unknowns: Sequence[Decimal], settings: Settings
) -> tuple[list[Ledger], Money]:
    """One pass over the days with what is assumed of each loan."""
    ledgers = []
    for loan, pledged, unknown in zip(loans, need.pledged, unknowns, strict=False):
        opens = loan.opens or need.first
        left = after(pledged, opens)
        size = sizes(loan, left)
        if size is None:
            ledgers.append(Ledger(loan, opens, left, unknown, None))
        else:
            kept = NOTHING if loan.revolving else unknown
            ledgers.append(Ledger(loan, opens, left, size, max(NOTHING, size - kept)))
    flows = dict(need.flows)
    if need.financing and unknowns[-1]:
        part = unknowns[-1] / total(need.financing)
        for day, amount in need.financing.items():
            flows[day] = flows.get(day, NOTHING) + amount * part
    last = max(flows, default=Day.min)
    terms = {one.due for one in loans if one.due is not None}
    days = sorted({*flows, *terms, *(one.opens for one in ledgers if one.opens <= last)})
    balances: Money = {}
    balance = NOTHING
    for day in days:
        balance += flows.get(day, NOTHING)
        for one in ledgers:
            one.accrue(day, settings.days_in_a_year)
            came = one.pledged.get(day, NOTHING)
            if one.loan.due is not None and day >= one.loan.due:
                balance -= one.pay(day, one.owed)
            elif came > 0:
                balance -= one.pay(day, came)
            if one.loan.revolving and balance > 0:
                balance -= one.pay(day, balance)
        for one in ledgers:
            if balance < -settings.settles_within and one.open_on(day):
                balance += one.draw(day, -balance)
        balances[day] = balance
    return ledgers, balances


def _cost(ledgers: Sequence[Ledger]) -> Decimal:
    return sum((total(one.fees) + one.interest for one in ledgers), NOTHING)
