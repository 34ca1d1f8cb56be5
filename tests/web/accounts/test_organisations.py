"""Companies: Anna runs Nordisk, Ben works there, Sam is a stranger."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from borderless.web.accounts.actions import (
    ChangeOrganisation,
    Invite,
    LastAdminError,
    MakeOrganisation,
    NameAdmin,
    RemoveMember,
    Withdraw,
)
from borderless.web.accounts.invitations import invitation_of, token_of
from borderless.web.accounts.models import (
    Invitation,
    Organisation,
    OrganisationMember,
    User,
)

if TYPE_CHECKING:
    from borderless.web.films.models import Film

SignedIn = Callable[[User], Client]
NEW = {"name": "Joanna Kos", "email": "joanna@example.org", "password1": "herring under a fur coat"}


@pytest.fixture(autouse=True)
def _no_counts(db: None) -> None:
    cache.clear()


@pytest.fixture
def nordisk(anna: User, ben: User) -> Organisation:
    made = MakeOrganisation(anna, "Nordisk", "DK").run()
    OrganisationMember.objects.create(organisation=made, user=ben)
    return made


def member(organisation: Organisation, user: User) -> OrganisationMember:
    return OrganisationMember.objects.get(organisation=organisation, user=user)


def names(organisation: Organisation) -> list[str]:
    return sorted(str(one.user) for one in organisation.members.select_related("user"))


def invited(client: Client, house: Organisation, email: str) -> str:
    """Invites by the page, and gives the path of the link in the mail."""
    client.post(f"/accounts/organisations/{house.pk}/invite/", {"email": email})
    found = re.search(r"http://testserver(/accounts/invitation/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_whoever_makes_it_runs_it(signed_in: SignedIn, anna: User) -> None:
    answer = signed_in(anna).post("/accounts/organisations/", {"name": "Nordisk", "country": "DK"})
    made = Organisation.objects.get()
    assert answer.headers["Location"] == f"/accounts/organisations/{made.pk}/"
    assert member(made, anna).is_admin
    assert "you run it" in signed_in(anna).get("/accounts/organisations/").content.decode()


def test_a_company_needs_a_name(signed_in: SignedIn, anna: User) -> None:
    answer = signed_in(anna).post("/accounts/organisations/", {"name": " ", "country": "DK"})
    assert answer.status_code == 422
    assert not Organisation.objects.exists()


def test_who_has_an_account_is_in_at_once_and_told_in_their_language(
    signed_in: SignedIn, anna: User, sam: User, nordisk: Organisation
) -> None:
    signed_in(anna).post(
        f"/accounts/organisations/{nordisk.pk}/invite/", {"email": "SAM@example.org"}
    )
    assert names(nordisk) == ["Anna", "Ben", "Sam"]
    assert not member(nordisk, sam).is_admin
    [sent] = mail.outbox
    assert sent.to == ["sam@example.org"]
    assert sent.subject == "You were added to Nordisk"
    assert f"http://testserver/accounts/organisations/{nordisk.pk}/" in sent.body


def test_an_address_that_is_not_confirmed_is_no_account(
    anna: User, sam: User, nordisk: Organisation
) -> None:
    EmailAddress.objects.filter(user=sam).update(verified=False)
    made = Invite(anna, nordisk, sam.email, lambda path: path).run()
    assert isinstance(made, Invitation)
    assert names(nordisk) == ["Anna", "Ben"]


def test_an_invitation_leads_through_sign_up_into_the_company(
    signed_in: SignedIn, client: Client, anna: User, nordisk: Organisation
) -> None:
    link = invited(signed_in(anna), nordisk, NEW["email"])
    page = client.get(link).content.decode()
    assert "Anna invites you to Nordisk" in page
    assert 'value="joanna@example.org"' in client.get("/accounts/signup/").content.decode()
    # The link came to this address, which needs no further proof.
    answer = client.post("/accounts/signup/?next=/accounts/organisations/", NEW)
    assert answer.headers["Location"] == "/accounts/organisations/"
    assert names(nordisk) == ["Anna", "Ben", "Joanna Kos"]
    assert "You are in Nordisk now" in client.get("/accounts/organisations/").content.decode()
    assert client.get(link).status_code == 410
    assert not Invitation.objects.exists()


def test_an_invitation_opens_a_closed_house_to_its_address_only(
    signed_in: SignedIn,
    client: Client,
    anna: User,
    nordisk: Organisation,
    settings: Settings,
) -> None:
    settings.ACCOUNT_SIGNUP_OPEN = False
    client.get(invited(signed_in(anna), nordisk, NEW["email"]))
    other = client.post("/accounts/signup/", NEW | {"email": "other@example.org"})
    assert "the address to which the invitation was sent" in other.content.decode()
    assert client.post("/accounts/signup/", NEW).status_code == 302
    assert names(nordisk) == ["Anna", "Ben", "Joanna Kos"]


def test_an_invitation_is_for_nobody_else(
    signed_in: SignedIn, anna: User, sam: User, nordisk: Organisation
) -> None:
    link = invited(signed_in(anna), nordisk, NEW["email"])
    page = signed_in(sam).get(link).content.decode()
    assert "you are signed in with sam@example.org" in page
    assert names(nordisk) == ["Anna", "Ben"]


def test_signing_up_with_an_invited_address_takes_the_confirmation_first(
    signed_in: SignedIn, client: Client, anna: User, nordisk: Organisation
) -> None:
    invited(signed_in(anna), nordisk, NEW["email"])
    client.post("/accounts/signup/", NEW)  # without having opened the link
    assert names(nordisk) == ["Anna", "Ben"]
    found = re.search(r"http://testserver(/accounts/confirm-email/\S+)", str(mail.outbox[-1].body))
    assert found
    client.post(found[1])
    assert names(nordisk) == ["Anna", "Ben", "Joanna Kos"]


def test_links_that_no_longer_hold(anna: User, nordisk: Organisation) -> None:
    made = Invite(anna, nordisk, NEW["email"], lambda path: path).run()
    assert isinstance(made, Invitation)
    token = token_of(made)
    assert invitation_of(token) == made
    assert invitation_of(token[:-1]) is None
    made.expires_at = timezone.now() - timedelta(minutes=1)
    made.save()
    assert invitation_of(token) is None
    again = Invite(anna, nordisk, NEW["email"], lambda path: path).run()
    assert invitation_of(token) == again  # invited again, it holds anew
    Withdraw(anna, made).run()
    assert invitation_of(token) is None


def test_only_admins_change_anything(anna: User, ben: User, sam: User) -> None:
    house = MakeOrganisation(anna, "Nordisk").run()
    OrganisationMember.objects.create(organisation=house, user=ben)
    offered = Invitation.objects.create(organisation=house, email="x@example.org")
    for user in (ben, sam):
        for action in (
            ChangeOrganisation(user, house, "Ours", ""),
            Invite(user, house, "y@example.org", str),
            Withdraw(user, offered),
            NameAdmin(user, member(house, user) if user == ben else member(house, anna), True),
            RemoveMember(user, member(house, anna)),
        ):
            with pytest.raises(PermissionDenied):
                action.run()
    assert names(house) == ["Anna", "Ben"]
    assert mail.outbox == []


def test_the_last_admin_stays(anna: User, ben: User, nordisk: Organisation) -> None:
    own = member(nordisk, anna)
    with pytest.raises(LastAdminError):
        RemoveMember(anna, own).run()
    with pytest.raises(LastAdminError):
        NameAdmin(anna, own, is_admin=False).run()
    NameAdmin(anna, member(nordisk, ben), is_admin=True).run()
    RemoveMember(anna, own).run()
    assert names(nordisk) == ["Ben"]


def test_the_pages_say_what_happened(
    signed_in: SignedIn, anna: User, ben: User, nordisk: Organisation
) -> None:
    desk, at = signed_in(anna), f"/accounts/organisations/{nordisk.pk}/"

    def says(path: str, **given: str) -> str:
        return desk.post(f"{at}{path}", given, follow=True).content.decode()

    assert "Nobody else runs Nordisk" in says("leave/")
    assert "Nobody else runs Nordisk" in says(
        f"members/{member(nordisk, anna).pk}/admin/", is_admin="0"
    )
    says(f"members/{member(nordisk, ben).pk}/admin/", is_admin="1")
    assert member(nordisk, ben).is_admin
    assert "Ben is no longer a member" in says(f"members/{member(nordisk, ben).pk}/remove/")
    assert "Nordisk &amp; Sons" in says("", name="Nordisk & Sons", country="SE")
    says("invite/", email="x@example.org")
    offered = Invitation.objects.get()
    assert "x@example.org is withdrawn" in says(f"invitations/{offered.pk}/withdraw/")
    wrong = desk.post(f"{at}invite/", {"email": "not an address"})
    assert wrong.status_code == 422
    assert 'value="not an address"' in wrong.content.decode()


@pytest.mark.parametrize(
    "path",
    ["", "invite/", "leave/", "members/{}/admin/", "members/{}/remove/"],
)
def test_strangers_find_no_company(
    signed_in: SignedIn, anna: User, sam: User, nordisk: Organisation, path: str
) -> None:
    full = f"/accounts/organisations/{nordisk.pk}/{path.format(member(nordisk, anna).pk)}"
    assert signed_in(sam).post(full, {"email": "x@example.org"}).status_code == 404
    if not path:
        assert signed_in(sam).get(full).status_code == 404


def test_members_see_members_and_films_but_change_nothing(
    signed_in: SignedIn, ben: User, nordisk: Organisation, needle: Film
) -> None:
    needle.organisation = nordisk
    needle.save()
    at = f"/accounts/organisations/{nordisk.pk}/"
    page = signed_in(ben).get(at).content.decode()
    assert "anna@example.org" in page
    assert "The Girl with the Needle" in page
    assert "Add somebody" not in page
    assert signed_in(ben).post(at, {"name": "Ours", "country": ""}).status_code == 403
    assert signed_in(ben).post(f"{at}invite/", {"email": "x@example.org"}).status_code == 403
    assert signed_in(ben).post(f"{at}leave/").headers["Location"] == "/accounts/organisations/"


def test_another_companys_member_cannot_be_reached_through_ones_own(
    signed_in: SignedIn, sam: User, anna: User, nordisk: Organisation
) -> None:
    own = MakeOrganisation(sam, "Sam's").run()
    path = f"/accounts/organisations/{own.pk}/members/{member(nordisk, anna).pk}/remove/"
    assert signed_in(sam).post(path).status_code == 404
    assert names(nordisk) == ["Anna", "Ben"]


def test_nobody_floods_the_world_with_invitations(
    signed_in: SignedIn, anna: User, nordisk: Organisation, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"invite": "2/h/user"}
    desk = signed_in(anna)
    at = f"/accounts/organisations/{nordisk.pk}/invite/"
    statuses = [
        desk.post(at, {"email": f"x{number}@example.org"}).status_code for number in range(3)
    ]
    assert statuses == [302, 302, 429]
    assert len(mail.outbox) == 2


def test_an_invitation_is_kept_when_the_mail_does_not_get_out(
    signed_in: SignedIn, anna: User, nordisk: Organisation, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    answer = signed_in(anna).post(
        f"/accounts/organisations/{nordisk.pk}/invite/", {"email": "x@example.org"}, follow=True
    )
    assert "x@example.org is noted, but the mail could not be sent" in answer.content.decode()
    assert Invitation.objects.get().email == "x@example.org"
