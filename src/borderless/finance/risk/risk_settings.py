"""The choices of risk.toml, and how a film's own [risk] overrides them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from borderless.film.risk import Risk


@dataclass(frozen=True, slots=True)
class Settings:
    """What is taken for granted; shares 0-1, times in months."""

    overspend: tuple[float, float, float]
    """Quantiles 10, 50 and 90 % of the part added to the cost."""
    stands: Mapping[str, float]
    sources_together: float
    sales_together: float
    incentive_cut: float
    incentive_delay: float
    lanes: int
    bins: int
    fan_bins: int
    returns_every: int
    sensitivity: int
    quantiles: tuple[float, ...]
    worry: float
    """A probability of closing below this is warned about."""
    backtest_scenarios: int


@cache
def usual() -> Settings:
    """The choices of risk.toml."""
    text = Path(__file__).with_name("risk.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)
    chunk, overspend = read["chunk"], read["overspend"]
    return Settings(
        (overspend["low"], overspend["mid"], overspend["high"]),
        read["stands"],
        read["together"]["sources"],
        read["together"]["sales"],
        read["incentive"]["cut"],
        read["incentive"]["delay"],
        chunk["lanes"],
        chunk["bins"],
        chunk["fan_bins"],
        chunk["returns_every"],
        chunk["sensitivity"],
        tuple(chunk["quantiles"]),
        chunk["worry"],
        chunk["backtest_scenarios"],
    )


def settings_for(risk: Risk) -> Settings:
    """The usual choices with what the film says in their place."""
    found = usual()
    if (
        risk.overspend_low is not None
        and risk.overspend_mid is not None
        and risk.overspend_high is not None
    ):
        three = risk.overspend_low, risk.overspend_mid, risk.overspend_high
        found = replace(found, overspend=(float(three[0]), float(three[1]), float(three[2])))
    stated = {
        "sources_together": risk.sources_together,
        "sales_together": risk.sales_together,
        "incentive_cut": risk.incentive_cut,
        "incentive_delay": risk.incentive_delay,
    }
    given = {name: float(value) for name, value in stated.items() if value is not None}
    stands = {**found.stands, **{name: float(value) for name, value in risk.stands.items()}}
    return replace(found, stands=stands, **given)  # type: ignore[arg-type]
