"""People and co-producers as forms, and back into the document."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from borderless.film.model import Coproducer, Person
from borderless.web.accounts.choices import countries
from borderless.web.people.shares import ShareField, SharesForm, shown_share
from borderless.web.people.typed import countries_field, languages_field
from borderless.web.people.words import POSTS, ROLES

_NO_COUNTRY = ("", _("Not given"))


class PersonForm(forms.Form):
    """Somebody whose nationality or residence a rule may ask for."""

    post = forms.ChoiceField(label=_("Post"), choices=list(POSTS.items()))
    name = forms.CharField(label=_("Name"), max_length=200)
    nationality = countries_field(
        _("Nationality"),
        label=_("Nationality"),
        help_text=_("One in each row; clear a row to take it out."),
    )
    residence = forms.ChoiceField(label=_("Lives in"), required=False)
    languages = languages_field(
        _("Language"),
        label=_("Languages"),
        help_text=_("One in each row; clear a row to take it out."),
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
        self.fields["residence"].choices = [_NO_COUNTRY, *countries()]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(person: Person) -> dict[str, Any]:
        """What the form shows of a person."""
        return person.model_dump(mode="json")

    def person(self, old: Person | None) -> Person:
        """The person as the form has it; what it does not ask for stays as it was."""
        given = self.cleaned_data
        changed = {
            "post": given["post"],
            "name": given["name"].strip(),
            "nationality": tuple(given["nationality"]),
            "residence": given["residence"] or None,
            "languages": tuple(given["languages"]),
            "assumption": given["assumption"].strip() or None,
            "note": given["note"].strip() or None,
        }
        before = old.model_dump() if old else {}
        return Person.model_validate(before | changed)


class CoproducerForm(SharesForm):
    """A producing company, its country, its share, and the shares that the others then hold."""

    company = forms.CharField(label=_("Company"), max_length=200)
    country = forms.ChoiceField(label=_("Country"))
    role = forms.ChoiceField(label=_("Part"), choices=list(ROLES.items()), initial="coproducer")
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
    share = ShareField(
        label=_("Share of the film, in percent"),
        help_text=_("Leave it empty to have it computed from the money that each brings."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Choose a country")), *countries()]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(coproducer: Coproducer) -> dict[str, Any]:
        """What the form shows of a co-producer."""
        return coproducer.model_dump(mode="json") | {"share": shown_share(coproducer.share)}

    def own(self) -> tuple[str, str, Decimal | None]:
        """Country, part and share of the producer whose form it is."""
        given = self.cleaned_data
        return given["country"], given["role"], given["share"]

    def coproducer(self, old: Coproducer | None) -> Coproducer:
        """The co-producer as the form has it."""
        given = self.cleaned_data
        changed = {
            "company": given["company"].strip(),
            "country": given["country"],
            "role": given["role"],
            "share": given["share"] if given["role"] != "executive" else None,
            "financial_only": given["financial_only"],
            "assumption": given["assumption"].strip() or None,
            "note": given["note"].strip() or None,
        }
        before = old.model_dump() if old else {}
        return Coproducer.model_validate(before | changed)
