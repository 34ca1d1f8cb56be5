"""Contracts that contradict each other, or that cannot mean what they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from borderless.film.recoupment import Onward, Tier, When
from borderless.finance.plan import Places
from borderless.finding import Finding, Severity

NOTHING = Decimal(0)
Path = tuple[str | int, ...]


def share_findings(tier: Tier, where: Places, path: Path) -> Iterator[Finding]:
    """Shares of one base that were signed separately may add up to more than all of it."""
    plain = [
        one
        for one in tier.claim
        if one.share is not None and one.of == "residual" and not one.of_after
    ]
    total = sum((one.share or NOTHING for one in plain if one.when == When()), NOTHING)
    bearer = tier.bears_excess
    if bearer and bearer not in [one.party for one in tier.claim]:
        yield Finding(
            "FIN801",
            Severity.ERROR,
            f"The tier {tier.name} lets {bearer!r} bear the excess, who has no claim in it.",
            where(*path, "bears_excess"),
            fix="name a party of the tier",
        )
    for number, one in enumerate(tier.claim):
        if tier.sharing == "shares" and one.recoups and one.share is None:
            yield Finding(
                "FIN810",
                Severity.ERROR,
                f"The tier {tier.name} is shared by shares, but {one.party} has none and would get"
                " nothing.",
                where(*path, "claim", number),
                fix="give the claim its share, or let the tier share by balances",
            )
    if total <= 1:
        return
    borne = (
        f" {bearer} bears the {(total - 1).normalize():f} too much."
        if bearer
        else " all of them are cut in proportion, which nobody agreed."
    )
    yield Finding(
        "FIN812",
        Severity.WARNING,
        f"The shares of the tier {tier.name} sum to {total.normalize():f};{borne}",
        where(*path),
        {"sum": f"{total.normalize():f}"},
        fix="agree on shares that sum to 1"
        + ("" if bearer else ", or name who bears the excess (bears_excess)"),
    )


def onward_findings(onward: Sequence[Onward], where: Places) -> Iterator[Finding]:
    """A party that owes onward twice, or that owes somebody who owes it in turn."""
    seen: set[str] = set()
    for number, one in enumerate(onward):
        if one.party in seen:
            yield Finding(
                "FIN802",
                Severity.ERROR,
                f"{one.party} has two entries of what it owes onward; its money can pass only one.",
                where("recoupment", "onward", number),
                fix="write the tiers of both under one [[recoupment.onward]]",
            )
        seen.add(one.party)
    for number, one in enumerate(onward):
        if one.party in _reached(one.party, onward):
            yield Finding(
                "FIN802",
                Severity.ERROR,
                f"What {one.party} owes onward comes back to it, so nobody can say who has it.",
                where("recoupment", "onward", number),
                fix="take one of the claims out of the circle",
            )


def _reached(party: str, onward: Sequence[Onward]) -> set[str]:
    """Everybody else to whom a party's money may pass on."""
    owes = {
        one.party: {c.party for tier in one.tier for c in tier.claim if c.party != one.party}
        for one in onward
    }
    found: set[str] = set()
    left = list(owes.get(party, ()))
    while left:
        other = left.pop()
        if other not in found:
            found.add(other)
            left += owes.get(other, ())
    return found


def in_order(onward: Sequence[Onward]) -> list[Onward]:
    """Those who pay others before those who are paid by them."""
    left, found = list(onward), []
    while left:
        paid = {
            claim.party
            for one in left
            for tier in one.tier
            for claim in tier.claim
            if claim.party != one.party
        }
        free = [one for one in left if one.party not in paid] or left[:1]
        found += free
        left = [one for one in left if one not in free]
    return found
