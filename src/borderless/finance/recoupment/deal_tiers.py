"""A deal written as tiers of a pot: the fee, the costs, the guarantee, and who keeps the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date as Day
from decimal import Decimal

from borderless.film.recoupment import Claim, Deal, Interest, Tier, When

NOTHING, ONE = Decimal(0), Decimal(1)
Draws = Sequence[tuple[Day, Decimal]]
"""Money put in: day and amount."""


def fee_tiers(deal: Deal) -> Iterable[Tier]:
    """What comes off the top, before costs and guarantee."""
    party = deal.party or deal.name
    if deal.sub_fee:
        claim = Claim(party=f"{deal.name}, sub-distributor", share=deal.sub_fee, when=deal.when)
        yield Tier(name=f"{deal.name}, sub-distributor", claim=(claim,))
    if deal.form == "fee" and deal.fee:
        # An inclusive fee pays the sub-distributor's out of its own.
        share = max(deal.fee - deal.sub_fee, NOTHING) if deal.inclusive else deal.fee
        of = "account" if deal.inclusive else "residual"
        claim = Claim(party=party, share=share, of=of, when=deal.when)
        yield Tier(name=f"{deal.name}, fee", claim=(claim,))
    if deal.form == "royalty":
        claim = Claim(party=party, share=1 - deal.royalty, when=deal.when)
        yield Tier(name=f"{deal.name}, licensee's part", claim=(claim,))


def ranked_tiers(
    deal: Deal, costs: Sequence[Claim], guarantees: Sequence[Claim], name: str
) -> Iterable[Tier]:
    """Costs, guarantees and how the rest is shared, of one deal or of all deals of a pool."""
    party = deal.party or deal.name
    if costs and deal.form in ("fee", "net"):
        yield Tier(name=f"{name}, costs", claim=tuple(costs))
    if deal.form == "net" and deal.split < 1:
        claim = Claim(party=party, share=1 - deal.split, when=deal.when)
        yield Tier(name=f"{name}, distributor's half", claim=(claim,))
    if guarantees:
        yield Tier(name=f"{name}, minimum guarantee", claim=tuple(guarantees))
    if deal.overage < 1:
        claim = Claim(party=party, share=1 - deal.overage, when=deal.when)
        yield Tier(name=f"{name}, distributor's overage", claim=(claim,))
    if deal.withholding:
        claim = Claim(party=f"{name}, withholding tax", share=deal.withholding)
        yield Tier(name=f"{name}, withholding tax", claim=(claim,))


def kept_tiers(deal: Deal) -> Iterable[Tier]:
    """A territory that a party keeps for itself, up to what it may keep."""
    if deal.to:
        claim = Claim(party=deal.to, share=ONE, at_most=deal.kept_at_most, currency=deal.currency)
        yield Tier(name=f"{deal.name}, kept", claim=(claim,))


def deal_claims(deal: Deal, draws: Draws, currency: str, source: str = "") -> list[Claim]:
    """What a deal's party may recoup, as claims; none where it put nothing in."""
    party = deal.party or deal.name
    return [drawn_claim(party, draws, currency, deal.when, source=source)] if draws else []


def drawn_claim(
    party: str,
    draws: Draws,
    currency: str,
    when: When,
    interest: Interest | None = None,
    source: str = "",
) -> Claim:
    """A claim on money put in."""
    drawn = tuple({"date": day, "amount": amount} for day, amount in draws)
    return Claim.model_validate(
        {
            "party": party,
            "drawn": drawn,
            "currency": currency,
            "when": when,
            "interest": interest,
            "source": source,
        }
    )


def clipped(draws: Draws, limit: Decimal) -> list[tuple[Day, Decimal]]:
    """Draws up to a cap: what is spent beyond it is the party's own."""
    left = limit
    kept = []
    for day, amount in draws:
        part = min(amount, left)
        left -= part
        if part > 0:
            kept.append((day, part))
    return kept
