"""Which currency to hedge first, what the hedge takes away, and what it costs at forward parity.

A hedge here is the plainest one: every net flow of a currency is bought or sold forward, at the
rate that covered interest parity gives, `F = S exp((r_base - r_currency) t)` (Hull, Options,
Futures, and Other Derivatives, 5.10). No bank sells exactly at parity: its margin, and
the credit line or deposit it asks for, come on top.

Nothing is drawn: with log factors of covariance Σ and means μ, two flows of value v and w have the
covariance `v w μ μ' (exp(Σ) - 1)`, exact for normal logs (GBM) and close for the other methods. So
the answer needs no seed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import exp, sqrt
from typing import NamedTuple

import numpy as np

from borderless.finance.risk.currency_findings import assumed_parity
from borderless.finance.risk.currency_paths import Method, path_sampler
from borderless.finance.risk.history import Floats, MonthlyHistory, settings
from borderless.finding import Finding


class Exposure(NamedTuple):
    """Money that will move: whole months from today, in the currency's own units."""

    currency: str
    month: int
    amount: float
    """Above nothing when it comes in, below when it is to be paid."""


@dataclass(frozen=True, slots=True)
class Forward:
    """One forward: the net flow of a currency in a month, sold (if it comes in) or bought."""

    month: int
    amount: float
    """In the currency's own units; above nothing when it comes in."""
    spot: float
    """One unit in the plan's currency, today."""
    rate: float
    """One unit in the plan's currency, as the forward has it."""

    @property
    def cost(self) -> float:
        """Worth at today's rate less worth at the forward, in the plan's currency.

        Below nothing when the forward is the better rate.
        """
        return self.amount * (self.spot - self.rate)


@dataclass(frozen=True, slots=True)
class CurrencyRisk:
    """What one currency does to the plan. Amounts in the plan's currency, today's rate."""

    currency: str
    net: float
    """All its flows together."""
    deviation: float
    """Standard deviation of its flows alone."""
    share: float
    """Of the variance of all flows (Euler): the shares add up to 1; below 0 it offsets others."""
    left: float
    """Standard deviation of all flows when this currency alone is hedged."""
    forwards: tuple[Forward, ...]
    cost: float
    """Of its forwards; below nothing is a gain."""


@dataclass(frozen=True, slots=True)
class HedgeStep:
    """One currency more in the hedge."""

    currency: str
    left: float
    """Standard deviation of all flows once it and those before are hedged."""
    removed: float
    """Share of the variance that all of these take away, 0-1."""
    cost: float
    """Of all of these."""


@dataclass(frozen=True, slots=True)
class Hedge:
    """The currency risk of a plan and the hedge against it. Amounts in `base`."""

    base: str
    deviation: float
    """Standard deviation of all flows without a hedge."""
    currencies: tuple[CurrencyRisk, ...]
    """The largest share first."""
    steps: tuple[HedgeStep, ...]
    """Each the currency that takes away most of what is left; none that would add to it."""
    advised: tuple[str, ...]
    """The first steps that together take away as much as currency.toml asks for, or all."""
    cost: float
    """Of the hedge advised; below nothing is a gain."""
    assumed_parity: tuple[str, ...]
    """Currencies whose interest differential nobody gave: forward at today's rate, cost nothing."""
    not_counted: tuple[str, ...]
    """Currencies with flows that are held constant, so that their risk is not known."""


