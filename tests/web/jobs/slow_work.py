"""A kind of work for the tests: counts, tells how far it is, and may kill its worker."""

from __future__ import annotations

import os
import signal
import time

from borderless.web.jobs.work import Outcome, Work

POISON = 666
STUBBORN = 667


def run(work: Work) -> Outcome:
    """Counts to the number of scenarios, fifty a second."""
    count, whole = 0, work.params["scenarios"]
    if work.params["seed"] == POISON:
        os.kill(os.getpid(), signal.SIGKILL)
    if work.params["seed"] == STUBBORN:
        raise RuntimeError("no number is good enough")
    while count < whole and not work.cancel.is_set():
        time.sleep(0.02)
        count += 1
        work.say(count, whole, "counting", {"objective": count, "currency": "EUR"})
    return Outcome({"counted": count, "worker": os.getpid()})
