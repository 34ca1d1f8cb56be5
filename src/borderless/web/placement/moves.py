"""The moves of an answer as a producer takes them: which belong together, and which need others.

Shares sum to one, so whoever joins, leaves or holds another share is one step; so are a person and
the line that pays the post. Everything else is a step of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

import pycountry
from django.utils.translation import gettext as _

from borderless.film.model import BudgetLine, Film, Source
from borderless.film.placement_lines import lines_named, lines_of
from borderless.film.places import country_name
from borderless.film.wishes import LinePlace, country_and_region
from borderless.finance.situation import coproducing_countries
from borderless.web.design import reader
from borderless.web.placement.posts import POSTS
from borderless.web.placement.wish_words import place_name

_PART = re.compile(r"([A-Z]{2}(?:-[A-Z0-9]{1,3})?)(?: ([0-9.]+) %)?")
_SHARE = re.compile(r"([0-9.]+) %")
PARTNERS = "partners"
"""Key of the step that says who co-produces, and with which shares."""


@dataclass(frozen=True, slots=True)
class Move:
    """One difference between the film that was searched and the one found."""

    kind: str
    what: str
    before: str
    after: str
    amount: Decimal | None
    """Money that moves, in the currency of the answer."""
    worth: Decimal | None
    """What the net cost would rise by if this alone were taken back; `None`: it cannot be."""
    row: int | None
    """Of the budget line in the file that was searched."""

    @property
    def words(self) -> str:
        """What changes, in the reader's language."""
        names = {
            "what": named(self.kind, self.what),
            "before": placed(self.kind, self.before),
            "after": placed(self.kind, self.after),
        }
        if self.kind == "partner":
            return _("%(what)s joins with %(after)s") % names
        if self.kind == "leaves":
            return _("%(what)s leaves, which held %(before)s") % names
        if self.kind == "claim":
            return _("%(what)s is claimed") % names
        if self.kind == "unclaim":
            return _("%(what)s is no longer claimed") % names
        if self.kind == "share":
            return _("Share of %(what)s: %(before)s → %(after)s") % names
        return _("%(what)s: %(before)s → %(after)s") % names


def named(kind: str, what: str) -> str:
    """What moves, in the reader's language where it is a post or a country."""
    if kind == "person":
        post = str(POSTS.get(what.replace(" ", "_"), what))
        return post[:1].upper() + post[1:]
    if kind in ("partner", "leaves", "share"):
        return reader.country(_codes().get(what, what))
    return what[:1].upper() + what[1:]


def placed(kind: str, text: str) -> str:
    """Where something is, or how much: "PL 38.7 %, IE 61.3 %" with the names of the countries."""
    if kind == "line":
        return ", ".join(_with_name(part) for part in text.split(", "))
    if kind in ("partner", "leaves", "share") and (share := _SHARE.fullmatch(text)):
        return reader.percent(Decimal(share[1]) / 100, 2)
    return text or "–"


def _with_name(part: str) -> str:
    found = _PART.fullmatch(part)
    if found is None:
        return part or "–"
    name = place_name(found[1])
    return f"{name} {reader.percent(Decimal(found[2]) / 100)}" if found[2] else name


@cache
def _codes() -> dict[str, str]:
    """Countries by the English names that the engine gives them."""
    codes = [str(one.alpha_2) for one in pycountry.countries] + ["XK"]
    return {country_name(code): code for code in codes}


def moves_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Move, ...]:
    """The moves of an answer as it is kept."""
    return tuple(
        Move(
            one["kind"],
            one["what"],
            one["before"] or "",
            one["after"] or "",
            _amount(one["amount"]),
            _amount(one["worth"]),
            one["row"],
        )
        for one in rows
    )


