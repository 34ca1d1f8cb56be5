"""The film: the one document that every check reads.

Field names are the film business's own words; `film.toml` and the JSON schema show exactly
these. Money is `Decimal` with its currency, shares are 0 to 1, countries ISO 3166-1 alpha-2,
regions ISO 3166-2, currencies ISO 4217, languages BCP 47, dates ISO 8601.

Anything that is not a published or contractual fact carries `assumption`, a sentence saying what
was assumed; the plan repeats every one of them.
"""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StrictBool, model_validator

from borderless.film.cash import Cash
from borderless.film.document import (
    Amount,
    Country,
    Currency,
    Document,
    Language,
    Post,
    Region,
    Share,
    Stage,
)
from borderless.film.recoupment import Recoupment
from borderless.film.risk import Risk
from borderless.film.wishes import LinePlace, Placement

Answer = StrictBool | Annotated[Decimal, Field(allow_inf_nan=False)] | str


class Kind(StrEnum):
    """What sort of work it is; points tables and thresholds differ by it."""

    FICTION = "fiction"
    DOCUMENTARY = "documentary"
    ANIMATION = "animation"


class Format(StrEnum):
    """How the work is shown."""

    FEATURE = "feature"
    SHORT = "short"
    SINGLE = "single"
    """One-off television or streaming work."""
    SERIES = "series"


class Status(StrEnum):
    """How firm a source of finance is."""

    CONFIRMED = "confirmed"
    """Signed, or a letter of commitment without open conditions."""
    APPLIED = "applied"
    PLANNED = "planned"
    REFUSED = "refused"


class SourceKind(StrEnum):
    """What sort of money it is."""

    SELECTIVE_FUND = "selective_fund"
    REGIONAL_FUND = "regional_fund"
    AUTOMATIC_SUPPORT = "automatic_support"
    """Aid earned by a producer's earlier films."""
    SUPRANATIONAL_FUND = "supranational_fund"
    """Eurimages, Creative Europe MEDIA, Nordisk Film & TV Fond, Ibermedia …"""
    INCENTIVE = "incentive"
    BROADCASTER_PRESALE = "broadcaster_presale"
    BROADCASTER_COPRODUCTION = "broadcaster_coproduction"
    MINIMUM_GUARANTEE = "minimum_guarantee"
    PRESALE = "presale"
    EQUITY = "equity"
    PRODUCER_INVESTMENT = "producer_investment"
    DEFERRAL = "deferral"
    IN_KIND = "in_kind"
    SPONSORSHIP = "sponsorship"
    GAP = "gap"
    LOAN = "loan"
    OTHER = "other"


class Dates(Document):
    """The dates by which rules pick their version and money is timed."""

    application: Day | None = None
    """First application to an incentive or fund."""
    preproduction_start: Day | None = None
    shooting_start: Day | None = None
    shooting_end: Day | None = None
    rough_cut: Day | None = None
    delivery: Day | None = None
    certificate: Day | None = None
    """Cultural or co-production certificate."""
    release: Day | None = None


class PinnedRates(Document):
    """Exchange rates that the project fixes: units of each currency for one unit of `base`.

    `date` alone picks the ECB reference rates of that day for the whole plan.
    """

    date: Day | None = None
    base: Currency = "EUR"
    per_base: dict[Currency, Annotated[Decimal, Field(gt=0, allow_inf_nan=False)]] = {}
    note: str | None = None


class Coproducer(Document):
    """A producing company with a share in the film."""

    company: str
    country: Country
    share: Share | None = None
    """Share of the total production cost, 0 to 1; left out: computed from the sources."""
    role: Literal["delegate", "coproducer", "executive"] = "coproducer"
    """An executive (service) producer is paid for work and holds no share."""
    financial_only: bool = False
    """Brings money but no artistic or technical part."""
    assumption: str | None = None
    note: str | None = None


class Person(Document):
    """Somebody whose nationality or residence a rule may ask for."""

    post: Post
    name: str
    nationality: tuple[Country, ...] = ()
    residence: Country | None = None
    languages: tuple[Language, ...] = ()
    gender: Literal["woman", "man", "non_binary"] | None = None
    """Only where a rule rewards it and the person agrees; never required."""
    assumption: str | None = None
    note: str | None = None


class Phase(Document):
    """A stretch of the schedule in one place."""

    stage: Stage
    name: str = ""
    start: Day | None = None
    end: Day | None = None
    days: Annotated[int, Field(ge=0)] | None = None
    """Working days; for the shoot, shooting days."""
    country: Country | None = None
    region: Region | None = None
    vfx: bool = False
    """Visual effects or computer-generated images are made here."""
    assumption: str | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Phase:
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"ends on {self.end}, before it starts on {self.start}")
        return self


