"""Organisations: their members, their films, and the way in by invitation."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from borderless.web.accounts.access import open_to_all, person_of
from borderless.web.accounts.actions import (
    ChangeOrganisation,
    Invite,
    LastAdminError,
    MakeOrganisation,
    NameAdmin,
    RemoveMember,
    Withdraw,
    membership,
    need_admin,
)
from borderless.web.accounts.forms import InviteForm, OrganisationForm
from borderless.web.accounts.invitations import SESSION_KEY, invitation_of, join_what_was_offered
from borderless.web.accounts.models import (
    Invitation,
    Organisation,
    OrganisationMember,
)
from borderless.web.films.models import Film

log = logging.getLogger(__name__)
MOST_FILMS = 100


@require_http_methods(["GET", "HEAD", "POST"])
def organisations(request: HttpRequest) -> HttpResponse:
    """The organisations that a person is in, and a new one."""
    user = person_of(request)
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = MakeOrganisation(user, data["name"], data["country"]).run()
        messages.success(request, _("%(company)s is made.") % {"company": made})
        return redirect("organisation", organisation_id=made.pk)
    own = OrganisationMember.objects.filter(user=user).select_related("organisation")
    return render(
        request,
        "accounts/organisations.html",
        {
            "memberships": own.order_by("organisation__name"),
            "form": form,
            "here": "organisations",
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """One organisation; its admins change its name here."""
    found, own = _house(request, organisation_id)
    form = OrganisationForm(request.POST or None, instance=found)
    if request.method == "POST":
        need_admin(own.user, found)
        if form.is_valid():
            data = form.cleaned_data
            kept = Organisation.objects.get(pk=found.pk)
            ChangeOrganisation(own.user, kept, data["name"], data["country"]).run()
            messages.success(request, _("Saved."))
            return redirect("organisation", organisation_id=found.pk)
        found.refresh_from_db()
    return _page(request, found, own, form, InviteForm())


@require_POST
def invite(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Adds a person by e-mail address, or sends them a link."""
    found, own = _house(request, organisation_id)
    need_admin(own.user, found)
    if settings.LOCAL:
        raise Http404
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, found, own, OrganisationForm(instance=found), form)
    if not ratelimit.consume(request, action="invite"):
        return ratelimit.respond_429(request)  # type: ignore[no-any-return]
    email = form.cleaned_data["email"]
    try:
        made = Invite(own.user, found, email, request.build_absolute_uri).run()
    except (OSError, SMTPException):
        log.exception("mail was not sent")
        messages.error(
            request,
            _("%(email)s is noted, but the mail could not be sent. Invite them again later.")
            % {"email": email},
        )
        return redirect("organisation", organisation_id=found.pk)
    said = (
        _("%(name)s is a member now.") % {"name": made.user}
        if isinstance(made, OrganisationMember)
        else _("A link was sent to %(email)s.") % {"email": email}
    )
    messages.success(request, said)
    return redirect("organisation", organisation_id=found.pk)


@require_POST
def withdraw(request: HttpRequest, organisation_id: int, invitation_id: int) -> HttpResponse:
    """Takes an invitation back."""
    found, own = _house(request, organisation_id)
    offered = get_object_or_404(Invitation, pk=invitation_id, organisation=found)
    Withdraw(own.user, offered).run()
    messages.success(
        request, _("The invitation of %(email)s is withdrawn.") % {"email": offered.email}
    )
    return redirect("organisation", organisation_id=found.pk)


@require_POST
def name_admin(request: HttpRequest, organisation_id: int, member_id: int) -> HttpResponse:
    """Lets a member run the organisation (`is_admin` = 1), or no longer (0)."""
    found, own = _house(request, organisation_id)
    member = get_object_or_404(OrganisationMember, pk=member_id, organisation=found)
    try:
        NameAdmin(own.user, member, request.POST.get("is_admin") == "1").run()
    except LastAdminError:
        messages.error(request, _last_admin(found))
    return redirect("organisation", organisation_id=found.pk)


@require_POST
def remove(request: HttpRequest, organisation_id: int, member_id: int) -> HttpResponse:
    """Takes a member out."""
    found, own = _house(request, organisation_id)
    member = get_object_or_404(OrganisationMember, pk=member_id, organisation=found)
    return _take_out(request, own, member)


@require_POST
def leave(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Takes oneself out."""
    _found, own = _house(request, organisation_id)
    return _take_out(request, own, own)


@open_to_all
@never_cache
@require_GET
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where an invitation's link leads; it holds for the address that it was sent to only.

    Whoever has an account with that address is a member from signing in on; whoever has none
    signs up, and need not confirm the address again, as the link came there.
    """
    found = invitation_of(token)
    if found is None:
        return render(request, "accounts/invitation_gone.html", status=410)
    if request.user.is_authenticated:
        user = person_of(request)
        if found.organisation in join_what_was_offered(user) or membership(
            user, found.organisation
        ):
            messages.success(
                request, _("You are in %(company)s now.") % {"company": found.organisation}
            )
            return redirect("organisation", organisation_id=found.organisation_id)
    else:
        request.session[SESSION_KEY] = token
        get_adapter(request).stash_verified_email(request, found.email)
    return render(request, "accounts/invitation.html", {"invitation": found})


def _house(request: HttpRequest, organisation_id: int) -> tuple[Organisation, OrganisationMember]:
    """The organisation and the person's place in it; 404 for a stranger."""
    own = (
        OrganisationMember.objects.filter(organisation_id=organisation_id, user=person_of(request))
        .select_related("organisation", "user")
        .first()
    )
    if own is None:
        raise Http404
    return own.organisation, own


def _page(
    request: HttpRequest,
    found: Organisation,
    own: OrganisationMember,
    form: OrganisationForm,
    invite_form: InviteForm,
) -> HttpResponse:
    members = list(found.members.select_related("user").order_by("-is_admin", "user__name"))
    films = Film.objects.filter(organisation=found, deleted_at__isnull=True, head__gt=0)
    return render(
        request,
        "accounts/organisation.html",
        {
            "organisation": found,
            "own": own,
            "members": members,
            "only_admin": own.is_admin and sum(one.is_admin for one in members) == 1,
            "invitations": found.invitations.order_by("email") if own.is_admin else (),
            "films": films.order_by("-changed_at")[:MOST_FILMS],
            "film_count": films.count(),
            "form": form,
            "invite_form": invite_form,
            "here": "organisations",
        },
        status=422 if form.errors or invite_form.errors else 200,
    )


def _take_out(
    request: HttpRequest, own: OrganisationMember, member: OrganisationMember
) -> HttpResponse:
    house = member.organisation
    try:
        RemoveMember(own.user, member).run()
    except LastAdminError:
        messages.error(request, _last_admin(house))
        return redirect("organisation", organisation_id=house.pk)
    if own.user == member.user:
        messages.success(request, _("You have left %(company)s.") % {"company": house})
        return redirect("organisations")
    messages.success(request, _("%(name)s is no longer a member.") % {"name": member.user})
    return redirect("organisation", organisation_id=house.pk)


def _last_admin(house: Organisation) -> str:
    return _("Nobody else runs %(company)s. Let another member run it first, then go.") % {
        "company": house
    }
