"""The film's page `files`."""

from __future__ import annotations

from django.urls import path

from borderless.web.files import views

urlpatterns = [path("", views.page, name="files")]
