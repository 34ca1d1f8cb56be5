"""What takes money before the account: distribution deals and sales agents, in lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from borderless.film.recoupment import Agent, Deal, Recoupment
from borderless.finding import Place
from borderless.web.design import reader

FORMS: dict[str, Promise] = {
    "fee": lazy("Distribution deal"),
    "net": lazy("Net deal"),
    "royalty": lazy("Royalty deal"),
    "licence": lazy("Licence"),
}
"""Kinds of deal, by their word in film.toml."""


@dataclass(frozen=True, slots=True)
class Seller:
    """A deal or an agent."""

    name: str
    party: str
    """"" where its name says it."""
    kind: str
    where: str
    """Its territories and media; "" where it has all that nobody else has."""
    terms: tuple[str, ...]
    assumption: str
    line: int | None
    """Where it stands in film.toml, 1-based."""


def sellers(
    recoupment: Recoupment, currency: str, place_of: Callable[..., Place | None]
) -> list[Seller]:
    """Deals and agents in the order of the file.

    Args:
        recoupment: as the film has it.
        currency: of the account.
        place_of: finds where a part of the film stands, by its path.
    """
    found = []
    for number, deal in enumerate(recoupment.deal):
        places = [reader.country(one) for one in deal.territories]
        where = reader.several([*places, *(one.value for one in deal.media)])
        found.append(
            Seller(
                deal.name,
                deal.party if deal.party.casefold() != deal.name.casefold() else "",
                str(FORMS[deal.form]),
                where,
                tuple(_of_deal(deal, currency)),
                deal.assumption or "",
                _line(place_of("recoupment", "deal", number)),
            )
        )
    for number, agent in enumerate(recoupment.agent):
        found.append(
            Seller(
                agent.name,
                "",
                _("Sales agent"),
                "",
                tuple(_of_agent(agent, currency)),
                agent.assumption or "",
                _line(place_of("recoupment", "agent", number)),
            )
        )
    return found


def _line(place: Place | None) -> int | None:
    return place.line if place else None


def _of_deal(deal: Deal, currency: str) -> list[str]:
    unit = deal.currency or currency
    terms = []
    if deal.fee:
        terms.append(_("fee of %(share)s") % {"share": _share(deal.fee)})
    if deal.form == "net":
        terms.append(_("%(share)s of the balance to the film") % {"share": _share(deal.split)})
    if deal.form == "royalty":
        terms.append(_("%(share)s of receipts to the film") % {"share": _share(deal.royalty)})
    if deal.costs is not None:
        terms.append(_("costs of %(amount)s") % {"amount": reader.money(deal.costs, unit)})
    if deal.costs_at_most is not None:
        most = reader.money(deal.costs_at_most, unit)
        terms.append(_("costs of at most %(amount)s") % {"amount": most})
    if deal.minimum_guarantee is not None:
        paid = reader.money(deal.minimum_guarantee, unit)
        terms.append(_("guarantee of %(amount)s") % {"amount": paid})
    if deal.source:
        terms.append(_("guarantee: “%(source)s”") % {"source": deal.source})
    if deal.to:
        terms.append(_("kept by %(party)s") % {"party": deal.to})
    if deal.outside:
        terms.append(_("beside the account"))
    return terms


def _of_agent(agent: Agent, currency: str) -> list[str]:
    unit = agent.currency or currency
    terms = [_("commission of %(share)s") % {"share": _share(agent.commission)}]
    if agent.expenses is not None:
        terms.append(_("expenses of %(amount)s") % {"amount": reader.money(agent.expenses, unit)})
    if agent.expenses_at_most is not None:
        most = reader.money(agent.expenses_at_most, unit)
        terms.append(_("expenses of at most %(amount)s") % {"amount": most})
    if agent.advance is not None:
        terms.append(_("advance of %(amount)s") % {"amount": reader.money(agent.advance, unit)})
    if agent.source:
        terms.append(_("guarantee: “%(source)s”") % {"source": agent.source})
    return terms


def _share(share: Decimal) -> str:
    return reader.percent(share, 2 if share * 100 % 1 else 0)
