"""The one person of `borderless serve`: who gets in by the link, and who does not."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from borderless.web.accounts.local import local_owner
from borderless.web.accounts.models import Organisation, User

TOKEN = "kY3-of-this-start_and-no-other"


@pytest.fixture
def local(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LOCAL = True
    settings.ACCOUNT_SIGNUP_OPEN = False
    monkeypatch.setenv("BORDERLESS_OPEN_TOKEN", TOKEN)


@pytest.mark.django_db
def test_the_owner_is_made_once_and_has_no_password() -> None:
    owner = local_owner()
    assert local_owner() == owner
    assert owner.is_local
    assert not owner.has_usable_password()


@pytest.mark.django_db
def test_a_stranger_with_the_owners_address_does_not_become_the_owner() -> None:
    stranger = User.objects.create_user("owner@localhost", "a long enough password")
    owner = local_owner()
    assert owner != stranger
    assert owner.is_local


@pytest.mark.usefixtures("local")
@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.9", "::1", "::ffff:127.0.0.1"])
def test_the_link_signs_in_on_this_machine(client: Client, address: str) -> None:
    answer = client.get(f"/accounts/open/{TOKEN}/", REMOTE_ADDR=address)
    assert answer.headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(local_owner().pk)
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.get(f"/accounts/open/{TOKEN}/").status_code == 302  # again, while it serves


@pytest.mark.usefixtures("local")
@pytest.mark.parametrize(
    "how",
    [
        {"REMOTE_ADDR": "192.168.1.7"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "unix:"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=10.0.0.1"},
    ],
)
def test_the_link_from_elsewhere_leads_nowhere(client: Client, how: dict[str, str]) -> None:
    assert client.get(f"/accounts/open/{TOKEN}/", **how).status_code == 404  # type: ignore[arg-type]
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("local")
@pytest.mark.parametrize("token", ["wrong", TOKEN[:-1], TOKEN + "x", "kałuża"])
def test_another_token_leads_nowhere(client: Client, token: str) -> None:
    assert client.get(f"/accounts/open/{token}/").status_code == 404


@pytest.mark.usefixtures("local")
def test_another_host_name_leads_nowhere(client: Client) -> None:
    answer = client.get(f"/accounts/open/{TOKEN}/", HTTP_HOST="evil.example")
    assert answer.status_code == 400


@pytest.mark.usefixtures("local")
def test_without_a_token_in_the_surroundings_nobody_gets_in(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BORDERLESS_OPEN_TOKEN")
    assert client.get("/accounts/open/%20/").status_code == 404


def test_a_server_for_many_has_no_such_door(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BORDERLESS_OPEN_TOKEN", TOKEN)
    assert client.get(f"/accounts/open/{TOKEN}/").status_code == 404


@pytest.mark.usefixtures("local")
def test_without_the_link_the_page_says_what_to_open(client: Client) -> None:
    page = client.get("/", follow=True).content.decode()
    assert "Open the link that" in page
    assert 'type="password"' not in page


@pytest.mark.usefixtures("local")
def test_the_owner_has_a_profile_and_companies_but_no_passwords(client: Client) -> None:
    client.get(f"/accounts/open/{TOKEN}/")
    page = client.get("/accounts/profile/").content.decode()
    assert "Your profile" in page
    assert "/accounts/password/" not in page
    assert "/accounts/profile/delete/" not in page
    client.post("/accounts/organisations/", {"name": "Nordisk", "country": ""})
    at = f"/accounts/organisations/{Organisation.objects.get().pk}/"
    assert "Add somebody" not in client.get(at).content.decode()
    assert client.post(f"{at}invite/", {"email": "x@example.org"}).status_code == 404
    assert client.get("/accounts/profile/delete/").status_code == 403


def test_the_owner_cannot_come_in_by_password_elsewhere(client: Client, db: None) -> None:
    from allauth.account.models import EmailAddress

    owner = local_owner()
    owner.set_password("a long enough password")
    owner.save()
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    answer = client.post(
        "/accounts/login/", {"login": owner.email, "password": "a long enough password"}
    )
    assert answer.headers["Location"] == "/accounts/inactive/"
    assert "_auth_user_id" not in client.session
