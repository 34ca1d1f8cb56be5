"""The forms of the placement page: what is searched, and one for each kind of wish."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from borderless.film.model import Film
from borderless.film.wishes import Candidate, LineOption, PossiblePartner, SpendWish
from borderless.web.placement.fields import (
    CountriesField,
    CountryField,
    CurrencyField,
    PercentField,
    RegionField,
    TypedField,
)

POSTS = {
    "director": lazy("director"),
    "writer": lazy("writer"),
    "composer": lazy("composer"),
    "producer": lazy("producer"),
    "first_role": lazy("first role"),
    "second_role": lazy("second role"),
    "third_role": lazy("third role"),
    "fourth_role": lazy("fourth role"),
    "cast": lazy("cast"),
    "cinematographer": lazy("cinematographer"),
    "sound": lazy("sound"),
    "editor": lazy("editor"),
    "production_designer": lazy("production designer"),
    "costume_designer": lazy("costume designer"),
    "makeup": lazy("make-up"),
    "vfx_supervisor": lazy("visual effects supervisor"),
    "researcher": lazy("researcher"),
    "character_designer": lazy("character designer"),
    "storyboard": lazy("storyboard"),
    "concept": lazy("concept"),
    "layout": lazy("layout"),
    "backgrounds": lazy("backgrounds"),
    "animation_director": lazy("animation director"),
    "compositor": lazy("compositor"),
    "crew": lazy("crew"),
}
"""Posts as a sentence names them."""
MOST_SECONDS = 600


class WishForm(forms.Form):
    """A wish that is added to a film."""

    kind: ClassVar[str]
    what: ClassVar[str]
    """What was done, for the history; English."""

    def __init__(self, film: Film, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix=self.kind, **kwargs)
        self.film = film

    def added(self) -> Film:
        """The film with the wish; only where the form is valid."""
        raise NotImplementedError

    def _placed(self, **changes: Any) -> Film:
        placement = self.film.placement.model_copy(update=changes)
        return self.film.model_copy(update={"placement": placement})

    def _place(self) -> str:
        region = self.cleaned_data.get("region")
        country = self.cleaned_data.get("country") or ""
        if region and not region.startswith(f"{country}-"):
            self.add_error("region", _("%(region)s is not in that country.") % {"region": region})
        return region or country

    def _ordered(self, low: str, high: str) -> None:
        least, most = self.cleaned_data.get(low), self.cleaned_data.get(high)
        if least is not None and most is not None and least > most:
            self.add_error(high, _("The most is below the least."))


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

    def __init__(self, film: Film, *args: Any, **kwargs: Any) -> None:
        super().__init__(film, *args, **kwargs)
        _choose(self, "lines", line_choices(film))
        named = dict.fromkeys(one.department for one in film.budget if one.department)
        _choose(self, "department", [(name, name) for name in sorted(named)])

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

    def __init__(self, film: Film, *args: Any, **kwargs: Any) -> None:
        super().__init__(film, *args, **kwargs)
        _choose(self, "line", [("", _("None")), *line_choices(film, only_one=True)])

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

    def __init__(self, film: Film, *args: Any, **kwargs: Any) -> None:
        super().__init__(film, *args, **kwargs)
        _choose(self, "lines", line_choices(film))

    def added(self) -> Film:
        """The film with the lines kept."""
        how = self.cleaned_data["how"]
        names = dict.fromkeys([*getattr(self.film.placement, how), *self.cleaned_data["lines"]])
        return self._placed(**{how: tuple(names)})


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

    def __init__(self, film: Film, *args: Any, **kwargs: Any) -> None:
        names = ("official", "partners_at_most", "certain_only", "delegate_leads", "propose")
        kwargs.setdefault("initial", {name: getattr(film.placement, name) for name in names})
        super().__init__(film, *args, **kwargs)

    def added(self) -> Film:
        """The film with the rules."""
        return self._placed(**self.cleaned_data)


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


def line_choices(film: Film, *, only_one: bool = False) -> list[tuple[str, str]]:
    """Names by which lines can be meant, with what they are; each name once.

    Args:
        film: the film.
        only_one: leave out names that several lines have.
    """
    names: dict[str, list[str]] = {}
    for line in film.budget:
        name = line.description or line.account
        if name:
            shown = f"{line.account} {line.description}".strip()
            where = line.region or line.country
            names.setdefault(name, []).append(f"{shown} ({where})" if where else shown)
    return [
        (name, shown[0] if len(shown) == 1 else f"{name} ({len(shown)} ×)")
        for name, shown in names.items()
        if len(shown) == 1 or not only_one
    ]


def _choose(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
