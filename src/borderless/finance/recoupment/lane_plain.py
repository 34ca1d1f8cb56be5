"""The short way, where no amount and no other's recoupment opens or closes a right.

There every tier is a function of what has reached it, so a whole amount goes through it in closed
form: one pass, no stretches. `plain` says whether a structure is of that kind; most are.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date as Day
from typing import Any

import numpy as np

from borderless.finance.recoupment import lane_settle as settle
from borderless.finance.recoupment.lane_opening import Opening
from borderless.finance.recoupment.lane_rows import Rows
from borderless.finance.recoupment.lane_settle import Lanes
from borderless.finance.recoupment.structure import Base, Pot, PotKind, Rank, Right, Structure


def plain(structure: Structure) -> bool:
    """Whether every tier pays in closed form."""
    return all(_plain_gates(right) for right in structure.rights) and all(
        _plain_tier(structure, rank) for rank in structure.ranks
    )


def _plain_gates(right: Right) -> bool:
    return not any(
        gate.after
        or gate.until
        or gate.receipts_from is not None
        or gate.receipts_until is not None
        for gate in right.gates
    )


def _plain_tier(structure: Structure, rank: Rank) -> bool:
    rights = [structure.rights[one] for one in rank.rights]
    beside = [right for right in rights if right.index not in rank.weighted]
    endless = all(right.owed is None and right.at_most is None for right in beside)
    of_tier = [right for right in rights if any(part.of_tier for part in right.parts)]
    if of_tier and (not endless or rank.weighted or any(map(_short_of_parts, of_tier))):
        return False
    if any(right.at_source for right in rights):
        source = any(right.base is Base.SOURCE for right in rights)
        onward = structure.pots[rank.pot].kind is PotKind.ONWARD
        return len(rights) == 1 and not (source and onward) and not _may_reopen(rights[0])
    if sum(float(right.share or 0) for right in beside) > 1 - 1e-12 * bool(rank.weighted):
        return not rank.weighted and sum(float(right.share or 0) for right in beside) <= 1
    if not rank.weighted:
        return True
    return endless and rank.sharing != "shares" and all(one.at_most is None for one in rights)


def _short_of_parts(right: Right) -> bool:
    """Whether its parts may want more than it takes, so that a full one leaves to the next."""
    of_tier = sum(float(part.share) for part in right.parts if part.of_tier)
    others = sum(float(part.share) for part in right.parts if not part.of_tier)
    alone = len(right.parts) == 1 and not right.at_source
    return not alone and of_tier > (1 - others) * float(right.share or 0)


def _may_reopen(right: Right) -> bool:
    """Whether it may be filled, still be behind, and then be owed more."""
    return right.carries and right.owed is not None and len(right.owed.draws) > 1


def pay_plain(
    structure: Structure, rows: Rows, state: Lanes, entering: dict[int, Lanes], opening: Opening
) -> None:
    """Pays what enters the pots of a plain structure, in every lane."""
    inflow = dict(entering)
    amount = entering.get(opening.stream.pot, next(iter(entering.values())))

    def keep(party: str, pot: int, right: int, part: int, got: Lanes) -> None:
        target = structure.destination(party, pot)
        if target >= 0:
            before = inflow.get(target)
            inflow[target] = got if before is None else before + got
        else:
            state[rows.leaves[party, right, part]] += got

    for pot in structure.pots[min(entering) :]:
        coming = inflow.pop(pot.index, None)
        if coming is None:
            continue
        left = coming.copy()
        after: dict[int, Lanes] = {}
        kept = _bases(structure, pot)
        for index in pot.tiers:
            rank = structure.ranks[index]
            takes = _tier(structure, rows, state, rank, left, coming, amount, after, opening)
            for one, take in takes.items():
                right = structure.rights[one]
                _split(rows, state, right, take, left, pot.index, keep)
            for take in takes.values():
                left -= take
            if len(takes) > 1:
                np.maximum(left, 0.0, out=left)
            if index in kept:
                after[index] = left.copy()
        if pot.rest_pot >= 0:
            before = inflow.get(pot.rest_pot)
            inflow[pot.rest_pot] = left if before is None else before + left
        else:
            state[rows.leaves[pot.rest_party, -1 - pot.index, -1]] += left


Keep = Callable[[str, int, int, int, Lanes], None]
"""Party, pot, right, part, and what it gets."""


def _split(
    rows: Rows, state: Lanes, right: Right, take: Lanes, arriving: Lanes, pot: int, keep: Keep
) -> None:
    """Shares a payment among the right's parts and its party."""
    left = take
    for number, part in enumerate(right.parts):
        got = (arriving if part.of_tier else take) * float(part.share)
        np.minimum(got, left, out=got)
        row = rows.part_left.get((right.index, number))
        if row is not None:
            fx = settle.rate(rows, state, right)
            np.minimum(got, state[row] * fx, out=got)
            state[row] -= got / fx
        left = left - got
        keep(part.party, pot, right.index, number, got)
    keep(right.party, pot, right.index, -1, left)


