"""A usual recoupment for a film that has none, as a form and as a document."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from borderless.film.model import Film as FilmDocument
from borderless.film.model import SourceKind
from borderless.film.numerals import NumeralError
from borderless.film.recoupment import Agent, Claim, Recoupment, Tier
from borderless.web.design import reader

STANDARD = "assumption: a usual order, to be replaced by the contracts"
_GUARANTEES = {SourceKind.MINIMUM_GUARANTEE, SourceKind.PRESALE}
_RECOUPING = {
    SourceKind.EQUITY,
    SourceKind.PRODUCER_INVESTMENT,
    SourceKind.GAP,
    SourceKind.LOAN,
    SourceKind.DEFERRAL,
}


class StartForm(forms.Form):
    """What only the producers know of a sales agent; the rest follows from the finance plan."""

    agent = forms.CharField(
        label=lazy("Sales agent"),
        required=False,
        max_length=120,
        help_text=lazy("Leave it empty if there is none yet."),
    )
    commission = forms.CharField(label=lazy("Commission, percent"), required=False, max_length=12)
    expenses = forms.CharField(label=lazy("Expenses, at most"), required=False, max_length=40)
    guarantee = forms.ChoiceField(label=lazy("Its guarantee in the plan"), required=False)

    def __init__(self, film: FilmDocument, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("commission", "expenses"):
            self.fields[name].widget.attrs["inputmode"] = "decimal"
        self.fields["guarantee"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *((one.name, one.name) for one in film.source if one.kind in _GUARANTEES and one.name),
        ]

    def clean_commission(self) -> Decimal:
        """Its share, 0-1."""
        share = (_number(self.cleaned_data["commission"].replace("%", "")) or Decimal(0)) / 100
        if not 0 <= share <= 1:
            raise forms.ValidationError(_("Write a share from 0 to 100."))
        return share

    def clean_expenses(self) -> Decimal | None:
        """Their cap, in the account's currency."""
        most = _number(self.cleaned_data["expenses"])
        if most is not None and most < 0:
            raise forms.ValidationError(_("This cannot be less than nothing."))
        return most

    def clean(self) -> dict[str, Any]:
        """Terms need somebody whose they are."""
        given = super().clean() or {}
        if not given.get("agent", "").strip() and any(
            given.get(name) for name in ("commission", "expenses", "guarantee")
        ):
            self.add_error("agent", _("Say who it is."))
        return given

    def sales_agent(self) -> Agent | None:
        """The agent as the form has it."""
        given = self.cleaned_data
        if not given["agent"].strip():
            return None
        return Agent(
            name=given["agent"].strip(),
            commission=given["commission"],
            expenses_at_most=given["expenses"],
            source=given["guarantee"],
            assumption=STANDARD,
        )


def _number(text: str) -> Decimal | None:
    try:
        return reader.read_typed(text)
    except NumeralError as error:
        raise forms.ValidationError(str(error)) from error


def standard(film: FilmDocument, agent: Agent | None = None) -> Recoupment:
    """A usual order: the agent first, then money put in side by side, then the producers.

    Everything is marked as an assumption; the figures are for the producers to replace.
    """
    tiers = []
    invested = _invested(film)
    if invested:
        tiers.append(Tier(name="Money put in", claim=invested))
    tiers.append(Tier(name="Net profits", claim=_producers(film), sharing="shares"))
    return Recoupment(agent=(agent,) if agent else (), tier=tuple(tiers), assumption=STANDARD)


def _invested(film: FilmDocument) -> tuple[Claim, ...]:
    return tuple(
        Claim(party=one.name, source=one.name, assumption=STANDARD)
        for one in film.source
        if one.kind in _RECOUPING and one.amount is not None and one.name
    )


def _producers(film: FilmDocument) -> tuple[Claim, ...]:
    """The producers by their shares of the film, evenly where these are not the whole."""
    producers = [one for one in film.coproducer if one.role != "executive"]
    if not producers:
        return (Claim(party="Producer", share=Decimal(1), assumption=STANDARD),)
    shares = [one.share or Decimal(0) for one in producers]
    if sum(shares, Decimal(0)) != 1:
        shares = [_even(len(producers), number) for number in range(len(producers))]
    return tuple(
        Claim(party=one.company, share=share, assumption=STANDARD)
        for one, share in zip(producers, shares, strict=True)
    )


def _even(count: int, number: int) -> Decimal:
    """An even share; the last takes what rounding leaves."""
    each = round(Decimal(1) / count, 4)
    return each if number < count - 1 else 1 - each * (count - 1)
