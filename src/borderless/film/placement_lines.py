"""Which lines of the budget the wishes of `[placement]` speak of.

A line is named by its account code or its description, in capitals or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from borderless.film.faults import closest, quoted
from borderless.film.film_sentences import Problem
from borderless.film.model import BudgetLine, Film
from borderless.film.toml_places import Keys
from borderless.film.wishes import LineOption

_MOST_NAMES = 4_000  # among which the closest is looked for


def lines_named(name: str, budget: Sequence[BudgetLine]) -> tuple[int, ...]:
    """Numbers of the lines whose account code or description is `name`, counted from 0."""
    return tuple(_numbers_by_name(budget).get(_folded(name), ()))


def lines_of(option: LineOption, budget: Sequence[BudgetLine]) -> tuple[int, ...]:
    """Numbers of the lines that an option is for, counted from 0.

    What an option names narrows its lines: those of `lines`, of which those in `phase`, and so on.
    """
    numbers = _numbers_by_name(budget) if option.lines else {}
    named = {number for name in option.lines for number in numbers.get(_folded(name), ())}
    departments = {_folded(department) for department in option.department}
    return tuple(
        number
        for number, line in enumerate(budget)
        if (not option.lines or number in named)
        and (not option.phase or line.phase in option.phase)
        and (not departments or _folded(line.department) in departments)
        and (option.vfx is None or option.vfx == line.vfx)
    )


def line_problems(data: dict[str, Any], budget: Sequence[BudgetLine]) -> Iterator[Problem]:
    """Names in `[placement]` that are no line of the budget, or several where one is meant.

    Reads the data itself, so that it works beside other errors.
    """
    numbers = _numbers_by_name(budget)
    for keys, name, only in _names(data):
        found = numbers.get(_folded(name), ())
        if not found:
            yield _not_there(keys, name, budget)
        elif only and len(found) > 1:
            yield _several(keys, name, only, [budget[number] for number in found])


def idle_options(film: Film) -> Iterator[Problem]:
    """Options that fit no line although every line that they name is there."""
    numbers = _numbers_by_name(film.budget) if film.placement.option else {}
    for number, option in enumerate(film.placement.option):
        named = all(_folded(name) in numbers for name in option.lines)
        if named and not lines_of(option, film.budget):
            yield Problem(
                "FLM025",
                ("placement", "option", number),
                f"Placement.option {number + 1} ({option.place}) fits no line of the budget.",
                "Each of `lines`, `phase`, `department` and `vfx` narrows; leave out one of them.",
            )


def _names(data: dict[str, Any]) -> Iterator[tuple[Keys, str, str]]:
    """Every name of a line with its place, and what it would be ambiguous for."""
    placement = data.get("placement")
    if not isinstance(placement, dict):
        return
    for key in ("pinned", "whole"):
        yield from _texts(("placement", key), placement.get(key), "")
    for number, option in _entries(placement.get("option")):
        only = "a quote" if option.get("quote") is not None else ""
        yield from _texts(("placement", "option", number, "lines"), option.get("lines"), only)
    for number, candidate in _entries(placement.get("candidate")):
        if isinstance(line := candidate.get("line"), str) and line:
            yield ("placement", "candidate", number, "line"), line, "a post"


def _texts(keys: Keys, value: Any, only: str) -> Iterator[tuple[Keys, str, str]]:
    for number, text in enumerate(value if isinstance(value, list) else ()):
        if isinstance(text, str):
            yield (*keys, number), text, only


def _entries(value: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, entry in enumerate(value if isinstance(value, list) else ()):
        if isinstance(entry, dict):
            yield number, entry


def _not_there(keys: Keys, name: str, budget: Sequence[BudgetLine]) -> Problem:
    names = [text for line in budget for text in (line.description, line.account) if text]
    near = closest(name, list(dict.fromkeys(names))[:_MOST_NAMES])
    message = f"No line of the budget has the account or description {quoted(name)}"
    message += f"; did you mean {quoted(near)}?" if near else "."
    return Problem("FLM023", keys, message, "Write it as the budget's file does.")


def _several(keys: Keys, name: str, only: str, lines: Sequence[BudgetLine]) -> Problem:
    shown = ", ".join(quoted(line.description or line.account, 30) for line in lines[:3])
    more = f" and {len(lines) - 3} more" if len(lines) > 3 else ""
    message = f"{quoted(name)} names {len(lines)} lines ({shown}{more}), but {only} is for one."
    fix = "Name the one that is meant by what it alone has: its description, or its account."
    return Problem("FLM024", keys, message, fix)


def _numbers_by_name(budget: Sequence[BudgetLine]) -> dict[str, list[int]]:
    numbers: dict[str, list[int]] = {}
    for number, line in enumerate(budget):
        for name in {_folded(line.account), _folded(line.description)} - {""}:
            numbers.setdefault(name, []).append(number)
    return numbers


def _folded(text: str) -> str:
    return text.strip().casefold()
