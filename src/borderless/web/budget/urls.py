"""The film's budget."""

from __future__ import annotations

from django.urls import path

from borderless.web.budget import views

urlpatterns = [
    path("", views.page, name="budget"),
    path("save/", views.save, name="budget-save"),
    path("budget.csv", views.as_csv, name="budget-csv"),
    path("budget.xlsx", views.as_workbook, name="budget-xlsx"),
    path("file/", views.replace, name="budget-replace"),
]
