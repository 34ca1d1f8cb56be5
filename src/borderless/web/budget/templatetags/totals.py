"""What the budget's page looks up."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

from borderless.web.budget.cells import COLUMNS, PHASES
from borderless.web.budget.grid import Row
from borderless.web.design import reader

register = template.Library()


@register.filter
def of_row(by_row: Mapping[int, str], row: int | None) -> str:
    """What is said of a row of the budget's file."""
    return by_row.get(row, "") if row is not None else ""


@register.filter
def phase_word(phase: str) -> str:
    """A phase in the reader's language."""
    return str(PHASES.get(phase, phase))


@register.filter
def plain_whole(amount: Decimal) -> str:
    """An amount without its decimals, for a cell that a script writes anew."""
    return reader.number(amount)


@register.filter
def cells(row: Row) -> SafeString:
    """A row's cells; thousands of them would keep the templates' own loops busy for a second."""
    return SafeString(
        "".join(f"<td{_KINDS[column.name]}>{escape(text)}</td>" for column, text in row.cells)
    )


_KINDS = {
    column.name: (' class="num"' if column.is_number else "") + ("" if column.usual else " hidden")
    for column in COLUMNS
}
