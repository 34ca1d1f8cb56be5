"""The cash flow in the terminal: the answer, the calendar, the loans, and what breaks if late."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.text import Text

from borderless.cli.console import escape, indented, plain_table, terminal
from borderless.cli.plan_text import heading, money, percent, print_findings, print_footing
from borderless.finance.cash.answer import Cashflow, LoanResult
from borderless.finance.cash.items import Side
from borderless.finance.cash.periods import Period
from borderless.finance.wording import grouped
from borderless.finding import Finding

MOST_SLIPS = 12
"""Late instalments that are shown; `--json` has all."""


def print_cashflow(cashflow: Cashflow, findings: Sequence[Finding], xlsx: Path | None) -> None:
    """The whole cash flow on standard output."""
    console = terminal()
    _print_answer(console, cashflow)
    _print_calendar(console, cashflow)
    _print_loans(console, cashflow)
    _print_identity(console, cashflow)
    _print_slips(console, cashflow)
    print_findings(console, findings)
    print_footing(console, cashflow.plan)
    for assumption in cashflow.assumptions:
        console.print(f"taken for granted: {escape(assumption)}")
    if xlsx:
        console.print(f"\nwrote {xlsx}")


def period_words(period: Period) -> str:
    """A period as a line producer says it: Oct 2026; 12–18 Oct 2026, w42."""
    if period.whole_month:
        return f"{period.start:%b %Y}"
    if period.start.month == period.end.month:
        days = f"{period.start.day}–{period.end.day} {period.end:%b %Y}"
    else:
        days = f"{period.start.day} {period.start:%b}–{period.end.day} {period.end:%b %Y}"
    return f"{days}, w{period.start.isocalendar().week}" if period.week else days


def _print_answer(console: Console, cashflow: Cashflow) -> None:
    plan = cashflow.plan
    only = " · confirmed money only" if cashflow.confirmed_only else ""
    console.print(
        f"[bold]{escape(plan.film.title)}[/]  cash flow in {plan.currency},"
        f" {cashflow.periods[0].start} to {cashflow.periods[-1].end}{only}"
    )
    low = cashflow.lowest
    if cashflow.below:
        shown = f"[red]{_signed(low.amount)}[/] on {low.day}"
    else:
        shown = f"{_signed(low.amount)} on {low.day}: the account never falls below zero"
    console.print(f"lowest point: {shown}")
    if cashflow.loans:
        before = cashflow.lowest_without_loans
        peak = cashflow.peak
        most = f"{money(peak.amount)} on {peak.day}" if peak else "nothing"
        console.print(
            f"without loans: {_signed(before.amount)} on {before.day} · peak borrowing: {most}"
            f" · it costs {money(cashflow.finance_cost)} in fees and interest"
        )
    elif cashflow.bridge:
        bridge = cashflow.bridge
        console.print(
            f"no loan is planned: a bridge of {money(bridge.size)} would cost"
            f" {money(bridge.low)} to {money(bridge.high)} at terms of the trade press"
        )


def _print_calendar(console: Console, cashflow: Cashflow) -> None:
    heading(console, f"Cash flow ({cashflow.currency})")
    columns: list[tuple[str, tuple[Side, ...]]] = [
        ("sources", (Side.SOURCE,)),
        ("costs", (Side.COST,)),
    ]
    if cashflow.of(Side.VAT):
        columns.append(("VAT", (Side.VAT,)))
    if cashflow.loans:
        columns.append(("loans", (Side.LOAN,)))
        columns.append(("fees, interest", (Side.FEE, Side.INTEREST)))
    table = plain_table("period", figures=[*(name for name, _ in columns), "balance"])
    rows = [cashflow.by_period(*sides) for _, sides in columns]
    for number, period in enumerate(cashflow.periods):
        balance = cashflow.closing[number]
        table.add_row(
            period_words(period),
            *(_amount(row[number]) for row in rows),
            Text(_signed(balance), style="red" if _is_negative(balance) else ""),
        )
    table.add_row(
        "in all",
        *(_amount(sum(row, Decimal(0))) for row in rows),
        _signed(cashflow.closing[-1]),
        style="bold",
    )
    console.print(table)
    if any(period.week for period in cashflow.periods):
        console.print("[dim]weeks while the film shoots; balances at the end of each period[/]")


def _print_loans(console: Console, cashflow: Cashflow) -> None:
    if not cashflow.loans:
        return
    heading(console, f"Loans ({cashflow.currency})")
    figures = ["pledged", "size", "fee", "interest", "brings at most", "drawn", "owed at the end"]
    table = plain_table("loan", figures=figures)
    for one in cashflow.loans:
        table.add_row(
            Text(one.loan.name),
            money(one.pledged) if one.pledged else "–",
            money(one.size),
            money(one.fee),
            money(one.interest),
            money(one.net),
            money(one.drawn),
            money(one.owed) if one.owed else "–",
        )
    console.print(table)
    for one in cashflow.loans:
        console.print(indented(f"[dim]{escape(one.loan.name)}: {_net(one)}[/]", 2))
    cents = grouped(cashflow.residual, 4)
    state = "agree" if cashflow.settled else "[red]do not agree[/]"
    console.print(
        indented(
            f"[dim]loans and their costs {state} after {cashflow.rounds} passes, to {cents}"
            f" {cashflow.currency}[/]",
            2,
        )
    )


def _net(one: LoanResult) -> str:
    rate, fee = percent(one.loan.rate, 2), percent(one.loan.fee, 2)
    size = money(one.size)
    if one.loan.advance is not None:
        size = f"{money(one.pledged)} × {percent(one.loan.advance, 0)}"
        if one.loan.most is not None:
            size += f", at most {money(one.loan.most)}"
    return f"{size}, less fee of {fee}, less interest at {rate} a year = {money(one.net)}"


def _print_identity(console: Console, cashflow: Cashflow) -> None:
    identity = cashflow.identity
    heading(console, f"Sources and uses ({cashflow.currency})")
    table = plain_table("", figures=[cashflow.currency])
    rows = [("budget", identity.budget)]
    if identity.without_cash:
        rows.append(("deferred or in kind, no cash", -identity.without_cash))
    if identity.fees or identity.interest:
        rows += [("loans' fees", identity.fees), ("loans' interest paid", identity.interest)]
    if identity.budgeted:
        rows.append(("of it in the budget already", -identity.budgeted))
    rows += [("uses", identity.uses), ("cash sources", identity.sources)]
    missing = identity.missing
    rows.append(("surplus", -missing) if missing < 0 else ("missing", missing))
    for name, amount in rows:
        strong = name in ("uses", "cash sources", "missing", "surplus")
        table.add_row(name, _signed(amount), style="bold" if strong else "")
    console.print(table)


def _print_slips(console: Console, cashflow: Cashflow) -> None:
    months = cashflow.settings.slip_months
    harmful = cashflow.harmful
    heading(console, f"If one instalment comes {months} months late")
    if not harmful:
        console.print("No single instalment, so late, lowers the account or makes loans dearer.")
        return
    dearer = "dearer by" if cashflow.loans else "bridge dearer by"
    figures = ["amount", "lowest point", "lower by", "days below zero", dearer]
    table = plain_table("source", "instalment", "planned", figures=figures)
    table.add_column("")
    for slip in harmful[:MOST_SLIPS]:
        table.add_row(
            Text(slip.name),
            Text(slip.instalment),
            f"{slip.day}",
            money(slip.amount),
            _signed(slip.lowest.amount),
            _amount(slip.lower_by),
            f"{slip.more_days:+d}" if slip.more_days else "–",
            _amount(slip.dearer_by),
            Text("breaks the plan", style="red") if slip.breaks else "",
        )
    console.print(table)
    if len(harmful) > MOST_SLIPS:
        console.print(f"[dim]and {len(harmful) - MOST_SLIPS} more, less harmful[/]")


def _amount(amount: Decimal) -> str:
    return "–" if not round(amount, 0) else _signed(amount)


def _signed(amount: Decimal) -> str:
    """Whole units with a minus that is as wide as a figure."""
    return grouped(round(amount, 0) + 0, 0).replace("-", "−")


def _is_negative(amount: Decimal) -> bool:
    return round(amount, 0) < 0
