"""Facts that the placement decides: who co-produces, whether officially, and who holds a post."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from borderless.finance.figures import (
    film_facts,
    people_answer,
    stated_answer,
    test_outcome,
)
from borderless.finance.linear_model import Affine
from borderless.finance.linear_numbers import Condition, both, either, literal, negated
from borderless.finance.placement.options import Choices
from borderless.finance.placement.partners import Partners
from borderless.finance.placement.regimes import casts, with_people
from borderless.finance.placement.spend import Spend
from borderless.finance.reading import Fact, Truth
from borderless.finance.situation import Situation
from borderless.rulebook.scheme import PeopleTest, Scheme, Version

Answered = bool | str


@dataclass(frozen=True, slots=True)
class OpenAnswer:
    """Under which conditions each answer holds; where none does, it is not known."""

    when: Mapping[Answered, Condition]

    def among(self, answers: tuple[Answered, ...]) -> Truth:
        """Whether the answer is one of these, as the pair of certainties."""
        true: Condition = False
        false: Condition = False
        for answer, condition in self.when.items():
            if answer in answers:
                true = either(true, condition)
            else:
                false = either(false, condition)
        return true, false


def open_facts(
    situation: Situation,
    choices: Choices,
    partners: Partners,
    spend: Spend,
    scheme: Scheme,
    version: Version,
) -> dict[str, Fact]:
    """Every fact the version asks for; what the placement decides is an `OpenAnswer`."""
    facts = film_facts(situation, scheme, version)
    questions = {one.fact: one for one in scheme.asks}
    for name in version.facts():
        stated = stated_answer(situation, scheme.id, name)
        if isinstance(stated, (bool, str)):
            continue
        decided = partner_fact(partners, scheme.country, name)
        if decided is not None:
            facts[name] = decided.answer
        elif choices.posts and name.startswith("test:"):
            asked: Answerer = _TestAsked(name.removeprefix("test:"))
            facts[name] = by_cast(situation, choices, spend, asked)
        elif choices.posts and name in questions and (people := questions[name].people):
            facts[name] = by_cast(situation, choices, spend, _PeopleAsked(people))
    return facts


@dataclass(frozen=True, slots=True)
class PartnerFact:
    """An answer that the set of partners decides."""

    answer: Fact


def partner_fact(partners: Partners, country: str, name: str) -> PartnerFact | None:
    """A fact as a country sees it, where the partners decide it; else `None`."""
    word = partners.situation.library.vocabulary.fact.get(name)
    answer = _BY_PARTNERS.get(word.film) if word else None
    return PartnerFact(answer(partners, country)) if answer else None


Answerer = Callable[[Situation], bool | None]


@dataclass(frozen=True, slots=True)
class _TestAsked:
    test: str

    def __call__(self, cast: Situation) -> bool | None:
        return test_outcome(cast, self.test)


@dataclass(frozen=True, slots=True)
class _PeopleAsked:
    people: PeopleTest

    def __call__(self, cast: Situation) -> bool | None:
        return people_answer(cast, self.people)


def by_cast(situation: Situation, choices: Choices, spend: Spend, answer: Answerer) -> Fact:
    """An answer for every combination of people in the open posts."""
    when: dict[Answered, Condition] = {}
    outcomes = []
    for chosen in casts(choices):
        cast = replace(situation, film=with_people(situation.film, choices, chosen))
        outcome = answer(cast)
        outcomes.append(outcome)
        if outcome is not None:
            condition: Condition = True
            for post, pick in chosen.items():
                condition = both(condition, is_one(spend.posts[post][pick]))
            when[outcome] = either(when.get(outcome, False), condition)
    if len(set(outcomes)) == 1:
        return outcomes[0]
    return OpenAnswer(when)


def is_one(affine: Affine) -> Condition:
    """The condition that a yes-or-no expression is 1."""
    return literal(affine) if affine.terms else affine.const > 0.5


def _yes(condition: Condition) -> Fact:
    if isinstance(condition, bool):
        return condition
    return OpenAnswer({True: condition, False: negated(condition)})


def _how_many(partners: Partners, _: str) -> Fact:
    return partners.regime.size


def _coproduces(partners: Partners, country: str) -> Fact:
    is_in = partners.is_in.get(country)
    return _yes(False if is_in is None else is_one(is_in))


def _official(partners: Partners, country: str) -> Fact:
    """As each co-producing country sees it; outsiders of the text get no status from it."""
    regime, is_in = partners.regime, partners.is_in.get(country)
    bound = any(country in text.parties for text in regime.texts)
    if is_in is None or regime.official is False or (regime.official and not bound):
        return False
    if regime.official:
        return _yes(is_one(is_in))
    out = negated(is_one(is_in))
    return None if out is False else OpenAnswer({False: out})


def _has_eu_partner(partners: Partners, country: str) -> Fact:
    states: set[str] = set()
    for ceiling in partners.situation.library.aid_ceilings():
        if ceiling.scope == "film":
            states |= set(ceiling.states)
    found: Condition = False
    for one in partners.countries:
        if one != country and one in states:
            found = either(found, is_one(partners.is_in[one]))
    return _yes(found)


def _dac_partner(partners: Partners, _: str) -> Fact:
    known = set(partners.situation.library.settings.not_aid_recipients)
    only_known: Condition = True
    for one in partners.countries:
        if one not in known:
            only_known = both(only_known, negated(is_one(partners.is_in[one])))
    if isinstance(only_known, bool):
        return False if only_known else None
    return OpenAnswer({False: only_known})


_BY_PARTNERS: dict[str, Callable[[Partners, str], Fact]] = {
    "coproducing_countries": _how_many,
    "official_coproduction": _official,
    "has_eu_partner": _has_eu_partner,
    "country_coproduces": _coproduces,
    "dac_partner": _dac_partner,
}
