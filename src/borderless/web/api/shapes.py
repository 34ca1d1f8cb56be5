"""What the API gives and takes, besides the film's own document."""

from __future__ import annotations

import re
from datetime import date as Day
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import BeforeValidator

from borderless.film.document import Country
from borderless.web.films.models import Film, Revision
from borderless.web.jobs.models import Job

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _iso(value: object) -> object:
    """Refuses numbers, which would be read as seconds since 1970."""
    if isinstance(value, Day) or (isinstance(value, str) and _ISO_DAY.fullmatch(value)):
        return value
    raise ValueError("write a day as 2026-01-31")


IsoDay = Annotated[Day, BeforeValidator(_iso)]


class Problem(Schema):
    """Why a request was not done."""

    detail: Any
    """One sentence; for a body that cannot be read, every fault with its place."""
    revision: int | None = None
    """The newest revision, where the request was made from an older one."""


def answers(given: Any, *more: int, status: int = 200) -> dict[int, Any]:
    """What an operation may answer: what it gives, and the problems that any may have and `more`.

    400 a body that is no JSON, 401 no token that is known, 403 the token or the role is not
    enough, 404 nothing there, 422 a parameter or body that cannot be read.
    """
    return {status: given} | dict.fromkeys(sorted({400, 401, 403, 404, 422, *more}), Problem)


class FilmOut(Schema):
    """A film as lists have it."""

    id: UUID
    title: str
    role: str
    revision: int
    """Number of the newest revision."""
    changed_at: datetime


class FilmsOut(Schema):
    """A page of films."""

    items: list[FilmOut]
    count: int
    """Of all pages."""


class FilmIn(Schema):
    """A film to be made."""

    title: str = Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*\S[^\x00-\x1f]*$")
    delegate: Country
    """ISO 3166-1 country of the delegate producer."""


class RevisionOut(Schema):
    """A revision as lists have it."""

    number: int
    author: str | None
    created_at: datetime
    kind: str
    what: str
    files: list[str]
    """Paths of the folder's files."""
    readable: bool
    """Whether the files can be read as a film; else `findings` of the plan say why not."""


class RevisionsOut(Schema):
    """A page of revisions, the newest first."""

    items: list[RevisionOut]
    count: int


class SavedOut(Schema):
    """What a save came to."""

    revision: int
    changed: bool
    """False where the film was like that already."""


class FindingOut(Schema):
    """One sentence about the film; see `borderless explain CODE`."""

    code: str
    severity: Literal["error", "warning", "info"]
    message: str
    place: str | None = None
    fix: str | None = None


class PlanOut(Schema):
    """The finance plan, as `borderless plan --json` has it; null while the film cannot be read."""

    revision: int
    as_of: Day
    plan: dict[str, Any] | None
    findings: list[FindingOut]


class JobIn(Schema):
    """Long work to be started on the newest revision."""

    kind: Literal["placement", "sweep", "risk", "backtest"]
    params: dict[str, str | int | float | bool] = Field(default={}, max_length=20)
    as_of: IsoDay | None = None
    """Read the rulebook as of this day; else the film's day, or today."""


class JobOut(Schema):
    """Long work: where it stands, and what came out."""

    id: UUID
    kind: str
    state: str
    revision: int
    outdated: bool
    """Whether the film has changed since."""
    done: int
    total: int
    phase: str
    asked_at: datetime
    ended_at: datetime | None
    error: str
    result: dict[str, Any] | None = None
    """Left out in lists."""
    findings: list[dict[str, Any]] = []


class RuleOut(Schema):
    """A rule as lists have it."""

    id: str
    kind: str
    name: str
    country: str | None
    verified: bool


def film_out(film: Film, role: str) -> FilmOut:
    """A film for a person of a role."""
    return FilmOut(
        id=film.pk, title=film.title, role=role, revision=film.head, changed_at=film.changed_at
    )


def revision_out(revision: Revision, *, is_readable: bool, sees_money: bool) -> RevisionOut:
    """A revision; what was done may name money, so that only those who see money read it."""
    return RevisionOut(
        number=revision.number,
        author=str(revision.author) if revision.author else None,
        created_at=revision.created_at,
        kind=revision.kind,
        what=revision.what if sees_money else "",
        files=sorted(revision.manifest) if sees_money else [],
        readable=is_readable,
    )


def job_out(job: Job, *, whole: bool) -> JobOut:
    """A job, with its result where `whole`."""
    return JobOut(
        id=job.pk,
        kind=job.kind,
        state=job.state,
        revision=job.revision.number,
        outdated=job.is_outdated,
        done=job.done,
        total=job.total,
        phase=job.phase,
        asked_at=job.asked_at,
        ended_at=job.ended_at,
        error=job.error,
        result=job.result if whole else None,
        findings=job.findings if whole else [],
    )
