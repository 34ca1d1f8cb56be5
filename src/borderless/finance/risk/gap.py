"""Whether the plan closes in a scenario, and how deep its account sinks on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from borderless.finance.risk.draws import IncentiveDraws, Lanes, Mask
from borderless.finance.risk.risk_model import Flow, RiskModel


@dataclass(slots=True)
class Drawn:
    """What decides the gap of each scenario."""

    factors: Lanes
    overspend: Lanes
    stands: Mask | Lanes
    incentives: IncentiveDraws


def worth(flows: Sequence[Flow], factors: Lanes) -> Lanes | float:
    """Flows in the plan's currency: amounts times the factors of their slots."""
    still = sum(flow.amount for flow in flows if flow.slot < 0)
    moving = [flow for flow in flows if flow.slot >= 0]
    if not moving:
        return still
    amounts = np.array([flow.amount for flow in moving])
    found: Lanes = amounts @ factors[[flow.slot for flow in moving]]
    return found + still if still else found


def gap_of(model: RiskModel, drawn: Drawn) -> Lanes:
    """Costs less everything that comes in: what is missing, below nothing a surplus."""
    found = np.asarray(worth(model.costs, drawn.factors)) * drawn.overspend
    found += worth(model.spent, drawn.factors)
    for number, source in enumerate(model.sources):
        found -= worth(source.flows, drawn.factors) * drawn.stands[number]
    for number, incentive in enumerate(model.incentives):
        found -= worth(incentive.flows, drawn.factors) * drawn.incentives.kept[number]
    return found


def balances_of(model: RiskModel, drawn: Drawn) -> Lanes:
    """[period, lane]: the balance at the end of each period, without any bridge."""
    lanes, ends = drawn.overspend.size, np.array(model.ends)
    flows = np.zeros((model.periods, lanes))
    _add(flows, model.spent, drawn.factors, -1.0)
    _add(flows, model.costs, drawn.factors, -drawn.overspend)
    for number, source in enumerate(model.sources):
        _add(flows, source.flows, drawn.factors, drawn.stands[number].astype(float))
    for number, incentive in enumerate(model.incentives):
        kept, delay = drawn.incentives.kept[number], drawn.incentives.delay[number]
        for flow, months in zip(incentive.flows, incentive.months, strict=True):
            paid = kept * flow.amount
            if flow.slot >= 0:
                paid *= drawn.factors[flow.slot]
            _add_late(flows, paid, np.searchsorted(ends, delay + months))
    for period in range(1, model.periods):  # row by row: far faster than cumsum down the columns
        flows[period] += flows[period - 1]
    return flows


def _add_late(flows: Lanes, paid: Lanes, period: NDArray[np.intp]) -> None:
    """Money that comes in another period in each scenario; what is later than all is not seen."""
    seen = np.flatnonzero(period < len(flows))
    flows[period[seen], seen] += paid[seen]


def _add(flows: Lanes, added: Sequence[Flow], factors: Lanes, times: Lanes | float) -> None:
    by_period: dict[int, list[Flow]] = {}
    for flow in added:
        by_period.setdefault(flow.period, []).append(flow)
    for period, some in by_period.items():
        flows[period] += worth(some, factors) * times
