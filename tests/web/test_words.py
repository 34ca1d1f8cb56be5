"""Every word of the interface is there in every language, whole, and with its placeholders."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog, Message

from words import (
    LANGUAGES,
    file_of,
    gathered,
    is_translated,
    kept,
    mo_bytes,
    placeholders,
    updated,
)

_TAG = re.compile(r"</?[a-z][^>]*>")


@pytest.fixture(scope="module")
def words() -> Catalog:
    return gathered()


def messages(catalog: Catalog) -> dict[object, Message]:
    return {(one.id, one.context): one for one in catalog if one.id}


def forms(message: Message) -> list[str]:
    said = message.string
    return list(said) if isinstance(said, tuple | list) else [str(said)]


def sources(message: Message) -> list[str]:
    return list(message.id) if isinstance(message.id, tuple | list) else [message.id]


def test_there_are_words(words: Catalog) -> None:
    assert len(messages(words)) > 1000
    assert "Who sees what" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing_fuzzy_or_left_over(language: str, words: Catalog) -> None:
    have = messages(kept(language))
    assert [
        one.id for one in messages(updated(language, words)).values() if not is_translated(one)
    ] == []
    assert [one.id for one in have.values() if one.fuzzy] == []
    assert set(have) - set(messages(words)) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_placeholder_and_tag_is_kept(language: str) -> None:
    wrong = []
    for message in messages(kept(language)).values():
        wanted = set().union(*(placeholders(text) for text in sources(message)))
        tags = sorted(_TAG.findall(sources(message)[-1]))
        for number, text in enumerate(forms(message)):
            # A form for one may leave the number out; a name that is unknown breaks the page.
            lacks = wanted - placeholders(text) if number else set()
            if placeholders(text) - wanted or lacks - {"number", "count"}:
                wrong.append((message.id, text))
            if sorted(_TAG.findall(text)) != tags:
                wrong.append((message.id, text))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_words_are_those_of_the_po_file(language: str) -> None:
    assert file_of(language).with_suffix(".mo").read_bytes() == mo_bytes(kept(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_end_as_in_english(language: str) -> None:
    """A full stop or colon that is lost shows at once in a row of sentences."""
    ends = {".": ".。다요", ":": ":：", "?": "?？;", "…": "…"}
    wrong = []
    for message in messages(kept(language)).values():
        end = sources(message)[0][-1:]
        if end in ends and len(sources(message)[0]) > 3:
            wrong += [(message.id, text) for text in forms(message) if text[-1:] not in ends[end]]
    assert wrong == []
