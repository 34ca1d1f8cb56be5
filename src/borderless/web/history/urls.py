"""The film's history, and changes that came too late."""

from __future__ import annotations

from django.urls import path

from borderless.web.history import merge_views, views

urlpatterns = [
    path("", views.page, name="history"),
    path("<int:number>/", views.revision, name="revision"),
    path("<int:number>/restore/", views.restore, name="revision-restore"),
    path("<int:number>/film.zip", views.folder, name="revision-zip"),
    path("merge/<uuid:draft_id>/", merge_views.merge, name="merge"),
    path("merge/<uuid:draft_id>/discard/", merge_views.discard, name="merge-discard"),
    path("merge/<uuid:draft_id>/mine/", merge_views.draft_file, name="merge-file"),
]
