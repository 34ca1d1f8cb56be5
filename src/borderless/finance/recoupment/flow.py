"""How one unit of money runs through the structure: the rate at which each right takes of it.

Money is poured like a fluid. As long as nothing fills up, opens or closes, every right takes a
constant part of what comes in; the next such *event* ends the stretch, and the rates are worked out
anew. So a threshold, a corridor beside a tier that fills, and a lump sum paid in instalments all
follow from one rule: what is paid depends on how much has come in, not on how it was cut up.

The rule of a tier: rights with a share take it of their base, side by side; rights without one
share what these leave, until they are filled. A share stands beside a tier only while it recoups.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from borderless.finance.recoupment.structure import Base, Pot, Rank, Right, Structure

NOTHING, ONE = Decimal(0), Decimal(1)

MOST_STRETCHES = 10_000
"""Each ends with something that fills, opens or closes; no schedule has so many rights."""


@dataclass(slots=True)
class Standing:
    """What decides a right's rate now, in the account's currency."""

    open: bool
    limit: Decimal | None
    """What it can still take; `None`: no end."""
    arrears: Decimal
    weight: Decimal
    """Its weight among the rights of its tier that share what is left."""
    parts_left: Sequence[Decimal | None]
    """What each of its parts can still take."""

    @property
    def filled(self) -> bool:
        """Whether it can take no more."""
        return self.limit == 0


@dataclass(slots=True)
class Rates:
    """Of one unit that enters: what each right takes, and what every pot and rest gets."""

    take: dict[int, Decimal] = field(default_factory=dict)
    want: dict[int, Decimal] = field(default_factory=dict)
    """What an at-source right is owed, whether or not it gets it."""
    arriving: dict[int, Decimal] = field(default_factory=dict)
    """By right: what reaches its tier."""
    base: dict[int, Decimal] = field(default_factory=dict)
    """By right: what its share is of."""
    parts: dict[int, tuple[Decimal, ...]] = field(default_factory=dict)
    inflow: dict[int, Decimal] = field(default_factory=dict)
    """By pot."""
    rest: dict[int, Decimal] = field(default_factory=dict)
    """By pot: what its tiers leave, where no other pot takes it."""


def rates_of(
    structure: Structure,
    entry: int,
    standing: Callable[[int], Standing],
    finished: Container[int] = (),
) -> Rates:
    """The rates at which one unit entering at the pot `entry` is paid.

    `finished` are ranks known to take nothing any more; to know them only saves time.
    """
    rates = Rates(inflow={entry: ONE})
    for pot in structure.pots[entry:]:
        coming = rates.inflow.get(pot.index)
        if coming is not None:  # nothing, perhaps, but shares of the source are owed all the same
            _pour(structure, pot, coming, rates, standing, finished)
    return rates


def _pour(
    structure: Structure,
    pot: Pot,
    coming: Decimal,
    rates: Rates,
    standing: Callable[[int], Standing],
    finished: Container[int],
) -> None:
    left = coming
    after: dict[int, Decimal] = {}
    for number in pot.tiers:
        rank = structure.ranks[number]
        if number in finished or (not left and not structure.owes_at_source(rank)):
            after[number] = left
            continue
        states = {right: standing(right) for right in rank.rights}
        bases = {
            right: _base(structure.rights[right], left, coming, after) for right in rank.rights
        }
        takes = _tier(structure, rank, left, bases, states, rates)
        for right, rate in takes.items():
            rates.take[right] = rate
            rates.arriving[right] = left
            rates.base[right] = bases[right]
            _deliver(structure, pot, structure.rights[right], rate, left, states[right], rates)
        left = max(left - sum(takes.values(), NOTHING), NOTHING)
        after[number] = left
    if pot.rest_pot >= 0:
        rates.inflow[pot.rest_pot] = rates.inflow.get(pot.rest_pot, NOTHING) + left
    elif left:
        rates.rest[pot.index] = left


def _base(right: Right, arriving: Decimal, coming: Decimal, after: dict[int, Decimal]) -> Decimal:
    """What the right's share is of, for one unit at the source."""
    if right.base is Base.ACCOUNT:
        return coming
    if right.base is Base.SOURCE:
        return ONE
    return after[right.base_tier] if right.base is Base.AFTER else arriving


