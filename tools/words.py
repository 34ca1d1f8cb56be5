"""The interface's words: gathered from code and templates, kept in .po files, compiled to .mo.

`python tools/words.py update` gathers them anew and writes every language's .po and .mo;
`python tools/words.py missing` lists what is not translated yet. Babel does the work, so that no
machine needs GNU gettext. The tests fail on a missing, fuzzy or left-over translation.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

WEB = Path(__file__).parent.parent / "src" / "borderless" / "web"
LOCALE = WEB / "locale"
LANGUAGES = ("de", "es", "fr", "ko", "pl")
_NAMES: dict[str, Any] = dict.fromkeys(
    (
        *("_", "gettext", "gettext_lazy", "lazy", "ngettext", "ngettext_lazy"),
        *("pgettext", "pgettext_lazy", "npgettext"),
    )
)
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%|\{(\w*)\}")
_UNDATED = datetime(2026, 1, 1, tzinfo=UTC)
"""Dates in the files would change with every run."""


def gathered() -> Catalog:
    """Every word of the interface, with the files that say it."""
    catalog = Catalog(project="Borderless", version="", charset="utf-8", creation_date=_UNDATED)
    for path in sorted([*WEB.rglob("*.py"), *WEB.rglob("*.html"), *WEB.rglob("*.txt")]):
        if "migrations" in path.parts:
            continue
        where = path.relative_to(WEB).as_posix()
        for message, comments, context in _said_in(path):
            catalog.add(message, locations=[(where, 0)], auto_comments=comments, context=context)
    return catalog


def _said_in(path: Path) -> Iterator[tuple[str | tuple[str, str], list[str], str | None]]:
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        # Python-like text with line breaks where the template has them, but its own indentation.
        text = "\n".join(line.strip() for line in templatize(text).splitlines())
    source = io.BytesIO(text.encode("utf-8"))
    found: Iterator[tuple[int, str, Any, list[str]]]
    found = extract_python(source, _NAMES, ["Translators:"], {})  # type: ignore[assignment]
    for _, name, said, comments in found:
        arguments: list[Any] = list(said) if isinstance(said, tuple | list) else [said]
        context = None
        if name.startswith(("p", "np")):
            context, *arguments = arguments
        wanted = 2 if name.startswith("n") else 1
        strings = [one for one in arguments[:wanted] if one]
        if len(strings) == wanted:
            message = strings[0] if wanted == 1 else (strings[0], strings[1])
            yield message, comments, context


def file_of(language: str) -> Path:
    """The .po file of a language."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def kept(language: str) -> Catalog:
    """A language's words as they are kept; an empty catalogue where there are none."""
    path = file_of(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str, words: Catalog) -> Catalog:
    """A language's catalogue with exactly the words that are said now; what is new is empty."""
    old = kept(language)
    fresh = Catalog(
        locale=language,
        project="Borderless",
        version="",
        charset="utf-8",
        creation_date=_UNDATED,
        revision_date=_UNDATED,
        last_translator="",
        language_team="",
        fuzzy=False,
    )
    for message in words:
        if not message.id:
            continue
        known = old.get(message.id, message.context)
        same_kind = known is not None and isinstance(known.id, str) == isinstance(message.id, str)
        fresh.add(
            message.id,
            known.string if known is not None and same_kind else None,
            locations=message.locations,
            auto_comments=message.auto_comments,
            context=message.context,
        )
    return fresh


def po_bytes(catalog: Catalog) -> bytes:
    """The .po file of a catalogue."""
    made = io.BytesIO()
    write_po(made, catalog, width=96, sort_output=True, include_lineno=False)
    return made.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    """The .mo file of a catalogue."""
    made = io.BytesIO()
    write_mo(made, catalog)
    return made.getvalue()


def is_translated(message: Message) -> bool:
    """Whether every form of a message has its words."""
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(strings) and all(strings)


def placeholders(text: str) -> set[str]:
    """The names that a text leaves room for."""
    return {found[1] or found[2] or "" for found in _PLACEHOLDER.finditer(text)} - {""}


def update() -> None:
    """Writes every language's files anew."""
    words = gathered()
    for language in LANGUAGES:
        catalog = updated(language, words)
        path = file_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(po_bytes(catalog))
        path.with_suffix(".mo").write_bytes(mo_bytes(kept(language)))


def missing(language: str) -> list[Message]:
    """What a language has no words for yet."""
    return [one for one in updated(language, gathered()) if one.id and not is_translated(one)]


def main(verb: str) -> int:
    """The exit code: 1 where something is missing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "borderless.web.config.settings")
    os.environ.setdefault("BORDERLESS_LOCAL", "1")
    if verb == "update":
        update()
        return 0
    lacking = {language: missing(language) for language in LANGUAGES}
    for language, messages in lacking.items():
        print(f"{language}: {len(messages)} missing")
        for message in messages:
            print(f"  {message.id!r}")
    return 1 if any(lacking.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "missing"))
