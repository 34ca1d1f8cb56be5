"""The files of a revision as they are listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from borderless.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Listed:
    """A file in the list."""

    path: str
    size: int
    """Bytes."""
    errors: int
    warnings: int
    changed: int | None
    """Number of the revision that last changed it; None where that is long ago."""


def listed(
    sizes: Mapping[str, int], findings: Sequence[Finding], changed: Mapping[str, int]
) -> list[Listed]:
    """Files by path, film.toml and the budget first; findings counted by file."""
    counts: Counter[tuple[str, Severity]] = Counter(
        (one.place.file, one.severity) for one in findings if one.place
    )
    return [
        Listed(
            path,
            size,
            counts[path, Severity.ERROR],
            counts[path, Severity.WARNING],
            changed.get(path),
        )
        for path, size in sorted(sizes.items(), key=lambda one: (_rank(one[0]), one[0]))
    ]


def _rank(path: str) -> int:
    if path == "film.toml":
        return 0
    return 1 if path.startswith("budget.") else 2


def last_changes(manifests: Iterable[tuple[int, Mapping[str, str]]]) -> dict[str, int]:
    """The revision in which each file became what it is.

    Args:
        manifests: number and manifest of each revision, the newest first. No more are taken than
            are needed. Where they end before the first revision, files that were the same all
            along are left out.
    """
    found: dict[str, int] = {}
    now: dict[str, str] = {}
    same_since: int | None = None
    for number, manifest in manifests:
        if same_since is None:
            now = dict(manifest)
        else:
            for path in [path for path, digest in now.items() if manifest.get(path) != digest]:
                found[path] = same_since
                del now[path]
        same_since = number
        if not now:
            break
    if same_since == 1:
        found |= dict.fromkeys(now, 1)
    return found


def in_the_way(path: str, paths: Iterable[str]) -> str | None:
    """A file beside which another cannot be put: alike but for capitals, or a folder's name."""
    wanted = path.casefold()
    for one in sorted(paths):
        there = one.casefold()
        if one != path and (
            there == wanted or wanted.startswith(f"{there}/") or there.startswith(f"{wanted}/")
        ):
            return one
    return None


def lines_with(findings: Sequence[Finding], path: str) -> list[Finding]:
    """The findings of one file, by line."""
    here = [one for one in findings if one.place and one.place.file == path]
    return sorted(here, key=lambda one: (one.place.line or 0) if one.place else 0)
