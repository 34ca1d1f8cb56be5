"""How every position stands, and why one that takes nothing takes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from decimal import Decimal
from enum import StrEnum

from borderless.film.money import minor_units
from borderless.finance.recoupment.ledger import Ledger, Position
from borderless.finance.recoupment.settlement import Settlement
from borderless.finance.recoupment.structure import Gate, Pot, PotKind, Rank, Right
from borderless.finance.wording import number_words

NOTHING = Decimal(0)


class State(StrEnum):
    """What a position is doing."""

    TAKING = "taking"
    RECOUPED = "recouped"
    CAPPED = "cap reached"
    ENDED = "ended"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Standing:
    """One right, its figures in its own currency, and its state in words."""

    right: Right
    rank: Rank
    pot: Pot
    taken: Decimal
    credited: Decimal
    """The same in the account's currency, at the rates of the days."""
    owed: Decimal | None
    """What it is still owed; `None`: no end."""
    invested: Decimal | None
    """What has been put in so far."""
    interest: Decimal
    """All that grew."""
    arrears: Decimal
    """What a share of more than reached it is owed, in the account's currency."""
    parts: tuple[Decimal, ...]
    """What each of its parts has had of it."""
    state: State
    why: str
    """A sentence part: why it takes no more, or nothing."""
    filled_on: Day | None
    passed_closed: Decimal
    """Receipts that came when its contract had ended, in the account's currency."""
    former: str = ""
    """The amendment that took it out of the schedule."""

    @property
    def recouped(self) -> Decimal | None:
        """The part of what was put in that has come back, 0-1 or above with a premium."""
        return self.taken / self.invested if self.invested else None


def standings_of(settlement: Settlement, day: Day) -> tuple[Standing, ...]:
    """Every right's standing on a day, in the order of the schedule, then those taken out of it."""
    filled = _filled_days(settlement)
    return (
        *(
            _standing(settlement, settlement.ledger, position, day, filled.get(position.right.name))
            for position in settlement.ledger.positions
        ),
        *_former(settlement),
    )


def _standing(
    settlement: Settlement, ledger: Ledger, position: Position, day: Day, filled: Day | None
) -> Standing:
    structure, right = ledger.structure, position.right
    rank = structure.ranks[right.tier]
    state, why = _Reason(settlement, ledger, day).of(position, filled)
    balance = position.balance
    return Standing(
        right,
        rank,
        structure.pots[rank.pot],
        position.taken,
        position.credited,
        position.limit(),
        balance.invested if balance else None,
        balance.accrued if balance else NOTHING,
        position.arrears,
        tuple(position.part_taken),
        state,
        why,
        filled,
        position.passed_closed,
    )


def _former(settlement: Settlement) -> Iterator[Standing]:
    """Rights that took money under contracts of before and are in the schedule no more."""
    known = {one.name for one in settlement.structure.rights}
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for one in settlement.payments:
        paid[one.position] += one.amount
    for earlier, later in zip(settlement.chapters, settlement.chapters[1:], strict=False):
        names = {one.name for one in later.structure.rights}
        for position in earlier.ledger.positions:
            name = position.right.name
            if name in names or name in known or not paid[name]:
                continue
            why = f"taken out of the schedule by {later.era.name} on {later.era.begins}"
            day = earlier.ledger.structure.starts
            found = _standing(settlement, earlier.ledger, position, day, None)
            yield replace(found, owed=None, state=State.ENDED, why=why, former=later.era.name)


def _filled_days(settlement: Settlement) -> dict[str, Day | None]:
    """By name of a right: since when nothing was owed to it any more, by its last line."""
    found: dict[str, Day | None] = {}
    for chapter in settlement.chapters:
        names = [one.name for one in chapter.structure.rights]
        for line in chapter.ledger.lines:
            name, day = names[line.right], chapter.ledger.incomes[line.income].day
            found[name] = (found.get(name) or day) if line.due_after == 0 else None
    return found


