"""The film's people and producers."""

from __future__ import annotations

from django.urls import path

from borderless.web.people import views

urlpatterns = [
    path("", views.page, name="people"),
    path("<slug:what>/new/", views.edit, name="people-new"),
    path("<slug:what>/<int:index>/", views.edit, name="people-edit"),
    path("<slug:what>/<int:index>/delete/", views.delete, name="people-delete"),
]
