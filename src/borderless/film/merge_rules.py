"""What may be joined key by key, and what means something only together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from borderless.film.agreement import disagreements
from borderless.film.entries import keys_of, plain
from borderless.film.toml_money import MONEY
from borderless.film.toml_places import Keys

_TOGETHER: tuple[tuple[str, ...], ...] = (
    ("country", "region"),
    ("overspend_low", "overspend_mid", "overspend_high"),
)
"""Keys that mean something only together: one side's country with the other's region does not."""
_MEASURED_IN: Mapping[str, Mapping[Keys, tuple[str, ...]]] = {
    "currency": {
        **{
            names: (*money, "drawn", "part") if names[-1] == "claim" else money
            for names, money in MONEY.items()
        },
        ("budget",): ("amount",),
        ("budget", "places"): ("quote",),
    },
    "base": {("rates",): ("per_base",)},
}
"""What a key is the unit of. Where it changes, they change together: an amount in one side's
currency is not the other's."""
_AGREEING: tuple[Keys, ...] = (
    ("coproducer",),
    ("person",),
    ("phase",),
    ("source",),
    ("placement", "partner"),
    ("placement", "candidate"),
)
"""Lists whose entries have to agree with each other, as shares that sum to 1 do."""


def units_of(names: Keys, versions: Sequence[BaseModel]) -> Iterator[dict[str, str]]:
    """The keys of a part of the film, each with its attribute's name, in units that change as one.

    Args:
        names: where it stands, without numbers.
        versions: the base and what was made of it.
    """
    base, *others = versions
    keys = dict(keys_of(base))
    groups = [group for group in _TOGETHER if keys.keys() >= set(group)]
    for unit, measures in _MEASURED_IN.items():
        if names in measures and any(getattr(o, unit) != getattr(base, unit) for o in others):
            groups.append((unit, *measures[names]))
    left = dict(keys)
    for key in keys:
        group = next((group for group in groups if key in group), (key,))
        if unit_keys := {one: left.pop(one) for one in group if one in left}:
            yield unit_keys


def has_rules(kind: type[BaseModel]) -> bool:
    """Whether values that are each allowed may be wrong together."""
    return bool(kind.__pydantic_decorators__.model_validators) or any(
        hasattr(rule, "min_length")
        for field in kind.model_fields.values()
        for rule in field.metadata
    )


def made(like: BaseModel, values: Mapping[str, Any]) -> BaseModel | None:
    """A part of the film with these attributes; None where they are not allowed together."""
    try:
        return type(like).model_validate({key: values[name] for key, name in keys_of(like)})
    except ValidationError:
        return None


def quarrels(names: Keys, entries: Sequence[BaseModel], delegate: str) -> set[str]:
    """What the entries of a list say against each other; nothing of lists where any may stand.

    Args:
        names: keys of the list, without numbers.
        entries: its entries.
        delegate: country of the film's delegate producer.
    """
    if names not in _AGREEING:
        return set()
    data: Any = [plain(entry) for entry in entries]
    for key in reversed(names):
        data = {key: data}
    return {problem.message for problem in disagreements({"delegate": delegate} | data)}


def is_words(value: Any) -> bool:
    """Whether it is a list of words, such as countries, and not of tables."""
    return isinstance(value, tuple) and all(isinstance(one, str) for one in value)


def may_be_woven(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether no word was replaced by both, by one with this and by the other with that."""
    was, wanted, now = set(base), set(mine), set(theirs)
    return not (was - wanted) & (was - now) or wanted - was == now - was
