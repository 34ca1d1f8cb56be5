"""The kinds of long work.

To add one: a module with a `run(work)` function, a line in `KINDS`, its parameters in
`questions.py`.

`run` gets a `Work` (the film as it was read, the parameters, where to say how far it is, and an
event that asks it to stop) and returns an `Outcome`: plain data and findings. It must give the same
outcome when run twice, as a worker may die and another start again.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from borderless.web.jobs.work import Outcome, Work

KINDS = {
    "placement": "borderless.web.placement.job",
    "sweep": "borderless.web.placement.sweep_job",
    "risk": "borderless.web.risk.job",
    "backtest": "borderless.web.risk.backtest_job",
}
"""Module of each kind, loaded when its first job runs."""


def runner_of(kind: str) -> Callable[[Work], Outcome]:
    """The function that does a kind of work.

    Raises:
        KeyError: there is no such kind.
    """
    run: Callable[[Work], Outcome] = import_module(KINDS[kind]).run
    return run
