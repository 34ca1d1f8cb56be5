"""One chunk of scenarios: draw, work out, count. The unit that threads and machines share out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from borderless.finance.risk import draws
from borderless.finance.risk.draws import Lanes, Uncertainty, generator
from borderless.finance.risk.gap import Drawn, balances_of, gap_of
from borderless.finance.risk.payback import PaybackEngine, internal_rate
from borderless.finance.risk.risk_model import RiskModel
from borderless.finance.risk.tally import Bins, Tally, together

Outcomes = dict[str, Lanes]
"""Values by the name of the outcome."""

GAP, PEAK, GROSS = "gap", "peak", "gross"


def balance_name(period: int) -> str:
    """The outcome that holds the balance at the end of a period."""
    return f"balance {period}"


def party_name(kind: str, party: int) -> str:
    """The outcome of a party: what it is paid, its multiple, its return."""
    return f"{kind} {party}"


@dataclass(frozen=True, slots=True)
class ChunkResult:
    """What is kept of a chunk."""

    number: int
    tallies: Mapping[str, Tally]
    closes: int
    """Scenarios in which the plan closes."""
    overdrawn: int
    """Scenarios in which the balance is below nothing at some time."""
    recouped: tuple[tuple[int, ...], ...]
    """By party and distribution."""
    scenarios: int


class ChunkRunner:
    """Runs chunks of a model, one after the other."""

    def __init__(self, model: RiskModel, seed: int) -> None:
        self.model = model
        self.seed = seed
        self.payback = PaybackEngine(model.recoupment) if model.recoupment else None
        self._piloted: tuple[int, Outcomes, list[list[int]]] | None = None

    def drawn(self, chunk: int, lanes: int, anew: frozenset[Uncertainty] = frozenset()) -> Drawn:
        """What decides the gap; the uncertainties of `anew` from other random numbers."""

        def rng(which: Uncertainty) -> np.random.Generator:
            return generator(self.seed, chunk, which, int(which in anew))

        return Drawn(
            draws.currency(self.model, rng(Uncertainty.CURRENCY), lanes),
            draws.overspend(self.model, rng(Uncertainty.OVERSPEND), lanes),
            draws.sources(self.model, rng(Uncertainty.SOURCES), lanes),
            draws.incentives(self.model, rng(Uncertainty.INCENTIVES), lanes),
        )

    def outcomes(self, chunk: int, keep: int) -> tuple[Outcomes, list[list[int]]]:
        """The first `keep` scenarios of a chunk; every chunk is drawn whole."""
        model, lanes = self.model, self.model.settings.lanes
        drawn = self.drawn(chunk, lanes)
        found: Outcomes = {GAP: gap_of(model, drawn)}
        balances = balances_of(model, drawn)
        found |= {balance_name(period): row for period, row in enumerate(balances)}
        lowest = balances.min(axis=0) if model.periods else np.zeros(lanes)
        found[PEAK] = np.maximum(-lowest, 0.0)
        recouped: list[list[int]] = []
        if self.payback is not None and model.recoupment is not None:
            sold = draws.sales(model, generator(self.seed, chunk, Uncertainty.SALES), lanes)
            in_detail = chunk % model.settings.returns_every == 0
            back = self.payback.paid(sold, drawn.factors, keep, in_detail=in_detail)
            found[GROSS] = back.gross
            recouped = back.recouped
            for index, party in enumerate(model.recoupment.parties):
                found[party_name("paid", index)] = back.paid[index]
                if party.invested > 0:
                    found[party_name("multiple", index)] = back.paid[index] / party.invested
                if party.invested > 0 and back.by_distribution is not None:
                    months = model.recoupment.distributions.months
                    rate = internal_rate(party, months, back.by_distribution[index])
                    found[party_name("return", index)] = rate
        if keep < lanes:
            found = {name: values[:keep] for name, values in found.items()}
        return found, recouped

    def pilot(self, keep: int) -> dict[str, Bins]:
        """Where the bins of every outcome lie, from the first chunk alone."""
        found, recouped = self.outcomes(0, keep)
        self._piloted = keep, found, recouped
        settings = self.model.settings
        fan = {balance_name(period) for period in range(self.model.periods)}
        return {
            name: Bins.around(values, settings.fan_bins if name in fan else settings.bins)
            for name, values in found.items()
        }

    def run(self, chunk: int, keep: int, bins: Mapping[str, Bins]) -> ChunkResult:
        """One chunk, counted."""
        piloted, self._piloted = self._piloted, None
        if piloted is not None and (chunk, keep) == (0, piloted[0]):
            _, found, recouped = piloted  # worked out already, to lay the bins
        else:
            found, recouped = self.outcomes(chunk, keep)
        return ChunkResult(
            chunk,
            {name: Tally.of(values, bins[name]) for name, values in found.items()},
            int(np.count_nonzero(found[GAP] <= self.model.immaterial)),
            int(np.count_nonzero(found[PEAK] > self.model.immaterial)),
            tuple(tuple(row) for row in recouped),
            keep,
        )


def added(first: ChunkResult, second: ChunkResult) -> ChunkResult:
    """Two results in one, in this order."""
    return ChunkResult(
        second.number,
        together(first.tallies, second.tallies),
        first.closes + second.closes,
        first.overdrawn + second.overdrawn,
        tuple(
            tuple(one + two for one, two in zip(rows, others, strict=True))
            for rows, others in zip(first.recouped, second.recouped, strict=True)
        ),
        first.scenarios + second.scenarios,
    )
