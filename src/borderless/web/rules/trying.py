"""A scheme tried with bare figures: what is asked, what was typed, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from borderless.dossier.rule_words import answers_known, facts_asked, is_a_share, usual_facts
from borderless.finance.explain import Explanation, explain
from borderless.finance.reading import Fact
from borderless.rulebook.conditions import test_fact
from borderless.rulebook.library import Library
from borderless.rulebook.scheme import Scheme, Version
from borderless.rulebook.what_if import parameters, with_parameter
from borderless.web.design import reader
from borderless.web.rules.values_by_date import shown, words_of

MOST = Decimal(10) ** 12
"""No figure of a film is larger, in any currency's units."""
_TEST = test_fact("")
_YES_OR_NO: dict[str, bool] = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Field:
    """Something that can be told."""

    name: str
    """In the address: `figure-core_total`, `fact-theatrical`, `value-credit.rate`."""
    key: str
    """As the rule names it."""
    says: str
    typed: str
    unit: str = ""
    """% for shares, the currency for money, "" for numbers."""
    now: str = ""
    """Of a value of the rule: what it is."""
    answers: tuple[str, ...] = ()
    """Of a fact: the words that may be told; none where it is yes or no."""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """What is asked and what comes of it."""

    figures: tuple[Field, ...]
    facts: tuple[Field, ...]
    values: tuple[Field, ...]
    result: Explanation | None
    """None until a figure is told, or while one cannot be read."""
    notes: tuple[str, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether something that was typed cannot be read."""
        return any(one.error for one in (*self.figures, *self.facts, *self.values))


def trial(library: Library, scheme: Scheme, version: Version, typed: Mapping[str, str]) -> Trial:
    """The scheme with what was typed, by the names of the fields."""
    figures, told_figures = _figures(library, scheme, version, typed)
    values, told_values = _values(scheme, version, typed)
    facts, told_facts = _facts(library, scheme, version, typed)
    asked = Trial(figures, facts, values, None)
    if asked.has_errors or not (told_figures or told_values or told_facts):
        return asked
    for path, value in told_values.items():
        version = with_parameter(version, path, value)
    whole, usual = usual_facts(library, version, told_facts)
    result = explain(library, scheme, version, told_figures, whole)
    return Trial(figures, facts, values, result, tuple(usual))


def _figures(
    library: Library, scheme: Scheme, version: Version, typed: Mapping[str, str]
) -> tuple[tuple[Field, ...], dict[str, Decimal | None]]:
    fields, told = [], dict[str, Decimal | None]()
    units = {"share": "%", "money": scheme.currency}
    for key in version.figures():
        word = library.vocabulary.figure[key]
        name = f"figure-{key}"
        text = typed.get(name, "").strip()
        value, error = _number(text, percent=word.unit == "share")
        if value is not None:
            told[key] = value
        fields.append(Field(name, key, word.says, text, units.get(word.unit, ""), error=error))
    return tuple(fields), told


def _values(
    scheme: Scheme, version: Version, typed: Mapping[str, str]
) -> tuple[tuple[Field, ...], dict[str, Decimal]]:
    fields, told = [], {}
    for path, now in parameters(version).items():
        name = f"value-{path}"
        text = typed.get(name, "").strip()
        is_share = is_a_share(path, now)
        value, error = _number(text, percent=is_share)
        if value is not None:
            told[path] = value
        was = shown(path, now, scheme.currency)
        unit, says = "%" if is_share else "", words_of(version, path)
        fields.append(Field(name, path, says, text, unit, was, error=error))
    return tuple(fields), told


def _facts(
    library: Library, scheme: Scheme, version: Version, typed: Mapping[str, str]
) -> tuple[tuple[Field, ...], dict[str, Fact]]:
    fields, told = [], dict[str, Fact]()
    words = answers_known(version)
    for key, says in facts_asked(library, scheme, version).items():
        name = f"fact-{key}"
        text = typed.get(name, "").strip()
        known = words.get(key, ())
        test = library.rules.get(key.removeprefix(_TEST)) if key.startswith(_TEST) else None
        error = ""
        if text in (known or _YES_OR_NO):
            told[key] = text if known else _YES_OR_NO[text]
        elif text:
            error = _("Choose one of the answers.")
        asks = getattr(test, "name", "") or says
        fields.append(Field(name, key, asks, text, answers=known, error=error))
    return tuple(fields), told


def _number(text: str, *, percent: bool) -> tuple[Decimal | None, str]:
    """The number that was typed, a percentage as a share (0-1); or what is wrong with it."""
    try:
        value = reader.read_typed(text.removesuffix("%") if percent else text)
    except reader.NumeralError as error:
        return None, str(error)
    if value is None:
        return None, ""
    if not value.is_finite() or not 0 <= value <= MOST:
        message = _("Read “%(text)s”; write a number from 0 to %(most)s.")
        return None, message % {"text": text[:40], "most": reader.number(MOST)}
    return (value / 100 if percent else value), ""
