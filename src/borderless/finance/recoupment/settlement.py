"""Incomes paid out under the contracts of their day, with what amendments make good afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from enum import StrEnum

from borderless.finance.recoupment.amendments import Era
from borderless.finance.recoupment.incomes import Exchange
from borderless.finance.recoupment.ledger import Income, Leaf, Ledger
from borderless.finance.recoupment.structure import UNDISTRIBUTED, Structure

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


@dataclass(frozen=True, slots=True)
class Settlement:
    """All that was paid, and how every position stands at the end."""

    structure: Structure
    """Of the last contracts."""
    ledger: Ledger
    """The last contracts' own."""
    payments: tuple[Payment, ...]
    incomes: tuple[Income, ...]

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
    done = 0
    for number, (era, structure) in enumerate(eras):
        if era.begins is not None:
            if until is not None and era.begins > until:
                break
            ledger.move_to(era.begins)
            fresh = Ledger(structure, exchange.of_right(structure.currency))
            if era.retroactive:
                for income in incomes[:done]:
                    fresh.take(_entering(income, structure))
                fresh.move_to(era.begins)
                payments += _compensations(payments, fresh, era.begins)
            else:
                _carry_over(ledger, fresh, era.begins)
            ledger = fresh
        ends = eras[number + 1][0].begins if number + 1 < len(eras) else None
        while done < len(incomes) and (ends is None or incomes[done].day < ends):
            before = len(ledger.payments)
            ledger.take(_entering(incomes[done], structure))
            payments += [
                Payment(
                    incomes[done].day, leaf[0], position_name(structure, leaf), cents, income=done
                )
                for _, leaf, cents in ledger.payments[before:]
            ]
            done += 1
    if until is not None:
        ledger.move_to(until)
    return Settlement(ledger.structure, ledger, tuple(payments), tuple(incomes[:done]))


def position_name(structure: Structure, leaf: Leaf) -> str:
    """The right that pays, or whose rest it is."""
    if leaf[1] < 0:
        return f"rest of {structure.pots[-1 - leaf[1]].name}"
    return structure.rights[leaf[1]].name


def _entering(income: Income, structure: Structure) -> Income:
    """The income where its deal enters this structure: an amendment may have moved the pots."""
    from dataclasses import replace

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


def _carry_over(old: Ledger, fresh: Ledger, day: Day) -> None:
    """Positions go on where they stood; one whose terms changed is worked out anew, and what it
    was paid counts.
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
            position.balance.move_to(day)
            position.balance.pay(before.taken)
    names = {pot.name: pot.index for pot in old.structure.pots}
    for pot in fresh.structure.pots:
        if pot.name in names:
            fresh.pot_received[pot.index] = old.pot_received[names[pot.name]]
    fresh.returns = dict(old.returns)
    fresh.move_to(day)
