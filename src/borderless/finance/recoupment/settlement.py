"""Incomes paid out under the contracts of their day, with what amendments make good afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date as Day
from decimal import Decimal
from enum import StrEnum

from borderless.finance.recoupment.amendments import Era
from borderless.finance.recoupment.incomes import Exchange
from borderless.finance.recoupment.ledger import Income, Leaf, Ledger, Line
from borderless.finance.recoupment.structure import UNDISTRIBUTED, PotKind, Structure

NOTHING = Decimal(0)


class PaymentKind(StrEnum):
    """Why somebody was paid."""

    DISTRIBUTION = "distribution"
    COMPENSATION = "compensation"
    """A retroactive amendment makes good, or takes back, what was paid before."""


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that a party gets, in the account's currency, in whole cents."""

    day: Day
    party: str
    """Empty: what no tier takes."""
    position: str
    """The right, or the pot whose rest it is."""
    amount: Decimal
    kind: PaymentKind = PaymentKind.DISTRIBUTION
    income: int = -1
    """Which income it is of, by its number in the run."""
    right: int = -1
    """The right that pays, by its number in the contracts of the day; -1: the rest of a pot, or a
    compensation."""
    part: int = -1
    """Which of the right's parts; -1: the right's own party."""
    pot: int = -1
    """The pot whose rest it is, or -1."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """The time under one set of contracts."""

    era: Era
    structure: Structure
    ledger: Ledger
    first: int
    """The first income paid out under it, by its number in the run."""
    last: int
    """The one after the last."""
    offset: int
    """What turns the ledger's own number of an income into the run's."""

    @property
    def lines(self) -> Iterator[tuple[int, Line]]:
        """What was paid out under it, with the number of the income.

        Lines that a retroactive amendment only works out anew are no payouts.
        """
        for line in self.ledger.lines:
            number = line.income + self.offset
            if self.first <= number < self.last:
                yield number, line


@dataclass(frozen=True, slots=True)
class Settlement:
    """All that was paid, and how every position stands at the end."""

    structure: Structure
    """Of the last contracts."""
    ledger: Ledger
    """The last contracts' own."""
    payments: tuple[Payment, ...]
    incomes: tuple[Income, ...]
    chapters: tuple[Chapter, ...]
    """In the order of their days; the last is of the last contracts."""

    def total(self, party: str) -> Decimal:
        """What a party was paid in all."""
        return sum((one.amount for one in self.payments if one.party == party), NOTHING)

    @property
    def received(self) -> Decimal:
        """All that came in, less returns."""
        return sum((one.amount for one in self.incomes), NOTHING)

    @property
    def outstanding_returns(self) -> Decimal:
        """Returns that no later receipt has made good yet."""
        return sum(self.ledger.returns.values(), NOTHING)

    @property
    def undistributed(self) -> Decimal:
        """What no tier takes."""
        return self.total(UNDISTRIBUTED)


def settled(
    eras: Sequence[tuple[Era, Structure]],
    incomes: Sequence[Income],
    exchange: Exchange,
    until: Day | None = None,
) -> Settlement:
    """Pays incomes, which are in the order of their days, under each era's contracts."""
    structure = eras[0][1]
    ledger = Ledger(structure, exchange.of_right(structure.currency))
    payments: list[Payment] = []
    chapters: list[Chapter] = []
    done = 0
    for number, (era, structure) in enumerate(eras):
        offset = 0
        if era.begins is not None:
            if until is not None and era.begins > until:
                break
            ledger.move_to(era.begins)
            fresh = Ledger(structure, exchange.of_right(structure.currency))
            if era.retroactive:
                for income in incomes[:done]:
                    fresh.take(entering(income, structure))
                fresh.move_to(era.begins)
                payments += _compensations(payments, fresh, era.begins)
            else:
                offset = done
                _carry_over(chapters, ledger, fresh, era.begins)
            ledger = fresh
        ends = eras[number + 1][0].begins if number + 1 < len(eras) else None
        first = done
        while done < len(incomes) and (ends is None or incomes[done].day < ends):
            before = len(ledger.payments)
            ledger.take(entering(incomes[done], structure))
            payments += [
                _payment(incomes[done].day, structure, leaf, cents, done)
                for _, leaf, cents in ledger.payments[before:]
            ]
            done += 1
        chapters.append(Chapter(era, structure, ledger, first, done, offset))
    if until is not None:
        ledger.move_to(until)
    return Settlement(
        ledger.structure, ledger, tuple(payments), tuple(incomes[:done]), tuple(chapters)
    )


