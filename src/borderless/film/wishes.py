"""What the producers leave open, and what they insist on: the choices that `optimise` decides.

Everything here is a wish or a quote, never law. A wish that cannot be met together with others is
named in plain words, so each is a small entry of its own.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from borderless.film.document import (
    Amount,
    Country,
    Currency,
    Document,
    Post,
    Share,
    Stage,
)
from borderless.film.places import check_country, check_region

Factor = Annotated[Decimal, Field(gt=0, le=5, allow_inf_nan=False)]
"""Cost elsewhere as a multiple of today's; more than five times is a slip, 85 for 0.85."""


def check_place(code: str) -> str:
    """A country (PL) or a region (PL-10)."""
    return check_region(code) if "-" in code else check_country(code)


Place = Annotated[str, AfterValidator(check_place)]


def country_and_region(place: str) -> tuple[str, str | None]:
    """A place as a budget line has it: PL-10 is (PL, PL-10), PL is (PL, None)."""
    country, _, region = place.partition("-")
    return country, place if region else None


class LinePlace(Document):
    """Somewhere that a budget line may be spent, and what it would cost there.

    Without a `factor` or a `quote` it costs what it costs today.
    """

    place: Place
    factor: Factor | None = None
    """Cost there as a multiple of today's: 0.85 is 15 % cheaper."""
    quote: Amount | None = None
    """Cost of the whole line there, as quoted."""
    currency: Currency | None = None
    """Of the quote; left out: the film's currency."""
    resident: bool | None = None
    """Whether who is paid would be resident there; left out: as today."""
    needs_partner: bool = False
    """It goes there only if the country co-produces, as many treaties ask of post-production."""
    at_least: Share | None = None
    """The least part of the line that goes there, if any does."""
    at_most: Share | None = None
    """The largest part of the line that may go there."""
    assumption: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _one_cost(self) -> LinePlace:
        if self.factor is not None and self.quote is not None:
            raise ValueError("has a factor and a quote; give one of the two")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("has at_least above at_most")
        return self


class LineOption(LinePlace):
    """`[[placement.option]]`: a place that one or many lines may go to.

    The lines are those of the named accounts or descriptions, or every line that fits the phases,
    departments and effects named; what is not named does not narrow.
    """

    lines: tuple[str, ...] = ()
    """Account codes or descriptions."""
    phase: tuple[Stage, ...] = ()
    department: tuple[str, ...] = ()
    vfx: bool | None = None

    @model_validator(mode="after")
    def _names_lines(self) -> LineOption:
        if not (self.lines or self.phase or self.department or self.vfx is not None):
            raise ValueError("names no lines: give `lines`, `phase`, `department` or `vfx`")
        if self.quote is not None and len(self.lines) != 1:
            raise ValueError("has a quote, which is for one line; name that line in `lines`")
        return self


class PossiblePartner(Document):
    """`[[placement.partner]]`: a country that co-produces, or could."""

    country: Country
    company: str = ""
    """Left out: to be found."""
    cost: Amount | None = None
    """What having the partner costs: legal work, travel, audit."""
    currency: Currency | None = None
    """Of the cost; left out: the film's currency."""
    share_at_least: Share | None = None
    share_at_most: Share | None = None
    keep: bool | None = None
    """Must it be in? Left out: a partner of today stays, a new one is free to be left out."""
    assumption: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _ordered(self) -> PossiblePartner:
        low, high = self.share_at_least, self.share_at_most
        if low is not None and high is not None and low > high:
            raise ValueError("has share_at_least above share_at_most")
        return self


class SpendWish(Document):
    """`[[placement.spend]]`: the least or most that is to be spent in a place."""

    place: Place
    at_least: Amount | None = None
    at_most: Amount | None = None
    currency: Currency | None = None
    """Left out: the film's currency."""
    note: str | None = None

    @model_validator(mode="after")
    def _says_something(self) -> SpendWish:
        if self.at_least is None and self.at_most is None:
            raise ValueError("gives neither at_least nor at_most")
        return self


class Candidate(Document):
    """`[[placement.candidate]]`: somebody who could hold a post."""

    post: Post
    name: str
    nationality: tuple[Country, ...] = ()
    residence: Country | None = None
    line: str = ""
    """Account code or description of the budget line that pays the post."""
    fee: Amount | None = None
    """What that line would cost; left out: what it costs today."""
    currency: Currency | None = None
    """Of the fee; left out: the line's."""
    place: Place | None = None
    """Where the fee would be spent; left out: where the line is today."""
    assumption: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _fee_has_a_line(self) -> Candidate:
        if self.fee is not None and not self.line:
            raise ValueError("has a fee but no `line` of the budget that it would replace")
        return self


class Placement(Document):
    """`[placement]`: what may change, and within which wishes."""

    partners_at_most: Annotated[int, Field(ge=0)] | None = None
    """Co-producing countries besides the delegate's."""
    official: Literal["required", "preferred", "ignored"] = "preferred"
    """Whether the film must be, or should where it can be, an official co-production."""
    refuse: tuple[str, ...] = ()
    """Ids of schemes that the producers will not use."""
    propose: bool = True
    """Offer places of our own where the film names none."""
    certain_only: bool = False
    """Count only schemes whose every condition is known to hold."""
    delegate_leads: bool = True
    """The delegate's country holds no less than any other, as a majority producer does."""
    proportion: Share | None = None
    """How far a country's spend may fall short of its share, where the treaty gives no number."""
    discount: Annotated[Decimal, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    """Yearly rate at which later money is worth less, 0-1."""
    probability: dict[str, Share] = {}
    """How surely a scheme pays, by its id; left out: by the kind of its envelope."""
    pinned: tuple[str, ...] = ()
    """Lines (account codes or descriptions) that stay where they are."""
    whole: tuple[str, ...] = ()
    """Lines that go to one place or another, never in parts."""
    partner: tuple[PossiblePartner, ...] = ()
    option: tuple[LineOption, ...] = ()
    spend: tuple[SpendWish, ...] = ()
    candidate: tuple[Candidate, ...] = ()