def _tier(
    structure: Structure,
    rank: Rank,
    arriving: Decimal,
    bases: dict[int, Decimal],
    states: dict[int, Standing],
    rates: Rates,
) -> dict[int, Decimal]:
    """What each right of a tier takes of what arrives."""
    recouping = [one for one in rank.weighted if states[one].open and not states[one].filled]
    if rank.weighted and not recouping:
        return {}
    sharing = [
        one
        for one in rank.rights
        if one not in rank.weighted and states[one].open and not states[one].filled
    ]
    wants = {one: (structure.rights[one].share or NOTHING) * bases[one] for one in sharing}
    for one, want in wants.items():
        if structure.rights[one].at_source:
            rates.want[one] = want
    takes = _side_by_side(structure, rank, arriving, wants, states)
    left = arriving - sum(takes.values(), NOTHING)
    if recouping and left > 0:
        takes |= _shared(rank, left, recouping, states)
    return {one: rate for one, rate in takes.items() if rate > 0}


def _side_by_side(
    structure: Structure,
    rank: Rank,
    arriving: Decimal,
    wants: dict[int, Decimal],
    states: dict[int, Standing],
) -> dict[int, Decimal]:
    """Rights with a share: theirs, arrears with what is over, and cut where it is too little."""
    takes = dict(wants)
    excess = sum(takes.values(), NOTHING) - arriving
    if excess > 0:
        bearing = [one for one in takes if structure.rights[one].party == rank.bears_excess]
        borne = sum((takes[one] for one in bearing), NOTHING)
        for one in bearing if borne else ():
            takes[one] -= takes[one] * min(excess, borne) / borne
        total = sum(takes.values(), NOTHING)
        if total > arriving:
            takes = {one: rate * arriving / total for one, rate in takes.items()}
        return takes
    behind = {one: states[one].arrears for one in takes if states[one].arrears > 0}
    if behind and excess < 0 and not rank.weighted:
        whole = sum(behind.values(), NOTHING)
        for one, arrears in behind.items():
            takes[one] -= excess * arrears / whole
    return takes


def _shared(
    rank: Rank, left: Decimal, recouping: Sequence[int], states: dict[int, Standing]
) -> dict[int, Decimal]:
    """Rights that share what is left of the tier, by their weights."""
    open_ = [one for one in rank.weighted if states[one].open]
    whole = sum((states[one].weight for one in open_), NOTHING)
    active = sum((states[one].weight for one in recouping), NOTHING)
    if active == 0:
        return {}
    if rank.sharing == "shares":
        left *= min(whole, ONE)
    divisor = whole if rank.freed == "down" and rank.sharing != "balances" else active
    return {one: left * states[one].weight / divisor for one in recouping}


def _deliver(
    structure: Structure,
    pot: Pot,
    right: Right,
    rate: Decimal,
    arriving: Decimal,
    state: Standing,
    rates: Rates,
) -> None:
    """Splits a right's rate among its parts and its party, and sends it on where it passes on."""
    left = rate
    parts = []
    for part, room in zip(right.parts, state.parts_left, strict=True):
        wanted = part.share * (arriving if part.of_tier else rate)
        got = NOTHING if room == 0 else min(wanted, left)
        parts.append(got)
        left -= got
        _pass_on(structure, pot, part.party, got, rates)
    rates.parts[right.index] = tuple(parts)
    _pass_on(structure, pot, right.party, left, rates)


def _pass_on(structure: Structure, pot: Pot, party: str, got: Decimal, rates: Rates) -> None:
    target = structure.destination(party, pot.index)
    if target >= 0:
        rates.inflow[target] = rates.inflow.get(target, NOTHING) + got
