"""A task as a worker runs it: whatever happens, something plain comes back."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Protocol

from borderless.finance.batch.basis import OtherInstallationError
from borderless.finance.batch.rows import Row
from borderless.finance.batch.tasks import Task

Run = Callable[[Task], Row]
"""Turns a task into its row; must be importable wherever the workers are."""

RETRIES = 3
"""How often a task is run again whose worker died."""

DIED = (
    f"the process that computed it died {RETRIES + 1} times; most often it had too little memory."
)


@dataclass(frozen=True, slots=True)
class Done:
    """A task's row, by the task's number in its batch."""

    number: int
    row: Row


@dataclass(frozen=True, slots=True)
class Lost:
    """A task that gave no row, for a reason that may be gone next time."""

    number: int
    why: str


Numbered = tuple[int, Task]
Results = Generator[Done | Lost, None, None]


class Engine(Protocol):
    """Where tasks are run."""

    def results(self, run: Run, tasks: Sequence[Numbered]) -> Results:
        """Each task's result once, in the order in which they finish."""
        ...


def attempt(run: Run, number: int, task: Task) -> Done | Lost:
    """Runs a task; a fault of ours costs its own row and no other."""
    try:
        return Done(number, run(task))
    except OtherInstallationError as error:
        return Lost(number, f"{error}.")
    except Exception as error:  # one film's fault must not stop a thousand others
        return Lost(number, f"stopped by a fault of the program: {type(error).__name__}: {error}")
