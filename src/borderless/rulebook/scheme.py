"""An incentive or fund as data: dated versions, each with gates, steps, and a payment schedule.

The amount is a short list of named steps, in the order the law takes them. Inside one step the
order is always the same, and it is the only order there is:

1. `take` the sum of the named figures and earlier steps, minus those in `less`;
2. `scale` it by a ratio of two others, and multiply by each figure in `times`;
3. apply the `rate`, the marginal `brackets`, or the rung of a `ladder`; a `switch` whose
   condition holds replaces the rate for the whole base;
4. raise it to the highest of `at_least`;
5. bring it down to the lowest of `at_most`;
6. where `when` does not hold, the step is nothing.

The step named `amount` is the benefit; a later step named `net` is what is left of it after tax,
resale discount or fees.
"""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from borderless.film.places import check_country, check_currency, check_region
from borderless.rulebook.cited import Citation, Cited, RuleData, Statement
from borderless.rulebook.conditions import Condition, Gate, Number


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Rate = Annotated[Decimal, Field(ge=0, le=2, allow_inf_nan=False)]


class Limit(Cited):
    """A floor or ceiling: an amount, a figure or earlier step, or a share of one.

    Its value is (amount | share × of | of) × each of `times`, minus each of `less`. With `when`, it
    limits only where `when` holds.
    """

    amount: Number | None = None
    share: Annotated[Decimal, Field(ge=0, allow_inf_nan=False)] | None = None
    of: Names = ()
    times: Names = ()
    less: Names = ()
    when: Condition | None = None
    called: str = ""
    """The limit's short name, as it is shown when it binds: "80 % of core expenditure"."""
    kind: Literal["share", "base", "money", "episode", "minute", "intensity", "person", "floor"] = (
        "base"
    )

    @model_validator(mode="after")
    def _one_value(self) -> Limit:
        if (self.amount is None) == (not self.of):
            raise ValueError("a limit is either an `amount`, or `of` a figure (with a `share`)")
        if self.share is not None and not self.of:
            raise ValueError("a `share` needs to say `of` what")
        return self

    def names(self) -> frozenset[str]:
        """Names of the figures and steps the limit reads."""
        own = frozenset((*self.of, *self.times, *self.less))
        return own | self.when.figures() if self.when else own


class Bracket(RuleData):
    """A slice of the base and its marginal rate; the last bracket has no `up_to`."""

    up_to: Annotated[Decimal, Field(gt=0, allow_inf_nan=False)] | None = None
    rate: Rate


class Switch(Cited):
    """A condition under which another rate, or other brackets, hold for the whole base."""

    when: Condition
    rate: Rate | None = None
    brackets: tuple[Bracket, ...] = ()

    @model_validator(mode="after")
    def _one_rate(self) -> Switch:
        if (self.rate is None) == (not self.brackets):
            raise ValueError("a switch gives either a `rate` or `brackets`")
        return self


class Rung(RuleData):
    """From this score on, this rate."""

    from_: Number = Field(alias="from")
    rate: Rate


