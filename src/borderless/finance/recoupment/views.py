"""The same receipts as one party's contract defines them: an author's, a fund's, a star's "net".

A view is paid by nobody. It says what comes to its party under its own definition, so that it can
be held against what the collection account pays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from borderless.film.recoupment import Deal, Recoupment, View
from borderless.finance.plan import Places
from borderless.finance.recoupment.amendments import Era
from borderless.finance.recoupment.contracts import Basis, structure_of
from borderless.finance.recoupment.incomes import Exchange
from borderless.finance.recoupment.ledger import Income
from borderless.finance.recoupment.settlement import Settlement, settled
from borderless.finding import Finding, Place


@dataclass(frozen=True, slots=True)
class Viewed:
    """Receipts under one party's definition, in the account's currency."""

    view: View
    received: Decimal
    """What reaches the account under the definition: the party's "receipts"."""
    party: Decimal
    """What the party would have of it."""
    settlement: Settlement


def viewed(
    recoupment: Recoupment,
    view: View,
    number: int,
    basis: Basis,
    incomes: Sequence[Income],
    exchange: Exchange,
    where: Places,
) -> tuple[Viewed | None, list[Finding]]:
    """One view over the same incomes."""

    def at(*path: str | int) -> Place | None:
        """Tiers of a view stand under it in film.toml."""
        inside = ("recoupment", "view", number, *path[1:]) if path[1:2] == ("tier",) else path
        return where(*inside)

    structure, findings = structure_of(_defined(recoupment, view), basis, at)
    if findings:
        findings = [one for one in findings if one.code == "FIN801"]
    if findings:
        return None, findings
    settlement = settled([(Era(recoupment, None), structure)], incomes, exchange)
    account = structure.account.index
    return (
        Viewed(
            view,
            settlement.ledger.pot_received[account],
            settlement.total(view.party or view.name),
            settlement,
        ),
        [],
    )


def _defined(recoupment: Recoupment, view: View) -> Recoupment:
    agents = recoupment.agent
    if view.commission_at_most is not None:
        most = view.commission_at_most
        agents = tuple(
            one.model_copy(update={"commission": min(one.commission, most)}) for one in agents
        )
    return recoupment.model_copy(
        update={
            "deal": tuple(_deal(deal, view) for deal in recoupment.deal),
            "agent": agents,
            "tier": view.tier,
            "onward": (),
            "view": (),
        }
    )


def _deal(deal: Deal, view: View) -> Deal:
    guaranteed = deal.minimum_guarantee is not None or bool(deal.source)
    cap = view.fee_at_most
    if guaranteed and view.fee_at_most_with_guarantee is not None:
        cap = view.fee_at_most_with_guarantee
    changes: dict[str, object] = {}
    if cap is not None:
        changes["fee"] = min(deal.fee, cap)
    if view.without_costs:
        changes |= {"costs": None, "costs_at_most": Decimal(0)}
    return deal.model_copy(update=changes)
