"""The film's page `people`."""

from __future__ import annotations

from django.urls import path

from borderless.web.people import views

urlpatterns = [path("", views.page, name="people")]
