"""Every page about an account, in our look and without a line of inline script or style."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from web_fixtures import PASSWORD

if TYPE_CHECKING:
    from borderless.web.accounts.models import User

TEMPLATES = Path(__file__).parents[3] / "src/borderless/web/accounts/templates"

OPEN = {
    "account_login": 200,
    "account_signup": 200,
    "account_reset_password": 200,
    "account_reset_password_done": 200,
    "account_reset_password_from_key_done": 200,
    "account_email_verification_sent": 200,
    "account_inactive": 200,
}
SIGNED_IN = {
    "profile": 200,
    "profile-delete": 200,
    "organisations": 200,
    "account_logout": 200,
    "account_email": 200,
    "account_change_password": 200,
    "account_reauthenticate": 200,
    "mfa_index": 200,
    "mfa_activate_totp": 200,
    "mfa_add_webauthn": 200,
    "mfa_list_webauthn": 200,
    "usersessions_list": 200,
}
WITH_FACTOR = {
    "mfa_deactivate_totp": 200,
    "mfa_view_recovery_codes": 200,
    "mfa_generate_recovery_codes": 200,
    "mfa_reauthenticate": 200,
    "mfa_index": 200,
}


class Inline(HTMLParser):
    """What a page says that a strict policy forbids, and its headings."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.headings = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes scripts without a source, style elements and attributes, and handlers."""
        given = dict(attrs)
        self.headings += tag == "h1"
        if (tag == "script" and "src" not in given) or tag == "style":
            self.found.append(tag)
        self.found += [f"{tag} {name}" for name in given if name == "style" or name[:2] == "on"]


def look_at(page: str) -> None:
    """In our base, with one heading, nothing inline, no social login."""
    seen = Inline(page)
    assert seen.found == []
    assert seen.headings == 1
    assert '<main id="main"' in page
    assert "borderless/tokens.css" in page
    assert "3rdparty" not in page
    assert "placeholder=" not in page


def prove_again(client: Client) -> None:
    """Gives the password once more, as pages about the account ask."""
    answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert answer.status_code == 302


@pytest.mark.parametrize(("name", "status"), OPEN.items())
@pytest.mark.django_db
def test_pages_for_everybody(client: Client, name: str, status: int) -> None:
    answer = client.get(reverse(name))
    assert answer.status_code == status
    look_at(answer.content.decode())


@pytest.mark.parametrize(("name", "status"), SIGNED_IN.items())
def test_pages_of_an_account(
    signed_in: Callable[[User], Client], anna: User, name: str, status: int
) -> None:
    desk = signed_in(anna)
    prove_again(desk)
    answer = desk.get(reverse(name))
    assert answer.status_code == status
    look_at(answer.content.decode())


@pytest.mark.parametrize(("name", "status"), WITH_FACTOR.items())
def test_pages_of_an_account_with_a_second_factor(
    signed_in: Callable[[User], Client], anna: User, name: str, status: int
) -> None:
    TOTP.activate(anna, generate_totp_secret())
    RecoveryCodes.activate(anna)
    desk = signed_in(anna)
    prove_again(desk)
    answer = desk.get(reverse(name))
    assert answer.status_code == status
    look_at(answer.content.decode())


def test_pages_of_a_key(signed_in: Callable[[User], Client], anna: User) -> None:
    key = Authenticator.objects.create(
        user=anna,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Blue key", "credential": {"clientExtensionResults": {}}},
    )
    desk = signed_in(anna)
    prove_again(desk)
    for name, args in (
        ("mfa_list_webauthn", []),
        ("mfa_edit_webauthn", [key.pk]),
        ("mfa_remove_webauthn", [key.pk]),
    ):
        answer = desk.get(reverse(name, args=args))
        assert answer.status_code == 200
        look_at(answer.content.decode())


def test_the_second_step_of_signing_in(client: Client, anna: User) -> None:
    TOTP.activate(anna, generate_totp_secret())
    answer = client.post(reverse("account_login"), {"login": anna.email, "password": PASSWORD})
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    look_at(client.get(reverse("mfa_authenticate")).content.decode())
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    assert "This code is not right" in wrong


def test_where_one_is_signed_in(client: Client, anna: User) -> None:
    given = {"login": anna.email, "password": PASSWORD}
    other = Client(headers={"user-agent": "Firefox on another desk"})
    for desk in (client, other):
        desk.post(reverse("account_login"), given)
    page = client.get(reverse("usersessions_list")).content.decode()
    assert "this one" in page
    assert "Firefox on another desk" in page
    client.post(reverse("usersessions_list"))
    assert other.get(reverse("profile")).status_code == 302
    assert client.get(reverse("profile")).status_code == 200


@pytest.mark.django_db
def test_pages_of_links_that_lead_nowhere(client: Client) -> None:
    for path, status in (
        (reverse("account_confirm_email", args=["nothing"]), 200),
        (reverse("account_reset_password_from_key", args=["1", "set-password"]), 200),
        (reverse("invitation", args=["nothing"]), 410),
    ):
        answer = client.get(path)
        assert answer.status_code == status
        look_at(answer.content.decode())
        assert "no longer holds" in answer.content.decode() or "has run out" in (
            answer.content.decode()
        )


def test_nothing_of_allauth_is_shown_in_its_own_template() -> None:
    import allauth

    theirs = Path(allauth.__file__).parent / "templates"
    pages = {path.relative_to(theirs).as_posix() for path in theirs.rglob("*.html")}
    ours = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")}
    left = {
        page
        for page in pages - ours
        if page.startswith(("account/", "mfa/", "usersessions/")) and "/base_" not in page
    }
    # Each belongs to something that is off: codes by mail, telephones, trusted browsers.
    assert left == {
        "account/confirm_email_verification_code.html",
        "account/confirm_login_code.html",
        "account/confirm_password_reset_code.html",
        "account/confirm_phone_verification_code.html",
        "account/email_change.html",
        "account/phone_change.html",
        "account/request_login_code.html",
        "account/signup_by_passkey.html",
        "account/snippets/already_logged_in.html",
        "account/snippets/warn_no_email.html",
        "account/verified_email_required.html",
        "mfa/recovery_codes/base.html",
        "mfa/totp/base.html",
        "mfa/trust.html",
        "mfa/webauthn/base.html",
        "mfa/webauthn/signup_form.html",
        "mfa/webauthn/snippets/login_script.html",
        "mfa/webauthn/snippets/scripts.html",
    }


def test_too_many_wrong_passwords(client: Client, anna: User) -> None:
    cache.clear()
    wrong = {"login": anna.email, "password": "not the password"}
    for _try in range(5):
        assert "do not belong together" in client.post("/accounts/login/", wrong).content.decode()
    refused = client.post("/accounts/login/", {"login": anna.email, "password": PASSWORD})
    assert "too many tries with this address" in refused.content.decode()
    cache.clear()
    assert client.post("/accounts/login/", wrong | {"password": PASSWORD}).status_code == 302


@pytest.mark.django_db
def test_too_many_requests_get_a_calm_page(client: Client) -> None:
    cache.clear()
    for _try in range(30):
        client.post("/accounts/login/", {})
    answer = client.post("/accounts/login/", {})
    cache.clear()
    assert answer.status_code == 429
    look_at(answer.content.decode())
    assert "wait a few minutes" in answer.content.decode()
