"""Faults that are nobody's at the keyboard, said as a page and without losing what was typed."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from borderless.web.films.store import NoRoomError

_FULL = ("disk is full", "no space left", "disk i/o error", "disk quota")


class FaultsMiddleware:
    """A full disk and a database that is away are told as such; the draft stays in the browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Passes the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for a fault; None leaves it to Django."""
        if isinstance(error, NoRoomError):
            message = _(
                "This film's files would take %(used)s MB; at most %(most)s MB are kept. "
                "Nothing was saved."
            ) % {
                "used": round(error.used / 1_000_000, 1),
                "most": round(error.most / 1_000_000, 1),
            }
            return self._fault(request, message, 413)
        if isinstance(error, OSError) and error.errno in (28, 122):  # no space, quota
            return self._fault(request, self._full(), 507)
        if isinstance(error, DatabaseError):
            if any(mark in str(error).lower() for mark in _FULL):
                return self._fault(request, self._full(), 507)
            if isinstance(error, OperationalError):
                message = _(
                    "The database does not answer just now. Nothing was saved; what you typed is "
                    "kept in this browser. Try again in a moment."
                )
                return self._fault(request, message, 503)
        return None

    @staticmethod
    def _full() -> str:
        return _(
            "There is no room left on the server's disk. Nothing was saved; what you typed is kept "
            "in this browser."
        )

    @staticmethod
    def _fault(request: HttpRequest, message: str, status: int) -> HttpResponse:
        # No query may be needed to say that there is no database.
        return render(request, "fault.html", {"fault": message, "user": None}, status=status)
