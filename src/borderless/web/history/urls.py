"""The film's page `history`."""

from __future__ import annotations

from django.urls import path

from borderless.web.history import views

urlpatterns = [path("", views.page, name="history")]
