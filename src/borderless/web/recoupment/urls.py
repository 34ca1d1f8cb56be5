"""The film's page `recoupment`."""

from __future__ import annotations

from django.urls import path

from borderless.web.recoupment import views

urlpatterns = [path("", views.page, name="recoupment")]
