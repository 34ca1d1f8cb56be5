"""A source of finance as a form, and back into the document."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from borderless.film.model import Film as FilmDocument
from borderless.film.model import Instalment, Source
from borderless.film.numerals import NumeralError
from borderless.film.places import check_currency
from borderless.rulebook.library import Library
from borderless.web.accounts.choices import countries
from borderless.web.design import reader
from borderless.web.finance_plan.words import EVENTS, KINDS, STATUSES

PARTS = 5
"""Rows that the form has for instalments at least; two are always free."""


class SourceForm(forms.Form):
    """Money from somebody, or an incentive whose amount the rules work out."""

    incentive = forms.ChoiceField(
        label=lazy("Incentive of the rulebook"),
        required=False,
        help_text=lazy("Its amount is computed, never typed. Leave it empty for other money."),
    )
    name = forms.CharField(
        label=lazy("Name"), required=False, max_length=200, help_text=lazy("Who pays.")
    )
    kind = forms.ChoiceField(
        label=lazy("Kind"), choices=[("", "–"), *KINDS.items()], required=False
    )
    coproducer = forms.ChoiceField(label=lazy("Brought by the producer of"), required=False)
    amount = forms.CharField(
        label=lazy("Amount"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    currency = forms.CharField(
        label=lazy("Currency"), required=False, max_length=3, help_text=lazy("Such as EUR.")
    )
    fund = forms.ChoiceField(
        label=lazy("Fund of the rulebook"),
        required=False,
        help_text=lazy("Its amount is held against the fund's ceiling."),
    )
    status = forms.ChoiceField(label=lazy("Status"), choices=list(STATUSES.items()))
    assumption = forms.CharField(
        label=lazy("Assumption"),
        required=False,
        max_length=500,
        help_text=lazy("If this is not certain, a sentence that says what was assumed."),
    )
    note = forms.CharField(label=lazy("Note"), required=False, max_length=1000)

    def __init__(
        self, film: FilmDocument, library: Library, old: Source | None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.film = film
        self.old = old
        involved = {film.delegate, *(one.country for one in film.coproducer)}
        self.fields["incentive"].choices = _incentives(library, involved, old)  # type: ignore[attr-defined]
        self.fields["coproducer"].choices = [("", lazy("The delegate producer")), *countries()]  # type: ignore[attr-defined]
        self.fields["fund"].choices = _funds(library, involved, old)  # type: ignore[attr-defined]
        self.fields["currency"].initial = film.currency
        known: dict[str, Any] = dict(EVENTS)
        for event in (*film.cash.events, *(part.event for part in (old.paid if old else ()))):
            known.setdefault(event, event.replace("_", " "))
        self.rows = max(PARTS, len(old.paid) + 2 if old else 0)
        for number in range(self.rows):
            self.fields[f"event_{number}"] = forms.ChoiceField(
                label=lazy("When"), required=False, choices=[("", "–"), *known.items()]
            )
            self.fields[f"share_{number}"] = forms.CharField(
                label=lazy("Percent"),
                required=False,
                max_length=12,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )
            self.fields[f"months_{number}"] = forms.CharField(
                label=lazy("Months later"),
                required=False,
                max_length=6,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )

    def parts(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The rows of the payment schedule."""
        return [
            (self[f"event_{number}"], self[f"share_{number}"], self[f"months_{number}"])
            for number in range(self.rows)
        ]

    @staticmethod
    def initial_of(source: Source) -> dict[str, Any]:
        """What the form shows of a source."""
        shown = source.model_dump(mode="json") | {"amount": reader.typed(source.amount)}
        shown["currency"] = source.currency or ""
        for number, part in enumerate(source.paid):
            shown[f"event_{number}"] = part.event
            shown[f"share_{number}"] = reader.typed(part.share * 100)
            shown[f"months_{number}"] = reader.typed(part.months_after) if part.months_after else ""
        return shown

    def clean_amount(self) -> Decimal | None:
        """The amount as the reader writes it."""
        amount = _number(self.cleaned_data["amount"])
        if amount is not None and amount < 0:
            raise forms.ValidationError(_("This cannot be less than nothing."))
        return amount

    def clean_currency(self) -> str | None:
        """An ISO 4217 code; None for the film's own."""
        text = self.cleaned_data["currency"].strip()
        if not text:
            return None
        try:
            return check_currency(text)
        except ValueError as error:
            raise forms.ValidationError(
                _("“%(text)s” is no currency; write its three letters, such as EUR.")
                % {"text": text}
            ) from error

    def clean(self) -> dict[str, Any]:
        """An amount or an incentive, and instalments that are the whole."""
        given = super().clean() or {}
        if given.get("incentive"):
            if given.get("amount") is not None:
                self.add_error(
                    "amount", _("An incentive's amount is computed; leave this field empty.")
                )
        else:
            if not given.get("name", "").strip():
                self.add_error("name", _("Give the source a name."))
            if not given.get("kind"):
                self.add_error("kind", _("Say what kind of money it is."))
            if given.get("amount") is None and "amount" not in self.errors:
                self.add_error("amount", _("Give an amount, or choose an incentive."))
        given["paid"] = self._paid()
        total = sum((part.share for part in given["paid"]), Decimal(0))
        if given["paid"] and total != 1 and not self.errors:
            self.add_error(
                None,
                _("The instalments come to %(total)s; together they must be 100 %%.")
                % {"total": reader.percent(total, 2)},
            )
        return given

    def _paid(self) -> tuple[Instalment, ...]:
        parts = [self._part(number) for number in range(self.rows)]
        return tuple(part for part in parts if part is not None)

    def _part(self, number: int) -> Instalment | None:
        event = self.cleaned_data.get(f"event_{number}") or ""
        share = self._figure(f"share_{number}")
        months = self._figure(f"months_{number}")
        if not event:
            if share is not None or months is not None:
                self.add_error(f"event_{number}", _("Say when it is paid."))
            return None
        if share is None:
            if f"share_{number}" not in self.errors:
                self.add_error(f"share_{number}", _("Say how much of it, from 0 to 100."))
            return None
        try:
            return Instalment(event=event, share=share / 100, months_after=months or Decimal(0))
        except ValueError:
            self.add_error(
                f"share_{number}", _("Write a share from 0 to 100, and months from 0 on.")
            )
            return None

    def _figure(self, field: str) -> Decimal | None:
        try:
            return _number((self.cleaned_data.get(field) or "").replace("%", ""))
        except forms.ValidationError as error:
            self.add_error(field, error)
            return None

    def source(self) -> Source:
        """The source as the form has it; what it does not ask for stays as it was."""
        given = self.cleaned_data
        incentive = given["incentive"] or None
        changed = {
            "incentive": incentive,
            "name": given["name"].strip(),
            "coproducer": given["coproducer"] or None,
            "amount": given["amount"],
            "currency": given["currency"] if not incentive else None,
            "fund": (given["fund"] or None) if not incentive else None,
            "status": given["status"],
            "assumption": given["assumption"].strip() or None,
            "note": given["note"].strip() or None,
            "paid": given["paid"],
        }
        if not incentive and given["kind"]:
            changed["kind"] = given["kind"]
        if (
            self.old
            and self.old.currency is None
            and changed["currency"] in (None, self.film.currency)
        ):
            changed["currency"] = None
        before = self.old.model_dump() if self.old else {}
        return Source.model_validate(before | changed)


