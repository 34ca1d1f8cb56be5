"""The ways in which the law may see the set of co-producing countries.

Which text governs depends on who co-produces. Instead of trying every set of partners, the sets are
parted into *regimes*: all sets that the same texts govern, described by a handful of conditions on
who is in. Within a regime the partners are decided by the model; between regimes, by comparing
their optima. Source of the order of texts: `governing.toml`; a test holds the regimes to what
`treaties.open_routes` says of every single set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from itertools import product
from typing import Literal

from borderless.film.model import Coproducer, Film
from borderless.film.places import country_name
from borderless.finance.placement.options import Choices
from borderless.finance.situation import Situation
from borderless.finance.treaties import has_ended, open_routes
from borderless.finance.treaty_checks import party_standing
from borderless.finance.treaty_test import demands_beside_shares
from borderless.finding import Verdict
from borderless.rulebook.treaty import Treaty


@dataclass(frozen=True, slots=True)
class Membership:
    """How many of these countries co-produce: at least and at most."""

    countries: frozenset[str]
    at_least: int
    at_most: int


@dataclass(frozen=True, slots=True)
class Regime:
    """All sets of partners that the law sees alike."""

    name: str
    size: Literal["one", "two", "many"]
    texts: tuple[Treaty, ...]
    """Texts that govern or may govern; the shares are to lie within the limits of each."""
    members: tuple[Membership, ...]
    official: bool | None
    """Approvable as an official co-production: certainly, not, or not known."""
    forbidden: tuple[dict[int, int], ...] = ()
    """Choices of people (post choice → person) under which the texts' tests fail."""
    because: str = ""

    @property
    def is_official(self) -> bool:
        """Whether an official co-production is open to it."""
        return self.official is not False


def with_partners(film: Film, countries: Sequence[str]) -> Film:
    """The film as if these countries co-produced it; shares are left open."""
    kept = {one.country: one.company for one in film.coproducer if one.role != "executive"}
    partners = tuple(
        Coproducer(company=kept.get(country, f"to be found ({country})"), country=country)
        for country in countries
    )
    return film.model_copy(update={"coproducer": partners})


def regimes_of(situation: Situation, choices: Choices, countries: Sequence[str]) -> list[Regime]:
    """Every regime that some set of these countries falls under; the first is the delegate's.

    Args:
        situation: the film as it is today.
        choices: its open decisions; the people in them decide points tests.
        countries: those that co-produce or could.
    """
    film = situation.film
    day = situation.dates.get("shooting_start") or situation.as_of
    delegate, others = film.delegate, [one for one in countries if one != film.delegate]
    alone = Membership(frozenset(others), 0, 0)
    found = [Regime("one country alone", "one", (), (alone,), False)]
    found += [_pair(situation, choices, (delegate, other), countries, day) for other in others]
    if len(others) > 1:
        found += _many(situation, choices, countries, day)
    return found


def unofficial_regimes(situation: Situation, countries: Sequence[str]) -> list[Regime]:
    """The same sets without official status: no treaty's limits, and none of its doors."""
    others = frozenset(countries) - {situation.film.delegate}
    found = []
    if others:
        one = Membership(others, 1, 1)
        found.append(Regime("two countries, without official status", "two", (), (one,), False))
    if len(others) > 1:
        more = Membership(others, 2, len(others))
        name = "several countries, without official status"
        found.append(Regime(name, "many", (), (more,), False))
    return found


def _pair(
    situation: Situation,
    choices: Choices,
    pair: tuple[str, str],
    countries: Sequence[str],
    day: Day,
) -> Regime:
    both = replace(situation, film=with_partners(situation.film, pair), official={})
    routes, unknown_treaty = open_routes(both, day)
    texts = _texts(situation, [text for _, text, _ in routes])
    rest = frozenset(countries) - set(pair)
    members = (Membership(frozenset(pair), 2, 2), Membership(rest, 0, 0))
    sure = bool(routes) and routes[-1][2] and not unknown_treaty
    names = " and ".join(country_name(code) for code in pair)
    if not texts and not unknown_treaty:
        because = f"no treaty or convention in the rulebook binds {names}"
        return Regime(names, "two", (), members, False, because=because)
    regime = Regime(_name(names, texts), "two", texts, members, None)
    judged = _judged(regime, situation, choices, sure=sure)
    if unknown_treaty and judged.official is False:
        # A treaty that the rulebook lacks may ask for other things than the texts that fail here.
        return replace(judged, texts=(), official=None)
    return replace(judged, forbidden=()) if unknown_treaty else judged


def _many(
    situation: Situation, choices: Choices, countries: Sequence[str], day: Day
) -> Iterator[Regime]:
    """Sets of three or more, by the standing of their members under each text in turn."""
    library = situation.library
    order = [route.text for route in library.governing().route if route.states == "many"]
    texts = [text for text in _texts(situation, order) if not has_ended(text, day)]
    standing = {
        text.id: {country: party_standing(text, country, day) for country in countries}
        for text in texts
    }
    bound = frozenset(
        country
        for country in countries
        if any(standing[text.id][country] is not False for text in texts)
    )
    everyone = frozenset(countries)
    three = Membership(everyone, 3, len(everyone))
    law = _Law(situation, choices, standing, bound)
    yield from law.part(texts, (three,))


