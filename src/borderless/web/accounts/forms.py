"""What people say about themselves."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from borderless.web.accounts.models import User


class SignUpForm(forms.Form):
    """A name, beside the e-mail address and password that allauth asks for."""

    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ["name", "email", "password1"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keeps the name; allauth calls this with the new person."""
        del request
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
