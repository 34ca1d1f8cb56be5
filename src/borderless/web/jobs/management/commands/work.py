"""`work`: does the long work; start as many as there are cores to spare."""

from __future__ import annotations

import logging
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from borderless.web.jobs.actions import take_up_again

_log = logging.getLogger(__name__)
ROUND = 15.0
"""Seconds between two looks for jobs whose worker has died."""


class Command(BaseCommand):
    """Runs a worker of the task queue that also takes up again what a dead one left."""

    help = "Does the long work: placement, sweeps, risk, backtests."

    def add_arguments(self, parser: Any) -> None:
        """`--until-empty` for tests and scripts."""
        parser.add_argument(
            "--until-empty", action="store_true", help="End when there is nothing left to do."
        )

    def handle(self, *, until_empty: bool, **options: Any) -> None:
        """Works until it is told to stop."""
        del options
        take_up_again()
        if not until_empty:
            threading.Thread(target=_look_round, name="look-round", daemon=True).start()
        worker = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0.5,
            batch=until_empty,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        if threading.current_thread() is threading.main_thread():
            worker.configure_signals()
        worker.run()


def _look_round() -> None:
    pause = threading.Event()
    while not pause.wait(ROUND):
        try:
            take_up_again()
        except Exception:
            _log.warning("looking for jobs of dead workers failed", exc_info=True)
        finally:
            connection.close()
