"""The exact engine: receipts in, payments out, to the cent, with a line for each of them.

What is calculated is exact decimals; what is paid is whole cents. Each distribution rounds the
difference between what a party should have had so far and what it was paid, by largest remainders,
so that its payments sum to the receipt exactly and no rounding ever drifts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date as Day
from decimal import Decimal

from borderless.finance.recoupment.balance import Balance
from borderless.finance.recoupment.cents import cents_of
from borderless.finance.recoupment.flow import MOST_STRETCHES, Rates, Standing, rates_of
from borderless.finance.recoupment.positions import Income, Leaf, Line, Position
from borderless.finance.recoupment.structure import Gate, Right, Structure

NOTHING, ONE = Decimal(0), Decimal(1)

Exchange = Callable[[Right, Day], Decimal]
"""Units of the account's currency for one of a right's, on a day."""


class Ledger:
    """Pays incomes in the order of their days, and remembers everything."""

    def __init__(self, structure: Structure, exchange: Exchange | None = None) -> None:
        """`exchange` is needed where a right is in another currency than the account."""
        self.structure = structure
        self.exchange = exchange
        self.positions = [
            Position(
                right,
                Balance(right.owed) if right.owed is not None else None,
                part_taken=[NOTHING] * len(right.parts),
            )
            for right in structure.rights
        ]
        self.incomes: list[Income] = []
        self.lines: list[Line] = []
        self.pot_received = [NOTHING] * len(structure.pots)
        self.exact: dict[Leaf, Decimal] = {}
        """By who keeps it: what is calculated so far."""
        self.paid: dict[Leaf, Decimal] = {}
        """The same in whole cents, as paid."""
        self.payments: list[tuple[int, Leaf, Decimal]] = []
        """Income, leaf and cents."""
        self.returns: dict[str, Decimal] = {}
        """By deal: returns and corrections that its next receipts make good."""
        self.thresholds = [structure.thresholds(pot) for pot in structure.pots]
        self.finished: set[int] = set()
        """Ranks that take nothing any more, because all of their rights are filled for good."""
        self.lapsing = [one.index for one in structure.rights if one.at_source and not one.carries]
        self.ending = [one.index for one in structure.rights if one.last is not None]
        self.known_rates: dict[tuple[int, tuple[bool, ...]], Rates] = {}
        """Rates that hold until something fills, opens or closes, by entry and by who is open."""
        self.steady = all(
            len(rank.weighted) < 2 or rank.sharing in ("equal", "shares")
            for rank in structure.ranks
        ) and not any(right.at_source for right in structure.rights)
        """Whether rates change with such events alone, and not with balances or arrears."""
        self.gated = [right for right in structure.rights if right.gates]
        self.endless = [
            right.owed is None
            and right.at_most is None
            and all(part.at_most is None for part in right.parts)
            for right in structure.rights
        ]
        self.cent = structure.cent
        self._day: Day | None = None

    # --- time ------------------------------------------------------------------------------------

    def move_to(self, day: Day) -> None:
        """Lets interest grow and draws come in up to a day."""
        if self._day is not None and day <= self._day:
            return
        self._day = day
        for position in self.positions:
            if position.balance is not None:
                drawn = position.balance.drawn
                position.balance.move_to(day)
                if position.balance.drawn != drawn:
                    self.known_rates.clear()

    # --- money -----------------------------------------------------------------------------------

    def take(self, income: Income) -> None:
        """Distributes an income. Incomes must come in the order of their days."""
        self.move_to(income.day)
        number = len(self.incomes)
        self.incomes.append(income)
        amount = income.amount - self.returns.pop(income.stream.deal, NOTHING)
        if amount < 0:
            self.returns[income.stream.deal] = -amount
        if amount <= 0:
            return
        run = _Run(self, income, number)
        run.pour(amount)
        run.settle(amount)

    def gate_open(self, right: Right, gate: Gate) -> bool:
        """Whether amounts and other rights let it take now."""
        received = self.pot_received[self.structure.ranks[right.tier].pot]
        if gate.receipts_from is not None and received < gate.receipts_from:
            return False
        if gate.receipts_until is not None and received >= gate.receipts_until:
            return False
        if any(not self.recouped(one) for one in gate.after):
            return False
        return not gate.until or any(not self.recouped(one) for one in gate.until)

    def recouped(self, right: int) -> bool:
        """Whether a right has had all it was owed, or has ended: nobody waits for it."""
        position = self.positions[right]
        if position.filled:
            return True
        return self._day is not None and position.right.ended(self._day)

    def finish(self, right: Right) -> None:
        """A right is filled: its rank may be finished."""
        rank = self.structure.ranks[right.tier]
        if all(self.positions[one].filled for one in rank.weighted or rank.rights):
            self.finished.add(rank.index)


class _Run:
    """The distribution of one income."""

    def __init__(self, ledger: Ledger, income: Income, number: int) -> None:
        self.ledger = ledger
        self.income = income
        self.number = number
        self.rights = ledger.structure.rights
        self.fx: dict[int, Decimal] = {}
        """By right: units of the account's currency for one of its own."""
        self.coming: dict[int, Decimal] = {}
        """What has come into each pot."""
        self.lines: dict[int, list[Decimal]] = {}
        self.before: dict[int, Decimal | None] = {}
        self.leaves: dict[Leaf, Decimal] = {}
        self.standings: dict[int, Standing] = {}
        """As they are in the present stretch."""

    def _fx(self, number: int) -> Decimal:
        found = self.fx.get(number)
        if found is None:
            found = self.fx[number] = self._rate(self.rights[number])
        return found

    def _rate(self, right: Right) -> Decimal:
        ledger = self.ledger
        if (fixed := right.fixed_rate(ledger.structure.currency)) is not None:
            return fixed
        assert ledger.exchange is not None
        return ledger.exchange(right, self.income.day)

    def pour(self, amount: Decimal) -> None:
        """Pours the amount in stretches of constant rates."""
        left, ledger = amount, self.ledger
        for _ in range(MOST_STRETCHES):
            if left <= 0:
                break
            self.standings.clear()
            rates = self._rates()
            step, ended = self._stretch(rates, left)
            self._apply(rates, step, ended)
            if ended:
                ledger.known_rates.clear()
            left -= step
        else:
            raise AssertionError(f"no end to the distribution of {self.income}")
        for number in ledger.lapsing:
            position = ledger.positions[number]
            position.lapsed += position.arrears
            position.arrears = NOTHING
        for number in ledger.ending:
            self._passed_by(ledger.positions[number])

    def _rates(self) -> Rates:
        """The rates of now: those known, while nothing that decides them has changed."""
        ledger, entry = self.ledger, self.income.stream.pot
        if not ledger.steady:
            return rates_of(ledger.structure, entry, self._standing, ledger.finished)
        day, stream = self.income.day, self.income.stream
        key = entry, tuple(right.admits(day, stream) for right in ledger.gated)
        found = ledger.known_rates.get(key)
        if found is None:
            found = rates_of(ledger.structure, entry, self._standing, ledger.finished)
            ledger.known_rates[key] = found
        return found

    def _passed_by(self, position: Position) -> None:
        """Counts what a right would have taken of, had its contract not ended."""
        right, income = position.right, self.income
        if right.ended(income.day) and all(gate.admits(income.stream) for gate in right.gates):
            pot = self.ledger.structure.ranks[right.tier].pot
            position.passed_closed += self.coming.get(pot, NOTHING)

    def _standing(self, number: int) -> Standing:
        found = self.standings.get(number)
        if found is None:
            found = self.standings[number] = self._standing_now(number)
        return found

    def _standing_now(self, number: int) -> Standing:
        position = self.ledger.positions[number]
        right, limit, fx = position.right, position.limit(), self._fx(number)
        return Standing(
            not right.gates
            or (
                right.admits(self.income.day, self.income.stream)
                and all(self.ledger.gate_open(right, gate) for gate in right.gates)
            ),
            None if limit is None else limit * fx,
            position.arrears,
            self._weight(position, fx),
            [
                None if part.at_most is None else (part.at_most - taken) * fx
                for part, taken in zip(right.parts, position.part_taken, strict=True)
            ],
        )

    def _weight(self, position: Position, fx: Decimal) -> Decimal:
        sharing = self.ledger.structure.ranks[position.right.tier].sharing
        if sharing == "equal":
            return ONE
        if sharing == "shares":
            return position.right.share or NOTHING
        if position.balance is None:
            return NOTHING
        return (position.balance.due if sharing == "balances" else position.balance.invested) * fx

    def _stretch(self, rates: Rates, left: Decimal) -> tuple[Decimal, list[tuple[str, int, int]]]:
        """How much can be poured before something changes, and what then ends."""
        found: list[tuple[Decimal, tuple[str, int, int]]] = []
        for number, rate in rates.take.items():
            if self.ledger.endless[number] and not self.rights[number].at_source:
                continue
            standing = self._standing(number)
            if standing.limit is not None:
                found.append((standing.limit / rate, ("limit", number, 0)))
            if standing.arrears > 0 and rate > rates.want.get(number, NOTHING):
                gain = rate - rates.want.get(number, NOTHING)
                found.append((standing.arrears / gain, ("arrears", number, 0)))
            for index, (room, got) in enumerate(
                zip(standing.parts_left, rates.parts[number], strict=True)
            ):
                if room is not None and got > 0:
                    found.append((room / got, ("part", number, index)))
        for pot, coming in rates.inflow.items():
            received = self.ledger.pot_received[pot]
            for index, threshold in enumerate(self.ledger.thresholds[pot]):
                if coming and threshold > received:
                    found.append(((threshold - received) / coming, ("pot", pot, index)))
        step = min([left, *(one for one, _ in found)])
        return step, [what for one, what in found if one == step]

    def _apply(self, rates: Rates, step: Decimal, ended: Sequence[tuple[str, int, int]]) -> None:
        ledger = self.ledger
        for number, rate in rates.take.items():
            self._credit(number, rate, rates, step, ended)
        for number, want in rates.want.items():
            position = ledger.positions[number]
            short = (want - rates.take.get(number, NOTHING)) * step
            position.arrears = max(position.arrears + short, NOTHING)
            if ("arrears", number, 0) in ended:
                position.arrears = NOTHING
        for pot, coming in rates.inflow.items():
            ledger.pot_received[pot] += coming * step
            self.coming[pot] = self.coming.get(pot, NOTHING) + coming * step
            for kind, index, threshold in ended:
                if kind == "pot" and index == pot:
                    ledger.pot_received[pot] = ledger.thresholds[pot][threshold]
        for pot, rest in rates.rest.items():
            leaf = (ledger.structure.pots[pot].rest_party, -1 - pot, -1)
            self.leaves[leaf] = self.leaves.get(leaf, NOTHING) + rest * step

    def _credit(
        self,
        number: int,
        rate: Decimal,
        rates: Rates,
        step: Decimal,
        ended: Sequence[tuple[str, int, int]],
    ) -> None:
        ledger = self.ledger
        filled = ("limit", number, 0) in ended
        position, right, fx = ledger.positions[number], self.rights[number], self._fx(number)
        limit = position.limit()
        own = limit if filled and limit is not None else rate * step / fx
        amount = own * fx
        line = self.lines.get(number)
        if line is None:
            self.before[number] = limit
            line = self.lines[number] = [NOTHING, NOTHING, NOTHING]
        line[0] += rates.arriving[number] * step
        line[1] += rates.base[number] * step
        line[2] += amount
        position.taken += own
        position.credited += amount
        if position.balance is not None:
            if filled and position.balance.due == own:
                position.balance.fill()
            else:
                position.balance.pay(own)
        if filled:
            ledger.finish(right)
        left = amount
        pot = ledger.structure.ranks[right.tier].pot
        for index, got in enumerate(rates.parts[number]):
            part = got * step
            cap = right.parts[index].at_most
            ends = ("part", number, index) in ended
            position.part_taken[index] = (
                cap if ends and cap is not None else position.part_taken[index] + part / fx
            )
            left -= part
            self._keep(right.parts[index].party, pot, (number, index), part)
        self._keep(right.party, pot, (number, -1), left)

    def _keep(self, party: str, pot: int, by: tuple[int, int], amount: Decimal) -> None:
        """Money that stays with a party; what passes on is kept further down."""
        if amount and self.ledger.structure.destination(party, pot) < 0:
            leaf = (party, *by)
            self.leaves[leaf] = self.leaves.get(leaf, NOTHING) + amount

    def settle(self, amount: Decimal) -> None:
        """Turns what was calculated into cents that sum to the amount, and keeps the lines."""
        ledger = self.ledger
        for leaf, exact in self.leaves.items():
            ledger.exact[leaf] = ledger.exact.get(leaf, NOTHING) + exact
        owing = {leaf: ledger.exact[leaf] - ledger.paid.get(leaf, NOTHING) for leaf in self.leaves}
        remainder = ledger.structure.remainder
        for leaf, cents in cents_of(owing, amount, ledger.cent, remainder).items():
            ledger.paid[leaf] = ledger.paid.get(leaf, NOTHING) + cents
            if cents:
                ledger.payments.append((self.number, leaf, cents))
        for number, (arrived, base, taken) in self.lines.items():
            after = ledger.positions[number].limit()
            ledger.lines.append(
                Line(self.number, number, arrived, base, taken, self.before[number], after)
            )


__all__ = ["Income", "Leaf", "Ledger", "Line", "Position"]
