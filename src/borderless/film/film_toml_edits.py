"""film.toml rewritten for a changed film: only what changed, comments and order kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from borderless.film.entries import NAMED_BY, names_of
from borderless.film.film_schema import document_at, fields_of
from borderless.film.film_toml import FilmToml, parse_toml, read_film
from borderless.film.model import BudgetLine, Film
from borderless.film.numerals import read_numeral, written
from borderless.film.plain_files import CannotWriteError
from borderless.film.toml_money import MONEY
from borderless.film.toml_pieces import TomlPieces
from borderless.film.toml_places import Keys
from borderless.finding import Severity

_BOM = b"\xef\xbb\xbf"


def edited_toml(toml: FilmToml, old: Film, new: Film) -> bytes:
    """The bytes of film.toml for `new`, changed from `old`, which `toml` was read as.

    Raises:
        CannotWriteError: what was written would not be read as `new`.
    """
    if _without_budget(old) == _without_budget(new):
        if old.budget != new.budget:  # whose lines [placement] may name
            _prove(toml.name, toml.content, new)
        return toml.content
    doc = TomlPieces(toml.text)
    before, after = _plain(old), _plain(new)
    try:
        for key in after:
            if before[key] != after[key]:
                _edit(doc, (key,), before[key], after[key])
        text = doc.text()
    except Exception as error:
        raise CannotWriteError(
            f"film.toml cannot be changed as it is laid out ({error})."
        ) from error
    content = (_BOM if toml.content.startswith(_BOM) else b"") + text.encode("utf-8")
    _prove(toml.name, content, new)
    return content


def _prove(name: str, content: bytes, film: Film) -> None:
    again, findings = parse_toml(name, content)
    read = None
    if again:
        read, findings = read_film(again, film.budget)
    if read != film:
        told = next((f.message for f in findings if f.severity is Severity.ERROR), "")
        why = f": {told}" if told else "."
        raise CannotWriteError(f"The changed film cannot be written to film.toml without loss{why}")


def _without_budget(film: Film) -> Film:
    empty: tuple[BudgetLine, ...] = ()
    return film.model_copy(update={"budget": empty})


def _plain(film: Film) -> dict[str, Any]:
    data: dict[str, Any] = _as_written(film.model_dump(exclude={"budget"}, by_alias=True))
    return data


def _as_written(value: Any) -> Any:
    """Values as TOML has them: words for enumerations, lists for tuples, no empty values."""
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _as_written(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [_as_written(part) for part in value]
    return value


def _edit(doc: TomlPieces, path: Keys, old: Any, new: Any) -> None:
    if old == new and old is not None:
        return
    if names_of(path) in NAMED_BY and old is not None and new is not None:
        _edit_entries(doc, path, old, new)
    elif path == ("recoupment",) and old is None:
        _begin_recoupment(doc, new)
    elif isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            _edit(doc, (*path, key), old.get(key), new.get(key))
    elif new is None:
        if old is not None:
            doc.delete(path)
    else:
        doc.set(path, _fresh(names_of(path), new))


def _begin_recoupment(doc: TomlPieces, new: Mapping[str, Any]) -> None:
    """A first [recoupment], with a heading for each entry of its lists, as people write it."""
    written = _new_entry(("recoupment",), new)
    lists = [key for key in written if ("recoupment", key) in NAMED_BY]
    doc.set(("recoupment",), {key: written[key] for key in written if key not in lists})
    for key in lists:
        doc.arrange(("recoupment", key), written[key])


def _fresh(names: Keys, value: Any) -> Any:
    """A value that was not there before, parts of the document without what is assumed anyway."""
    if document_at(names) is None:
        return _tidy(value)
    if isinstance(value, Mapping):
        return _new_entry(names, value)
    if isinstance(value, list):
        return [_fresh(names, part) for part in value]
    return value


def _tidy(value: Any) -> Any:
    """A value without its empty parts, which TOML cannot write."""
    if isinstance(value, Mapping):
        return {key: _tidy(part) for key, part in value.items() if part is not None}
    if isinstance(value, list):
        return [_tidy(part) for part in value]
    return value


def _edit_entries(
    doc: TomlPieces, path: Keys, old: list[dict[str, Any]], new: list[dict[str, Any]]
) -> None:
    names = names_of(path)
    origin = matched(old, new, NAMED_BY[names])
    if origin != list(range(len(old))):
        fresh = [_new_entry(names, entry) for entry in new]
        doc.arrange(path, [fresh[n] if o is None else o for n, o in enumerate(origin)])
    for number, (entry, o) in enumerate(zip(new, origin, strict=True)):
        if o is None or old[o] == entry:
            continue
        before, after = dict(old[o]), dict(entry)
        _edit_money(doc, (*path, number), before, after)
        for name, value in after.items():
            _edit(doc, (*path, number, name), before[name], value)


def matched(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], named_by: tuple[str, ...]
) -> list[int | None]:
    """For each new entry, the old one it is or was changed from; None for one that is new."""
    origin: list[int | None] = [None] * len(new)
    free = list(range(len(old)))

    def claim(is_same: Callable[[int, int], bool]) -> None:
        for number in range(len(new)):
            if origin[number] is None:
                near = sorted(free, key=lambda o: abs(o - number))
                found = next((o for o in near if is_same(o, number)), None)
                if found is not None:
                    origin[number] = found
                    free.remove(found)

    claim(lambda o, n: old[o] == new[n])
    claim(lambda o, n: all(old[o].get(key) == new[n].get(key) for key in named_by))
    if len(old) == len(new):
        claim(lambda o, n: o == n)
    return origin


def _new_entry(path: Keys, entry: Mapping[str, Any]) -> dict[str, Any]:
    """A new entry without what is empty or assumed anyway."""
    document = document_at(path)
    assert document is not None
    default = {name: _default_of(field) for name, field in fields_of(document).items()}
    # A contract has dozens of terms, so that none is written which would be the same left out.
    terse = path[0] == "recoupment"
    kept = {
        name: _fresh((*path, name), value)
        for name, value in entry.items()
        if value is not None and ((value and not terse) or value != default[name])
    }
    if entry.get("incentive") and entry["kind"] == default["kind"]:
        kept.pop("kind")
    money = [name for name in MONEY.get(path, ()) if name in kept]
    if len(money) == 1 and entry.get("currency"):
        kept[money[0]] = f"{_grouped(kept[money[0]])} {kept.pop('currency')}"
    return kept


def _default_of(field: FieldInfo) -> Any:
    default = field.get_default()
    is_document = isinstance(default, BaseModel)
    return _as_written(default.model_dump(by_alias=True) if is_document else default)


def _edit_money(doc: TomlPieces, path: Keys, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Money and currency together, since "12_600_000 DKK" holds both; settles both entries."""
    texts = {
        name: str(raw)
        for name in MONEY.get(names_of(path), ())
        if isinstance(raw := doc.read((*path, name)), str)
    }
    names = [*texts, "currency"]
    if not texts or all(before[name] == after[name] for name in names):
        return
    currency = after["currency"]
    has_key = doc.read((*path, "currency")) is not None
    is_named = False
    for name, text in texts.items():
        in_text = bool(read_numeral(text).currency)
        if after[name] is None:
            doc.delete((*path, name))
        elif in_text or after[name] != before[name]:
            beside = f" {currency}" if in_text and currency else ""
            doc.set((*path, name), _grouped(after[name]) + beside)
            is_named = is_named or bool(beside)
    if has_key:
        _edit(doc, (*path, "currency"), before["currency"], currency)
    elif currency and not is_named:
        doc.set((*path, "currency"), currency)
    for name in names:
        before[name] = after[name]


def _grouped(value: Decimal) -> str:
    whole, point, fraction = written(value).partition(".")
    return f"{int(whole):_}{point}{fraction}"
