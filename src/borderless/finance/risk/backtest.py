"""Would the bands have held? The plan replayed from every month since 1999.

For each month of the past the same flows are planned again, worth as much at that day's rates as
they are worth today, and drawn from nothing but the months before. Then the months that followed
say what the flows really came to, and where that lies among the scenarios. An honest 80 % band
holds reality four times in five.

Windows that begin a month apart share all but one month, so they are no independent trials: over a
plan of 24 months, 25 years hold about a dozen. The standard error of a coverage is therefore that
of as many trials as windows fit side by side, `√(p (1 - p) horizon / starts)`, with p the share
that the band promises. For returns independent from month to month that is an upper bound: windows
that share a part of their months are less alike than the part that they share.

Interest differentials of the past are not known here: the mean of every scenario is the rate of
its day.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from math import sqrt

import numpy as np

from borderless.finance.risk.currency_findings import few_windows, too_narrow
from borderless.finance.risk.currency_paths import Method, PathSampler, path_sampler
from borderless.finance.risk.hedge import Exposure
from borderless.finance.risk.history import Floats, MonthlyHistory, settings
from borderless.finding import Finding

_LANES = 2048
"""Scenarios drawn at a time, so that they stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Start:
    """The plan made in one month of the past. Amounts in the base."""

    month: Day
    """The ECB day on which it is made."""
    planned: float
    """Worth of all flows at that day's rates: the same at every start."""
    realised: float
    """What they came to, each at the rate of its own month."""
    place: float
    """Share of the scenarios below what they came to, 0-1 (the probability integral transform)."""
    bands: tuple[tuple[float, float], ...]
    """From and to, for each band of the backtest."""

    @property
    def outside(self) -> float:
        """How far reality lay outside the widest band; nothing if inside."""
        low, high = self.bands[-1]
        return max(0.0, low - self.realised, self.realised - high)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often reality fell inside a band."""

    band: float
    """What it promises, 0-1."""
    starts: int
    inside: int
    error: float
    """Standard error of the share, with regard to how windows overlap."""

    @property
    def share(self) -> float:
        """How often it held, 0-1."""
        return self.inside / self.starts

    @property
    def too_narrow(self) -> bool:
        """Whether it held too seldom for chance to be the reason (currency.toml says when)."""
        return self.share < self.band - settings().standard_errors * self.error


@dataclass(frozen=True, slots=True)
class Backtest:
    """Coverage of the bands over all starts, by era and by currency."""

    base: str
    method: Method
    scenarios: int
    seed: int
    horizon: int
    """Months from a start to the last flow."""
    starts: tuple[Start, ...]
    """Oldest first."""
    coverage: tuple[Coverage, ...]
    eras: Mapping[tuple[int, int], tuple[Coverage, ...]]
    """By the first and last year of the starts."""
    currencies: Mapping[str, tuple[Coverage, ...]]
    """For the flows of each currency alone."""

    @property
    def windows(self) -> float:
        """How many windows fit side by side."""
        return len(self.starts) / self.horizon

    @property
    def worst(self) -> Start | None:
        """The start that reality left furthest outside the widest band, if any did."""
        worst = max(self.starts, key=lambda start: start.outside)
        return worst if worst.outside else None


def backtest(
    history: MonthlyHistory,
    exposures: Iterable[Exposure],
    rates: Mapping[str, float],
    *,
    method: Method = "bootstrap",
    scenarios: int = 5_000,
    seed: int = 0,
    bands: Sequence[float] | None = None,
) -> tuple[Backtest | None, list[Finding]]:
    """Replays flows from every month that has history enough before and the whole plan after.

    Each start has its own random numbers, from the seed and its place in the history, so that
    it comes out the same whatever is computed beside it.

    Args:
        history: month-end values; starts lie `least_months` of returns after its beginning.
        exposures: the flows of the plan; those in the base, of today or held constant are left out.
        rates: value of one unit of each currency in the base, today.
        method: how exchange rates are drawn.
        scenarios: how many, for each start.
        seed: of all random numbers.
        bands: shares of the scenarios that the bands hold, ascending; those of currency.toml.

    Returns:
        The coverage and FIN878 where a band is too narrow, FIN877 where it rests on few
        windows; `None` and FIN877 where no start has enough months around it.
    """
    flows = [one for one in exposures if one.currency in history.currencies and one.month > 0]
    if not flows:
        return None, []
    horizon = max(one.month for one in flows)
    currencies = sorted({one.currency for one in flows})
    replay = _Replay(history, flows, rates, method, scenarios, tuple(bands or settings().bands))
    joint = np.cumsum(np.isfinite(history.log_returns).all(axis=1))
    tried = [
        (place, replay.start(place, seed))
        for place in range(settings().least_months, len(history.months) - horizon)
        if joint[place - 1] >= settings().least_months and replay.known(place)
    ]
    if not tried:
        return None, [few_windows(0, horizon)]
    plans = [plan for _, (plan, _) in tried]
    parts = {one: [by[one] for _, (_, by) in tried] for one in currencies}

    def held(starts: Iterable[Start]) -> tuple[Coverage, ...]:
        return _coverage(list(starts), replay.bands, horizon)

    found = Backtest(
        base=history.base,
        method=method,
        scenarios=scenarios,
        seed=seed,
        horizon=horizon,
        starts=tuple(plans),
        coverage=held(plans),
        eras={era: held(starts) for era, starts in _by_era(plans).items()},
        currencies={one: held(starts) for one, starts in parts.items()},
    )
    return found, _findings(found)


class _Replay:
    """The plan's flows, ready to be planned again at any month."""

    def __init__(
        self,
        history: MonthlyHistory,
        flows: list[Exposure],
        rates: Mapping[str, float],
        method: Method,
        scenarios: int,
        bands: tuple[float, ...],
    ) -> None:
        self.bands = bands
        self._history = history
        self._method = method
        self._scenarios = scenarios
        self._worth: dict[tuple[str, int], float] = {}
        """At today's rate, by currency and month."""
        for currency, month, amount in flows:
            key = currency, month
            self._worth[key] = self._worth.get(key, 0.0) + float(amount * rates[currency])
        self._needed: dict[str, list[int]] = {}
        for currency, month in self._worth:
            self._needed.setdefault(currency, []).append(month)

    def known(self, place: int) -> bool:
        """Whether every rate that the plan needs was quoted, at the start and at its flows."""
        return all(np.isfinite(self._moved(place, *key)) for key in self._worth)

    def start(self, place: int, seed: int) -> tuple[Start, dict[str, Start]]:
        """The plan made at a month, as a whole and each currency alone."""
        rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, place])))
        past = self._history.first(place + 1)
        sampler = path_sampler(past, self._method, self._needed)
        drawn = self._drawn(sampler, rng)
        by = {
            one: self._told(place, [key for key in self._worth if key[0] == one], values)
            for one, values in zip(self._needed, drawn, strict=True)
        }
        return self._told(place, list(self._worth), drawn.sum(axis=0)), by

    def _drawn(self, sampler: PathSampler, rng: np.random.Generator) -> Floats:
        """[currency, scenario]: what the flows of each currency come to."""
        rows = list(self._needed)
        worth = np.array([self._worth[currency, month] for month, currency in sampler.slots])
        found = np.zeros((len(rows), self._scenarios))
        for first in range(0, self._scenarios, _LANES):
            factors = sampler.draw(rng, min(_LANES, self._scenarios - first))
            factors *= worth[:, None]
            for (_, currency), values in zip(sampler.slots, factors, strict=True):
                total = found[rows.index(currency), first : first + _LANES]
                np.add(total, values, out=total)
        return found

    def _told(self, place: int, keys: list[tuple[str, int]], values: Floats) -> Start:
        planned = sum(self._worth[key] for key in keys)
        realised = sum(self._worth[key] * self._moved(place, *key) for key in keys)
        # What is equal but for the last digits counts half to either side: a peg that held.
        near = 1e-12 * sum(abs(self._worth[key]) for key in keys)
        below = int(np.count_nonzero(values < realised - near))
        not_above = int(np.count_nonzero(values <= realised + near))
        edges = np.quantile(
            values, [(1 + side * band) / 2 for band in self.bands for side in (-1, 1)]
        )
        return Start(
            month=self._history.months[place],
            planned=planned,
            realised=realised,
            place=(below + not_above) / 2 / len(values),
            bands=tuple((float(low), float(high)) for low, high in edges.reshape(-1, 2)),
        )

    def _moved(self, place: int, currency: str, month: int) -> float:
        column = self._history.levels[:, self._history.currencies.index(currency)]
        return float(column[place + month] / column[place])


