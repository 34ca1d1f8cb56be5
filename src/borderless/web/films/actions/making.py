"""A film made: new, from a folder, from an example; and put away."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from borderless.film.scaffold import scaffold
from borderless.web.accounts.models import Organisation, User
from borderless.web.films.access import Access, Can
from borderless.web.films.actions.saving import keep_files
from borderless.web.films.models import Film, FilmRole, RevisionKind, Role
from borderless.web.films.store import listed_title


@dataclass(frozen=True, slots=True)
class MakeFilm:
    """Makes a film out of a folder's files; whoever makes it owns it.

    Raises:
        PermissionDenied: the person is not in the organisation.
        StoreError: the files take more room than a film may.
    """

    user: User
    files: Mapping[str, bytes]
    title: str
    """Shown until the files can be read."""
    kind: RevisionKind = RevisionKind.IMPORTED
    what: str = ""
    organisation: Organisation | None = None

    def run(self) -> Film:
        """The film, with its first revision."""
        if self.organisation and not self.organisation.members.filter(user=self.user).exists():
            raise PermissionDenied
        with transaction.atomic():
            film = Film.objects.create(
                title=listed_title(self.title), organisation=self.organisation
            )
            FilmRole.objects.create(
                film=film, user=self.user, role=Role.OWNER, granted_by=self.user
            )
            access = Access(film, Role.OWNER, self.user)
            keep_files(access, self.files, 0, self.kind, self.what)
        return film


@dataclass(frozen=True, slots=True)
class PutAway:
    """Puts a film away, or takes it back; its revisions stay."""

    access: Access
    away: bool = True

    def run(self) -> Film:
        """The film."""
        self.access.need(Can.OWN)
        film = self.access.film
        film.deleted_at = timezone.now() if self.away else None
        film.save(update_fields=["deleted_at"])
        return film


def new_files(title: str, delegate: str) -> dict[str, bytes]:
    """The files of a new film, which explain themselves.

    Raises:
        ValueError: the delegate is no country, or the title is empty.
    """
    with tempfile.TemporaryDirectory(prefix="borderless-") as made:
        folder = Path(made) / "film"
        return {path.name: path.read_bytes() for path in scaffold(folder, title, delegate)}
