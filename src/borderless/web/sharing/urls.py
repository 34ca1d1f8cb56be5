"""The film's page `sharing`."""

from __future__ import annotations

from django.urls import path

from borderless.web.sharing import views

urlpatterns = [path("", views.page, name="sharing")]
