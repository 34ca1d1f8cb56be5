"""What the sources pay when: as agreed, as their rule has it, or as is usual for their kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal

from borderless.dossier.report_finance import is_counted
from borderless.film.days import months_later
from borderless.film.model import Instalment
from borderless.finance.cash.cash_settings import Part, settings_for
from borderless.finance.cash.income import AUDIT
from borderless.finance.cash.milestones import Milestone, milestones
from borderless.finance.cash.without_cash import KINDS
from borderless.finance.plan import Plan, SourceRow


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that comes, and when."""

    source: str
    event: str
    months_after: Decimal
    day: Day | None
    """None where neither the film's dates nor its phases tell."""
    because: str
    """What the day was taken from, an engine's words; "" where the film gives it."""
    amount: Decimal | None
    """In the plan's currency."""
    share: Decimal
    """Of the source, 0-1."""
    usual: bool
    """Whether nothing is agreed, and it is what is usual for the kind."""


def payments_of(plan: Plan) -> list[Payment]:
    """What the sources pay when, the earliest first; days that nobody knows come last.

    The days are those of the cash flow. Deferrals and services in kind bring no cash.
    """
    settings = settings_for(plan.film.cash)
    days = milestones(plan.film, settings)
    events = days.by_name if days else {}
    found: list[Payment] = []
    for row in plan.sources:
        if not is_counted(row) or row.source.kind in KINDS:
            continue
        if row.incentive and not row.source.paid:
            found += _of_rule(row, events)
            continue
        parts = row.source.paid or settings.paid[row.source.kind]
        found += [_of_part(row, part, events) for part in parts]
    return sorted(found, key=lambda one: (one.day is None, one.day or Day.max, one.source))


def _of_part(row: SourceRow, part: Instalment | Part, events: Mapping[str, Milestone]) -> Payment:
    event = part.event if isinstance(part, Instalment) else part.at
    milestone = events.get(event)
    return Payment(
        row.name,
        event,
        part.months_after,
        months_later(milestone.day, part.months_after) if milestone else None,
        milestone.because if milestone else "",
        row.amount * part.share if row.amount is not None else None,
        part.share,
        usual=isinstance(part, Part),
    )


def _of_rule(row: SourceRow, events: Mapping[str, Milestone]) -> Iterator[Payment]:
    """An incentive's instalments on the days of the cash flow.

    Rules count their months from the delivery, also where they pay on the audit; one that names no
    months says only that the audit comes first, so it is paid with it.
    """
    assert row.incentive is not None
    for part in row.incentive.instalments:
        payment = part.payment
        after_audit = payment.event == AUDIT and payment.months_after
        milestone = events.get("delivery" if after_audit else payment.event)
        yield Payment(
            row.name,
            payment.event,
            payment.months_after,
            months_later(milestone.day, payment.months_after) if milestone else part.expected,
            milestone.because if milestone else "",
            part.amount,
            payment.share,
            usual=False,
        )
