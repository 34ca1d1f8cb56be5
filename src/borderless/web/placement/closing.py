"""What was left open and is now decided: a line that has moved is offered to nobody again.

A factor or a quote says what the line costs elsewhere as it was, so an offer for a line that has
moved would be read against the wrong amount.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from borderless.film.model import BudgetLine, Film
from borderless.film.placement_lines import lines_named, lines_of
from borderless.film.wishes import LineOption
from borderless.web.placement.moves import Found


def with_lines_closed(film: Film, found: Found, rows: Sequence[int]) -> Film:
    """The film whose wishes offer no place any more for the lines of these rows.

    Args:
        film: the film with the lines already moved.
        found: what the search found.
        rows: of the lines in the film that was searched.
    """
    moved = [part for row in rows for part in found.parts.get(row, ())]
    names = {_name(one) for one in moved}
    numbers = frozenset(n for n, line in enumerate(film.budget) if _name(line) in names)
    if not numbers:
        return film
    options = tuple(_kept(film, numbers))
    placement = film.placement.model_copy(update={"option": options})
    still = {n for one in options for n in lines_of(one, film.budget)} & numbers
    pins = dict.fromkeys([*placement.pinned, *_pins(film, sorted(still))])
    return film.model_copy(
        update={"placement": placement.model_copy(update={"pinned": tuple(pins)})}
    )


def _name(line: BudgetLine) -> tuple[str, str]:
    return line.account, line.description


def _kept(film: Film, closed: frozenset[int]) -> Iterator[LineOption]:
    """The options without the lines that are closed; one that is left without any goes."""
    for option in film.placement.option:
        meant = frozenset(lines_of(option, film.budget))
        if meant and meant <= closed:
            continue
        left = tuple(
            name for name in option.lines if not frozenset(lines_named(name, film.budget)) <= closed
        )
        yield option.model_copy(update={"lines": left}) if option.lines else option


def _pins(film: Film, numbers: Sequence[int]) -> Iterator[str]:
    """Names that stand for these lines alone, or nothing where a line has none."""
    counts = Counter(
        name.strip().casefold() for line in film.budget for name in {line.description, line.account}
    )
    for number in numbers:
        line = film.budget[number]
        for name in (line.description, line.account):
            if name and counts[name.strip().casefold()] == 1:
                yield name
                break