def _bases(structure: Structure, pot: Pot) -> set[int]:
    """Tiers of whose rest a later right of the pot takes its share."""
    rights = (structure.rights[one] for tier in pot.tiers for one in structure.ranks[tier].rights)
    return {right.base_tier for right in rights if right.base is Base.AFTER}


def _tier(
    structure: Structure,
    rows: Rows,
    state: Lanes,
    rank: Rank,
    arriving: Lanes,
    coming: Lanes,
    source: Lanes,
    after: dict[int, Lanes],
    opening: Opening,
) -> dict[int, Lanes]:
    weighted = [
        one
        for one in rank.weighted
        if opening.open[one]
        and (rank.sharing != "invested" or structure.rights[one].put_in(opening.day))
    ]
    beside = [one for one in rank.rights if one not in rank.weighted and opening.open[one]]
    if rank.weighted:
        if not weighted:
            return {}
        return _recouping(structure, rows, state, rank, weighted, beside, arriving, opening.day)
    takes = {}
    for one in beside:
        right = structure.rights[one]
        bases = {Base.ACCOUNT: coming, Base.SOURCE: source, Base.RESIDUAL: arriving}
        base = after[right.base_tier] if right.base is Base.AFTER else bases[right.base]
        take = base * float(right.share or 0)
        limit = settle.limit(rows, state, right)
        if right.at_source:
            if limit is not None:  # what is filled, or not yet put in, is not behind
                take *= limit > 0
            take += state[rows.arrears[one]]
            owing = take.copy()
            np.minimum(take, arriving, out=take)
        if limit is not None:
            np.minimum(take, limit, out=take)
        if right.at_source:
            np.subtract(owing, take, out=state[rows.arrears[one]])
        settle.credit(rows, state, right, take)
        takes[one] = take
    return takes


def _recouping(
    structure: Structure,
    rows: Rows,
    state: Lanes,
    rank: Rank,
    weighted: list[int],
    beside: list[int],
    arriving: Lanes,
    day: Day,
) -> dict[int, Lanes]:
    """Rights that recoup side by side, with shares beside them as long as they do."""
    rights = structure.rights
    share = sum(float(rights[one].share or 0) for one in beside)
    net = arriving * (1.0 - share) if share else arriving
    limits = {one: _limit(rows, state, rights[one]) for one in weighted}
    if len(weighted) == 1:
        takes = {one: np.minimum(net, limit) for one, limit in limits.items()}
    elif rank.sharing == "balances":
        owed = settle.total(limits.values())
        part = np.zeros_like(net)
        np.divide(np.minimum(net, owed), owed, out=part, where=owed > 0)
        takes = {one: part * limit for one, limit in limits.items()}
    else:
        weights = {one: settle.weight(rows, state, rank, rights[one], day) for one in weighted}
        takes = _filled(net, limits, weights, once=rank.freed == "down")
    spent = settle.total(takes.values())
    if share and rank.freed == "down" and rank.sharing != "balances" and len(weighted) > 1:
        whole = sum(weights.values())
        reach = [limit * whole / weights[one] for one, limit in limits.items()]
        spent = np.minimum(net, np.maximum.reduce(reach))
    for one, take in takes.items():
        settle.credit(rows, state, rights[one], take)
    if share:
        spent = spent / (1.0 - share)
        takes |= {one: spent * float(rights[one].share or 0) for one in beside}
    return takes


def _filled(
    net: Lanes, limits: dict[int, Lanes], weights: dict[int, Any], *, once: bool
) -> dict[int, Lanes]:
    """By weights; what one has no room for goes to the others, unless it goes down (`once`)."""
    whole = sum(weights.values())
    takes = {one: np.minimum(net * (weights[one] / whole), limit) for one, limit in limits.items()}
    for _ in range(0 if once else len(limits) - 1):
        left = net - settle.total(takes.values())
        free = {one: (takes[one] < limit) * weights[one] for one, limit in limits.items()}
        active = settle.total(free.values())
        unit = np.zeros_like(net)
        np.divide(left, active, out=unit, where=active > 0)
        takes = {
            one: np.minimum(takes[one] + unit * free[one], limit) for one, limit in limits.items()
        }
    return takes


def _limit(rows: Rows, state: Lanes, right: Right) -> Lanes:
    found = settle.limit(rows, state, right)
    assert found is not None
    return found
