"""A file brought from elsewhere."""

from __future__ import annotations

from unicodedata import normalize

from django import forms
from django.utils.translation import gettext_lazy as _

from borderless.web.home.forms import read_upload


class UploadForm(forms.Form):
    """A file, and the folder it goes into."""

    file = forms.FileField(label=_("File"))
    folder = forms.CharField(
        label=_("Folder"),
        required=False,
        max_length=100,
        help_text=_("Leave it empty for film.toml and the tables; subtitles go into “subtitles”."),
    )

    def clean_folder(self) -> str:
        """The folder without slashes around it."""
        folder: str = self.cleaned_data["folder"]
        return folder.strip().strip("/")

    def content(self) -> bytes:
        """The file's bytes.

        Raises:
            ValidationError: it is larger than this server takes.
        """
        return read_upload(self.cleaned_data["file"])

    def path(self) -> str:
        """Where it goes in the film's folder."""
        name = str(self.cleaned_data["file"].name)
        folder = self.cleaned_data["folder"]
        return normalize("NFC", f"{folder}/{name}" if folder else name)
