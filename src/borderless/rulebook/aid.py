"""State-aid ceilings as data: how much of a film public money may carry."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from borderless.film.places import check_country
from borderless.rulebook.cited import Citation, Cited, RuleData
from borderless.rulebook.conditions import Condition

Share = Annotated[Decimal, Field(ge=0, le=1, allow_inf_nan=False)]


class Intensity(Cited):
    """Public aid at most this share of the base; the first whose `when` holds applies."""

    share: Share
    base: Literal["total_cost", "national_share"] = "total_cost"
    """Total cost of the film, or the finance of the state's own co-producer."""
    when: Condition | None = None
    says: str


class AidCeiling(RuleData):
    """The ceilings of a law on state aid: for a union of states, or one state's own."""

    rule: Literal["aid"]
    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    name: str
    scope: Literal["film", "state"]
    """`film`: all aid of all its states together; `state`: the aid of that one state."""
    states: Annotated[tuple[str, ...], Field(min_length=1)]
    status: Literal["verified", "partly", "unverified"]
    as_of: Day
    intensity: Annotated[tuple[Intensity, ...], Field(min_length=1)]
    territorial_per_aid: Annotated[Decimal, Field(gt=0)] | None = None
    """Spend that a state may demand on its ground, as a multiple of its aid."""
    territorial_most: Share | None = None
    """The most that a state may demand on its ground, as a share of the budget."""
    source: tuple[Citation, ...] = ()

    @model_validator(mode="after")
    def _known(self) -> AidCeiling:
        for state in self.states:
            check_country(state)
        if self.intensity[-1].when is not None:
            raise ValueError("the last intensity has no `when`: it holds where no other does")
        return self
