"""What the film's model expects at each key of film.toml."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from borderless.film.model import Film
from borderless.film.toml_places import Keys


def annotation_at(keys: Keys) -> Any:
    """The type that the model gives a key, a list's entries included; None for no such key."""
    annotation: Any = Film
    for key in keys:
        if isinstance(key, int):
            continue
        document = next((k for k in kinds(annotation) if _is_document(k)), None)
        if document is None:
            annotation = _of_any_key(annotation)
        elif field := fields_of(document).get(str(key)):
            annotation = field.annotation
        else:
            return None
    return annotation


def document_at(keys: Keys) -> type[BaseModel] | None:
    """The part of the film's document that stands at a key, itself or as a list's entry."""
    return next((kind for kind in kinds(annotation_at(keys)) if _is_document(kind)), None)


def fields_of(document: type[BaseModel]) -> dict[str, FieldInfo]:
    """The keys of a part of the document as film.toml writes them: `from`, not `from_`."""
    return {field.alias or name: field for name, field in document.model_fields.items()}


def words_at(keys: Keys) -> list[str]:
    """The words allowed at a key; none when it is not a choice of words."""
    for kind in kinds(annotation_at(keys)):
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return [str(word) for word in kind]
        if typing.get_origin(kind) is Literal:
            return [str(word) for word in typing.get_args(kind)]
    return []


def kinds(annotation: Any) -> Iterator[Any]:
    """All types mentioned in an annotation, itself first."""
    yield annotation
    for part in typing.get_args(annotation):
        if not isinstance(part, str):
            yield from kinds(part)


def _of_any_key(annotation: Any) -> Any:
    """What a table whose keys are free holds: numbers, in a table of rates."""
    table = next((k for k in kinds(annotation) if typing.get_origin(k) is dict), None)
    return typing.get_args(table)[1] if table is not None else None


def _is_document(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
