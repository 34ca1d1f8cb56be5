"""A token asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from borderless.web.api.models import Scope

_LIFE = (("30", _("30 days")), ("90", _("90 days")), ("365", _("A year")), ("", _("No end")))


class TokenForm(forms.Form):
    """Name, purpose and life of a token."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Where it is used, such as “accounts import”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it is for"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.ChoiceField(label=_("How long it holds"), choices=_LIFE, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].initial = "90"
