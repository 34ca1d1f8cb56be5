"""The film's loans made ready: limits, prices, what is pledged for each, and their faults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from typing import Literal

from borderless.film.cash import Loan
from borderless.film.days import months_later
from borderless.film.model import Status
from borderless.film.money import Money
from borderless.finance.cash.cash_settings import Settings
from borderless.finance.cash.items import NOTHING, Item
from borderless.finance.cash.milestones import Milestones
from borderless.finance.plan import Plan

ON_A_PLEDGE = ("tax_credit", "senior")
"""Kinds of loan that are as large as what is pledged allows."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A loan as it is reckoned with; money in the reporting currency."""

    name: str
    kind: str
    number: int | None
    """In the film's loans; `None` for one that we priced ourselves."""
    pledged: tuple[int, ...]
    """Numbers of the source items whose money repays it first."""
    advance: Decimal | None
    """Of what is pledged, 0-1; `None` where the loan does not depend on it."""
    most: Decimal | None
    """The most that is lent by contract; `None`: no such limit."""
    fee: Decimal
    rate: Decimal
    opens: Day | None
    """First day of drawing; `None`: the day on which the account first lacks money."""
    due: Day | None
    """Paid back in full on this day."""
    revolving: bool = False
    """Repaid from any surplus, and drawn again."""

    @property
    def as_needed(self) -> bool:
        """Whether the loan is as large as the account needs it to be."""
        return self.advance is None and self.most is None


@dataclass(frozen=True, slots=True)
class Faults:
    """What the film says of its loans that cannot be followed."""

    not_there: tuple[tuple[int, str], ...] = ()
    """Loan, and the name in `against` that is no source that counts."""
    no_pledge: tuple[int, ...] = ()
    """Loans with nothing pledged, though their kind needs it; left out."""
    twice: tuple[tuple[int, str], ...] = ()
    """Loan, and the source that an earlier loan has already."""
    unsigned: tuple[tuple[int, str], ...] = ()
    """Senior loan, and a source that is not confirmed."""
    unknown_words: tuple[tuple[int, str, str], ...] = ()
    """Loan, key, and the word that names no event."""
    undated: tuple[tuple[int, str, str], ...] = ()
    """Loan, key, and an event without a day."""
    usual: tuple[int, ...] = ()
    """Loans of which a price or an advance was left out."""


def ready_loans(
    plan: Plan, items: Sequence[Item], days: Milestones, settings: Settings
) -> tuple[list[Ready], Faults]:
    """The film's loans, in its order, which is the order in which they are drawn.

    Args:
        plan: the finance plan.
        items: the cash sources, which loans can be lent on.
        days: the film's events.
        settings: the usual terms.
    """
    ready: list[Ready] = []
    found: dict[str, list[tuple[int, ...] | tuple[int, str] | tuple[int, str, str]]] = {}
    taken: set[int] = set()

    def fault(kind: str, *what: int | str) -> None:
        found.setdefault(kind, []).append(what)  # type: ignore[arg-type]

    for number, loan in enumerate(plan.film.cash.loan):
        usual = settings.loans[loan.kind]
        if (
            loan.fee is None
            or loan.rate is None
            or (loan.advance is None and loan.kind in ON_A_PLEDGE)
        ):
            fault("usual", number)
        pledged = []
        for name, index in _pledged(plan, loan, items, settings):
            if index is None:
                fault("not_there", number, name)
            elif index in taken:
                fault("twice", number, name)
            else:
                pledged.append(index)
                if loan.kind == "senior" and items[index].status is not Status.CONFIRMED:
                    fault("unsigned", number, name)
        if loan.kind in ON_A_PLEDGE and not pledged:
            fault("no_pledge", number)
            continue
        taken |= set(pledged)
        for key, word in (("from", loan.from_), ("repaid", loan.repaid)):
            if word and word not in days.words:
                fault("unknown_words", number, key, word)
            elif word and days.day(word) is None:
                fault("undated", number, key, word)
        due = days.day(loan.repaid) if loan.repaid else None
        most = None
        if loan.amount is not None:
            currency = loan.currency or plan.film.currency
            most = plan.rates.convert(Money(loan.amount, currency), plan.currency).amount
        advance = None
        if loan.kind in ON_A_PLEDGE:
            advance = usual.advance if loan.advance is None else loan.advance
        ready.append(
            Ready(
                loan.name or loan_name(loan.kind),
                loan.kind,
                number,
                tuple(pledged),
                advance,
                most,
                usual.fee.usual if loan.fee is None else loan.fee,
                usual.rate.usual if loan.rate is None else loan.rate,
                days.day(loan.from_) if loan.from_ else None,
                months_later(due, loan.months_after) if due else None,
                loan.kind == "overdraft",
            )
        )
    faults = Faults(
        **{  # type: ignore[arg-type]
            kind: tuple(one[0] if kind in ("usual", "no_pledge") else one for one in some)
            for kind, some in found.items()
        }
    )
    return ready, faults


def bridge_loan(settings: Settings, end: Literal["low", "usual", "high"] = "usual") -> Ready:
    """A loan for all that is short, at terms of the trade press: their low end, middle or high."""
    terms, kind = settings.loans[settings.bridge], settings.bridge
    fee, rate = getattr(terms.fee, end), getattr(terms.rate, end)
    return Ready(loan_name(kind), kind, None, (), None, None, fee, rate, None, None, revolving=True)


def loan_name(kind: str) -> str:
    """What a loan without a name is called."""
    return {"tax_credit": "Tax-credit loan", "senior": "Senior loan", "gap": "Gap loan"}.get(
        kind, "Overdraft"
    )


def pledges(loan: Ready, items: Sequence[Item]) -> dict[Day, Decimal]:
    """What is pledged for a loan, by the day it comes in, in the reporting currency."""
    found: dict[Day, Decimal] = {}
    for index in loan.pledged:
        for flow in items[index].flows:
            found[flow.day] = found.get(flow.day, NOTHING) + flow.amount * items[index].rate
    return dict(sorted(found.items()))


def _pledged(
    plan: Plan, loan: Loan, items: Sequence[Item], settings: Settings
) -> Iterable[tuple[str, int | None]]:
    """The sources that a loan is lent on, by name; `None` for a name that is none of them."""
    if loan.against:
        by_name = _by_name(plan, items)
        for name in loan.against:
            yield name, by_name.get(name.strip().casefold())
        return
    for index, item in enumerate(items):
        credit = loan.kind == "tax_credit" and item.kind == "incentive"
        sold = item.status is Status.CONFIRMED and item.kind in settings.sales
        if credit or (loan.kind == "senior" and sold):
            yield item.name, index


def _by_name(plan: Plan, items: Sequence[Item]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for index, item in enumerate(items):
        assert item.source is not None
        incentive = plan.sources[item.source].source.incentive
        found[item.name.casefold()] = index
        if incentive:
            found[incentive.casefold()] = index
    return found
