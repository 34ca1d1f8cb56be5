"""One stretch of pouring, in every lane at once: the rates of `flow.py`, lane by lane."""

from __future__ import annotations

from typing import Any

import numpy as np

from borderless.finance.recoupment import lane_settle as settle
from borderless.finance.recoupment.lane_opening import Opening
from borderless.finance.recoupment.lane_rows import Rows
from borderless.finance.recoupment.lane_settle import Lanes, Mask
from borderless.finance.recoupment.structure import Base, Gate, Rank, Right, Structure

Open = bool | Mask
"""Whether a right may take: in all lanes alike, or lane by lane."""

End = tuple[str, int] | tuple[str, int, int]
"""What can end a stretch: a limit, arrears, a part's cap, a threshold of a pot."""


class Pour:
    """One stretch of every lane: takes at the present rates, up to what ends first."""

    def __init__(
        self, structure: Structure, rows: Rows, state: Lanes, left: Lanes, opening: Opening
    ) -> None:
        self.structure = structure
        self.rows = rows
        self.state = state
        self.left = left
        self.opening = opening
        self.inflow: dict[int, Lanes] = {opening.stream.pot: left}
        self.takes: dict[int, Lanes] = {}
        self.wants: dict[int, Lanes] = {}
        self.kept: list[tuple[int, Lanes]] = []
        """Row of a leaf, and what it gets."""
        self.part_takes: list[tuple[int, Lanes]] = []
        """Row of what a part can still take, and what it gets, both in its right's currency."""
        self.limits: dict[int, Lanes | None] = {}
        self.fraction: Lanes | None = None
        """Of what is left, how much is poured; `None`: all."""
        self.ends: dict[End, Lanes] = {}
        """The fraction at which each comes to its end, where any lane's does."""

    def run(self) -> None:
        """Pours; `left` is then what is still to be poured."""
        for pot in self.structure.pots[self.opening.stream.pot :]:
            coming = self.inflow.get(pot.index)
            if coming is not None:
                self._pot(pot.index, coming)
        self._find_ends()
        self._apply()

    # --- rates -----------------------------------------------------------------------------------

    def _pot(self, number: int, coming: Lanes) -> None:
        pot = self.structure.pots[number]
        left = coming
        after: dict[int, Lanes] = {}
        empty = False
        for index in pot.tiers:
            rank = self.structure.ranks[index]
            empty = empty or not left.any()
            if empty and not self.structure.owes_at_source(rank):
                after[index] = left
                continue
            takes = self._tier(rank, left, coming, after)
            for right, take in takes.items():
                self.takes[right] = take
                self._deliver(number, self.structure.rights[right], take, left)
            if takes:
                left = left - settle.total(takes.values())
                np.maximum(left, 0.0, out=left)
            after[index] = left
        if pot.rest_pot >= 0:
            self._flow(pot.rest_pot, left)
        else:
            self.kept.append((self.rows.leaves[pot.rest_party, -1 - number, -1], left))

    def _flow(self, pot: int, amount: Lanes) -> None:
        before = self.inflow.get(pot)
        self.inflow[pot] = amount if before is None else before + amount

    def _tier(
        self, rank: Rank, arriving: Lanes, coming: Lanes, after: dict[int, Lanes]
    ) -> dict[int, Lanes]:
        open_ = {one: self._open(self.structure.rights[one]) for one in rank.rights}
        recouping = {
            one: mask
            for one in rank.weighted
            if (mask := self._active(one, open_[one])) is not None
        }
        if rank.weighted and not recouping:
            return {}
        beside: Mask | None = None
        if rank.weighted and len(recouping) != len(rank.rights):
            beside = np.logical_or.reduce(list(recouping.values()))
        takes: dict[int, Lanes] = {}
        masks: dict[int, Mask] = {}
        for one in rank.rights:
            if one in rank.weighted:
                continue
            mask = self._active(one, open_[one])
            if mask is None:
                continue
            right = self.structure.rights[one]
            want = self._base(right, arriving, coming, after) * float(right.share or 0)
            masks[one] = mask if beside is None else mask & beside
            want *= masks[one]
            if right.at_source:
                self.wants[one] = want
            takes[one] = want
        if takes:
            takes = self._side_by_side(rank, arriving, takes, masks)
        if recouping:
            left = arriving - settle.total(takes.values()) if takes else arriving
            takes |= self._shared(rank, left, recouping, open_)
        return takes

    def _base(self, right: Right, arriving: Lanes, coming: Lanes, after: dict[int, Lanes]) -> Lanes:
        if right.base is Base.ACCOUNT:
            return coming
        if right.base is Base.SOURCE:
            return self.left
        return after[right.base_tier] if right.base is Base.AFTER else arriving

    def _side_by_side(
        self, rank: Rank, arriving: Lanes, takes: dict[int, Lanes], masks: dict[int, Mask]
    ) -> dict[int, Lanes]:
        rights = self.structure.rights
        plain = not any(rights[one].at_source for one in takes)
        if plain and sum(float(rights[one].share or 0) for one in takes) <= 1:
            return takes
        excess = settle.total(takes.values()) - arriving
        over = excess > 0
        if over.any():
            bearing = [one for one in takes if rights[one].party == rank.bears_excess]
            if bearing:
                borne = settle.total([takes[one] for one in bearing])
                kept = _ratio(np.maximum(borne - excess, 0.0), borne, over & (borne > 0))
                takes |= {one: takes[one] * kept for one in bearing}
            total = settle.total(takes.values())
            cut = _ratio(arriving, total, total > arriving)
            takes = {one: take * cut for one, take in takes.items()}
        behind = {
            one: self.state[row] * masks[one]
            for one in takes
            if (row := self.rows.arrears.get(one)) is not None and self.state[row].any()
        }
        if behind and not rank.weighted:
            whole = settle.total(behind.values())
            spare = np.where(excess < 0, -excess, 0.0)
            for one, arrears in behind.items():
                takes[one] = takes[one] + spare * _ratio(arrears, whole, whole > 0, other=0.0)
        return takes

    def _shared(
        self,
        rank: Rank,
        left: Lanes,
        recouping: dict[int, Mask],
        open_: dict[int, Open],
    ) -> dict[int, Lanes]:
        if len(rank.weighted) == 1 and rank.sharing != "shares":
            ((one, mask),) = recouping.items()
            return {one: left * mask}
        weights = {
            one: np.ones(self.left.size) * self._weight(rank, one) * open_[one]
            for one in rank.weighted
        }
        active = settle.total([weights[one] * mask for one, mask in recouping.items()])
        whole = active
        if rank.sharing != "balances":
            whole = settle.total(weights.values())
        if rank.sharing == "shares":
            left = left * np.minimum(whole, 1.0)
        divisor = whole if rank.freed == "down" and rank.sharing != "balances" else active
        unit = left * _ratio(1.0, divisor, active > 0, other=0.0)
        return {one: unit * weights[one] * mask for one, mask in recouping.items()}

    def _weight(self, rank: Rank, one: int) -> float | Lanes:
        right = self.structure.rights[one]
        return settle.weight(self.rows, self.state, rank, right, self.opening.day)

    def _deliver(self, pot: int, right: Right, take: Lanes, arriving: Lanes) -> None:
        left = take
        for number, part in enumerate(right.parts):
            got = float(part.share) * (arriving if part.of_tier else take)
            if part.of_tier or len(right.parts) > 1:
                got = np.minimum(got, left)
            row = self.rows.part_left.get((right.index, number))
            if row is not None:
                got = got * (self.state[row] > 0)
                self.part_takes.append((row, got / self._rate(right)))
            left = left - got
            self._keep(part.party, pot, right.index, number, got)
        self._keep(right.party, pot, right.index, -1, left)

    def _keep(self, party: str, pot: int, right: int, part: int, amount: Lanes) -> None:
        target = self.structure.destination(party, pot)
        if target >= 0:
            self._flow(target, amount)
        else:
            self.kept.append((self.rows.leaves[party, right, part], amount))

    # --- standing --------------------------------------------------------------------------------

    def _limit(self, one: int) -> Lanes | None:
        """What a right can still take, as it was when the stretch began."""
        if one not in self.limits:
            found = settle.limit(self.rows, self.state, self.structure.rights[one])
            # Payments change the state, and a limit may be a view of it.
            self.limits[one] = None if found is None else found.copy()
        return self.limits[one]

    def _active(self, one: int, open_: Open) -> Mask | None:
        """Lanes in which a right is open and not filled; `None` where it is closed in all."""
        if open_ is False:
            return None
        limit = self._limit(one)
        if limit is not None:
            open_ = limit > 0 if open_ is True else (limit > 0) & open_
        if open_ is True:
            return np.ones(self.left.size, bool)
        return open_ if open_.any() else None

    def _open(self, right: Right) -> Open:
        if not self.opening.open[right.index]:
            return False
        found: Open = True
        for gate in right.gates:
            for mask in self._gate(right, gate):
                found = mask if found is True else found & mask
        return found

    def _gate(self, right: Right, gate: Gate) -> list[Mask]:
        masks: list[Mask] = []
        row = self.rows.received.get(self.structure.ranks[right.tier].pot)
        if row is not None and gate.receipts_from is not None:
            masks.append(self.state[row] >= float(gate.receipts_from))
        if row is not None and gate.receipts_until is not None:
            masks.append(self.state[row] < float(gate.receipts_until))
        masks += [self._recouped(one) for one in gate.after]
        if gate.until:
            masks.append(~np.logical_and.reduce([self._recouped(one) for one in gate.until]))
        return masks

    def _recouped(self, one: int) -> Mask:
        if self.opening.ended[one]:
            return np.ones(self.left.size, bool)
        full: Mask = np.zeros(self.left.size, bool)
        if self.opening.complete[one]:
            full |= settle.due(self.rows, self.state, one) == 0
        if one in self.rows.cap:
            full |= self.state[self.rows.cap[one]] == 0
        return full

    # --- what ends first -------------------------------------------------------------------------

    def _ends_at(self, end: End, room: Lanes, taken: Lanes) -> None:
        """Something can take no more than `room` and would take `taken`."""
        over = taken > room
        if over.any():
            at = _ratio(room, taken, over)
            self.ends[end] = at
            self.fraction = at if self.fraction is None else np.minimum(self.fraction, at)

    def _find_ends(self) -> None:
        for one, take in self.takes.items():
            limit = self._limit(one)
            if limit is not None:
                self._ends_at(("limit", one), limit, take)
            if one in self.wants:
                arrears = self.state[self.rows.arrears[one]]
                gain = np.where(arrears > 0, take - self.wants[one], 0.0)
                self._ends_at(("arrears", one), arrears, gain)
        for row, got in self.part_takes:
            self._ends_at(("part", row), self.state[row], got)
        for pot, coming in self.inflow.items():
            received = self.rows.received.get(pot)
            if received is None:
                continue
            for number, threshold in enumerate(self.rows.thresholds[pot]):
                room = threshold - self.state[received]
                over = np.where(room > 0, coming, 0.0)
                self._ends_at(("pot", pot, number), np.maximum(room, 0.0), over)

    # --- and what follows ------------------------------------------------------------------------

    def _apply(self) -> None:
        fraction = self.fraction
        for one, take in self.takes.items():
            self._credit(one, take if fraction is None else take * fraction)
        for one, want in self.wants.items():
            row = self.rows.arrears[one]
            short = want - self.takes[one] if one in self.takes else want
            self._add(row, short)
            np.maximum(self.state[row], 0.0, out=self.state[row])
            self._snap(("arrears", one), row, 0.0)
        for row, got in self.part_takes:
            self._add(row, -got)
            self._snap(("part", row), row, 0.0)
        for pot, coming in self.inflow.items():
            received = self.rows.received.get(pot)
            if received is not None:
                self._add(received, coming)
                for number, threshold in enumerate(self.rows.thresholds[pot]):
                    self._snap(("pot", pot, number), received, threshold)
        for row, amount in self.kept:
            self._add(row, amount)
        if fraction is None:
            self.left[:] = 0.0
        else:
            self.left *= 1.0 - fraction

    def _add(self, row: int, amount: Lanes) -> None:
        self.state[row] += amount if self.fraction is None else amount * self.fraction

    def _snap(self, end: End, row: int, value: float) -> None:
        """Where this is what ended the stretch, its row has exactly the value of its end."""
        at = self.ends.get(end)
        if at is not None:
            self.state[row][(at == self.fraction) & (at < 1.0)] = value

    def _credit(self, one: int, amount: Lanes) -> None:
        at = self.ends.get(("limit", one))
        filled = None if at is None else (at == self.fraction) & (at < 1.0)
        settle.credit(self.rows, self.state, self.structure.rights[one], amount, filled)

    def _rate(self, right: Right) -> float | Lanes:
        return settle.rate(self.rows, self.state, right)


def _ratio(above: Any, below: Lanes, where: Mask, other: float = 1.0) -> Lanes:
    """`above / below` in the lanes of `where`, and `other` in the rest."""
    found = np.full(below.shape, other)
    np.divide(above, below, out=found, where=where)
    return found
