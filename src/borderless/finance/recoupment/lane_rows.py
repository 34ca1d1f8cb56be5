"""Where each state of a lane lies: a row of the array for every balance, cap, arrear and payee."""

from __future__ import annotations

from dataclasses import dataclass, field

from borderless.finance.recoupment.positions import Leaf
from borderless.finance.recoupment.structure import Right, Structure


@dataclass(slots=True)
class Growing:
    """The rows of a right whose debt grows: principal and interest apart."""

    principal: int
    interest: int
    fee: int
    premium: int


@dataclass(slots=True)
class Rows:
    """Row numbers by what they hold."""

    count: int = 0
    start: dict[int, float] = field(default_factory=dict)
    due: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """By right: its balances, in the order in which a payment takes them off."""
    growing: dict[int, Growing] = field(default_factory=dict)
    cap: dict[int, int] = field(default_factory=dict)
    """By right: what a cap leaves room for."""
    arrears: dict[int, int] = field(default_factory=dict)
    part_left: dict[tuple[int, int], int] = field(default_factory=dict)
    received: dict[int, int] = field(default_factory=dict)
    """By pot with thresholds: what it has received."""
    thresholds: dict[int, tuple[float, ...]] = field(default_factory=dict)
    fx: dict[int, int] = field(default_factory=dict)
    """By right in another currency: the row of its exchange rate."""
    currencies: dict[tuple[str, str], int] = field(default_factory=dict)
    """By currency and the rule for its rate (payment or budget): the row of the rate."""
    fixed: dict[int, float] = field(default_factory=dict)
    """By right: its rate where no row says it."""
    leaves: dict[Leaf, int] = field(default_factory=dict)

    def add(self, value: float = 0.0) -> int:
        """A new row, and what it holds at the start."""
        row = self.count
        self.count += 1
        if value:
            self.start[row] = value
        return row


def rows_of(structure: Structure) -> Rows:
    """The rows that a structure needs."""
    rows = Rows()
    for right in structure.rights:
        _of_right(structure, right, rows)
    for pot in structure.pots:
        if pot.rest_pot < 0:
            rows.leaves[pot.rest_party, -1 - pot.index, -1] = rows.add()
        if limits := structure.thresholds(pot):
            rows.received[pot.index] = rows.add()
            rows.thresholds[pot.index] = tuple(map(float, limits))
    return rows


def _of_right(structure: Structure, right: Right, rows: Rows) -> None:
    fixed = right.fixed_rate(structure.currency)
    rows.fixed[right.index] = 1.0 if fixed is None else float(fixed)
    if fixed is None:
        key = right.currency, right.rate
        if key not in rows.currencies:
            rows.currencies[key] = rows.add(1.0)
        rows.fx[right.index] = rows.currencies[key]
    if right.owed is not None:
        if right.owed.interest is None and not right.owed.premium_steps:
            rows.due[right.index] = (rows.add(),)
        else:
            made = Growing(rows.add(), rows.add(), rows.add(), rows.add())
            rows.growing[right.index] = made
            rows.due[right.index] = tuple(getattr(made, name) for name in right.owed.reduces)
    if right.at_most is not None:
        rows.cap[right.index] = rows.add(float(right.at_most))
    if right.at_source:
        rows.arrears[right.index] = rows.add()
    for number, part in enumerate(right.parts):
        if part.at_most is not None:
            rows.part_left[right.index, number] = rows.add(float(part.at_most))
        rows.leaves[part.party, right.index, number] = rows.add()
    rows.leaves[right.party, right.index, -1] = rows.add()


__all__ = ["Growing", "Rows", "rows_of"]
