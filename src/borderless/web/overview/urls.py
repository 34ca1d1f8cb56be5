"""The film's first page."""

from __future__ import annotations

from django.urls import path

from borderless.web.overview import views

urlpatterns = [
    path("", views.page, name="overview"),
    path("put-away/", views.put_away, name="film-put-away"),
]
