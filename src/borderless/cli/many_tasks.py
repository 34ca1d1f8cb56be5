"""What commands share that do many tasks: the cluster's address, and a bar of what is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from borderless.cli.app import fail
from borderless.finance.batch.cluster import ClusterError, check_cluster


def checked_cluster(address: str, jobs: int | None, instead: str) -> str:
    """The address of `--cluster`, where one can run; leaves with one sentence where none can.

    Args:
        address: as the user gave it.
        jobs: of `--jobs`, which is for this machine only.
        instead: what stands for `--jobs` on a cluster, as the end of a sentence.
    """
    if jobs is not None:
        fail(f"--jobs is for this machine; with --cluster, {instead}.")
    try:
        check_cluster(address)
    except ClusterError as error:
        fail(f"--cluster: {error}")
    return address


@contextmanager
def bar(
    what: str, count: ProgressColumn, total: float | None = None
) -> Iterator[tuple[Progress, TaskID]]:
    """A bar on standard error, where that is a terminal, and its one task."""
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        count,
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        yield progress, progress.add_task(what, total=total)
