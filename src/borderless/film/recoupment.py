"""`[recoupment]`: who is paid back when, in the words of deals and collection accounts.

Money falls through four layers, and a "15 %" means another thing in each: what a shop or cinema
keeps never reaches the film; a distributor takes fee, costs and minimum guarantee from his own
territory (a *deal*); a sales *agent* takes commission and expenses from the territories he sells;
and the *tiers* of the collection account share what is left. A claim is one rule everywhere:
a rate of some base, up to a ceiling, while its conditions hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as Day
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from borderless.film.document import Amount, Country, Currency, Document, Share

Multiple = Annotated[Decimal, Field(ge=0, le=20, allow_inf_nan=False)]
Positive = Annotated[Decimal, Field(gt=0, allow_inf_nan=False)]


class Medium(StrEnum):
    """How the public saw the film when the money was earned."""

    THEATRICAL = "theatrical"
    AIRLINE = "airline"
    VIDEO = "video"
    """DVD, Blu-ray."""
    TVOD = "tvod"
    """Rental and purchase online."""
    SVOD = "svod"
    TELEVISION = "television"
    FESTIVAL = "festival"
    OTHER = "other"


class When(Document):
    """The conditions under which a tier or claim takes money; those left out do not narrow."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    """First day on which it takes money."""
    until: Day | None = None
    """Last day: the contract's end."""
    event: str = ""
    """Opens on the day that `[recoupment.events]` gives this event; without a day it is closed."""
    until_event: str = ""
    """Closes on the day of this event."""
    territories: tuple[Country, ...] = ()
    media: tuple[Medium, ...] = ()
    deals: tuple[str, ...] = ()
    """Only from receipts of these deals."""
    after: tuple[str, ...] = ()
    """Opens when all these tiers or parties have recouped."""
    until_recouped: tuple[str, ...] = ()
    """Closes when all these tiers or parties have recouped."""
    receipts_from: Amount | None = None
    """Opens when the receipts of its account, in the account's currency, have reached this."""
    receipts_until: Amount | None = None
    """Closes there."""

    @model_validator(mode="after")
    def _ordered(self) -> When:
        if self.from_ and self.until and self.until < self.from_:
            raise ValueError(f"ends on {self.until}, before it begins on {self.from_}")
        low, high = self.receipts_from, self.receipts_until
        if low is not None and high is not None and high <= low:
            raise ValueError("has receipts_until no higher than receipts_from")
        return self


class Interest(Document):
    """How money that is owed grows."""

    rate: Share
    """Yearly, 0-1."""
    compounds: Literal["never", "yearly", "quarterly", "monthly"] = "never"
    """When unpaid interest begins to bear interest: never, or on the first day of a year, a
    quarter or a month."""
    days: Literal["act/365", "act/360", "30/360"] = "act/365"
    pays_first: Literal["interest", "principal"] = "interest"
    """What a payment reduces first; banks take interest first."""
    from_: Annotated[Day | None, Field(alias="from")] = None
    """First day of interest; left out: each draw's own day."""


class Draw(Document):
    """Money put in on a day: interest runs from each draw, not from signature."""

    date: Day
    amount: Amount


class PremiumStep(Document):
    """A premium that rises when money has not come back in time."""

    months: Annotated[int, Field(ge=1)]
    """Months after the first draw."""
    premium: Multiple


class Part(Document):
    """Somebody who shares in what a claim is paid: a producer's corridor, talent's points."""

    party: str
    share: Share
    of: Literal["claim", "tier"] = "claim"
    """Of what the claim is paid, or of all that reaches its tier: 5 % of 100 % is twice 5 % of a
    producer's half."""
    at_most: Amount | None = None
    """In the claim's currency."""


