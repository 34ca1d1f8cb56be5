"""`[risk]`: what may go wrong, where the producers know better than the usual figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from borderless.film.document import Currency, Document, Share

Change = Annotated[Decimal, Field(gt=-1, le=10, allow_inf_nan=False)]
"""A part of the plan that is added or, below nothing, saved: 0.1 is 10 % more."""
Months = Annotated[Decimal, Field(ge=0, le=60, allow_inf_nan=False)]
Yearly = Annotated[Decimal, Field(ge=-1, le=1, allow_inf_nan=False)]


class Risk(Document):
    """What is left out is as `finance/risk/risk.toml` says."""

    method: Literal["bootstrap", "gbm", "student_t"] | None = None
    """How exchange rates are drawn: blocks of the past, or one of two models."""
    overspend_low: Change | None = None
    """One in ten such films overspends by less (or saves more)."""
    overspend_mid: Change | None = None
    overspend_high: Change | None = None
    """One in ten overspends by more."""
    stands: dict[str, Share] = {}
    """How surely a source pays: by its name, or by a status (confirmed, applied, planned)."""
    sources_together: Share | None = None
    """How far sources fail together: the correlation behind them, 0-1."""
    incentive_cut: Share | None = None
    """Part of an incentive that is cut at the audit, on average."""
    incentive_delay: Months | None = None
    """Months that an incentive comes late, on average."""
    sales_together: Share | None = None
    """How far territories succeed together, 0-1."""
    differential: dict[Currency, Yearly] = {}
    """Yearly interest of the plan's currency minus that of another: what a forward is priced at."""

    @model_validator(mode="after")
    def _ordered(self) -> Risk:
        given = [self.overspend_low, self.overspend_mid, self.overspend_high]
        if any(one is not None for one in given) and None in given:
            raise ValueError("needs overspend_low, overspend_mid and overspend_high together")
        figures = [one for one in given if one is not None]
        if figures != sorted(figures):
            raise ValueError("has overspend_low, overspend_mid and overspend_high out of order")
        return self
