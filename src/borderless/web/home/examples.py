"""The example films: where they lie, and their copies for a person.

In a checkout they lie beside `src/`; a wheel puts them under `share/borderless/examples` of the
environment that it is installed in.
"""

from __future__ import annotations

import sysconfig
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from borderless.film.folder import FILM
from borderless.web.accounts.models import User
from borderless.web.films.actions.making import MakeFilm
from borderless.web.films.models import Film, RevisionKind

_CHECKOUT = Path(__file__).parents[4] / "examples"
_INSTALLED = Path(sysconfig.get_path("data")) / "share" / "borderless" / "examples"


@dataclass(frozen=True, slots=True)
class Example:
    """A film to learn from."""

    slug: str
    """Name of its folder."""
    title: str
    folder: Path

    def files(self) -> dict[str, bytes]:
        """Its folder, byte for byte."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }


@cache
def examples() -> tuple[Example, ...]:
    """Every example, by title: those of the checkout, or those that were installed."""
    root = next((one for one in (_CHECKOUT, _INSTALLED) if one.is_dir()), None)
    found = [] if root is None else [path.parent for path in root.glob(f"*/{FILM}")]
    named = [
        Example(folder.name, tomllib.loads((folder / FILM).read_text("utf-8"))["title"], folder)
        for folder in found
    ]
    return tuple(sorted(named, key=lambda one: one.title))


def make_example(user: User, example: Example) -> Film:
    """A copy of an example for a person, who owns it."""
    what = f"Copy of the example {example.title}"
    return MakeFilm(user, example.files(), example.title, RevisionKind.IMPORTED, what).run()


def make_examples(user: User) -> list[Film]:
    """A copy of every example."""
    return [make_example(user, example) for example in examples()]
