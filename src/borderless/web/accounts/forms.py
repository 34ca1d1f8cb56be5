"""What people say about themselves and their organisations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from borderless.web.accounts import choices
from borderless.web.accounts.models import Craft, Organisation, User
from borderless.web.design import reader

MOST_LANGUAGES = 12
_IN_A_LINE = 3


class SignUpForm(forms.Form):
    """A name, beside the e-mail address and password that allauth asks for."""

    name = forms.CharField(
        label=lazy("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ["name", "email", "password1"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keeps the name and the language in which it was typed; allauth calls this."""
        user.name = self.cleaned_data["name"]
        user.interface_language = getattr(request, "LANGUAGE_CODE", "")
        user.save(update_fields=["name", "interface_language"])


class LanguagesWidget(forms.Widget):
    """A row for each language, and some to spare, all with the same list to choose from."""

    template_name = "accounts/widgets/languages.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        """The rows: names where the codes are known, else what was typed."""
        context = super().get_context(name, None, dict(attrs or {}))
        known = set(choices.language_codes())
        rows = [reader.language(one) if one in known else one for one in value or []]
        context["rows"] = rows + [""] * (_IN_A_LINE - len(rows) % _IN_A_LINE)
        context["is_invalid"] = "aria-invalid" in context["widget"]["attrs"]
        context["known"] = [label for _code, label in choices.languages()]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """What was typed, row by row."""
        del files
        return [text.strip() for text in data.getlist(name) if text.strip()]

    def id_for_label(self, id_: str) -> str:
        """None: the rows stand under a legend."""
        del id_
        return ""


class LanguagesField(forms.Field):
    """Languages typed by name, as BCP 47 codes."""

    widget = LanguagesWidget

    def clean(self, value: Any) -> list[str]:
        """The codes, each once.

        Raises:
            ValidationError: one is no language that we know, or there are too many.
        """
        codes: dict[str, None] = {}
        for typed in value[:100]:
            code = choices.language_typed(typed)
            if code is None:
                raise forms.ValidationError(
                    _("“%(typed)s” is no language that we know; choose one from the list.")
                    % {"typed": typed[:60]}
                )
            codes[code] = None
        if len(codes) > MOST_LANGUAGES:
            raise forms.ValidationError(
                _("At most %(most)s languages can be kept.") % {"most": MOST_LANGUAGES}
            )
        return list(codes)


def _with_none(words: str, known: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [("", words), *known]


class ProfileForm(forms.ModelForm[User]):
    """A person's profile."""

    languages = LanguagesField(
        label=lazy("Languages you speak"),
        required=False,
        help_text=lazy("One in each row; clear a row to take it out."),
    )

    class Meta:  # noqa: D106 - Django's
        model = User
        fields = (
            "name",
            "craft",
            "country",
            "city",
            "time_zone",
            "languages",
            "interface_language",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown: dict[str, tuple[str, str]] = {
            "name": (_("Name"), ""),
            "craft": (_("What you do"), ""),
            "country": (
                _("Country you live in"),
                _("Dates and numbers are written as people write them there."),
            ),
            "city": (_("City"), ""),
            "time_zone": (_("Time zone"), ""),
            "interface_language": (_("Language of the pages"), ""),
        }
        for name, (label, hint) in shown.items():
            self.fields[name].label, self.fields[name].help_text = label, hint
        self.fields["name"].required = True
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["city"].widget.attrs["autocomplete"] = "address-level2"
        self._offer("country", _with_none(_("Not said"), choices.countries()))
        self._offer("craft", _with_none(_("Not said"), Craft.choices))
        self._offer("time_zone", _with_none(_("As the server"), self._zones()))
        self._offer("interface_language", _with_none(_("As the browser asks"), settings.LANGUAGES))

    def _offer(self, name: str, known: list[tuple[str, Any]]) -> None:
        old = self.fields[name]
        self.fields[name] = forms.ChoiceField(
            label=old.label, help_text=old.help_text, required=False, choices=known
        )

    def _zones(self) -> list[tuple[str, Any]]:
        zones: list[tuple[str, Any]] = list(choices.time_zones())
        kept = self.instance.time_zone
        if kept and not any(kept == name for _area, names in zones for name, _label in names):
            zones.append((kept, kept))
        return zones


class OrganisationForm(forms.ModelForm[Organisation]):
    """An organisation's name and country."""

    class Meta:  # noqa: D106 - Django's
        model = Organisation
        fields = ("name", "country")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the company")
        self.fields["name"].widget.attrs["autocomplete"] = "organization"
        self.fields["country"] = forms.ChoiceField(
            label=_("Country"),
            required=False,
            choices=_with_none(_("Not said"), choices.countries()),
        )


class InviteForm(forms.Form):
    """Whom to add to an organisation."""

    email = forms.EmailField(
        label=lazy("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=lazy("Who has an account is a member at once. Anybody else gets a link by mail."),
    )


class DeleteForm(forms.Form):
    """That the person means it."""

    sure = forms.BooleanField(label=lazy("Yes, delete my account and my profile"))
