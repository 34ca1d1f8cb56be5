"""Where each budget line may be spent, and who may hold each post: the open decisions of a film."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from borderless.film.document import Post
from borderless.film.model import BudgetLine, Film, Person
from borderless.film.money import Money
from borderless.film.placement_lines import lines_named, lines_of
from borderless.film.wishes import Candidate, LinePlace, country_and_region
from borderless.finance.situation import Situation, coproducing_countries

ONE = Decimal(1)
NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Option:
    """One place (and with candidates, one person) for a budget line."""

    line: BudgetLine
    """The whole line as it would stand there: place, amount, currency, person."""
    cost: Decimal
    """Of the whole line, in the reporting currency."""
    at_least: Decimal
    """Least part of the line that goes there, if any does; 0-1."""
    at_most: Decimal
    today: bool
    needs_partner: bool = False
    """Only where the country co-produces."""

    @property
    def place(self) -> str:
        """Region where the line names one, else country; "" where no place is known."""
        return _place(self.line)


@dataclass(frozen=True, slots=True)
class LineChoice:
    """A budget line and everywhere it may go; today's place comes first."""

    number: int
    options: tuple[Option, ...]
    whole: bool
    post: int | None = None
    """Number of the post choice that decides it, if one does."""
    pinned: bool = False
    """The producers keep it where it is; its other places only show what that costs."""

    @property
    def is_open(self) -> bool:
        """Whether there is anything to decide."""
        return len(self.options) > 1


@dataclass(frozen=True, slots=True)
class PostChoice:
    """A post and everybody who could hold it; today's holders come first."""

    post: Post
    people: tuple[tuple[Person, ...], ...]
    line: int | None


@dataclass(frozen=True, slots=True)
class Choices:
    """Every decision that the film leaves open."""

    lines: tuple[LineChoice, ...]
    posts: tuple[PostChoice, ...]
    proposed: bool
    """The places are our proposals; the film names none."""


def choices_of(situation: Situation) -> Choices:
    """The open decisions of a film; where it names no places, sensible ones are proposed."""
    film, wishes = situation.film, situation.film.placement
    named = wishes.option or any(line.places for line in film.budget)
    proposed = wishes.propose and not named
    posts = tuple(_posts(film))
    by_line = {choice.line: index for index, choice in enumerate(posts) if choice.line is not None}
    pinned = _numbers(wishes.pinned, film.budget)
    whole = _numbers(wishes.whole, film.budget)
    meant = [(option, frozenset(lines_of(option, film.budget))) for option in wishes.option]
    lines = []
    for number, line in enumerate(film.budget):
        post = by_line.get(number)
        is_pinned = line.pinned is True or number in pinned
        if post is not None:
            options = tuple(_people_options(situation, line, posts[post], stays=is_pinned))
            lines.append(LineChoice(number, options, True, post))
            continue
        own = [option for option, numbers in meant if number in numbers]
        places: Sequence[LinePlace] = (*line.places, *own)
        if proposed:
            places = tuple(_proposals(situation, line))
        is_whole = proposed or line.whole is True or number in whole
        options = tuple(_options(situation, line, places))
        lines.append(LineChoice(number, options, is_whole, pinned=is_pinned))
    return Choices(tuple(lines), posts, proposed)


def _numbers(names: Sequence[str], budget: Sequence[BudgetLine]) -> frozenset[int]:
    return frozenset(number for name in names for number in lines_named(name, budget))


def _proposals(situation: Situation, line: BudgetLine) -> Iterator[LinePlace]:
    """The partner countries at today's cost, for work that is bound to no place."""
    phases = situation.library.settings.placement.proposed_phases
    if line.phase in phases and line.country and not line.above_the_line:
        for country in possible_partners(situation.film):
            yield LinePlace(place=country, needs_partner=True)


def possible_partners(film: Film) -> tuple[str, ...]:
    """Countries that co-produce or could, the delegate's first, then today's."""
    found = dict.fromkeys(coproducing_countries(film))
    found |= dict.fromkeys(one.country for one in film.placement.partner)
    return tuple(found)


def _options(
    situation: Situation, line: BudgetLine, places: Sequence[LinePlace]
) -> Iterator[Option]:
    today = _place(line)
    own = next((one for one in places if one.place == today), None)
    yield Option(
        line,
        situation.line(line),
        (own and own.at_least) or NONE,
        ONE if own is None or own.at_most is None else own.at_most,
        True,
    )
    offers: dict[str, Option] = {}
    for one in places:
        placed = _placed(situation, line, one)
        most = ONE if one.at_most is None else one.at_most
        cost = situation.line(placed)
        offer = Option(placed, cost, one.at_least or NONE, most, False, one.needs_partner)
        # Of several offers from one place the cheapest is taken.
        if one.place != today and (one.place not in offers or offer.cost < offers[one.place].cost):
            offers[one.place] = offer
    yield from offers.values()


def _place(line: BudgetLine) -> str:
    return line.region or line.country or ""


def _placed(situation: Situation, line: BudgetLine, there: LinePlace) -> BudgetLine:
    country, region = country_and_region(there.place)
    amount, currency = line.amount, line.currency
    if there.quote is not None:
        amount, currency = there.quote, there.currency or situation.film.currency
    elif there.factor is not None:
        amount = Money(line.amount * there.factor, line.currency).rounded().amount
    resident = line.resident if there.resident is None else there.resident
    return line.model_copy(
        update={
            "country": country,
            "region": region,
            "amount": amount,
            "currency": currency,
            "resident": resident,
        }
    )


# --- people --------------------------------------------------------------------------------------


def _posts(film: Film) -> Iterator[PostChoice]:
    posts = dict.fromkeys(one.post for one in film.placement.candidate)
    for post in posts:
        today = tuple(one for one in film.person if one.post is post)
        names = {one.name.strip().casefold() for one in today}
        candidates = [
            one
            for one in film.placement.candidate
            if one.post is post and one.name.strip().casefold() not in names
        ]
        line = next((one.line for one in candidates if one.line), "")
        number = next(iter(lines_named(line, film.budget)), None) if line else None
        others = tuple((_person(one),) for one in candidates)
        yield PostChoice(post, (today, *others) if today else others, number)


def _person(candidate: Candidate) -> Person:
    return Person(
        post=candidate.post,
        name=candidate.name,
        nationality=candidate.nationality,
        residence=candidate.residence,
        assumption=candidate.assumption,
        note=candidate.note,
    )


def _people_options(
    situation: Situation, line: BudgetLine, choice: PostChoice, *, stays: bool
) -> Iterator[Option]:
    candidates = {
        one.name: one for one in situation.film.placement.candidate if one.post is choice.post
    }
    for index, people in enumerate(choice.people):
        candidate = candidates.get(people[0].name)
        if candidate is None or (index == 0 and candidate.fee is None):
            yield Option(line, situation.line(line), NONE, ONE, index == 0)
            continue
        changes: dict[str, object] = {"person": candidate.name if line.person else ""}
        if candidate.fee is not None:
            changes |= {
                "amount": candidate.fee,
                "currency": candidate.currency or line.currency,
            }
        if candidate.place is not None and not stays:
            country, region = country_and_region(candidate.place)
            changes |= {"country": country, "region": region}
            if candidate.residence is not None:
                changes["resident"] = candidate.residence == country
        placed = line.model_copy(update=changes)
        yield Option(placed, situation.line(placed), NONE, ONE, False)
