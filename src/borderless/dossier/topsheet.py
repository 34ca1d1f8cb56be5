"""The topsheet: a budget's totals by account, country, phase and currency.

Amounts of several currencies are never added as they are: each is brought into one currency with
the plan's dated rates first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from borderless.film.document import Stage
from borderless.film.model import BudgetLine
from borderless.film.money import Money
from borderless.film.rates import Quote, Rates

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Total:
    """The lines that have one thing in common."""

    key: str
    """Of what is summed; "" where the lines do not say it."""
    name: str
    """A description to know it by; "" where the key says all."""
    amount: Decimal
    """In the topsheet's currency."""
    lines: int


@dataclass(frozen=True, slots=True)
class CurrencyTotal:
    """All that is budgeted in one currency."""

    currency: str
    own: Decimal
    """In that currency."""
    amount: Decimal
    """In the topsheet's."""
    lines: int


@dataclass(frozen=True, slots=True)
class Topsheet:
    """A budget in short; money in `currency`."""

    currency: str
    total: Decimal
    accounts: tuple[Total, ...]
    countries: tuple[Total, ...]
    phases: tuple[Total, ...]
    currencies: tuple[CurrencyTotal, ...]
    rates: tuple[Quote, ...]
    """With which other currencies were brought into this one, each with its day."""


def topsheet(lines: Iterable[BudgetLine], rates: Rates, currency: str) -> Topsheet:
    """The totals of a budget.

    Args:
        lines: the budget's.
        rates: the plan's, which know every currency of the lines.
        currency: to sum up in, ISO 4217.

    Raises:
        NoRateError: a currency has no rate; `rates.missing` says so beforehand.
    """
    converted = [
        (line, rates.convert(Money(line.amount, line.currency), currency).amount) for line in lines
    ]
    by_currency: dict[str, list[tuple[BudgetLine, Decimal]]] = {}
    for line, amount in converted:
        by_currency.setdefault(line.currency, []).append((line, amount))
    return Topsheet(
        currency,
        sum((amount for _, amount in converted), NOTHING),
        tuple(_accounts(converted)),
        tuple(_largest_first(_totals(converted, lambda line: line.country or ""))),
        tuple(_in_order_of_making(_totals(converted, lambda line: line.phase.value))),
        tuple(
            CurrencyTotal(
                code,
                sum((line.amount for line, _ in found), NOTHING),
                sum((amount for _, amount in found), NOTHING),
                len(found),
            )
            for code, found in sorted(by_currency.items())
        ),
        rates.quotes(sorted(by_currency), currency),
    )


def account_group(line: BudgetLine) -> str:
    """The group of a line's account: the hundreds of a number (1100 of 1110), else the first part.

    A line without an account is known by its department.
    """
    account = line.account.strip()
    digits = account.split("-", maxsplit=1)[0].split(".", maxsplit=1)[0]
    if digits.isdecimal() and len(digits) >= 3:
        return digits[:-2] + "00"
    return digits or line.department.strip()


def _accounts(converted: list[tuple[BudgetLine, Decimal]]) -> list[Total]:
    groups: dict[str, list[BudgetLine]] = {}
    for line, _ in converted:
        groups.setdefault(account_group(line), []).append(line)
    named = [
        Total(one.key, _name(one.key, groups[one.key]), one.amount, one.lines)
        for one in _totals(converted, account_group)
    ]
    return sorted(named, key=lambda one: (not one.key, one.key))


def _name(group: str, lines: list[BudgetLine]) -> str:
    """What a group is known by: its department, its own account's text, or how it begins."""
    departments = {line.department.strip() for line in lines}
    if len(departments) == 1 and (only := departments.pop()):
        return only if only != group else ""
    own = next((line for line in lines if line.account.strip() == group and group), None)
    texts = dict.fromkeys(line.description.strip() for line in lines if line.description.strip())
    if own and own.description.strip():
        return own.description.strip()
    return f"{next(iter(texts), '')}{' …' if len(texts) > 1 else ''}"


def _totals(
    converted: list[tuple[BudgetLine, Decimal]], key: Callable[[BudgetLine], str]
) -> list[Total]:
    amounts: dict[str, Decimal] = {}
    counts: dict[str, int] = {}
    for line, amount in converted:
        name = key(line)
        amounts[name] = amounts.get(name, NOTHING) + amount
        counts[name] = counts.get(name, 0) + 1
    return [Total(name, "", amount, counts[name]) for name, amount in amounts.items()]


def _largest_first(totals: list[Total]) -> list[Total]:
    return sorted(totals, key=lambda one: (not one.key, -one.amount))


def _in_order_of_making(totals: list[Total]) -> list[Total]:
    order = [stage.value for stage in Stage]
    return sorted(totals, key=lambda one: order.index(one.key))
