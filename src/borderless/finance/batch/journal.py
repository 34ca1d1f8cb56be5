"""What a run has finished so far, kept beside its target so that a restarted run goes on there.

One JSON line a task, written through to the disk before the next; a line that a crash tore is
dropped. Rows are found again by their task's digest, so a changed film, rule or option is planned
anew and never mixed with what was.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import TracebackType
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from borderless.finance.batch.rows import Row

try:
    import fcntl
except (
    ImportError
):  # pragma: no cover - Windows has no such locks; two runs are then not kept apart
    fcntl = None  # type: ignore[assignment]

_ROW: TypeAdapter[Row] = TypeAdapter(Annotated[Row, Field(discriminator="kind")])


class JournalInUseError(Exception):
    """Another run writes to the same target."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        return f"another run is writing {self.path}; wait for it, or choose another file."


def journal_path(target: Path) -> Path:
    """Where the journal of a result file lies: out.csv has .out.csv.partial.jsonl."""
    return target.with_name(f".{target.name}.partial.jsonl")


class Journal:
    """The finished tasks of a run, on disk."""

    def __init__(self, path: Path) -> None:
        """Opens or continues the journal at `path`.

        Raises:
            JournalInUseError: another run has it open.
            OSError: it cannot be written; a link at its place counts as that.
        """
        self.path = path
        self.rows: dict[str, Row] = {}
        """Finished before, by the task's digest."""
        path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        self._file = os.fdopen(os.open(path, flags, 0o644), "r+b")
        try:
            self._lock()
            self._read()
        except BaseException:
            self._file.close()
            raise

    def add(self, digest: str, row: Row) -> None:
        """Keeps a finished task; it is on the disk when this returns."""
        line = {"task": digest, "row": _ROW.dump_python(row, mode="json")}
        self._file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self._to_disk()

    def remove(self) -> None:
        """Takes the journal away, once its rows are safe in the target."""
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Lets go of the file, which stays for the next run."""
        self._file.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _lock(self) -> None:
        if fcntl is None:  # pragma: no cover
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise JournalInUseError(self.path) from error

    def _read(self) -> None:
        content = self._file.read()
        whole = content[: content.rfind(b"\n") + 1]
        if len(whole) < len(content):
            # The next line must not be glued to a torn one.
            self._file.truncate(len(whole))
            self._to_disk()
        for line in whole.splitlines():
            kept = _kept(line)
            if kept is not None:
                self.rows[kept[0]] = kept[1]

    def _to_disk(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())


def _kept(line: bytes) -> tuple[str, Row] | None:
    """A line's task and row; `None` where it is not one of ours, so that its task is run again."""
    try:
        data: Any = json.loads(line)
        return str(data["task"]), _ROW.validate_python(data["row"])
    except (ValueError, KeyError, TypeError, ValidationError):
        return None
