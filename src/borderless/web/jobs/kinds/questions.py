"""What each kind of long work may be asked: names, defaults and limits of its parameters.

Parameters are flat (texts, numbers, yes or no), so that a form, the API and a script ask alike.
What is left out is filled in, so that the same question has the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from borderless.film.places import check_country
from borderless.film.wishes import check_place

MOST_SCENARIOS = 10_000_000
"""Of one run here; whoever wants more has the command line and a cluster."""
MOST_SETS = 2_000
"""Sets of partners that one sweep may try."""
Seed = Annotated[int, Field(ge=0, le=2**53)]
Method = Literal["", "bootstrap", "gbm", "student_t"]
"""How exchange rates are drawn; "" as the film says."""
Seconds = Annotated[int, Field(ge=1, le=3_600)]


class WrongQuestionError(ValueError):
    """Parameters that a kind of work does not take; the message says which, and what would be."""


class Question(BaseModel):
    """The parameters of a kind of work."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PlacementQuestion(Question):
    """Asks where each euro is best spent."""

    maximise: str = "net"
    """`net`, `soft-money`, or `local-spend:PL`."""
    time_limit: Seconds = 60
    frontier: bool = True

    @field_validator("maximise")
    @classmethod
    def _known_goal(cls, text: str) -> str:
        kind, _, place = text.strip().partition(":")
        if kind == "local-spend" and place:
            return f"local-spend:{check_place(place)}"
        if text.strip() not in ("net", "soft-money"):
            raise ValueError("write net, soft-money or local-spend:PL")
        return text.strip()


class SweepQuestion(Question):
    """Asks what other sets of partner countries would give."""

    partners: Annotated[str, Field(min_length=2, max_length=400)]
    """Countries with commas between them, such as SE,PL,NO."""
    choose: Annotated[str, Field(max_length=12)] = ""
    """How many at once: 2, or 1..3; left out: from one to all."""
    optimise: bool = False
    """Search the best placement of each set, not only plan it."""
    time_limit: Seconds = 10
    """Of each set's search."""

    @field_validator("partners")
    @classmethod
    def _known_countries(cls, text: str) -> str:
        words = [word for word in text.replace(";", ",").split(",") if word.strip()]
        return ",".join(dict.fromkeys(check_country(word) for word in words))


class RiskQuestion(Question):
    """Asks what can go wrong."""

    scenarios: Annotated[int, Field(ge=1, le=MOST_SCENARIOS)] = 100_000
    seed: Seed = 1
    method: Method = ""


class BacktestQuestion(Question):
    """Asks how often the forecast would have held since 1999."""

    seed: Seed = 1
    method: Method = ""


QUESTIONS: dict[str, type[Question]] = {
    "placement": PlacementQuestion,
    "sweep": SweepQuestion,
    "risk": RiskQuestion,
    "backtest": BacktestQuestion,
}


def checked(kind: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters as they are kept, with what was left out.

    Raises:
        KeyError: there is no such kind of work.
        WrongQuestionError: one is not known or out of its limits.
    """
    try:
        return QUESTIONS[kind].model_validate(dict(params)).model_dump()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"]) or "the parameters"
        says = first["msg"].removeprefix("Value error, ")
        raise WrongQuestionError(f"{name}: read {first['input']!r}; {says}.") from error
