"""Who sees the film; guests; the folder in and out."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from borderless.film.archive import pack
from borderless.finding import Finding, has_errors
from borderless.web.accounts.access import person_of
from borderless.web.films.access import Access, Can, film_page
from borderless.web.films.actions.filing import folder_of
from borderless.web.films.actions.sharing import (
    EndGuestLink,
    EndRole,
    GiveRole,
    LastOwnerError,
    MakeGuestLink,
    MoveToHouse,
    ReplaceFolder,
)
from borderless.web.films.models import FilmRole, GuestLink, Role
from borderless.web.films.pages import base_of, film_context
from borderless.web.films.store import StaleError, files_of, room_used
from borderless.web.home.left_out import tell_left_out
from borderless.web.sharing.forms import FolderForm, GiveForm, HouseForm, LinkForm, RoleForm
from borderless.web.sharing.who_sees import who_sees


@require_GET
@film_page(Can.SEE)
def page(request: HttpRequest, access: Access) -> HttpResponse:
    """Who sees what; forms for whom may change it."""
    return _page(request, access)


def _page(request: HttpRequest, access: Access, status: int = 200, **filled: Any) -> HttpResponse:
    film = access.film
    revision = film.revisions.defer("document", "manifest").get(number=film.head)
    context = film_context(access, "sharing", revision) | {
        "seers": who_sees(film) if access.user else [],
        "roles": Role.choices,
        "room": room_used(film),
    }
    if access.owns:
        context |= {
            "links": film.guest_links.order_by("-created_at")[:50],
            "give_form": GiveForm(),
            "link_form": LinkForm(),
            "house_form": HouseForm(person_of(request), film),
        }
    if access.edits:
        context["folder_form"] = FolderForm()
    return render(request, "sharing/page.html", context | filled, status=status)


@require_POST
@film_page(Can.OWN)
def give(request: HttpRequest, access: Access) -> HttpResponse:
    """Gives somebody a role."""
    # The answer tells whether somebody has an account, so nobody may ask for many.
    if not ratelimit.consume(request, action="invite"):
        return ratelimit.respond_429(request)  # type: ignore[no-any-return]
    form = GiveForm(request.POST)
    if not form.is_valid():
        link_form = LinkForm(initial={"label": request.POST.get("email", "")})
        return _page(request, access, 422, give_form=form, link_form=link_form)
    user, role = form.cleaned_data["email"], form.cleaned_data["role"]
    try:
        GiveRole(access, user, role).run()
    except LastOwnerError:
        messages.error(request, _last_owner())
    else:
        messages.success(
            request,
            _("%(name)s sees the film now: %(role)s.") % {"name": user, "role": Role(role).label},
        )
    return redirect("sharing", film_id=access.film.pk)


@require_POST
@film_page(Can.OWN)
def change(request: HttpRequest, access: Access, role_id: int) -> HttpResponse:
    """Another role for somebody."""
    given = get_object_or_404(FilmRole, pk=role_id, film=access.film)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the four roles."))
        return redirect("sharing", film_id=access.film.pk)
    try:
        GiveRole(access, given.user, form.cleaned_data["role"]).run()
    except LastOwnerError:
        messages.error(request, _last_owner())
    else:
        messages.success(request, _("The role of %(name)s is changed.") % {"name": given.user})
    return redirect("sharing", film_id=access.film.pk)


@require_POST
@film_page(Can.SEE)
def end(request: HttpRequest, access: Access, role_id: int) -> HttpResponse:
    """Ends a role: an owner anybody's, everybody their own."""
    given = get_object_or_404(FilmRole, pk=role_id, film=access.film)
    is_own = access.user is not None and given.user_id == access.user.pk
    try:
        EndRole(access, given).run()
    except LastOwnerError:
        messages.error(request, _last_owner())
        return redirect("sharing", film_id=access.film.pk)
    if is_own:
        messages.success(request, _("You have left “%(title)s”.") % {"title": access.film.title})
        return redirect("home")
    messages.success(request, _("%(name)s has no role here any more.") % {"name": given.user})
    return redirect("sharing", film_id=access.film.pk)


@require_POST
@film_page(Can.OWN)
def house(request: HttpRequest, access: Access) -> HttpResponse:
    """Puts the film into a company, or takes it out."""
    form = HouseForm(person_of(request), access.film, request.POST)
    if not form.is_valid():
        return _page(request, access, 422, house_form=form)
    try:
        MoveToHouse(access, form.cleaned_data["organisation"]).run()
    except LastOwnerError:
        messages.error(request, _last_owner())
    else:
        messages.success(request, _("Saved."))
    return redirect("sharing", film_id=access.film.pk)


def _last_owner() -> str:
    return _("A film needs an owner. Make somebody else one first.")


# --- guests --------------------------------------------------------------------------------------


@never_cache
@require_POST
@film_page(Can.OWN)
def make_link(request: HttpRequest, access: Access) -> HttpResponse:
    """Makes a guest link; its address is shown this once."""
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _page(request, access, 422, link_form=form)
    day = form.cleaned_data["until"]
    until = timezone.make_aware(datetime.combine(day, time(23, 59)))
    link, secret = MakeGuestLink(
        access, form.cleaned_data["label"], form.cleaned_data["role"], until
    ).run()
    address = request.build_absolute_uri(reverse("guest", args=[secret]))
    return _page(request, access, made=link, address=address)


@require_POST
@film_page(Can.OWN)
def end_link(request: HttpRequest, access: Access, link_id: int) -> HttpResponse:
    """Closes a guest link."""
    link = get_object_or_404(GuestLink, pk=link_id, film=access.film)
    EndGuestLink(access, link).run()
    messages.success(
        request, _("The link for %(name)s lets nobody in any more.") % {"name": link.label}
    )
    return redirect("sharing", film_id=access.film.pk)


# --- the folder in and out -----------------------------------------------------------------------


@require_GET
@film_page(Can.SEE_MONEY)
def folder(request: HttpRequest, access: Access) -> HttpResponse:
    """The film's folder as a ZIP, byte for byte."""
    del request
    revision = access.film.newest()
    answer = HttpResponse(pack(files_of(revision)), content_type="application/zip")
    name = f"{slugify(access.film.title) or 'film'}.zip"
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


@require_POST
@film_page(Can.EDIT)
def import_folder(request: HttpRequest, access: Access) -> HttpResponse:
    """Another folder for the film, as one more revision; taken whole or not at all."""
    form = FolderForm(request.POST, request.FILES)
    findings: list[Finding] = []
    if form.is_valid():
        files, findings = folder_of(form.cleaned_data["archive"])
        if not has_errors(findings):
            return _imported(request, access, files, findings)
    return _page(request, access, 422, folder_form=form, folder_findings=findings)


def _imported(
    request: HttpRequest, access: Access, files: dict[str, bytes], findings: list[Finding]
) -> HttpResponse:
    try:
        saved = ReplaceFolder(access, base_of(request), files).run()
    except StaleError:
        messages.error(
            request, _("Somebody saved in between. Look at it first, then import again.")
        )
        return redirect("sharing", film_id=access.film.pk)
    tell_left_out(request, findings)
    if saved is None:
        messages.info(request, _("The folder is what the film has already, byte for byte."))
    else:
        messages.success(request, _("Saved as revision %(number)s.") % {"number": saved.number})
    return redirect("sharing", film_id=access.film.pk)
