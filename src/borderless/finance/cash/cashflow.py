"""The film's cash flow: when money comes and goes, how low it sinks, and what bridges it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date as Day
from decimal import Decimal

from borderless.film.days import months_later
from borderless.film.document import Stage
from borderless.film.model import Film
from borderless.finance.cash import cash_findings as says
from borderless.finance.cash.account import Level, below, lowest, running
from borderless.finance.cash.answer import Bridge, Cashflow, Identity, LoanResult, Reading
from borderless.finance.cash.bridging import Bridged, Need, bridged, sizes
from borderless.finance.cash.cash_settings import Settings, settings_for
from borderless.finance.cash.costs import cost_items, dates_of
from borderless.finance.cash.income import at_the_end, counted, income_items
from borderless.finance.cash.items import NOTHING, Flow, Item, Side, by_day
from borderless.finance.cash.loan_ledger import Ledger
from borderless.finance.cash.loans import bridge_loan, pledges, ready_loans
from borderless.finance.cash.milestones import ORDER, Milestone, Milestones, milestones, span
from borderless.finance.cash.periods import Period, period_of, periods, with_amounts
from borderless.finance.cash.slips import slips
from borderless.finance.cash.vat import vat_items
from borderless.finance.cash.without_cash import WithoutCash, without_cash
from borderless.finance.plan import Places, Plan, nowhere
from borderless.finding import Finding, Severity


def make_cashflow(
    plan: Plan, *, confirmed_only: bool = False, places: Places | None = None
) -> tuple[Cashflow | None, list[Finding]]:
    """The cash flow of a finance plan.

    Args:
        plan: the finished plan; its film, rates and incentives are read.
        confirmed_only: count only sources that are signed.
        places: finds where in the user's files a part of the film stands.

    Returns:
        The cash flow with its findings; or none, and the finding that stopped it: a film without a
        date to start from (FIN841), without money to date, or so long that a date must be wrong.
    """
    where = places or nowhere
    film = plan.film
    settings = settings_for(film.cash)
    currencies = [one.currency for one in film.cash.loan if one.currency]
    stopped = plan.rates.missing(currencies, plan.currency)
    if stopped:
        return None, stopped
    days = milestones(film, settings)
    if days is None:
        return None, [says.no_dates(where)]
    if too_long := _too_long(_schedule(film, days), settings):
        return None, [says.too_long(*too_long, settings.longest_months, where)]
    rows = counted(plan, confirmed_only=confirmed_only)
    rates = {
        currency: plan.rates.quote(currency, plan.currency).value
        for currency in sorted({line.currency for line in film.budget})
    }
    without = without_cash(film, [row for _, row in rows], rates)
    costs, unknown_costs = cost_items(film, without.lines, rates, days, settings)
    income = income_items(plan, rows, days, settings)
    vat = (
        vat_items(film, film.cash.vat, without.lines, rates, days, settings)
        if film.cash.vat
        else []
    )
    dated = [
        flow.day for item in (*income.items, *costs, *vat) for flow in item.flows if flow.known
    ]
    if not dated:
        return None, [says.no_money(where)]
    sources = [at_the_end(item, max(dated)) for item in income.items]
    loans, faults = ready_loans(plan, sources, days, settings)
    dated += [one.due for one in loans if one.due is not None]
    if too_long := _too_long(dated, settings):
        return None, [says.too_long(*too_long, settings.longest_months, where)]
    financing = {}
    if film.cash.budgeted and loans:
        paid = by_day(item for item in costs if item.kind == Stage.FINANCING.value)
        financing = {day: -amount for day, amount in paid.items() if amount < 0}
    need = Need(
        by_day([*sources, *costs, *vat]),
        tuple(pledges(loan, sources) for loan in loans),
        financing,
    )
    solved = bridged(need, loans, settings)
    items = [*sources, *costs, *_relief(plan, need, solved), *vat]
    for ledger in solved.ledgers:
        items += _loan_items(ledger, plan.currency)
    calendar = periods(min(dated), max(dated), _shoots(film, days, settings))
    items = [with_amounts(item, calendar) for item in items]
    immaterial = max(plan.summary.immaterial, settings.settles_within)
    closing = _closing(solved.balances, calendar)
    when, most = solved.peak
    used = _used(days, items)
    cashflow = Cashflow(
        plan,
        confirmed_only,
        settings,
        days,
        calendar,
        tuple(items),
        (NOTHING, *closing[:-1]),
        closing,
        solved.balances,
        lowest(solved.balances),
        lowest(running(need.flows)),
        tuple(below(solved.balances, immaterial)),
        Level(when, most) if when else None,
        tuple(_result(ledger) for ledger in solved.ledgers),
        solved.cost,
        solved.rounds,
        solved.residual,
        solved.settled,
        _bridge(need, settings, immaterial) if not loans else None,
        _identity(plan, rows, items, without, solved),
        tuple(slips(sources, need, loans, bridge_loan(settings), settings, immaterial))
        if solved.settled
        else (),
        (),
        (),
    )
    reading = Reading(days, used, income, tuple(unknown_costs), without, faults, solved.relief)
    findings = says.cash_findings(cashflow, reading, where)
    order = list(Severity)
    findings.sort(key=lambda finding: order.index(finding.severity))
    cashflow = replace(
        cashflow, findings=tuple(findings), assumptions=says.assumed(cashflow, reading)
    )
    return cashflow, findings


def _schedule(film: Film, days: Milestones) -> list[Day]:
    """The days between which costs are spread."""
    found = [days.by_name[name].day for name in ORDER]
    return found + [day for phase in film.phase for day in (phase.start, phase.end) if day]


def _too_long(dated: Sequence[Day], settings: Settings) -> tuple[Day, Day] | None:
    first, last = min(dated), max(dated)
    limit = months_later(first, Decimal(settings.longest_months))
    return (first, last) if last > limit else None


def _shoots(film: Film, days: Milestones, settings: Settings) -> list[tuple[Day, Day]]:
    """When the film shoots, for the weeks of the calendar."""
    if not film.cash.weekly:
        return []
    phases = [one for one in film.phase if one.stage is Stage.SHOOT and (one.start or one.end)]
    dated = [dates_of(phase, days, settings) for phase in phases]
    return dated or [span(*(days.by_name[name].day for name in settings.windows[Stage.SHOOT]))]


def _used(days: Milestones, items: Sequence[Item]) -> tuple[Milestone, ...]:
    events = dict.fromkeys(event for item in items for event in item.rests_on)
    return tuple(one for event in events if (one := days.by_name.get(event)) and one.because)


def _closing(balances: Mapping[Day, Decimal], calendar: Sequence[Period]) -> tuple[Decimal, ...]:
    at_end: dict[int, Decimal] = {}
    for day, balance in balances.items():
        at_end[period_of(calendar, day)] = balance
    found, balance = [], NOTHING
    for number in range(len(calendar)):
        balance = at_end.get(number, balance)
        found.append(balance)
    return tuple(found)


def _relief(plan: Plan, need: Need, solved: Bridged) -> list[Item]:
    """What of the budget's financing lines is not paid beside the loans, which it is meant for."""
    if not solved.relief:
        return []
    whole = sum(need.financing.values(), NOTHING)
    flows = (Flow(day, amount * solved.relief / whole) for day, amount in need.financing.items())
    name = "Financing lines, spent on the loans"
    kind = Stage.FINANCING.value
    return [Item(name, Side.COST, kind, plan.currency, tuple(flows), Decimal(1))]


