"""The door for guests, who have a link and no account."""

from __future__ import annotations

from django.urls import path

from borderless.web.sharing.entrance import enter

urlpatterns = [path("<str:secret>/", enter, name="guest")]
