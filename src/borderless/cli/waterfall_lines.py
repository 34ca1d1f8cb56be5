"""One party's lines in the terminal: what came, what its share was of, and what it was paid."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from borderless.cli.console import terminal
from borderless.cli.hanging import Hanging
from borderless.cli.plan_text import heading
from borderless.cli.waterfall_text import MARK
from borderless.dossier import waterfall_answer as answer
from borderless.dossier import waterfall_words as words
from borderless.finance.recoupment.explained import Entry, explained
from borderless.finance.recoupment.reasons import State
from borderless.finance.recoupment.waterfall import Waterfall


def print_party(waterfall: Waterfall, party: str) -> None:
    """Every line of one party: what came, what its share was of, and what it was paid."""
    console = terminal()
    currency = waterfall.currency
    total = words.money(waterfall.settlement.total(party), currency)
    title = waterfall.plan.film.title
    console.print(
        Hanging((title, "bold"), f"  {party}: {total} of {answer.came_in(waterfall)}", by=0)
    )
    _print_entries(console, waterfall, party)
    _print_views_of(console, waterfall, party)
    _print_standings_of(console, waterfall, party)


def _print_entries(console: Console, waterfall: Waterfall, party: str) -> None:
    entries = [one for one in explained(waterfall.settlement) if one.party == party]
    if not entries:
        return
    heading(console, f"Line by line ({waterfall.currency})")
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(justify="right", no_wrap=True)
    last: tuple[object, int] | None = None
    for one in entries:
        key = one.day, one.number
        if key != last:
            if last is not None:
                table.add_row()
            table.add_row(_income_line(waterfall, one), "")
        last = key
        table.add_row(*_entry_cells(one, waterfall.currency))
    table.add_row()
    total = words.amount(waterfall.settlement.total(party), waterfall.currency)
    table.add_row(Text("in all", "bold"), Text(total, "bold"))
    console.print(table)


def _income_line(waterfall: Waterfall, entry: Entry) -> Hanging:
    income = entry.income
    if income is None:
        return Hanging((f"{entry.day}", "bold"), "  compensation")
    row = f"  row {income.row}" if income.row is not None else ""
    came = words.money(income.amount, waterfall.currency)
    return Hanging((f"{entry.day}", "bold"), f"{row}  {words.income_words(income)}: {came}")


def _entry_cells(entry: Entry, currency: str) -> tuple[Hanging, Text]:
    owed = words.owed_words(entry)
    says = f"{entry.position}: {words.entry_words(entry, currency)}"
    passed = entry.paid != entry.amount
    shown = words.amount(entry.amount, currency)
    return (
        Hanging(says, (f"; {owed}" if owed else "", "dim"), indent=2),
        Text(f"({shown})" if passed else shown, "dim" if passed else ""),
    )


def _print_views_of(console: Console, waterfall: Waterfall, party: str) -> None:
    for one in waterfall.views:
        if one.view.party == party:
            due = words.money(one.party, waterfall.currency)
            received = words.money(one.received, waterfall.currency)
            heading(console, "As its own contract defines receipts")
            says = f"{one.view.name}: {due} of receipts of {received}"
            console.print(Hanging(says, indent=2))


def _print_standings_of(console: Console, waterfall: Waterfall, party: str) -> None:
    own = [
        one
        for one in waterfall.standings
        if one.right.party == party or any(part.party == party for part in one.right.parts)
    ]
    if not own:
        return
    heading(console, "Where its positions stand")
    for one in own:
        mark, colour = MARK[one.state]
        owed = words.still_owed(one, waterfall.currency)
        rest = "" if owed == "–" or one.state is State.RECOUPED else f"; still owed {owed}"
        terms = words.terms(one.right, words.structure_of(waterfall, one))
        parts = [
            words.part_words(part, one.right) for part in one.right.parts if part.party == party
        ]
        if parts and one.right.party != party:
            terms = f"{', '.join(parts)}; it takes {terms}"
        says = f" {one.right.name} ({terms}): {words.state_words(one)}{rest}"
        console.print(Hanging((mark, colour), says, indent=2))
