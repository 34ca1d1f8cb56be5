"""The film's answers to the rulebook's words: figures and facts for one scheme.

A figure or fact that the film cannot answer is left out, so that it is *not known* to the rule.
What the producer states in `[facts]` (or `[facts.ID]`, for one scheme) wins over what is read from
the document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from borderless.film.document import Post, Stage
from borderless.film.model import BudgetLine, Format, Status
from borderless.film.places import territory_contains
from borderless.finance.points import score
from borderless.finance.reading import Fact
from borderless.finance.situation import NOTHING, Situation
from borderless.finding import Verdict
from borderless.rulebook.scheme import PeopleTest, Scheme, Version
from borderless.rulebook.vocabulary import LineChoice

Figures = dict[str, Decimal]
Facts = dict[str, Fact]


def film_figures(
    situation: Situation, scheme: Scheme, version: Version, incentive_aid: Decimal = NOTHING
) -> Figures:
    """Every figure the version reads that the film can answer; money in the scheme's currency.

    Args:
        situation: the film.
        scheme: the rule.
        version: its version that governs the film.
        incentive_aid: other incentives that the same country gives, in the scheme's currency.
    """
    figures: Figures = {}
    words = situation.library.vocabulary.figure
    for name in version.figures():
        word = words[name]
        value: Decimal | None = stated_number(situation, scheme.id, name)
        if value is None and word.lines and situation.film.budget:
            choice = narrowed(word.lines, version.counts.get(name, {}))
            value = _lines_sum(situation, scheme, choice)
        elif value is None and word.film == "other_aid":
            value = situation.public_aid(scheme.country, scheme.currency) + incentive_aid
        elif value is None and word.film == "pay_above_limit":
            value = _pay_above_limit(situation, scheme, version)
        elif value is None and word.film:
            value = FROM_FILM[word.film](situation, scheme)
        if value is not None:
            figures[name] = value
    return figures


def film_facts(situation: Situation, scheme: Scheme, version: Version) -> Facts:
    """Every fact the version asks for that the film can answer."""
    facts: Facts = {}
    questions = {question.fact: question for question in scheme.asks}
    for name in version.facts():
        stated = stated_answer(situation, scheme.id, name)
        if stated is not None and not isinstance(stated, Decimal):
            facts[name] = stated
        elif name.startswith("test:"):
            facts[name] = test_outcome(situation, name.removeprefix("test:"))
        elif name in questions and (people := questions[name].people):
            facts[name] = people_answer(situation, people)
        else:
            facts[name] = film_fact(situation, scheme.country, name)
    return facts


def film_fact(situation: Situation, country: str, name: str) -> Fact:
    """A fact of the vocabulary as the film answers it, from a country's point of view."""
    stated = situation.film.facts.get(name)
    if isinstance(stated, (bool, str)):
        return stated
    word = situation.library.vocabulary.fact.get(name)
    answer = _FACTS.get(word.film) if word else None
    return answer(situation, country) if answer else None


def people_answer(situation: Situation, test: PeopleTest) -> bool | None:
    """Whether enough people in the posts are from the countries; unknown while they may be."""
    people = [one for one in situation.film.person if one.post in test.post]
    sure = sum(1 for one in people if set(one.nationality) & set(test.country))
    if sure >= test.at_least:
        return True
    open_ = sum(1 for one in people if not one.nationality or one.residence in test.country)
    posts = {one.post for one in people}
    unnamed = len([post for post in test.post if post not in posts])
    return None if sure + open_ + unnamed >= test.at_least else False


def stated_answer(situation: Situation, rule_id: str, name: str) -> bool | str | Decimal | None:
    """What the producer states in film.toml, for one rule or for all."""
    own = situation.film.facts.get(rule_id)
    if isinstance(own, dict) and name in own:
        return own[name]
    value = situation.film.facts.get(name)
    return None if isinstance(value, dict) else value


def stated_number(situation: Situation, rule_id: str, name: str) -> Decimal | None:
    """A figure that the producer states, for one rule or for all."""
    value = stated_answer(situation, rule_id, name)
    return value if isinstance(value, Decimal) else None


