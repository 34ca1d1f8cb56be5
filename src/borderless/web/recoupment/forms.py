"""A tier as a form: its name, how it is shared, and the claims in it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from borderless.film.model import Film as FilmDocument
from borderless.film.numerals import NumeralError
from borderless.film.places import check_currency
from borderless.film.recoupment import Claim, Tier
from borderless.web.design import reader

ROOM = 2
"""Empty rows for claims beneath those that are there."""
SHARING = (
    ("balances", lazy("By what each is still owed")),
    ("invested", lazy("By what each put in")),
    ("equal", lazy("Equally")),
    ("shares", lazy("By their shares")),
)
PLAIN = ("party", "share", "amount", "currency", "source")
RARE = ("premium", "interest", "at_most")
"""Terms that most claims do not have."""
FIELDS = (*PLAIN, *RARE)


@dataclass(frozen=True, slots=True)
class ClaimFields:
    """The fields of one claim, as the page lays them out."""

    plain: list[forms.BoundField]
    rare: list[forms.BoundField]
    has_rare: bool
    """Whether one of the rare terms has something in it, or something wrong with it."""


class TierForm(forms.Form):
    """A rank of the recoupment schedule; claims in one tier take side by side."""

    name = forms.CharField(label=lazy("Name"), max_length=120)
    sharing = forms.ChoiceField(label=lazy("How it is shared"), choices=SHARING)
    note = forms.CharField(label=lazy("Note"), required=False, max_length=1000)

    def __init__(self, film: FilmDocument, old: Tier | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.old = old
        self.rows = (len(old.claim) if old else 0) + ROOM
        sources = [("", "–"), *((one.name, one.name) for one in film.source if one.name)]
        for number in range(self.rows):
            kept = old.claim[number] if old and number < len(old.claim) else None
            choices = list(sources)
            if kept and kept.source and kept.source not in dict(sources):
                choices.append((kept.source, kept.source))
            self._add(number, choices)

    def _add(self, number: int, sources: list[tuple[str, str]]) -> None:
        typed = {"inputmode": "decimal"}
        words = {
            "party": lazy("Party"),
            "share": lazy("Share, percent"),
            "amount": lazy("Until it has"),
            "currency": lazy("Currency"),
            "premium": lazy("Premium, percent"),
            "interest": lazy("Interest, percent a year"),
            "at_most": lazy("At most"),
        }
        for name, label in words.items():
            attrs = {} if name in ("party", "currency") else typed
            self.fields[f"{name}_{number}"] = forms.CharField(
                label=label,
                required=False,
                max_length=3 if name == "currency" else 120,
                widget=forms.TextInput(attrs=attrs),
            )
        self.fields[f"source_{number}"] = forms.ChoiceField(
            label=lazy("Or until this source is back"), required=False, choices=sources
        )
        if self.old and number < len(self.old.claim):
            self.fields[f"gone_{number}"] = forms.BooleanField(
                label=lazy("Take this claim out"), required=False
            )

    def claims(self) -> list[ClaimFields]:
        """The fields of each claim."""
        return [self._fields_of(number) for number in range(self.rows)]

    def _fields_of(self, number: int) -> ClaimFields:
        names = [*PLAIN, "gone"]
        plain = [self[f"{name}_{number}"] for name in names if f"{name}_{number}" in self.fields]
        rare = [self[f"{name}_{number}"] for name in RARE]
        return ClaimFields(plain, rare, any(one.value() or one.errors for one in rare))

    def main_fields(self) -> list[forms.BoundField]:
        """Name, sharing and note."""
        return [self["name"], self["sharing"], self["note"]]

    @staticmethod
    def initial_of(tier: Tier) -> dict[str, Any]:
        """What the form shows of a tier."""
        shown: dict[str, Any] = {
            "name": tier.name,
            "sharing": tier.sharing,
            "note": tier.note or "",
        }
        for number, claim in enumerate(tier.claim):
            shown |= {
                f"party_{number}": claim.party,
                f"share_{number}": _percent(claim.share),
                f"amount_{number}": reader.typed(claim.amount),
                f"currency_{number}": claim.currency or "",
                f"source_{number}": claim.source,
                f"premium_{number}": _percent(claim.premium),
                f"interest_{number}": _percent(claim.interest.rate if claim.interest else None),
                f"at_most_{number}": reader.typed(claim.at_most),
            }
        return shown

    def clean(self) -> dict[str, Any]:
        """Reads every claim; a wrong one is told at its field."""
        given = super().clean() or {}
        claims = []
        for number in range(self.rows):
            claim = self._claim(number)
            if claim is not None:
                claims.append(claim)
        if not claims and not self.errors:
            self.add_error("party_0", _("A tier needs somebody who takes from it."))
        given["claims"] = tuple(claims)
        return given

    def _claim(self, number: int) -> Claim | None:
        if self.cleaned_data.get(f"gone_{number}"):
            return None
        party = (self.cleaned_data.get(f"party_{number}") or "").strip()
        if not party:
            typed = any(self.cleaned_data.get(f"{name}_{number}") for name in FIELDS)
            if typed:
                self.add_error(f"party_{number}", _("Say who takes it."))
            return None
        old = self.old.claim[number] if self.old and number < len(self.old.claim) else None
        changed: dict[str, Any] = {
            "party": party,
            "source": self.cleaned_data.get(f"source_{number}") or "",
        }
        for name, scale in (("share", 100), ("premium", 100), ("amount", 1), ("at_most", 1)):
            changed[name] = self._number(f"{name}_{number}", scale)
        changed["currency"] = self._currency(f"currency_{number}")
        rate = self._number(f"interest_{number}", 100)
        if rate is None:
            changed["interest"] = None
        else:
            before = old.interest.model_dump(by_alias=True) if old and old.interest else {}
            changed["interest"] = before | {"rate": rate}
        if self.errors:
            return None
        kept = old.model_dump(by_alias=True) if old else {}
        try:
            return Claim.model_validate(kept | changed)
        except ValueError as error:
            self.add_error(f"party_{number}", _first(error))
            return None

    def _number(self, field: str, scale: int) -> Decimal | None:
        text = (self.cleaned_data.get(field) or "").replace("%", "")
        try:
            value = reader.read_typed(text)
        except NumeralError as error:
            self.add_error(field, str(error))
            return None
        if value is not None and value < 0:
            self.add_error(field, _("This cannot be less than nothing."))
            return None
        return value / scale if value is not None else None

    def _currency(self, field: str) -> str | None:
        text = (self.cleaned_data.get(field) or "").strip()
        if not text:
            return None
        try:
            return check_currency(text)
        except ValueError:
            self.add_error(field, _("Write three letters, such as EUR."))
            return None

    def tier(self) -> Tier:
        """The tier as the form has it; what it does not ask for stays as it was."""
        before = self.old.model_dump(by_alias=True) if self.old else {}
        return Tier.model_validate(
            before
            | {
                "name": self.cleaned_data["name"].strip(),
                "sharing": self.cleaned_data["sharing"],
                "note": self.cleaned_data["note"].strip() or None,
                "claim": self.cleaned_data["claims"],
            }
        )


def _percent(share: Decimal | None) -> str:
    return reader.typed(share * 100) if share is not None else ""


def _first(error: ValueError) -> str:
    errors = getattr(error, "errors", None)
    if errors is None:
        return str(error)
    return str(errors()[0]["msg"]).removeprefix("Value error, ")
