"""Who may do what with a film: roles, what each may, and the door that every page goes through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase

from borderless.web.accounts.access import open_to_all
from borderless.web.accounts.models import OrganisationMember, User
from borderless.web.films.models import Film, FilmRole, GuestLink, Role

GUEST_SESSION_KEY = "guest_links"
P = ParamSpec("P")


class Can(StrEnum):
    """What somebody may do with a film."""

    SEE = "see"
    """Title, people, story, countries; no money."""
    SEE_MONEY = "see_money"
    """Budget, finance, recoupment, risk, and the files that hold them."""
    EDIT = "edit"
    """Save revisions, run placement and risk."""
    OWN = "own"
    """Say who sees the film, and put it away."""


CAPABILITIES: dict[str, frozenset[Can]] = {
    Role.OWNER: frozenset(Can),
    Role.EDITOR: frozenset({Can.SEE, Can.SEE_MONEY, Can.EDIT}),
    Role.FINANCE_VIEWER: frozenset({Can.SEE, Can.SEE_MONEY}),
    Role.VIEWER: frozenset({Can.SEE}),
}
_RANK = [Role.VIEWER, Role.FINANCE_VIEWER, Role.EDITOR, Role.OWNER]


@dataclass(frozen=True, slots=True)
class Access:
    """Somebody before a film."""

    film: Film
    role: str
    user: User | None
    """None for a guest."""
    guest: GuestLink | None = None

    def can(self, what: Can) -> bool:
        """Whether the role allows it."""
        return what in CAPABILITIES[self.role]

    @property
    def sees_money(self) -> bool:
        """For templates."""
        return self.can(Can.SEE_MONEY)

    @property
    def edits(self) -> bool:
        """For templates."""
        return self.can(Can.EDIT)

    @property
    def owns(self) -> bool:
        """For templates."""
        return self.can(Can.OWN)

    def need(self, what: Can) -> None:
        """Raises `PermissionDenied` where the role does not allow it."""
        if not self.can(what):
            raise PermissionDenied


def films_of(user: User) -> QuerySet[Film]:
    """Every film that a person may see, the newest change first; a constant number of queries."""
    own = FilmRole.objects.filter(user=user).values("film_id")
    companies = OrganisationMember.objects.filter(user=user).values("organisation_id")
    return Film.objects.filter(
        Q(id__in=own) | Q(organisation_id__in=companies), deleted_at__isnull=True, head__gt=0
    ).order_by("-changed_at")


def role_of(user: User, film: Film) -> str | None:
    """The most that a person's own role and organisation allow; None for a stranger."""
    roles = list(FilmRole.objects.filter(film=film, user=user).values_list("role", flat=True))
    if film.organisation_id:
        member = OrganisationMember.objects.filter(
            organisation_id=film.organisation_id, user=user
        ).first()
        if member:
            roles.append(Role.OWNER if member.is_admin else Role.EDITOR)
    return max(roles, key=lambda role: _RANK.index(Role(role)), default=None)


def access_to(user: User, film_id: UUID) -> Access | None:
    """A person's access to a film; None where there is no such film for them."""
    film = Film.objects.filter(id=film_id, deleted_at__isnull=True, head__gt=0).first()
    if film is None or not user.is_active:
        return None
    role = role_of(user, film)
    return Access(film, role, user) if role else None


def access_of(request: HttpRequest, film_id: UUID) -> Access | None:
    """A request's access to a film: the person's, or that of a guest link opened before."""
    if isinstance(request.user, User):
        found = access_to(request.user, film_id)
        if found:
            return found
    opened = request.session.get(GUEST_SESSION_KEY, [])
    if not opened:
        return None
    links = GuestLink.objects.filter(
        id__in=opened, film_id=film_id, film__deleted_at__isnull=True, film__head__gt=0
    ).select_related("film")
    link = max(
        (link for link in links if link.is_open()),
        key=lambda link: _RANK.index(Role(link.role)),
        default=None,
    )
    return Access(link.film, link.role, None, link) if link else None


def film_page(
    needs: Can,
) -> Callable[
    [Callable[Concatenate[HttpRequest, Access, P], HttpResponseBase]],
    Callable[..., HttpResponseBase],
]:
    """Makes a view of a film's page: it is called with the access instead of the film's id.

    Strangers get 404, as a page that is not there; a role that is not enough gets 403; somebody
    who is not signed in is asked to.
    """

    def door(
        view: Callable[Concatenate[HttpRequest, Access, P], HttpResponseBase],
    ) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, film_id: UUID, **rest: Any) -> HttpResponseBase:
            access = access_of(request, film_id)
            if access is None:
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path())
                raise Http404
            access.need(needs)
            return view(request, access, **rest)  # type: ignore[call-arg]

        guarded.needs = needs  # type: ignore[attr-defined]
        return open_to_all(guarded)

    return door
