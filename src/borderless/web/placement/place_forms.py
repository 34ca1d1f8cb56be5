"""Forms for wishes about places: where lines may go, what is spent there, what stays."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from borderless.film.model import Film
from borderless.film.wishes import LineOption, SpendWish
from borderless.web.placement.fields import (
    CountryField,
    CurrencyField,
    PercentField,
    RegionField,
    TypedField,
)
from borderless.web.placement.wish_form import WishForm, choose, line_choices


class OptionForm(WishForm):
    """A place that lines may go to, and what they would cost there."""

    kind = "option"
    what = "Added a place that lines may go to"
    lines = forms.MultipleChoiceField(
        label=lazy("Lines"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": "8"}),
        help_text=lazy("One or several lines of the budget."),
    )
    department = forms.MultipleChoiceField(
        label=lazy("Or whole departments"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": "8"}),
    )
    country = CountryField(label=lazy("Country"))
    region = RegionField(label=lazy("Region"), required=False, help_text=lazy("Such as PL-10."))
    change = TypedField(
        label=lazy("Cost there, in % of today’s"),
        required=False,
        least=Decimal(1),
        most=Decimal(500),
        help_text=lazy("85: it is 15 % cheaper. Left out: as today."),
    )
    quote = TypedField(label=lazy("Or a quote for the line"), required=False)
    currency = CurrencyField(label=lazy("Currency of the quote"), required=False, max_length=3)
    at_least = PercentField(label=lazy("At least, % of a line"), required=False)
    at_most = PercentField(label=lazy("At most, % of a line"), required=False)
    needs_partner = forms.BooleanField(
        label=lazy("Only if the country co-produces"), required=False
    )
    note = forms.CharField(label=lazy("Note"), required=False, max_length=300)

    def __init__(self, film: Film, data: Any = None, **kwargs: Any) -> None:
        super().__init__(film, data, **kwargs)
        choose(self, "lines", line_choices(film))
        named = dict.fromkeys(one.department for one in film.budget if one.department)
        choose(self, "department", [(name, name) for name in sorted(named)])

    def clean(self) -> dict[str, Any]:
        """Held against each other: which lines, and one cost."""
        data = super().clean() or {}
        data["place"] = self._place()
        self._ordered("at_least", "at_most")
        lines, departments = data.get("lines") or [], data.get("department") or []
        if bool(lines) == bool(departments):
            self.add_error("lines", _("Choose lines, or departments; one of the two."))
        if data.get("quote") is not None and data.get("change") is not None:
            self.add_error("quote", _("Give a percentage or a quote; one of the two."))
        if data.get("quote") is not None and len(lines) != 1:
            self.add_error("quote", _("A quote is for one line; choose that line alone."))
        return data

    def added(self) -> Film:
        """The film with the option."""
        data = self.cleaned_data
        change = data["change"]
        option = LineOption(
            lines=tuple(data["lines"]),
            department=tuple(data["department"]),
            place=data["place"],
            factor=None if change is None else change / 100,
            quote=data["quote"],
            currency=data["currency"] if data["quote"] is not None else None,
            at_least=data["at_least"],
            at_most=data["at_most"],
            needs_partner=data["needs_partner"],
            note=data["note"] or None,
        )
        return self._placed(option=(*self.film.placement.option, option))


class SpendForm(WishForm):
    """The least or most that is spent in a place."""

    kind = "spend"
    what = "Added a wish for the spend in a place"
    country = CountryField(label=lazy("Country"))
    region = RegionField(label=lazy("Region"), required=False, help_text=lazy("Such as PL-10."))
    at_least = TypedField(label=lazy("At least"), required=False)
    at_most = TypedField(label=lazy("At most"), required=False)
    currency = CurrencyField(
        label=lazy("Currency"),
        required=False,
        max_length=3,
        help_text=lazy("Left out: the film’s."),
    )
    note = forms.CharField(label=lazy("Note"), required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        """At least one of the two, in order."""
        data = super().clean() or {}
        data["place"] = self._place()
        self._ordered("at_least", "at_most")
        if not self.errors and data.get("at_least") is None and data.get("at_most") is None:
            self.add_error("at_least", _("Give the least, the most, or both."))
        return data

    def added(self) -> Film:
        """The film with the wish."""
        data = self.cleaned_data
        wish = SpendWish(
            place=data["place"],
            at_least=data["at_least"],
            at_most=data["at_most"],
            currency=data["currency"],
            note=data["note"] or None,
        )
        return self._placed(spend=(*self.film.placement.spend, wish))


class KeepForm(WishForm):
    """Lines that stay where they are, or go as a whole."""

    kind = "keep"
    what = "Said which lines stay or go whole"
    lines = forms.MultipleChoiceField(
        label=lazy("Lines"), widget=forms.SelectMultiple(attrs={"size": "8"})
    )
    how = forms.ChoiceField(
        label=lazy("They"),
        widget=forms.RadioSelect,
        initial="pinned",
        choices=[
            ("pinned", lazy("stay where they are")),
            ("whole", lazy("go to one place or another, never in parts")),
        ],
    )

    def __init__(self, film: Film, data: Any = None, **kwargs: Any) -> None:
        super().__init__(film, data, **kwargs)
        choose(self, "lines", line_choices(film))

    def added(self) -> Film:
        """The film with the lines kept."""
        how = self.cleaned_data["how"]
        names = dict.fromkeys([*getattr(self.film.placement, how), *self.cleaned_data["lines"]])
        return self._placed(**{how: tuple(names)})
