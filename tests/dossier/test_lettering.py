"""Names in charts: broken between words, cut where there is no room, never turned around."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderless.dossier.lettering import broken, fitted, plain, text_width


def test_what_has_room_is_left_as_it_is() -> None:
    assert fitted("Danish Film Institute", 13, 300) == "Danish Film Institute"
    assert broken("Danish Film Institute", 13, 300) == ["Danish Film Institute"]


def test_lines_end_between_words_and_after_hyphens() -> None:
    assert broken("Danish Film Institute", 12.5, 90, 3) == ["Danish Film", "Institute"]
    assert broken("Fonds-ohne-Umbruch", 12.5, 90, 3) == ["Fonds-ohne-", "Umbruch"]


def test_the_last_line_is_cut_with_an_ellipsis() -> None:
    assert broken("Danish Film Institute and others", 12.5, 90)[-1].endswith("…")


def test_letters_that_are_not_seen_or_turn_the_line_are_left_out() -> None:
    assert plain("Nordic\u202e Bank\x00\n of\tOslo ") == "Nordic Bank of Oslo"
    assert plain("نمی\u200cخواهم") == "نمی\u200cخواهم", "a joiner is part of the word"


def test_wide_letters_take_more_room() -> None:
    assert text_width("東京", 12) > text_width("To", 12) > text_width("il", 12)


@given(st.text(max_size=80).map(plain), st.floats(40, 400), st.integers(1, 4))
def test_no_line_is_wider_than_the_room(text: str, room: float, at_most: int) -> None:
    lines = broken(text, 13, room, at_most)
    assert 1 <= len(lines) <= at_most
    assert all(text_width(line, 13) <= room for line in lines)


@pytest.mark.parametrize("text", ["", "a", "a -- b - c-", "<b>Nobody</b> & Fonds-ohne"])
def test_with_room_enough_nothing_is_lost(text: str) -> None:
    assert "".join(broken(text, 13, 1000, 1)) == text