def test_outcome(situation: Situation, test_id: str) -> bool | None:
    """Whether the film passes a points test; `None` where not known."""
    test = situation.library.points(test_id)
    if test is None:
        return None
    if test.kind and situation.film.kind not in test.kind:
        return False
    verdict = score(situation.film, test, test.countries).verdict
    return {Verdict.QUALIFIES: True, Verdict.DOES_NOT: False}.get(verdict)


# --- budget lines --------------------------------------------------------------------------------


def narrowed(choice: LineChoice, counts: Mapping[str, tuple[str, ...]]) -> LineChoice:
    """A choice of lines, with what a rule narrows."""
    if not counts:
        return choice
    return LineChoice.model_validate({**choice.model_dump(), **counts})


def _lines_sum(situation: Situation, scheme: Scheme, choice: LineChoice) -> Decimal:
    total = NOTHING
    for line in situation.film.budget:
        if counts_line(line, scheme.territory, choice):
            amount = situation.line(line, scheme.currency)
            total += amount * line.labour if choice.labour else amount
    return total


def counts_line(line: BudgetLine, territory: str, choice: LineChoice) -> bool:
    """Whether a budget line is one of those that make up a figure of a territory."""
    if choice.place != "anywhere":
        local = territory_contains(territory, line.country, line.region)
        if local != (choice.place == "territory"):
            return False
    if choice.phase and line.phase not in choice.phase:
        return False
    if line.phase in choice.not_phase:
        return False
    if choice.resident is not None and line.resident is not choice.resident:
        return False
    return (choice.vfx is None or line.vfx == choice.vfx) and (
        choice.above_the_line is None or line.above_the_line == choice.above_the_line
    )


def _pay_above_limit(situation: Situation, scheme: Scheme, version: Version) -> Decimal | None:
    limit = version.person_limit
    if limit is None:
        return NOTHING
    pay: dict[str, Decimal] = {}
    for line in situation.film.budget:
        counted = line.person and (line.above_the_line or not limit.above_the_line_only)
        if counted and territory_contains(scheme.territory, line.country, line.region):
            amount = situation.line(line, scheme.currency) * line.labour
            pay[line.person] = pay.get(line.person, NOTHING) + amount
    return sum((max(amount - limit.amount, NOTHING) for amount in pay.values()), NOTHING)


# --- figures that the film answers otherwise -----------------------------------------------------


def _episodes(situation: Situation, _: Scheme) -> Decimal | None:
    film = situation.film
    if film.format is not Format.SERIES:
        return Decimal(1)
    return None if film.episodes is None else Decimal(film.episodes)


def _minutes_total(situation: Situation, scheme: Scheme) -> Decimal | None:
    episodes = _episodes(situation, scheme)
    minutes = situation.film.minutes
    return None if minutes is None or episodes is None else minutes * episodes


def _hours_total(situation: Situation, scheme: Scheme) -> Decimal | None:
    minutes = _minutes_total(situation, scheme)
    return None if minutes is None else minutes / 60


def _shooting_days(situation: Situation, territory: str | None) -> Decimal | None:
    shoots = [phase for phase in situation.film.phase if phase.stage is Stage.SHOOT]
    if territory is not None:
        shoots = [
            phase
            for phase in shoots
            if phase.country is None or territory_contains(territory, phase.country, phase.region)
        ]
    all_ = [phase for phase in situation.film.phase if phase.stage is Stage.SHOOT]
    if not all_ or any(phase.days is None or phase.country is None for phase in shoots):
        return None
    return Decimal(sum(phase.days or 0 for phase in shoots))


def _country_share(situation: Situation, scheme: Scheme) -> Decimal | None:
    if scheme.country not in situation.countries:
        return NOTHING
    return situation.shares[scheme.country]


def _foreign_share(situation: Situation, scheme: Scheme) -> Decimal | None:
    share = _country_share(situation, scheme)
    return None if share is None else 1 - share


def _confirmed(situation: Situation, _: Scheme) -> Decimal | None:
    if not situation.cost:
        return None
    confirmed = (
        situation.source(source)
        for source in situation.film.source
        if source.status is Status.CONFIRMED
    )
    return sum(confirmed, NOTHING) / situation.cost


