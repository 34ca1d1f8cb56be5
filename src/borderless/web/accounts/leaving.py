"""An account deleted: what stands in the way, and what becomes of what the person made."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from borderless.web.accounts.models import Organisation, OrganisationMember, User
from borderless.web.films.models import Blob, Film, FilmRole, Role


@dataclass(frozen=True, slots=True)
class Ties:
    """What nobody else could look after if a person left."""

    films: tuple[Film, ...]
    """Films that they alone own."""
    organisations: tuple[Organisation, ...]
    """Organisations with other people that they alone run."""

    def __bool__(self) -> bool:
        return bool(self.films or self.organisations)


def owned_alone(user: User) -> QuerySet[Film]:
    """Films that a person owns, by role or as an organisation's admin, and nobody else does."""
    roles = FilmRole.objects.filter(film=OuterRef("pk"), role=Role.OWNER)
    admins = OrganisationMember.objects.filter(organisation=OuterRef("organisation"), is_admin=True)
    other = {"user__is_active": True}
    return Film.objects.filter(
        Exists(roles.filter(user=user)) | Exists(admins.filter(user=user))
    ).exclude(
        Exists(roles.filter(**other).exclude(user=user))
        | Exists(admins.filter(**other).exclude(user=user))
    )


def ties_of(user: User) -> Ties:
    """What a person must hand over before they go."""
    films = owned_alone(user).filter(deleted_at__isnull=True).order_by("title")
    others = OrganisationMember.objects.filter(organisation=OuterRef("pk"), user__is_active=True)
    others = others.exclude(user=user)
    organisations = (
        Organisation.objects.filter(members__user=user, members__is_admin=True)
        .filter(Exists(others))
        .exclude(Exists(others.filter(is_admin=True)))
        .order_by("name")
    )
    return Ties(tuple(films), tuple(organisations))


class StillTiedError(Exception):
    """The account is needed; `ties` says by what. Nothing was deleted."""

    def __init__(self, ties: Ties) -> None:
        super().__init__()
        self.ties = ties


@dataclass(frozen=True, slots=True)
class DeleteAccount:
    """Deletes a person's account.

    Their revisions stay in the histories of films, without a name. Films that they had put away
    and that nobody else owns are deleted for good, and so are organisations with nobody left.

    Raises:
        StillTiedError: they alone own a film, or run an organisation with others in it.
        PermissionDenied: the person is this machine's own.
    """

    user: User

    def run(self) -> None:
        """Deletes it."""
        if self.user.is_local:
            raise PermissionDenied
        with transaction.atomic():
            # A second owner who goes at the same time waits here.
            list(Film.objects.select_for_update().filter(_mine(self.user)).values_list("pk"))
            ties = ties_of(self.user)
            if ties:
                raise StillTiedError(ties)
            _delete_films(owned_alone(self.user))
            emptied = list(
                Organisation.objects.filter(members__user=self.user).values_list("pk", flat=True)
            )
            for session in UserSession.objects.filter(user=self.user):
                session.end()
            self.user.delete()
            Organisation.objects.filter(
                pk__in=emptied, members__isnull=True, films__isnull=True
            ).delete()


def _mine(user: User) -> Q:
    return Q(roles__user=user, roles__role=Role.OWNER)


def _delete_films(films: QuerySet[Film]) -> None:
    keys = list(films.values_list("pk", flat=True))
    held = list(
        Blob.objects.filter(holdings__film__in=keys).values_list("digest", flat=True).distinct()
    )
    Film.objects.filter(pk__in=keys).delete()
    Blob.objects.filter(digest__in=held, holdings__isnull=True).delete()
