"""A search that shows how far it is, and that Ctrl-C stops with the best found."""

from __future__ import annotations

import math
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from decimal import Decimal
from threading import Event, Thread, current_thread, main_thread
from types import FrameType
from typing import TypeVar

import typer
from rich.console import Console
from rich.status import Status
from rich.text import Text

from borderless.finance.placement.answer import Progress
from borderless.finance.wording import grouped

EXIT_INTERRUPTED = 130

Answered = TypeVar("Answered")
Watch = Callable[[Progress], None]

_EVERY = 0.1
"""Seconds between two looks at a search."""

_PATIENCE = 1.0
"""Seconds that a solver told to stop twice has for it."""

_SPINNER = 3
"""Columns that the turning sign takes."""


def search_watched(search: Callable[[Watch, Event], Answered]) -> Answered:
    """What `search` returns, with one status line on standard error where that is a terminal.

    The search runs in a thread of its own, so that Ctrl-C is heard while the solver computes. The
    first Ctrl-C sets the event; the second leaves, by `KeyboardInterrupt` or with exit code 130.
    """
    cancel = Event()
    done: Future[Answered] = Future()
    seen: deque[Progress] = deque(maxlen=1)

    def run() -> None:
        try:
            done.set_result(search(seen.append, cancel))
        except BaseException as error:  # handed over whole to the thread that waits
            done.set_exception(error)

    thread = Thread(target=run, daemon=True)
    try:
        with stopped_by_ctrl_c(cancel), _status_line() as status:
            thread.start()
            _wait(done, seen, cancel, status)
    except KeyboardInterrupt:
        _leave(thread)
        raise
    return done.result()


def _wait(
    done: Future[Answered], seen: deque[Progress], cancel: Event, status: Status | None
) -> None:
    while not done.done():
        wait([done], timeout=_EVERY)
        if status and seen:
            width = status.console.width - _SPINNER
            words = progress_words(seen[-1], width, stopping=cancel.is_set())
            status.update(Text(words, no_wrap=True, overflow="ellipsis"))


def _leave(thread: Thread) -> None:
    """Ends the process where the solver does not let go: Python would wait for it, or abort."""
    thread.join(timeout=_PATIENCE)
    if thread.is_alive():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(EXIT_INTERRUPTED)


def progress_words(progress: Progress, width: int, *, stopping: bool = False) -> str:
    """Phase, best, bound and gap in one line; a phase that is too long for it is cut."""
    best, bound = _known(progress.objective), _known(progress.bound)
    parts = []
    if best is not None:
        parts.append(f"best {_whole(best)}")
    if bound is not None:
        parts.append(f"bound {_whole(bound)}")
    if best is not None and bound is not None:
        parts.append(f"gap {abs(best - bound) / max(abs(best), 1.0):.2%}".replace("%", " %"))
    parts.append(f"{progress.seconds:.0f} s")
    if stopping:
        parts.append("stopping with the best found")
    figures = "".join(f" · {part}" for part in parts)
    room = max(width - len(figures), 12)
    phase = progress.phase
    return (phase if len(phase) <= room else f"{phase[: room - 1].rstrip()}…") + figures


def _known(figure: float | None) -> float | None:
    return figure if figure is not None and math.isfinite(figure) else None


def _whole(figure: float) -> str:
    return grouped(Decimal(str(figure)), 0)


@contextmanager
def _status_line() -> Iterator[Status | None]:
    if not sys.stderr.isatty():
        yield None
        return
    with Console(stderr=True, highlight=False).status("searching") as status:
        yield status


@contextmanager
def stopped_by_ctrl_c(cancel: Event) -> Iterator[None]:
    """Sets the event at the first Ctrl-C; the second raises `KeyboardInterrupt`."""
    if current_thread() is not main_thread():  # only the main thread hears signals
        yield
        return

    def heard(_signal: int, _frame: FrameType | None) -> None:
        if cancel.is_set():
            raise KeyboardInterrupt
        cancel.set()
        typer.echo("stopping with the best found; Ctrl-C again leaves at once", err=True)

    before = signal.signal(signal.SIGINT, heard)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
