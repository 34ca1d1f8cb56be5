"""What a film takes, and what its sellers expect: the rows of receipts.csv and sales.csv."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from borderless.film.document import Amount, Country, Currency, Document, Share
from borderless.film.recoupment import Medium


class RowKind(StrEnum):
    """What a row of receipts.csv records."""

    RECEIPT = "receipt"
    """Money that the film took."""
    COSTS = "costs"
    """Costs that a distributor or agent reports and may recoup."""
    PAYMENT = "payment"
    """What a party was really paid."""


class Receipt(Document):
    """One row of receipts.csv."""

    date: Day
    kind: RowKind = RowKind.RECEIPT
    amount: Annotated[Decimal, Field(allow_inf_nan=False)]
    """Negative for a return or a correction."""
    currency: Currency
    deal: str = ""
    """The deal (or agent) that it came through; left out: found by territory and medium."""
    territory: Country | None = None
    """Left out: not known, or the whole world."""
    medium: Medium | None = None
    party: str = ""
    """Of a payment: who was paid."""
    note: str = ""
    row: int | None = None
    """Its row in the file, 1-based."""


class Estimate(Document):
    """One row of sales.csv: what a territory may bring, as a sales agent's estimate says it."""

    territory: Country | None = None
    """Left out: the rest of the world."""
    medium: Medium | None = None
    """Left out: all rights."""
    deal: str = ""
    """Left out: found by territory and medium."""
    low: Amount
    """Nine of ten such films take more (the 10 % quantile)."""
    mid: Amount
    """As many take more as less (the median)."""
    high: Amount
    """One of ten takes more (the 90 % quantile)."""
    currency: Currency
    chance: Share = Decimal(1)
    """That it sells at all, 0-1."""
    months: Annotated[Decimal, Field(ge=0, le=240, allow_inf_nan=False)] = Decimal(6)
    """From the start of the recoupment to the money."""
    over: Annotated[Decimal, Field(ge=0, le=240, allow_inf_nan=False)] = Decimal(0)
    """Months over which it is spread from then on; 0: at once."""
    delay: Annotated[Decimal, Field(ge=0, le=60, allow_inf_nan=False)] = Decimal(0)
    """Mean months that it may come later."""
    hit_chance: Share = Decimal(0)
    """That the film is a hit there."""
    hit_multiple: Annotated[Decimal, Field(ge=1, le=100, allow_inf_nan=False)] = Decimal(1)
    """What a hit takes, as a multiple."""
    note: str = ""
    row: int | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Estimate:
        if not self.low <= self.mid <= self.high:
            raise ValueError("has low, mid and high out of order")
        if self.mid > 0 and self.low <= 0:
            raise ValueError("has a low of 0; a title that may not sell has a `chance` instead")
        return self
