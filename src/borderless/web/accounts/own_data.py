"""Everything that the workbench keeps about a person, as they may take it with them."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from borderless.web.accounts.models import Invitation, OrganisationMember, User
from borderless.web.films.models import Draft, FilmRole, GuestLink, Revision
from borderless.web.jobs.models import Job


def own_data(user: User) -> dict[str, Any]:
    """A person's data, ready for JSON; no secrets, and of films only what the person did there."""
    return {
        "profile": {
            "email": user.email,
            "name": user.name,
            "craft": user.craft,
            "country": user.country,
            "city": user.city,
            "time_zone": user.time_zone,
            "languages": user.languages,
            "interface_language": user.interface_language,
            "joined": user.date_joined,
            "last_signed_in": user.last_login,
        },
        "email_addresses": list(
            EmailAddress.objects.filter(user=user).values("email", "verified", "primary")
        ),
        "organisations": [
            {
                "name": member.organisation.name,
                "runs_it": member.is_admin,
                "since": member.joined_at,
            }
            for member in OrganisationMember.objects.filter(user=user).select_related(
                "organisation"
            )
        ],
        "invitations_sent": list(
            Invitation.objects.filter(invited_by=user).values(
                "email", "organisation__name", "created_at"
            )
        ),
        "films": [
            {"id": role.film_id, "title": role.film.title, "role": role.role}
            for role in FilmRole.objects.filter(user=user).select_related("film")
        ],
        "revisions": list(
            Revision.objects.filter(author=user)
            .order_by("created_at")
            .values("film_id", "number", "created_at", "kind", "what")
        ),
        "drafts": list(
            Draft.objects.filter(author=user).values("film_id", "base", "what", "document")
        ),
        "guest_links": list(
            GuestLink.objects.filter(created_by=user).values(
                "film_id", "label", "role", "created_at", "expires_at", "revoked_at"
            )
        ),
        "long_work": list(
            Job.objects.filter(asked_by=user).values("film_id", "kind", "params", "asked_at")
        ),
        "second_factors": list(
            Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
        ),
        "signed_in_from": list(
            UserSession.objects.filter(user=user).values("created_at", "ip", "user_agent")
        ),
    }
