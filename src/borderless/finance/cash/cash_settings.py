"""The choices of cash.toml, and how a film's own [cash] overrides them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from borderless.film.cash import Cash
from borderless.film.document import Stage
from borderless.film.model import SourceKind


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a cost or of a source, and when it is paid."""

    share: Decimal
    at: str = ""
    """Event on whose day it is paid, `months_after` it; else it is spread."""
    months_after: Decimal = Decimal(0)
    during: Stage | None = None
    """Stage over whose dates it is spread."""
    curve: str = "uniform"


@dataclass(frozen=True, slots=True)
class Range:
    """A market's usual price, and between what it is said to lie."""

    low: Decimal
    usual: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Terms:
    """What a kind of loan usually costs; shares 0-1, the rate yearly."""

    advance: Decimal
    rate: Range
    fee: Range


@dataclass(frozen=True, slots=True)
class Settings:
    """What is taken for granted."""

    longest_months: int
    slip_months: int
    usual: Mapping[str, Decimal]
    curves: Mapping[str, tuple[Decimal, ...]]
    pay_days: int
    invoice_days: int
    stages: Mapping[Stage, tuple[Part, ...]]
    windows: Mapping[Stage, tuple[str, str]]
    paid: Mapping[SourceKind, tuple[Part, ...]]
    """Schedules of sources that do not say their own."""
    days_in_a_year: Decimal
    bridge: str
    settles_within: Decimal
    most_rounds: int
    sales: tuple[SourceKind, ...]
    loans: Mapping[str, Terms]


@cache
def usual() -> Settings:
    """The choices of cash.toml."""
    text = Path(__file__).with_name("cash.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text, parse_float=Decimal)
    bridging = read["bridging"]
    return Settings(
        read["longest_months"],
        read["slip_months"],
        {name: Decimal(value) for name, value in read["usual"].items()},
        {name: tuple(map(Decimal, weights)) for name, weights in read["curve"].items()},
        read["terms"]["pay"],
        read["terms"]["invoice"],
        {Stage(name): tuple(map(_part, parts)) for name, parts in read["stage"].items()},
        {Stage(name): (first, last) for name, (first, last) in read["window"].items()},
        {SourceKind(name): tuple(map(_part, parts)) for name, parts in read["paid"].items()},
        Decimal(bridging["days_in_a_year"]),
        bridging["bridge"],
        bridging["settles_within"],
        bridging["most_rounds"],
        tuple(SourceKind(kind) for kind in bridging["sales"]),
        {name: _terms(one) for name, one in read["loan"].items()},
    )


def settings_for(cash: Cash) -> Settings:
    """The usual choices with what the film says in their place."""
    found = usual()
    if cash.pay_days is not None:
        found = replace(found, pay_days=cash.pay_days)
    if cash.invoice_days is not None:
        found = replace(found, invoice_days=cash.invoice_days)
    if cash.slip_months is not None:
        found = replace(found, slip_months=cash.slip_months)
    stages = dict(found.stages)
    for stage, curve in cash.curve.items():
        *others, last = stages[stage]
        if last.during:
            stages[stage] = (*others, replace(last, curve=curve))
    return replace(found, stages=stages)


def _part(read: dict[str, Any]) -> Part:
    during = read.get("during")
    return Part(
        Decimal(read["share"]),
        read.get("at") or read.get("event", ""),
        Decimal(read.get("months_after", 0)),
        Stage(during) if during else None,
        read.get("curve", "uniform"),
    )


def _terms(read: dict[str, Any]) -> Terms:
    rate, fee = (
        Range(*(Decimal(read[name][end]) for end in ("low", "usual", "high")))
        for name in ("rate", "fee")
    )
    return Terms(Decimal(read["advance"]), rate, fee)
