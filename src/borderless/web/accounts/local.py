"""The one person of `borderless serve`, and the link by which the browser gets in.

The link's token is made at every start and printed in the terminal, as a notebook server does:
whoever else is logged in to the machine can reach the port, but does not know the token.
"""

from __future__ import annotations

import getpass
import hmac
import ipaddress
import secrets

from django.conf import settings
from django.http import HttpRequest

from borderless.web.accounts.models import User
from borderless.web.config import environment as env

LOCAL_EMAIL = "owner@localhost"


def local_owner() -> User:
    """The person of this machine, made where there is none; nobody can sign in with a password."""
    found = User.objects.filter(is_local=True).order_by("pk").first()
    if found:
        return found
    taken = User.objects.filter(email=LOCAL_EMAIL).exists()
    email = f"owner-{secrets.token_hex(4)}@localhost" if taken else LOCAL_EMAIL
    return User.objects.create_user(email, name=_login_name(), is_local=True)


def opens_here(request: HttpRequest, token: str) -> bool:
    """Whether a request may become the local owner's.

    One person must be served, the request must come from this machine and not through a proxy,
    and the token must be that of this start.
    """
    right = env.text("BORDERLESS_OPEN_TOKEN")
    return (
        bool(settings.LOCAL and right)
        and _is_loopback(request)
        and hmac.compare_digest(token.encode(), right.encode())
    )


def _is_loopback(request: HttpRequest) -> bool:
    if "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META:
        return False
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""
