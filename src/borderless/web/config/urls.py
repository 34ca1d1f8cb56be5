"""Every address of the workbench; a page adds one line."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from borderless.web.accounts.access import open_to_all

urlpatterns = [
    path("", include("borderless.web.home.urls")),
    path("language/", open_to_all(set_language), name="set_language"),
    path("accounts/", include("borderless.web.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("jobs/", include("borderless.web.jobs.urls")),
    path("rulebook/", include("borderless.web.rules.urls")),
    path("guest/", include("borderless.web.sharing.guest_urls")),
    path("api/", include("borderless.web.api.urls")),
    path("films/<uuid:film_id>/", include("borderless.web.overview.urls")),
    path("films/<uuid:film_id>/budget/", include("borderless.web.budget.urls")),
    path("films/<uuid:film_id>/finance/", include("borderless.web.finance_plan.urls")),
    path("films/<uuid:film_id>/placement/", include("borderless.web.placement.urls")),
    path("films/<uuid:film_id>/recoupment/", include("borderless.web.recoupment.urls")),
    path("films/<uuid:film_id>/risk/", include("borderless.web.risk.urls")),
    path("films/<uuid:film_id>/people/", include("borderless.web.people.urls")),
    path("films/<uuid:film_id>/files/", include("borderless.web.files.urls")),
    path("films/<uuid:film_id>/history/", include("borderless.web.history.urls")),
    path("films/<uuid:film_id>/share/", include("borderless.web.sharing.urls")),
]
