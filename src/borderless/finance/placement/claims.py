"""Schemes in the model: what each would pay, read by `constrain`, and whether it is claimed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from borderless.film.model import Status
from borderless.film.rates import NoRateError
from borderless.finance.constrain import Linear, LinearAlgebra, NotLinearError, constrain
from borderless.finance.figures import FROM_FILM, narrowed, stated_number
from borderless.finance.incentives import reading_order
from borderless.finance.linear_model import Affine, LinearModel
from borderless.finance.linear_numbers import Number, literal
from borderless.finance.placement.facts import is_one, open_facts
from borderless.finance.placement.options import Choices
from borderless.finance.placement.partners import Partners
from borderless.finance.placement.spend import Spend
from borderless.finance.placement.worth import discount, probability
from borderless.finance.reading import Fact
from borderless.finance.situation import Situation
from borderless.rulebook.library import version_for
from borderless.rulebook.scheme import Scheme, Version


@dataclass(frozen=True, slots=True)
class Claimable:
    """A scheme that the film could claim."""

    scheme: Scheme
    version: Version
    claimed: Affine
    """Yes or no."""
    benefit: Number
    """Net benefit in the scheme's currency."""
    to_money: float
    """One unit of the scheme's currency in the model's money."""
    weight: Decimal
    """Probability × discount."""

    def money(self, model: LinearModel, side: int) -> Affine:
        """The benefit in the model's money, held from above (+1) or below (-1)."""
        return self.benefit.bound(model, side) * self.to_money


@dataclass(frozen=True, slots=True)
class NotModelled:
    """A scheme that the model holds at today's amount."""

    scheme: Scheme
    why: str
    money: float
    """Today's amount in the model's money."""
    weight: Decimal


