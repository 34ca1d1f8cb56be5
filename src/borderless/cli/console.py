"""The terminal as every verb writes to it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from borderless.finding import Finding

WIDTH_IN_A_FILE = 400
"""Columns when the output is piped or kept and COLUMNS does not say: lines stay whole for grep."""


def terminal() -> Console:
    """A console that colours nothing by itself and leaves piped output room."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDTH_IN_A_FILE
    return Console(highlight=False, width=width)


def indented(text: str, by: int) -> Padding:
    """Text set in from the left, with its wrapped lines."""
    return Padding(text, (0, 0, 0, by), expand=False)


def write_json(data: Any, findings: Sequence[Finding] | None = None) -> None:
    """Writes data to standard output as JSON, with findings in the place of its own."""
    from borderless.dossier.plan_json import finding_data, to_json

    if findings is not None:
        data = {**data, "findings": [finding_data(one) for one in findings]}
    sys.stdout.write(to_json(data) + "\n")


def plain_table(*columns: str, figures: Sequence[str]) -> Table:
    """A table without lines: columns of words, then columns of figures, aligned at the right."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in columns:
        table.add_column(name)
    for name in figures:
        table.add_column(name, justify="right")
    return table


__all__ = ["WIDTH_IN_A_FILE", "escape", "indented", "plain_table", "terminal", "write_json"]