def _loan_items(ledger: Ledger, currency: str) -> list[Item]:
    loan = ledger.loan
    found = []
    for side, signed in (
        (Side.LOAN, ((ledger.draws, 1, "drawn"), (ledger.repaid, -1, "repaid"))),
        (Side.FEE, ((ledger.fees, -1, "fee"),)),
        (Side.INTEREST, ((ledger.paid_interest, -1, "interest"),)),
    ):
        flows = [
            Flow(day, sign * amount, label)
            for amounts, sign, label in signed
            for day, amount in amounts.items()
        ]
        name = loan.name if side is Side.LOAN else f"{loan.name}, {side.value}"
        if flows or side is Side.LOAN:
            ordered = tuple(sorted(flows, key=lambda flow: flow.day))
            found.append(Item(name, side, loan.kind, currency, ordered, Decimal(1)))
    return found


def _result(ledger: Ledger) -> LoanResult:
    size = sizes(ledger.loan, ledger.pledged)
    return LoanResult(
        ledger.loan,
        sum(ledger.pledged.values(), NOTHING),
        ledger.peak if size is None else size,
        sum(ledger.fees.values(), NOTHING),
        ledger.interest,
        ledger.drawn,
        Level(ledger.peak_day, ledger.peak) if ledger.peak_day else None,
        ledger.owed,
    )


def _bridge(need: Need, settings: Settings, immaterial: Decimal) -> Bridge | None:
    """What a loan for all that is short would be, at the terms of the trade press."""
    short = below(running(need.flows), immaterial)
    if not short:
        return None
    low, middle, high = (
        bridged(replace(need, pledged=({},)), [bridge_loan(settings, end)], settings)
        for end in ("low", "usual", "high")
    )
    return Bridge(
        middle.ledgers[0].peak, short[0].start, low.cost, middle.cost, high.cost, middle.owed
    )


def _identity(
    plan: Plan,
    rows: Sequence[tuple[int, object]],
    items: Sequence[Item],
    without: WithoutCash,
    solved: Bridged,
) -> Identity:
    def total(side: Side) -> Decimal:
        return sum((item.reported for item in items if item.side is side), NOTHING)

    numbers = {number for number, _ in rows}
    financed = sum(
        (row.amount or NOTHING for n, row in enumerate(plan.sources) if n in numbers), NOTHING
    )
    drawn = sum((one.drawn for one in solved.ledgers), NOTHING)
    return Identity(
        plan.summary.budget,
        without.taken,
        -total(Side.COST) + solved.relief,
        -total(Side.FEE),
        -total(Side.INTEREST),
        solved.relief,
        financed,
        sum((amount for _, amount in without.left), NOTHING),
        total(Side.SOURCE),
        drawn,
        drawn - total(Side.LOAN),
        total(Side.VAT),
        list(solved.balances.values())[-1],
    )
