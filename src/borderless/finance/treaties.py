"""Who may officially co-produce the film: every treaty and convention tested, and which governs.

Sources of the method: the text of each treaty for its limits; `governing.toml` for the order in
which texts come to govern. Verdicts have three values throughout. Where it is not certain which
text governs, the film qualifies only if it does under each that may.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date as Day

from borderless.film.places import country_name
from borderless.finance.situation import Situation
from borderless.finance.treaty_checks import TreatyTest, party_standing
from borderless.finance.treaty_test import read_treaty
from borderless.finding import Verdict
from borderless.rulebook.treaty import Route, Treaty


@dataclass(frozen=True, slots=True)
class OfficialStatus:
    """Whether the film can be an official co-production, and under which text."""

    verdict: Verdict
    because: str
    governing: tuple[str, ...]
    """Ids of the texts that govern, or may govern, in the order of the routes."""
    certain: bool
    """Exactly one text governs, for certain."""
    tests: tuple[TreatyTest, ...]
    unknown_treaty: bool = False
    """Two states, and the rulebook does not know whether a bilateral treaty binds them."""
    by_country: dict[str, bool | None] = field(default_factory=dict)


def official_status(situation: Situation) -> OfficialStatus:
    """Tests every text that binds at least two of the film's countries, and finds which governs."""
    countries = situation.countries
    if len(countries) < 2:
        return OfficialStatus(
            Verdict.DOES_NOT, "one country alone is no co-production", (), True, ()
        )
    day = situation.dates.get("shooting_start") or situation.as_of
    treaties = [
        treaty
        for treaty in situation.library.treaties()
        if len(treaty.parties & set(countries)) >= 2 and not has_ended(treaty, day)
    ]
    tests = {treaty.id: read_treaty(situation, treaty, day) for treaty in treaties}
    routes, unknown_treaty = open_routes(situation, day)
    sure = len(routes) == 1 and routes[0][2]
    for route, text, certain in routes:
        if text in tests:
            tests[text] = replace(
                tests[text], governs=True if sure and certain else None, route=route.name
            )
    governing = tuple(text for _, text, _ in routes if text in tests)
    verdict, because = _overall(
        situation, [tests[text] for text in governing], unknown_treaty=unknown_treaty
    )
    ordered = sorted(
        tests.values(),
        key=lambda test: (
            governing.index(test.treaty.id) if test.treaty.id in governing else 99,
            test.treaty.id,
        ),
    )
    return OfficialStatus(
        verdict,
        because,
        governing,
        sure,
        tuple(ordered),
        unknown_treaty,
        _by_country(situation, verdict, [tests[text] for text in governing]),
    )


def _by_country(
    situation: Situation, verdict: Verdict, governing: list[TreatyTest]
) -> dict[str, bool | None]:
    """Official status as each co-producing country sees it; outsiders get none from the text."""
    answers: dict[str, bool | None] = {}
    for country in situation.countries:
        bound = any(country in test.treaty.parties for test in governing)
        if verdict is Verdict.NOT_KNOWN:
            answers[country] = None
        else:
            answers[country] = bound and verdict is Verdict.QUALIFIES
    return answers


def _overall(
    situation: Situation, governing: list[TreatyTest], *, unknown_treaty: bool
) -> tuple[Verdict, str]:
    names = " or ".join(test.treaty.name for test in governing)
    if unknown_treaty:
        pair = " and ".join(country_name(code) for code in situation.countries)
        return Verdict.NOT_KNOWN, (
            f"the rulebook holds no bilateral treaty between {pair}, and does not know that there"
            f" is none; without one, {names or 'no text'} governs"
        )
    if not governing:
        return Verdict.DOES_NOT, "no convention or treaty in the rulebook binds these countries"
    verdicts = {test.if_it_governs for test in governing}
    if governing[-1].governs is None and not _ends_for_certain(governing[-1]):
        names += ", if it is in force between them"
        verdicts.add(Verdict.DOES_NOT)
    if len(verdicts) > 1:
        return Verdict.NOT_KNOWN, f"it depends on which text governs: {names}"
    verdict = verdicts.pop()
    if len(governing) > 1:
        return verdict, f"the same under each text that may govern: {names}"
    return verdict, f"under {names}"


def _ends_for_certain(test: TreatyTest) -> bool:
    """Whether nothing but a text before it in the order can keep this one from governing."""
    bound = [check for check in test.checks if check.about in ("parties", "in_force")]
    return all(check.verdict is Verdict.QUALIFIES for check in bound)


# --- which text governs --------------------------------------------------------------------------


def open_routes(situation: Situation, day: Day) -> tuple[list[tuple[Route, str, bool]], bool]:
    """How texts may come to govern, and whether a treaty may exist that the rulebook lacks.

    The routes that are open, as (route, text, certain), ending with the first certain one.
    """
    countries = situation.countries
    governing = situation.library.governing()
    size = "two" if len(countries) == 2 else "many"
    found: list[tuple[Route, str, bool]] = []
    unknown_treaty = False
    settled: set[str] = set()
    for route in governing.route:
        if route.states != size or settled & set(route.unless):
            continue
        if route.text == "bilateral":
            treaty, state = _bilateral(situation, day)
            if treaty is None and state is None:
                unknown_treaty = True
                continue
        else:
            treaty = situation.library.treaty(route.text)
            state = _binds(situation, treaty, size, day) if treaty else False
        if state is False or treaty is None:
            continue
        found.append((route, treaty.id, state is True))
        if state is True:
            settled.add(route.name)
            break
    return found, unknown_treaty


def _bilateral(situation: Situation, day: Day) -> tuple[Treaty | None, bool | None]:
    """The treaty in force between two states; (None, False) if there is none for certain."""
    pair = set(situation.countries)
    maybe: Treaty | None = None
    for treaty in situation.library.treaties():
        if treaty.kind == "convention" or treaty.parties != pair or has_ended(treaty, day):
            continue
        if treaty.in_force is not None and treaty.in_force <= day:
            return treaty, True
        if treaty.in_force is None:
            maybe = treaty
    if maybe:
        return maybe, None
    governing = situation.library.governing()
    known_none = any(set(one.states) == pair for one in governing.no_treaty) or any(
        one.state in pair and not (pair - {one.state}) & set(one.partners)
        for one in governing.complete
        if one.state in pair
    )
    return None, False if known_none else None


def _binds(situation: Situation, treaty: Treaty, size: str, day: Day) -> bool | None:
    """Whether a convention can govern this set of co-producing states."""
    countries = situation.countries
    standing = {country: party_standing(treaty, country, day) for country in countries}
    if size == "two":
        members = list(countries)
    else:
        # Every state bound by some convention must be bound by this one: a newer text governs
        # only where all of them have it. States bound by none are third countries.
        texts = [
            situation.library.treaty(route.text)
            for route in situation.library.governing().route
            if route.states == "many"
        ]
        members = [
            country
            for country in countries
            if any(text and party_standing(text, country, day) is not False for text in texts)
        ]
        if len(members) < treaty.many_parties:
            return False
    states = [standing[country] for country in members]
    if False in states:
        return False
    return None if None in states else True


def has_ended(treaty: Treaty, day: Day) -> bool:
    """Whether the text no longer governs new films."""
    return treaty.until is not None and day > treaty.until
