"""The words that rules are written in: figures and facts, with where a film answers them."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from borderless.film.document import Stage
from borderless.rulebook.cited import RuleData


class LineChoice(RuleData):
    """Which budget lines make up a figure."""

    place: Literal["territory", "elsewhere", "anywhere"]
    phase: tuple[Stage, ...] = ()
    not_phase: tuple[Stage, ...] = ()
    vfx: bool | None = None
    above_the_line: bool | None = None
    resident: bool | None = None
    labour: bool = False
    """Only the part of each line that is pay."""


class FigureWord(RuleData):
    """A number about a film that rules may name."""

    says: str
    unit: Literal["money", "share", "count", "score"]
    lines: LineChoice | None = None
    film: str = ""
    if_missing: Literal["", "none"] = ""

    @model_validator(mode="after")
    def _one_answer(self) -> FigureWord:
        if self.lines and self.film:
            raise ValueError("a figure is read from `lines` or from the `film`, not both")
        return self


class FactWord(RuleData):
    """An answer about a film that rules may ask for."""

    says: str
    film: str = ""
    unless_told: str = ""
    """What `rules try` takes it to be where nobody says; a film is never guessed at."""


class Vocabulary(RuleData):
    """All words, by name."""

    rule: Literal["figures"] = "figures"
    figure: dict[str, FigureWord]
    fact: dict[str, FactWord]
