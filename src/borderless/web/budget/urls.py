"""The film's page `budget`."""

from __future__ import annotations

from django.urls import path

from borderless.web.budget import views

urlpatterns = [path("", views.page, name="budget")]
