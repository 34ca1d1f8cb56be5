"""The API, and the page of a person's tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import URLPattern, URLResolver, path

from borderless.web.accounts.access import open_to_all
from borderless.web.api import views
from borderless.web.api.api import api


def _guarded_by_tokens(patterns: Sequence[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    """The API's views, which ask for a token where pages ask for a signed-in person."""
    for pattern in patterns:
        assert isinstance(pattern, URLPattern)
        open_to_all(pattern.callback)
        yield pattern


_patterns, _app, _namespace = api.urls
urlpatterns = [
    path("tokens/", views.tokens, name="api-tokens"),
    path("tokens/<int:token_id>/revoke/", views.revoke, name="api-token-revoke"),
    path("v1/", (list(_guarded_by_tokens(_patterns)), _app, _namespace)),
]
