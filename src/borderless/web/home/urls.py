"""The first page: a person's films, and how to begin one."""

from __future__ import annotations

from django.urls import path

from borderless.web.home import views

urlpatterns = [
    path("", views.films, name="home"),
    path("films/new/", views.new, name="film-new"),
    path("films/import/", views.import_film, name="film-import"),
    path("films/example/<slug:slug>/", views.open_example, name="film-example"),
    path("films/<uuid:film_id>/take-back/", views.take_back, name="film-take-back"),
]
