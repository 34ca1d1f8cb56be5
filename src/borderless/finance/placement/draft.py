"""One regime's whole programme: decisions, law, wishes and goal, ready for a solver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from borderless.film.money import minor_units
from borderless.film.places import country_name
from borderless.film.wishes import SpendWish
from borderless.finance.conditions import condition_outcome
from borderless.finance.linear_model import INFINITY, Affine, LinearModel, total
from borderless.finance.linear_numbers import Choice, Number, literal, negated
from borderless.finance.placement.answer import Goal
from borderless.finance.placement.claims import Claims
from borderless.finance.placement.options import Choices
from borderless.finance.placement.partners import Partners
from borderless.finance.placement.place_points import hold_place_points
from borderless.finance.placement.regimes import Regime
from borderless.finance.placement.solver import Values
from borderless.finance.placement.spend import Spend
from borderless.finance.situation import Situation
from borderless.finance.wording import grouped
from borderless.rulebook.aid import AidCeiling

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
        a looser programme with far fewer yes-or-no columns, whose solution `aid_is_within` judges.
        """
        self.situation = situation
        self.choices = choices
        self.regime = regime
        self.goal = goal
        self.model = LinearModel(margin)
        self.unit = unit_for(situation)
        self.usual: dict[str, str] = {}
        """Wishes that nobody stated, and how to say otherwise."""
        self._side_of_aid = -1 if exact_aid else 1
        self._aid_rows: list[tuple[list[Number], Affine, Affine]] = []
        self.spend = Spend(self.model, situation, choices, self.unit)
        self.partners = Partners(self.model, situation, regime, countries, self.spend)
        self.usual |= self.partners.usual
        self.claims = Claims(self.model, situation, choices, self.partners, self.spend, today)
        self._forbidden_casts()
        hold_place_points(self.model, situation, choices, regime, self.spend)
        self._needed_partners()
        self._spend_wishes()
        self._aid()
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
            cost = float(self.partners.cost_of(country) or 0) / self.unit
            costs.append(self.partners.is_in[country] * cost)
        return total(costs)

    def soft(self) -> Affine:
        """Grants, and claims as far as they are worth."""
        film = self.situation.film
        bringing = dict.fromkeys(self.partners.countries)
        bringing |= dict.fromkeys(one.coproducer or film.delegate for one in film.source)
        soft = total(self.claims.grants(country) for country in bringing)
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
        _, most = self.model.bounds(self.spend.production)
        largest = self.model.column(0.0, most, "furthest from a usual share")
        away = largest * 2.0
        for country, part in self.partners.finance.items():
            if not part.terms or self.regime.size == "one":
                continue
            share = self.situation.shares.get(country)
            usual = self._brought(country)
            if share is not None:
                usual = self.spend.production * float(share)
            name = f"{country} away from its usual share"
            gap = self.model.column(0.0, most, name)
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

    # --- state aid -------------------------------------------------------------------------------

    def _aid(self) -> None:
        """Public aid within every ceiling, but where typed aid alone is above it already."""
        self.aid_not_held: list[str] = []
        for ceiling in self.situation.library.aid_ceilings():
            states = [one for one in self.partners.countries if one in ceiling.states]
            if ceiling.scope == "film" and states:
                self._ceiling(ceiling, states, self.spend.production)
            elif ceiling.scope == "state":
                for state in states:
                    self._ceiling(ceiling, [state], self._base(ceiling, state))

    def _base(self, ceiling: AidCeiling, state: str) -> Affine:
        national = ceiling.intensity[-1].base == "national_share"
        return self.partners.finance[state] if national else self.spend.production

    def aid_is_within(self, values: Values) -> bool:
        """Whether what the rules give, not what the columns say, stays within every ceiling."""
        for benefits, grants, limit in self._aid_rows:
            aid = grants.value(values) + sum(one.value(values) for one in benefits)
            if (aid - limit.value(values)) * self.unit > 1.0:
                return False
        return True

    def _ceiling(self, ceiling: AidCeiling, states: Sequence[str], base: Affine) -> None:
        share = possible_intensity(self.situation, ceiling, states[0])
        typed = sum(
            float(self.situation.public_aid(state, self.situation.currency)) for state in states
        )
        held = [one.money for one in self.claims.held if one.scheme.country in states]
        grants = total(self.claims.grants(state) for state in states) + sum(held)
        benefits = [
            self._if_in(one.scheme.country, one.benefit).times(one.to_money)
            for one in self.claims.claimable
            if one.scheme.country in states
        ]
        _, most = self.model.bounds(grants)
        least, whole = self.model.bounds(base)
        if most + sum(one.high for one in benefits) <= share * least:
            return
        if typed > share * whole * self.unit:
            self.aid_not_held.append(ceiling.name)
            return
        self._aid_rows.append((benefits, grants, base * share))
        aid = grants
        for one in benefits:
            aid = aid + one.bound(self.model, self._side_of_aid)
        self.model.at_most(aid, base * share, f"{ceiling.name}: {'+'.join(states)}")

    def _if_in(self, country: str, benefit: Number) -> Number:
        """A benefit where the country co-produces, else nothing: only partners' aid is summed."""
        is_in = self.partners.is_in[country]
        zero = Number(Affine(), {}, (0.0, 0.0), benefit.scale)
        if not is_in.terms:
            return benefit if is_in.const else zero
        condition = literal(is_in)
        truth = (condition, negated(condition))
        node = Choice(truth, benefit, zero, benefit.scale, f"aid of {country}")
        return Number(Affine(), {node: 1.0}, (node.low, node.high), benefit.scale)


def possible_intensity(situation: Situation, ceiling: AidCeiling, state: str) -> float:
    """The share of public aid that may be allowed, if the open facts turn out well; 0-1."""
    best = Decimal(0)
    for rule in ceiling.intensity:
        holds = condition_outcome(situation, rule.when, state) if rule.when else True
        if holds is not False:
            best = max(best, rule.share)
        if holds:
            break
    return float(best)


def unit_for(situation: Situation) -> float:
    """A unit of money in which the film costs a few thousand, a power of ten."""
    whole = max(float(situation.budget), 1.0)
    digits = len(str(int(whole))) - 4
    return float(10 ** max(digits, -minor_units(situation.currency)))
