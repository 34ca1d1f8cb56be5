"""The recoupment schedule as the engines read it: pots, tiers and rights, every name resolved.

A *pot* is where money arrives: a deal, a pool of deals, an agent, the collection account, or what a
party owes onward out of its own receipts. Its *tiers* take in order; the *rights* of a tier take
side by side; what is left goes to the next pot, or stays undistributed. Money only ever flows to
pots that stand later in the list, so that one walk through them pays everybody once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from decimal import Decimal
from enum import StrEnum

from borderless.film.money import minor_units
from borderless.film.recoupment import Interest, Medium

UNDISTRIBUTED = ""
"""The party of money that no tier takes."""


class Base(StrEnum):
    """What a right's share is of."""

    RESIDUAL = "residual"
    """What reaches its tier: a net percentage."""
    ACCOUNT = "account"
    """All that came into its pot: a gross percentage."""
    SOURCE = "source"
    """The receipts before any deal."""
    AFTER = "after"
    """What a named tier leaves."""


class PotKind(StrEnum):
    """Which layer a pot belongs to."""

    DEAL = "deal"
    POOL = "pool"
    AGENT = "agent"
    ACCOUNT = "account"
    ONWARD = "onward"


@dataclass(frozen=True, slots=True)
class Gate:
    """Conditions that must all hold for a right to take money."""

    first: Day | None = None
    last: Day | None = None
    never: str = ""
    """An event that has no day yet."""
    territories: frozenset[str] = frozenset()
    media: frozenset[Medium] = frozenset()
    deals: frozenset[str] = frozenset()
    after: tuple[int, ...] = ()
    """Rights that must have recouped."""
    until: tuple[int, ...] = ()
    """Rights of which one must still be recouping."""
    receipts_from: Decimal | None = None
    receipts_until: Decimal | None = None
    """Receipts of its pot, in the account's currency, between which it takes."""

    def days(self, day: Day) -> bool:
        """Whether it is open on a day, as far as days decide."""
        if self.never or (self.first and day < self.first):
            return False
        return self.last is None or day <= self.last

    def admits(self, stream: Stream) -> bool:
        """Whether it takes from receipts of this kind."""
        return (
            (not self.territories or stream.territory in self.territories)
            and (not self.media or stream.medium in self.media)
            and (not self.deals or stream.deal in self.deals)
        )


@dataclass(frozen=True, slots=True)
class Owed:
    """Money put in, to be recouped, in the right's currency."""

    draws: tuple[tuple[Day, Decimal], ...]
    """Day and amount, in order of days."""
    premium: Decimal = Decimal(0)
    """Of each draw, one-off."""
    premium_steps: tuple[tuple[Day, Decimal], ...] = ()
    """From a day on, another premium, if principal is still owed then."""
    fee: Decimal = Decimal(0)
    interest: Interest | None = None

    @property
    def invested(self) -> Decimal:
        """All that was put in."""
        return sum((amount for _, amount in self.draws), Decimal(0))

    @property
    def reduces(self) -> tuple[str, str, str, str]:
        """What a payment reduces, in this order: the contract says if interest or principal first.

        The fee goes before both, the premium after.
        """
        if self.interest and self.interest.pays_first == "principal":
            return "fee", "principal", "interest", "premium"
        return "fee", "interest", "principal", "premium"


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody who shares in what a right is paid."""

    party: str
    share: Decimal
    of_tier: bool = False
    """Of all that reaches the tier, not only of what the right is paid."""
    at_most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Right:
    """A claim, with everything that the engines need."""

    index: int
    name: str
    """Unique: its tier and party."""
    party: str
    tier: int
    share: Decimal | None
    base: Base = Base.RESIDUAL
    base_tier: int = -1
    """For `AFTER`: the tier whose rest the share is of."""
    owed: Owed | None = None
    at_most: Decimal | None = None
    carries: bool = True
    currency: str = ""
    rate: str = "payment"
    contract_rate: Decimal | None = None
    parts: tuple[Part, ...] = ()
    gates: tuple[Gate, ...] = ()
    source: str = ""
    """The line of the finance plan that put the money in."""

    @property
    def at_source(self) -> bool:
        """Its share is of more than reaches it, so that something may be left owing."""
        return self.base is not Base.RESIDUAL

    @property
    def last(self) -> Day | None:
        """The last day of its contract, if it ends."""
        return min((gate.last for gate in self.gates if gate.last is not None), default=None)

    def put_in(self, day: Day) -> Decimal:
        """What was put in up to a day, in its own currency; of a mere share nothing."""
        draws = self.owed.draws if self.owed is not None else ()
        return sum((amount for drawn, amount in draws if drawn <= day), Decimal(0))

    def fixed_rate(self, account: str) -> Decimal | None:
        """Units of the account's currency for one of its own, where no day's rate decides."""
        return Decimal(1) if self.currency in ("", account) else self.contract_rate

    def admits(self, day: Day, stream: Stream) -> bool:
        """Whether days, territories, media and deals let it take of a receipt."""
        return all(gate.days(day) and gate.admits(stream) for gate in self.gates)

    def ended(self, day: Day) -> bool:
        """Whether its contract has ended: it takes nothing more, and nobody waits for it."""
        return self.last is not None and day > self.last


@dataclass(frozen=True, slots=True)
class Rank:
    """A tier of a pot."""

    index: int
    name: str
    pot: int
    rights: tuple[int, ...]
    weighted: tuple[int, ...]
    """Rights without a rate of their own: they share what the others leave of the tier."""
    sharing: str = "balances"
    freed: str = "others"
    bears_excess: str = ""


@dataclass(frozen=True, slots=True)
class Pot:
    """Where money arrives, and where its rest goes."""

    index: int
    kind: PotKind
    name: str
    tiers: tuple[int, ...]
    rest_pot: int = -1
    """The pot that gets what is left, or -1."""
    rest_party: str = UNDISTRIBUTED
    """Who gets it where no pot does."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A kind of receipt: through which deal, from where, in which medium."""

    pot: int
    """Where it enters."""
    deal: str = ""
    territory: str | None = None
    medium: Medium | None = None


