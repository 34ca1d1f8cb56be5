"""A film as the scenarios see it: flows of money by kind, period and currency, as plain arrays.

Everything here is data that can be sent to another process; what is drawn is in `draws.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Day

from borderless.finance.recoupment.structure import Stream, Structure
from borderless.finance.risk.currency_paths import PathSampler
from borderless.finance.risk.risk_settings import Settings


@dataclass(frozen=True, slots=True)
class Flow:
    """Money in one currency in one month."""

    period: int
    """Of the cash flow."""
    slot: int
    """Row of its exchange factor, or -1 in the plan's own currency."""
    amount: float
    """In the plan's currency at the plan's rate."""


@dataclass(frozen=True, slots=True)
class SourceRisk:
    """A source that pays in full or not at all."""

    name: str
    stands: float
    """Probability, 0-1."""
    flows: tuple[Flow, ...]


@dataclass(frozen=True, slots=True)
class IncentiveRisk:
    """An incentive that may be refused, cut and late."""

    name: str
    granted: float
    """Probability, 0-1."""
    flows: tuple[Flow, ...]
    months: tuple[float, ...]
    """By flow: months from the plan's day to the money, before any delay."""


@dataclass(frozen=True, slots=True)
class TerritoryRisk:
    """A sales estimate."""

    name: str
    group: int
    """Which payment group of each date it enters: the same stream, the same rights open."""
    median: float
    """In the account's currency at the plan's rate."""
    below: float
    above: float
    """Standard deviations of the logarithm below and above the median."""
    sells: float
    hit: float
    multiple: float
    delay: float
    """Mean months late."""
    months: tuple[float, ...]
    """Months from the start of the recoupment to each equal part."""
    currency: str
    """Of the sale, for its exchange factor; "" in the account's own."""


@dataclass(frozen=True, slots=True)
class PartyRisk:
    """Somebody who put money in and is to get it back."""

    name: str
    rights: tuple[int, ...]
    """With something to recoup."""
    rows: tuple[int, ...]
    """Rows of the lanes' state that hold what it was paid."""
    invested: float
    """In the account's currency."""
    months: tuple[tuple[float, float], ...]
    """When it was put in (months from the start of the recoupment) and how much."""


@dataclass(frozen=True, slots=True)
class Distributions:
    """When the account pays, and what decides who takes."""

    days: tuple[Day, ...]
    months: tuple[float, ...]
    """From the start of the recoupment."""
    streams: tuple[Stream, ...]
    """By payment group."""
    factors: Mapping[tuple[str, int], int]
    """By currency and number of the distribution: the row of its exchange factor, -1: none."""


@dataclass(frozen=True, slots=True)
class RecoupmentRisk:
    """The receipts and who is paid of them."""

    structure: Structure
    distributions: Distributions
    territories: tuple[TerritoryRisk, ...]
    parties: tuple[PartyRisk, ...]
    rates: Mapping[tuple[str, str], float]
    """By currency and rule: units of the account's currency at the plan's rate."""
    account_slot: Mapping[int, int]
    """By distribution: the factor row of the account's own currency, where it is not the plan's."""


@dataclass(frozen=True, slots=True)
class RiskModel:
    """All that a chunk of scenarios needs; money in the plan's currency unless said otherwise."""

    settings: Settings
    sampler: PathSampler
    costs: tuple[Flow, ...]
    """Still to be spent: they can be overspent."""
    spent: tuple[Flow, ...]
    """Already due on the plan's day."""
    sources: tuple[SourceRisk, ...]
    incentives: tuple[IncentiveRisk, ...]
    periods: int
    ends: tuple[float, ...]
    """Months from the plan's day to each period's end."""
    immaterial: float
    """A gap up to this counts as closed."""
    recoupment: RecoupmentRisk | None
