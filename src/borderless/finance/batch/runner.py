"""A batch from its tasks to its rows, on one machine or a cluster, going on where a run stopped."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing

from borderless.finance.batch.answering import run_task
from borderless.finance.batch.attempt import Done, Engine, Run
from borderless.finance.batch.journal import Journal
from borderless.finance.batch.rows import Row
from borderless.finance.batch.tasks import Task, failed_row


def run_batch(
    tasks: Sequence[Task], engine: Engine, journal: Journal | None = None, run: Run = run_task
) -> Generator[tuple[int, Row], None, None]:
    """Each task's number and row, first what the journal has, then the rest as it comes.

    A row goes to the journal before it is given out. A task that gave none is a row with its
    error, which the journal does not keep, so that the next run tries it again.

    Raises:
        ClusterError: the engine is a cluster that cannot be used.
        OSError: the journal cannot be written.
    """
    kept = journal.rows if journal else {}
    waiting: list[tuple[int, Task]] = []
    for number, task in enumerate(tasks):
        if task.digest in kept:
            yield number, kept[task.digest]
        else:
            waiting.append((number, task))
    if not waiting:
        return
    with closing(engine.results(run, waiting)) as results:
        for result in results:
            if not isinstance(result, Done):
                yield result.number, failed_row(tasks[result.number], result.why)
                continue
            if journal:
                journal.add(tasks[result.number].digest, result.row)
            yield result.number, result.row