class Claim(Document):
    """One party's right in a tier: a rate of a base, up to a ceiling."""

    party: str
    share: Share | None = None
    """Rate, 0-1; left out: all that reaches it, within its tier's way of sharing."""
    of: Literal["residual", "account", "source"] = "residual"
    """What the share is of: what reaches the tier, all that came into the account, or the receipts
    at source, before any deal."""
    of_after: str = ""
    """What the share is of: what the tier named here leaves."""
    amount: Amount | None = None
    """Ceiling: what is to be recouped. Left out, with `source`: that source's amount."""
    currency: Currency | None = None
    """Of amount, draws and caps; left out: the account's."""
    source: str = ""
    """The line of the finance plan that is recouped."""
    drawn: tuple[Draw, ...] = ()
    """When it was put in; left out: all on the first day of the recoupment."""
    premium: Multiple | None = None
    """One-off, of the amount: 0.2 for money back and 20 %."""
    premium_steps: tuple[PremiumStep, ...] = ()
    multiple: Multiple | None = None
    """Of the amount in all: 1.2 is the same as a premium of 0.2."""
    fee: Amount | None = None
    """One-off, owed from the start."""
    interest: Interest | None = None
    at_most: Amount | None = None
    """All that a share may ever bring."""
    arrears: Literal["carry", "lapse"] = "carry"
    """Of a share of `account` or `source` that did not reach it: owed later, or lost at the end of
    the distribution."""
    rate: Literal["payment", "contract", "budget"] = "payment"
    """Which exchange rate counts for a claim in another currency: of the payment's day, the one the
    contract fixes, or the plan's."""
    contract_rate: Positive | None = None
    """Units of the account's currency for one of the claim's."""
    part: tuple[Part, ...] = ()
    when: When = When()
    assumption: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Claim:
        if self.premium is not None and self.multiple is not None:
            raise ValueError("has a premium and a multiple; give one of the two")
        if self.multiple is not None and self.multiple < 1:
            raise ValueError("has a multiple below 1, which would not give the money back")
        if self.share is None and not self.recoups:
            raise ValueError("has neither a share nor an amount: say what it takes")
        if not self.recoups and (self.premium or self.multiple or self.interest or self.fee):
            raise ValueError("has a premium, fee or interest but no amount that they are of")
        if self.of_after and self.of != "residual":
            raise ValueError("has `of` and `of_after`; give one of the two")
        if (self.of != "residual" or self.of_after) and self.share is None:
            raise ValueError("says what its share is of but has no share")
        if (self.rate == "contract") != (self.contract_rate is not None):
            raise ValueError('needs `rate = "contract"` and `contract_rate` together')
        if sum((one.share for one in self.part if one.of == "claim"), Decimal(0)) > 1:
            raise ValueError("has parts whose shares are more than all of it")
        return self

    @property
    def recoups(self) -> bool:
        """Whether it has a ceiling of money put in."""
        return self.amount is not None or bool(self.source) or bool(self.drawn)


class Tier(Document):
    """A rank of the recoupment schedule: claims that take side by side."""

    name: str
    claim: Annotated[tuple[Claim, ...], Field(min_length=1)]
    sharing: Literal["balances", "invested", "equal", "shares"] = "balances"
    """How claims without a rate of their own share what is left of the tier: by what each is still
    owed, by what each put in, equally, or by their `share`."""
    freed: Literal["others", "down"] = "others"
    """Where the part of a filled claim goes: to the others of the tier, or down."""
    bears_excess: str = ""
    """The party whose part shrinks where shares of one base sum to more than 1."""
    when: When = When()
    note: str | None = None


class Deal(Document):
    """Layer 1: a distributor, broadcaster or platform that exploits the film in its territory."""

    name: str
    party: str = ""
    """Left out: its name."""
    form: Literal["fee", "net", "royalty", "licence"] = "fee"
    """`fee`: fee, then costs, then guarantee, the rest to the producer. `net`: costs first, then
    the balance is split. `royalty`: a part of the receipts to the producer, the distributor bears
    all costs. `licence`: all of it."""
    territories: tuple[Country, ...] = ()
    """Left out: the world that no other deal covers."""
    media: tuple[Medium, ...] = ()
    """Left out: all that no other deal of its territories covers."""
    fee: Share = Decimal(0)
    inclusive: bool = False
    """Its fee includes what sub-distributors take before; else it comes on top of theirs."""
    sub_fee: Share = Decimal(0)
    """What a sub-distributor or platform keeps before this party."""
    costs: Amount | None = None
    """Release costs that the party may recoup; left out: those that its statements report."""
    costs_at_most: Amount | None = None
    minimum_guarantee: Amount | None = None
    currency: Currency | None = None
    """Of costs and guarantee; left out: the account's."""
    source: str = ""
    """The line of the finance plan that is the guarantee."""
    split: Share = Decimal("0.5")
    """Of a net deal: the producer's part of the balance."""
    royalty: Share = Decimal(0)
    """Of a royalty deal: the producer's part of the receipts."""
    overage: Share = Decimal(1)
    """The producer's part of what is left when the guarantee is recouped."""
    withholding: Share = Decimal(0)
    """Tax kept in the territory, of what leaves it."""
    pool: str = ""
    """Cross-collateralised with the deals of the same pool: one balance of costs and guarantees."""
    agent: str = ""
    """Through this agent; left out: the one agent there is; "none": straight on."""
    to: str = ""
    """A party that keeps the territory for itself; left out: the agent or the account."""
    kept_at_most: Amount | None = None
    """What that party keeps at most; the rest goes on to the agent or the account."""
    outside: bool = False
    """Its money never passes the account: recorded, and no part of any total."""
    when: When = When()
    assumption: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Deal:
        if self.form == "royalty" and not self.royalty:
            raise ValueError("is a royalty deal without a `royalty`")
        if self.minimum_guarantee is not None and self.source:
            raise ValueError("has a minimum_guarantee and a source; give one of the two")
        if self.kept_at_most is not None and not self.to:
            raise ValueError("has kept_at_most but nobody (`to`) who keeps it")
        return self


