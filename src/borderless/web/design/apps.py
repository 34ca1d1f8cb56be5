"""The design app."""

from __future__ import annotations

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """How everything looks: stylesheets, base templates, figures in the reader's way."""

    name = "borderless.web.design"
