"""`work`: does the long work; start as many as there are cores to spare."""

from __future__ import annotations

import logging
import threading
import time
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from borderless.web.jobs.actions import take_up_again, tidy
from borderless.web.jobs.tasks import leave_all

ROUNDS = 4
"""Looks for jobs whose worker has died, in the time after which one counts as dead."""
PAUSE = 2.0
"""Seconds before the database is tried again that was away."""
_log = logging.getLogger(__name__)


class LeavingWorker(Worker):
    """A worker that, told to end, gives its job back instead of finishing it."""

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Ends: at once where it waits, else as soon as its job has stopped."""
        leave_all()
        super().shutdown(signum, frame)


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
        worker = LeavingWorker(
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
        if not until_empty:
            threading.Thread(target=_look_round, name="look-round", daemon=True).start()
        while True:
            try:
                take_up_again()
                tidy()
                worker.run()
                return
            except (OperationalError, InterfaceError):
                if until_empty:
                    raise
                _log.warning("the database is away; trying again", exc_info=True)
                connection.close()
                time.sleep(PAUSE)


def _look_round() -> None:
    from django.conf import settings

    pause = threading.Event()
    while not pause.wait(max(settings.JOB_SILENCE / ROUNDS, 0.5)):
        try:
            take_up_again()
        except Exception:  # the database may be away; the next round tries again
            _log.warning("no look round", exc_info=True)
        finally:
            connection.close()
