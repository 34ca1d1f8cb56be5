"""Who is at the other end of a request; and the pages that need nobody to be signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from borderless.web.accounts.models import User

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def open_to_all(view: View) -> View:
    """Marks a view that anybody may ask for; it must guard itself what it shows."""
    opened: View = login_not_required(view)
    return opened


def person_of(request: HttpRequest) -> User:
    """The signed-in person.

    Raises:
        PermissionDenied: nobody is; the middleware asks before it comes to this.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
