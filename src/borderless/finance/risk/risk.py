"""`borderless risk`: many scenarios of a plan, and what they say about it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date as Day
from math import sqrt
from threading import Event

from borderless.finance.risk.chunk import (
    GAP,
    GROSS,
    PEAK,
    ChunkResult,
    ChunkRunner,
    added,
    balance_name,
    party_name,
)
from borderless.finance.risk.risk_model import RiskModel
from borderless.finance.risk.sensitivity import Contribution, contributions
from borderless.finance.risk.spread_out import Work, Workforce, blocks_of
from borderless.finance.risk.tally import Tally

Watch = Callable[[int, int], None]
"""Scenarios done, and in all."""


@dataclass(frozen=True, slots=True)
class Share:
    """A probability with its standard error, both 0-1."""

    value: float
    error: float

    @classmethod
    def of(cls, count: int, scenarios: int) -> Share:
        """From how often something happened."""
        share = count / scenarios
        return cls(share, sqrt(share * (1 - share) / scenarios))


@dataclass(frozen=True, slots=True)
class PartyOutcome:
    """What the scenarios say about one party's money; money in the account's currency."""

    name: str
    invested: float
    paid: Tally
    multiple: Tally | None
    """Paid by invested; `None` where it put nothing in."""
    rate: Tally | None
    """Yearly internal rate of return, from a part of the scenarios."""
    recouped: Share | None
    """That all it put in is back by the end."""
    by_day: tuple[tuple[Day, float], ...]
    """The probability that it is back, by the day of each distribution."""

    def recouped_by(self, share: float) -> Day | None:
        """The day by which it has recouped in a share of the scenarios; `None`: never so often."""
        return next((day for day, reached in self.by_day if reached >= share), None)


@dataclass(frozen=True, slots=True)
class RiskResult:
    """What many scenarios say; money in the plan's currency unless it says otherwise."""

    scenarios: int
    """Those that were run: fewer than asked for when stopped."""
    asked: int
    seed: int
    closes: Share
    overdrawn: Share
    """That the account is below nothing at some time, without a bridge."""
    gap: Tally
    peak: Tally
    """The deepest that the account sinks: what a bridge would have to carry."""
    balances: tuple[Tally, ...]
    """By period."""
    gross: Tally | None
    """All receipts at source, in the account's currency."""
    parties: tuple[PartyOutcome, ...]
    contributions: tuple[Contribution, ...]
    timing: dict[str, float]
    """Seconds, which are no part of the result."""


def run_risk(
    model: RiskModel,
    scenarios: int,
    seed: int,
    workforce: Workforce,
    *,
    watch: Watch | None = None,
    cancel: Event | None = None,
) -> RiskResult | None:
    """Runs scenarios and counts what comes out; `None` when stopped before the first chunk.

    The same model, number of scenarios and seed give the same result to the bit, on any number of
    processes or machines with the same processor features and library versions.
    """
    started = time.perf_counter()
    blocks = blocks_of(scenarios, model.settings.lanes)
    runner = ChunkRunner(model, seed)
    bins = runner.pilot(blocks[0][0][1])
    piloted = time.perf_counter()
    found: ChunkResult | None = None
    done = 0
    for result in workforce.results(Work(runner, bins, blocks), cancel):
        found = result if found is None else added(found, result)
        done += result.scenarios
        if watch is not None:
            watch(done, scenarios)
    if found is None:
        return None
    run = time.perf_counter()
    parts = contributions(runner, min(model.settings.sensitivity, scenarios))
    ended = time.perf_counter()
    return RiskResult(
        found.scenarios,
        scenarios,
        seed,
        Share.of(found.closes, found.scenarios),
        Share.of(found.overdrawn, found.scenarios),
        found.tallies[GAP],
        found.tallies[PEAK],
        tuple(found.tallies[balance_name(period)] for period in range(model.periods)),
        found.tallies.get(GROSS),
        _parties(model, found),
        parts,
        {
            "pilot": piloted - started,
            "scenarios": run - piloted,
            "contributions": ended - run,
            "all": ended - started,
        },
    )


def _parties(model: RiskModel, found: ChunkResult) -> tuple[PartyOutcome, ...]:
    if model.recoupment is None:
        return ()
    days = model.recoupment.distributions.days
    outcomes = []
    for index, party in enumerate(model.recoupment.parties):
        counts = found.recouped[index]
        by_day = tuple(
            (day, count / found.scenarios) for day, count in zip(days, counts, strict=True)
        )
        outcomes.append(
            PartyOutcome(
                party.name,
                party.invested,
                found.tallies[party_name("paid", index)],
                found.tallies.get(party_name("multiple", index)),
                found.tallies.get(party_name("return", index)),
                Share.of(counts[-1], found.scenarios) if party.rights and counts else None,
                by_day if party.rights else (),
            )
        )
    return tuple(outcomes)
