"""Countries and languages typed by name, one in a row, with all names to choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from borderless.film.budget_words import country_named
from borderless.film.places import check_country, check_language
from borderless.web.accounts import choices
from borderless.web.design import reader

MOST = 20
"""Countries or languages of one person."""
_SPARE = 2


def country_typed(text: str) -> str | None:
    """The code of a country typed by name or code; None where it is none."""
    wanted = choices.in_order(text.strip())
    for code, name in choices.countries():
        if choices.in_order(name) == wanted:
            return code
    return country_named(text) or _checked(check_country, text)


def language_typed(text: str) -> str | None:
    """The BCP 47 tag of a language typed by name or as a tag; None where it is none."""
    return choices.language_typed(text) or _checked(check_language, text)


def _checked(check: Callable[[str], str], text: str) -> str | None:
    try:
        return check(text)
    except ValueError:
        return None


def country_shown(code: str) -> str:
    """A country's name as it is typed."""
    return reader.country(code)


def language_shown(tag: str) -> str:
    """A language's name as it is typed; the tag where a name would lose a part of it."""
    return reader.language(tag) if tag in choices.language_codes() else tag


class NamesWidget(forms.Widget):
    """A row for each name, and two to spare, all with the same list to choose from."""

    template_name = "people/widgets/names.html"
    use_fieldset = True

    def __init__(
        self,
        each: str | Promise,
        shown: Callable[[str], str],
        known: Callable[[], Sequence[choices.Choice]],
    ) -> None:
        super().__init__()
        self.each, self.shown, self.known = each, shown, known

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        """The rows: names where codes are given, else what was typed."""
        context = super().get_context(name, None, dict(attrs or {}))
        rows = [self.shown(one) for one in value or []]
        context["rows"] = rows + [""] * _SPARE
        context["each"] = self.each
        context["is_invalid"] = "aria-invalid" in context["widget"]["attrs"]
        context["known"] = [label for _code, label in self.known()]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """What was typed, row by row."""
        del files
        return [text.strip() for text in data.getlist(name) if text.strip()]

    def id_for_label(self, id_: str) -> str:
        """None: the rows stand under a legend."""
        del id_
        return ""


class NamesField(forms.Field):
    """Names that stand for codes; the codes, each once."""

    def __init__(
        self,
        read: Callable[[str], str | None],
        unknown: Callable[[str], str],
        widget: NamesWidget,
        **kwargs: Any,
    ) -> None:
        super().__init__(widget=widget, **kwargs)
        self.read, self.unknown = read, unknown

    def clean(self, value: Any) -> list[str]:
        """The codes.

        Raises:
            ValidationError: a name is none that we know, or there are too many.
        """
        codes: dict[str, None] = {}
        for typed in value[: MOST + 1]:
            code = self.read(typed)
            if code is None:
                raise forms.ValidationError(self.unknown(typed[:60]))
            codes[code] = None
        if len(value) > MOST:
            raise forms.ValidationError(_("At most %(most)s can be kept.") % {"most": MOST})
        return list(codes)


def _no_country(typed: str) -> str:
    return _("“%(text)s” is no country.") % {"text": typed}


def _no_language(typed: str) -> str:
    return _("“%(typed)s” is no language that we know; choose one from the list.") % {
        "typed": typed
    }


def countries_field(each: str | Promise, **kwargs: Any) -> NamesField:
    """A field of several countries; `each` names one row."""
    widget = NamesWidget(each, country_shown, choices.countries)
    return NamesField(country_typed, _no_country, widget, required=False, **kwargs)


def languages_field(each: str | Promise, **kwargs: Any) -> NamesField:
    """A field of several languages; `each` names one row."""
    widget = NamesWidget(each, language_shown, choices.languages)
    return NamesField(language_typed, _no_language, widget, required=False, **kwargs)
