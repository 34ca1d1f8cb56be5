"""A person's profile, their data, their account's end; and the door of `borderless serve`."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from borderless.web.accounts.access import open_to_all, person_of
from borderless.web.accounts.forms import DeleteForm, ProfileForm
from borderless.web.accounts.leaving import DeleteAccount, StillTiedError, owned_alone, ties_of
from borderless.web.accounts.local import local_owner, opens_here
from borderless.web.accounts.own_data import own_data

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """What a person says about themselves."""
    user = person_of(request)
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST":
        if form.is_valid():
            form.save()
            if user.interface_language:
                translation.activate(user.interface_language)
            messages.success(request, _("Your profile is saved."))
            saved = redirect("profile")
            # The profile's language holds on this device too, whatever was chosen here before.
            saved.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
            return saved
        user.refresh_from_db()  # the page's head shows what is kept, not what was refused
    return render(
        request,
        "accounts/profile.html",
        {"form": form, "here": "profile"},
        status=422 if form.errors else 200,
    )


@require_GET
@never_cache
def export(request: HttpRequest) -> HttpResponse:
    """A person's data as a JSON file."""
    shown = {"indent": 2, "ensure_ascii": False}
    response = JsonResponse(own_data(person_of(request)), json_dumps_params=shown)
    response["Content-Disposition"] = 'attachment; filename="borderless-my-data.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def delete(request: HttpRequest) -> HttpResponse:
    """The end of an account, once nobody depends on it."""
    user = person_of(request)
    if user.is_local:
        raise PermissionDenied
    form = DeleteForm(request.POST or None)
    ties = ties_of(user)
    if form.is_valid():
        try:
            DeleteAccount(user).run()
        except StillTiedError as still:
            ties = still.ties
        else:
            logout(request)
            messages.success(request, _("Your account is deleted."))
            return redirect("account_login")
    return render(
        request,
        "accounts/delete.html",
        {
            "form": form,
            "ties": ties,
            "put_away": owned_alone(user).filter(deleted_at__isnull=False).order_by("title"),
            "here": "profile",
        },
        status=422 if request.method == "POST" else 200,
    )


@open_to_all
@require_GET
@never_cache
def open_local(request: HttpRequest, token: str) -> HttpResponse:
    """Signs this machine's person in, by the link that `borderless serve` printed."""
    if not opens_here(request, token):
        raise Http404
    owner = local_owner()
    if request.user != owner:
        login(request, owner, _BACKEND)
    return redirect(reverse("home"))
