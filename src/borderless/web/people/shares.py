"""The producers' shares, which are changed together, as they are one whole."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from borderless.film.model import Coproducer, Film
from borderless.film.numerals import NumeralError
from borderless.web.design import reader


class ShareField(forms.CharField):
    """A share typed in per cent; 0-1 as it is kept, None where it is left to be computed."""

    def __init__(self, **kwargs: Any) -> None:
        typed = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(required=False, max_length=12, widget=typed, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        """The share.

        Raises:
            ValidationError: it is no number from 0 to 100.
        """
        text = str(super().clean(value) or "").replace("%", "")
        try:
            percent = reader.read_typed(text)
        except NumeralError as error:
            raise forms.ValidationError(str(error)) from error
        if percent is None:
            return None
        if not 0 <= percent <= 100:
            raise forms.ValidationError(_("A share is from 0 to 100 percent."))
        return percent / 100


def shown_share(share: Decimal | None) -> str:
    """A share as its field shows it."""
    return reader.typed(share * 100) if share is not None else ""


class SharesForm(forms.Form):
    """A field for the share of every producer but one, who has a form of their own or leaves.

    An executive producer holds no share. A field that was not sent leaves its share as it is.
    """

    def __init__(
        self, film: Film, without: int | None, data: QueryDict | None = None, **kwargs: Any
    ) -> None:
        self.film = film
        self.others = {
            index: one
            for index, one in enumerate(film.coproducer)
            if index != without and one.role != "executive"
        }
        held = {f"share_{index}": shown_share(one.share) for index, one in self.others.items()}
        super().__init__(None if data is None else {**held, **data.dict()}, **kwargs)
        for index, one in self.others.items():
            self.fields[f"share_{index}"] = ShareField(
                label=_("Share of %(name)s, in percent") % {"name": one.company},
                initial=held[f"share_{index}"],
            )

    def own(self) -> tuple[str, str, Decimal | None] | None:
        """Country, part and share of the producer whose form it is; None where one leaves."""
        return None

    def shares(self) -> dict[int, Decimal | None]:
        """The shares of the others, by their place in the film."""
        return {index: self.cleaned_data[f"share_{index}"] for index in self.others}

    def clean(self) -> dict[str, Any]:
        """All that was given, if the shares are one whole."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        holders: list[tuple[str, str, Decimal | None]] = [
            (one.country, one.role, share)
            for one, share in zip(self.others.values(), self.shares().values(), strict=True)
        ]
        own = self.own()
        if own and own[1] != "executive":
            holders.append(own)
        given = [share for _country, _role, share in holders if share is not None]
        total = sum(given, Decimal(0))
        led = any(
            role == "delegate" or country == self.film.delegate for country, role, _s in holders
        )
        whole = bool(given) and len(given) == len(holders) and led
        if total > 1 or (whole and total != 1):
            raise forms.ValidationError(
                _("The shares sum to %(total)s %%; together they are 100 %%.")
                % {"total": reader.typed(total * 100)}
            )
        return cleaned

    def with_shares(self, entries: list[Coproducer]) -> list[Coproducer]:
        """The film's producers with the shares that were given."""
        shares = self.shares()
        return [
            one.model_copy(update={"share": shares[index]}) if index in shares else one
            for index, one in enumerate(entries)
        ]
