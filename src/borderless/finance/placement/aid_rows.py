"""State aid in the model: public money within every ceiling that binds the co-producing states.

A ceiling may rise with who co-produces (a partner in the Union) or with what the film is; what is
open about that counts in the film's favour, as in the plan's "possible" limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from borderless.finance.constrain import LinearAlgebra
from borderless.finance.figures import film_fact
from borderless.finance.linear_model import Affine, LinearModel, total
from borderless.finance.linear_numbers import Number, negated
from borderless.finance.placement.claims import Claims
from borderless.finance.placement.facts import is_one, partner_fact
from borderless.finance.placement.partners import Partners
from borderless.finance.placement.solver import Values
from borderless.finance.reading import Fact, Reader
from borderless.rulebook.aid import AidCeiling, Intensity
from borderless.rulebook.conditions import Condition as Law


class AidRows:
    """Rows for every ceiling, and what judges a solution by what the rules give in truth."""

    def __init__(
        self, model: LinearModel, partners: Partners, claims: Claims, *, exact: bool
    ) -> None:
        """Without `exact`, a scheme may pay less than is due where a ceiling asks for it."""
        self.not_held: list[str] = []
        """Ceilings that typed aid alone passes, whatever is done."""
        self._model = model
        self._partners = partners
        self._claims = claims
        self._side = -1 if exact else 1
        self._rows: list[tuple[list[Number], Affine, Number]] = []
        self._algebra = LinearAlgebra(model, 1.0, "aid")
        for ceiling in partners.situation.library.aid_ceilings():
            states = [one for one in partners.countries if one in ceiling.states]
            if ceiling.scope == "film" and states:
                self._hold(ceiling, states)
            elif ceiling.scope == "state":
                for state in states:
                    self._hold(ceiling, [state])

    def is_within(self, values: Values) -> bool:
        """Whether what the rules give, not what the columns say, stays within every ceiling."""
        unit = self._partners.spend.unit
        for benefits, grants, limit in self._rows:
            aid = grants.value(values) + sum(one.value(values) for one in benefits)
            if (aid - limit.value(values)) * unit > 1.0:
                return False
        return True

    def _hold(self, ceiling: AidCeiling, states: Sequence[str]) -> None:
        situation, model = self._partners.situation, self._model
        limit = self._limit(ceiling, states[0])
        typed = sum(float(situation.public_aid(one, situation.currency)) for one in states)
        held = [
            self._claims.if_in(one.scheme.country, one.money)
            for one in self._claims.held
            if one.scheme.country in states
        ]
        grants = total([*(self._claims.grants(state) for state in states), *held])
        schemes = [one for one in self._claims.claimable if one.scheme.country in states]
        due = [self._if_in(one.scheme.country, one.benefit.times(one.to_money)) for one in schemes]
        _, most = model.bounds(grants)
        if most + sum(one.high for one in due) <= limit.low:
            return
        if typed > limit.high * self._partners.spend.unit:
            self.not_held.append(ceiling.name)
            return
        self._rows.append((due, grants, limit))
        aid = grants
        for one in schemes:
            # What is counted as aid is what is counted as paid; with exact aid, what is due.
            paid = self._algebra.of(one.money(model, self._side))
            aid = aid + self._if_in(one.scheme.country, paid).bound(model, -1)
        margin = model.margin / self._partners.spend.unit
        name = f"{ceiling.name}: {'+'.join(states)}"
        model.at_most(aid + margin, limit.bound(model, 1), name)

    def _limit(self, ceiling: AidCeiling, state: str) -> Number:
        """The most public money: the share of the first rule that holds or may hold."""
        algebra = self._algebra
        limit = self._allowed(ceiling.intensity[-1], state)
        for rule in reversed(ceiling.intensity[:-1]):
            assert rule.when is not None
            fails = self._reader(rule.when, state).holds(rule.when)[1]
            own = self._allowed(rule, state)
            chosen = algebra.choose((negated(fails), fails), own, limit)
            assert isinstance(chosen, Number)
            limit = chosen
        return limit

    def _allowed(self, rule: Intensity, state: str) -> Number:
        partners = self._partners
        national = rule.base == "national_share"
        base = partners.finance[state] if national else partners.spend.production
        return self._algebra.of(base * float(rule.share))

    def _reader(self, law: Law, state: str) -> Reader[Number]:
        situation, algebra = self._partners.situation, self._algebra
        cost = algebra.of(self._partners.spend.production * self._partners.spend.unit)
        figures = {"spend_total": cost}
        if situation.film.minutes is not None:
            figures["minutes"] = algebra.number(Decimal(situation.film.minutes))
        facts: dict[str, Fact] = {}
        for name in law.facts():
            stated = situation.film.facts.get(name)
            known = isinstance(stated, (bool, str))
            own = None if known else partner_fact(self._partners, state, name)
            facts[name] = film_fact(situation, state, name) if own is None else own.answer
        return Reader(algebra, figures, facts, algebra.unknown)  # type: ignore[arg-type]

    def _if_in(self, country: str, benefit: Number) -> Number:
        """A benefit where the country co-produces, else nothing: only partners' aid is summed."""
        is_in = is_one(self._partners.is_in[country])
        chosen = self._algebra.replace(is_in, benefit, self._algebra.constant(0.0))
        assert isinstance(chosen, Number)
        return chosen