class _Reason:
    """Why positions of a ledger take what they take on a day."""

    def __init__(self, settlement: Settlement, ledger: Ledger, day: Day) -> None:
        self.settlement = settlement
        self.ledger = ledger
        self.structure = ledger.structure
        self.day = day

    def of(self, position: Position, filled: Day | None) -> tuple[State, str]:
        """The state of a position, and why."""
        right, balance = position.right, position.balance
        if balance is not None and balance.complete and balance.drawn:
            return State.RECOUPED, f"recouped in full on {filled}" if filled else "recouped in full"
        if position.limit() == 0 and right.at_most is not None:
            capped = number_words(right.at_most, "money", right.currency)
            return State.CAPPED, f"its cap of {capped} is reached"
        if right.ended(self.day):
            return State.ENDED, f"its contract ended on {right.last}"
        for gate in right.gates:
            if found := self._closed(gate, right):
                return found
        if beside := self._beside(right):
            return State.ENDED, f"it runs beside {beside} only while that recoups, and that is done"
        if balance is not None and balance.due == 0:
            day, amount = balance.owed.draws[balance.drawn]
            more = "" if balance.drawn == 0 else "so far all came back; "
            words = number_words(amount, "money", right.currency)
            return State.WAITING, f"{more}its {words} is put in on {day}"
        # Shares cannot always be written out as decimals, so a trace of money may pass a tier.
        if position.taken >= Decimal("0.5").scaleb(-minor_units(right.currency)):
            return State.TAKING, ""
        return State.WAITING, self._nothing_reaches(position)

    def _closed(self, gate: Gate, right: Right) -> tuple[State, str] | None:
        structure = self.structure
        if gate.never:
            return State.WAITING, f"the event {gate.never!r} has no day yet"
        if gate.first and self.day < gate.first:
            return State.WAITING, f"it begins on {gate.first}"
        waiting = [one for one in gate.after if not self.ledger.recouped(one)]
        if waiting:
            return State.WAITING, f"it waits for {self._names(waiting)} to be recouped"
        if gate.until and all(self.ledger.recouped(one) for one in gate.until):
            return State.ENDED, f"it closed when {self._names(gate.until)} had recouped"
        received = self.ledger.pot_received[structure.ranks[right.tier].pot]
        if gate.receipts_from is not None and received < gate.receipts_from:
            least = number_words(gate.receipts_from, "money", structure.currency)
            so_far = number_words(received, "money", structure.currency)
            return State.WAITING, f"it opens when {least} have come in; so far {so_far}"
        if gate.receipts_until is not None and received >= gate.receipts_until:
            most = number_words(gate.receipts_until, "money", structure.currency)
            return State.ENDED, f"it closed when {most} had come in"
        return None

    def _beside(self, right: Right) -> str:
        """The tier beside whose recoupment a share runs, where that is done."""
        rank = self.structure.ranks[right.tier]
        if not rank.weighted or right.index in rank.weighted:
            return ""
        done = all(self.ledger.recouped(one) for one in rank.weighted)
        return rank.name if done else ""

    def _nothing_reaches(self, position: Position) -> str:
        right = position.right
        incomes, ledger = self.settlement.incomes, self.ledger
        rank = self.structure.ranks[right.tier]
        pot = self.structure.pots[rank.pot]
        if not any(one.amount > 0 for one in incomes):
            return "nothing has come in"
        if ledger.pot_received[pot.index] <= 0 and pot.kind in (PotKind.DEAL, PotKind.AGENT):
            return f"nothing has come in through {pot.name}"
        if any(gate.territories or gate.media or gate.deals for gate in right.gates):
            fitting = any(all(gate.admits(one.stream) for gate in right.gates) for one in incomes)
            if not fitting:
                return "no receipt came from its territories, media or deals"
        if above := self._above(rank):
            return f"{above} and stands before it"
        if ledger.pot_received[pot.index] > 0:
            return "the tiers before it take all that comes"
        if pot.kind is PotKind.ONWARD:
            return f"{pot.name} has received nothing"
        feeding = [
            other.right.index
            for other in ledger.positions
            if self.structure.ranks[other.right.tier].pot < pot.index and other.taken > 0
        ]
        return f"what came in went to {self._names(feeding[:3])}" if feeding else "nothing came"

    def _above(self, rank: Rank) -> str:
        """The first tier before it that is open and still owed money, and how much."""
        for tier in self.structure.pots[rank.pot].tiers:
            owed = [
                position
                for one in self.structure.ranks[tier].rights
                if tier < rank.index
                and (position := self.ledger.positions[one]).balance is not None
                and position.limit()
                and all(gate.days(self.day) for gate in position.right.gates)
                and not any(self._closed(gate, position.right) for gate in position.right.gates)
            ]
            if not owed:
                continue
            due: dict[str, Decimal] = {}
            for one in owed:
                due[one.right.currency] = due.get(one.right.currency, NOTHING) + (
                    one.limit() or NOTHING
                )
            amounts = [number_words(amount, "money", code) for code, amount in due.items()]
            still = self._names([one.right.index for one in owed])
            return f"{still} is still owed {' and '.join(amounts)}"
        return ""

    def _names(self, rights: Sequence[int]) -> str:
        """Rights by name; a tier's own name where all of it that recoups is meant."""
        found: dict[str, None] = {}
        for one in rights:
            rank = self.structure.ranks[self.structure.rights[one].tier]
            recouping = [r for r in rank.rights if self.structure.rights[r].owed is not None]
            whole = bool(recouping) and set(recouping) <= set(rights)
            found[rank.name if whole else self.structure.rights[one].name] = None
        names = list(found)
        return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
