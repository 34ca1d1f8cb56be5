"""What a cash flow has to say about the days on which money comes and goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from borderless.finance.cash.answer import Cashflow, Reading
from borderless.finance.cash.costs import lines_named
from borderless.finance.cash.milestones import Milestone
from borderless.finance.plan import Places
from borderless.finding import Finding, Severity

WARNING, INFO = Severity.WARNING, Severity.INFO


def about_days(cashflow: Cashflow, reading: Reading, places: Places) -> Iterator[Finding]:
    """Days that the film does not give, or that stand in the wrong order."""
    guessed = [one for one in reading.used if one.guessed]
    if guessed:
        said = "; ".join(f"{event_words(one)} {one.day} ({one.because})" for one in guessed)
        yield Finding(
            "FIN844",
            WARNING,
            f"Days that the film does not give are taken from usual lengths: {said}.",
            places("dates"),
            {one.name: f"{one.day}" for one in guessed},
            fix="give them under [dates] or [cash.events] in film.toml",
        )
    followed = [one for one in reading.used if not one.guessed]
    if followed:
        said = "; ".join(f"{event_words(one)} {one.day} ({one.because})" for one in followed)
        yield Finding(
            "FIN845",
            INFO,
            f"Days that follow from others: {said}.",
            places("dates"),
            fix="give them under [dates] or [cash.events] where a contract says otherwise",
        )
    for before, after in cashflow.days.out_of_order():
        yield Finding(
            "FIN846",
            WARNING,
            f"{after.name} ({after.day}) comes before {before.name} ({before.day}).",
            places("dates", after.name),
            fix="look at the two dates",
        )


def about_sources(cashflow: Cashflow, reading: Reading, places: Places) -> Iterator[Finding]:
    """Sources of which nothing says when they pay, or how much."""
    words = ", ".join(cashflow.days.words)
    for source, index, word in reading.income.unknown_words:
        yield Finding(
            "FIN847",
            WARNING,
            f"{word!r} is no event that we know, so its instalment is counted on the last day.",
            places("source", source, "paid", index, "event"),
            fix=f"use one of {words}, or give its day under [cash.events]",
        )
    known = set(cashflow.days.words)
    for row, event in reading.income.undated:
        if event in known or not event:
            yield Finding(
                "FIN848",
                WARNING,
                f"{row.name}: nothing says when it pays"
                + (f" ({event.replace('_', ' ')})" if event else "")
                + "; it is counted on the last day.",
                places("source", cashflow.plan.sources.index(row)),
                fix=f"give {event} under [cash.events]" if event else "give it `paid` in film.toml",
            )
    for row in reading.income.audits:
        day = cashflow.days.day("audit")
        yield Finding(
            "FIN849",
            INFO,
            f"{row.name}: its rule pays after the audit and does not say how long after; it is"
            f" counted on the day of the audit, {day}.",
            places("source", cashflow.plan.sources.index(row)),
            fix="ask the authority, and give the source `paid` with months_after",
        )
    for row in reading.income.no_amount:
        yield Finding(
            "FIN853",
            WARNING,
            f"{row.name} has no known amount and is not in the cash flow.",
            places("source", cashflow.plan.sources.index(row)),
            fix="see its findings in `borderless plan`",
        )
    if reading.income.usual:
        names = listed(row.name for row in reading.income.usual)
        yield Finding(
            "FIN854",
            INFO,
            f"{len(reading.income.usual)} sources do not say how they pay, and are spread as is"
            f" usual for their kind: {names}.",
            places("source"),
            fix="give each `paid` from its contract",
        )


def about_costs(cashflow: Cashflow, reading: Reading, places: Places) -> Iterator[Finding]:
    """Costs without cash, and `[[cash.cost]]` that names what is not there."""
    money, film = cashflow.plan.money, cashflow.plan.film
    if reading.without.taken:
        yield Finding(
            "FIN855",
            INFO,
            f"{money(reading.without.taken)} of the budget is paid by deferrals and services in"
            " kind; it is in the cash flow neither as a source nor as a cost.",
            figures={"without_cash": money(reading.without.taken)},
        )
    for row, amount in reading.without.left:
        yield Finding(
            "FIN856",
            WARNING,
            f"{row.name} is worth {money(amount)} more than the costs that it could pay for.",
            places("source", cashflow.plan.sources.index(row)),
            fix="add the cost to the budget at the value of the source",
        )
    names = {row.name.casefold() for row in cashflow.plan.sources}
    for number, timing in enumerate(film.cash.cost):
        if not lines_named(film, timing):
            yield Finding(
                "FIN857",
                WARNING,
                f"No budget line is called {' or '.join(map(repr, timing.lines))}.",
                places("cash", "cost", number, "lines"),
                fix="use account codes or descriptions as they stand in the budget",
            )
        if timing.covered_by and timing.covered_by.casefold() not in names:
            yield Finding(
                "FIN857",
                WARNING,
                f"No source is called {timing.covered_by!r}.",
                places("cash", "cost", number, "covered_by"),
                fix="use the source's name as it stands in film.toml",
            )
        for index, part in enumerate(timing.paid):
            if part.event in reading.unknown_costs:
                yield Finding(
                    "FIN847",
                    WARNING,
                    f"{part.event!r} is no event with a day, so the cost is counted on delivery.",
                    places("cash", "cost", number, "paid", index, "event"),
                    fix=f"use one of {', '.join(cashflow.days.words)}, or give its day under"
                    " [cash.events]",
                )


def event_words(one: Milestone) -> str:
    """An event as it is said: rough cut."""
    return one.name.replace("_", " ")


def listed(names: Iterable[str], most: int = 4) -> str:
    """The first few of many names."""
    some: Sequence[str] = list(names)
    more = f" and {len(some) - most} more" if len(some) > most else ""
    return ", ".join(some[:most]) + more
