"""One parameter of a rule replaced by another value, without touching the rest.

A path names the parameter: `rate` (the first step's that has one), `credit_to_date.rate`,
`qualifying.at_most.1.share`, `deduction.brackets.2.rate`, `credit.switch.1.rate`,
`gate.1.at_least`. Places in a list count from 1. The new version shares every untouched part with
the old one, so evaluating it again costs no more than evaluating the old one.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from borderless.rulebook.cited import RuleData
from borderless.rulebook.scheme import Version


class NoSuchParameterError(KeyError):
    """A what-if names a parameter that the rule does not have."""

    def __init__(self, path: str, known: list[str]) -> None:
        super().__init__(path)
        self.path = path
        self.known = known

    def __str__(self) -> str:
        return f"the rule has no parameter {self.path!r}; it has {', '.join(self.known)}"


def with_parameter(version: Version, path: str, value: Decimal) -> Version:
    """The version with one number replaced.

    Raises:
        NoSuchParameterError: the path leads to no number of the version.
    """
    keys = full_path(version, path).split(".")
    if keys[0] != "gate":
        index = next(n for n, step in enumerate(version.step, 1) if step.name == keys[0])
        keys = ["step", str(index), *keys[1:]]
    changed: Version = _replaced(version, keys, value)
    return changed


def full_path(version: Version, path: str) -> str:
    """The path with its step: a bare `rate` is that of the first step that has one.

    Raises:
        NoSuchParameterError: the path leads to no number of the version.
    """
    known = list(parameters(version))
    if path in known:
        return path
    for candidate in known:
        if candidate.endswith(f".{path}") and candidate.count(".") == path.count(".") + 1:
            return candidate
    raise NoSuchParameterError(path, known)


def parameters(version: Version) -> dict[str, Decimal]:
    """Every number of the version by its path: steps first, then gates."""
    found: dict[str, Decimal] = {}
    for step in version.step:
        found.update(_numbers(step, step.name))
    for number, gate in enumerate(version.gate, 1):
        found.update(_numbers(gate, f"gate.{number}"))
    return found


def _numbers(part: Any, path: str) -> Iterator[tuple[str, Decimal]]:
    if isinstance(part, Decimal):
        yield path, part
    elif isinstance(part, RuleData):
        # A step's own rate is listed before those of its limits, so that a bare name finds it.
        for name in type(part).model_fields:
            yield from _numbers(getattr(part, name), f"{path}.{name.rstrip('_')}")
    elif isinstance(part, tuple):
        for number, one in enumerate(part, 1):
            yield from _numbers(one, f"{path}.{number}")


def _replaced(part: Any, keys: list[str], value: Decimal) -> Any:
    if not keys:
        return value
    head, *rest = keys
    if isinstance(part, tuple):
        index = int(head) - 1
        return (*part[:index], _replaced(part[index], rest, value), *part[index + 1 :])
    assert isinstance(part, RuleData)
    name = head if head in type(part).model_fields else f"{head}_"
    return part.model_copy(update={name: _replaced(getattr(part, name), rest, value)})
