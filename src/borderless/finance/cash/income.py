"""When sources pay: by their instalments, their rule's schedule, or as their kind usually does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from decimal import Decimal

from borderless.film.days import months_later
from borderless.film.model import Status
from borderless.film.money import Money
from borderless.finance.cash.cash_settings import Part, Settings
from borderless.finance.cash.items import Flow, Item, Side
from borderless.finance.cash.milestones import Milestones
from borderless.finance.cash.without_cash import KINDS
from borderless.finance.incentives import Instalment
from borderless.finance.plan import Plan, SourceRow
from borderless.finance.wording import number_words

AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Expected:
    """A part of a source as it is expected."""

    share: Decimal
    event: str
    day: Day | None
    """`None`: nothing says it."""
    label: str


@dataclass(frozen=True, slots=True)
class Income:
    """The sources as items, and what had to be taken for granted."""

    items: tuple[Item, ...]
    usual: tuple[SourceRow, ...]
    """Sources paid as is usual for their kind, since the film does not say how."""
    unknown_words: tuple[tuple[int, int, str], ...]
    """Source, instalment, and the word that names no event."""
    undated: tuple[tuple[SourceRow, str], ...]
    """Instalments of incentives whose day nothing says."""
    audits: tuple[SourceRow, ...]
    """Incentives whose rule does not say how long after the audit they pay."""
    no_amount: tuple[SourceRow, ...]


def counted(plan: Plan, *, confirmed_only: bool) -> list[tuple[int, SourceRow]]:
    """The sources that count, with their numbers."""
    return [
        (number, row)
        for number, row in enumerate(plan.sources)
        if row.status is not Status.REFUSED
        and (row.status is Status.CONFIRMED or not confirmed_only)
    ]


def income_items(
    plan: Plan, rows: Iterable[tuple[int, SourceRow]], days: Milestones, settings: Settings
) -> Income:
    """The cash sources as items; an instalment whose day nothing says has none yet (`Flow.known`).

    Such flows stand on `Day.max` until `at_the_end` gives them the last day of the cash flow.
    """
    items: list[Item] = []
    found = Income((), (), (), (), (), ())
    for number, row in rows:
        if row.source.kind in KINDS:
            continue
        if row.original is None or row.amount is None:
            found = replace(found, no_amount=(*found.no_amount, row))
            continue
        expected: Sequence[Expected]
        if row.source.paid:
            parts = [Part(one.share, one.event, one.months_after) for one in row.source.paid]
            expected = [_of_part(part, days) for part in parts]
            words = tuple(
                (number, index, part.at)
                for index, part in enumerate(parts)
                if part.at not in days.words
            )
            found = replace(found, unknown_words=found.unknown_words + words)
        elif row.incentive:
            expected = [_of_rule(one, days) for one in row.incentive.instalments]
            if any(_silent(one) for one in row.incentive.instalments):
                found = replace(found, audits=(*found.audits, row))
        else:
            expected = [_of_part(part, days) for part in settings.paid[row.source.kind]]
            found = replace(found, usual=(*found.usual, row))
        expected = expected or [Expected(Decimal(1), "", None, "day not known")]
        late = tuple((row, one.event) for one in expected if one.day is None)
        found = replace(found, undated=found.undated + late)
        items.append(_item(plan, number, row, expected))
    return replace(found, items=tuple(items))


def at_the_end(item: Item, end: Day) -> Item:
    """An item whose undated flows stand on the last day."""
    flows = (flow if flow.known else replace(flow, day=end) for flow in item.flows)
    return replace(item, flows=tuple(sorted(flows, key=lambda flow: flow.day)))


def _item(plan: Plan, number: int, row: SourceRow, expected: Sequence[Expected]) -> Item:
    assert row.original is not None
    currency = row.original.currency
    flows, left = [], row.original.amount
    for one in expected:
        amount = left
        if one is not expected[-1]:
            amount = Money(row.original.amount * one.share, currency).rounded().amount
        left -= amount
        if amount:
            flows.append(Flow(one.day or Day.max, amount, one.label, one.day is not None))
    return Item(
        row.name,
        Side.SOURCE,
        row.source.kind.value if not row.source.incentive else "incentive",
        currency,
        tuple(sorted(flows, key=lambda flow: flow.day)),
        plan.rates.quote(currency, plan.currency).value,
        row.country,
        row.status,
        source=number,
        rests_on=tuple(dict.fromkeys(one.event for one in expected if one.day)),
    )


def _of_part(part: Part, days: Milestones) -> Expected:
    day = days.day(part.at)
    later = months_later(day, part.months_after) if day else None
    return Expected(part.share, part.at, later, _label(part.share, part.at, part.months_after))


def _of_rule(instalment: Instalment, days: Milestones) -> Expected:
    """An instalment of a rule.

    Rules count their months from the delivery, also where they pay on the audit (as `expected_day`
    does). One that names no months says only that the audit comes first, so it is paid with it.
    """
    payment = instalment.payment
    audited = payment.event == AUDIT and not _silent(instalment)
    day = days.day("delivery" if audited else payment.event)
    later = months_later(day, payment.months_after) if day else None
    label = _label(payment.share, payment.event, payment.months_after)
    return Expected(payment.share, "delivery" if audited else payment.event, later, label)


def _silent(instalment: Instalment) -> bool:
    return instalment.payment.event == AUDIT and not instalment.payment.months_after


def _label(share: Decimal, event: str, months: Decimal) -> str:
    after = f" + {months.normalize():f} months" if months else ""
    return f"{number_words(share, 'share')} at {event.replace('_', ' ')}{after}"