class Instalment(Document):
    """A part of a source's payment."""

    event: str
    """signature, shooting_start, shooting_end, rough_cut, delivery, audit, tax_filing …"""
    share: Share
    months_after: Annotated[Decimal, Field(ge=0, allow_inf_nan=False)] = Decimal(0)


class Source(Document):
    """A line of the finance plan."""

    name: str = ""
    kind: SourceKind = SourceKind.OTHER
    coproducer: Country | None = None
    """Country of the co-producer who brings it (not of the money's origin)."""
    amount: Amount | None = None
    currency: Currency | None = None
    """Left out: the film's currency."""
    incentive: str | None = None
    """Id of a rule: the amount is computed, never typed."""
    fund: str | None = None
    """Id of a fund's rule: the typed amount is held against the fund's ceiling."""
    public: bool | None = None
    """State aid or not; left out: decided by the kind."""
    status: Status = Status.PLANNED
    paid: tuple[Instalment, ...] = ()
    assumption: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _amount_or_incentive(self) -> Source:
        if self.incentive and self.amount is not None:
            raise ValueError("has an amount and an incentive; an incentive's amount is computed")
        if not self.incentive and self.amount is None:
            raise ValueError("has no amount; give `amount`, or the id of an `incentive`")
        if not self.incentive and not self.name:
            raise ValueError("has no name")
        if sum((part.share for part in self.paid), Decimal(0)) not in (0, 1):
            raise ValueError("has instalments (`paid`) that do not sum to 1")
        return self


class BudgetLine(Document):
    """One line of the budget: a cost, where it is spent, and what the rules ask about it."""

    account: str = ""
    """The account code of the producer's chart of accounts, e.g. "1100"."""
    description: str = ""
    phase: Stage = Stage.SHOOT
    department: str = ""
    amount: Amount
    currency: Currency
    country: Country | None = None
    """Where the money is spent (used or consumed)."""
    region: Region | None = None
    labour: Share = Decimal(0)
    """Part of the line that is pay, 0 to 1."""
    vfx: bool = False
    above_the_line: bool = False
    person: str = ""
    """Who is paid, where a rule limits pay per person."""
    resident: bool | None = None
    """Whether that person is resident (for tax) where the money is spent."""
    places: tuple[LinePlace, ...] = ()
    """Where else the line may be spent."""
    pinned: bool | None = None
    """It stays where it is: a location that exists only there."""
    whole: bool | None = None
    """It goes to one place or another, never in parts."""
    assumption: str | None = None
    note: str | None = None
    row: int | None = None
    """The line's row in the budget file, 1-based."""


class Film(Document):
    """A film as its producers plan it."""

    title: str
    original_title: str | None = None
    kind: Kind = Kind.FICTION
    format: Format = Format.FEATURE
    minutes: Annotated[Decimal, Field(gt=0, allow_inf_nan=False)] | None = None
    """Running time of the work; of one episode for a series."""
    episodes: Annotated[int, Field(ge=1)] | None = None
    languages: tuple[Language, ...] = ()
    currency: Currency = "EUR"
    """The currency the plan is read in."""
    delegate: Country
    """Country of the delegate (majority, lead) producer."""
    as_of: Day | None = None
    """Read the rulebook as it stood on this day; left out: today."""
    dates: Dates = Dates()
    rates: PinnedRates = PinnedRates()
    coproducer: tuple[Coproducer, ...] = ()
    person: tuple[Person, ...] = ()
    phase: tuple[Phase, ...] = ()
    source: tuple[Source, ...] = ()
    facts: dict[str, Answer | dict[str, Answer]] = {}
    """Answers only the producer knows, asked by the rulebook (`rules show ID` lists them).
    A sub-table named after a rule answers for that rule alone."""
    test: dict[str, dict[str, Decimal]] = {}
    """Points claimed, row by row, in a cultural or qualification test."""
    assumptions: tuple[str, ...] = ()
    placement: Placement = Placement()
    """What may change, and what the producers insist on; `borderless optimise` decides the rest."""
    recoupment: Recoupment | None = None
    """Who is paid back when; `borderless waterfall` reads it."""
    risk: Risk = Risk()
    """What may go wrong, where the producers know better than the usual figures."""
    cash: Cash = Cash()
    """When money moves, where the usual schedules do not fit; `borderless cashflow` reads it."""
    budget: tuple[BudgetLine, ...] = ()
    """The lines of budget.csv or budget.xlsx."""
