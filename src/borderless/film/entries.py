"""The entries of a film's lists: what names each, and which is which in two versions of a film."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from borderless.film.model import BudgetLine, Film
from borderless.film.places import country_name
from borderless.film.toml_places import Keys

_TIERS: tuple[Keys, ...] = tuple(
    ("recoupment", *above, "tier") for above in ((), ("onward",), ("view",), ("amendment",))
)
NAMED_BY: Mapping[Keys, tuple[str, ...]] = {
    ("coproducer",): ("company",),
    ("person",): ("post", "name"),
    ("phase",): ("stage", "name"),
    ("source",): ("incentive", "name", "coproducer"),
    ("placement", "partner"): ("country",),
    ("placement", "option"): ("place", "lines", "phase", "department", "vfx"),
    ("placement", "spend"): ("place",),
    ("placement", "candidate"): ("post", "name"),
    ("recoupment", "deal"): ("name",),
    ("recoupment", "agent"): ("name",),
    **dict.fromkeys(_TIERS, ("name",)),
    **{(*tier, "claim"): ("party", "source") for tier in _TIERS},
    **{(*tier, "claim", "part"): ("party", "of") for tier in _TIERS},
    ("recoupment", "onward"): ("party",),
    ("recoupment", "view"): ("name",),
    ("recoupment", "amendment"): ("name", "signed"),
    ("recoupment", "amendment", "deal"): ("name",),
    ("cash", "cost"): ("lines",),
    ("cash", "loan"): ("kind", "name"),
    ("budget",): ("account", "description"),
    ("budget", "places"): ("place",),
}
"""The lists whose entries have a name of their own, by their keys without numbers, and what tells
an entry that was changed from one that is new. The other lists, such as instalments, are one value.
"""

_ALIKE = 2 / 3
"""Part of what two entries say that is the same in an entry that was renamed where it stands."""
_LOOKED_AT = 5
"""Old entries that a renamed one is held against, so that a whole new budget is read quickly."""

_TABLES: Mapping[Keys, str] = {
    ("dates",): "dates",
    ("rates",): "exchange rates",
    ("rates", "per_base"): "exchange rates",
    ("facts",): "facts",
    ("test",): "points",
    ("placement",): "placement",
    ("placement", "probability"): "probability of schemes",
    ("recoupment",): "recoupment",
    ("recoupment", "events"): "events of the recoupment",
    ("risk",): "risk",
    ("risk", "stands"): "how surely sources pay",
    ("risk", "differential"): "interest differentials",
    ("cash",): "cash flow",
    ("cash", "events"): "events of the cash flow",
    ("cash", "curve"): "spread of costs",
    ("cash", "vat"): "VAT",
    ("cash", "vat", "rate"): "VAT rates",
}


def names_of(path: Keys) -> Keys:
    """A path without the numbers of entries."""
    return tuple(key for key in path if isinstance(key, str))


def keys_of(document: BaseModel) -> Iterator[tuple[str, str]]:
    """The keys of a part of the film as film.toml writes them, each with its attribute's name.

    A budget line's row is not one: it says where the line stands in a file, not what it is.
    """
    for name, field in type(document).model_fields.items():
        if not (name == "row" and isinstance(document, BudgetLine)):
            yield field.alias or name, name


def without_rows(film: Film) -> Film:
    """The film with lines that know nothing of the file they were read from."""
    lines = tuple(line.model_copy(update={"row": None}) for line in film.budget)
    return film.model_copy(update={"budget": lines})


def plain(value: Any) -> Any:
    """A value without our own kinds: words for enumerations, and what a document says as a dict."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return {
            key: plain(part)
            for key, name in keys_of(value)
            if (part := getattr(value, name)) != fields[name].get_default()
        }
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, Mapping):
        return {plain(key): plain(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return tuple(plain(part) for part in value)
    return value


def same_entries(
    old: Sequence[Any], new: Sequence[Any], named_by: Sequence[str]
) -> list[int | None]:
    """For each new entry, the old one it is or was changed from; None for one that is new.

    An entry is the same if it says the same; else if it has the same name; else if it stands
    between the same neighbours and says nearly the same. Rows of budget lines tell nothing, as
    they are counted anew in each version of the file; give the lines without them.
    """
    origins: list[int | None] = [None] * len(new)
    shorter = min(len(old), len(new))
    start = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    end = next((n for n in range(shorter - start) if old[-1 - n] != new[-1 - n]), shorter - start)
    origins[:start] = range(start)
    origins[len(new) - end :] = range(len(old) - end, len(old))
    free = list(range(start, len(old) - end))
    free = _claimed(old, new, origins, free, lambda entry: entry)
    if named_by:
        free = _claimed(
            old, new, origins, free, lambda entry: tuple(getattr(entry, key) for key in named_by)
        )
        _claim_alike(old, new, origins, free)
    return origins


def _claimed(
    old: Sequence[Any],
    new: Sequence[Any],
    origins: list[int | None],
    free: list[int],
    told: Callable[[Any], Any],
) -> list[int]:
    """Gives new entries the free old ones that `told` says they are; what is still free."""
    left: dict[Any, list[int]] = {}
    for number in reversed(free):
        left.setdefault(told(old[number]), []).append(number)
    taken = set()
    for number, entry in enumerate(new):
        if origins[number] is None and (same := left.get(told(entry))):
            origins[number] = same.pop()
            taken.add(origins[number])
    return [number for number in free if number not in taken]


def _claim_alike(
    old: Sequence[Any], new: Sequence[Any], origins: list[int | None], free: list[int]
) -> None:
    """Entries between the same neighbours that say nearly the same: one was renamed."""
    ends: list[int] = [len(old)] * len(new)
    above = len(old)
    for number in reversed(range(len(new))):
        ends[number] = above
        above = known if (known := origins[number]) is not None else above
    below = -1
    for number, entry in enumerate(new):
        if (origin := origins[number]) is None:
            between = free[bisect_right(free, below) : bisect_left(free, ends[number])]
            near = between[:_LOOKED_AT]
            origin = next((o for o in near if _likeness(old[o], entry) >= _ALIKE), None)
            if origin is None:
                continue
            origins[number] = origin
            free.remove(origin)
        below = origin


def _likeness(one: BaseModel, other: BaseModel) -> float:
    """Part of what either says, 0-1, that both say."""
    first, second = plain(one), plain(other)
    said = first.keys() | second.keys()
    return sum(first.get(key) == second.get(key) for key in said) / len(said) if said else 0.0


def is_told_apart(entry: BaseModel, named_by: Sequence[str]) -> bool:
    """Whether the entry's name is one that no other entry should have."""
    if isinstance(entry, BudgetLine):
        return False  # the same line may well be there twice
    names = [key for key in named_by if key in ("name", "incentive")] or named_by
    return any(getattr(entry, key) for key in names)


def title_of(names: Keys, entry: BaseModel, around: str = "") -> str:
    """An entry as one speaks of it: `source "DR"`, `budget line 1100 Script fee`.

    Args:
        names: keys of its list, without numbers.
        entry: the entry.
        around: title of the entry that it is a part of.
    """
    said = plain(entry)
    name = said.get("name", "")
    inside = f" in {around}" if len(names) > 2 else ""
    match names[-1]:
        case "coproducer":
            return f"co-producer {said['company']}"
        case "person":
            return f"{_words(said['post'])} {name}"
        case "candidate":
            return f"candidate {name} ({_words(said['post'])})"
        case "phase":
            return f"phase {said['stage']}" + (f", {name}" if name else "")
        case "source":
            return f'source "{name or said["incentive"]}"'
        case "budget":
            told = f"{said.get('account', '')} {said.get('description', '')}".strip()
            return f"budget line {told}".strip()
        case "places":
            return f"{country_name(said['place'])} as another place of {around}"
        case "partner":
            return f"possible partner {country_name(said['country'])}"
        case "spend":
            return f"spend in {country_name(said['place'])}"
        case "option":
            lines = [*said.get("lines", ()), *said.get("department", ()), *said.get("phase", ())]
            lines += ["visual effects"] if said.get("vfx") else []
            return f"option {country_name(said['place'])} for {', '.join(lines) or 'lines'}"
        case "claim":
            return f"claim of {said['party']}{inside}"
        case "part":
            return f"part of {said['party']}{inside}"
        case "onward":
            return f"what {said['party']} passes on"
        case "cost":
            return f"payment of {', '.join(said['lines'])}"
        case "agent":
            return f'sales agent "{name}"'
        case "loan":
            return f'loan "{name}"' if name else f"loan ({_words(said['kind'])})"
        case "amendment":
            return f'amendment "{name}"' if name else f"amendment of {said['signed']}"
        case word:  # tier, deal, view: those of the account stand for themselves
            return f'{word} "{name}"{inside}'


def table_title(names: Keys, around: str) -> str:
    """A part of the film that is no list, as one speaks of it."""
    if names in _TABLES:
        return _TABLES[names]
    if len(names) > 1 and names[:-1] in _TABLES:  # [facts.pl-rebate]
        return f"{_TABLES[names[:-1]]} of {names[-1]}"
    word = {"when": "conditions"}.get(str(names[-1]), _words(str(names[-1])))
    return f"{word} of {around}"


def _words(code: str) -> str:
    return code.replace("_", " ")
