"""What a cash flow has to say: findings with their place, figures and a way out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as Day
from decimal import Decimal

from borderless.film.document import Stage
from borderless.finance.cash.answer import Cashflow, Reading
from borderless.finance.cash.items import Side
from borderless.finance.cash.loan_findings import about_loans, loan_assumptions
from borderless.finance.cash.schedule_findings import (
    about_costs,
    about_days,
    about_sources,
    event_words,
    listed,
)
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
        *about_days(cashflow, reading, places),
        *about_sources(cashflow, reading, places),
        *about_costs(cashflow, reading, places),
        *_about_the_identity(cashflow),
    ]


def assumed(cashflow: Cashflow, reading: Reading) -> tuple[str, ...]:
    """What the cash flow takes for granted besides the plan's own assumptions."""
    settings = cashflow.settings
    found = [f"the day of {event_words(one)} is {one.day}: {one.because}" for one in reading.used]
    found.append(
        f"costs are spread over the dates of their phase by usual curves; pay is due"
        f" {settings.pay_days} days after a week's end, invoices {settings.invoice_days}"
    )
    if reading.income.usual:
        found.append(
            f"{listed(row.name for row in reading.income.usual)}: paid as is usual for their kind;"
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
            f"Cash is below zero from {stretch.start} {end}: at worst {money(-deepest.amount)} is"
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
            f"Cash is below zero {len(cashflow.below) - MOST_STRETCHES} times more.",
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


def _between(low: Decimal, high: Decimal) -> str:
    return f"{number_words(low, 'share')} to {number_words(high, 'share')}"