class Agent(Document):
    """Layer 2: a sales agent, who sells the territories that no deal covers and collects."""

    name: str
    commission: Share = Decimal(0)
    expenses: Amount | None = None
    """Recoupable; left out: those that its statements report."""
    expenses_at_most: Amount | None = None
    """The cap; without one the film pays whatever is spent."""
    advance: Amount | None = None
    """Its own minimum guarantee."""
    currency: Currency | None = None
    source: str = ""
    """The line of the finance plan that is the advance."""
    interest: Interest | None = None
    """On the advance."""
    when: When = When()
    assumption: str | None = None
    note: str | None = None


class Onward(Document):
    """What a party owes others out of its own receipts, such as a fund repaid by a co-producer."""

    party: str
    tier: Annotated[tuple[Tier, ...], Field(min_length=1)]


class View(Document):
    """The same receipts as one party's contract defines them; shown beside, paid by nobody."""

    name: str
    party: str = ""
    fee_at_most: Share | None = None
    """The largest distributor's fee that the definition admits."""
    fee_at_most_with_guarantee: Share | None = None
    """The same where the distributor paid a minimum guarantee."""
    commission_at_most: Share | None = None
    without_costs: bool = False
    """The definition admits no distributor's costs."""
    tier: tuple[Tier, ...] = ()


class Amendment(Document):
    """A change of the contracts: from a day on, or as if it had always been so."""

    name: str = ""
    signed: Day
    retroactive: bool = False
    """Payments up to the signature are worked out anew; the differences become compensations."""
    tier: tuple[Tier, ...] = ()
    """Replace those of the same name; others are put before the last tier, or `before`."""
    before: str = ""
    removed: tuple[str, ...] = ()
    """Names of tiers that fall away."""
    deal: tuple[Deal, ...] = ()
    """Replace those of the same name."""
    note: str | None = None


class Statements(Document):
    """How often the account reports and pays."""

    every: Literal[1, 2, 3, 4, 6, 12]
    """Months."""
    years: Annotated[int, Field(ge=1)] | None = None
    """For so many years; left out: from there on."""


class Recoupment(Document):
    """`[recoupment]`: who is paid back when."""

    currency: Currency | None = None
    """Of the collection account; left out: the film's."""
    starts: Day | None = None
    """First day; left out: the release, the delivery, else the plan's day."""
    statements: tuple[Statements, ...] = ()
    """Left out: as `rulebook.toml` says is usual."""
    events: dict[str, Day] = {}
    """Events that contracts name, and their days."""
    remainder: str = ""
    """The party that takes a cent that cannot be shared; left out: whoever is owed most of it."""
    deal: tuple[Deal, ...] = ()
    agent: tuple[Agent, ...] = ()
    tier: tuple[Tier, ...] = ()
    onward: tuple[Onward, ...] = ()
    view: tuple[View, ...] = ()
    amendment: tuple[Amendment, ...] = ()
    assumption: str | None = None
    note: str | None = None

    @property
    def sellers(self) -> list[str]:
        """Names of the deals and agents through which money comes."""
        return [*(one.name for one in self.deal), *(one.name for one in self.agent)]

    def assumed(self) -> Iterator[tuple[str, str | None]]:
        """Names and assumptions of its parts."""
        yield "recoupment", self.assumption
        yield from ((one.name, one.assumption) for one in self.deal)
        yield from ((one.name, one.assumption) for one in self.agent)
        for tier in self.tier:
            yield from ((f"{tier.name}, {one.party}", one.assumption) for one in tier.claim)
