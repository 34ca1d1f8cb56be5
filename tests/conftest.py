"""Settings that hold for every test."""

from __future__ import annotations

import os

from hypothesis import settings

# A check on every change must give the same answer twice; people at their desks search on.
settings.register_profile("same", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("same")
