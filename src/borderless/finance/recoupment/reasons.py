"""How every position stands, and why one that takes nothing takes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from enum import StrEnum

from borderless.finance.recoupment.ledger import Ledger, Position
from borderless.finance.recoupment.settlement import Settlement
from borderless.finance.recoupment.structure import Right, Structure
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
    tier: str
    pot: str
    taken: Decimal
    owed: Decimal | None
    """What it is still owed; `None`: no end."""
    invested: Decimal | None
    interest: Decimal
    """All that grew."""
    arrears: Decimal
    state: State
    why: str
    """A sentence part: why it takes no more, or nothing."""
    filled_on: Day | None
    passed_closed: Decimal
    """Receipts that came when its contract had ended, in the account's currency."""

    @property
    def recouped(self) -> Decimal | None:
        """The part of what was put in that has come back, 0-1 or above with a premium."""
        return self.taken / self.invested if self.invested else None


def standings_of(settlement: Settlement, day: Day) -> tuple[Standing, ...]:
    """Every right's standing on a day, in the order of the schedule."""
    ledger = settlement.ledger
    filled = _filled_on(ledger)
    return tuple(
        _standing(ledger, position, day, filled.get(position.right.index))
        for position in ledger.positions
    )


def _filled_on(ledger: Ledger) -> dict[int, Day]:
    found: dict[int, Day] = {}
    for line in ledger.lines:
        if line.due_after == 0:
            found.setdefault(line.right, ledger.incomes[line.income].day)
        else:
            found.pop(line.right, None)
    return found


def _standing(ledger: Ledger, position: Position, day: Day, filled: Day | None) -> Standing:
    structure, right = ledger.structure, position.right
    rank = structure.ranks[right.tier]
    state, why = _why(ledger, position, day, filled)
    balance = position.balance
    return Standing(
        right,
        rank.name,
        structure.pots[rank.pot].name,
        position.taken,
        position.limit(),
        balance.owed.invested if balance else None,
        balance.accrued if balance else NOTHING,
        position.arrears,
        state,
        why,
        filled,
        position.passed_closed,
    )


def _why(ledger: Ledger, position: Position, day: Day, filled: Day | None) -> tuple[State, str]:
    right, structure = position.right, ledger.structure
    last = min((gate.last for gate in right.gates if gate.last), default=None)
    balance = position.balance
    if balance is not None and balance.complete and balance.drawn:
        return State.RECOUPED, f"recouped in full on {filled}" if filled else "recouped in full"
    if position.limit() == 0 and right.at_most is not None:
        capped = number_words(right.at_most, "money", right.currency)
        return State.CAPPED, f"its cap of {capped} is reached"
    if last is not None and day > last:
        return State.ENDED, f"its contract ended on {last}"
    for gate in right.gates:
        if gate.never:
            return State.WAITING, f"the event {gate.never!r} has no day yet"
        if gate.first and day < gate.first:
            return State.WAITING, f"it begins on {gate.first}"
        waiting = [one for one in gate.after if not ledger.recouped(one)]
        if waiting:
            return State.WAITING, f"it waits for {_names(structure, waiting)} to be recouped"
        if gate.until and all(ledger.recouped(one) for one in gate.until):
            return State.ENDED, f"it closed when {_names(structure, gate.until)} had recouped"
        received = ledger.pot_received[structure.ranks[right.tier].pot]
        if gate.receipts_from is not None and received < gate.receipts_from:
            least = number_words(gate.receipts_from, "money", structure.currency)
            so_far = number_words(received, "money", structure.currency)
            return State.WAITING, f"it opens when {least} have come in; so far {so_far}"
        if gate.receipts_until is not None and received >= gate.receipts_until:
            most = number_words(gate.receipts_until, "money", structure.currency)
            return State.ENDED, f"it closed when {most} had come in"
    if position.taken > 0:
        return State.TAKING, ""
    return State.WAITING, _nothing_reaches(ledger, position)


def _nothing_reaches(ledger: Ledger, position: Position) -> str:
    right, structure = position.right, ledger.structure
    if any(gate.territories or gate.media or gate.deals for gate in right.gates):
        fitting = any(
            all(gate.admits(income.stream) for gate in right.gates) for income in ledger.incomes
        )
        if not fitting:
            return "no receipt came from its territories, media or deals"
    rank = structure.ranks[right.tier]
    if position.balance is not None and not position.balance.drawn:
        return f"its money is put in on {position.balance.owed.draws[0][0]}"
    above = [
        other
        for other in ledger.positions
        if structure.ranks[other.right.tier].pot == rank.pot
        and other.right.tier < rank.index
        and other.balance is not None
        and other.balance.due > 0
    ]
    if above:
        first = above[0]
        assert first.balance is not None
        due = number_words(first.balance.due, "money", first.right.currency)
        return f"{first.right.name} is still owed {due} and stands before it"
    pot = structure.pots[rank.pot]
    feeding = [
        other
        for other in ledger.positions
        if structure.ranks[other.right.tier].pot < pot.index
        and other.balance is not None
        and other.balance.due > 0
    ]
    if not ledger.incomes:
        return "nothing has come in"
    if feeding:
        return f"what came in went to {_names(structure, [one.right.index for one in feeding[:2]])}"
    return "the tiers before it take all that comes"


def _names(structure: Structure, rights: Sequence[int]) -> str:
    return ", ".join(dict.fromkeys(structure.rights[one].name for one in rights))
