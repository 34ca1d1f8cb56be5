"""What every page's template knows of the reader."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from borderless import __version__
from borderless.web.design import reader


def person(request: HttpRequest) -> dict[str, Any]:
    """The version, how figures are written, whether one person is served, and who may sign up."""
    del request
    return {
        "borderless_version": __version__,
        "figures_locale": str(reader.locale()).replace("_", "-"),
        "is_local": settings.LOCAL,
        "signup_open": settings.ACCOUNT_SIGNUP_OPEN,
    }
