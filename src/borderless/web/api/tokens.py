"""Who a request of the API speaks for, and what its token is for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import HttpError
from ninja.security import HttpBearer

from borderless.web.accounts.models import User
from borderless.web.api.models import ApiToken, Scope, digest_of
from borderless.web.films.access import Access, Can, access_to


class Token(HttpBearer):
    """A bearer token with a scope."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The token's person; None for a token that is not known, over, or revoked."""
        found = ApiToken.objects.select_related("user").filter(digest=digest_of(token)).first()
        if found is None or not found.is_open or not found.user.is_active:
            return None
        if self.scope not in found.scopes:
            raise HttpError(403, f"This token is not for {self.scope.value}.")
        today = timezone.now().date()
        if found.used_on != today:
            ApiToken.objects.filter(pk=found.pk).update(used_on=today)
        request.user = found.user
        return found.user


def user_of(request: HttpRequest) -> User:
    """The person whom the request's token speaks for."""
    user = request.user
    assert isinstance(user, User)
    return user


def film_access(request: HttpRequest, film_id: UUID, needs: Can) -> Access:
    """The person's access to a film.

    Raises:
        HttpError: 404 for a film that is not there for them, 403 for a role that is not enough.
    """
    access = access_to(user_of(request), film_id)
    if access is None:
        raise HttpError(404, "There is no such film, or you may not see it.")
    if not access.can(needs):
        raise HttpError(403, f"Your role, {access.role}, does not allow this.")
    return access
