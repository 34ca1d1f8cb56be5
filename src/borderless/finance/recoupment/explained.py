"""Every payout with the line that explains it: what came, what the share was of, who had what.

What parties are paid is whole cents; what a line says is exact. The entries of a party sum to what
it was paid, to the cent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from enum import StrEnum

from borderless.finance.recoupment.ledger import Income, Line
from borderless.finance.recoupment.settlement import Chapter, Payment, PaymentKind, Settlement
from borderless.finance.recoupment.structure import Part, Pot, PotKind, Right, Structure

NOTHING = Decimal(0)


class EntryKind(StrEnum):
    """How a party comes by an entry."""

    SHARE = "share"
    """Its right, or its part of another's, took of a receipt."""
    PASSED_ON = "passed on"
    """Its right took, but it all goes into its own account first: it owes others onward."""
    REST = "rest"
    """What is left of a pot."""
    COMPENSATION = "compensation"
    """A retroactive amendment makes good, or takes back."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of one party; money in the account's currency."""

    kind: EntryKind
    day: Day
    party: str
    position: str
    amount: Decimal
    """Paid, in whole cents; of money that is passed on, what goes on."""
    structure: Structure
    """The contracts of the day."""
    number: int = -1
    """The income's, in the run."""
    income: Income | None = None
    right: Right | None = None
    line: Line | None = None
    part: Part | None = None
    pot: Pot | None = None
    """Whose rest it is."""
    arrived: Decimal = NOTHING
    """Of a rest: what came into the pot."""
    had: Decimal = NOTHING
    """Of a compensation: what the party had been paid of the position until then."""
    because: str = ""
    """Of a compensation: the amendment."""

    @property
    def paid(self) -> Decimal:
        """What the party was paid: nothing of money that is passed on."""
        return NOTHING if self.kind is EntryKind.PASSED_ON else self.amount


def explained(settlement: Settlement) -> tuple[Entry, ...]:
    """All entries, in the order of the receipts, then of the schedule."""
    found: list[Entry] = []
    for chapter in settlement.chapters:
        if chapter.era.retroactive:
            found += _compensations(settlement, chapter)
        found += _Chapter(settlement, chapter).entries()
    return tuple(found)


def _compensations(settlement: Settlement, chapter: Chapter) -> Iterator[Entry]:
    had: dict[tuple[str, str], Decimal] = {}
    for one in settlement.payments:
        key = one.party, one.position
        if one.kind is not PaymentKind.COMPENSATION:
            if one.income < chapter.first:
                had[key] = had.get(key, NOTHING) + one.amount
        elif one.day < (chapter.era.begins or one.day):
            had[key] = had.get(key, NOTHING) + one.amount
        elif one.day == chapter.era.begins:
            yield Entry(
                EntryKind.COMPENSATION,
                one.day,
                one.party,
                one.position,
                one.amount,
                chapter.structure,
                had=had.get(key, NOTHING),
                because=chapter.era.name,
            )


class _Chapter:
    """The entries of receipts that were paid under one set of contracts."""

    def __init__(self, settlement: Settlement, chapter: Chapter) -> None:
        self.settlement = settlement
        self.structure = chapter.structure
        self.numbers = range(chapter.first, chapter.last)
        self.lines: dict[int, list[Line]] = {}
        for number, line in chapter.lines:
            self.lines.setdefault(number, []).append(line)
        self.paid: dict[tuple[int, int, int], Payment] = {}
        self.rests: dict[int, list[Payment]] = {}
        for one in settlement.payments:
            if one.income not in self.numbers:
                continue
            if one.right >= 0:
                self.paid[one.income, one.right, one.part] = one
            else:
                self.rests.setdefault(one.income, []).append(one)

    def entries(self) -> Iterator[Entry]:
        """In the order of the receipts."""
        for number in self.numbers:
            for line in self.lines.get(number, ()):
                yield from self._of_line(number, line)
            for payment in self.rests.get(number, ()):
                yield self._rest(number, payment)

    def _of_line(self, number: int, line: Line) -> Iterator[Entry]:
        structure = self.structure
        right = structure.rights[line.right]
        pot = structure.ranks[right.tier].pot
        left = line.taken
        sharers: list[tuple[int, Part | None, str]] = [
            *((n, part, part.party) for n, part in enumerate(right.parts)),
            (-1, None, right.party),
        ]
        for index, part, party in sharers:
            payment = self.paid.get((number, line.right, index))
            kind, amount = EntryKind.SHARE, payment.amount if payment else NOTHING
            if structure.destination(party, pot) >= 0:
                kind = EntryKind.PASSED_ON
                whole = line.arrived if part and part.of_tier else line.taken
                amount = (min(part.share * whole, left) if part else left).quantize(structure.cent)
            left -= amount
            if amount:
                yield Entry(
                    kind,
                    self.settlement.incomes[number].day,
                    party,
                    right.name,
                    amount,
                    structure,
                    number,
                    self.settlement.incomes[number],
                    right,
                    line,
                    part,
                )

    def _rest(self, number: int, payment: Payment) -> Entry:
        pot = self.structure.pots[payment.pot]
        taken = sum(
            (
                line.taken
                for line in self.lines.get(number, ())
                if self.structure.ranks[self.structure.rights[line.right].tier].pot == pot.index
            ),
            NOTHING,
        )
        return Entry(
            EntryKind.REST,
            payment.day,
            payment.party,
            payment.position,
            payment.amount,
            self.structure,
            number,
            self.settlement.incomes[number],
            pot=pot,
            arrived=payment.amount + (taken if pot.kind is PotKind.ONWARD else NOTHING),
        )
