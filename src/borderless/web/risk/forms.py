"""The form that asks for scenarios."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from borderless.film.numerals import NumeralError
from borderless.web.design.reader import number, read_typed
from borderless.web.jobs.kinds.questions import MOST_SCENARIOS

PRESETS = (10_000, 100_000, 1_000_000)
"""Scenarios that are one click away."""
OTHER = "other"


class RiskForm(forms.Form):
    """How many scenarios, from which seed, and how exchange rates are drawn."""

    preset = forms.ChoiceField(label=lazy("Scenarios"), widget=forms.RadioSelect)
    scenarios = forms.CharField(
        label=lazy("Another number"), required=False, max_length=20, widget=forms.TextInput
    )
    seed = forms.IntegerField(
        label=lazy("Seed"),
        min_value=0,
        max_value=2**53,
        initial=1,
        help_text=lazy("The same seed gives the same scenarios, to the last digit."),
    )
    method = forms.ChoiceField(
        label=lazy("Exchange rates"),
        required=False,
        choices=[
            ("", lazy("As the film says")),
            ("bootstrap", lazy("Blocks of the ECB’s history")),
            ("gbm", lazy("Brownian motion")),
            ("student_t", lazy("Student-t process")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        preset = self.fields["preset"]
        assert isinstance(preset, forms.ChoiceField)
        preset.choices = [
            *((str(one), number(one)) for one in PRESETS),
            (OTHER, _("Another number")),
        ]
        preset.initial = str(PRESETS[1])
        self.fields["scenarios"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        """Puts the number that is meant into `scenarios`."""
        data = super().clean() or {}
        if data.get("preset") == OTHER:
            data["scenarios"] = self._typed(data.get("scenarios", ""))
        elif data.get("preset"):
            data["scenarios"] = int(data["preset"])
        return data

    def _typed(self, text: str) -> int | None:
        limits = {"most": number(MOST_SCENARIOS), "read": text}
        try:
            value = read_typed(text)
        except NumeralError:
            value = None
        if value is None or value != value.to_integral_value() or not 1 <= value <= MOST_SCENARIOS:
            self.add_error(
                "scenarios",
                _("Read “%(read)s”; write a whole number from 1 to %(most)s, such as 250000.")
                % limits,
            )
            return None
        return int(value)

    @property
    def question(self) -> dict[str, Any]:
        """The parameters of the job; only where the form is valid."""
        return {name: self.cleaned_data[name] for name in ("scenarios", "seed", "method")}


class BacktestForm(forms.Form):
    """How history is replayed."""

    method = RiskForm.base_fields["method"]
    seed = forms.IntegerField(label=lazy("Seed"), min_value=0, max_value=2**53, initial=1)
