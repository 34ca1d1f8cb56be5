"""Films and their revisions; a save names the revision it was made from, or is refused."""

from __future__ import annotations

import re
from typing import Annotated
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Query, Router, Status
from ninja.errors import HttpError

from borderless.dossier.plan_json import plan_data, to_json
from borderless.film.archive import pack
from borderless.film.folder import CannotWriteError
from borderless.film.model import Film as FilmDocument
from borderless.finding import Finding
from borderless.web.api.models import Scope
from borderless.web.api.shapes import (
    FilmIn,
    FilmOut,
    FilmsOut,
    FindingOut,
    IsoDay,
    PlanOut,
    Problem,
    RevisionOut,
    RevisionsOut,
    SavedOut,
    answers,
    film_out,
    revision_out,
)
from borderless.web.api.tokens import Token, film_access, user_of
from borderless.web.films.access import Access, Can, films_of, role_of
from borderless.web.films.actions.making import MakeFilm, new_files
from borderless.web.films.actions.saving import SaveFilm
from borderless.web.films.models import Revision, RevisionKind
from borderless.web.films.reading import day_of, plan_of, reading_of
from borderless.web.films.store import NoRoomError, StaleError, files_of

router = Router(tags=["films"])
reads = Token(Scope.FILMS_READ)
writes = Token(Scope.FILMS_WRITE)

Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="How many to pass over.")]
Number = Annotated[int, Path(ge=1, le=2_000_000_000)]
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The ETag of the revision that the change was made from."),
]
_ETAG = re.compile(r'^(?:W/)?"(\d{1,9})-[0-9a-f]{12}"$')


def etag(revision: Revision) -> str:
    """The entity tag of a revision: its number and the beginning of its digest."""
    return f'"{revision.number}-{revision.digest[:12]}"'


@router.get("", response=answers(FilmsOut), auth=reads)
def list_films(request: HttpRequest, limit: Limit = 50, offset: Offset = 0) -> FilmsOut:
    """The films that you may see, the newest change first."""
    user = user_of(request)
    films = films_of(user)
    page = list(films[offset : offset + limit])
    return FilmsOut(
        items=[film_out(film, role_of(user, film) or "") for film in page], count=films.count()
    )


@router.post("", response=answers(FilmOut, 413, status=201), auth=writes)
def make_film(request: HttpRequest, body: FilmIn) -> Status[FilmOut]:
    """Makes a film with a film.toml and a budget.csv that explain themselves; you own it."""
    try:
        files = new_files(body.title, body.delegate)
    except ValueError as error:
        raise HttpError(422, str(error)) from error
    film = MakeFilm(user_of(request), files, body.title, RevisionKind.CREATED, "Made by API").run()
    return Status(201, film_out(film, "owner"))


@router.get("/{film_id}", response=answers(FilmOut), auth=reads)
def show_film(request: HttpRequest, film_id: UUID) -> FilmOut:
    """A film."""
    access = film_access(request, film_id, Can.SEE)
    return film_out(access.film, access.role)


@router.get(
    "/{film_id}/revisions",
    response=answers(RevisionsOut),
    auth=reads,
)
def list_revisions(
    request: HttpRequest, film_id: UUID, limit: Limit = 50, offset: Offset = 0
) -> RevisionsOut:
    """A film's revisions, the newest first."""
    access = film_access(request, film_id, Can.SEE)
    revisions = access.film.revisions.select_related("author")
    page = list(revisions.defer("document")[offset : offset + limit])
    readable = set(
        access.film.revisions.filter(
            ~Q(document=None), number__in=[one.number for one in page]
        ).values_list("number", flat=True)
    )
    return RevisionsOut(
        items=[
            revision_out(one, is_readable=one.number in readable, sees_money=access.sees_money)
            for one in page
        ],
        count=revisions.count(),
    )


@router.get(
    "/{film_id}/revisions/{number}",
    response=answers(RevisionOut),
    auth=reads,
)
def show_revision(request: HttpRequest, film_id: UUID, number: Number) -> RevisionOut:
    """One revision."""
    access = film_access(request, film_id, Can.SEE)
    revision = _revision(access, number)
    return revision_out(
        revision, is_readable=revision.document is not None, sees_money=access.sees_money
    )