@dataclass(frozen=True, slots=True)
class _Law:
    """Conventions of many states, and who is bound by each."""

    situation: Situation
    choices: Choices
    standing: dict[str, dict[str, bool | None]]
    bound: frozenset[str]
    """Bound by some convention, however surely."""

    def part(
        self,
        texts: Sequence[Treaty],
        members: tuple[Membership, ...],
        may: tuple[Treaty, ...] = (),
        because: str = "no one convention binds all of them",
    ) -> Iterator[Regime]:
        """Parts the sets by the first text, and what it leaves by the next.

        Enough of its Parties are in, all for certain: it governs. Some perhaps: it may, and so may
        a later one. Too few, or one that it does not bind: it is out.
        """
        if not texts:
            if may:
                name = _name("several countries", may)
                yield self._judged(Regime(name, "many", may, members, None), sure=False)
            else:
                name = "several countries, no common convention"
                yield Regime(name, "many", (), members, False, because=because)
            return
        text, *rest = texts
        needed, bound = text.many_parties, self.bound
        states = self.standing[text.id]
        perhaps = frozenset(country for country in bound if states[country] is None)
        out = frozenset(country for country in bound if states[country] is False)
        enough = Membership(bound, needed, len(bound))
        few = (
            f"{text.name} needs co-producers from {needed} of its Parties; of the countries of this"
            f" film only {_named(bound) or 'none'} could be"
        )
        certain = (*members, enough, Membership(perhaps | out, 0, 0))
        if _can_be(certain):
            name = _name("several countries", (*may, text))
            yield self._judged(Regime(name, "many", (*may, text), certain, None), sure=True)
        some = (*members, enough, Membership(out, 0, 0), _any_of(perhaps))
        if _can_be(some):
            yield from self.part(rest, some, (*may, text), because)
        without = (*members, enough, _any_of(out))
        if _can_be(without):
            yield from self.part(rest, without, may, because)
        too_few = (*members, Membership(bound, 0, needed - 1))
        if _can_be(too_few):
            yield from self.part(rest, too_few, may, few)

    def _judged(self, regime: Regime, *, sure: bool) -> Regime:
        return _judged(regime, self.situation, self.choices, sure=sure)


def _any_of(countries: frozenset[str]) -> Membership:
    return Membership(countries, 1, len(countries))


def _can_be(members: Sequence[Membership]) -> bool:
    """Whether conditions on the same countries leave a number open."""
    least: dict[frozenset[str], int] = {}
    most: dict[frozenset[str], int] = {}
    for one in members:
        countries = one.countries
        least[countries] = max(least.get(countries, 0), one.at_least)
        most[countries] = min(most.get(countries, len(countries)), one.at_most)
    return all(least[countries] <= most[countries] for countries in least)


def _texts(situation: Situation, ids: Sequence[str]) -> tuple[Treaty, ...]:
    found = (situation.library.treaty(one) for one in dict.fromkeys(ids))
    return tuple(one for one in found if one is not None)


def _name(who: str, texts: Sequence[Treaty]) -> str:
    return f"{who}, under {' or '.join(text.name for text in texts)}"


def _named(countries: frozenset[str]) -> str:
    return ", ".join(country_name(code) for code in sorted(countries))


# --- what the texts ask beside shares ------------------------------------------------------------

MOST_CASTS = 256
"""Combinations of people that are judged one by one."""


def _judged(regime: Regime, situation: Situation, choices: Choices, *, sure: bool) -> Regime:
    """The regime with what its texts say of the work and the people, for each choice of them."""
    forbidden, verdicts, failing = [], set(), dict[str, None]()
    for chosen in casts(choices):
        cast = replace(situation, film=with_people(situation.film, choices, chosen))
        of_texts = [_verdict(cast, text, regime.size, failing) for text in regime.texts]
        if of_texts and all(one is Verdict.DOES_NOT for one in of_texts):
            forbidden.append(chosen)
        else:
            verdicts.add(
                Verdict.QUALIFIES if set(of_texts) == {Verdict.QUALIFIES} else Verdict.NOT_KNOWN
            )
    if not verdicts:
        return replace(regime, official=False, because="; ".join(failing))
    official = True if sure and verdicts == {Verdict.QUALIFIES} else None
    return replace(regime, official=official, forbidden=tuple(forbidden))


def _verdict(situation: Situation, text: Treaty, size: str, failing: dict[str, None]) -> Verdict:
    checks = demands_beside_shares(situation, text)
    for check in checks:
        if check.verdict is Verdict.DOES_NOT:
            failing[f"{text.name}: {check.says}"] = None
    verdicts = {check.verdict for check in checks}
    limits = text.two if size == "two" else text.many
    limits_known = limits is not None and limits.minimum is not None
    if Verdict.DOES_NOT in verdicts:
        return Verdict.DOES_NOT
    return (
        Verdict.NOT_KNOWN
        if Verdict.NOT_KNOWN in verdicts or not limits_known
        else Verdict.QUALIFIES
    )


def casts(choices: Choices) -> Iterator[dict[int, int]]:
    """Every combination of people in the open posts; only today's where they are too many."""
    counts = [range(len(one.people)) for one in choices.posts]
    total = 1
    for one in counts:
        total *= len(one)
    if total > MOST_CASTS:
        yield dict.fromkeys(range(len(counts)), 0)
        return
    for picks in product(*counts):
        yield dict(enumerate(picks))


def with_people(film: Film, choices: Choices, chosen: dict[int, int]) -> Film:
    """The film with the chosen people in the open posts."""
    if not choices.posts:
        return film
    posts = {
        choices.posts[post].post: choices.posts[post].people[pick] for post, pick in chosen.items()
    }
    others = tuple(one for one in film.person if one.post not in posts)
    return film.model_copy(
        update={"person": (*others, *(one for people in posts.values() for one in people))}
    )
