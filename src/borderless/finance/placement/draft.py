"""One regime's whole programme: decisions, law, wishes and goal, ready for a solver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from borderless.film.money import minor_units
from borderless.film.places import country_name
from borderless.film.wishes import SpendWish
from borderless.finance.linear_model import INFINITY, Affine, LinearModel, total
from borderless.finance.placement.aid_rows import AidRows
from borderless.finance.placement.answer import Goal
from borderless.finance.placement.claims import Claims
from borderless.finance.placement.options import Choices
from borderless.finance.placement.partner_demands import hold_demands
from borderless.finance.placement.partners import Partners
from borderless.finance.placement.place_points import hold_place_points
from borderless.finance.placement.regimes import Regime
from borderless.finance.placement.spend import Spend
from borderless.finance.situation import Situation
from borderless.finance.wording import grouped

DELEGATE_SHARES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
"""Shares of the delegate country at which the frontier is drawn."""


class Draft:
    """The placement model of a film under one regime."""

    def __init__(
        self,
        situation: Situation,
        choices: Choices,
        regime: Regime,
        countries: Sequence[str],
        goal: Goal,
        today: Mapping[str, Decimal],
        margin: float = 0.0,
        *,
        exact_aid: bool = False,
    ) -> None:
        """`today` is what today's plan counts of each scheme, in the reporting currency.

        `margin` is kept from every threshold, since amounts of split lines are rounded. Without
        `exact_aid`, a scheme may pay less than its rule gives where a ceiling of aid asks for it:
        a looser programme with far fewer yes-or-no columns, whose solution `aid.is_within` judges.
        """
        self.situation = situation
        self.choices = choices
        self.regime = regime
        self.goal = goal
        self.model = LinearModel(margin)
        self.unit = unit_for(situation)
        self.usual: dict[str, str] = {}
        """Wishes that nobody stated, and how to say otherwise."""
        self.asks_for_grants = False
        """Some country is to spend what its own funds give, though no wish says so."""
        self.spend = Spend(self.model, situation, choices, self.unit)
        self.partners = Partners(self.model, situation, regime, countries, self.spend)
        hold_demands(self.partners)
        self.usual |= self.partners.usual
        self.claims = Claims(self.model, situation, choices, self.partners, self.spend, today)
        self._forbidden_casts()
        hold_place_points(self.model, situation, choices, regime, self.spend)
        self._needed_partners()
        self._spend_wishes()
        self.aid = AidRows(self.model, self.partners, self.claims, exact=exact_aid)
        self._frontier_rows()
        self.model.objective = self._objective()
        self.objective_row = self._free_row(self.model.objective, "the goal")
        self.distance = self._distance()
        self.spend.make_room()

    # --- the goal --------------------------------------------------------------------------------

    def net(self) -> Affine:
        """Cost and partner costs less grants and expected claims, in the model's money."""
        return self.spend.cost + self.partner_cost() - self.soft()

    def partner_cost(self) -> Affine:
        """What the partners cost that today's film does not have."""
        costs = []
        for country in self.partners.countries[1:]:
            cost = float(self.partners.cost_of(country)) / self.unit
            costs.append(self.partners.is_in[country] * cost)
        return total(costs)

    def soft(self) -> Affine:
        """Grants, and claims as far as they are worth."""
        soft = total(self.claims.grants(country) for country in self.situation.bringing)
        for one in self.claims.claimable:
            soft = soft + one.money(self.model, 1) * float(one.weight)
        for held in self.claims.held:
            soft = soft + self.claims.if_in(held.scheme.country, held.money) * float(held.weight)
        return soft

    def _objective(self) -> Affine:
        if self.goal.kind == "net":
            return self.net()
        if self.goal.kind == "soft-money":
            return -self.soft()
        # Where it costs nothing, soft money is still better had than not.
        return -self.spend.in_place(self.goal.country) - self.soft() * 1e-6

    def _frontier_rows(self) -> None:
        """Rows that ask nothing until a frontier is drawn: so many partners, such a share."""
        others = total(self.partners.is_in[one] for one in self.partners.countries[1:])
        self.partners_row = self._free_row(others, "number of partners")
        part, cost = self.partners.finance[self.partners.countries[0]], self.spend.production
        self.share_rows = {
            share: self._free_row(part - cost * share, f"delegate holds {share:.0%}")
            for share in DELEGATE_SHARES
        }

    def _distance(self) -> Affine:
        """How far shares are from today's, and new partners' from what their countries bring.

        Among structures that are equally good, the one that asks for the least change is taken, and
        who makes room for a newcomer does so in proportion to what they hold.
        """
        largest = self.model.column(0.0, INFINITY, "furthest from a usual share")
        away = largest * 2.0
        for country, part in self.partners.finance.items():
            if not part.terms or self.regime.size == "one":
                continue
            share = self.situation.shares.get(country)
            usual = self._brought(country)
            if share is not None:
                usual = self.spend.production * float(share)
            name = f"{country} away from its usual share"
            gap = self.model.column(0.0, INFINITY, name)
            self.model.at_most(part - usual, gap, name)
            self.model.at_most(usual - part, gap, name)
            if share:
                self.model.at_most(gap, largest * float(share), name)
            away = away + gap
        return away

    def _brought(self, country: str) -> Affine:
        """What a country's schemes and funds would pay at face value."""
        brought = self.claims.grants(country)
        for one in self.claims.claimable:
            if one.scheme.country == country:
                brought = brought + one.money(self.model, 1)
        return brought

    def _free_row(self, sum_: Affine, name: str) -> tuple[int, float, float] | None:
        """Number of a row without bounds, what its constant is, and its scale."""
        if not sum_.terms:
            return None
        row = self.model.row(sum_, 0.0, 0.0, name)
        assert row is not None
        column, value = next(iter(sum_.terms.items()))
        scale = row.terms[column] / value
        row.lower, row.upper = -INFINITY, INFINITY
        return len(self.model.rows) - 1, sum_.const, scale

    # --- wishes ----------------------------------------------------------------------------------

    def _forbidden_casts(self) -> None:
        for chosen in self.regime.forbidden:
            picked = [self.spend.posts[post][pick] for post, pick in chosen.items()]
            self.model.row(total(picked), 0.0, len(picked) - 1.0, "people who fail the points test")

    def _needed_partners(self) -> None:
        """Lines that go to a country only if it co-produces."""
        for choice in self.choices.lines:
            for number, option in enumerate(choice.options):
                if option.needs_partner:
                    share = self.spend.shares[choice.number, number]
                    is_in = self.partners.is_in.get(option.line.country or "", Affine())
                    name = f"line {choice.number} in {option.place} needs a partner there"
                    self.model.at_most(share, is_in, name)

    def _spend_wishes(self) -> None:
        stated = self.situation.film.placement.spend
        for wish in stated:
            self._spend_wish(wish)
        per_grant = self.situation.library.settings.placement.spend_per_grant
        for country in self.partners.countries:
            grants = self.claims.grants(country)
            where = self.spend.in_place(country)
            if grants == Affine() or not where.terms:
                continue
            aid = self.situation.public_aid(country, self.situation.currency)
            spent = self.situation.spend.get(country, Decimal(0))
            asked = min(aid * per_grant, spent)
            says = (
                f"{country_name(country)} spends at least what its own funds give, or as much as"
                f" today: {grouped(asked, 0)} {self.situation.currency}"
            )
            if any(one.place == country and one.at_least is not None for one in stated):
                continue
            self.asks_for_grants = True
            self.usual[says] = f"a [[placement.spend]] for {country} with at_least"
            least = grants * float(asked / aid)
            self.model.at_most(least, where, says, wish=says)

    def _spend_wish(self, wish: SpendWish) -> None:
        where = self.spend.in_place(wish.place)
        currency = wish.currency or self.situation.film.currency
        name = country_name(wish.place) if "-" not in wish.place else wish.place
        for word, amount in (("at least", wish.at_least), ("at most", wish.at_most)):
            if amount is None:
                continue
            money = float(self.situation.convert(amount, currency)) / self.unit
            says = f"{word} {grouped(amount, 0)} {currency} of the cost is spent in {name}"
            low, high = (money, INFINITY) if word == "at least" else (-INFINITY, money)
            self.model.row(where, low, high, says, wish=says)


def unit_for(situation: Situation) -> float:
    """A unit of money in which the film costs a few thousand, a power of ten."""
    whole = max(float(situation.budget), 1.0)
    digits = len(str(int(whole))) - 4
    return float(10 ** max(digits, -minor_units(situation.currency)))
