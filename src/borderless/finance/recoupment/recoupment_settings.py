"""The choices of recoupment.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from borderless.film.model import SourceKind
from borderless.film.recoupment import Statements


@dataclass(frozen=True, slots=True)
class Settings:
    """What is taken for granted where a film does not say it."""

    statements: tuple[Statements, ...]
    drift_share: Decimal
    recouping_kinds: tuple[SourceKind, ...]
    ladder_points: int


@cache
def settings() -> Settings:
    """The choices of recoupment.toml."""
    text = Path(__file__).with_name("recoupment.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text, parse_float=Decimal)
    return Settings(
        tuple(Statements.model_validate(one) for one in read["statements"]),
        read["drift_share"],
        tuple(SourceKind(one) for one in read["recouping_kinds"]),
        read["ladder_points"],
    )
