"""The forms of the placement page: what is searched, and which wishes there are."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from borderless.film.model import Film
from borderless.web.placement.fields import CountriesField, CountryField
from borderless.web.placement.partner_forms import CandidateForm, PartnerForm, RulesForm
from borderless.web.placement.place_forms import KeepForm, OptionForm, SpendForm
from borderless.web.placement.wish_form import WishForm

MOST_SECONDS = 600


WISH_FORMS: dict[str, type[WishForm]] = {
    one.kind: one
    for one in (OptionForm, PartnerForm, SpendForm, CandidateForm, KeepForm, RulesForm)
}
REMOVABLE = ("option", "partner", "spend", "candidate", "pinned", "whole", "refuse")
"""Keys of `[placement]` whose entries are taken back one by one."""


def without(film: Film, kind: str, number: int) -> Film:
    """The film without one wish.

    Raises:
        LookupError: there is no such wish.
    """
    if kind not in REMOVABLE:
        raise LookupError(kind)
    entries = list(getattr(film.placement, kind))
    del entries[number]
    placement = film.placement.model_copy(update={kind: tuple(entries)})
    return film.model_copy(update={"placement": placement})


class SearchForm(forms.Form):
    """What is to be made best, and how long it may take."""

    maximise = forms.ChoiceField(
        label=lazy("Make best"),
        choices=[
            ("net", lazy("the net cost: budget and partners less soft money, the least")),
            ("soft-money", lazy("the soft money, the most")),
            ("local-spend", lazy("the spend in one country, the most")),
        ],
    )
    country = CountryField(
        label=lazy("Country"),
        required=False,
        help_text=lazy("Where the spend in one country is made best."),
    )
    time_limit = forms.TypedChoiceField(
        label=lazy("Time limit"),
        coerce=int,
        initial=60,
        choices=[
            (10, lazy("10 seconds")),
            (60, lazy("1 minute")),
            (300, lazy("5 minutes")),
            (MOST_SECONDS, lazy("10 minutes")),
        ],
    )

    def clean(self) -> dict[str, Any]:
        """The spend needs its country."""
        data = super().clean() or {}
        if data.get("maximise") == "local-spend" and not data.get("country"):
            self.add_error("country", _("Choose the country whose spend is made best."))
        return data

    @property
    def question(self) -> dict[str, Any]:
        """The parameters of the job; only where the form is valid."""
        goal = self.cleaned_data["maximise"]
        if goal == "local-spend":
            goal = f"local-spend:{self.cleaned_data['country']}"
        return {"maximise": goal, "time_limit": self.cleaned_data["time_limit"]}


class SweepForm(forms.Form):
    """Which countries are tried as partners, and how many at once."""

    partners = CountriesField(
        label=lazy("Countries"), max_length=400, help_text=lazy("With commas between them.")
    )
    choose = forms.RegexField(
        r"^\s*\d{1,2}\s*(\.\.\s*\d{1,2}\s*)?$",
        label=lazy("How many at once"),
        required=False,
        max_length=12,
        help_text=lazy("2, or 1..3. Left out: from one to all."),
        error_messages={"invalid": lazy("Write a number, such as 2, or a range, such as 1..3.")},
    )
    optimise = forms.BooleanField(
        label=lazy("Search the best placement of each set"),
        required=False,
        help_text=lazy("Slower: up to ten seconds for each set."),
    )

    @property
    def question(self) -> dict[str, Any]:
        """The parameters of the job; only where the form is valid."""
        data = self.cleaned_data
        return {
            "partners": ",".join(data["partners"]),
            "choose": data["choose"].replace(" ", ""),
            "optimise": data["optimise"],
        }