def _amount(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


@dataclass(frozen=True, slots=True)
class Step:
    """Moves that are taken together or not at all."""

    key: str
    moves: tuple[Move, ...]
    needs: tuple[str, ...] = ()
    """Keys of the steps without which it cannot be taken."""

    @property
    def worth(self) -> Decimal | None:
        """What its moves are worth, as far as each can be taken back alone."""
        known = [one.worth for one in self.moves if one.worth is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def words(self) -> str:
        """All of it, for the history."""
        return "; ".join(one.words for one in self.moves)


@dataclass(frozen=True)
class Found:
    """What a search started from, and what it found."""

    base: Film
    """The film that was searched."""
    best: Film
    """The film found."""
    moves: tuple[Move, ...]
    country_of: Callable[[str], str]
    """The country of a scheme, by its id."""

    @cached_property
    def parts(self) -> dict[int, tuple[BudgetLine, ...]]:
        """By the row of a line in the film searched, what has become of it in the one found.

        A line that went to several places keeps its row in its first part; the others follow it.
        """
        found: dict[int, list[BudgetLine]] = {}
        row: int | None = None
        for line in self.best.budget:
            row = row if line.row is None else line.row
            if row is not None:
                found.setdefault(row, []).append(line)
        return {key: tuple(lines) for key, lines in found.items()}

    @cached_property
    def joining(self) -> tuple[str, ...]:
        """Countries that co-produce in the film found and not in the one searched."""
        today = coproducing_countries(self.base)
        return tuple(one for one in coproducing_countries(self.best) if one not in today)

    def line(self, row: int) -> BudgetLine | None:
        """A line of the film searched."""
        return next((one for one in self.base.budget if one.row == row), None)

    def claimed(self, scheme: str) -> Source | None:
        """The film found's entry for a scheme."""
        return next((one for one in self.best.source if one.incentive == scheme), None)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All moves as steps: most worth first, partners ahead of those that need them."""
        made = tuple(_steps(self))
        return tuple(sorted(made, key=lambda one: (not one.moves, -(one.worth or Decimal(0)))))

    def step(self, key: str) -> Step | None:
        """The step of a key."""
        return next((one for one in self.steps if one.key == key), None)

    def with_needs(self, keys: Sequence[str]) -> tuple[Step, ...]:
        """The steps of these keys and all that they need, in the order in which they are taken."""
        wanted: set[str] = set()
        waiting = [key for key in keys if self.step(key)]
        while waiting:
            key = waiting.pop()
            step = self.step(key)
            if step is not None and key not in wanted:
                wanted.add(key)
                waiting += step.needs
        order = ("partners", "person", "line", "unclaim", "claim")
        return tuple(
            sorted(
                (one for one in self.steps if one.key in wanted),
                key=lambda one: order.index(one.key.partition(":")[0]),
            )
        )


def _steps(found: Found) -> Iterator[Step]:
    together = tuple(one for one in found.moves if one.kind in ("partner", "leaves", "share"))
    if together:
        yield Step(PARTNERS, together)
    lines = {one.row: one for one in found.moves if one.kind == "line" and one.row is not None}
    for move in found.moves:
        if move.kind == "person":
            row = paid_row(found.base, move.what)
            paid = lines.pop(row, None) if row is not None else None
            moves = (move, paid) if paid else (move,)
            yield Step(f"person:{move.what}", moves, _line_needs(found, row) if paid else ())
    for row, move in lines.items():
        yield Step(f"line:{row}", (move,), _line_needs(found, row))
    dropped = {one.before: one for one in found.moves if one.kind == "unclaim"}
    for scheme, move in dropped.items():
        yield Step(f"unclaim:{scheme}", (move,))
    for move in found.moves:
        if move.kind == "claim":
            yield Step(f"claim:{move.after}", (move,), _claim_needs(found, move.after, dropped))


def paid_row(film: Film, post: str) -> int | None:
    """Row of the line that pays a post whose candidates name one."""
    for one in film.placement.candidate:
        if one.line and one.post.value.replace("_", " ") == post:
            number = next(iter(lines_named(one.line, film.budget)), None)
            return None if number is None else film.budget[number].row
    return None


def _line_needs(found: Found, row: int | None) -> tuple[str, ...]:
    """The partners, where the line goes to a country that must co-produce for it."""
    if row is None or not found.joining:
        return ()
    number = next((n for n, one in enumerate(found.base.budget) if one.row == row), None)
    if number is None:
        return ()
    wishes = found.base.placement
    named = wishes.option or any(one.places for one in found.base.budget)
    offers: list[LinePlace] = [*found.base.budget[number].places]
    offers += [one for one in wishes.option if number in lines_of(one, found.base.budget)]
    bound = {country_and_region(one.place)[0] for one in offers if one.needs_partner}
    there = {one.country for one in found.parts.get(row, ()) if one.country in found.joining}
    return (PARTNERS,) if there and (not named or there & bound) else ()


def _claim_needs(found: Found, scheme: str, dropped: Mapping[str, Move]) -> tuple[str, ...]:
    """The partners, where one who joins brings it; and that a rival of its country goes."""
    source = found.claimed(scheme)
    needs = [PARTNERS] if source and source.coproducer in found.joining else []
    country = found.country_of(scheme)
    needs += [f"unclaim:{one}" for one in dropped if found.country_of(one) == country]
    return tuple(needs)