@dataclass(frozen=True, slots=True)
class Structure:
    """A film's recoupment, compiled."""

    currency: str
    """Of the account: every flow is in it."""
    starts: Day
    pots: tuple[Pot, ...]
    ranks: tuple[Rank, ...]
    rights: tuple[Right, ...]
    onward: Mapping[str, int] = field(default_factory=dict)
    """The pot through which a party's receipts pass first."""
    remainder: str = ""

    @property
    def cent(self) -> Decimal:
        """The smallest unit that is paid."""
        return Decimal(1).scaleb(-minor_units(self.currency))

    @property
    def account(self) -> Pot:
        """The collection account."""
        return next(pot for pot in self.pots if pot.kind is PotKind.ACCOUNT)

    @property
    def all_in(self) -> Day:
        """The first day, or the later one on which the last money is put in."""
        draws = (day for one in self.rights if one.owed for day, _ in one.owed.draws)
        return max([self.starts, *draws])

    def entry(self, name: str) -> Pot | None:
        """The pot of a deal or agent by its name."""
        kinds = (PotKind.DEAL, PotKind.AGENT)
        return next((pot for pot in self.pots if pot.kind in kinds and pot.name == name), None)

    @property
    def parties(self) -> tuple[str, ...]:
        """Everybody who may be paid, in the order of the schedule."""
        found = dict.fromkeys(
            name
            for right in self.rights
            for name in (right.party, *(part.party for part in right.parts))
        )
        found |= dict.fromkeys(pot.rest_party for pot in self.pots if pot.rest_party)
        return tuple(found)

    def owes_at_source(self, rank: Rank) -> bool:
        """Whether a tier may be owed something of money that does not reach it."""
        return any(self.rights[one].at_source for one in rank.rights)

    def thresholds(self, pot: Pot) -> tuple[Decimal, ...]:
        """Receipts of a pot, in the account's currency, at which a right of it opens or closes."""
        return tuple(
            dict.fromkeys(
                limit
                for tier in pot.tiers
                for right in self.ranks[tier].rights
                for gate in self.rights[right].gates
                for limit in (gate.receipts_from, gate.receipts_until)
                if limit is not None
            )
        )

    def destination(self, party: str, pot: int) -> int:
        """The pot that a payment to a party from `pot` passes first, or -1."""
        into = self.onward.get(party, -1)
        return into if into > pot else -1
