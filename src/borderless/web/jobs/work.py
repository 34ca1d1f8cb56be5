"""What long work is given, and what it gives back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from threading import Event
from typing import Any, Protocol

from borderless.dossier.plan_json import to_json
from borderless.finding import Finding
from borderless.web.films.reading import FilmReading


class Say(Protocol):
    """Tells how far the work is; costs nothing, as the next heartbeat carries it on."""

    def __call__(
        self, done: int, total: int, phase: str, figures: Mapping[str, Any] | None = None
    ) -> None:
        """How much is done, of how much (0: not known), what is being done, what is known."""


@dataclass(frozen=True, slots=True)
class Work:
    """A job as its runner sees it."""

    reading: FilmReading
    files: Callable[[], Mapping[str, bytes]]
    """The folder that was read, for work that hands its own rules on."""
    as_of: Day
    params: dict[str, Any]
    say: Say
    cancel: Event
    """Set when somebody cancels or the time is over: stop soon, with what there is."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out: plain data that JSON can hold, or None where nothing can be said."""

    result: dict[str, Any] | None
    findings: tuple[Finding, ...] = field(default=())


def plain(data: Any) -> Any:
    """Data as JSON gives it back: amounts as numbers, days as texts.

    Raises:
        ValueError: a figure is not finite, which JSON cannot hold.
    """
    return json.loads(to_json(data), parse_constant=_refuse)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no figure that JSON can hold")
