"""The film's page `placement`."""

from __future__ import annotations

from django.urls import path, re_path

from borderless.web.placement import views, wish_views
from borderless.web.placement.forms import REMOVABLE, WISH_FORMS

urlpatterns = [
    path("", views.page, name="placement"),
    path("run/", views.run, name="placement-run"),
    path("sweep/", views.sweep, name="placement-sweep"),
    path("<uuid:job_id>/effect/", views.effect, name="placement-effect"),
    path("<uuid:job_id>/accept/", views.accept, name="placement-accept"),
    re_path(rf"^wishes/(?P<kind>{'|'.join(WISH_FORMS)})/$", wish_views.add, name="placement-wish"),
    re_path(
        rf"^wishes/(?P<kind>{'|'.join(REMOVABLE)})/(?P<number>\d{{1,5}})/remove/$",
        wish_views.remove,
        name="placement-unwish",
    ),
]