def _coverage(starts: list[Start], bands: tuple[float, ...], horizon: int) -> tuple[Coverage, ...]:
    windows = max(1.0, len(starts) / horizon)
    return tuple(
        Coverage(
            band=band,
            starts=len(starts),
            inside=sum((1 - band) / 2 <= start.place <= (1 + band) / 2 for start in starts),
            error=sqrt(band * (1 - band) / windows),
        )
        for band in bands
    )


def _by_era(starts: list[Start]) -> dict[tuple[int, int], list[Start]]:
    eras: dict[int, list[Start]] = {}
    for start in starts:
        eras.setdefault(bisect_right(settings().eras, start.month.year), []).append(start)
    return {(era[0].month.year, era[-1].month.year): era for era in eras.values()}


def _findings(found: Backtest) -> list[Finding]:
    told = {"The plan's": found.coverage}
    if len(found.currencies) > 1:
        told |= {f"For {one} alone, the": by for one, by in found.currencies.items()}
    findings = [
        too_narrow(whose, one.band, one.share, one.error, one.starts, found.starts[0].month)
        for whose, coverages in told.items()
        for one in coverages
        if one.too_narrow
    ]
    if found.windows < settings().least_windows:
        findings.append(few_windows(len(found.starts), found.horizon))
    return findings
