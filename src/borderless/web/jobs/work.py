"""What long work is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date as Day
from threading import Event
from typing import Any

from borderless.finding import Finding
from borderless.web.films.reading import FilmReading

Say = Callable[[int, int, str], None]
"""How much is done, of how much (0: not known), and what is being done."""


@dataclass(frozen=True, slots=True)
class Work:
    """A job as its runner sees it."""

    reading: FilmReading
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
