"""Fields for what a producer types: amounts and percentages as they write them, places by name."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

import pycountry
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from borderless.film.numerals import NumeralError
from borderless.film.places import check_country, check_currency, check_region
from borderless.web.design import reader


class TypedField(forms.Field):
    """A number as the reader writes it: decimal comma or point, grouped or not."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(
        self, *, least: Decimal | None = Decimal(0), most: Decimal | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.least, self.most = least, most

    def to_python(self, value: Any) -> Decimal | None:
        """The number; a sentence where there is none."""
        text = str(value or "").strip().removesuffix("%").strip()
        if not text:
            return None
        try:
            read = reader.read_typed(text)
        except NumeralError as error:
            raise ValidationError(str(error)) from error
        if read is None:
            return None
        if (self.least is not None and read < self.least) or (
            self.most is not None and read > self.most
        ):
            limits = {
                "read": text,
                "least": reader.typed(self.least),
                "most": reader.typed(self.most),
            }
            if self.most is None:
                raise ValidationError(_("Read “%(read)s”; it is at least %(least)s.") % limits)
            raise ValidationError(_("Read “%(read)s”; it is from %(least)s to %(most)s.") % limits)
        return read


class PercentField(TypedField):
    """A share, typed in per cent; 0-1 as it is kept."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(least=Decimal(0), most=Decimal(100), **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        """The share."""
        read = super().to_python(value)
        return None if read is None else read / 100


COUNTRIES = "countries"
"""Id of the list of names that the page offers for every field of a country."""


class CountryField(forms.CharField):
    """A country: its name in the reader's language, or its two letters."""

    def __init__(self, **kwargs: Any) -> None:
        offered = forms.TextInput(attrs={"list": COUNTRIES, "autocomplete": "off"})
        super().__init__(max_length=80, widget=offered, **kwargs)

    def clean(self, value: Any) -> str:
        """The code, or nothing."""
        return country_meant(str(super().clean(value) or ""))


class CountriesField(forms.CharField):
    """Several countries with commas between them."""

    def clean(self, value: Any) -> list[str]:
        """Their codes, each once."""
        words = str(super().clean(value) or "").replace(";", ",").split(",")
        return list(dict.fromkeys(country_meant(word) for word in words if word.strip()))


class RegionField(forms.CharField):
    """A region's code, such as PL-10; must be of the country chosen beside it."""

    def clean(self, value: Any) -> str:
        """The code in its standard form, or nothing."""
        text = str(super().clean(value) or "").strip()
        if not text:
            return ""
        try:
            return check_region(text)
        except ValueError as error:
            raise ValidationError(_sentence(error)) from error


class CurrencyField(forms.CharField):
    """A currency's code; nothing stands for the film's."""

    def clean(self, value: Any) -> str | None:
        """The code in its standard form, or nothing."""
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        try:
            return check_currency(text)
        except ValueError as error:
            raise ValidationError(_sentence(error)) from error


def _sentence(error: ValueError) -> str:
    text = str(error)
    end = "" if text.endswith("?") else "."
    return f"{text[:1].upper()}{text[1:]}{end}"


def country_meant(text: str) -> str:
    """The code of a country that is named or given by its code; "" where nothing is.

    Raises:
        ValidationError: there is no such country; the message says what would be right.
    """
    word = text.strip()
    if not word:
        return ""
    for code, name in countries(get_language() or "en"):
        if name.casefold() == word.casefold():
            return code
    try:
        return check_country(word)
    except ValueError as error:
        raise ValidationError(_sentence(error)) from error


@lru_cache(maxsize=16)
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """Every country's code and name, in the order of the names in a language."""
    del language  # the reader's, by which the names are written
    codes = [str(one.alpha_2) for one in pycountry.countries] + ["XK"]
    named = [(code, reader.country(code)) for code in codes]
    return tuple(sorted(named, key=lambda pair: pair[1].casefold()))
