"""Files that belong together: each is made beside its place first, then all are put there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from borderless.cli.app import fail
from borderless.film.folder import BUDGETS, FILM, CannotWriteError, FilmFolder, write_film
from borderless.film.model import Film


def refuse_folder(target: Path) -> None:
    """Ends with one sentence where the folder for a new film has one already."""
    if target.exists() and not target.is_dir():
        fail(f"--write {target}: is a file; name a new folder.")
    taken = next((name for name in (FILM, *BUDGETS) if (target / name).exists()), None)
    if taken:
        fail(f"--write {target}: has a {taken} already; name a new folder.")


class PlacedFiles:
    """Remembers what was made and where it goes; whatever fails leaves nothing behind."""

    def __init__(self) -> None:
        self._made: list[tuple[str, Path, Path]] = []
        """Option, the folder in which it was made, the folder in which its files belong."""

    @contextmanager
    def beside(self, option: str, target: Path, into: Path | None = None) -> Iterator[Path]:
        """A path of the same name to write to, in a folder beside its place.

        Args:
            option: the user's, for what is said when it fails.
            target: what the user named.
            into: where what was made goes; left out: the folder of `target`.
        """
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            stage = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
            self._made.append((option, stage, into or target.parent))
            yield stage / target.name
        except OSError as error:
            self._clear()
            fail(f"{option} {target}: cannot be written: {error.strerror or error}.")
        except BaseException:
            self._clear()
            raise

    def text(self, option: str, target: Path, text: str) -> None:
        """A text file."""
        with self.beside(option, target) as partial:
            partial.write_text(text, "utf-8")

    def film(self, original: FilmFolder, film: Film, target: Path) -> None:
        """A changed film as a folder."""
        with self.beside("--write", target, target) as partial:
            try:
                write_film(original, film, partial.parent)
            except CannotWriteError as error:
                fail(f"--write {target}: {error}")

    def place(self) -> None:
        """Puts everything where it belongs."""
        try:
            for option, stage, folder in self._made:
                try:
                    folder.mkdir(exist_ok=True)
                    for file in sorted(stage.iterdir()):
                        file.replace(folder / file.name)
                except OSError as error:
                    fail(f"{option} {folder}: cannot be written: {error.strerror or error}.")
        finally:
            self._clear()

    def _clear(self) -> None:
        for _, stage, _ in self._made:
            shutil.rmtree(stage, ignore_errors=True)
        self._made.clear()
