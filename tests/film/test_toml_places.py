"""Line numbers of keys in TOML."""

from __future__ import annotations

import tomllib
from textwrap import dedent
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from borderless.film.toml_places import Keys, key_lines


def lines_of(text: str) -> dict[Keys, int]:
    text = dedent(text)
    lines = key_lines(text)
    assert set(lines) == set(paths((), tomllib.loads(text)))
    return lines


def paths(keys: Keys, value: Any) -> list[Keys]:
    """Every path of a parsed document."""
    found = [keys] if keys else []
    parts = value.items() if isinstance(value, dict) else []
    parts = enumerate(value) if isinstance(value, list) else parts
    for key, part in parts:
        found += paths((*keys, key), part)
    return found


def test_it_works() -> None:
    lines = lines_of("""\
        title = "x"

        [dates]
        delivery = 2024-01-01
        [[source]]  # first
        name = "a"
        [[source]]
        name = "b"
        paid = [
            { event = "x", share = 0.5 },
            { event = "y", share = 0.5 },
        ]
        """)
    assert lines["title",] == 1
    assert lines["dates", "delivery"] == 4
    assert lines["source",] == lines["source", 0] == 5
    assert lines["source", 1, "name"] == 8
    assert lines["source", 1, "paid", 1, "share"] == 11


def test_dotted_and_quoted_keys() -> None:
    lines = lines_of("""\
        a.b . "c.d" = 1
        a.'e' = 2
        "ł \\"x\\" \\u0041" = 3
        [a.f]
        "" = 4
        """)
    assert lines["a",] == 1
    assert lines["a", "b", "c.d"] == 1
    assert lines["a", "e"] == 2
    assert lines['ł "x" A',] == 3
    assert lines["a", "f", ""] == 5


def test_texts_that_look_like_toml_are_texts() -> None:
    lines = lines_of('''\
        a = """
        [no]
        b = 1  \\"""
        # no ""\\
        """"
        c = \'\'\'
        [[no]]
        ''d = "\'\'\'\'\'
        e = "# [no]"  # "
        f = '\\'
        [yes]
        ''')
    assert lines == {("a",): 1, ("c",): 6, ("e",): 9, ("f",): 10, ("yes",): 11}


def test_arrays_over_many_lines_with_comments() -> None:
    lines = lines_of("""\
        a = [ # ] not yet
          [1, 2],

          "x]", { k = [
             3 ] },  # trailing
        ]
        b = []
        c = {}
        """)
    assert lines["a", 0, 1] == 2
    assert lines["a", 1] == 4
    assert lines["a", 2, "k", 0] == 5
    assert lines["b",] == 7


def test_arrays_of_tables_within_arrays_of_tables() -> None:
    lines = lines_of("""\
        [[a]]
        [[a.b]]
        x = 1
        [[a.b]]
        x = 2
        [[a]]
        [[a.b]]
        x = 3
        [a.c]
        y = 4
        """)
    assert lines["a", 0, "b", 1, "x"] == 5
    assert lines["a", 1, "b", 0, "x"] == 8
    assert lines["a", 1, "c", "y"] == 10


KEYS = st.text("abc", min_size=1, max_size=2)
LEAVES = st.integers(0, 9) | st.text("x #[]{}=,.\\'\"\n", max_size=6) | st.booleans()
VALUES = st.recursive(
    LEAVES,
    lambda part: st.lists(part, max_size=3) | st.dictionaries(KEYS, part, max_size=3),
    max_leaves=8,
)


def layout(draw: st.DrawFn, value: Any, *, may_break: bool) -> str:
    """A value as TOML, laid out at random."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        gap = draw(st.sampled_from(["", "\n", " # [\n", "\n\n"])) if may_break else ""
        parts = [gap + layout(draw, part, may_break=may_break) for part in value]
        return "[" + ",".join(parts) + gap + "]"
    if isinstance(value, dict):
        pairs = (f"{k} = {layout(draw, part, may_break=False)}" for k, part in value.items())
        return "{ " + ", ".join(pairs) + " }"
    if draw(st.booleans()) and "'" not in value and may_break:
        return f"'''\n{value}'''"
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n")):
        value = value.replace(plain, escaped)
    return f'"{value}"'


@st.composite
def documents(draw: st.DrawFn) -> str:
    rows: list[str] = []
    for number in range(draw(st.integers(0, 4))):
        if number:
            heading = draw(st.sampled_from([f"[t{number}]", "[[list]]", "[[list]]"]))
            rows.append(heading + draw(st.sampled_from(["", " # x", "\n"])))
        for key, value in draw(st.dictionaries(KEYS, VALUES, max_size=3)).items():
            rows.append(f"{key} = {layout(draw, value, may_break=True)}")
            rows.append(draw(st.sampled_from(["", "# a = [", "\t"])))
    return "\n".join(rows) + "\n"


@given(documents())
def test_every_key_is_found_on_the_line_that_names_it(text: str) -> None:
    lines = key_lines(text)
    assert set(lines) == set(paths((), tomllib.loads(text)))
    rows = text.split("\n")
    for keys, line in lines.items():
        if isinstance(keys[-1], str):
            assert keys[-1] in rows[line - 1]
