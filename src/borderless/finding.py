"""What every check returns: one sentence with a stable code, a place and a way out.

A finding never raises and is never a bare string. The terminal, the JSON output, the HTML
report and later the web pages only render findings; none of them adds a judgement of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters to the person who reads it."""

    ERROR = "error"
    """The film or plan cannot stand as it is."""
    WARNING = "warning"
    """Money or status is at risk, or a figure rests on something nobody checked."""
    INFO = "info"
    """Worth knowing; nothing is wrong."""


class Verdict(StrEnum):
    """The three answers the rulebook gives; *not known* is never folded into the other two."""

    QUALIFIES = "qualifies"
    DOES_NOT = "does not"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the user's files a finding points: file, 1-based line, field."""

    file: str
    line: int | None = None
    field: str | None = None

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return where if self.field is None else f"{where} {self.field}"


@dataclass(frozen=True, slots=True)
class Reference:
    """The rule a finding rests on: whose rule, which version and article, and how sure we are."""

    rule: str
    article: str = ""
    version: str = ""
    verified: bool = True
    url: str = ""
    theirs: str = ""
    """The folder of the user's own rules when the rule is not ours, else empty."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about a film, with everything needed to act on it."""

    code: str
    severity: Severity
    message: str
    place: Place | None = None
    figures: dict[str, str] = field(default_factory=dict)
    reference: Reference | None = None
    fix: str | None = None

    def __str__(self) -> str:
        head = f"{self.place}: " if self.place else ""
        tail = f" Fix: {self.fix}" if self.fix else ""
        return f"{head}{self.code} {self.message}{tail}"


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding says that the film cannot stand as it is."""
    return any(finding.severity is Severity.ERROR for finding in findings)
