"""How sign-up, signing in and mail behave here."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from borderless.web.accounts.invitations import join_what_was_offered, remembered
from borderless.web.accounts.models import User

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-up is open unless the house closed it; who joins an organisation is seen to here."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": lazy("This account is closed."),
        "cannot_remove_primary_email": lazy("Choose another main address first."),
        "duplicate_email": lazy("This address is yours already."),
        "email_password_mismatch": lazy("Address and password do not belong together."),
        "email_taken": lazy("This address belongs to an account already."),
        "enter_current_password": lazy("This is not your password of today."),
        "incorrect_code": lazy("This code is not right, or its time has run out."),
        "incorrect_password": lazy("This is not your password."),
        "invalid_login": lazy("Address and password do not belong together."),
        "invalid_password_reset": lazy("This link has run out or was used."),
        "max_email_addresses": lazy("More than %d addresses cannot be kept."),
        "too_many_login_attempts": lazy(
            "There were too many tries with this address. Wait five minutes, then try again."
        ),
        "unverified_primary_email": lazy("Confirm an address before you make it the main one."),
        "rate_limited": lazy("That was too often. Wait a little, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether a stranger may make an account: while sign-up is open, or with an invitation."""
        return bool(settings.ACCOUNT_SIGNUP_OPEN) or (
            not settings.LOCAL and remembered(request) is not None
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sends mail in the language of whoever reads it; says so where it does not get out."""
        request = allauth_context.request
        found = User.objects.filter(email__iexact=email).first()
        language = (found.interface_language if found else "") or translation.get_language()
        try:
            with translation.override(language):
                super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError):
            log.exception("mail was not sent")
            if request is not None:
                messages.error(
                    request, _("The mail could not be sent just now. Try again in a while.")
                )

    def pre_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse | None:
        """Keeps the person of `borderless serve` to their link."""
        if user.is_local:
            closed: HttpResponse = self.respond_user_inactive(request, user)
            return closed
        refused: HttpResponse | None = super().pre_login(request, user, **how)
        return refused

    def login(self, request: HttpRequest, user: User) -> None:
        """Signs in, and lets the person into the organisations that invited them."""
        super().login(request, user)
        _join(request, user)

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Confirms an address, and lets its owner into the organisations that invited it."""
        confirmed: bool = super().confirm_email(request, email_address)
        if confirmed:
            _join(request, email_address.user)
        return confirmed

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """The ways to confirm that it is you, in our words."""
        words = {
            "reauthenticate": _("With your password"),
            "mfa_reauthenticate": _("With a code"),
            "mfa_reauthenticate:webauthn": _("With a passkey or security key"),
        }
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [way | {"description": words.get(way["id"], way["description"])} for way in ways]


def _join(request: HttpRequest, user: User) -> None:
    for organisation in join_what_was_offered(user):
        messages.success(request, _("You are in %(company)s now.") % {"company": organisation})


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Names and words of codes and keys."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": lazy("Turn the second factor off before you add an address."),
        "cannot_delete_authenticator": lazy("The second factor cannot be turned off."),
        "cannot_generate_recovery_codes": lazy(
            "Recovery codes belong to a second factor; set one up first."
        ),
        "incorrect_code": lazy("This code is not right, or its time has run out."),
        "unverified_email": lazy("Confirm your e-mail address first."),
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Under what name a device keeps the passkey."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "Borderless"}

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002 - allauth's
        """A name for a new key."""
        from allauth.mfa.models import Authenticator

        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("Key %(number)s") % {"number": count + 1}
