"""The waterfall in the terminal: the answer first, then positions, parties and their reasons."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from borderless.cli.console import escape, terminal
from borderless.cli.hanging import Hanging
from borderless.cli.plan_text import heading, print_findings
from borderless.dossier import waterfall_answer as answer
from borderless.dossier import waterfall_words as words
from borderless.dossier.waterfall_rows import converted, party_rows, tier_shares
from borderless.film.places import country_name
from borderless.finance.recoupment.reasons import Standing, State
from borderless.finance.recoupment.waterfall import CASES, Waterfall
from borderless.finding import Finding

WIDE = 110
"""Columns from which on there is room for what each position takes, in words."""
NARROW = 76
"""Columns below which what is owed stands with the reason."""

MARK = {
    State.TAKING: ("→", "cyan"),
    State.RECOUPED: ("✓", "green"),
    State.CAPPED: ("✓", "green"),
    State.ENDED: ("✗", "yellow"),
    State.WAITING: ("·", "dim"),
}


def print_waterfall(
    waterfall: Waterfall, findings: Sequence[Finding], also_in: str | None = None
) -> None:
    """The whole waterfall on standard output.

    Args:
        waterfall: as it was paid.
        findings: of the reading and of the waterfall, as they are to be shown.
        also_in: a currency to show the parties' totals in too, at the plan's rates.
    """
    console = terminal()
    title = waterfall.plan.film.title
    console.print(Hanging((title, "bold"), f"  {answer.headline(waterfall)}", by=0))
    console.print(Hanging(f"next: {answer.next_in_line(waterfall)}", by=6))
    _print_cases(console, waterfall)
    _print_positions(console, waterfall)
    _print_parties(console, waterfall, also_in)
    _print_outside(console, waterfall)
    _print_views(console, waterfall)
    if findings:
        print_findings(console, findings)
    _print_footing(console, waterfall)


def _table(*columns: str, figures: Sequence[str] = ()) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in columns:
        table.add_column(name)
    for name in figures:
        table.add_column(name, justify="right", no_wrap=True)
    return table


# --- positions -----------------------------------------------------------------------------------


def _print_positions(console: Console, waterfall: Waterfall) -> None:
    heading(console, f"Positions, in the order of the schedule ({waterfall.currency})")
    if not waterfall.standings:
        console.print("none: the contracts share nothing out")
        return
    wide, narrow = console.width >= WIDE, console.width < NARROW
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("position", ratio=5 if wide else None, min_width=14 if narrow else 18)
    if wide:
        table.add_column("takes", ratio=5)
    table.add_column("taken", justify="right", no_wrap=True)
    if not narrow:
        table.add_column("still owed", justify="right", no_wrap=True)
    table.add_column("", ratio=6, min_width=14 if narrow else 20)
    before: Standing | None = None
    for one in waterfall.standings:
        if before is None or (one.pot, one.former) != (before.pot, before.former):
            if before is not None:
                table.add_row()
            name, came = _pot_cells(waterfall, one)
            table.add_row(name, *[""] * (2 + wide - narrow), came)
            before = None
        _add_position(table, waterfall, one, before, wide=wide, narrow=narrow)
        before = one
    console.print(table)


def _pot_cells(waterfall: Waterfall, standing: Standing) -> tuple[Hanging, Hanging]:
    pot = standing.pot
    if standing.former:
        return Hanging(("no longer in the schedule", "bold")), Hanging("")
    received = waterfall.settlement.ledger.pot_received[pot.index]
    kind = words.pot_name(pot).removeprefix(pot.name)
    came = f"{words.money(received, waterfall.currency)} came in"
    return Hanging((pot.name, "bold"), (kind, "dim")), Hanging((came, "dim"))


def _add_position(
    table: Table,
    waterfall: Waterfall,
    one: Standing,
    before: Standing | None,
    *,
    wide: bool,
    narrow: bool,
) -> None:
    right, currency = one.right, waterfall.currency
    structure = words.structure_of(waterfall, one)
    whose = "" if right.party in right.name else f" · {right.party}"
    mark, colour = MARK[one.state]
    why = words.state_words(one)
    if before is not None and before.why and before.why == one.why and before.rank == one.rank:
        why = "likewise"
    owed = words.still_owed(one, currency)
    if narrow and one.owed:
        why += f"; owed {owed}"
    table.add_row(
        Hanging(words.short_name(one), (whose, "dim"), indent=2),
        *([Hanging((words.terms(right, structure), "dim"), by=0)] if wide else []),
        words.taken(one, currency),
        *([] if narrow else [owed]),
        Hanging((f"{mark} ", colour), why),
    )
    for part, had in zip(right.parts, one.parts, strict=True):
        share = words.part_words(part, right)
        name = f"of which {part.party}" + ("" if wide else f", {share}")
        table.add_row(
            Hanging((name, "dim"), indent=4),
            *([Hanging((share, "dim"), by=0)] if wide else []),
            Text(words.amount(had, right.currency), "dim"),
        )


# --- parties -------------------------------------------------------------------------------------


def _print_cases(console: Console, waterfall: Waterfall) -> None:
    if not waterfall.cases:
        return
    heading(console, f"Low, middle and high of the estimates ({waterfall.currency})")
    table = _table("", figures=CASES)
    received = [waterfall.cases[case].received for case in CASES]
    table.add_row("gross receipts", *(words.amount(one, waterfall.currency) for one in received))
    for name, shares in tier_shares(waterfall).items():
        table.add_row(Text(f"{name} recouped"), *(words.percent(one) for one in shares))
    console.print(table)
    console.print(
        "[dim]each case sells every territory at that figure: together they are no forecast,"
        " for not all are low, or high, at once[/]"
    )


def _print_parties(console: Console, waterfall: Waterfall, also_in: str | None) -> None:
    rows = party_rows(waterfall)
    period = waterfall.statements[-1].period if waterfall.statements else None
    title = "Parties"
    if period is not None and not waterfall.simulated:
        title += f", statement of {period.first} to {period.last}"
    heading(console, f"{title} ({waterfall.currency})")
    names = list(rows[-1].figures) if rows else []
    reported = any(row.reported is not None for row in rows)
    table = _table(
        "",
        figures=[
            *names,
            *(["was paid", "open"] if reported else []),
            *([f"in all, {also_in}"] if also_in else []),
        ],
    )
    for row in rows:
        if row.is_sum:
            table.add_section()
        elif not any(row.figures.values()) and row.reported is None:
            continue
        cells = [words.amount(one, waterfall.currency) for one in row.figures.values()]
        if reported:
            both = (row.reported, row.drift)
            cells += ["" if one is None else words.amount(one, waterfall.currency) for one in both]
        if also_in:
            cells.append(words.amount(converted(waterfall, row.total, also_in), also_in))
        name = Text(row.name, "" if row.party or row.is_sum else "red")
        table.add_row(name, *cells, style="bold" if row.is_sum else None)
    console.print(table)
    nothing = [row.name for row in rows if not any(row.figures.values()) and row.reported is None]
    if nothing and not rows[-1].total:
        console.print("[dim]nobody has been paid yet[/]")
    elif nothing:
        console.print(Hanging((f"nothing: {', '.join(nothing)}", "dim")))


# --- beside the account --------------------------------------------------------------------------


def _print_outside(console: Console, waterfall: Waterfall) -> None:
    if not waterfall.outside:
        return
    heading(console, f"Beside the account: recorded, in no total ({waterfall.currency})")
    table = _table("day", "deal", "territory", "medium", figures=("", waterfall.currency))
    for deal, receipt, amount in waterfall.outside:
        table.add_row(
            str(receipt.date),
            Text(deal.name),
            country_name(receipt.territory) if receipt.territory else "",
            receipt.medium.value if receipt.medium else "",
            words.money(receipt.amount, receipt.currency),
            words.amount(amount, waterfall.currency),
        )
    console.print(table)


def _print_views(console: Console, waterfall: Waterfall) -> None:
    if not waterfall.views:
        return
    heading(console, f"The same receipts as single contracts define them ({waterfall.currency})")
    table = _table("view", "party", figures=("receipts", "due by it", "paid"))
    for one in waterfall.views:
        party = one.view.party or one.view.name
        table.add_row(
            Text(one.view.name),
            Text(one.view.party),
            words.amount(one.received, waterfall.currency),
            words.amount(one.party, waterfall.currency),
            words.amount(waterfall.settlement.total(party), waterfall.currency),
        )
    console.print(table)


def _print_footing(console: Console, waterfall: Waterfall) -> None:
    heading(console, "Read with")
    console.print(
        f"contracts as of {waterfall.day}, the recoupment from"
        f" {waterfall.contracts.structure.starts}; a planning tool, not legal advice"
    )
    for sentence in words.taken_for_granted(waterfall):
        console.print(escape(sentence))
    for name, assumption in waterfall.contracts.recoupment.assumed():
        if assumption:
            console.print(f"assumption: {escape(f'{name}: {assumption}')}")