class Ladder(RuleData):
    """A figure (usually `score`) that selects the rate; below the lowest rung it is nothing."""

    by: str
    rungs: Annotated[tuple[Rung, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _rising(self) -> Ladder:
        starts = [rung.from_ for rung in self.rungs]
        if sorted(set(starts)) != starts:
            raise ValueError("a ladder's rungs rise, each `from` above the one before")
        return self


class Ratio(RuleData):
    """The ratio of two figures or earlier steps; nothing where `over` is zero."""

    by: str
    over: str


class Step(Cited):
    """One step of the amount; see the module's text for the order inside it."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    says: str
    """The step in words, for people; it is printed beside the figure."""
    take: Names
    less: Names = ()
    scale: Ratio | None = None
    times: Names = ()
    rate: Rate | None = None
    brackets: tuple[Bracket, ...] = ()
    ladder: Ladder | None = None
    switch: tuple[Switch, ...] = ()
    at_least: tuple[Limit, ...] = ()
    at_most: tuple[Limit, ...] = ()
    when: Condition | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Step:
        if not self.take:
            raise ValueError("a step takes at least one figure")
        if sum((self.rate is not None, bool(self.brackets), self.ladder is not None)) > 1:
            raise ValueError("a step has one of `rate`, `brackets`, `ladder`")
        if self.switch and self.rate is None and not self.brackets:
            raise ValueError("a `switch` needs the `rate` or `brackets` that hold otherwise")
        for brackets in (self.brackets, *(switch.brackets for switch in self.switch)):
            _check_brackets(brackets)
        return self

    def names(self) -> frozenset[str]:
        """Names of every figure and earlier step the step reads."""
        own = {*self.take, *self.less, *self.times}
        if self.scale:
            own |= {self.scale.by, self.scale.over}
        if self.ladder:
            own.add(self.ladder.by)
        for condition in (self.when, *(switch.when for switch in self.switch)):
            own |= condition.figures() if condition else set()
        return frozenset(own).union(*(limit.names() for limit in (*self.at_least, *self.at_most)))

    def facts(self) -> frozenset[str]:
        """Names of every fact the step asks for."""
        conditions = [
            self.when,
            *(switch.when for switch in self.switch),
            *(limit.when for limit in (*self.at_least, *self.at_most)),
        ]
        return frozenset[str]().union(*(one.facts() for one in conditions if one))


def _check_brackets(brackets: tuple[Bracket, ...]) -> None:
    if not brackets:
        return
    ends = [bracket.up_to for bracket in brackets]
    inner = ends[:-1]
    if ends[-1] is not None or None in inner or sorted(set(inner)) != inner:  # type: ignore[type-var]
        raise ValueError("brackets rise by `up_to`, and only the last has none")


class Payment(Cited):
    """A part of the benefit, and when its cash comes."""

    event: str
    """signature, shooting_start, shooting_end, delivery, audit, tax_filing …"""
    share: Annotated[Decimal, Field(gt=0, le=1, allow_inf_nan=False)]
    months_after: Annotated[Decimal, Field(ge=0, allow_inf_nan=False)] = Decimal(0)


class Envelope(Cited):
    """The pot the money comes from, and so how surely it comes."""

    kind: Literal["uncapped", "first_come", "ranked", "calls"] = "uncapped"
    """`ranked` and `calls` are competitions: not bankable before the letter."""
    annual: Number | None = None
    says: str = ""


class PersonLimit(Cited):
    """Pay above an amount per person does not count (becomes figure `pay_above_limit`)."""

    amount: Annotated[Decimal, Field(gt=0, allow_inf_nan=False)]
    above_the_line_only: bool = False
    says: str = ""


class PeopleTest(RuleData):
    """A fact that the film's people answer: somebody in one of the posts is from the countries."""

    post: Names
    country: Names
    at_least: int = 1


class Question(Cited):
    """A fact that only the producer knows, answered in `[facts]` or `[facts.ID]` of film.toml."""

    fact: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    asks: str
    people: PeopleTest | None = None
    """Answered from the film's people where they are known."""


class Version(RuleData):
    """The rule as it stands for films whose picking date falls from `from` until `until`."""

    from_: Day = Field(alias="from")
    until: Day | None = None
    """Last day, inclusive."""
    enacted: Day | None = None
    """Unknown to anybody before this day."""
    picked_by: Names = ("shooting_start",)
    """Which of the film's dates picks the version: the first that is known."""
    note: str = ""
    expected: bool = False
    """Announced, not yet law: no amount may rest on it."""
    gate: tuple[Gate, ...] = ()
    step: Annotated[tuple[Step, ...], Field(min_length=1)]
    payment: tuple[Payment, ...] = ()
    envelope: Envelope = Envelope()
    company_limit: tuple[Limit, ...] = ()
    """What one applicant (or group) may get in a year; shown, since other films are not known."""
    person_limit: PersonLimit | None = None
    excludes: tuple[str, ...] = ()
    """Ids of schemes that the same film may not take together with this one."""
    counts: dict[str, dict[str, tuple[str, ...]]] = {}
    """Narrower choice of budget lines for a figure: {spend_local = {not_phase = ["…"]}}."""
    applicant: tuple[Statement, ...] = ()
    procedure: tuple[Statement, ...] = ()

    @model_validator(mode="after")
    def _coherent(self) -> Version:
        if self.until and self.until < self.from_:
            raise ValueError(f"ends on {self.until}, before it begins on {self.from_}")
        seen: list[str] = []
        for step in self.step:
            if step.name in seen:
                raise ValueError(f"two steps are named {step.name!r}")
            seen.append(step.name)
        if "amount" not in seen:
            raise ValueError("no step is named `amount`; that is the benefit")
        if sum((part.share for part in self.payment), Decimal(0)) not in (0, 1):
            raise ValueError("the payment shares do not sum to 1")
        return self

    def figures(self) -> tuple[str, ...]:
        """Names of the figures (not steps) the version reads, in order of first use."""
        steps = {step.name for step in self.step}
        names: dict[str, None] = {}
        parts: tuple[Gate | Step, ...] = (*self.gate, *self.step)
        for part in parts:
            found = part.names() if isinstance(part, Step) else part.figures()
            names.update(dict.fromkeys(sorted(found - steps)))
        return tuple(names)

    def facts(self) -> tuple[str, ...]:
        """Names of the facts the version asks for, in order of first use."""
        names: dict[str, None] = {}
        parts: tuple[Gate | Step, ...] = (*self.gate, *self.step)
        for part in parts:
            names.update(dict.fromkeys(sorted(part.facts())))
        return tuple(names)


class SchemeKind(StrEnum):
    """What form the benefit has."""

    CASH_REBATE = "cash_rebate"
    TAX_CREDIT = "tax_credit"
    TAX_SHELTER = "tax_shelter"
    SELECTIVE_FUND = "selective_fund"
    """A committee decides: the amount is a ceiling, not an expectation."""


class Scheme(RuleData):
    """An incentive, or a fund with a ceiling, in all its dated versions."""

    rule: Literal["incentive", "fund"]
    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    name: str
    territory: str
    """ISO 3166-1 country or 3166-2 region whose spend it rewards; "" for a supranational fund."""
    kind: SchemeKind
    currency: str
    authority: str
    status: Literal["verified", "partly", "unverified"] = "unverified"
    """How much of the whole was checked against its sources."""
    as_of: Day
    """The day to which the whole was last checked."""
    member: tuple[str, ...] = ()
    """States whose producers a supranational fund serves."""
    asks: tuple[Question, ...] = ()
    open_point: tuple[Statement, ...] = ()
    """What the sources leave open or say differently."""
    version: Annotated[tuple[Version, ...], Field(min_length=1)]
    source: tuple[Citation, ...] = ()

    @model_validator(mode="after")
    def _coherent(self) -> Scheme:
        check_currency(self.currency)
        if self.territory:
            (check_region if "-" in self.territory else check_country)(self.territory)
        for state in self.member:
            check_country(state)
        starts = [version.from_ for version in self.version]
        if sorted(set(starts)) != starts:
            raise ValueError("versions rise by `from`")
        for earlier, later in zip(self.version, self.version[1:], strict=False):
            if earlier.until and earlier.until >= later.from_:
                raise ValueError(f"the version of {earlier.from_} overlaps that of {later.from_}")
        return self

    @property
    def country(self) -> str:
        """The country of the scheme, also of a regional one."""
        return self.territory.split("-")[0]
