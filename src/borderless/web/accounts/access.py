"""Pages that need no signed-in person; every other page does, by middleware."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def open_to_all(view: View) -> View:
    """Marks a view that anybody may ask for; it must guard itself what it shows."""
    opened: View = login_not_required(view)
    return opened
