"""The film's history, and changes that came too late."""

from __future__ import annotations

from django.urls import path

from borderless.web.history import views

urlpatterns = [
    path("", views.page, name="history"),
    path("<int:number>/", views.revision, name="revision"),
    path("<int:number>/restore/", views.restore, name="revision-restore"),
    path("<int:number>/film.zip", views.folder, name="revision-zip"),
    path("merge/<uuid:draft_id>/", views.merge, name="merge"),
    path("merge/<uuid:draft_id>/discard/", views.discard, name="merge-discard"),
    path("merge/<uuid:draft_id>/film.json", views.draft_file, name="merge-file"),
]
