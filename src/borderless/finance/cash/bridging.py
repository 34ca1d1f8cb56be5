"""Loans that bridge: drawn on the day the account would fall below nothing, repaid as money comes.

A loan's fee and interest are costs, which raise what must be borrowed, which raises the interest. The
loop is solved to a fixed point. The unknowns are, for a loan of a set size L, the interest I that the
lender keeps back from it; for one as large as is needed, its size. One pass over the days gives what
each would have to be; the unknowns move towards it until both agree within `settles_within`.

For a loan of a set size the pass answers with less interest the more is kept back, by at most the rate
times the years it runs; a step of 1 / (1 + that) therefore always shortens the distance. For a loan as
large as is needed the answer grows by its fee and interest, so it settles while these are less than
what is lent; where they are not, no size of the loan would do, and that is said.

What a pledged sum A brings to the film, drawn in full, is L (1 - fee) - I with L = advance x A.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Day
from decimal import Decimal

from borderless.finance.cash.cash_settings import Settings
from borderless.finance.cash.items import NOTHING
from borderless.finance.cash.loans import Ready

Money = dict[Day, Decimal]


@dataclass(slots=True)
class Ledger:
    """One loan's account through a pass over the days."""

    loan: Ready
    pledged: Mapping[Day, Decimal]
    size: Decimal
    """Fee and interest included."""
    ceiling: Decimal | None
    """The most principal, the fee included; `None`: no limit."""
    principal: Decimal = NOTHING
    accrued: Decimal = NOTHING
    drawn: Decimal = NOTHING
    interest: Decimal = NOTHING
    peak: Decimal = NOTHING
    peak_day: Day | None = None
    since: Day = Day.min
    draws: Money = field(default_factory=dict)
    fees: Money = field(default_factory=dict)
    repaid: Money = field(default_factory=dict)
    paid_interest: Money = field(default_factory=dict)

    @property
    def owed(self) -> Decimal:
        """Principal and the interest on it."""
        return self.principal + self.accrued

    def accrue(self, day: Day, year: Decimal) -> None:
        """Interest up to a day, simple, by the day."""
        if self.principal:
            grown = self.principal * self.loan.rate * (day - self.since).days / year
            self.accrued += grown
            self.interest += grown
        self.since = day
        if self.owed > self.peak:
            self.peak, self.peak_day = self.owed, day

    def pay(self, day: Day, cash: Decimal) -> Decimal:
        """Pays back from some cash, the interest first; what it took."""
        interest = min(self.accrued, cash)
        principal = min(self.principal, cash - interest)
        self.accrued -= interest
        self.principal -= principal
        _add(self.paid_interest, day, interest)
        _add(self.repaid, day, principal)
        return interest + principal

    def open_on(self, day: Day) -> bool:
        """Whether the loan can be drawn: opened, not due, and not all of its pledge come in."""
        if day < self.loan.opens or (self.loan.due is not None and day >= self.loan.due):
            return False
        return self.loan.advance is None or any(later > day for later in self.pledged)

    def _room(self, day: Day, ceiling: Decimal) -> Decimal:
        """What can still be drawn; what has come in of the pledge carries nothing any more."""
        if self.loan.revolving:
            return ceiling - self.principal
        room = ceiling - self.drawn
        if self.loan.advance is not None:
            whole = _total(_after(self.pledged, self.loan.opens))
            left = _total(_after(self.pledged, day))
            room = min(room, ceiling * left / whole - self.principal)
        return room

    def draw(self, day: Day, need: Decimal) -> Decimal:
        """Draws so that a need is met, as far as it goes; what reached the account."""
        fee = NOTHING if self.drawn else self.loan.fee * self.size
        gross = need + fee
        if self.ceiling is not None:
            gross = min(gross, self._room(day, self.ceiling))
        if gross <= fee:
            return NOTHING
        if not self.drawn:
            _add(self.fees, day, fee)
        _add(self.draws, day, gross)
        self.drawn += gross
        self.principal += gross
        if self.owed > self.peak:
            self.peak, self.peak_day = self.owed, day
        return gross - fee


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


@dataclass(frozen=True, slots=True)
class Need:
    """What loans have to bridge."""

    flows: Mapping[Day, Decimal]
    """What the account gains or loses by day without any loan."""
    pledged: tuple[Mapping[Day, Decimal], ...]
    """By loan: what repays it first, by day."""
    financing: Mapping[Day, Decimal]
    """The budget's financing lines, by day, where they are meant for the loans' costs."""


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
        answer = [*map(_answer, ledgers), min(_cost(ledgers), _total(need.financing))]
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
    """A loan's contractual size; `None` for one that is as large as is needed."""
    if loan.advance is None:
        return loan.most
    carried = loan.advance * _total(_after(pledged, loan.opens))
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
        size = sizes(loan, pledged)
        if size is None:
            ledgers.append(Ledger(loan, pledged, unknown, None))
        else:
            kept = NOTHING if loan.revolving else unknown
            ledgers.append(Ledger(loan, pledged, size, max(NOTHING, size - kept)))
    flows = dict(need.flows)
    if need.financing and unknowns[-1]:
        part = unknowns[-1] / _total(need.financing)
        for day, amount in need.financing.items():
            flows[day] = flows.get(day, NOTHING) + amount * part
    last = max(flows, default=Day.min)
    due = [one.due for one in loans if one.due is not None]
    opens = [one.opens for one in loans if Day.min < one.opens <= last]
    days = sorted({*flows, *due, *opens})
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
    return sum((_total(one.fees) + one.interest for one in ledgers), NOTHING)


def _total(amounts: Mapping[Day, Decimal]) -> Decimal:
    return sum(amounts.values(), NOTHING)


def _after(amounts: Mapping[Day, Decimal], day: Day) -> dict[Day, Decimal]:
    return {when: amount for when, amount in amounts.items() if when > day}


def _add(amounts: Money, day: Day, amount: Decimal) -> None:
    if amount:
        amounts[day] = amounts.get(day, NOTHING) + amount
