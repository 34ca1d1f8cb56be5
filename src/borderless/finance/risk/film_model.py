"""From a film's plan, cash flow and contracts to the arrays that scenarios run on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from datetime import timedelta

from borderless.film.days import months_later
from borderless.film.ecb import RateFileError, current_table
from borderless.finance.plan import Plan
from borderless.finance.recoupment.simulate import Expected
from borderless.finance.recoupment.waterfall import Contracts
from borderless.finance.risk.cash_flows import DAYS_A_MONTH, Moved, Reader, Slots
from borderless.finance.risk.currency_paths import Method, path_sampler
from borderless.finance.risk.hedge import Exposure
from borderless.finance.risk.history import MonthlyHistory, monthly_history
from borderless.finance.risk.payback_model import (
    LATE_MONTHS,
    payback_risk,
    payback_slots,
    payment_days,
)
from borderless.finance.risk.risk_model import RiskModel
from borderless.finance.risk.risk_settings import settings_for
from borderless.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class FilmModel:
    """The model with what it was made from."""

    model: RiskModel
    history: MonthlyHistory
    exposures: tuple[Exposure, ...]
    """Future flows in other currencies: + comes in, - goes out, in their own currency."""
    rates: Mapping[str, float]
    """The plan's rate of each currency of the exposures."""
    period_ends: tuple[Day, ...]
    planned: tuple[float, ...]
    """The plan's own balance at the end of each period, without a bridge, in its currency."""


def film_model(
    plan: Plan,
    moved: Sequence[Moved],
    period_ends: Sequence[Day],
    contracts: Contracts | None,
    expectations: Sequence[Expected],
    *,
    method: Method,
) -> tuple[FilmModel | None, list[Finding]]:
    """The arrays of a film's scenarios.

    Args:
        plan: the finance plan; its day is today, its rates are today's.
        moved: every cash item of the cash flow but loans.
        period_ends: last days of the cash flow's periods, in order.
        contracts: the recoupment, where the film has one.
        expectations: sales estimates with where their money enters.
        method: how exchange rates are drawn.

    Returns:
        The model with findings about its currencies; `None` where no rates can be read.
    """
    settings = settings_for(plan.film.risk)
    slots = Slots(plan.as_of, plan.currency)
    ends = [*period_ends, *_late(period_ends)]
    structure = contracts.eras[-1][1] if contracts is not None and expectations else None
    days = payment_days(structure, contracts, expectations) if structure is not None else ()
    for one in moved:
        for day, _ in one.flows:
            slots.of(one.currency, day)
    if structure is not None:
        payback_slots(structure, expectations, days, slots)
    try:
        _, table, _ = current_table()
        history, findings = monthly_history(table, sorted(slots.needed), plan.currency, plan.as_of)
    except RateFileError as error:
        return None, [Finding("RAT105", Severity.ERROR, f"{error}.")]
    differentials = {code: float(rate) for code, rate in plan.film.risk.differential.items()}
    sampler = path_sampler(history, method, slots.needed, differentials=differentials)
    rows = {(slot.month, slot.currency): row for row, slot in enumerate(sampler.slots)}
    reader = Reader(plan, slots, rows, ends)
    flows = reader.sorted(moved, settings)
    model = RiskModel(
        settings,
        sampler,
        flows.costs,
        flows.spent,
        flows.sources,
        flows.incentives,
        len(ends),
        tuple((day - plan.as_of).days / DAYS_A_MONTH for day in ends),
        float(plan.summary.immaterial),
        payback_risk(plan, structure, expectations, days, moved, reader)
        if structure is not None
        else None,
    )
    exposures = tuple(reader.exposures(moved))
    currencies = {one.currency for one in exposures}
    return FilmModel(
        model,
        history,
        exposures,
        {code: reader.rate(code) for code in sorted(currencies)},
        tuple(ends),
        reader.planned(moved),
    ), findings


def _late(period_ends: Sequence[Day]) -> list[Day]:
    """Month ends after the last period, in which late money may still come."""
    if not period_ends:
        return []
    first = period_ends[-1] + timedelta(days=1)
    return [months_later(first, number) - timedelta(days=1) for number in range(1, LATE_MONTHS + 1)]