def hedge(
    exposures: Iterable[Exposure],
    history: MonthlyHistory,
    rates: Mapping[str, float],
    *,
    differentials: Mapping[str, float] | None = None,
    method: Method = "bootstrap",
) -> tuple[Hedge, list[Finding]]:
    """The currency risk of flows, currency by currency, and the hedge that removes most of it.

    Args:
        exposures: flows of any currency; those in the base or of today carry no risk.
        history: from which the covariance is.
        rates: value of one unit of each currency in the base, today.
        differentials: yearly interest of the base minus that of the currency, continuously
            compounded; where one is missing it is zero, and FIN876 says so.
        method: how exchange rates are drawn elsewhere, so that the deviations agree.

    Raises:
        KeyError: a currency without a rate, or that the history was not asked for.
    """
    given = differentials or {}
    net = _net(exposures, history.base)
    currencies = tuple(net)
    # [currency, currency]: the covariance of what they are worth.
    matrix = _covariance(net, history, rates, given, method)
    forwards = {one: _forwards(net[one], rates[one], given.get(one, 0.0)) for one in currencies}
    costs = np.array([sum(forward.cost for forward in forwards[one]) for one in currencies])
    variance = float(matrix.sum())
    steps = _steps(currencies, matrix, costs)
    advised = _advised(steps)
    everything = range(len(currencies))
    risks = [
        CurrencyRisk(
            currency=one,
            net=sum(net[one].values()) * rates[one],
            deviation=_root(matrix[place, place]),
            share=float(matrix[place].sum()) / variance if variance > 0 else 0.0,
            left=_deviation(matrix, [other for other in everything if other != place]),
            forwards=forwards[one],
            cost=float(costs[place]),
        )
        for place, one in enumerate(currencies)
    ]
    found = Hedge(
        base=history.base,
        deviation=_root(variance),
        currencies=tuple(sorted(risks, key=lambda one: (-one.share, one.currency))),
        steps=steps,
        advised=tuple(step.currency for step in advised),
        cost=advised[-1].cost if advised else 0.0,
        assumed_parity=tuple(one for one in currencies if one not in given),
        not_counted=tuple(one for one in currencies if one in history.held),
    )
    return found, [assumed_parity(found.assumed_parity)] if found.assumed_parity else []


def _net(exposures: Iterable[Exposure], base: str) -> dict[str, dict[int, float]]:
    """Flows by currency and month: what comes in and goes out together needs no forward."""
    net: dict[str, dict[int, float]] = {}
    for currency, month, amount in sorted(exposures):
        if currency != base and month > 0:
            months = net.setdefault(currency, {})
            months[month] = months.get(month, 0.0) + amount
    return net


def _covariance(
    net: Mapping[str, Mapping[int, float]],
    history: MonthlyHistory,
    rates: Mapping[str, float],
    given: Mapping[str, float],
    method: Method,
) -> Floats:
    sampler = path_sampler(history, method, net, differentials=given)
    currencies = list(net)
    # One row for each currency: the mean worth of its flows, in the column of their slot.
    worth = np.zeros((len(currencies), len(sampler.slots)))
    for column, (month, currency) in enumerate(sampler.slots):
        mean = rates[currency] * exp(given.get(currency, 0.0) * month / 12)
        worth[currencies.index(currency), column] = net[currency][month] * mean
    found: Floats = worth @ np.expm1(sampler.log_covariance()) @ worth.T
    return found


def _forwards(months: Mapping[int, float], spot: float, differential: float) -> tuple[Forward, ...]:
    return tuple(
        Forward(month, amount, spot, spot * exp(differential * month / 12))
        for month, amount in months.items()
        if amount
    )


def _steps(currencies: tuple[str, ...], matrix: Floats, costs: Floats) -> tuple[HedgeStep, ...]:
    variance = left = float(matrix.sum())
    open_ = list(range(len(currencies)))
    steps: list[HedgeStep] = []
    hedged: list[int] = []
    while open_:
        without = {
            place: _variance(matrix, [other for other in open_ if other != place])
            for place in open_
        }
        best = min(open_, key=lambda place: (without[place], currencies[place]))
        if without[best] >= left:
            break
        left = without[best]
        open_.remove(best)
        hedged.append(best)
        removed = 1 - left / variance
        steps.append(HedgeStep(currencies[best], _root(left), removed, float(costs[hedged].sum())))
    return tuple(steps)


def _advised(steps: tuple[HedgeStep, ...]) -> tuple[HedgeStep, ...]:
    for count, step in enumerate(steps, 1):
        if step.removed >= settings().remove_at_least:
            return steps[:count]
    return steps


def _variance(matrix: Floats, places: Collection[int]) -> float:
    chosen = list(places)
    return float(matrix[np.ix_(chosen, chosen)].sum())


def _deviation(matrix: Floats, places: Collection[int]) -> float:
    return _root(_variance(matrix, places))


def _root(variance: float) -> float:
    # A sum of opposite flows may come out a hair below nothing.
    return sqrt(max(0.0, variance))
