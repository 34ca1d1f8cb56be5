"""Whom a film is shown to, as what, and for how long."""

from __future__ import annotations

from datetime import date as Day
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from borderless.web.accounts.models import Organisation, User
from borderless.web.films.actions.sharing import LONGEST
from borderless.web.films.models import Film, Role
from borderless.web.home.forms import read_upload


class GiveForm(forms.Form):
    """A person by their address, and a role."""

    email = forms.EmailField(
        label=lazy("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=lazy("Role"), choices=Role.choices, initial=Role.VIEWER)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "give-%s", **kwargs})

    def clean_email(self) -> User:
        """The person who has the address, and has confirmed that it is theirs."""
        from allauth.account.models import EmailAddress

        found = (
            EmailAddress.objects.filter(
                email__iexact=self.cleaned_data["email"], verified=True, user__is_active=True
            )
            .select_related("user")
            .first()
        )
        if found is None:
            raise forms.ValidationError(
                _("Nobody has an account with this address. Send them a guest link instead.")
            )
        user: User = found.user
        return user


class RoleForm(forms.Form):
    """Another role for somebody."""

    role = forms.ChoiceField(label=lazy("Role"), choices=Role.choices)


class LinkForm(forms.Form):
    """A guest link: for whom, what it shows, and until when."""

    label = forms.CharField(
        label=lazy("For whom"), max_length=120, help_text=lazy("Such as “Ms Kim, Busan fund”.")
    )
    role = forms.ChoiceField(
        label=lazy("What it shows"),
        choices=[
            (Role.VIEWER, lazy("The film without money")),
            (Role.FINANCE_VIEWER, lazy("The film with its finance")),
        ],
    )
    until = forms.DateField(
        label=lazy("Holds until"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "link-%s", **kwargs})
        today = timezone.localdate()
        self.fields["until"].initial = (today + timedelta(days=14)).isoformat()
        self.fields["until"].widget.attrs |= {
            "min": (today + timedelta(days=1)).isoformat(),
            "max": (today + LONGEST).isoformat(),
        }

    def clean_until(self) -> Day:
        """A day from tomorrow on, 90 days from now at most."""
        day: Day = self.cleaned_data["until"]
        today = timezone.localdate()
        if not today < day <= today + LONGEST:
            raise forms.ValidationError(
                _("Choose a day from tomorrow on, at most %(days)s days from now.")
                % {"days": LONGEST.days}
            )
        return day


class HouseForm(forms.Form):
    """The organisation that the film belongs to."""

    organisation = forms.ModelChoiceField(
        label=lazy("Company"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=lazy("None"),
    )

    def __init__(self, user: User, film: Film, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "house-%s", **kwargs})
        # The film's own company stands there too, so that to save changes nothing by itself.
        houses = (
            Organisation.objects.filter(Q(members__user=user) | Q(films=film))
            .distinct()
            .order_by("name")
        )
        self.fields["organisation"].queryset = houses  # type: ignore[attr-defined]
        self.fields["organisation"].initial = film.organisation_id


class FolderForm(forms.Form):
    """The film's folder as an archive."""

    archive = forms.FileField(
        label=lazy("The film's folder as a .zip file"),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )

    def clean_archive(self) -> bytes:
        """The archive's bytes, if they are not too many."""
        return read_upload(self.cleaned_data["archive"])
