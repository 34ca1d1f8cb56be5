"""The film's recoupment."""

from __future__ import annotations

from django.urls import path

from borderless.web.recoupment import tier_views, views

urlpatterns = [
    path("", views.page, name="recoupment"),
    path("recoupment.xlsx", views.workbook, name="recoupment-xlsx"),
    path("payouts/", views.payouts, name="recoupment-payouts"),
    path("start/", views.start, name="recoupment-start"),
    path("tiers/new/", tier_views.tier, name="tier-new"),
    path("tiers/<int:index>/", tier_views.tier, name="tier"),
    path("tiers/<int:index>/move/", tier_views.move, name="tier-move"),
    path("tiers/<int:index>/delete/", tier_views.delete, name="tier-delete"),
]
