"""Worker processes on the tests' database, which can be killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from borderless.web.jobs.models import Job

_START = """
import sys
import django
django.setup()
from borderless.web.jobs.kinds import KINDS
if "slow" in sys.argv:
    KINDS["risk"] = "slow_work"
from django.core.management import execute_from_command_line
execute_from_command_line(["django", "work"])
"""


def database_url() -> str:
    """The address of the database that the tests use."""
    from django.db import connection

    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    # The server's address with the name of the tests' own database.
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{given['NAME']}").geturl()


@contextmanager
def worker(home: Path, *, silence: int = 60, slow: bool = True) -> Iterator[subprocess.Popen[str]]:
    """A worker process; ended at the end, however it is."""
    surroundings = os.environ | {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "borderless.web.config.settings",
        "BORDERLESS_LOCAL": "1",
        "BORDERLESS_HOME": str(home),
        "BORDERLESS_JOB_SILENCE": str(silence),
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path]),
    }
    words = [sys.executable, "-c", _START, *(["slow"] if slow else [])]
    with (home / "worker.log").open("a") as log:
        process = subprocess.Popen(words, env=surroundings, text=True, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def wait_for(job: Job, until: Callable[[Job], bool], seconds: float = 30) -> Job:
    """The job as soon as it is so; fails when that takes too long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        job.refresh_from_db()
        if until(job):
            return job
        time.sleep(0.05)
    raise AssertionError(f"still {job.state}, attempt {job.attempt}, {job.done} of {job.total}")
