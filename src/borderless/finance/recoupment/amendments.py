"""Contracts as they were on each day: amendments replace, add and remove tiers and deals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day

from borderless.film.faults import closest
from borderless.film.recoupment import Amendment, Deal, Recoupment
from borderless.finance.plan import Places
from borderless.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Era:
    """The contracts from a day on."""

    recoupment: Recoupment
    begins: Day | None
    """`None`: from the start."""
    retroactive: bool = False
    name: str = ""


def eras_of(recoupment: Recoupment, where: Places) -> tuple[list[Era], list[Finding]]:
    """The contracts before and after each amendment, in the order of their signatures."""
    eras = [Era(recoupment.model_copy(update={"amendment": ()}), None)]
    findings: list[Finding] = []
    numbered = sorted(enumerate(recoupment.amendment), key=lambda one: one[1].signed)
    for number, amendment in numbered:
        found = [*_unknown(eras[-1].recoupment, amendment, number, where)]
        findings += found
        if not found:
            changed = _amended(eras[-1].recoupment, amendment)
            name = amendment.name or f"amendment of {amendment.signed}"
            eras.append(Era(changed, amendment.signed, amendment.retroactive, name))
    return eras, findings


def _amended(recoupment: Recoupment, amendment: Amendment) -> Recoupment:
    tiers = [one for one in recoupment.tier if one.name not in amendment.removed]
    for tier in amendment.tier:
        at = next((n for n, one in enumerate(tiers) if one.name == tier.name), None)
        if at is not None:
            tiers[at] = tier
            continue
        before = next((n for n, one in enumerate(tiers) if one.name == amendment.before), None)
        tiers.insert(max(len(tiers) - 1, 0) if before is None else before, tier)
    deals: list[Deal] = list(recoupment.deal)
    for deal in amendment.deal:
        at = next((n for n, one in enumerate(deals) if one.name == deal.name), None)
        if at is None:
            deals.append(deal)
        else:
            deals[at] = deal
    return recoupment.model_copy(update={"tier": tuple(tiers), "deal": tuple(deals)})


def _unknown(
    recoupment: Recoupment, amendment: Amendment, number: int, where: Places
) -> list[Finding]:
    names = [tier.name for tier in recoupment.tier]
    wrong = [name for name in (*amendment.removed, amendment.before) if name and name not in names]
    return [
        Finding(
            "FIN801",
            Severity.ERROR,
            f"The amendment of {amendment.signed} names the tier {name!r}, which is not there"
            + (f"; did you mean {near!r}?" if (near := closest(name, names)) else "."),
            where("recoupment", "amendment", number),
            fix=f"name a tier that stands on that day: {', '.join(names) or 'there is none'}",
        )
        for name in wrong
    ]
