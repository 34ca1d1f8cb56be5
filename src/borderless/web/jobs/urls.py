"""How far a job is, and its cancelling; asked for by the pages that started it."""

from __future__ import annotations

from django.urls import path

from borderless.web.jobs import views

urlpatterns = [
    path("<uuid:film_id>/<uuid:job_id>/", views.job, name="job"),
    path("<uuid:film_id>/<uuid:job_id>/cancel/", views.cancel, name="job-cancel"),
]
