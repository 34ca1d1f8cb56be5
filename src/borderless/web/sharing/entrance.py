"""The door for guests: who has a link needs no account."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from borderless.web.accounts.access import open_to_all
from borderless.web.films.access import GUEST_SESSION_KEY
from borderless.web.films.models import GuestLink

GUESSES = 30
"""Wrong guest links that one address may try in an hour."""
MOST_OPENED = 20
"""Links that one browser keeps open; the oldest is forgotten."""
_HOUR = 3600


@never_cache
@open_to_all
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, secret: str) -> HttpResponse:
    """Lets a guest in: a page that says to what, and a button that opens it.

    Programs that look at links in mails ask with GET, so that only the button counts as used.
    """
    counter = f"guest-guesses:{get_adapter().get_client_ip(request)}"
    if cache.get(counter, 0) >= GUESSES:
        return render(request, "sharing/closed.html", {"why": "often"}, status=429)
    digest = GuestLink.digest_of(secret)
    link = GuestLink.objects.select_related("film").filter(digest=digest).first()
    if link is None:
        cache.set(counter, cache.get(counter, 0) + 1, _HOUR)
        return render(request, "sharing/closed.html", {"why": "unknown"}, status=404)
    if not link.is_open() or link.film.deleted_at is not None:
        return render(request, "sharing/closed.html", {"why": "over"}, status=410)
    if request.method == "GET":
        return render(request, "sharing/enter.html", {"link": link, "secret": secret})
    _open(request, link)
    return redirect("overview", film_id=link.film_id)


def _open(request: HttpRequest, link: GuestLink) -> None:
    if not request.user.is_authenticated:
        # Whoever planted a session here must not come in with the guest. One who signed in got a
        # new key then, and the list of their sessions knows them by it.
        request.session.cycle_key()
    opened = [one for one in request.session.get(GUEST_SESSION_KEY, []) if one != link.pk]
    request.session[GUEST_SESSION_KEY] = [*opened, link.pk][-MOST_OPENED:]
    GuestLink.objects.filter(pk=link.pk).update(last_used_at=timezone.now())
