"""What the placement engine answers: before and after, the moves between them, and the proof.

Money is exact (`Decimal`, reporting currency) wherever it is a film's: every amount of `Side` is
read from a plan that `explain` made. The solver's own figures (objective, bound, worths) are
float64 and say so by their type.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from borderless.film.model import Film
from borderless.finance.incentives import IncentiveResult
from borderless.finance.plan import Plan
from borderless.finance.situation import NOTHING
from borderless.finding import Finding, Reference, Verdict
from borderless.rulebook.library import Library


class Outcome(StrEnum):
    """How a search ended."""

    PROVED = "proved best"
    """No structure is better than the answer by more than the gap that was asked for."""
    BEST_FOUND = "best found"
    """Time ran out; the bound says how much better another could still be."""
    CANCELLED = "cancelled"
    """Stopped by the user; the best structure found until then, with its bound."""
    IMPOSSIBLE = "impossible"
    """No structure meets all wishes; `conflict` names the smallest set that cannot stand."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What the search makes best."""

    kind: Literal["net", "soft-money", "local-spend"] = "net"
    """`net`: cost and partner costs less soft money, the least. The others: the most."""
    country: str = ""
    """Of local-spend: a country or region."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A scheme that a plan counts, and what its money is worth on the day it is needed."""

    result: IncentiveResult
    """As `explain` read it for the plan; `result.amount` in the reporting currency."""
    amount: Decimal
    probability: Decimal
    """That it is paid, 0-1: stated by the film, or by the kind of envelope."""
    discount: Decimal
    """What one unit paid on its days is worth at the start of the shoot, 0-1."""
    modelled: float | None = None
    """The amount in the solver's solution; `None` in today's plan."""
    held: str = ""
    """Why the model could not move it, where that is so."""

    @property
    def expected(self) -> Decimal:
        """Amount × probability × discount: what it counts for."""
        return self.amount * self.probability * self.discount


@dataclass(frozen=True, slots=True)
class Side:
    """One structure: today's, or the one found."""

    plan: Plan
    cost: Decimal
    """The whole budget."""
    partner_cost: Decimal
    """Of having the co-producers: what the film states, and our usual for each new one."""
    claims: tuple[Claim, ...]
    grants: Decimal
    """Typed public money in the plan, as typed."""
    net: Decimal
    """Cost and partner cost less grants and expected claims: what the goal `net` makes least."""

    @property
    def soft_money(self) -> Decimal:
        """Claims at face value, and grants."""
        return sum((claim.amount for claim in self.claims), NOTHING) + self.grants

    @property
    def expected_claims(self) -> Decimal:
        """What the claims count for."""
        return sum((claim.expected for claim in self.claims), NOTHING)

    @property
    def gap(self) -> Decimal:
        """What the plan still lacks, partner costs included."""
        return self.plan.summary.gap + self.partner_cost

    @property
    def partners(self) -> tuple[str, ...]:
        """Co-producing countries, the delegate's first."""
        return tuple(self.plan.shares)

    @property
    def official(self) -> Verdict:
        """Whether it can be an official co-production."""
        return self.plan.official.verdict


@dataclass(frozen=True, slots=True)
class Move:
    """One difference between today's structure and the one found."""

    kind: Literal["line", "person", "partner", "leaves", "share", "claim", "unclaim"]
    """Spend moves; a post is filled anew; a country joins, leaves, or holds another share; a
    scheme is claimed that today's plan does not have, or no longer."""
    what: str
    """The line's description, the post, the country's name or the scheme's."""
    before: str
    """Where, who or how much today; "" where there was nothing."""
    after: str
    amount: Decimal | None
    """Money that moves, in the reporting currency; `None` where none does."""
    worth: Decimal | None
    """How much the net cost would rise if this move alone were taken back; `None`: it cannot be
    taken back alone (a partner whose treaty carries others, a share)."""
    account: str = ""
    row: int | None = None
    """Of the budget line in today's file."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A limit that holds the answer back."""

    says: str
    kind: Literal["rule", "treaty", "wish", "usual"]
    """`usual`: something that the search takes for granted where the film does not say it."""
    rule: str = ""
    reference: Reference | None = None


@dataclass(frozen=True, slots=True)
class NextEuro:
    """What one more unit of the reporting currency spent in a country would bring back."""

    place: str
    worth: float
    """Expected soft money for one unit more of ordinary spend there, from the linear relaxation
    at the answer, every yes-or-no held as it is."""


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """The best structure under one more condition."""

    label: str
    """The number of partners besides the delegate's country ("2"), or its share ("50 %")."""
    value: float
    """The same as a number: partners, or the share 0-1."""
    net: float | None
    """Net cost in the reporting currency; `None` where no structure meets the wishes."""
    soft_money: float | None
    """Expected claims and grants."""
    partners: tuple[str, ...]
    proved: bool
    lost: float = 0.0
    """Finance that is no soft money (equity, pre-sales …), typed in today's plan, of partners who
    leave in this structure: it must be found elsewhere, and the net cost does not see it."""


@dataclass(frozen=True, slots=True)
class Held:
    """A scheme that the model keeps at today's amount."""

    scheme: str
    name: str
    why: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ModelSize:
    """How large the programme was, over all models solved."""

    rows: int
    columns: int
    whole: int
    """Columns that are yes-or-no."""
    models: int
    """One for each way in which the law may see the set of partners."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer of one search."""

    outcome: Outcome
    goal: Goal
    currency: str
    as_of: Day
    before: Side
    after: Side | None
    """`None` where no structure meets the wishes."""
    film: Film | None
    """The optimised film, ready to be written."""
    objective: float | None
    """Of the goal, in the reporting currency, as the solver found it."""
    bound: float | None
    """No structure is better than this."""
    gap: float | None
    """Distance of objective and bound as a share of the objective, 0-1."""
    moves: tuple[Move, ...]
    """The most valuable first."""
    binding: tuple[Binding, ...]
    next_euro: tuple[NextEuro, ...]
    frontier: tuple[FrontierPoint, ...]
    """By number of partners."""
    by_share: tuple[FrontierPoint, ...]
    """By share of the delegate country."""
    held: tuple[Held, ...]
    conflict: tuple[str, ...]
    """The smallest set of wishes that cannot stand together, in words."""
    instead: str
    """Where the film cannot be an official co-production: why, and what is done instead."""
    proposals: bool
    """The places were proposed by us, since the film names none."""
    assumptions: tuple[str, ...]
    """What the search took for granted: rates, probabilities, costs that nobody gave."""
    findings: tuple[Finding, ...]
    size: ModelSize
    seconds: float
    library: Library

    @property
    def gain(self) -> Decimal | None:
        """How much less the film costs net of soft money."""
        return None if self.after is None else self.before.net - self.after.net


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is; handed to the caller's `watch`."""

    phase: str
    """What is being done, in words."""
    objective: float | None
    bound: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Search:
    """How to search."""

    goal: Goal = Goal()
    time_limit: float = 60.0
    """Seconds."""
    gap: float = 1e-4
    """Proved best where objective and bound differ by at most this share, 0-1."""
    threads: int = 1
    frontier: bool = True
    """Work out the frontiers too."""