def _number(text: str) -> Decimal | None:
    try:
        return reader.read_typed(text)
    except NumeralError as error:
        raise forms.ValidationError(str(error)) from error


def _incentives(
    library: Library, involved: set[str], old: Source | None
) -> Sequence[tuple[str, Any]]:
    """Incentives of the film's countries, by country; also one that the source names already."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for scheme in library.incentives():
        if scheme.country in involved or (old and old.incentive == scheme.id):
            groups.setdefault(scheme.country, []).append((scheme.id, scheme.name))
    choices: list[tuple[str, Any]] = [("", lazy("None"))]
    choices += [(reader.country(country), found) for country, found in sorted(groups.items())]
    if old and old.incentive and library.scheme(old.incentive) is None:
        choices.append((old.incentive, old.incentive))
    return choices


def _funds(library: Library, involved: set[str], old: Source | None) -> list[tuple[str, Any]]:
    """Funds that the film's countries are members of; also one that the source names already."""
    choices: list[tuple[str, Any]] = [("", lazy("None"))]
    choices += [
        (fund.id, fund.name)
        for fund in library.funds()
        if set(fund.member) & involved or (old and old.fund == fund.id)
    ]
    if old and old.fund and old.fund not in dict(choices):
        choices.append((old.fund, old.fund))
    return choices
