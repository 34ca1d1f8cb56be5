"""The paragraph behind every finding's code, kept beside the code so that neither ages alone."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def _sections() -> dict[str, str]:
    sections: dict[str, str] = {}
    for file in sorted(files(__package__).iterdir(), key=lambda one: one.name):
        if not file.name.endswith(".md"):
            continue
        for section in file.read_text("utf-8").split("\n## ")[1:]:
            code, _, _ = section.partition(" ")
            sections[code] = section.strip()
    return sections


def codes() -> list[str]:
    """Every code, in order."""
    return sorted(_sections())


def paragraph(code: str) -> str | None:
    """Title and paragraph of a code, or `None` where there is no such code."""
    return _sections().get(code)
