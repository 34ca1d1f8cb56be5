"""When costs are paid: each line spread over the dates of its phase, at the terms of its payment.

Work is paid at the end of the ISO week in which it was done, plus some days: a few for pay, more
for invoices. What a deferral or a service in kind pays for is no cash and leaves the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from decimal import ROUND_HALF_EVEN, Decimal

from borderless.film.cash import CostTiming
from borderless.film.days import days_later, months_later
from borderless.film.document import Stage
from borderless.film.model import BudgetLine, Film, Phase
from borderless.film.money import minor_units
from borderless.finance.cash.cash_settings import Part, Settings
from borderless.finance.cash.items import NOTHING, Flow, Item, Side, merged
from borderless.finance.cash.milestones import Milestones, calendar_days, span

Amounts = list[tuple[Day, Decimal]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days in which a cost falls, and how much of it."""

    start: Day
    end: Day
    weight: int


@dataclass(frozen=True, slots=True)
class CashPart:
    """What of a budget line is paid in cash, in its own currency."""

    pay: Decimal
    invoices: Decimal


def cost_items(
    film: Film,
    cash: Sequence[CashPart],
    rates: Mapping[str, Decimal],
    days: Milestones,
    settings: Settings,
) -> tuple[list[Item], list[str]]:
    """The budget's lines as items, and the words for events that are none.

    Args:
        film: the document.
        cash: of each budget line, what is cash.
        rates: units of the reporting currency for one of each.
        days: the film's events.
        settings: curves, terms and stages.
    """
    items = []
    unknown: list[str] = []
    timings = timings_of(film)
    for number, line in enumerate(film.budget):
        timing = timings.get(number)
        flows: Amounts = []
        rests_on: tuple[str, ...] = ()
        parts = _parts(line, timing, settings)
        amounts = (
            (cash[number].pay, settings.pay_days),
            (cash[number].invoices, settings.invoice_days),
        )
        for amount, terms in amounts:
            if not amount:
                continue
            for part, share in zip(parts, _split(amount, parts), strict=True):
                if part.during is None:
                    day = days.day(part.at)
                    if day is None:
                        unknown.append(part.at)
                        day = days.by_name["delivery"].day
                    flows.append((months_later(day, part.months_after), share))
                    rests_on += (part.at,)
                else:
                    stretches, events = stretches_of(film, line, part.during, days, settings)
                    rests_on += events
                    for day, spread in spread_over(
                        share, stretches, settings.curves[part.curve], line.currency
                    ):
                        flows.append((days_later(day, terms), spread))
        items.append(
            Item(
                line.description or line.account or line.phase.value,
                Side.COST,
                line.phase.value,
                line.currency,
                tuple(Flow(flow.day, -flow.amount) for flow in merged(flows)),
                rates[line.currency],
                line.country or "",
                line=number,
                rests_on=tuple(dict.fromkeys(rests_on)),
            )
        )
    return items, unknown


def timings_of(film: Film) -> dict[int, CostTiming]:
    """By number of the budget line: the `[[cash.cost]]` that names it, the last of several."""
    found: dict[int, CostTiming] = {}
    for timing in film.cash.cost:
        if timing.paid or timing.curve:
            found |= dict.fromkeys(lines_named(film, timing), timing)
    return found


def lines_named(film: Film, timing: CostTiming) -> list[int]:
    """Numbers of the budget lines that a `[[cash.cost]]` names, by account or description."""
    wanted = {name.strip().casefold() for name in timing.lines}
    return [
        number
        for number, line in enumerate(film.budget)
        if wanted & {line.account.casefold(), line.description.casefold()} - {""}
    ]


def _parts(line: BudgetLine, timing: CostTiming | None, settings: Settings) -> tuple[Part, ...]:
    if timing and timing.paid:
        return tuple(Part(one.share, one.event, one.months_after) for one in timing.paid)
    parts = settings.stages[line.phase]
    if timing and timing.curve:
        during = next((part.during for part in parts if part.during is line.phase), line.phase)
        return (Part(Decimal(1), during=during, curve=timing.curve),)
    return parts


