"""The placement answer in the terminal: the verdict first, then what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from borderless.cli.console import escape, indented, plain_table, terminal
from borderless.cli.plan_text import (
    MARK,
    cite,
    heading,
    money,
    percent,
    print_findings,
    print_footing,
)
from borderless.dossier import placement_words as words
from borderless.dossier.placement_rows import (
    Compared,
    country_rows,
    exact,
    money_rows,
    partner_names,
    without_structure,
)
from borderless.film.places import country_name
from borderless.finance.placement.answer import Answer, FrontierPoint
from borderless.finding import Finding

_ABSENT = "–"


def print_answer(answer: Answer, findings: Sequence[Finding]) -> None:
    """The whole answer on standard output.

    Args:
        answer: what the search found.
        findings: of the reading and of the search, as they are to be shown.
    """
    console = terminal()
    title = escape(answer.before.plan.film.title)
    console.print(f"[bold]{title}[/]  {escape(words.verdict(answer))}")
    for aside in words.asides(answer):
        console.print(escape(aside))
    if answer.after is not None:
        _print_money(console, answer)
        _print_official(console, answer)
        _print_countries(console, answer)
        _print_moves(console, answer)
        _print_binding(console, answer)
        _print_next_euro(console, answer)
        _print_frontier(console, answer, answer.frontier, "partners")
        _print_frontier(console, answer, answer.by_share, "share")
    _print_held(console, answer)
    print_findings(console, findings)
    print_footing(console, answer.before.plan)
    for assumption in answer.assumptions:
        console.print(f"the search assumes: {escape(assumption)}")
    console.print(f"searched {words.size_words(answer)}")


def _print_money(console: Console, answer: Answer) -> None:
    heading(console, f"Today and the best ({answer.currency})")
    table = plain_table("", figures=("today", "best", "change"))
    for row in money_rows(answer):
        name = Text(row.name)
        if row.note:
            name.append(f"  {row.note}", "dim")
        if row.weight == "sum":
            table.add_section()
        table.add_row(
            name,
            _amount(row.before),
            _amount(row.after),
            _change(row),
            style="bold" if row.weight == "sum" else None,
        )
    console.print(table)


def _amount(amount: Decimal | None) -> str:
    return _ABSENT if amount is None else money(amount).replace("-", "−")


def _change(row: Compared) -> str:
    return words.signed(row.change)


def _print_official(console: Console, answer: Answer) -> None:
    heading(console, "Official co-production")
    named = words.sides_named(answer)
    table = Table.grid(padding=(0, 2, 0, 0))
    for name, side in named:
        says = escape(words.official_words(side))
        table.add_row(f"[dim]{name}[/]", f"{MARK[side.official]} {says}")
    console.print(table)


def _print_countries(console: Console, answer: Answer) -> None:
    heading(console, f"Partners and spend by country ({answer.currency})")
    table = plain_table("", figures=("share today", "best", "spend today", "best", "change"))
    for row in country_rows(answer):
        table.add_row(
            row.name,
            percent(row.share_before) if row.coproduces_before else _ABSENT,
            percent(row.share_after) if row.coproduces_after else _ABSENT,
            money(row.spend_before),
            money(row.spend_after),
            words.signed(row.change),
        )
    console.print(table)


def _print_moves(console: Console, answer: Answer) -> None:
    heading(console, "Moves")
    if not answer.moves:
        console.print("none: today's structure stays as it is")
        return
    table = plain_table("", figures=(f"moves {answer.currency}", f"saves {answer.currency}"))
    for move in answer.moves:
        table.add_row(
            Text(words.move_words(move)),
            _amount(move.amount),
            _ABSENT if move.worth is None else words.signed(move.worth).removeprefix("+"),
        )
    console.print(table)
    console.print("[dim]saves: how much the net cost rises if this move alone is taken back[/]")
    if any(move.worth is None for move in answer.moves):
        console.print(f"[dim]{_ABSENT}: cannot be taken back alone[/]")


def _print_binding(console: Console, answer: Answer) -> None:
    if not answer.binding:
        return
    heading(console, "What holds the answer back")
    for one in answer.binding:
        says = escape(one.says[:1].upper() + one.says[1:])
        reference = f" [dim]{one.rule} {cite(one.reference)}[/]" if one.reference else ""
        console.print(indented(f"{says} ({words.binding_words(one)}){reference}", 2))


def _print_next_euro(console: Console, answer: Answer) -> None:
    if not answer.next_euro:
        return
    heading(console, f"What one more {answer.currency} of spend brings back")
    table = plain_table("", figures=(answer.currency,))
    for one in words.next_euro(answer):
        table.add_row(country_name(one.place), words.worth(one))
    console.print(table)
    console.print(f"[dim]{words.HOW_NEXT_EURO}[/]")


def _print_frontier(
    console: Console, answer: Answer, points: Sequence[FrontierPoint], by: str
) -> None:
    if not points:
        return
    delegate = country_name(answer.before.plan.film.delegate)
    title = f"By share of {delegate}" if by == "share" else f"By partners besides {delegate}"
    heading(console, f"{title} ({answer.currency})")
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(by, justify="right")
    for name in ("net cost", "soft money"):
        table.add_column(name, justify="right")
    table.add_column("with")
    for point in points:
        if point.net is None:
            table.add_row(point.label, _ABSENT, _ABSENT, without_structure(point))
            continue
        partners = partner_names(point)
        table.add_row(
            point.label,
            _amount(exact(point.net)),
            _amount(exact(point.soft_money)),
            partners if point.proved else f"{partners} (best found, not proved)",
        )
    console.print(table)
    if by == "partners":
        console.print(f"[dim]{words.HOW_BY_PARTNERS}[/]")


def _print_held(console: Console, answer: Answer) -> None:
    if not answer.held:
        return
    heading(console, "Held at today's amount")
    for one in answer.held:
        console.print(
            indented(
                f"{escape(one.name)} ({one.scheme}): {money(one.amount)} {answer.currency},"
                f" because {escape(one.why)}",
                2,
            )
        )