def _least_confirmed(situation: Situation, _: Scheme) -> Decimal | None:
    parts = []
    for country, share in situation.shares.items():
        if not share or not situation.cost:
            return None
        confirmed = (
            situation.source(source)
            for source in situation.film.source
            if source.status is Status.CONFIRMED
            and (source.coproducer or situation.film.delegate) == country
        )
        parts.append(sum(confirmed, NOTHING) / (share * situation.cost))
    return min(parts)


def _shares(situation: Situation, chosen: Callable[[str], bool]) -> list[Decimal] | None:
    """Shares of the chosen countries, or `None` while one of them is not known."""
    found = [share for country, share in situation.shares.items() if chosen(country)]
    return None if None in found else [share for share in found if share is not None]


def _largest_share(situation: Situation, _: Scheme) -> Decimal | None:
    shares = _shares(situation, lambda _: True)
    return max(shares) if shares else None


def _smallest_share(situation: Situation, scheme: Scheme) -> Decimal | None:
    shares = _shares(situation, lambda country: country in scheme.member)
    return None if shares is None else min(shares, default=NOTHING)


def _outside_share(situation: Situation, scheme: Scheme) -> Decimal | None:
    shares = _shares(situation, lambda country: country not in scheme.member)
    return None if shares is None else sum(shares, NOTHING)


def _largest_outside(situation: Situation, scheme: Scheme) -> Decimal | None:
    shares = _shares(situation, lambda country: country not in scheme.member)
    return None if shares is None else max(shares, default=NOTHING)


def _members(situation: Situation, scheme: Scheme) -> Decimal:
    return Decimal(len([country for country in situation.countries if country in scheme.member]))


FROM_FILM: dict[str, Callable[[Situation, Scheme], Decimal | None]] = {
    "coproducer_share": _country_share,
    "financing_confirmed": _confirmed,
    "financing_foreign": _foreign_share,
    "financing_local": _country_share,
    "minutes": lambda situation, _: situation.film.minutes,
    "minutes_total": _minutes_total,
    "hours_total": _hours_total,
    "episodes": _episodes,
    "shooting_days": lambda situation, _: _shooting_days(situation, None),
    "shooting_days_local": lambda situation, scheme: _shooting_days(situation, scheme.territory),
    "member_states": _members,
    "largest_share": _largest_share,
    "smallest_share": _smallest_share,
    "outside_share": _outside_share,
    "largest_outside_share": _largest_outside,
    "least_confirmed": _least_confirmed,
}


# --- facts ---------------------------------------------------------------------------------------


def _how_many(situation: Situation, _: str) -> Fact:
    return {1: "one", 2: "two"}.get(len(situation.countries), "many")


def _has_eu_partner(situation: Situation, country: str) -> Fact:
    states: set[str] = set()
    for ceiling in situation.library.aid_ceilings():
        if ceiling.scope == "film":
            states |= set(ceiling.states)
    return any(one in states for one in situation.countries if one != country)


def _woman_director(situation: Situation, _: str) -> Fact:
    genders = [one.gender for one in situation.film.person if one.post is Post.DIRECTOR]
    if "woman" in genders:
        return True
    return None if not genders or None in genders else False


def _dac_partner(situation: Situation, _: str) -> Fact:
    known = set(situation.library.settings.not_aid_recipients)
    return False if set(situation.countries) <= known else None


def _official(situation: Situation, country: str) -> Fact:
    if len(situation.countries) < 2 or country not in situation.countries:
        return False
    return situation.official.get(country)


_FACTS: dict[str, Callable[[Situation, str], Fact]] = {
    "format": lambda situation, _: situation.film.format.value,
    "kind": lambda situation, _: situation.film.kind.value,
    "coproducing_countries": _how_many,
    "official_coproduction": _official,
    "has_eu_partner": _has_eu_partner,
    "country_coproduces": lambda situation, country: country in situation.countries,
    "woman_director": _woman_director,
    "dac_partner": _dac_partner,
}
