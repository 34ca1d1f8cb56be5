"""Text in a column: no break inside an amount, and wrapped lines that hang."""

from __future__ import annotations

from io import StringIO

from rich.console import Console
from rich.table import Table

from borderless.cli.hanging import Hanging


def shown(width: int, *things: object) -> list[str]:
    written = StringIO()
    console = Console(file=written, width=width)
    for thing in things:
        console.print(thing)
    return written.getvalue().split("\n")


def test_lines_break_at_spaces_only_and_hang() -> None:
    text = Hanging("it is still owed 138\u202f288.52 EUR and waits", indent=2)
    assert shown(24, text) == [
        "  it is still owed",
        "    138\u202f288.52 EUR and",
        "    waits",
        "",
    ]


def test_pieces_keep_their_gaps() -> None:
    assert shown(40, Hanging(("Title", "bold"), "  says", " more", by=0)) == [
        "Title  says more",
        "",
    ]


def test_nothing_is_an_empty_line() -> None:
    assert shown(10, Hanging("")) == ["", ""]


def test_a_word_that_is_too_long_is_cut_by_nobody() -> None:
    assert shown(60, Hanging("x" * 30, "yy"))[0] == "x" * 30 + "yy"


def test_in_a_table_it_takes_what_room_there_is() -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(no_wrap=True)
    table.add_row(Hanging("one two three four", indent=1), "1\u202f000.00")
    assert [line.rstrip() for line in shown(18, table)] == [
        " one two  1\u202f000.00",
        "   three",
        "   four",
        "",
    ]
