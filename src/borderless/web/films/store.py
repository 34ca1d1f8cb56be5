"""Revisions put into the database and taken out again, byte for byte."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from borderless.web.accounts.models import User
from borderless.web.films.models import (
    Blob,
    Film,
    Holding,
    Revision,
    RevisionKind,
    manifest_digest,
)

MOST_WORDS = 300
MOST_TITLE = 300


class StoreError(Exception):
    """A revision cannot be kept; nothing was."""


class StaleError(StoreError):
    """Somebody saved since the revision that the change was made from."""

    def __init__(self, base: int, head: int) -> None:
        super().__init__(f"The film is at revision {head}, the change was made from {base}.")
        self.base = base
        self.head = head


class NoRoomError(StoreError):
    """The film's files would take more room than a film may."""

    def __init__(self, used: int, most: int) -> None:
        super().__init__(f"The film would take {used} bytes; at most {most} are kept.")
        self.used = used
        self.most = most


def listed_title(title: str) -> str:
    """A title as lists have it: without what no database keeps, cut to 300 characters."""
    return title.replace("\x00", "")[:MOST_TITLE]


def files_of(revision: Revision) -> dict[str, bytes]:
    """Every file of a revision, in the order of their paths; one query."""
    blobs = Blob.objects.in_bulk(set(revision.manifest.values()))
    return {
        path: bytes(blobs[digest].content) for path, digest in sorted(revision.manifest.items())
    }


def file_of(revision: Revision, path: str) -> bytes | None:
    """One file of a revision; None where it has none of this path."""
    digest = revision.manifest.get(path)
    return bytes(Blob.objects.get(digest=digest).content) if digest else None


def add_revision(
    film: Film,
    files: Mapping[str, bytes],
    document: Any,
    *,
    author: User | None,
    kind: RevisionKind,
    what: str,
    title: str | None,
    base: int,
) -> Revision | None:
    """Adds a revision to a film, whole or not at all.

    Args:
        film: the film; its `head`, `title` and `changed_at` are set.
        files: content of every file by its path.
        document: the film in JSON, or None where the files have errors.
        author: who saves.
        kind: by which kind of action.
        what: what was done, in words; cut to 300 characters.
        title: the film's title as the document has it; None keeps the one it has.
        base: number of the revision that the change was made from; 0 for the first.

    Returns:
        The revision; None where the files are what the film has already.

    Raises:
        StaleError: the film's newest revision is not `base`.
        NoRoomError: the film's room does not allow it.
    """
    digests = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    digest = manifest_digest(digests)
    with transaction.atomic():
        locked = Film.objects.select_for_update().get(pk=film.pk)
        if locked.head != base:
            raise StaleError(base, locked.head)
        if base and locked.newest().digest == digest:
            return None
        _keep(locked, {digests[path]: content for path, content in files.items()})
        revision = Revision.objects.create(
            film=locked,
            number=base + 1,
            author=author,
            kind=kind,
            what=what[:MOST_WORDS],
            manifest=digests,
            document=document,
            digest=digest,
        )
        locked.head = revision.number
        locked.title = listed_title(title or "") or locked.title
        locked.changed_at = timezone.now()
        locked.save(update_fields=["head", "title", "changed_at"])
    film.head, film.title, film.changed_at = locked.head, locked.title, locked.changed_at
    return revision


def _keep(film: Film, contents: Mapping[str, bytes]) -> None:
    held = set(
        Holding.objects.filter(film=film, blob_id__in=contents).values_list("blob_id", flat=True)
    )
    fresh = {digest: content for digest, content in contents.items() if digest not in held}
    if not fresh:
        return
    used = room_used(film) + sum(map(len, fresh.values()))
    if used > settings.FILM_BYTES:
        raise NoRoomError(used, settings.FILM_BYTES)
    Blob.objects.bulk_create(
        [Blob(digest=key, content=content, size=len(content)) for key, content in fresh.items()],
        ignore_conflicts=True,
    )
    Holding.objects.bulk_create(
        [Holding(film=film, blob_id=digest) for digest in fresh], ignore_conflicts=True
    )


def room_used(film: Film) -> int:
    """Bytes that all revisions of a film take, each content counted once."""
    return Holding.objects.filter(film=film).aggregate(all=Sum("blob__size"))["all"] or 0
