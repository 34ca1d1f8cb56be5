"""Which line each key stands on, for TOML written in every way TOML allows."""

from __future__ import annotations

import tomllib
from textwrap import dedent
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from borderless.film.toml_pieces import TomlPieces
from borderless.film.toml_places import Keys, headings, key_lines

TEXT = dedent(
    '''\
    # first
    title = "x # no comment"
    dates = { a = 1, b.c = [1,
      2] }
    long = """
    a = "1"
    [not.a.table]
    """
    list = [
      "one",  # [x]
      { name = 'y' },
    ]

    [rates]
    per."base.x".PLN = 4

    [[source]]
    name = "one"
    [[source.paid]]
    share = 1

    [[source]]
    name = "two"
    [facts]
    x = true
    '''
)


def test_lines_of_every_sort_of_key() -> None:
    lines = key_lines(TEXT)
    expected: dict[Keys, int] = {
        ("title",): 2,
        ("dates",): 3,
        ("dates", "b", "c"): 3,
        ("dates", "b", "c", 1): 4,
        ("long",): 5,
        ("list", 0): 10,
        ("list", 1, "name"): 11,
        ("rates",): 14,
        ("rates", "per", "base.x", "PLN"): 15,
        ("source", 0): 17,
        ("source", 0, "name"): 18,
        ("source", 0, "paid", 0, "share"): 20,
        ("source", 1, "name"): 23,
        ("facts", "x"): 25,
    }
    assert {keys: lines.get(keys) for keys in expected} == expected
    assert ("not",) not in lines


def test_headings_with_their_paths() -> None:
    assert headings(TEXT) == [
        (14, ("rates",)),
        (17, ("source", 0)),
        (19, ("source", 0, "paid", 0)),
        (22, ("source", 1)),
        (24, ("facts",)),
    ]


def leaves(keys: Keys, value: Any) -> set[Keys]:
    found = {keys} if keys else set()
    if isinstance(value, dict):
        return found.union(*(leaves((*keys, key), part) for key, part in value.items()))
    if isinstance(value, list):
        return found.union(*(leaves((*keys, n), part) for n, part in enumerate(value)))
    return found


KEYS = st.text(min_size=1, max_size=6)
SCALARS = (
    st.integers(-(10**6), 10**6)
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    | st.dates()
)
VALUES = st.recursive(
    SCALARS,
    lambda part: st.lists(part, max_size=3) | st.dictionaries(KEYS, part, max_size=3),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=5)


def toml_of(document: dict[str, Any]) -> str:
    import tomlkit

    return tomlkit.dumps(document)


@settings(deadline=None)
@given(DOCUMENTS)
def test_every_key_of_any_document_has_its_line(document: dict[str, Any]) -> None:
    text = toml_of(document)
    lines = key_lines(text.replace("\r\n", "\n"))
    assert leaves((), tomllib.loads(text)) <= lines.keys()
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())


@settings(deadline=None)
@given(DOCUMENTS)
def test_any_document_in_pieces_is_whole(document: dict[str, Any]) -> None:
    text = toml_of(document)
    assert TomlPieces(text).text() == text
    for piece in TomlPieces(text).pieces:
        tomllib.loads(piece.core)


@settings(deadline=None)
@given(DOCUMENTS, st.data())
def test_any_value_can_be_set(document: dict[str, Any], data: st.DataObject) -> None:
    pieces = TomlPieces(toml_of(document))
    key = data.draw(st.sampled_from([*document, "new"]))
    value = data.draw(SCALARS | st.lists(st.integers(), max_size=3))
    pieces.set((key,), value)
    before = tomllib.loads(toml_of(document))
    assert tomllib.loads(pieces.text()) == before | {key: value}
    pieces.delete((key,))
    assert tomllib.loads(pieces.text()) == {k: v for k, v in before.items() if k != key}


def test_a_comment_in_a_long_text_is_no_comment() -> None:
    text = 'a = """\n# text\n#"""\n[b]\nc = 1\n'
    pieces = TomlPieces(text)
    pieces.set(("d",), 2)
    assert pieces.text() == 'a = """\n# text\n#"""\nd = 2\n[b]\nc = 1\n'
