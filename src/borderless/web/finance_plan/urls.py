"""The film's finance plan."""

from __future__ import annotations

from django.urls import path

from borderless.web.finance_plan import views

urlpatterns = [
    path("", views.page, name="finance"),
    path("sources/new/", views.source, name="source-new"),
    path("sources/<int:index>/", views.source, name="source"),
    path("sources/<int:index>/status/", views.status, name="source-status"),
    path("sources/<int:index>/delete/", views.delete, name="source-delete"),
]
