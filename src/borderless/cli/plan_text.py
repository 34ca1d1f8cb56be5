"""The plan in the terminal: answers first, then the tables they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from borderless.cli.console import escape, indented, terminal
from borderless.film.places import country_name
from borderless.finance.explain import Explanation
from borderless.finance.incentives import IncentiveResult
from borderless.finance.plan import Plan
from borderless.finance.treaty_checks import TreatyTest
from borderless.finance.wording import grouped, number_words
from borderless.finding import Finding, Reference, Severity, Verdict

_COLOUR = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
MARK = {
    Verdict.QUALIFIES: "[green]✓[/]",
    Verdict.DOES_NOT: "[red]✗[/]",
    Verdict.NOT_KNOWN: "[yellow]?[/]",
}


def print_plan(plan: Plan, reading: Sequence[Finding], html: Path | None) -> None:
    """The whole plan on standard output."""
    console = terminal()
    _print_summary(console, plan)
    _print_sources(console, plan)
    _print_official(console, plan)
    _print_incentives(console, plan)
    _print_aid(console, plan)
    print_findings(console, [*reading, *plan.findings])
    print_footing(console, plan)
    if html:
        console.print(f"\nwrote {html}")


def money(amount: Decimal | None) -> str:
    """An amount in whole units."""
    return "not known" if amount is None else grouped(amount, 0)


def percent(share: Decimal | None, places: int = 1) -> str:
    """A share as a percentage with a fixed number of decimals, so that columns align."""
    if share is None:
        return "–"
    return f"{round(share * 100, places) + 0:.{places}f} %"


def heading(console: Console, text: str) -> None:
    """A heading with a line of air above it."""
    console.print(f"\n[bold]{text}[/]")


def _print_summary(console: Console, plan: Plan) -> None:
    summary = plan.summary
    state = (
        "closes" if summary.closes else f"[red]is short of {money(summary.gap)} {plan.currency}[/]"
    )
    console.print(
        f"[bold]{escape(plan.film.title)}[/]  budget {money(summary.budget)} {plan.currency}"
        f" · secured {money(summary.secured)} · applied {money(summary.applied)}"
        f" · planned {money(summary.planned)} · {state}"
    )
    console.print(f"next: {escape(plan.next_step)}")


def _print_sources(console: Console, plan: Plan) -> None:
    heading(console, f"Finance plan ({plan.currency})")
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("source", "co-producer", "status"):
        table.add_column(name)
    for name in ("original", plan.currency, "share"):
        table.add_column(name, justify="right")
    for row in plan.sources:
        original = (
            f"{grouped(row.original.amount, 0)} {row.original.currency}"
            if row.original
            else "not known"
        )
        table.add_row(
            Text(row.name),
            country_name(row.country),
            row.status.value,
            original,
            money(row.amount),
            percent(row.share),
        )
    total = plan.summary.financed
    table.add_section()
    budget = plan.summary.budget
    for name, amount in (("financed", total), ("gap", plan.summary.gap), ("budget", budget)):
        share = amount / budget if budget else None
        table.add_row(name, "", "", "", money(amount), percent(share), style="bold")
    console.print(table)
    parts = [f"{country_name(country)} {percent(share)}" for country, share in plan.shares.items()]
    console.print(f"shares: {' · '.join(parts)}")


def _print_official(console: Console, plan: Plan) -> None:
    official = plan.official
    heading(console, "Official co-production")
    console.print(f"{MARK[official.verdict]} {official.verdict.value}: {escape(official.because)}")
    for test in official.tests:
        role = {True: " · governs", None: " · may govern", False: ""}[test.governs]
        console.print(
            f"  {MARK[test.verdict]} [bold]{test.treaty.name}[/] ({test.treaty.id}): "
            f"{test.verdict.value}{role}"
        )
        _print_treaty(console, test)


def _print_treaty(console: Console, test: TreatyTest) -> None:
    for check in test.checks:
        aside = test.governs is False and check.verdict is Verdict.QUALIFIES
        if aside or (check.about == "proportion" and (test.governs is False or not check.change)):
            continue
        figures = ", ".join(f"{name} {value}" for name, value in check.figures.items() if value)
        mark = "·" if check.about == "proportion" else MARK[check.verdict]
        console.print(
            indented(
                f"{mark} {check.says}"
                + (f" [dim]({figures})[/]" if figures else "")
                + f" [dim]{check.reference.article}[/]",
                4,
            )
        )
    if test.points and test.governs is not False:
        rows = [
            f"{row.row.says} {_points(row.earned)}/{number_words(row.row.points, 'score')}"
            for row in test.points.rows
            if row.applies
        ]
        console.print(indented(f"[dim]points: {' · '.join(rows)}[/]", 6))
    if test.verdict is not Verdict.QUALIFIES:
        for change in test.changes:
            console.print(indented(f"→ {change}", 4))


def _points(earned: Decimal | None) -> str:
    return "?" if earned is None else number_words(earned, "score")


def _print_incentives(console: Console, plan: Plan) -> None:
    heading(console, "Incentives")
    if not plan.incentives:
        console.print("The rulebook has no incentive of these countries; add one under rules/.")
    for result in plan.incentives:
        role = "in the plan" if result.counted else "not in the plan"
        if result.excluded_by:
            role += f", excluded by {', '.join(result.excluded_by)}"
        amount = "not known" if result.version else "not in force"
        if result.amount is not None:
            amount = f"{money(result.amount)} {plan.currency}"
        console.print(
            f"  {MARK[result.verdict]} [bold]{result.scheme.name}[/] ({result.scheme.id}):"
            f" {amount} · {role}"
        )
        if result.version is None:
            console.print(
                indented(f"no version of the rule covers {result.day} ({result.picked_by})", 4)
            )
        if result.explanation:
            print_gates(console, result.explanation, only_open=True)
            if result.counted:
                print_steps(console, result.explanation)
        if result.counted:
            _print_payments(console, plan, result)


def print_gates(console: Console, explanation: Explanation, *, only_open: bool) -> None:
    """The conditions of eligibility; those that hold are left out where `only_open`."""
    for gate in explanation.gates:
        if gate.asked is Verdict.DOES_NOT or (only_open and gate.verdict is Verdict.QUALIFIES):
            continue
        console.print(
            indented(f"{MARK[gate.verdict]} {gate.says} [dim]{cite(gate.reference)}[/]", 4)
        )


def print_steps(console: Console, explanation: Explanation) -> None:
    """The numbered steps of the amount, each with its article."""
    for step in explanation.steps:
        if step.applies is Verdict.DOES_NOT:
            continue
        value = "not known" if step.value is None else grouped(step.value, 2)
        console.print(
            indented(
                f"{step.number}. {step.says}: {step.sum} = [bold]{value}[/]"
                f" [dim]{cite(step.reference)}[/]",
                4,
            )
        )
        for limit in step.limits:
            if limit.binds:
                top = "not known" if limit.value is None else grouped(limit.value, 2)
                console.print(indented(f"binds: {limit.called} ({top})", 7))


def cite(reference: Reference) -> str:
    """An article, marked where nobody checked the value or where the rule is the user's own."""
    text = escape(reference.article)
    if not reference.verified:
        text += " · unverified"
    if reference.theirs:
        text += f" · your rule {escape(reference.theirs)}"
    return text


