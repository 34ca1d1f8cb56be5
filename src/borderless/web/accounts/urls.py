"""A person's profile and organisations; signing in is allauth's."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
