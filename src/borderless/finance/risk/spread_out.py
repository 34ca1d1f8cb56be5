"""Chunks shared out among threads of this machine or workers of a cluster, results in order.

Results come back in any order and are given on in the order of the chunks, so that sums of floats
are the same wherever they were worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Event
from typing import Any, Protocol

from borderless.finance.risk.chunk import ChunkResult, ChunkRunner
from borderless.finance.risk.risk_model import RiskModel
from borderless.finance.risk.tally import Bins

_AHEAD = 2
"""Chunks handed out for each worker: enough to keep it busy, few enough to stop soon."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be run: every chunk, and how many of its scenarios count."""

    model: RiskModel
    seed: int
    bins: Mapping[str, Bins]
    chunks: tuple[tuple[int, int], ...]
    """Number and scenarios."""


class Workforce(Protocol):
    """Somebody who runs chunks."""

    def results(self, work: Work, cancel: Event | None) -> Iterator[ChunkResult]:
        """Each chunk's result, in the order of the chunks; ends early when cancelled."""


@dataclass(frozen=True, slots=True)
class Threads:
    """Threads of this process: NumPy lets go of the interpreter while it computes."""

    count: int

    def results(self, work: Work, cancel: Event | None) -> Iterator[ChunkResult]:
        """Each chunk's result, in the order of the chunks."""
        runner = ChunkRunner(work.model, work.seed)
        if self.count == 1:
            for chunk, keep in work.chunks:
                if cancel is not None and cancel.is_set():
                    return
                yield runner.run(chunk, keep, work.bins)
            return
        with ThreadPoolExecutor(self.count) as pool:

            def send(chunk: int, keep: int) -> Future[ChunkResult]:
                return pool.submit(runner.run, chunk, keep, work.bins)

            yield from in_order(work.chunks, send, self.count * _AHEAD, cancel)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Workers of a Dask scheduler."""

    address: str

    def results(self, work: Work, cancel: Event | None) -> Iterator[ChunkResult]:
        """Each chunk's result, in the order of the chunks.

        Raises:
            ClusterError: the scheduler does not answer, has no workers, or went away.
        """
        from borderless.finance.batch.cluster import connected

        with connected(self.address) as client:
            shared = client.scatter((work.model, work.seed, work.bins), broadcast=True)
            pool = client.get_executor(pure=False)

            def send(chunk: int, keep: int) -> Future[ChunkResult]:
                found: Future[ChunkResult] = pool.submit(_remote, shared, chunk, keep)
                return found

            threads = max(1, sum(client.nthreads().values()))
            yield from in_order(work.chunks, send, threads * _AHEAD, cancel)


def _remote(shared: tuple[RiskModel, int, Mapping[str, Bins]], chunk: int, keep: int) -> Any:
    model, seed, bins = shared
    return ChunkRunner(model, seed).run(chunk, keep, bins)


def in_order(
    chunks: tuple[tuple[int, int], ...],
    send: Callable[[int, int], Future[ChunkResult]],
    ahead: int,
    cancel: Event | None,
) -> Iterator[ChunkResult]:
    """Sends chunks, at most `ahead` at once, and gives their results in the order of the chunks."""
    waiting = iter(chunks)
    sent: dict[int, Future[ChunkResult]] = {}
    order = [chunk for chunk, _ in chunks]
    done = 0

    def fill() -> None:
        while len(sent) < ahead and not (cancel is not None and cancel.is_set()):
            following = next(waiting, None)
            if following is None:
                return
            sent[following[0]] = send(*following)

    fill()
    while sent:
        first = sent.get(order[done])
        if first is None:
            return
        wait([first], return_when=FIRST_COMPLETED)
        yield first.result()
        del sent[order[done]]
        done += 1
        fill()
