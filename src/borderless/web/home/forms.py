"""A new film, and one that comes as an archive."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from borderless.web.accounts.choices import countries
from borderless.web.accounts.models import Organisation, User
from borderless.web.design import reader


class _ForHouse(forms.Form):
    """Asks whose the film is where a person has organisations."""

    organisation = forms.ModelChoiceField(
        label=lazy("Whose film it is"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=lazy("Mine alone"),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        houses = Organisation.objects.filter(members__user=user).order_by("name")
        if houses.exists():
            self.fields["organisation"].queryset = houses  # type: ignore[attr-defined]
        else:
            del self.fields["organisation"]


class NewFilmForm(_ForHouse):
    """Title and country of a new film."""

    title = forms.CharField(label=lazy("Title"), max_length=200)
    delegate = forms.ChoiceField(
        label=lazy("Country of the delegate producer"),
        help_text=lazy("The producer who leads; you add the others on the finance plan's page."),
    )
    field_order = ["title", "delegate", "organisation"]

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields["delegate"].choices = [  # type: ignore[attr-defined]
            ("", lazy("Choose a country")),
            *countries(),
        ]
        self.fields["delegate"].initial = user.country


class ImportForm(_ForHouse):
    """A film's folder as a ZIP."""

    archive = forms.FileField(
        label=lazy("The film's folder as a .zip file"),
        help_text=lazy("With film.toml and budget.csv or budget.xlsx in it."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )
    field_order = ["archive", "organisation"]

    def clean_archive(self) -> bytes:
        """The archive's bytes, if they are not too many."""
        upload: UploadedFile[bytes] = self.cleaned_data["archive"]
        return read_upload(upload)


def read_upload(upload: UploadedFile[bytes]) -> bytes:
    """The content of an upload.

    Raises:
        ValidationError: it is larger than this server takes.
    """
    most = settings.UPLOAD_BYTES
    if upload.size is None or upload.size > most:
        raise forms.ValidationError(
            _("The file is larger than %(most)s MB, which is the most this server takes.")
            % {"most": reader.number(most / 1_000_000)}
        )
    content: bytes = upload.read()
    return content
