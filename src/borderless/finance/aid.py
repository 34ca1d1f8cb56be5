"""State-aid intensity: how much of the film, and of each state's part, public money carries.

Source: the laws in the rulebook's `aid/` files. A ceiling that could be raised by a fact nobody
answered leaves the verdict open instead of failing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from borderless.finance.conditions import condition_outcome
from borderless.finance.situation import NOTHING, Situation
from borderless.finding import Reference, Verdict
from borderless.rulebook.aid import AidCeiling, Intensity


@dataclass(frozen=True, slots=True)
class AidTest:
    """Public aid against one ceiling; money in the reporting currency."""

    ceiling: AidCeiling
    country: str
    """The state, or "" for the whole film."""
    aid: Decimal
    base: Decimal | None
    limit: Decimal
    """The share that is allowed for certain."""
    possible_limit: Decimal
    """The share that may be allowed, if the open facts turn out well."""
    says: str
    open_facts: tuple[str, ...]
    verdict: Verdict
    reference: Reference

    @property
    def intensity(self) -> Decimal | None:
        """Aid as a share of the base, 0-1."""
        return self.aid / self.base if self.base else None

    @property
    def room(self) -> Decimal | None:
        """Aid that could still come; negative where the ceiling is passed."""
        return None if self.base is None else self.limit * self.base - self.aid


def aid_tests(situation: Situation, incentives: Mapping[str, Decimal]) -> list[AidTest]:
    """Every ceiling that binds one of the film's co-producing states.

    Args:
        situation: the film.
        incentives: counted incentives by country, in the reporting currency.
    """
    tests = []
    for ceiling in situation.library.aid_ceilings():
        states = [country for country in situation.countries if country in ceiling.states]
        if not states:
            continue
        if ceiling.scope == "film":
            aid = sum((_aid(situation, incentives, country) for country in states), NOTHING)
            tests.append(_test(situation, ceiling, "", aid))
        else:
            tests += [
                _test(situation, ceiling, country, _aid(situation, incentives, country))
                for country in states
            ]
    return tests


def _aid(situation: Situation, incentives: Mapping[str, Decimal], country: str) -> Decimal:
    return situation.public_aid(country, situation.currency) + incentives.get(country, NOTHING)


def _test(situation: Situation, ceiling: AidCeiling, country: str, aid: Decimal) -> AidTest:
    point_of_view = country or next(one for one in situation.countries if one in ceiling.states)
    sure: Intensity | None = None
    maybe: list[Intensity] = []
    open_facts: dict[str, None] = {}
    for rule in ceiling.intensity:
        holds = condition_outcome(situation, rule.when, point_of_view) if rule.when else True
        if holds:
            sure = rule
            break
        if holds is None and rule.when:
            maybe.append(rule)
            open_facts |= dict.fromkeys(sorted(rule.when.facts()))
    assert sure is not None, f"{ceiling.id} has no intensity without a condition"
    possible = max([rule.share for rule in maybe], default=sure.share)
    possible = max(possible, sure.share)
    base: Decimal | None = situation.cost
    if sure.base == "national_share":
        share = situation.shares.get(country)
        base = None if share is None else share * situation.cost
    return AidTest(
        ceiling,
        country,
        aid,
        base,
        sure.share,
        possible,
        sure.says,
        tuple(open_facts),
        _verdict(aid, base, sure.share, possible),
        situation.library.reference(ceiling, sure),
    )


def _verdict(aid: Decimal, base: Decimal | None, limit: Decimal, possible: Decimal) -> Verdict:
    if base is None:
        return Verdict.NOT_KNOWN
    if aid <= limit * base:
        return Verdict.QUALIFIES
    return Verdict.NOT_KNOWN if aid <= possible * base else Verdict.DOES_NOT
