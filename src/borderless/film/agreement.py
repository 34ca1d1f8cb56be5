"""What the entries of film.toml say together: shares that sum to 1, nothing entered twice."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from borderless.film.faults import quoted
from borderless.film.film_sentences import Problem


def disagreements(data: dict[str, Any]) -> Iterator[Problem]:
    """Problems between entries. Reads the data itself, so that it works beside other errors."""
    yield from _shares(data)
    yield from _twice(data, "coproducer", ("company",))
    yield from _twice(data, "person", ("post", "name"))
    yield from _twice(data, "source", ("name", "coproducer"))
    yield from _twice(data, "source", ("incentive",))
    yield from _phases_twice(data)
    placement = data.get("placement")
    if isinstance(placement, dict):
        yield from _wished_twice(placement, "partner", ("country",))
        yield from _wished_twice(placement, "candidate", ("post", "name"))


def _entries(data: dict[str, Any], key: str) -> list[tuple[int, dict[str, Any]]]:
    found = data.get(key)
    if not isinstance(found, list):
        return []
    return [(number, entry) for number, entry in enumerate(found) if isinstance(entry, dict)]


def _shares(data: dict[str, Any]) -> Iterator[Problem]:
    """Shares of the co-producers, to the last digit.

    A delegate producer who is not listed holds what is left. An executive producer holds none.
    """
    holders = [e for _, e in _entries(data, "coproducer") if e.get("role") != "executive"]
    given = [
        Decimal(entry["share"])
        for entry in holders
        if isinstance(entry.get("share"), int | Decimal) and not isinstance(entry["share"], bool)
    ]
    if not given or not all(share.is_finite() and 0 <= share <= 1 for share in given):
        return
    total = sum(given, Decimal(0))
    listed = any(
        entry.get("role") == "delegate" or entry.get("country") == data.get("delegate")
        for entry in holders
    )
    shown = f"{total.normalize():f}"
    if len(given) == len(holders) and listed and total != 1:
        yield Problem(
            "FLM018",
            ("coproducer",),
            f"The co-producers' shares sum to {shown}; they should sum to 1.",
            f"{'Give' if total < 1 else 'Take'} {abs(1 - total).normalize():f} "
            f"{'to' if total < 1 else 'from'} one of them.",
        )
    elif total > 1 or (total == 1 and not listed):
        rest = "nothing" if total == 1 else "less than nothing"
        whom = "the co-producers without a share" if listed else "the delegate producer"
        yield Problem(
            "FLM018",
            ("coproducer",),
            f"The co-producers' shares sum to {shown}, which leaves {rest} for {whom}.",
            "List every producer with a share, so that they sum to 1.",
        )


def _twice(data: dict[str, Any], key: str, fields: tuple[str, ...]) -> Iterator[Problem]:
    for number, first, shown in _same(data, key, fields):
        yield Problem(
            "FLM022",
            (key, number),
            f"{key.capitalize()} {number + 1} is {shown}, "
            f"as is {key} {first + 1}; one of them may be a copy.",
            "Delete one, or give them different names.",
        )


def _wished_twice(
    placement: dict[str, Any], key: str, fields: tuple[str, ...]
) -> Iterator[Problem]:
    """Two wishes for one partner or one person could contradict each other."""
    for number, first, shown in _same(placement, key, fields):
        yield Problem(
            "FLM026",
            ("placement", key, number),
            f"Placement.{key} {number + 1} is {shown}, as is placement.{key} {first + 1}.",
            "Keep one of the two.",
        )


def _same(
    data: dict[str, Any], key: str, fields: tuple[str, ...]
) -> Iterator[tuple[int, int, str]]:
    """Entries that are named as an earlier one: their numbers, and the name."""
    first: dict[tuple[str, ...], int] = {}
    for number, entry in _entries(data, key):
        if not isinstance(entry.get(fields[0]), str) or not entry[fields[0]].strip():
            continue
        named = tuple(str(entry.get(field, "")).strip().casefold() for field in fields)
        if named in first:
            shown = " ".join(quoted(entry[field]) for field in fields if field in entry)
            yield number, first[named], shown
        first.setdefault(named, number)


def _phases_twice(data: dict[str, Any]) -> Iterator[Problem]:
    """Two equal phases would count their shooting days twice."""
    phases = _entries(data, "phase")
    for place, (number, phase) in enumerate(phases):
        same = next((n for n, earlier in phases[:place] if earlier == phase), None)
        if same is not None:
            yield Problem(
                "FLM022",
                ("phase", number),
                f"Phase {number + 1} is the same as phase {same + 1}; its days count twice.",
                "Delete one of them.",
            )
