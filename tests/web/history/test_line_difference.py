"""Two texts line by line."""

from __future__ import annotations

from borderless.web.history.lines import MOST_LINES, LineDifference, line_difference


def test_a_changed_line_with_what_stands_around_it() -> None:
    old = "a\nb\nc\nd\ne\nf\ng\n"
    assert line_difference(old, old.replace("d", "D")).lines == (
        "@@ -2,5 +2,5 @@",
        " b",
        " c",
        "-d",
        "+D",
        " e",
        " f",
    )


def test_places_are_counted_from_the_first_line_of_the_file() -> None:
    old = "".join(f"line {number}\n" for number in range(1, 101))
    new = old.replace("line 50\n", "line 50\nline 50 and a half\n")
    assert line_difference(old, new).lines == (
        "@@ -49,4 +49,5 @@",
        " line 49",
        " line 50",
        "+line 50 and a half",
        " line 51",
        " line 52",
    )


def test_nothing_where_only_the_ends_of_lines_differ() -> None:
    assert line_difference("a\nb\n", "a\nb") == LineDifference()


def test_long_differences_are_cut() -> None:
    new = "".join(f"{number}\n" for number in range(1000))
    found = line_difference("", new)
    assert (len(found.lines), found.cut, found.too_much) == (MOST_LINES, True, False)


def test_texts_that_have_nothing_in_common_are_not_compared() -> None:
    old = "".join(f"old {number}\n" for number in range(1001))
    new = "".join(f"new {number}\n" for number in range(1001))
    assert line_difference(old, new) == LineDifference(too_much=True)
