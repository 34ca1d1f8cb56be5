"""Tasks on this machine's cores, in processes that may die without taking the run with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from joblib import Parallel, cpu_count, delayed

from borderless.finance.batch.attempt import (
    DIED,
    RETRIES,
    Done,
    Lost,
    Numbered,
    Results,
    Run,
    attempt,
)
from borderless.finance.batch.tasks import Task


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Processes of this machine."""

    jobs: int = -1
    """How many at once; -1 is one for each core. With 1, tasks run in this very process."""

    def results(self, run: Run, tasks: Sequence[Numbered]) -> Results:
        """Each task's result, as it comes.

        A process that dies breaks the whole pool, and nobody is told which task it had. Whatever
        was begun and not finished is then run alone, one after the other, so that a task that
        kills its process is found out and the others that were beside it are not blamed.
        """
        waiting = dict(tasks)
        deaths: Counter[int] = Counter()
        while waiting:
            begun: set[int] = set()
            try:
                with closing(self._side_by_side(run, waiting, begun)) as finished:
                    for result in finished:
                        del waiting[result.number]
                        yield result
            except BrokenProcessPool:
                suspects = [number for number in waiting if number in begun]
                deaths.update(suspects)
                for number in suspects:
                    yield self._alone(run, number, waiting.pop(number), deaths)

    def _side_by_side(self, run: Run, waiting: dict[int, Task], begun: set[int]) -> Any:
        def calls() -> Iterator[Any]:
            for number, task in list(waiting.items()):
                begun.add(number)
                yield delayed(attempt)(run, number, task)

        # One task in hand and one waiting for each process: busy, and yet `begun` names few beside
        # those that really were; each row is in the journal as soon as it is there.
        parallel = Parallel(
            n_jobs=self.jobs,
            backend="loky",
            return_as="generator_unordered",
            batch_size=1,
            pre_dispatch="2 * n_jobs",
        )
        return parallel(calls())

    def _alone(self, run: Run, number: int, task: Task, deaths: Counter[int]) -> Done | Lost:
        while deaths[number] <= RETRIES:
            try:
                # With n_jobs=1 joblib would run the task in this process, which must live on.
                found = Parallel(n_jobs=max(2, self._count()), backend="loky")(
                    [delayed(attempt)(run, number, task)]
                )
            except BrokenProcessPool:
                deaths[number] += 1
            else:
                result: Done | Lost = found[0]
                return result
        return Lost(number, DIED)

    def _count(self) -> int:
        return int(cpu_count()) if self.jobs < 0 else self.jobs
