"""Co-production treaties and conventions as data, and the rule of which text governs a film."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from borderless.film.model import Format, Kind
from borderless.film.places import check_country
from borderless.rulebook.cited import Citation, Cited, RuleData, Statement
from borderless.rulebook.conditions import Condition, Gate

Share = Annotated[Decimal, Field(ge=0, le=1, allow_inf_nan=False)]


class Party(Cited):
    """A state bound by the text, and how surely."""

    country: str
    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    standing: Literal["in_force", "declared", "signed"] = "in_force"
    """`declared`: the depositary names the state, its entry into force was not read: probable."""

    @model_validator(mode="after")
    def _known(self) -> Party:
        check_country(self.country)
        return self


class ShareException(Cited):
    """A lower limit in particular cases, usually with the authorities' consent."""

    says: str
    minimum: Share | None = None
    when: Condition | None = None
    consent: bool = False
    """Only if the authorities agree: it opens *not known*, never *qualifies*."""


class ShareLimits(Cited):
    """The smallest and largest share of the total cost that one co-producing state may hold."""

    minimum: Share | None = None
    maximum: Share | None = None
    """Not given: 100 % minus the minimum for two states, else not known."""
    exception: tuple[ShareException, ...] = ()


class OutsideLimits(Cited):
    """Co-producers from states that are not Parties."""

    total: Share | None = None
    """The most they may hold together."""
    minimum_each: Share | None = None
    allowed: Literal["yes", "with_consent", "no"] = "yes"
    says: str = ""


class FinancialOnly(Cited):
    """A share that brings money and no artistic or technical part."""

    allowed: bool
    minimum: Share | None = None
    maximum: Share | None = None
    states: tuple[str, ...] = ()
    """The rule is for these states alone (a reservation); none named: for all."""
    says: str = ""


class Proportion(Cited):
    """How far a state's part in the work may fall short of its part in the finance."""

    tolerance: Share | None = None
    """Largest shortfall as a share of the whole; not given: "in principle proportional"."""
    says: str


class KeyPosts(Cited):
    """Key posts that treaties list instead of giving points."""

    kind: tuple[Kind, ...] = ()
    posts: tuple[str, ...] = ()
    outsiders: int | None = None
    """How many may go to people from elsewhere."""
    outsiders_with_consent: int | None = None
    says: str = ""


class Works(Cited):
    """The works a text covers; an empty list means no limit."""

    kind: tuple[Kind, ...] = ()
    format: tuple[Format, ...] = ()
    minutes_at_least: Annotated[Decimal, Field(gt=0)] | None = None
    says: str = ""


class Treaty(RuleData):
    """A convention of many states, or a treaty of two or three."""

    rule: Literal["treaty"]
    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    name: str
    kind: Literal["convention", "treaty", "memorandum"]
    legal: str = ""
    """Number and place in the collections of law."""
    in_force: Day | None = None
    """Not given: not known."""
    until: Day | None = None
    """Last day it governs new films."""
    replaced_by: str = ""
    status: Literal["verified", "partly", "unverified"]
    as_of: Day
    party: Annotated[tuple[Party, ...], Field(min_length=2)]
    works: Works = Works()
    two: ShareLimits | None = None
    """Limits when two states co-produce."""
    many: ShareLimits | None = None
    """Limits when three or more do."""
    many_parties: int = 3
    """How many Parties a film of many states needs."""
    outside: OutsideLimits | None = None
    financial_only: tuple[FinancialOnly, ...] = ()
    proportion: Proportion | None = None
    points: dict[Kind, str] = {}
    """Id of the points test for each kind of work."""
    key_posts: tuple[KeyPosts, ...] = ()
    gate: tuple[Gate, ...] = ()
    procedure: tuple[Statement, ...] = ()
    open_point: tuple[Statement, ...] = ()
    source: tuple[Citation, ...] = ()

    @model_validator(mode="after")
    def _coherent(self) -> Treaty:
        countries = [party.country for party in self.party]
        if len(set(countries)) != len(countries):
            raise ValueError("a state is listed twice among the Parties")
        if self.until and self.in_force and self.until < self.in_force:
            raise ValueError(f"ends on {self.until}, before it begins on {self.in_force}")
        return self

    @property
    def parties(self) -> frozenset[str]:
        """Every state named as a Party, however surely."""
        return frozenset(party.country for party in self.party)


class Route(Cited):
    """One way in which a text can come to govern a film; the first that fits, in order."""

    name: str
    says: str
    states: Literal["two", "many"]
    text: str
    """Id of a convention, or `bilateral` for the treaty in force between the two states."""
    unless: tuple[str, ...] = ()
    """Only where none of these routes is open."""


class Governing(RuleData):
    """Which text governs is itself a rule."""

    rule: Literal["governing"]
    id: Literal["governing"] = "governing"
    route: tuple[Route, ...]
    no_treaty: tuple[NoTreaty, ...] = ()
    complete: tuple[Complete, ...] = ()
    source: tuple[Citation, ...] = ()


class NoTreaty(Cited):
    """Two states known to have no bilateral treaty."""

    states: tuple[str, str]


class Complete(Cited):
    """A state whose whole list of bilateral partners is known as of a day."""

    state: str
    partners: tuple[str, ...]
    as_of: Day


Treaty.model_rebuild()
Governing.model_rebuild()