class Claims:
    """Every scheme of the countries in play."""

    def __init__(
        self,
        model: LinearModel,
        situation: Situation,
        choices: Choices,
        partners: Partners,
        spend: Spend,
        today: Mapping[str, Decimal],
    ) -> None:
        """`today` is what today's plan counts of each scheme, in the reporting currency."""
        self.model = model
        self.situation = situation
        self.partners = partners
        self.spend = spend
        self.choices = choices
        self.claimable: list[Claimable] = []
        self.held: list[NotModelled] = []
        self._today = today
        for country in self._countries():
            self._of_country(country)
        self._exclusions()

    def _countries(self) -> list[str]:
        found = dict.fromkeys(self.partners.countries)
        found |= dict.fromkeys(self.spend.next_euro)
        found |= dict.fromkeys(self.situation.involved)
        return list(found)

    def _of_country(self, country: str) -> None:
        refused = set(self.situation.film.placement.refuse)
        schemes = [
            scheme
            for scheme in self.situation.library.incentives(country)
            if scheme.id not in refused and (scheme.territory == country or self._reaches(scheme))
        ]
        before: list[Claimable] = []
        for scheme in sorted(schemes, key=reading_order):
            claimable = self._scheme(scheme, before)
            if claimable is not None:
                before.append(claimable)
        self.claimable += before

    def _reaches(self, scheme: Scheme) -> bool:
        """Whether a line may be spent in the region, or the plan names its scheme."""
        planned = any(one.incentive == scheme.id for one in self.situation.film.source)
        return planned or any(
            option.line.region == scheme.territory
            for choice in self.choices.lines
            for option in choice.options
        )

    def _scheme(self, scheme: Scheme, before: Sequence[Claimable]) -> Claimable | None:
        situation = self.situation
        version, _, _ = version_for(scheme, situation.dates, situation.as_of)
        if version is None or version.expected:
            return None
        weight = probability(situation, scheme, version) * discount(situation, version)
        try:
            rate = float(situation.convert(Decimal(1), situation.currency, scheme.currency))
        except NoRateError:
            return None
        scale = rate * self.spend.unit
        claimed = self.model.binary(f"claim {scheme.id}")
        try:
            made = constrain(
                self.model,
                version,
                lambda algebra: self._figures(algebra, scheme, version, before),
                self._facts(scheme, version),
                scale=scale,
                name=scheme.id,
                claimed=literal(claimed),
                certain_only=situation.film.placement.certain_only,
            )
            made.benefit.bound(self.model, 1)
        except NotLinearError as error:
            self._hold(scheme, str(error), weight, claimed)
            return None
        return Claimable(scheme, version, claimed, made.benefit, 1.0 / scale, weight)

    def _hold(self, scheme: Scheme, why: str, weight: Decimal, claimed: Affine) -> None:
        """Keeps today's amount, and with it everything that is spent there today."""
        amount = self._today.get(scheme.id, Decimal(0))
        self.held.append(NotModelled(scheme, why, float(amount) / self.spend.unit, weight))
        self.model.row(claimed, 0.0, 0.0, f"{scheme.id} is held")
        if not amount:
            return
        for choice in self.choices.lines:
            for number, option in enumerate(choice.options):
                share = self.spend.shares[choice.number, number]
                here = scheme.territory in (option.line.country, option.line.region)
                from_here = choice.options[0].line.country == scheme.country
                if share.terms and (here or from_here):
                    kept = 1.0 if option.today else 0.0
                    self.model.row(share, kept, kept, f"{scheme.id} is held")

    def _exclusions(self) -> None:
        by_id = {one.scheme.id: one for one in self.claimable}
        for one in self.claimable:
            for other in one.version.excludes:
                if other in by_id:
                    both = one.claimed + by_id[other].claimed
                    name = f"{one.scheme.id} excludes {other}"
                    self.model.row(both, 0.0, 1.0, name)

    # --- figures and facts -----------------------------------------------------------------------

    def _figures(
        self,
        algebra: LinearAlgebra,
        scheme: Scheme,
        version: Version,
        before: Sequence[Claimable],
    ) -> dict[str, Linear]:
        figures: dict[str, Linear] = {}
        words = self.situation.library.vocabulary.figure
        for name in version.figures():
            word = words[name]
            stated = stated_number(self.situation, scheme.id, name)
            value: Linear | None = None
            if stated is not None:
                value = algebra.number(stated)
            elif word.lines and self.situation.film.budget:
                choice = narrowed(word.lines, version.counts.get(name, {}))
                value = algebra.of(self.spend.figure(scheme.territory, choice) * algebra.scale)
            elif word.film == "other_aid":
                value = self._other_aid(algebra, scheme, before)
            elif word.film == "pay_above_limit":
                value = self._pay_above_limit(algebra, scheme, version)
            elif word.film in _SHARES:
                value = self._share(algebra, scheme.country, word.film)
            elif word.film == "financing_confirmed":
                value = self._confirmed(algebra)
            elif word.film:
                found = FROM_FILM[word.film](self.situation, scheme)
                value = None if found is None else algebra.number(found)
            if value is None and word.if_missing == "none":
                value = algebra.constant(0.0)
            if value is not None:
                figures[name] = value
        return figures

    def _other_aid(
        self, algebra: LinearAlgebra, scheme: Scheme, before: Sequence[Claimable]
    ) -> Number:
        """Public money that the country's co-producers bring, and its schemes read earlier."""
        aid = algebra.of(self.grants(scheme.country) * algebra.scale)
        for one in before:
            rate = one.to_money * algebra.scale
            aid = aid.plus(one.benefit, self.model, rate)
        return aid

    def grants(self, country: str) -> Affine:
        """Typed public money of a country, in the model's money; nothing where it leaves."""
        aid = self.situation.public_aid(country, self.situation.currency)
        return self.if_in(country, float(aid) / self.spend.unit)

    def if_in(self, country: str, money: float) -> Affine:
        """Money of a country, nothing where it co-produces today and leaves."""
        is_in = self.partners.is_in.get(country)
        today = country in self.situation.countries
        return Affine(money) if is_in is None or not today else is_in * money

    def _confirmed(self, algebra: LinearAlgebra) -> Linear:
        found = Affine()
        for source in self.situation.film.source:
            if source.status is Status.CONFIRMED:
                country = source.coproducer or self.situation.film.delegate
                money = float(self.situation.source(source)) / self.spend.unit
                found = found + self.if_in(country, money)
        cost = algebra.of(self.spend.production)
        return algebra.ratio(algebra.of(found), cost)

    def _share(self, algebra: LinearAlgebra, country: str, kind: str) -> Linear:
        if country not in self.partners.countries:
            held: Linear = algebra.constant(0.0)
        else:
            fixed = self.partners.fixed_share(country)
            if fixed is not None:
                is_in = is_one(self.partners.is_in[country])
                out = algebra.constant(0.0)
                held = algebra.replace(is_in, algebra.number(fixed), out)
            else:
                scale = algebra.scale
                part = algebra.of(self.partners.finance[country] * scale)
                held = algebra.ratio(part, algebra.of(self.spend.production * scale))
        if kind == "financing_foreign":
            return algebra.subtract(algebra.constant(1.0), held)
        return held

    def _pay_above_limit(self, algebra: LinearAlgebra, scheme: Scheme, version: Version) -> Linear:
        limit, zero = version.person_limit, algebra.constant(0.0)
        above: Linear = zero
        if limit is not None:
            allowed = algebra.number(limit.amount)
            for pay in self.spend.pay_by_person(
                scheme.territory, above_the_line_only=limit.above_the_line_only
            ):
                more = algebra.subtract(algebra.of(pay * algebra.scale), allowed)
                above = algebra.add(above, algebra.greatest(more, zero))
        return above

    def _facts(self, scheme: Scheme, version: Version) -> dict[str, Fact]:
        return open_facts(self.situation, self.choices, self.partners, self.spend, scheme, version)


_SHARES = ("coproducer_share", "financing_local", "financing_foreign")
