"""Blocks of chunks shared out among processes of this machine or workers of a cluster, in order.

Whoever runs it, a block is the same chunks, added up in the same order, and blocks are added up in
the order of their numbers. So the sums of floats are the same wherever they were worked out.

Processes, not threads: NumPy lets go of the interpreter in each operation, but on arrays that fit
the cache an operation is so short that two threads mostly wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from threading import Event
from typing import Any, Protocol

from borderless.finance.risk.chunk import ChunkResult, ChunkRunner, added
from borderless.finance.risk.risk_model import RiskModel
from borderless.finance.risk.tally import Bins

CHUNKS_OF_A_BLOCK = 8
"""Few enough that a run can be stopped soon, enough that sending results takes no time. Part of the
order in which sums are added, so it never changes without a word in the changelog."""

Block = tuple[tuple[int, int], ...]
"""Number and scenarios of each of its chunks."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be run."""

    runner: ChunkRunner
    """For whoever runs it in this process; others make their own from its model and seed."""
    bins: Mapping[str, Bins]
    blocks: tuple[Block, ...]

    @property
    def shared(self) -> tuple[RiskModel, int, Mapping[str, Bins]]:
        """What is sent to others."""
        return self.runner.model, self.runner.seed, self.bins


class Workforce(Protocol):
    """Somebody who runs blocks."""

    def results(self, work: Work, cancel: Event | None) -> Iterator[ChunkResult]:
        """Each block's result, in the order of the blocks; ends early when cancelled."""


def blocks_of(scenarios: int, lanes: int) -> tuple[Block, ...]:
    """The chunks that so many scenarios take, in blocks."""
    chunks = [
        (number, min(lanes, scenarios - number * lanes)) for number in range(-(-scenarios // lanes))
    ]
    return tuple(
        tuple(chunks[first : first + CHUNKS_OF_A_BLOCK])
        for first in range(0, len(chunks), CHUNKS_OF_A_BLOCK)
    )


@dataclass(frozen=True, slots=True)
class Processes:
    """Processes of this machine; one block, or one process, runs in this very process."""

    count: int

    def results(self, work: Work, cancel: Event | None) -> Iterator[ChunkResult]:
        """Each block's result, in the order of the blocks."""
        if self.count == 1 or len(work.blocks) == 1:
            for block in work.blocks:
                result = _run(work.runner, work.bins, block, cancel)
                if result is None:
                    return
                yield result
            return
        from joblib import Parallel, delayed

        calls = (delayed(_remote)(work.shared, block) for block in work.blocks)
        parallel = Parallel(n_jobs=self.count, backend="loky", return_as="generator")
        with closing(parallel(calls)) as found:
            for result in found:
                yield result
                if cancel is not None and cancel.is_set():
                    return


@dataclass(frozen=True, slots=True)
class Cluster:
    """Workers of a Dask scheduler."""

    address: str

    def results(self, work: Work, cancel: Event | None) -> Iterator[ChunkResult]:
        """Each block's result, in the order of the blocks.

        Raises:
            ClusterError: the scheduler does not answer, has no workers, or went away.
        """
        from borderless.finance.batch.cluster import connected

        with connected(self.address) as client:
            shared = client.scatter(work.shared, broadcast=True)
            futures = client.map(_remote, [shared] * len(work.blocks), work.blocks, pure=False)
            for future in futures:
                if cancel is not None and cancel.is_set():
                    client.cancel(futures)
                    return
                yield future.result()


def _remote(shared: tuple[RiskModel, int, Mapping[str, Bins]], block: Block) -> Any:
    model, seed, bins = shared
    return _run(ChunkRunner(model, seed), bins, block, None)


def _run(
    runner: ChunkRunner, bins: Mapping[str, Bins], block: Block, cancel: Event | None
) -> ChunkResult | None:
    """A block; what is done of it when cancelled, `None` where that is nothing."""
    found: ChunkResult | None = None
    for chunk, keep in block:
        if cancel is not None and cancel.is_set():
            return found
        result = runner.run(chunk, keep, bins)
        found = result if found is None else added(found, result)
    return found
