"""The REST API under `/api/v1/`: films, revisions, plans, long work, rules.

Every answer is JSON; a request that is not done says why in `detail`. The document is the very
model that film.toml is read into.
"""

from __future__ import annotations

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from borderless import __version__
from borderless.web.api import films, long_work, rulebook
from borderless.web.films.store import NoRoomError

api = NinjaAPI(
    title="Borderless",
    version=__version__,
    description=(
        "The workbench for films made across borders. Make a token on your profile's page and send "
        "it as `Authorization: Bearer …`. It is a planning tool and no legal advice."
    ),
    urls_namespace="api-v1",
    docs_url=None,
)
api.add_router("/films", films.router)
api.add_router("/films", long_work.router)
api.add_router("/rules", rulebook.router)


@api.exception_handler(NoRoomError)
def no_room(request: HttpRequest, error: NoRoomError) -> HttpResponse:
    """413 for files that a film has no room for."""
    return api.create_response(request, {"detail": str(error)}, status=413)


@api.exception_handler(OperationalError)
def no_database(request: HttpRequest, error: OperationalError) -> HttpResponse:
    """503 while the database does not answer; nothing was saved."""
    del error
    detail = "The database does not answer just now; nothing was saved. Try again in a moment."
    return api.create_response(request, {"detail": detail}, status=503)
