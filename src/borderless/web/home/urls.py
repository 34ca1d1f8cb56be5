"""The first page: a person's films, and how to begin one."""

from __future__ import annotations

from django.urls import path

from borderless.web.home import views

urlpatterns = [path("", views.films, name="home")]
