"""Roles and guest links given and ended; the house that a film belongs to; its folder replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from borderless.web.accounts.models import Organisation, User
from borderless.web.films.access import Access, Can
from borderless.web.films.actions.saving import keep_files
from borderless.web.films.models import Film, FilmRole, GuestLink, Revision, RevisionKind, Role

LONGEST = timedelta(days=90)
"""How long a guest link may hold."""


class LastOwnerError(Exception):
    """The film would be left without anybody who owns it."""


@dataclass(frozen=True, slots=True)
class GiveRole:
    """Gives a person a role in a film, or another one than they have.

    Raises:
        LastOwnerError: the person is the only owner and would be one no more.
    """

    access: Access
    user: User
    role: str

    def run(self) -> FilmRole:
        """The role."""
        self.access.need(Can.OWN)
        with transaction.atomic():
            film = Film.objects.select_for_update().get(pk=self.access.film.pk)
            if self.role != Role.OWNER:
                _keep_an_owner(film, self.user)
            given, _ = FilmRole.objects.update_or_create(
                film=film,
                user=self.user,
                defaults={"role": Role(self.role), "granted_by": self.access.user},
            )
        return given


@dataclass(frozen=True, slots=True)
class EndRole:
    """Takes a person's role away; somebody may also end their own.

    Raises:
        LastOwnerError: the person is the only owner.
    """

    access: Access
    role: FilmRole

    def run(self) -> None:
        """Ends it."""
        if self.access.user is None or self.role.user_id != self.access.user.pk:
            self.access.need(Can.OWN)
        with transaction.atomic():
            film = Film.objects.select_for_update().get(pk=self.access.film.pk)
            _keep_an_owner(film, self.role.user)
            self.role.delete()


@dataclass(frozen=True, slots=True)
class MoveToHouse:
    """Puts a film into an organisation, whose people then see it, or takes it out.

    Raises:
        PermissionDenied: the person is not in the organisation.
        LastOwnerError: nobody but the organisation owned the film.
    """

    access: Access
    organisation: Organisation | None

    def run(self) -> Film:
        """The film."""
        self.access.need(Can.OWN)
        house = self.organisation
        if house and house.pk == self.access.film.organisation_id:
            return self.access.film
        if house and not house.members.filter(user=self.access.user).exists():
            raise PermissionDenied
        with transaction.atomic():
            film = Film.objects.select_for_update().get(pk=self.access.film.pk)
            film.organisation = house
            film.save(update_fields=["organisation"])
            _keep_an_owner(film, None)
        self.access.film.organisation = house
        return film


@dataclass(frozen=True, slots=True)
class MakeGuestLink:
    """Makes a link by which somebody without an account sees the film until a moment.

    Raises:
        ValueError: the moment is past, or further away than 90 days.
    """

    access: Access
    label: str
    role: str
    until: datetime

    def run(self) -> tuple[GuestLink, str]:
        """The link and its secret, which is shown once."""
        self.access.need(Can.OWN)
        now = timezone.now()
        if not now < self.until <= now + LONGEST + timedelta(days=1):
            raise ValueError("A guest link holds at least until tomorrow, and 90 days at most.")
        if self.role not in (Role.VIEWER, Role.FINANCE_VIEWER):
            raise ValueError("Guests only look.")
        secret = GuestLink.new_secret()
        link = GuestLink.objects.create(
            film=self.access.film,
            label=self.label[:120],
            role=self.role,
            digest=GuestLink.digest_of(secret),
            created_by=self.access.user,
            expires_at=self.until,
        )
        return link, secret


@dataclass(frozen=True, slots=True)
class EndGuestLink:
    """Closes a guest link at once, for everybody who has opened it too."""

    access: Access
    link: GuestLink

    def run(self) -> GuestLink:
        """The link."""
        self.access.need(Can.OWN)
        if self.link.revoked_at is None:
            self.link.revoked_at = timezone.now()
            self.link.save(update_fields=["revoked_at"])
        return self.link


@dataclass(frozen=True, slots=True)
class ReplaceFolder:
    """Puts another folder in the place of the film's, whole, as one more revision.

    Raises:
        StaleError: somebody saved since `base`.
        StoreError: the film's room does not allow it.
    """

    access: Access
    base: int
    files: Mapping[str, bytes]

    def run(self) -> Revision | None:
        """The new revision; None where the folder is what the film has already."""
        self.access.need(Can.EDIT)
        kind, what = RevisionKind.IMPORTED, "Imported folder"
        return keep_files(self.access, self.files, self.base, kind, what)


def _keep_an_owner(film: Film, without: User | None) -> None:
    """Raises `LastOwnerError` where nobody would own the film without this person's role."""
    owners = FilmRole.objects.filter(film=film, role=Role.OWNER, user__is_active=True)
    if without is not None:
        if not owners.filter(user=without).exists():
            return
        owners = owners.exclude(user=without)
    by_house = (
        film.organisation is not None
        and film.organisation.members.filter(is_admin=True, user__is_active=True).exists()
    )
    if not owners.exists() and not by_house:
        raise LastOwnerError
