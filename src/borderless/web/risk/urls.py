"""The film's page `risk`."""

from __future__ import annotations

from django.urls import path

from borderless.web.risk import views

urlpatterns = [
    path("", views.page, name="risk"),
    path("run/", views.run, name="risk-run"),
    path("replay/", views.replay, name="risk-replay"),
]
