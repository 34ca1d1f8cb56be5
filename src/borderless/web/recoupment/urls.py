"""The film's recoupment."""

from __future__ import annotations

from django.urls import path

from borderless.web.recoupment import views

urlpatterns = [
    path("", views.page, name="recoupment"),
    path("recoupment.xlsx", views.workbook, name="recoupment-xlsx"),
    path("start/", views.start, name="recoupment-start"),
    path("tiers/new/", views.tier, name="tier-new"),
    path("tiers/<int:index>/", views.tier, name="tier"),
    path("tiers/<int:index>/move/", views.move, name="tier-move"),
    path("tiers/<int:index>/delete/", views.delete, name="tier-delete"),
]
