"""The application that a web server starts; `docs/workbench.md` says how."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "borderless.web.config.settings")
application = get_wsgi_application()
