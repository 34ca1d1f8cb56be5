"""Who sees the film, and the film's folder in and out."""

from __future__ import annotations

from django.urls import path

from borderless.web.sharing import views

urlpatterns = [
    path("", views.page, name="sharing"),
    path("give/", views.give, name="share-give"),
    path("roles/<int:role_id>/", views.change, name="share-change"),
    path("roles/<int:role_id>/end/", views.end, name="share-end"),
    path("house/", views.house, name="share-house"),
    path("links/", views.make_link, name="link-make"),
    path("links/<int:link_id>/end/", views.end_link, name="link-end"),
    path("film.zip", views.folder, name="film-zip"),
    path("import/", views.import_folder, name="film-import-over"),
]
