"""A person's profile and organisations; signing in is allauth's."""

from __future__ import annotations

from django.urls import URLPattern, path

from borderless.web.accounts import organisation_views as houses
from borderless.web.accounts import views

_HOUSE = "organisations/<int:organisation_id>/"

urlpatterns: list[URLPattern] = [
    path("profile/", views.profile, name="profile"),
    path("profile/export/", views.export, name="profile-export"),
    path("profile/delete/", views.delete, name="profile-delete"),
    path("open/<str:token>/", views.open_local, name="open-local"),
    path("organisations/", houses.organisations, name="organisations"),
    path(_HOUSE, houses.organisation, name="organisation"),
    path(f"{_HOUSE}invite/", houses.invite, name="organisation-invite"),
    path(f"{_HOUSE}leave/", houses.leave, name="organisation-leave"),
    path(
        f"{_HOUSE}members/<int:member_id>/admin/",
        houses.name_admin,
        name="organisation-admin",
    ),
    path(
        f"{_HOUSE}members/<int:member_id>/remove/",
        houses.remove,
        name="organisation-remove",
    ),
    path(
        f"{_HOUSE}invitations/<int:invitation_id>/withdraw/",
        houses.withdraw,
        name="organisation-withdraw",
    ),
    path("invitation/<str:token>/", houses.invitation, name="invitation"),
]
