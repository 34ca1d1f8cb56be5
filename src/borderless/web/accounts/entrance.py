"""allauth's forms, asked in our words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from borderless.web.accounts.invitations import remembered

LABELS: dict[str, Promise] = {
    "login": lazy("E-mail address"),
    "email": lazy("E-mail address"),
    "password": lazy("Password"),
    "remember": lazy("Keep me signed in on this device"),
    "oldpassword": lazy("Password of today"),
    "password1": lazy("New password"),
    "password2": lazy("New password, once more"),
    "code": lazy("Code"),
    "name": lazy("Name of the key"),
    "passwordless": lazy("Sign in with this key alone, without a password"),
}
HINTS: dict[str, Promise | str] = {
    "password": "",
    "oldpassword": "",
    "passwordless": lazy("The device then asks for a fingerprint, a face or a PIN."),
}


class Worded(forms.Form):
    """Gives the fields our labels and hints; what a field is for is never told inside it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)  # type: ignore[assignment]
            field.help_text = HINTS.get(name, field.help_text)  # type: ignore[assignment]
            if name == "code":
                field.widget.attrs.update({"inputmode": "numeric", "class": "code"})


class SignUp(account.SignupForm):  # type: ignore[misc]  # allauth has no types
    """Signing up; where the house is closed, with the address that was invited."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        invitation = remembered(context.request)
        if invitation:
            kwargs["initial"] = {"email": invitation.email, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields["email"].label = LABELS["email"]
        self.fields["password1"].label = LABELS["password"]

    def clean_email(self) -> str:
        """The address.

        Raises:
            ValidationError: sign-up is closed and another address was invited.
        """
        email: str = super().clean_email()
        if settings.ACCOUNT_SIGNUP_OPEN:
            return email
        invitation = remembered(context.request)
        if invitation is None or invitation.email != email:
            raise forms.ValidationError(
                _("Sign up with the address to which the invitation was sent.")
            )
        return email


class SignIn(Worded, account.LoginForm):  # type: ignore[misc]
    """Address and password."""


class AddAddress(Worded, account.AddEmailForm):  # type: ignore[misc]
    """One more e-mail address."""


class ChangePassword(Worded, account.ChangePasswordForm):  # type: ignore[misc]
    """The old password and a new one."""


class SetPassword(Worded, account.SetPasswordForm):  # type: ignore[misc]
    """A first password."""


class AskForReset(Worded, account.ResetPasswordForm):  # type: ignore[misc]
    """Where the link goes."""


class ResetPassword(Worded, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password instead of a forgotten one."""


class ConfirmPassword(Worded, account.ReauthenticateForm):  # type: ignore[misc]
    """The password, before something that matters."""


class SecondFactor(Worded, mfa.AuthenticateForm):  # type: ignore[misc]
    """A code of the app, or a recovery code."""


class ConfirmCode(Worded, mfa.ReauthenticateForm):  # type: ignore[misc]
    """A code, before something that matters."""


class ActivateApp(Worded, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app."""


class AddKey(Worded, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey or security key."""


class RenameKey(Worded, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a key."""
