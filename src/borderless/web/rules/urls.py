"""The rulebook."""

from __future__ import annotations

from django.urls import path

from borderless.web.rules import views

urlpatterns = [
    path("", views.rules, name="rules"),
    path("<slug:rule_id>/", views.rule, name="rule"),
    path("<slug:rule_id>/try/", views.tried, name="rule-try"),
]
