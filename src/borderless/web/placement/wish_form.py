"""What the forms of all wishes share: the film they change, places, and lines to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _

from borderless.film.model import Film


class WishForm(forms.Form):
    """A wish that is added to a film."""

    kind: ClassVar[str]
    what: ClassVar[str]
    """What was done, for the history; English."""

    def __init__(self, film: Film, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, prefix=self.kind, **kwargs)
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


def choose(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Sets what a field offers, which depends on the film."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
