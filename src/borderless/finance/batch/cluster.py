"""Tasks on the workers of a Dask cluster.

Distributed's own futures are used, not joblib's Dask backend: that one sends tasks in batches and
ends the whole run with the first that fails, while here each task has retries, a result and an
error of its own, and its row is known as soon as it is there.
"""

from __future__ import annotations

import re
from asyncio import CancelledError as AsyncCancelledError
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from distributed import Client, Future

_ADDRESS = re.compile(r"(tcp|tls)://[^\s/@]+:[0-9]{1,5}")
_PATIENCE = 10
"""Seconds to wait for the scheduler, and for its first worker."""
_AHEAD = 2
"""Tasks sent for each thread of the cluster: enough to keep it busy, few enough for its memory
and for a worker's death to trouble few."""


class ClusterError(Exception):
    """The cluster cannot be used, or was lost; one sentence says why."""


def check_cluster(address: str) -> None:
    """Holds an address against what a scheduler's address looks like.

    Raises:
        ClusterError: it is none, or the library for clusters is not installed.
    """
    if find_spec("distributed") is None:
        raise ClusterError("a cluster needs Dask's distributed: pip install 'borderless[cluster]'.")
    if not _ADDRESS.fullmatch(address):
        raise ClusterError(
            f"cannot read {address!r} as a scheduler's address; write it as tcp://host:8786."
        )


@dataclass(frozen=True, slots=True)
class ClusterEngine:
    """The workers of a Dask scheduler, which must have the same Borderless installed."""

    address: str
    """tcp://host:port"""

    def results(self, run: Run, tasks: Sequence[Numbered]) -> Results:
        """Each task's result, as it comes.

        The scheduler gives a dead worker's tasks to another one, up to its `allowed-failures`; it
        blames every task that the worker had in hand. Those it gave up are run alone at the end, so
        that only a task that really kills its workers is lost.

        Raises:
            ClusterError: the scheduler does not answer, has no workers, or went away.
        """
        with connected(self.address) as client:
            given_up: list[Numbered] = []
            for numbered, result in _side_by_side(client, run, tasks):
                if result is None:
                    given_up.append(numbered)
                else:
                    yield result
            for numbered in given_up:
                for _, result in _side_by_side(client, run, [numbered], "-alone"):
                    yield result or Lost(numbered[0], DIED)


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """A client of the scheduler, with at least one worker."""
    from distributed import Client

    check_cluster(address)
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"the scheduler at {address} does not answer; start it with `dask scheduler`, or check"
            " the address."
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            raise ClusterError(
                f"the scheduler at {address} has no workers; start some with"
                f" `dask worker {address}`."
            ) from error
        yield client


def _side_by_side(
    client: Client, run: Run, tasks: Sequence[Numbered], suffix: str = ""
) -> Iterator[tuple[Numbered, Done | Lost | None]]:
    """Each task with its result; `None` where its workers died too often."""
    from distributed import as_completed

    waiting = deque(tasks)
    sent: dict[str, Numbered] = {}

    def send() -> Future:
        number, task = numbered = waiting.popleft()
        key = f"borderless-{task.digest}-{number}{suffix}"
        sent[key] = numbered
        return client.submit(attempt, run, number, task, key=key, pure=False, retries=RETRIES)

    threads = max(1, sum(client.nthreads().values()))
    first = [send() for _ in range(min(len(waiting), _AHEAD * threads))]
    flowing = as_completed(first, loop=client.loop)
    for future in flowing:
        numbered = sent.pop(future.key)
        yield numbered, _result(client, future, numbered[0])
        future.release()
        if waiting:
            flowing.add(send())


def _result(client: Client, future: Future, number: int) -> Done | Lost | None:
    from distributed import KilledWorker

    gone = ClusterError(f"the scheduler at {client.scheduler.address} went away.")
    if future.status not in ("finished", "error"):
        raise gone
    try:
        found: Done | Lost = future.result()
    except KilledWorker:
        return None
    except (CancelledError, AsyncCancelledError, OSError) as error:
        raise gone from error
    except Exception as error:
        return Lost(number, f"the cluster could not run it: {type(error).__name__}: {error}")
    return found
