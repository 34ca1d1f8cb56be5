"""A signed-in person's language, region and time zone, for the whole of a request."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

from borderless.web.design import reader


class PersonMiddleware:
    """Reads the profile; a language chosen on this device comes before the profile's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answers the request in the person's language, region and time zone."""
        user = request.user
        if user.is_authenticated:
            chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
            if user.interface_language and not chosen:
                translation.activate(user.interface_language)
                request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            reader.reads_in(user.country)
            if user.time_zone:
                timezone.activate(zoneinfo.ZoneInfo(user.time_zone))
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()
            reader.reads_in("")
