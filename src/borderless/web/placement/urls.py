"""The film's page `placement`."""

from __future__ import annotations

from django.urls import path

from borderless.web.placement import views

urlpatterns = [path("", views.page, name="placement")]
