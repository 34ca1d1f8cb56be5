"""People and co-producers as forms, and back into the document."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from borderless.film.model import Coproducer, Person
from borderless.film.numerals import NumeralError
from borderless.web.accounts.choices import countries, languages
from borderless.web.design import reader
from borderless.web.people.words import POSTS, ROLES

_NO_COUNTRY = ("", _("Not given"))


class PersonForm(forms.Form):
    """Somebody whose nationality or residence a rule may ask for."""

    post = forms.ChoiceField(label=_("Post"), choices=list(POSTS.items()))
    name = forms.CharField(label=_("Name"), max_length=200)
    nationality = forms.MultipleChoiceField(
        label=_("Nationality"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("One or several; hold Ctrl or ⌘ to choose more than one."),
    )
    residence = forms.ChoiceField(label=_("Lives in"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    assumption = forms.CharField(
        label=_("Assumption"),
        required=False,
        max_length=500,
        help_text=_("If this is not certain, a sentence that says what was assumed."),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nationality"].choices = countries()  # type: ignore[attr-defined]
        self.fields["residence"].choices = [_NO_COUNTRY, *countries()]  # type: ignore[attr-defined]
        self.fields["languages"].choices = languages()  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(person: Person) -> dict[str, Any]:
        """What the form shows of a person."""
        return person.model_dump(mode="json") | {
            "languages": [code.split("-", maxsplit=1)[0] for code in person.languages]
        }

    def person(self, old: Person | None) -> Person:
        """The person as the form has it; what it does not ask for stays as it was."""
        given = self.cleaned_data
        kept = {code.split("-", maxsplit=1)[0]: code for code in (old.languages if old else ())}
        changed = {
            "post": given["post"],
            "name": given["name"].strip(),
            "nationality": tuple(given["nationality"]),
            "residence": given["residence"] or None,
            "languages": tuple(kept.get(code, code) for code in given["languages"]),
            "assumption": given["assumption"].strip() or None,
            "note": given["note"].strip() or None,
        }
        before = old.model_dump() if old else {}
        return Person.model_validate(before | changed)


class CoproducerForm(forms.Form):
    """A producing company, its country, its share."""

    company = forms.CharField(label=_("Company"), max_length=200)
    country = forms.ChoiceField(label=_("Country"))
    role = forms.ChoiceField(label=_("Part"), choices=list(ROLES.items()))
    share = forms.CharField(
        label=_("Share of the film, in percent"),
        required=False,
        max_length=12,
        help_text=_("Leave it empty to have it computed from the money that each brings."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    financial_only = forms.BooleanField(
        label=_("Brings money only, and no artistic or technical part"), required=False
    )
    assumption = forms.CharField(
        label=_("Assumption"),
        required=False,
        max_length=500,
        help_text=_("If this is not certain, a sentence that says what was assumed."),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Choose a country")), *countries()]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(coproducer: Coproducer) -> dict[str, Any]:
        """What the form shows of a co-producer."""
        share = coproducer.share
        return coproducer.model_dump(mode="json") | {
            "share": reader.typed(share * 100) if share is not None else ""
        }

    def clean_share(self) -> Decimal | None:
        """The share, 0-1."""
        text = self.cleaned_data["share"].replace("%", "")
        try:
            percent = reader.read_typed(text)
        except NumeralError as error:
            raise forms.ValidationError(str(error)) from error
        if percent is None:
            return None
        if not 0 <= percent <= 100:
            raise forms.ValidationError(_("A share is from 0 to 100 percent."))
        return percent / 100

    def coproducer(self, old: Coproducer | None) -> Coproducer:
        """The co-producer as the form has it."""
        given = self.cleaned_data
        changed = {
            "company": given["company"].strip(),
            "country": given["country"],
            "role": given["role"],
            "share": given["share"],
            "financial_only": given["financial_only"],
            "assumption": given["assumption"].strip() or None,
            "note": given["note"].strip() or None,
        }
        before = old.model_dump() if old else {}
        return Coproducer.model_validate(before | changed)
