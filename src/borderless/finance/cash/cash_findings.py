"""What a cash flow has to say: findings with their place, figures and a way out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date as Day
from decimal import Decimal

from borderless.film.document import Stage
from borderless.finance.cash.answer import Cashflow, Reading
from borderless.finance.cash.costs import lines_named
from borderless.finance.cash.items import Side
from borderless.finance.cash.loan_findings import about_loans, loan_assumptions
from borderless.finance.cash.milestones import Milestone
from borderless.finance.plan import Places
from borderless.finance.wording import number_words
from borderless.finding import Finding, Severity

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
MOST_STRETCHES = 4
"""Stretches below zero that are told one by one."""


def no_dates(places: Places) -> Finding:
    """FIN841: nothing says when anything happens."""
    return Finding(
        "FIN841",
        ERROR,
        "The film has no dates, so there is no cash flow: nothing says when money comes or goes.",
        places("dates"),
        fix="give at least shooting_start under [dates], or a dated [[phase]], in film.toml",
    )


def no_money(places: Places) -> Finding:
    """FIN842: neither a cost nor a source."""
    return Finding(
        "FIN842",
        ERROR,
        "The film has neither costs nor cash sources with a day, so there is no cash flow.",
        places("source"),
        fix="add lines to budget.csv and sources to film.toml",
    )


def too_long(first: Day, last: Day, months: int, places: Places) -> Finding:
    """FIN843: a date is years away from the others."""
    return Finding(
        "FIN843",
        ERROR,
        f"The cash flow would run from {first} to {last}, more than {months} months; one of the"
        " dates must be wrong.",
        places("dates"),
        {"first": f"{first}", "last": f"{last}", "longest_months": f"{months}"},
        fix="look at the years in [dates], [[phase]] and [cash.events]",
    )


def cash_findings(cashflow: Cashflow, reading: Reading, places: Places) -> list[Finding]:
    """Every finding about a cash flow, in the order in which it is read."""
    return [
        *_about_the_account(cashflow, places),
        *about_loans(cashflow, reading, places),
        *_about_slips(cashflow, places),
        *_about_days(cashflow, reading, places),
        *_about_sources(cashflow, reading, places),
        *_about_costs(cashflow, reading, places),
        *_about_the_identity(cashflow),
    ]


def assumed(cashflow: Cashflow, reading: Reading) -> tuple[str, ...]:
    """What the cash flow takes for granted besides the plan's own assumptions."""
    settings = cashflow.settings
    found = [f"the day of {_word(one)} is {one.day}: {one.because}" for one in reading.used]
    found.append(
        f"costs are spread over the dates of their phase by usual curves; pay is due"
        f" {settings.pay_days} days after a week's end, invoices {settings.invoice_days}"
    )
    if reading.income.usual:
        found.append(
            f"{_listed(row.name for row in reading.income.usual)}: paid as is usual for their kind;"
            " the shares are our own choice"
        )
    found += loan_assumptions(cashflow, reading)
    return tuple(found)


# --- the account ---------------------------------------------------------------------------------


def _about_the_account(cashflow: Cashflow, places: Places) -> Iterator[Finding]:
    money = cashflow.plan.money
    for number, stretch in enumerate(cashflow.below):
        if number == MOST_STRETCHES:
            break
        deepest = stretch.deepest
        end = f"until {stretch.until}" if stretch.until else "and does not recover"
        later = [
            (flow.amount * item.rate, flow.day, item.name)
            for item in cashflow.of(Side.SOURCE)
            for flow in item.flows
            if stretch.start < flow.day <= (stretch.until or Day.max)
        ]
        cover = "an earlier instalment, later payments or a loan"
        if later:
            amount, day, name = max(later)
            cover = f"an earlier instalment ({name}: {money(amount)} on {day}), or a loan"
        yield Finding(
            "FIN851",
            ERROR,
            f"Cash falls below zero on {stretch.start} {end}: at worst {money(-deepest.amount)} is"
            f" missing, on {deepest.day}.",
            places("cash", "loan") if cashflow.loans else None,
            {
                "from": f"{stretch.start}",
                "until": f"{stretch.until or 'the end'}",
                "missing": money(-deepest.amount),
            },
            fix=f"cover it by {cover}",
        )
    if len(cashflow.below) > MOST_STRETCHES:
        yield Finding(
            "FIN851",
            ERROR,
            f"Cash falls below zero {len(cashflow.below) - MOST_STRETCHES} times more.",
        )
    bridge = cashflow.bridge
    if bridge:
        left, missing = "", cashflow.identity.missing
        if missing > cashflow.plan.summary.immaterial:
            left = f" {money(missing)} are no matter of time: the plan itself is short of them."
        terms = cashflow.settings.loans[cashflow.settings.bridge]
        yield Finding(
            "FIN852",
            WARNING,
            f"No loan bridges the cash flow: one of {money(bridge.size)} from {bridge.start} would"
            f" cost between {money(bridge.low)} and {money(bridge.high)} at terms of the trade"
            f" press, which the plan has to find.{left}",
            places("cash"),
            {
                "budgeted": money(_budgeted(cashflow)),
                "size": money(bridge.size),
                "rate": _between(terms.rate.low, terms.rate.high),
                "fee": _between(terms.fee.low, terms.fee.high),
            },
            fix="add a [[cash.loan]] with your bank's terms to film.toml",
        )


