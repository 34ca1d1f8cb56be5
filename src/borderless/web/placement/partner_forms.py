"""Forms for wishes about who takes part: partners, people, and what holds for all."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from borderless.film.model import Film
from borderless.film.wishes import Candidate, PossiblePartner
from borderless.web.placement.fields import CountryField, CurrencyField, PercentField, TypedField
from borderless.web.placement.posts import POSTS
from borderless.web.placement.wish_form import WishForm, choose, line_choices


class PartnerForm(WishForm):
    """A country that co-produces, or could."""

    kind = "partner"
    what = "Added a possible partner"
    country = CountryField(label=lazy("Country"))
    company = forms.CharField(
        label=lazy("Company"),
        required=False,
        max_length=200,
        help_text=lazy("Left out: to be found."),
    )
    cost = TypedField(
        label=lazy("What having the partner costs"),
        required=False,
        help_text=lazy("Legal work, travel, audit. Left out: our usual figure."),
    )
    currency = CurrencyField(label=lazy("Currency of the cost"), required=False, max_length=3)
    share_at_least = PercentField(label=lazy("Share of at least, %"), required=False)
    share_at_most = PercentField(label=lazy("Share of at most, %"), required=False)
    keep = forms.ChoiceField(
        label=lazy("Must it be in?"),
        required=False,
        choices=[
            ("", lazy("As usual: who co-produces today stays, others may be left out")),
            ("yes", lazy("It must be in")),
            ("no", lazy("It may be left out")),
        ],
    )
    note = forms.CharField(label=lazy("Note"), required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        """Each country once, and shares in order."""
        data = super().clean() or {}
        self._ordered("share_at_least", "share_at_most")
        if data.get("country") in {one.country for one in self.film.placement.partner}:
            self.add_error(
                "country", _("There is a wish for this country already; remove it first.")
            )
        return data

    def added(self) -> Film:
        """The film with the partner."""
        data = self.cleaned_data
        partner = PossiblePartner(
            country=data["country"],
            company=data["company"],
            cost=data["cost"],
            currency=data["currency"] if data["cost"] is not None else None,
            share_at_least=data["share_at_least"],
            share_at_most=data["share_at_most"],
            keep={"yes": True, "no": False}.get(data["keep"]),
            note=data["note"] or None,
        )
        return self._placed(partner=(*self.film.placement.partner, partner))


class CandidateForm(WishForm):
    """Somebody who could hold a post."""

    kind = "candidate"
    what = "Added a candidate for a post"
    post = forms.ChoiceField(label=lazy("Post"), choices=list(POSTS.items()))
    name = forms.CharField(label=lazy("Name"), max_length=200)
    nationality = CountryField(label=lazy("Nationality"), required=False)
    residence = CountryField(label=lazy("Residence"), required=False)
    line = forms.ChoiceField(label=lazy("Line that pays the post"), required=False)
    fee = TypedField(
        label=lazy("What that line would cost"),
        required=False,
        help_text=lazy("Left out: as today."),
    )
    currency = CurrencyField(label=lazy("Currency of the fee"), required=False, max_length=3)
    country = CountryField(label=lazy("Where the fee would be spent"), required=False)
    note = forms.CharField(label=lazy("Note"), required=False, max_length=300)

    def __init__(self, film: Film, data: Any = None, **kwargs: Any) -> None:
        super().__init__(film, data, **kwargs)
        choose(self, "line", [("", _("None")), *line_choices(film, only_one=True)])

    def clean(self) -> dict[str, Any]:
        """A fee needs the line that it replaces."""
        data = super().clean() or {}
        if data.get("fee") is not None and not data.get("line"):
            self.add_error("line", _("Choose the line of the budget that the fee would replace."))
        return data

    def added(self) -> Film:
        """The film with the candidate."""
        data = self.cleaned_data
        candidate = Candidate(
            post=data["post"],
            name=data["name"],
            nationality=(data["nationality"],) if data["nationality"] else (),
            residence=data["residence"] or None,
            line=data["line"],
            fee=data["fee"],
            currency=data["currency"] if data["fee"] is not None else None,
            place=data["country"] or None,
            note=data["note"] or None,
        )
        return self._placed(candidate=(*self.film.placement.candidate, candidate))


class RulesForm(WishForm):
    """What holds for the whole search."""

    kind = "rules"
    what = "Changed what holds for the whole placement"
    official = forms.ChoiceField(
        label=lazy("Official co-production"),
        choices=[
            ("required", lazy("required")),
            ("preferred", lazy("preferred where it can be")),
            ("ignored", lazy("does not matter")),
        ],
    )
    partners_at_most = forms.IntegerField(
        label=lazy("Partner countries beside the delegate’s, at most"),
        required=False,
        min_value=0,
        max_value=30,
    )
    certain_only = forms.BooleanField(
        label=lazy("Count only schemes whose every condition is known to hold"), required=False
    )
    delegate_leads = forms.BooleanField(
        label=lazy("The delegate’s country holds no less than any other"), required=False
    )
    propose = forms.BooleanField(
        label=lazy("Propose places where the film names none"), required=False
    )

    def __init__(self, film: Film, data: Any = None, **kwargs: Any) -> None:
        names = ("official", "partners_at_most", "certain_only", "delegate_leads", "propose")
        kwargs.setdefault("initial", {name: getattr(film.placement, name) for name in names})
        super().__init__(film, data, **kwargs)

    def added(self) -> Film:
        """The film with the rules."""
        return self._placed(**self.cleaned_data)
