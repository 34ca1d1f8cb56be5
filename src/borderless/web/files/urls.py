"""The film's files."""

from __future__ import annotations

from django.urls import path

from borderless.web.files import views

urlpatterns = [
    path("", views.page, name="files"),
    path("upload/", views.upload, name="file-upload"),
    path("of/<path:path>/download/", views.download, name="file-download"),
    path("of/<path:path>/delete/", views.delete, name="file-delete"),
    path("of/<path:path>/", views.file, name="file"),
]