@router.get(
    "/{film_id}/revisions/{number}/document",
    response=answers(FilmDocument),
    auth=reads,
    by_alias=True,
)
def show_document_of(request: HttpRequest, film_id: UUID, number: Number) -> HttpResponse:
    """The film's whole document as a revision has it."""
    access = film_access(request, film_id, Can.SEE_MONEY)
    return _document(_revision(access, number))


@router.get(
    "/{film_id}/document",
    response=answers(FilmDocument),
    auth=reads,
    by_alias=True,
)
def show_document(request: HttpRequest, film_id: UUID) -> HttpResponse:
    """The film's whole document, newest revision; its ETag is what a save must name."""
    return _document(film_access(request, film_id, Can.SEE_MONEY).film.newest())


@router.put(
    "/{film_id}/document",
    response=answers(SavedOut, 409, 412, 413, 428),
    auth=writes,
)
def save_document(
    request: HttpRequest,
    film_id: UUID,
    body: FilmDocument,
    response: HttpResponse,
    if_match: IfMatch = None,
) -> SavedOut | Status[Problem]:
    """Saves the document as a revision; what did not change keeps its bytes in the files.

    412 where somebody saved since: read the newest, join the two, and save again.
    """
    access = film_access(request, film_id, Can.EDIT)
    if if_match is None:
        return Status(428, Problem(detail="Name the revision you changed: If-Match with its ETag."))
    head = access.film.newest()
    named = _ETAG.match(if_match.strip())
    if named is None or if_match.strip().removeprefix("W/") != etag(head):
        return Status(412, Problem(detail="Somebody has saved since.", revision=head.number))
    if head.document is None:
        return Status(409, Problem(detail="The film's files have errors; mend them first."))
    try:
        saved = SaveFilm(access, head.number, body, "Saved by API").run()
    except StaleError as stale:
        return Status(412, Problem(detail="Somebody has saved since.", revision=stale.head))
    except CannotWriteError as error:
        return Status(422, Problem(detail=str(error)))
    except NoRoomError as error:
        return Status(413, Problem(detail=str(error)))
    newest = saved or head
    response["ETag"] = etag(newest)
    return SavedOut(revision=newest.number, changed=saved is not None)


@router.get(
    "/{film_id}/plan",
    response=answers(PlanOut),
    auth=reads,
)
def show_plan(request: HttpRequest, film_id: UUID, as_of: IsoDay | None = None) -> PlanOut:
    """The finance plan of the newest revision, with everything that was found."""
    import json

    access = film_access(request, film_id, Can.SEE_MONEY)
    revision = access.film.newest()
    reading = reading_of(revision)
    plan, findings = plan_of(reading, as_of)
    return PlanOut(
        revision=revision.number,
        as_of=day_of(reading, as_of),
        plan=json.loads(to_json(plan_data(plan))) if plan else None,
        findings=[finding_out(one) for one in findings],
    )


@router.get(
    "/{film_id}/folder.zip",
    response=answers(bytes),
    auth=reads,
    openapi_extra={
        "responses": {
            200: {
                "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}
            }
        }
    },
)
def show_folder(request: HttpRequest, film_id: UUID) -> HttpResponse:
    """The film's folder, byte for byte, as a ZIP."""
    revision = film_access(request, film_id, Can.SEE_MONEY).film.newest()
    answer = HttpResponse(pack(files_of(revision)), content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="film.zip"'
    answer["ETag"] = etag(revision)
    return answer


def finding_out(finding: Finding) -> FindingOut:
    """A finding in short."""
    return FindingOut(
        code=finding.code,
        severity=finding.severity.value,
        message=finding.message,
        place=str(finding.place) if finding.place else None,
        fix=finding.fix,
    )


def _revision(access: Access, number: int) -> Revision:
    found = access.film.revisions.select_related("author").filter(number=number).first()
    if found is None:
        raise HttpError(404, f"The film has no revision {number}.")
    return found


def _document(revision: Revision) -> HttpResponse:
    if revision.document is None:
        raise HttpError(409, "The film's files have errors, so that there is no document.")
    answer = HttpResponse(to_json(revision.document), content_type="application/json")
    answer["ETag"] = etag(revision)
    return answer