def _print_payments(console: Console, plan: Plan, result: IncentiveResult) -> None:
    for part in result.instalments:
        after = number_words(part.payment.months_after, "count")
        when = f"about {part.expected}" if part.expected else "date not known"
        late = f" + {after} months" if part.payment.months_after else ""
        console.print(
            indented(
                f"cash: {percent(part.payment.share, 0)} at {part.payment.event.replace('_', ' ')}"
                f"{late}, {when}: {money(part.amount)} {plan.currency}",
                4,
            )
        )


def _print_aid(console: Console, plan: Plan) -> None:
    if not plan.aid:
        return
    heading(console, "State-aid intensity")
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("", "ceiling", "for"):
        table.add_column(name)
    for name in (f"aid {plan.currency}", "of", "intensity", "limit"):
        table.add_column(name, justify="right")
    for test in plan.aid:
        table.add_row(
            MARK[test.verdict],
            test.ceiling.name,
            country_name(test.country) if test.country else "the film",
            money(test.aid),
            money(test.base),
            percent(test.intensity),
            percent(test.limit),
        )
    console.print(table)


def print_findings(console: Console, findings: Sequence[Finding]) -> None:
    """Findings with their places, rules and ways out."""
    heading(console, "Findings")
    if not findings:
        console.print("none")
    for finding in findings:
        place = f"{escape(str(finding.place))}  " if finding.place else ""
        console.print(
            f"{place}[{_COLOUR[finding.severity]}]{finding.code} {finding.severity.value}[/]"
            f"  {escape(finding.message)}"
        )
        if finding.reference:
            console.print(
                indented(f"[dim]rule {finding.reference.rule} {cite(finding.reference)}[/]", 2)
            )
        if finding.fix:
            console.print(
                indented(
                    f"fix: {escape(finding.fix)}   [dim]borderless explain {finding.code}[/]", 2
                )
            )


def print_footing(console: Console, plan: Plan) -> None:
    """The day, the rates and the assumptions that a plan rests on."""
    heading(console, "Read with")
    console.print(f"rules as of {plan.as_of}; a planning tool, not legal advice")
    for quote in plan.quotes:
        console.print(
            f"1 {quote.to} = {_rate(quote.value)} {quote.currency} ({quote.source}, {quote.date})"
        )
    for assumption in plan.assumptions:
        console.print(f"assumption: {escape(assumption)}")


def _rate(value: Decimal) -> str:
    return f"{1 / value:.4f}" if value else "–"
