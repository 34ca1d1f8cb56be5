"""Invitations into an organisation: the signed link, the mail, and who has opened one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from borderless.web.accounts.models import (
    INVITATION_DAYS,
    Invitation,
    Organisation,
    OrganisationMember,
    User,
)

SALT = "borderless.web.accounts.invitation"
SESSION_KEY = "invitation"
Absolute = Callable[[str], str]
"""Makes a whole address of a path: `request.build_absolute_uri`."""


def token_of(invitation: Invitation) -> str:
    """What the link carries: the invitation's number and address, signed and dated."""
    return signing.dumps([invitation.pk, invitation.email], salt=SALT)


def invitation_of(token: str) -> Invitation | None:
    """The open invitation of a link; None where it is none, expired or withdrawn."""
    try:
        pk, email = signing.loads(token, salt=SALT, max_age=timedelta(days=INVITATION_DAYS))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = (
        Invitation.objects.filter(pk=pk, email=email)
        .select_related("organisation", "invited_by")
        .first()
    )
    return found if found and found.is_open() else None


def remembered(request: HttpRequest) -> Invitation | None:
    """The open invitation whose link this browser opened before signing up."""
    token = request.session.get(SESSION_KEY)
    return invitation_of(token) if isinstance(token, str) else None


def mail_invitation(invitation: Invitation, absolute: Absolute) -> None:
    """Mails the link, in the language of whoever invites; the other's is not known yet."""
    context = {
        "invitation": invitation,
        "days": INVITATION_DAYS,
        "link": absolute(reverse("invitation", args=[token_of(invitation)])),
    }
    subject = _("%(name)s invites you to %(company)s on Borderless") % {
        "name": invitation.invited_by or settings.DEFAULT_FROM_EMAIL,
        "company": invitation.organisation,
    }
    _send(subject, "accounts/email/invitation.txt", context, invitation.email)


def mail_notice(member: OrganisationMember, by: User, absolute: Absolute) -> None:
    """Tells a person with an account, in their language, that they were added."""
    with translation.override(member.user.interface_language or translation.get_language()):
        context = {
            "member": member,
            "by": by,
            "link": absolute(reverse("organisation", args=[member.organisation_id])),
        }
        subject = _("You were added to %(company)s") % {"company": member.organisation}
        _send(subject, "accounts/email/added.txt", context, member.user.email)


def _send(subject: str, template: str, context: dict[str, object], email: str) -> None:
    text = render_to_string(template, context).strip() + "\n"
    send_mail(" ".join(subject.split()), text, settings.DEFAULT_FROM_EMAIL, [email])


def join_what_was_offered(user: User) -> list[Organisation]:
    """Puts a person into every organisation whose open invitation names an address of theirs.

    Only confirmed addresses count, so that nobody joins by claiming another's.
    """
    from allauth.account.models import EmailAddress

    own = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    offered = Invitation.objects.filter(email__in=[email.lower() for email in own])
    joined = []
    for invitation in offered.select_related("organisation"):
        if invitation.is_open():
            OrganisationMember.objects.get_or_create(
                organisation=invitation.organisation, user=user
            )
            joined.append(invitation.organisation)
        invitation.delete()
    return joined
