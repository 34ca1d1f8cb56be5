"""Partners in the model: who is in, what share each holds, and what treaties and wishes ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Day
from decimal import Decimal

from borderless.film.places import country_name
from borderless.film.wishes import PossiblePartner
from borderless.finance.conditions import condition_outcome
from borderless.finance.linear_model import Affine, LinearModel, total
from borderless.finance.placement.regimes import Regime
from borderless.finance.placement.spend import Spend
from borderless.finance.situation import Situation
from borderless.finance.treaty_checks import party_standing, percent
from borderless.rulebook.treaty import ShareLimits, Treaty

NOUGHT = Affine()


class Partners:
    """A yes-or-no for each country that may co-produce, and its part of the finance in money."""

    def __init__(
        self,
        model: LinearModel,
        situation: Situation,
        regime: Regime,
        countries: Sequence[str],
        spend: Spend,
    ) -> None:
        self.model = model
        self.situation = situation
        self.regime = regime
        self.countries = tuple(countries)
        self.spend = spend
        self.wishes = {one.country: one for one in situation.film.placement.partner}
        self.is_in: dict[str, Affine] = {}
        self.keep_wishes: dict[str, str] = {}
        """By country that is to stay: the wish in words."""
        self.usual: dict[str, str] = {}
        """Wishes that nobody stated, and how to say otherwise."""
        self.plain: set[str] = set()
        """Those of them that are about every film, and told with every answer."""
        self.finance: dict[str, Affine] = {}
        """What each country finances, in the model's money; its share is this over the cost."""
        self._memberships()
        self._finance()
        self._count_wish()
        self._least_shares()
        for text in regime.texts:
            self._limits(text)
        self._share_wishes()

    def _memberships(self) -> None:
        film, fixed = self.situation.film, {self.situation.film.delegate: 1}
        for one in self.regime.members:
            if one.at_most == 0 or one.at_least == len(one.countries):
                fixed |= dict.fromkeys(one.countries, int(one.at_most > 0))
        fixed[film.delegate] = 1
        for country in self.countries:
            if country in fixed:
                self.is_in[country] = Affine(float(fixed[country]))
            else:
                self.is_in[country] = self.model.binary(f"{country} co-produces")
        for one in self.regime.members:
            inside = total(self.is_in[country] for country in sorted(one.countries))
            self.model.row(inside, one.at_least, one.at_most, self.regime.name)
        for country in self.countries:
            if self.is_kept(country):
                wish = f"{country_name(country)} stays a co-producer"
                self.keep_wishes[country] = wish
                stated = self.wishes.get(country)
                if stated is None or stated.keep is None:
                    self.usual[wish] = f"`keep = false` for {country} under [[placement.partner]]"
                self.model.row(self.is_in[country], 1.0, 1.0, wish, wish=wish)

    def is_kept(self, country: str) -> bool:
        """Whether the producers want the country in: today's partners, unless they say not."""
        wish = self.wishes.get(country)
        if wish is not None and wish.keep is not None:
            return wish.keep
        return country in self.situation.countries and country != self.situation.film.delegate

    def _count_wish(self) -> None:
        most = self.situation.film.placement.partners_at_most
        if most is not None:
            others = total(self.is_in[one] for one in self.countries[1:])
            noun = "partner" if most == 1 else "partners"
            wish = f"at most {most} {noun} beside {country_name(self.countries[0])}"
            self.model.row(others, 0.0, float(most), wish, wish=wish)

    def _finance(self) -> None:
        cost = self.spend.production
        if self.regime.size == "one":
            self.finance = dict.fromkeys(self.countries, NOUGHT)
            self.finance[self.countries[0]] = cost
            return
        _, most = self.model.bounds(cost)
        for country in self.countries:
            is_in = self.is_in[country]
            if not is_in.terms and is_in.const == 0.0:
                self.finance[country] = NOUGHT
                continue
            part = self.model.column(0.0, most, f"finance of {country}")
            self.finance[country] = part
            self.model.at_most(part, is_in * most, f"{country} finances only if it is in")
        whole = total(self.finance.values()) - cost
        self.model.row(whole, 0.0, 0.0, "the countries finance the whole cost")

    def _least_shares(self) -> None:
        """Whoever co-produces holds something, also where no text says how much."""
        least = self.situation.library.settings.placement.smallest_share
        for country in self.countries:
            if self.finance[country].terms:
                self._between(country, least, None, "a co-producer holds a share")

    # --- what the texts ask ----------------------------------------------------------------------

    def _limits(self, text: Treaty) -> None:
        limits = text.two if self.regime.size == "two" else text.many
        day = self.situation.dates.get("shooting_start") or self.situation.as_of
        low, high = share_limits(self.situation, limits, self.regime.size)
        for country in self.countries:
            if country in text.parties:
                self._between(country, low, high, text.name)
        self._outsiders(text, day)
        self._financial_only(text)

    def _financial_only(self, text: Treaty) -> None:
        """Countries that bring money and no part of the work hold what the text leaves them."""
        film = self.situation.film
        working = {one.country for one in film.coproducer if not one.financial_only}
        for country in sorted({one.country for one in film.coproducer} - working):
            rule = next(
                (one for one in text.financial_only if country in one.states), None
            ) or next((one for one in text.financial_only if not one.states), None)
            if rule is None or country not in self.countries:
                continue
            if not rule.allowed:
                self.model.row(self.is_in[country], 0.0, 0.0, f"{text.name}: {rule.says}")
            self._between(country, rule.minimum, rule.maximum, f"{text.name}: {rule.says}")

    def _between(
        self, country: str, low: Decimal | None, high: Decimal | None, name: str, wish: str = ""
    ) -> None:
        cost = self.spend.production
        _, most = self.model.bounds(cost)
        part, is_in = self.finance[country], self.is_in[country]
        if low is not None:
            # share × cost where the country is in; nothing is asked where it is not
            asked = cost * float(low) - (Affine(1.0) - is_in) * (float(low) * most)
            self.model.at_most(asked, part, f"{country} at least {percent(low)}: {name}", wish=wish)
        if high is not None:
            top = cost * float(high)
            self.model.at_most(part, top, f"{country} at most {percent(high)}: {name}", wish=wish)
            # The same for a country that is out, which sharpens the relaxation.
            self.model.at_most(
                part, is_in * (float(high) * most), f"{country} in at all", wish=wish
            )

    def _outsiders(self, text: Treaty, day: Day) -> None:
        outside = [c for c in self.countries if party_standing(text, c, day) is False]
        rule = text.outside
        if not outside or rule is None:
            return
        if rule.allowed == "no":
            inside = total(self.is_in[country] for country in outside)
            self.model.row(inside, 0.0, 0.0, f"{text.name}: no third countries")
        if rule.total is not None:
            parts = total(self.finance[country] for country in outside)
            most = self.spend.production * float(rule.total)
            self.model.at_most(parts, most, f"{text.name}: third countries together")
        if rule.minimum_each is not None:
            for country in outside:
                self._between(country, rule.minimum_each, None, text.name)

    def _share_wishes(self) -> None:
        for country, wish in self.wishes.items():
            name = country_name(country)
            low, high = wish.share_at_least, wish.share_at_most
            if country not in self.countries or (low is None and high is None):
                continue
            for least, most, says in (
                (low, None, f"{name} holds at least {percent(low)}"),
                (None, high, f"{name} holds at most {percent(high)}"),
            ):
                if (least, most) != (None, None):
                    self._between(country, least, most, "wish", wish=says)

    def fixed_share(self, country: str) -> Decimal | None:
        """The share that a country holds if it is in, where the wishes leave only one."""
        if self.regime.size == "one":
            return Decimal(int(country == self.countries[0]))
        wish = self.wishes.get(country)
        if wish and wish.share_at_least is not None and wish.share_at_least == wish.share_at_most:
            return wish.share_at_least
        return None

    def cost_of(self, country: str) -> Decimal:
        """What having the country as a new partner costs, reporting currency; today's: nothing."""
        return partner_cost(self.situation, country, self.wishes.get(country))


def partner_cost(situation: Situation, country: str, wish: PossiblePartner | None) -> Decimal:
    """What a partner costs in the reporting currency; as given, else our usual for a new one."""
    if wish is not None and wish.cost is not None:
        return situation.convert(wish.cost, wish.currency or situation.film.currency)
    if country in situation.countries:
        return Decimal(0)
    usual = situation.library.settings.placement
    return situation.convert(usual.partner_cost, usual.currency)


def share_limits(
    situation: Situation, limits: ShareLimits | None, size: str
) -> tuple[Decimal | None, Decimal | None]:
    """The smallest and largest share a text lets a Party hold; `None` where it gives none.

    An exception counts only where it certainly holds and needs nobody's consent.
    """
    low = limits.minimum if limits else None
    high = limits.maximum if limits else None
    if size == "two" and high is None and low is not None:
        high = 1 - low
    for exception in limits.exception if limits else ():
        if exception.minimum is None or exception.consent or low is None:
            continue
        if exception.when is None or condition_outcome(situation, exception.when):
            low = min(low, exception.minimum)
    return low, high
