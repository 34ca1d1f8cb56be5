"""Small models for tests of the scenarios: every number of them is stated in the test."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from borderless.film.ecb import current_table
from borderless.film.recoupment import Recoupment
from borderless.finance.recoupment.contracts import Basis, structure_of
from borderless.finance.recoupment.lane_rows import rows_of
from borderless.finance.recoupment.structure import Stream
from borderless.finance.risk.currency_paths import path_sampler
from borderless.finance.risk.history import monthly_history
from borderless.finance.risk.risk_model import (
    Distributions,
    Flow,
    IncentiveRisk,
    PartyRisk,
    RecoupmentRisk,
    RiskModel,
    SourceRisk,
    TerritoryRisk,
)
from borderless.finance.risk.risk_settings import Settings, usual

START = date(2026, 1, 1)
CERTAIN = {
    "overspend": (0.0, 0.0, 0.0),
    "stands": {"confirmed": 1.0, "applied": 1.0, "planned": 1.0},
    "incentive_cut": 0.0,
    "incentive_delay": 0.0,
    "lanes": 2048,
    "bins": 2048,
    "sensitivity": 8192,
}


def certain(**changes: Any) -> Settings:
    """Settings in which nothing goes wrong, but for what is changed."""
    return replace(usual(), **{**CERTAIN, **changes})


def model(
    *,
    settings: Settings | None = None,
    costs: tuple[Flow, ...] = (),
    sources: tuple[SourceRisk, ...] = (),
    incentives: tuple[IncentiveRisk, ...] = (),
    periods: int = 12,
    needed: dict[str, list[int]] | None = None,
    recoupment: RecoupmentRisk | None = None,
    method: Any = "bootstrap",
) -> RiskModel:
    """A model whose periods are months; factors are those of `needed`, in the sampler's order."""
    needed = needed or {}
    _, table, _ = current_table()
    history, _ = monthly_history(table, sorted(needed), "EUR", date(2026, 1, 31))
    return RiskModel(
        settings or certain(),
        path_sampler(history, method, needed),
        costs,
        (),
        sources,
        incentives,
        periods,
        tuple(float(month + 1) for month in range(periods)),
        1.0,
        recoupment,
    )


def recoupment_risk(
    data: dict[str, Any], territories: tuple[TerritoryRisk, ...], *, days: tuple[date, ...]
) -> RecoupmentRisk:
    """The contracts in `data`, every receipt paid into the account."""
    recoupment = Recoupment.model_validate({"currency": "EUR", **data})
    structure, _ = structure_of(recoupment, Basis("EUR", START), lambda *_: None)
    leaves = rows_of(structure).leaves
    parties = []
    for party in structure.parties:
        rights = [one for one in structure.rights if one.party == party and one.owed is not None]
        invested = sum(float(one.owed.invested) for one in rights if one.owed is not None)
        parties.append(
            PartyRisk(
                party,
                tuple(one.index for one in rights),
                tuple(row for (who, _, _), row in leaves.items() if who == party),
                invested,
                ((0.0, invested),) if invested else (),
            )
        )
    months = tuple((day - START).days / 30.4375 for day in days)
    streams = (Stream(structure.account.index),)
    return RecoupmentRisk(
        structure, Distributions(days, months, streams, {}), territories, tuple(parties), {}, {}
    )


def territory(median: float, **changes: Any) -> TerritoryRisk:
    """Receipts of the account that come in the first month."""
    usual_ = TerritoryRisk("France", 0, median, 0.5, 0.5, 1.0, 0.0, 1.0, 0.0, (0.5,), "")
    return replace(usual_, **changes)
