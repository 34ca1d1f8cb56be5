"""The files of a film's folder: opened with care, replaced whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from itertools import count
from pathlib import Path

from borderless.film.faults import fault
from borderless.finding import Finding, Place

_OPEN = (
    os.O_RDONLY
    # A pipe that nobody writes to would otherwise be waited for.
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_BINARY", 0)
)


class CannotWriteError(Exception):
    """A film cannot be written; one sentence says why. Nothing was changed."""


def read_plain(folder: Path, name: str, limit_bytes: int) -> bytes | Finding:
    """The content of a file in `folder`, or why it was not read.

    Refused are files that lead out of the folder through a link, whatever is no plain file, and
    files over `limit_bytes`, of which nothing is read.
    """
    place = Place(name)
    try:
        path = (folder / name).resolve(strict=True)
        inside = path.is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link to nothing, or links in a circle
        return fault("FLM007", f"{name} is a link that leads nowhere.", place, _PUT)
    if not inside:
        return fault("FLM006", f"{name} is a link to a file outside the folder.", place, _PUT)
    try:
        with os.fdopen(os.open(path, _OPEN), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return fault("FLM006", f"{name} is not a plain file.", place, _PUT)
            if status.st_size > limit_bytes:
                return _too_large(name, status.st_size, limit_bytes)
            content = file.read(limit_bytes + 1)
    except IsADirectoryError:
        return fault("FLM006", f"{name} is a folder, not a file.", place, _PUT)
    except OSError as error:
        message = f"{name} cannot be opened: {error.strerror or error}."
        return fault("FLM007", message, place, "Check who may read the file.")
    return _too_large(name, len(content), limit_bytes) if len(content) > limit_bytes else content


_PUT = "Put the file itself into the folder."


def _too_large(name: str, size: int, limit: int) -> Finding:
    message = f"{name} is {_megabytes(size)} and was not read; at most {_megabytes(limit)} are."
    fix = "Keep pictures and other documents out of it."
    return fault("FLM005", message, Place(name), fix)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size} bytes"


def replace_file(path: Path, content: bytes) -> bool:
    """Puts `content` at `path`, whole or not at all; False when it is there already.

    A file that is replaced keeps a copy beside it, `film.toml.1.bak`, `film.toml.2.bak` and so on.

    Raises:
        CannotWriteError: `path` is a link out of its folder, or no plain file.
        OSError: the disk or its permissions do not allow it.
    """
    if path.is_symlink():
        inside = path.resolve().is_relative_to(path.parent.resolve())
        if not inside:
            raise CannotWriteError(f"{path.name} is a link to a file outside the folder.")
        path = path.resolve()
    mode = 0o644
    if path.exists():
        if not path.is_file():
            raise CannotWriteError(f"{path.name} is not a plain file.")
        if path.stat().st_size == len(content) and path.read_bytes() == content:
            return False
        mode = stat.S_IMODE(path.stat().st_mode)
        _keep_copy(path)
    write_whole(path, content, mode)
    return True


def write_whole(path: Path, content: bytes, mode: int | None = None) -> None:
    """Puts `content` at `path`, whole or not at all, in the place of what is there.

    Args:
        path: where it goes.
        content: the file's bytes.
        mode: its permissions; left out: for its owner alone.

    Raises:
        OSError: the disk or its permissions do not allow it; what was there still is.
    """
    handle, partial = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".partial", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            Path(partial).chmod(mode)
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise


def _keep_copy(path: Path) -> None:
    for number in count(1):
        copy = path.with_name(f"{path.name}.{number}.bak")
        try:
            with copy.open("xb") as target, path.open("rb") as source:
                shutil.copyfileobj(source, target)
        except FileExistsError:
            continue
        shutil.copystat(path, copy)
        return