def _about_slips(cashflow: Cashflow, places: Places) -> Iterator[Finding]:
    money = cashflow.plan.money
    broken = [slip for slip in cashflow.slips if slip.breaks]
    if not broken:
        return
    worst = broken[0]
    others = len(broken) - 1
    more = f" So do {others} other instalments." if others > 1 else ""
    more = " So does one other instalment." if others == 1 else more
    yield Finding(
        "FIN859",
        WARNING,
        f"If {worst.name} ({worst.instalment}) pays on {worst.late} instead of {worst.day}, cash"
        f" falls below zero: {money(-worst.lowest.amount)} is missing on {worst.lowest.day}.{more}",
        places("source", worst.source),
        {"instalment": money(worst.amount), "late_by_months": f"{cashflow.settings.slip_months}"},
        fix="agree a reserve or a larger loan, or have the contract say by when it is paid",
    )


# --- days, sources, costs ------------------------------------------------------------------------


def _about_days(cashflow: Cashflow, reading: Reading, places: Places) -> Iterator[Finding]:
    guessed = [one for one in reading.used if one.guessed]
    if guessed:
        said = "; ".join(f"{_word(one)} {one.day} ({one.because})" for one in guessed)
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
        said = "; ".join(f"{_word(one)} {one.day} ({one.because})" for one in followed)
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


def _about_sources(cashflow: Cashflow, reading: Reading, places: Places) -> Iterator[Finding]:
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
        names = _listed(row.name for row in reading.income.usual)
        yield Finding(
            "FIN854",
            INFO,
            f"{len(reading.income.usual)} sources do not say how they pay, and are spread as is"
            f" usual for their kind: {names}.",
            places("source"),
            fix="give each `paid` from its contract",
        )


def _about_costs(cashflow: Cashflow, reading: Reading, places: Places) -> Iterator[Finding]:
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


def _about_the_identity(cashflow: Cashflow) -> Iterator[Finding]:
    identity, money = cashflow.identity, cashflow.plan.money
    extra = identity.fees + identity.interest - identity.budgeted
    if extra and identity.missing > cashflow.plan.summary.immaterial:
        yield Finding(
            "FIN858",
            WARNING,
            f"Uses exceed sources by {money(identity.missing)}: the loans' fees and interest,"
            f" {money(extra)}, are not in the finance plan.",
            figures={"uses": money(identity.uses), "sources": money(identity.sources)},
            fix="add them to the budget (phase financing) with budgeted = true under [cash]",
        )
    planned = any(line.phase is Stage.FINANCING for line in cashflow.plan.film.budget)
    if extra and planned and not cashflow.plan.film.cash.budgeted:
        yield Finding(
            "FIN861",
            INFO,
            "The budget has financing lines, and the loans' fees and interest come on top of them.",
            fix="if the lines are meant for the loans, write budgeted = true under [cash]",
        )
    cent = Decimal("0.01")
    if not identity.holds(cent):
        yield Finding(
            "FIN862",
            ERROR,
            "The cash flow does not add up to its plan; this is a fault of ours.",
            figures={
                "sources": f"{identity.sources:.2f}",
                "uses": f"{identity.uses:.2f}",
                "closing": f"{identity.closing:.2f}",
            },
            fix="please report the film with this finding",
        )


def _budgeted(cashflow: Cashflow) -> Decimal:
    """What the budget's financing lines hold, in the reporting currency."""
    lines = (item for item in cashflow.of(Side.COST) if item.kind == Stage.FINANCING.value)
    return -sum((item.reported for item in lines), Decimal(0))


def _word(one: Milestone) -> str:
    return one.name.replace("_", " ")


def _listed(names: Iterable[str], most: int = 4) -> str:
    some: Sequence[str] = list(names)
    more = f" and {len(some) - most} more" if len(some) > most else ""
    return ", ".join(some[:most]) + more


def _between(low: Decimal, high: Decimal) -> str:
    return f"{number_words(low, 'share')} to {number_words(high, 'share')}"