def _split(amount: Decimal, parts: Sequence[Part]) -> list[Decimal]:
    """An amount by the shares of its parts, to the last digit."""
    found = [amount * part.share for part in parts]
    found[-1] = amount - sum(found[:-1], NOTHING)
    return found


def stretches_of(
    film: Film, line: BudgetLine, stage: Stage, days: Milestones, settings: Settings
) -> tuple[list[Stretch], tuple[str, ...]]:
    """The days in which a line's cost falls, and the events that decide them.

    Of a stage's dated phases those that fit the line best: effects to effects, then the country,
    then the region. Without a dated phase it is the time between the stage's two events.
    """
    first, last = settings.windows[stage]
    phases = _fitting([one for one in film.phase if one.stage is stage], line)
    found = [(phase, *dates_of(phase, days, settings)) for phase in phases]
    if not found:
        start, end = span(days.by_name[first].day, days.by_name[last].day)
        return [Stretch(start, end, 1)], (first, last)
    worked = all(phase.days for phase in phases)
    stretches = [
        Stretch(start, end, (phase.days or 0) if worked else (end - start).days + 1)
        for phase, start, end in found
    ]
    open_ends = (*(first for phase in phases if not phase.start),)
    open_ends += (*(last for phase in phases if not phase.end and not phase.days),)
    return stretches, open_ends


def dates_of(phase: Phase, days: Milestones, settings: Settings) -> tuple[Day, Day]:
    """A phase's first and last day.

    One that it does not give follows from its working days, or from its stage's events.
    """
    first, last = settings.windows[phase.stage]
    start = phase.start or min(days.by_name[first].day, phase.end or Day.max)
    if phase.end or not phase.days:
        return span(start, phase.end or days.by_name[last].day)
    return start, days_later(start, calendar_days(phase.days, settings) - 1)


def _fitting(phases: Sequence[Phase], line: BudgetLine) -> Sequence[Phase]:
    """Those of the dated phases that fit a line best; all where none fits better."""
    found = [phase for phase in phases if phase.start or phase.end]
    for fits in (
        [phase for phase in found if phase.vfx is line.vfx],
        [phase for phase in found if line.country and phase.country == line.country],
        [phase for phase in found if line.region and phase.region == line.region],
    ):
        found = [phase for phase in found if phase in fits] or found
    return found


def spread_over(
    amount: Decimal, stretches: Sequence[Stretch], weights: Sequence[Decimal], currency: str
) -> Iterable[tuple[Day, Decimal]]:
    """An amount by the week, each part at the end of its ISO week, in whole minor units.

    The parts sum to the amount exactly: what rounding leaves goes with the last.
    """
    quantum = Decimal(1).scaleb(-minor_units(currency))
    total = sum(stretch.weight for stretch in stretches)
    paid = NOTHING
    reached = 0
    for number, stretch in enumerate(stretches):
        length = (stretch.end - stretch.start).days + 1
        for day in _week_ends(stretch.start, stretch.end):
            done = _done(weights, Decimal((day - stretch.start).days + 1) / length)
            so_far = amount * (reached + stretch.weight * done) / total
            so_far = so_far.quantize(quantum, ROUND_HALF_EVEN)
            if number == len(stretches) - 1 and day == stretch.end:
                so_far = amount
            yield day, so_far - paid
            paid = so_far
        reached += stretch.weight


def _week_ends(start: Day, end: Day) -> Iterable[Day]:
    day = min(days_later(start, 7 - start.isoweekday()), end)
    while day < end:
        yield day
        day = min(days_later(day, 7), end)
    yield end


def _done(weights: Sequence[Decimal], time: Decimal) -> Decimal:
    """The part of a cost that has fallen when `time` (0-1) of its stretch has passed."""
    place = time * len(weights)
    whole = min(int(place), len(weights) - 1)
    done = sum(weights[:whole], NOTHING) + weights[whole] * (place - whole)
    return done / sum(weights, NOTHING)
