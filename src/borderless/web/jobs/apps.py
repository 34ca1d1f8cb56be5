"""The jobs app."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Long work; its label is not that of a package of the same name elsewhere."""

    name = "borderless.web.jobs"
    label = "jobs"
