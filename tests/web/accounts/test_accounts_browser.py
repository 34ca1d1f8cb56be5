"""Signing up, codes and passkeys in a real browser; every account page without barriers."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache

from borderless.web.accounts.actions import MakeOrganisation
from borderless.web.accounts.models import OrganisationMember
from chromium import barriers
from web_fixtures import PASSWORD, Desk, needs_browser

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from borderless.web.accounts.models import User

pytestmark = [needs_browser, pytest.mark.django_db(transaction=True)]
Sit = Callable[..., Desk]


@pytest.fixture(autouse=True)
def _no_counts(transactional_db: None) -> None:
    cache.clear()


def code_of(secret: str) -> str:
    """What an app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Types address and password."""
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    """By the menu of the account."""
    page.get_by_label("Your account").first.click()
    page.get_by_role("button", name="Sign out").click()


def confirm(page: Page) -> None:
    """Gives the password once more."""
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def test_sign_up_to_signed_in(desk: Sit) -> None:
    page = desk().open("/accounts/signup/")
    page.get_by_label("Name").fill("Joanna Kos")
    page.get_by_label("E-mail address").fill("joanna@example.org")
    page.get_by_label("Password").fill("herring under a fur coat")
    page.get_by_role("button", name="Sign up").click()
    page.get_by_role("heading", name="Look into your mail").wait_for()
    link = re.search(r"http://\S+/confirm-email/\S+", str(mail.outbox[0].body))
    assert link
    page.goto(link[0])
    page.get_by_role("button", name="Yes, confirm it").click()
    page.wait_for_url(re.compile(r"/$"))
    assert page.get_by_text("joanna@example.org is confirmed").is_visible()


def test_a_second_factor_from_setting_up_to_signing_in(desk: Sit, anna: User) -> None:
    page = desk().open("/accounts/login/?next=/accounts/2fa/")
    sign_in(page, anna.email)
    page.get_by_role("link", name="Set it up").click()
    confirm(page)
    picture = page.locator(".totp-picture")
    assert picture.evaluate("one => one.complete && one.naturalWidth > 0")
    secret = page.locator("#totp-secret").inner_text()
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Turn it on").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    assert page.locator(".recovery-codes code").count() == 10
    recovery = page.locator(".recovery-codes code").first.inner_text()

    sign_out(page)
    sign_in(page, anna.email)
    page.get_by_role("heading", name="Second factor").wait_for()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("This code is not right").wait_for()
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r"/$"))

    sign_out(page)
    sign_in(page, anna.email)
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r"/$"))


def test_a_passkey_from_adding_to_signing_in_without_a_password(desk: Sit, anna: User) -> None:
    page = desk().open("/accounts/login/?next=/accounts/2fa/webauthn/add/")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in(page, anna.email)
    confirm(page)
    page.get_by_label("Sign in with this key alone").check()
    page.get_by_role("button", name="Add the key").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    assert Authenticator.objects.filter(user=anna, type="webauthn").count() == 1
    page.goto(f"{page.url.split('/accounts')[0]}/accounts/2fa/webauthn/")
    assert page.get_by_text("signs in alone").is_visible()

    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(re.compile(r"/$"))

    sign_out(page)
    sign_in(page, anna.email)
    page.get_by_role("button", name="Use a passkey or security key").click()
    page.wait_for_url(re.compile(r"/$"))


def test_a_device_that_gives_no_key_is_told_in_words(desk: Sit, anna: User) -> None:
    page = desk().open("/accounts/login/")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": options | {"hasUserVerification": True, "isUserVerified": False}},
    )
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("The device gave no key").wait_for()
    assert page.get_by_role("button", name="Sign in with a passkey").is_enabled()


def test_the_zone_of_this_device_is_offered(desk: Sit, sam: User) -> None:
    page = desk(sam, timezone_id="Europe/Warsaw").open("/accounts/profile/")
    page.get_by_text("This device is set to Europe/Warsaw").wait_for()
    page.get_by_role("button", name="Use that").click()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Your profile is saved").wait_for()
    sam.refresh_from_db()
    assert sam.time_zone == "Europe/Warsaw"
    assert not page.get_by_text("This device is set to").is_visible()


PAGES = [
    "profile/",
    "profile/delete/",
    "organisations/",
    "organisations/{house}/",
    "email/",
    "password/change/",
    "2fa/",
    "2fa/totp/activate/",
    "2fa/webauthn/",
    "2fa/webauthn/add/",
    "sessions/",
    "logout/",
]
OPEN_PAGES = ["login/", "signup/", "password/reset/", "confirm-email/", "inactive/"]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_no_page_has_barriers(desk: Sit, anna: User, ben: User, width: int, scheme: str) -> None:
    house = MakeOrganisation(anna, "Nordisk Tonefilm og Fjernsyn", "DK").run()
    OrganisationMember.objects.create(organisation=house, user=ben)
    nobody = desk(width=width, scheme=scheme)
    for path in OPEN_PAGES:
        look_at(nobody.open(f"/accounts/{path}"), path)
    annas = desk(anna, width=width, scheme=scheme)
    confirm(annas.open("/accounts/reauthenticate/?next=/accounts/profile/"))
    for path in PAGES:
        page = annas.open(f"/accounts/{path.format(house=house.pk)}")
        assert "reauthenticate" not in page.url
        look_at(page, path)


def look_at(page: Any, path: str) -> None:
    """Nothing serious in the way, and nothing beyond the edge."""
    assert (path, barriers(page)) == (path, [])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
