"""The film's page `overview`."""

from __future__ import annotations

from django.urls import path

from borderless.web.overview import views

urlpatterns = [path("", views.page, name="overview")]
