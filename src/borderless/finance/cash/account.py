"""The account through time: its lowest point, and the stretches in which it is below nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal

from borderless.finance.cash.items import NOTHING


@dataclass(frozen=True, slots=True)
class Level:
    """What stands on the account at the end of a day, in the reporting currency."""

    day: Day
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Below:
    """A time in which there is less than nothing."""

    start: Day
    until: Day | None
    """The first day on which it is over; `None`: it lasts to the end."""
    deepest: Level


def running(flows: Mapping[Day, Decimal]) -> dict[Day, Decimal]:
    """The balance at the end of each day, from what comes and goes on it."""
    balance, found = NOTHING, {}
    for day, amount in sorted(flows.items()):
        balance += amount
        found[day] = balance
    return found


def lowest(balances: Mapping[Day, Decimal]) -> Level:
    """The lowest balance, on the first day that has it."""
    day = min(balances, key=lambda one: (balances[one], one))
    return Level(day, balances[day])


def below(balances: Mapping[Day, Decimal], immaterial: Decimal) -> list[Below]:
    """The stretches below nothing, but for an immaterial rest."""
    found: list[Below] = []
    some: dict[Day, Decimal] = {}
    for day, balance in balances.items():
        if balance < -immaterial:
            some[day] = balance
        elif some:
            found.append(Below(min(some), day, lowest(some)))
            some = {}
    if some:
        found.append(Below(min(some), None, lowest(some)))
    return found


def days_below(balances: Mapping[Day, Decimal], immaterial: Decimal, until: Day) -> int:
    """On how many days, up to one, there is less than nothing, but for an immaterial rest."""
    return sum(
        (min(one.until or until, until) - one.start).days
        for one in below(balances, immaterial)
        if one.start < until
    )
