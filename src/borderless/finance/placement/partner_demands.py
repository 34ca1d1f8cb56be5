"""What is asked of every co-production, be it law, a wish, or what producers take for granted."""

from __future__ import annotations

from decimal import Decimal

from borderless.film.places import country_name
from borderless.finance.placement.partners import Partners
from borderless.finance.treaty_checks import percent

ROUNDED = Decimal("0.0003")
"""What rounding of shares and amounts to the cent may add to a shortfall."""


def hold_demands(partners: Partners) -> None:
    """Rows for proportion, for the delegate's lead, and for spend at home."""
    if partners.regime.size != "one":
        _proportion(partners)
        _lead(partners)
        _home_spend(partners)


def _proportion(partners: Partners) -> None:
    """Each partner's spend falls short of its share by no more than the tolerance.

    Treaties ask for proportion "in principle"; where they give no number, the film's or our own
    stands in, and is a wish.
    """
    placement = partners.situation.film.placement
    given = [one.proportion.tolerance for one in partners.regime.texts if one.proportion]
    stated = [one for one in given if one is not None]
    tolerance = placement.proportion
    if tolerance is None:
        tolerance = partners.situation.library.settings.placement.proportion
    wish = f"spend falls short of a country's share by at most {percent(tolerance)}"
    if stated:
        tolerance, wish = min(stated), ""
    elif placement.proportion is None:
        partners.usual[wish] = "`proportion` under [placement]"
    cost = partners.spend.production
    for country in partners.countries:
        if partners.finance[country].terms:
            short = partners.finance[country] - partners.spend.in_place(country)
            allowed = max(tolerance, _short_today(partners, country, tolerance))
            name = f"{country} spends in proportion"
            partners.model.at_most(short, cost * float(allowed), name, wish=wish)


def _short_today(partners: Partners, country: str, tolerance: Decimal) -> Decimal:
    """Today's shortfall where it passes the tolerance by no more than rounding may have."""
    situation = partners.situation
    share = situation.shares.get(country)
    if share is None or not situation.cost:
        return tolerance
    short = share - situation.spend.get(country, Decimal(0)) / situation.cost
    return short if short <= tolerance + ROUNDED else tolerance


def _lead(partners: Partners) -> None:
    """The delegate's country holds no less than any other, where it does so today."""
    situation, delegate = partners.situation, partners.countries[0]
    shares = situation.shares
    own, asked = shares.get(delegate), partners.wishes.get(delegate)
    if not situation.film.placement.delegate_leads:
        return
    if own is not None and any(share is not None and share > own for share in shares.values()):
        return
    if asked is not None and asked.share_at_most is not None:
        return
    wish = f"{country_name(delegate)} holds no less than any other country"
    partners.usual[wish] = "`delegate_leads = false` under [placement]"
    partners.plain.add(wish)
    stated = {one.country for one in partners.wishes.values() if one.share_at_least is not None}
    for country in partners.countries[1:]:
        part = partners.finance[country]
        if part.terms and country not in stated:
            name = f"{delegate} leads {country}"
            partners.model.at_most(part, partners.finance[delegate], name, wish=wish)


def _home_spend(partners: Partners) -> None:
    """A partner who is not there for money alone spends a part of its share at home.

    A film that says how far spend may fall short of shares has said what it wants.
    """
    situation = partners.situation
    if situation.film.placement.proportion is not None:
        return
    asked = situation.library.settings.placement.spend_per_share
    money_only = {one.country for one in situation.film.coproducer if one.financial_only}
    wish = f"a co-producing country spends at least {percent(asked)} of what it finances"
    for country in partners.countries:
        share = situation.shares.get(country)
        spent = situation.spend.get(country, Decimal(0))
        as_today = share is not None and spent < asked * share * situation.cost
        part = partners.finance[country]
        if not part.terms or country in money_only or as_today:
            continue
        partners.usual[wish] = "`financial_only` of a co-producer, or `proportion`,"
        partners.plain.add(wish)
        where = partners.spend.in_place(country)
        partners.model.at_most(part * float(asked), where, f"{country} spends at home", wish=wish)
