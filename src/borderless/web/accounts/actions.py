"""Changes to organisations and accounts, one class each, with the permission that each needs."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from borderless.web.accounts.invitations import Absolute, mail_invitation, mail_notice
from borderless.web.accounts.models import (
    Invitation,
    Organisation,
    OrganisationMember,
    User,
    invitation_end,
)


class LastAdminError(Exception):
    """Without this admin nobody could run the organisation; nothing was changed."""


def membership(user: User, organisation: Organisation) -> OrganisationMember | None:
    """A person's place in an organisation; None for a stranger."""
    return OrganisationMember.objects.filter(organisation=organisation, user=user).first()


def need_admin(user: User, organisation: Organisation) -> None:
    """Raises `PermissionDenied` for whoever does not run the organisation."""
    member = membership(user, organisation)
    if member is None or not member.is_admin:
        raise PermissionDenied


def _alone(member: OrganisationMember) -> bool:
    """Whether a member is the only admin; locks the organisation, so that two cannot both go."""
    Organisation.objects.select_for_update().get(pk=member.organisation_id)
    others = OrganisationMember.objects.filter(
        organisation_id=member.organisation_id, is_admin=True, user__is_active=True
    ).exclude(pk=member.pk)
    return member.is_admin and not others.exists()


@dataclass(frozen=True, slots=True)
class MakeOrganisation:
    """Makes an organisation; whoever makes it runs it."""

    user: User
    name: str
    country: str = ""

    def run(self) -> Organisation:
        """The organisation."""
        with transaction.atomic():
            made = Organisation.objects.create(name=self.name, country=self.country)
            OrganisationMember.objects.create(organisation=made, user=self.user, is_admin=True)
        return made


@dataclass(frozen=True, slots=True)
class ChangeOrganisation:
    """Gives an organisation another name or country."""

    user: User
    organisation: Organisation
    name: str
    country: str

    def run(self) -> Organisation:
        """The organisation."""
        need_admin(self.user, self.organisation)
        self.organisation.name, self.organisation.country = self.name, self.country
        self.organisation.save(update_fields=["name", "country"])
        return self.organisation


@dataclass(frozen=True, slots=True)
class Invite:
    """Adds a person by e-mail address.

    Who has an account with that address, confirmed, is a member at once and is told by mail;
    anybody else gets an invitation. To invite again sends the link again and lets it hold anew.

    Raises:
        OSError: the mail could not be sent; the member or invitation is kept.
    """

    user: User
    organisation: Organisation
    email: str
    absolute: Absolute

    def run(self) -> OrganisationMember | Invitation:
        """The member or the invitation."""
        need_admin(self.user, self.organisation)
        email = self.email.strip().lower()
        found = _account_of(email)
        if found is None:
            invitation, _made = Invitation.objects.update_or_create(
                organisation=self.organisation,
                email=email,
                defaults={"invited_by": self.user, "expires_at": invitation_end()},
            )
            mail_invitation(invitation, self.absolute)
            return invitation
        member, made = OrganisationMember.objects.get_or_create(
            organisation=self.organisation, user=found
        )
        Invitation.objects.filter(organisation=self.organisation, email=email).delete()
        if made:
            mail_notice(member, self.user, self.absolute)
        return member


def _account_of(email: str) -> User | None:
    from allauth.account.models import EmailAddress

    address = (
        EmailAddress.objects.filter(email__iexact=email, verified=True, user__is_active=True)
        .select_related("user")
        .first()
    )
    return address.user if address else None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Takes an invitation back; its link is dead at once."""

    user: User
    invitation: Invitation

    def run(self) -> None:
        """Takes it back."""
        need_admin(self.user, self.invitation.organisation)
        self.invitation.delete()


@dataclass(frozen=True, slots=True)
class NameAdmin:
    """Lets a member run the organisation, or no longer.

    Raises:
        LastAdminError: nobody would be left to run it.
    """

    user: User
    member: OrganisationMember
    is_admin: bool

    def run(self) -> OrganisationMember:
        """The member."""
        need_admin(self.user, self.member.organisation)
        with transaction.atomic():
            if not self.is_admin and _alone(self.member):
                raise LastAdminError
            self.member.is_admin = self.is_admin
            self.member.save(update_fields=["is_admin"])
        return self.member


@dataclass(frozen=True, slots=True)
class RemoveMember:
    """Takes a person out of an organisation; everybody may take themselves out.

    Raises:
        LastAdminError: nobody would be left to run it.
    """

    user: User
    member: OrganisationMember

    def run(self) -> None:
        """Takes them out; what they wrote in the films' history stays."""
        if self.user != self.member.user:
            need_admin(self.user, self.member.organisation)
        with transaction.atomic():
            if _alone(self.member):
                raise LastAdminError
            self.member.delete()
