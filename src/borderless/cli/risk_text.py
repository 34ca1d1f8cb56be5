"""The scenarios in the terminal: the verdict first, then what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from borderless.cli.console import escape, plain_table, terminal
from borderless.cli.plan_text import heading, print_findings
from borderless.dossier import risk_words as words
from borderless.finance.plan import Plan
from borderless.finance.risk.assess import RiskReport
from borderless.finance.risk.backtest import Backtest
from borderless.finance.risk.tally import Tally
from borderless.finding import Finding


def print_risk(report: RiskReport, findings: Sequence[Finding], html: Path | None) -> None:
    """The whole answer on standard output."""
    console = terminal()
    console.print(f"[bold]{escape(report.plan.film.title)}[/]  {escape(words.verdict(report))}")
    _print_quantiles(console, report)
    _print_parties(console, report)
    _print_contributions(console, report)
    _print_currency(console, report)
    heading(console, "Backtest")
    console.print(escape(words.backtest_words(report.backtest)))
    print_findings(console, findings)
    for assumption in report.assumptions:
        console.print(f"the scenarios assume: {escape(assumption)}")
    result = report.result
    console.print(
        f"{words.count(result.scenarios)} scenarios, seed {result.seed}, {report.method};"
        f" {result.timing['all']:.1f} s"
    )
    if html:
        console.print(f"\nwrote {html}")


def print_backtest(plan: Plan, backtest: Backtest | None, findings: Sequence[Finding]) -> None:
    """The replay of the plan's currency flows since 1999."""
    console = terminal()
    console.print(f"[bold]{escape(plan.film.title)}[/]  {escape(words.backtest_words(backtest))}")
    if backtest is not None:
        table = plain_table("", figures=[words.percent(one.band, 0) for one in backtest.coverage])
        rows = [("all", backtest.coverage)]
        rows += [(f"{first}–{last}", one) for (first, last), one in backtest.eras.items()]
        rows += list(backtest.currencies.items())
        for name, coverage in rows:
            cells = [words.with_error(one.share, one.error) for one in coverage]
            table.add_row(Text(name), *cells)
        heading(console, "How often reality fell inside each band")
        console.print(table)
        if backtest.worst is not None:
            worst = backtest.worst
            console.print(
                f"worst miss: begun in {worst.month:%Y-%m}, planned"
                f" {words.whole(worst.planned, backtest.base)}, came to"
                f" {words.whole(worst.realised, backtest.base)}"
            )
    print_findings(console, findings)


def _print_quantiles(console: Console, report: RiskReport) -> None:
    result = report.result
    heading(console, f"Quantiles ({report.currency}; {words.HOW_ERRORS[0]} one standard error)")
    shares = report.film.model.settings.quantiles
    table = plain_table("", figures=[words.percent(share, 0) for share in shares])
    rows: list[tuple[str, Tally]] = [
        ("missing money (gap)", result.gap),
        ("deepest overdraft", result.peak),
    ]
    if result.gross is not None:
        rows.append((f"receipts, {report.account_currency}", result.gross))
    for name, tally in rows:
        table.add_row(name, *(words.whole(tally.quantile(share), "").strip() for share in shares))
        errors = (words.whole(tally.quantile_error(share), "").strip() for share in shares)
        table.add_row("", *(f"± {error}" for error in errors), style="dim")
    console.print(table)
    console.print(
        f"closes: {words.with_error(result.closes.value, result.closes.error)} · below nothing at"
        f" some time: {words.with_error(result.overdrawn.value, result.overdrawn.error)}"
    )


def _print_parties(console: Console, report: RiskReport) -> None:
    if not report.result.parties:
        return
    heading(console, f"Who is paid back ({report.account_currency})")
    table = plain_table(
        "", figures=("put in", "paid 10 %", "middle", "90 %", "multiple", "return", "recouped")
    )
    table.add_column("")
    for party in report.result.parties:
        paid = (words.whole(party.paid.quantile(q), "").strip() for q in (0.1, 0.5, 0.9))
        table.add_row(
            Text(party.name),
            words.whole(party.invested, "").strip() if party.invested else "–",
            *paid,
            f"{party.multiple.quantile(0.5):.2f}" if party.multiple else "–",
            words.percent(party.rate.quantile(0.5)) if party.rate else "–",
            words.with_error(party.recouped.value, party.recouped.error) if party.recouped else "–",
            words.recouped_words(party),
        )
    console.print(table)
    console.print("multiple and yearly return: the middle of the scenarios", style="dim")


def _print_contributions(console: Console, report: RiskReport) -> None:
    if not report.result.contributions:
        return
    heading(console, "What the gap comes from")
    table = plain_table("", figures=("alone", "in all", "gap at its best", "at its worst"))
    for one in report.result.contributions:
        table.add_row(
            words.NAMES[one.uncertainty],
            words.with_error(one.first, one.first_error),
            words.with_error(one.total, one.total_error),
            words.whole(one.low, "").strip(),
            words.whole(one.high, "").strip(),
        )
    console.print(table)
    console.print(words.HOW_SHARES, style="dim")


def _print_currency(console: Console, report: RiskReport) -> None:
    hedge = report.hedge
    heading(console, f"Currency ({hedge.base})")
    if hedge.currencies:
        table = plain_table("", figures=("net", "deviation", "of the variance", "left without it"))
        for one in hedge.currencies:
            table.add_row(
                one.currency,
                words.whole(one.net, "").strip(),
                words.whole(one.deviation, "").strip(),
                words.percent(one.share),
                words.whole(one.left, "").strip(),
            )
        console.print(table)
    console.print(escape(words.hedge_words(hedge)))
