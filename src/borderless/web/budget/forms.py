"""A budget brought as a file."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from borderless.web.home.forms import read_upload

_ENDINGS = (".csv", ".xlsx")


class BudgetFileForm(forms.Form):
    """The file; or the one that was looked at, which the page sends again."""

    file = forms.FileField(
        label=lazy("Budget as .csv or .xlsx"),
        required=False,
        help_text=lazy(
            "As your accountant has it. What it changes is shown before anything is saved."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    kept_name = forms.CharField(required=False, widget=forms.HiddenInput)

    name = ""
    """What the file is called in the film's folder."""
    content = b""
    is_looked_at = False
    """Whether its changes were shown before."""

    def clean(self) -> dict[str, Any]:
        """Reads the file, whichever way it came."""
        given = super().clean() or {}
        upload = given.get("file")
        if upload is not None:
            name = str(upload.name).lower()
            self.content = read_upload(upload)
        else:
            name = given.get("kept_name", "")
            self.is_looked_at = True
            self.content = self._kept(given.get("kept", ""))
        if not name.endswith(_ENDINGS):
            raise forms.ValidationError(_("Bring a .csv or an .xlsx file."))
        self.name = "budget.csv" if name.endswith(".csv") else "budget.xlsx"
        return given

    @staticmethod
    def _kept(text: str) -> bytes:
        if not text or len(text) > settings.UPLOAD_BYTES * 4 // 3 + 4:
            raise forms.ValidationError(_("Choose a file."))
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise forms.ValidationError(_("Choose a file.")) from error
