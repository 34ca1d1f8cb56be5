"""What a row rests on besides the film: this program, the rulebook, own rules and the rate file.

Rows of two machines, or of one run and its continuation, stand side by side only where all of
that is the same. Its digest is part of every task's, and a worker that has another refuses.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import borderless
from borderless.film.ecb import RateFileError
from borderless.film.rates import current_file
from borderless.finding import has_errors
from borderless.rulebook.library import Library, load

_FLOORS = ("film", "rulebook", "finance")
_SUFFIXES = {".py", ".toml"}
_CALCULATORS = ("numpy", "highspy")
"""Packages whose version can change the last digits of a figure."""


class OtherInstallationError(Exception):
    """A worker's program, rulebook, rates or solver are not those of who sent the task."""

    def __init__(self) -> None:
        super().__init__(
            "the worker has another version of Borderless, of its rulebook, its exchange rates or"
            " its solver; install the same on every machine (`borderless rates` shows the rates)"
        )


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule file of the user's own, whole, since a worker elsewhere cannot open its path."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Basis:
    """The rulebook of a task, light enough to travel with it."""

    digest: str
    """Of everything: our installation and the own rules."""
    own: tuple[OwnRule, ...] = ()


def basis_of(library: Library) -> Basis:
    """The basis of a library that was read on this machine.

    Raises:
        OSError: a rule file was taken away since.
    """
    files = sorted(set(library.theirs.values()))
    own = tuple(OwnRule(path.name, path.read_bytes()) for path in files)
    return Basis(_digest(own), own)


@lru_cache(maxsize=8)
def library_of(basis: Basis) -> Library:
    """The library, read once in each process.

    Raises:
        OtherInstallationError: this machine would not give the same rows.
    """
    if basis.digest != _digest(basis.own):
        raise OtherInstallationError
    with tempfile.TemporaryDirectory(prefix="borderless-rules-") as folder:
        for number, rule in enumerate(basis.own):
            Path(folder, f"{number:04}-{Path(rule.name).name}").write_bytes(rule.content)
        library, findings = load([Path(folder)] if basis.own else [])
    if has_errors(findings):
        raise OtherInstallationError
    return library


def _digest(own: tuple[OwnRule, ...]) -> str:
    found = sha256(installation().encode())
    for rule in own:
        found.update(sha256(rule.content).digest())
    return found.hexdigest()


@cache
def installation() -> str:
    """Digest of the program's own files, the rate file in use and the solver's version."""
    found = sha256()
    house = Path(borderless.__file__).parent
    for floor in _FLOORS:
        for path in sorted((house / floor).rglob("*")):
            if path.suffix in _SUFFIXES:
                found.update(path.relative_to(house).as_posix().encode())
                found.update(sha256(path.read_bytes()).digest())
    try:
        found.update(sha256(current_file().path.read_bytes()).digest())
    except RateFileError:  # each row that needs a rate says so
        found.update(b"no rates")
    for package in _CALCULATORS:
        found.update(f"{package} {_version(package)}".encode())
    return found.hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "-"
