"""Text files as they are shown and typed, and two people's texts joined or side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderless.web.files.texts import (
    MOST_SHOWN,
    Beside,
    Joined,
    Text,
    joined,
    side_by_side,
    text_of,
)

SONG = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n"


# --- bytes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (b"a\nb\n", "a\nb\n"),
        (b"a\r\nb\r\n", "a\nb\n"),
        (b"\xef\xbb\xbfz\xc5\x82oty", "złoty"),
        ("złoty\r\n".encode("utf-16"), "złoty\n"),
        ("Kwota;1,5\nłódź;2\n".encode("cp1250"), "Kwota;1,5\nłódź;2\n"),
        (b"", ""),
    ],
)
def test_what_is_not_touched_keeps_its_bytes(content: bytes, shown: str) -> None:
    text = text_of("budget.csv", content)
    assert text is not None
    assert text.shown == shown
    assert text.typed(shown.replace("\n", "\r\n")) == content  # as browsers send it


def test_a_letter_that_the_encoding_lacks_makes_it_utf_8() -> None:
    text = text_of("budget.csv", "café;1\n".encode("cp1252"))
    assert text is not None
    assert text.typed("café;1\nłódź;2\n") == "\ufeffcafé;1\nłódź;2\n".encode()


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("a.txt", b"mixed\r\nends\n"),
        ("a.txt", b"\xff\xfe\xff"),
        ("a.txt", b"caf\xe9"),
        ("a.txt", b"zero\x00byte"),
        ("a.xlsx", b"PK"),
        ("a.txt", b"a" * (MOST_SHOWN + 1)),
    ],
)
def test_what_is_no_text_to_edit(path: str, content: bytes) -> None:
    assert text_of(path, content) is None


# --- two texts -----------------------------------------------------------------------------------


def test_changes_of_different_lines_are_put_together() -> None:
    theirs = SONG.replace("two", "zwei")
    mine = SONG.replace("six\n", "") + "eight\n"
    assert joined(SONG, theirs, mine) == Joined("one\nzwei\nthree\nfour\nfive\nseven\neight\n", 0)


def test_changes_of_one_line_clash_and_mine_stands() -> None:
    theirs = SONG.replace("two", "zwei").replace("six", "sechs")
    mine = SONG.replace("two", "deux")
    assert joined(SONG, theirs, mine) == Joined(mine.replace("six", "sechs"), 1)


def test_changes_of_neighbouring_lines_clash() -> None:
    assert joined(SONG, SONG.replace("two", "zwei"), SONG.replace("three", "drei")).clashes == 1


def test_the_same_change_twice_is_one() -> None:
    both = SONG.replace("two", "zwei")
    assert joined(SONG, both, both) == Joined(both, 0)


def test_texts_that_have_nothing_in_common_are_mine_alone() -> None:
    theirs, mine = ("".join(f"{name} {n}\n" for n in range(1100)) for name in ("theirs", "mine"))
    assert joined("".join(f"{n}\n" for n in range(1100)), theirs, mine) == Joined(mine, 1)
    assert side_by_side(theirs, mine).too_much


texts = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=8).map("\n".join)


@given(texts, texts)
def test_whoever_changed_alone_has_it(base: str, changed: str) -> None:
    assert joined(base, changed, base) == Joined(changed, 0)
    assert joined(base, base, changed) == Joined(changed, 0)


@given(texts, texts, texts)
def test_without_a_clash_it_does_not_matter_who_was_first(base: str, one: str, two: str) -> None:
    found = joined(base, one, two)
    other = joined(base, two, one)
    assert found.clashes == other.clashes
    if not found.clashes:
        assert found.text == other.text


@given(texts, texts)
def test_both_texts_stand_side_by_side(left: str, right: str) -> None:
    rows = side_by_side(left, right).rows
    lefts, rights = left.split("\n"), right.split("\n")
    for row in rows:
        assert row.left_number is None or lefts[row.left_number - 1] == row.left
        assert row.right_number is None or rights[row.right_number - 1] == row.right
        assert row.differs or row.left == row.right
    assert bool(rows) == (left != right)


def test_what_is_the_same_is_left_out_but_for_two_lines() -> None:
    old = "".join(f"{n}\n" for n in range(1, 21))
    rows = side_by_side(old, old.replace("10\n", "ten\nand a bit\n")).rows
    assert rows == (
        Beside(),
        Beside(8, "8", 8, "8"),
        Beside(9, "9", 9, "9"),
        Beside(10, "10", 10, "ten", differs=True),
        Beside(None, "", 11, "and a bit", differs=True),
        Beside(11, "11", 12, "11"),
        Beside(12, "12", 13, "12"),
    )


def test_long_differences_are_cut() -> None:
    found = side_by_side("", "line\n" * 1000)
    assert (len(found.rows), found.cut) == (400, True)


def test_a_new_text_is_utf_8() -> None:
    assert Text().typed("łódź\r\n") == "łódź\n".encode()
