"""The film's page `finance`."""

from __future__ import annotations

from django.urls import path

from borderless.web.finance_plan import views

urlpatterns = [path("", views.page, name="finance")]
