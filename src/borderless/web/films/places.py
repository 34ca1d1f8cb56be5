"""Where a finding is mended: the page of the film that its place is on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse

from borderless.film.folder import BUDGETS, FILM

_PAGE_OF_FAMILY = {"FIN2": "finance", "FIN3": "finance", "FIN8": "risk", "FIN7": "placement"}


def mended_at(film_id: UUID, code: str, file: str | None, line: int | None) -> str | None:
    """Address of the page on which a finding is mended; None where none would help.

    Args:
        film_id: the film.
        code: the finding's code.
        file: the file that its place names.
        line: the line in the file, 1-based.
    """
    if file in BUDGETS:
        row = f"?row={line}" if line else ""
        return reverse("budget", args=[film_id]) + row
    if (
        file == FILM
        or (file and "/" not in file and "." in file)
        or (file or "").startswith("rules/")
    ):
        at = f"?line={line}" if line else ""
        return reverse("file", args=[film_id, file]) + at
    page = _PAGE_OF_FAMILY.get(code[:4])
    return reverse(page, args=[film_id]) if page else None


def linked(film_id: UUID, findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Findings as plain data, each with the address at which it is mended."""
    return [
        one | {"href": mended_at(film_id, one["code"], one["file"], one["line"])}
        for one in findings
    ]