def _payment(day: Day, structure: Structure, leaf: Leaf, cents: Decimal, income: int) -> Payment:
    party, by, part = leaf
    right, pot = (by, -1) if by >= 0 else (-1, -1 - by)
    name = position_name(structure, leaf)
    return Payment(day, party, name, cents, income=income, right=right, part=part, pot=pot)


def position_name(structure: Structure, leaf: Leaf) -> str:
    """The right that pays, or whose rest it is."""
    if leaf[1] >= 0:
        return structure.rights[leaf[1]].name
    pot = structure.pots[-1 - leaf[1]]
    if pot.kind is PotKind.ONWARD:
        return f"what {pot.name} keeps"
    return f"rest of the {pot.name}"


def entering(income: Income, structure: Structure) -> Income:
    """The income where its deal enters this structure: an amendment may have moved the pots."""
    pot = structure.entry(income.stream.deal) or structure.account
    if pot.index == income.stream.pot:
        return income
    return replace(income, stream=replace(income.stream, pot=pot.index))


def _compensations(payments: Sequence[Payment], fresh: Ledger, day: Day) -> list[Payment]:
    """What each should have had by now under the new contracts, less what it was paid."""
    owed: dict[tuple[str, str], Decimal] = {}
    for leaf, cents in fresh.paid.items():
        key = leaf[0], position_name(fresh.structure, leaf)
        owed[key] = owed.get(key, NOTHING) + cents
    for one in payments:
        key = one.party, one.position
        owed[key] = owed.get(key, NOTHING) - one.amount
    return [
        Payment(day, party, position, amount, PaymentKind.COMPENSATION)
        for (party, position), amount in owed.items()
        if amount
    ]


def _carry_over(chapters: Sequence[Chapter], old: Ledger, fresh: Ledger, day: Day) -> None:
    """Positions go on where they stood.

    One whose terms changed is worked out anew; what it was paid counts, each payment on its day.
    """
    standing = {one.right.name: one for one in old.positions}
    for position in fresh.positions:
        before = standing.get(position.right.name)
        if before is None:
            continue
        position.taken, position.credited = before.taken, before.credited
        position.arrears, position.lapsed = before.arrears, before.lapsed
        if len(before.part_taken) == len(position.part_taken):
            position.part_taken = list(before.part_taken)
        if position.balance is None:
            continue
        if before.right.owed == position.right.owed:
            position.balance = deepcopy(before.balance)
        else:
            for paid, amount in _paid_back(chapters, position.right.name):
                position.balance.move_to(paid)
                position.balance.pay(amount)
    names = {pot.name: pot.index for pot in old.structure.pots}
    for pot in fresh.structure.pots:
        if pot.name in names:
            fresh.pot_received[pot.index] = old.pot_received[names[pot.name]]
    fresh.returns = dict(old.returns)
    fresh.move_to(day)


def _paid_back(chapters: Sequence[Chapter], name: str) -> Iterator[tuple[Day, Decimal]]:
    """Days and amounts, in its own currency, of what a right with a ceiling was paid."""
    begin = max((n for n, one in enumerate(chapters) if one.era.retroactive), default=0)
    for chapter in chapters[begin:]:
        for line in chapter.ledger.lines:
            right = chapter.structure.rights[line.right]
            if right.name == name and line.due_before is not None:
                day = chapter.ledger.incomes[line.income].day
                yield day, line.due_before - (line.due_after or NOTHING)
