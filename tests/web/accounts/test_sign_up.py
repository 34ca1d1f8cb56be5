"""Signing up, forgotten passwords, what a stranger can learn, and mail in one's language."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from pytest_django.fixtures import Settings

from borderless.web.accounts.adapter import AccountAdapter
from borderless.web.accounts.models import User
from web_fixtures import PASSWORD

NEW = {"name": "Joanna Kos", "email": "joanna@example.org", "password1": "herring under a fur coat"}


@pytest.fixture(autouse=True)
def _no_counts(db: None) -> None:
    cache.clear()


def link_in(body: Any) -> str:
    """The path of the link in a mail."""
    found = re.search(r"http://testserver(/\S+)", str(body))
    assert found
    return found[1]


def test_sign_up_confirm_and_be_signed_in(client: Client) -> None:
    answer = client.post("/accounts/signup/", NEW)
    assert answer.headers["Location"] == "/accounts/confirm-email/"
    assert client.get("/").status_code == 302  # nobody is signed in before the address is confirmed
    [sent] = mail.outbox
    assert sent.to == ["joanna@example.org"]
    assert sent.subject == "Confirm your e-mail address"
    link = link_in(sent.body)
    assert "Is <strong>joanna@example.org</strong> yours?" in client.get(link).content.decode()
    assert client.post(link).headers["Location"] == "/"
    joanna = User.objects.get(email="joanna@example.org")
    assert joanna.name == "Joanna Kos"
    assert client.session["_auth_user_id"] == str(joanna.pk)


def test_the_link_opened_elsewhere_confirms_but_signs_nobody_in(client: Client) -> None:
    client.post("/accounts/signup/", NEW)
    elsewhere = Client()
    answer = elsewhere.post(link_in(mail.outbox[0].body))
    assert answer.headers["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in elsewhere.session
    signed = elsewhere.post(
        "/accounts/login/", {"login": NEW["email"], "password": NEW["password1"]}
    )
    assert signed.headers["Location"] == "/"


def test_a_taken_address_looks_like_any_other(client: Client, anna: User) -> None:
    fresh = client.post("/accounts/signup/", NEW, follow=True)
    taken = Client().post("/accounts/signup/", NEW | {"email": anna.email}, follow=True)
    assert taken.redirect_chain == fresh.redirect_chain
    words = [re.sub(r"csrf\S+ \S+", "", one.content.decode()) for one in (fresh, taken)]
    assert strip_tokens(words[0]).replace("joanna@example.org", "") == strip_tokens(
        words[1]
    ).replace(anna.email, "")
    assert User.objects.get(email=anna.email).name == "Anna"
    notice = mail.outbox[1]
    assert notice.subject == "You have an account already"
    assert link_in(notice.body) == "/accounts/password/reset/"


def strip_tokens(page: str) -> str:
    """A page without what differs at every request."""
    return re.sub(r'(content|value)="[A-Za-z0-9]{64}"', "", page)


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("short", "too short"),
        ("password1234", "too common"),
        ("joanna@example.org", "too similar"),
    ],
)
def test_passwords_that_do_not_do(client: Client, password: str, says: str) -> None:
    page = client.post("/accounts/signup/", NEW | {"password1": password}).content.decode()
    assert says in page
    assert 'value="Joanna Kos"' in page
    assert not User.objects.filter(email=NEW["email"]).exists()


def test_the_rules_of_passwords_are_shown(client: Client) -> None:
    assert "at least 12 characters" in client.get("/accounts/signup/").content.decode()


def test_signing_up_in_polish_brings_mail_in_polish(client: Client) -> None:
    client.post("/accounts/signup/", NEW, headers={"accept-language": "pl"})
    joanna = User.objects.get(email=NEW["email"])
    assert joanna.interface_language == "pl"


def test_mail_goes_out_in_the_language_of_whoever_reads_it(
    client: Client, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna.interface_language = "fr"
    anna.save()
    seen = []
    write = AccountAdapter.render_mail

    def noting(*what: Any, **how: Any) -> Any:
        seen.append(translation.get_language())
        return write(*what, **how)

    monkeypatch.setattr(AccountAdapter, "render_mail", noting)
    for email in (anna.email, "nobody@example.org"):
        client.post(
            "/accounts/password/reset/", {"email": email}, headers={"accept-language": "de"}
        )
    assert seen == ["fr", "de"]


def test_a_forgotten_password(client: Client, anna: User) -> None:
    client.post("/accounts/password/reset/", {"email": anna.email})
    link = link_in(mail.outbox[0].body)
    form = client.get(link, follow=True)
    new = "smoked eel and rye bread"
    answer = client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert answer.headers["Location"] == "/accounts/password/reset/key/done/"
    assert not Client().login(email=anna.email, password=PASSWORD)
    signed = Client().post("/accounts/login/", {"login": anna.email, "password": new})
    assert signed.status_code == 302
    assert mail.outbox[1].subject == "Your password was changed"


def test_a_forgotten_password_of_nobody_says_the_same(client: Client) -> None:
    answer = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert answer.headers["Location"] == "/accounts/password/reset/done/"
    assert mail.outbox[0].subject == "No account with this address"


def test_a_mail_server_that_is_away_is_told_calmly(
    client: Client, anna: User, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    answer = client.post("/accounts/password/reset/", {"email": anna.email}, follow=True)
    assert answer.status_code == 200
    assert "could not be sent just now" in answer.content.decode()
    assert "mail was not sent" in caplog.text


def test_a_house_that_is_closed(client: Client, settings: Settings) -> None:
    settings.ACCOUNT_SIGNUP_OPEN = False
    assert "Sign-up is closed" in client.get("/accounts/signup/").content.decode()
    client.post("/accounts/signup/", NEW)
    assert not User.objects.exists()
