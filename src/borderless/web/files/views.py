"""The film's files: seen, edited as text, brought, taken out."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from borderless.finding import Finding
from borderless.web.design import reader
from borderless.web.files.forms import UploadForm
from borderless.web.files.listing import in_the_way, last_changes, lines_with, listed
from borderless.web.files.saving import Clash, Outcome, base_where_untouched, save_text
from borderless.web.files.texts import is_text, text_of
from borderless.web.films.access import Access, Can, film_page
from borderless.web.films.actions.filing import PutFile, TakeFile, WrongNameError
from borderless.web.films.models import Blob, Revision
from borderless.web.films.pages import base_of, film_context
from borderless.web.films.reading import reading_of
from borderless.web.films.store import StaleError, file_of

_TYPES = {".csv": "text/csv", ".toml": "text/plain"}
_MOST_LOOKED_AT = 300
"""Revisions in which the last change of a file is looked for."""


@require_GET
@film_page(Can.SEE_MONEY)
def page(request: HttpRequest, access: Access) -> HttpResponse:
    """Every file of the newest revision."""
    return _list(request, access, UploadForm(), 200)


def _list(request: HttpRequest, access: Access, form: UploadForm, status: int) -> HttpResponse:
    revision = access.film.newest()
    found = _findings(revision)
    sizes = dict(
        Blob.objects.filter(digest__in=revision.manifest.values()).values_list("digest", "size")
    )
    manifests = access.film.revisions.order_by("-number").values_list("number", "manifest")
    changed = last_changes(manifests[:_MOST_LOOKED_AT].iterator(chunk_size=20))
    context = film_context(access, "files", revision) | {
        "files": listed(
            {path: sizes[key] for path, key in revision.manifest.items()}, found, changed
        ),
        "elsewhere": [one for one in found if one.place is None],
        "form": form,
    }
    return render(request, "files/page.html", context, status=status)


def _findings(revision: Revision) -> list[Finding]:
    reading = reading_of(revision)
    return [*reading.findings, *reading.takings_findings]


@require_http_methods(["GET", "POST"])
@film_page(Can.SEE_MONEY)
def file(request: HttpRequest, access: Access, path: str) -> HttpResponse:
    """One file: text to read and edit, else what it is and a way to download it."""
    if request.method == "POST":
        access.need(Can.EDIT)
        return _save(request, access, path)
    revision = access.film.newest()
    content = file_of(revision, path)
    if content is None:
        raise Http404
    text = text_of(path, content)
    line = request.GET.get("line", "")
    context = _file_context(access, revision, path) | {
        "line": int(line) if line.isdecimal() and len(line) < 8 else None,
        "typed": text.shown if text else None,
        "size": reader.number(len(content)),
    }
    return render(request, "files/file.html", context)


def _file_context(access: Access, revision: Revision, path: str) -> dict[str, Any]:
    here = lines_with(_findings(revision), path)
    said: dict[int, list[str]] = {}
    for one in here:
        if one.place and one.place.line:
            said.setdefault(one.place.line, []).append(one.message)
    findings = [
        {
            "code": one.code,
            "severity": one.severity.value,
            "message": one.message,
            "fix": one.fix,
            "place": str(one.place),
            "href": f"?line={one.place.line}" if one.place and one.place.line else None,
        }
        for one in here
    ]
    return film_context(access, "files", revision) | {
        "path": path,
        "findings": findings,
        "said": json.dumps({line: " ".join(texts) for line, texts in said.items()}),
        "base": revision.number,
    }


def _save(request: HttpRequest, access: Access, path: str) -> HttpResponse:
    if not is_text(path):
        raise Http404
    try:
        outcome = save_text(access, base_of(request), path, request.POST.get("text", ""))
    except WrongNameError as error:
        raise Http404 from error
    if outcome.clash:
        return _both(request, access, path, outcome.clash)
    _tell(request, outcome)
    return redirect("file", film_id=access.film.pk, path=path)


def _tell(request: HttpRequest, outcome: Outcome) -> None:
    saved = outcome.saved
    if saved is None:
        messages.info(request, _("Nothing was changed."))
        return
    if outcome.is_joined:
        said = _("Saved as revision %(number)s, with what somebody else changed in other lines.")
    else:
        said = _("Saved as revision %(number)s.")
    messages.success(request, said % {"number": saved.number})
    if saved.document is None:
        messages.warning(
            request, _("The film cannot be read like this. What is wrong stands beside the text.")
        )


def _both(request: HttpRequest, access: Access, path: str, clash: Clash) -> HttpResponse:
    """Somebody saved in between: both texts, and the author decides."""
    context = _file_context(access, clash.head, path) | {
        "line": None,
        "typed": clash.typed,
        "clash": clash,
    }
    return render(request, "files/file.html", context, status=409)


@require_GET
@film_page(Can.SEE_MONEY)
def download(request: HttpRequest, access: Access, path: str) -> HttpResponse:
    """The file's bytes, as a download and never as a page."""
    number = request.GET.get("revision", "")
    revisions = access.film.revisions
    revision = (
        revisions.filter(number=int(number)).first()
        if number.isdecimal() and len(number) < 10
        else access.film.newest()
    )
    content = file_of(revision, path) if revision else None
    if content is None:
        raise Http404
    name = PurePosixPath(path)
    kind = _TYPES.get(name.suffix.lower(), "application/octet-stream")
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, name.name)
    return answer


@require_POST
@film_page(Can.EDIT)
def upload(request: HttpRequest, access: Access) -> HttpResponse:
    """A file brought from elsewhere: new, or another content for one that is there."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, access, form, 422)
    path = form.path()
    other = in_the_way(path, access.film.newest().manifest)
    if other:
        says = _("“%(name)s” and “%(other)s” cannot be in one folder, as their names are alike.")
        form.add_error("file", says % {"name": path, "other": other})
        return _list(request, access, form, 422)
    try:
        base = base_where_untouched(access, base_of(request), path)
        saved = PutFile(access, base, path, form.content()).run()
    except (ValidationError, WrongNameError) as error:
        form.add_error("file", str(error) if isinstance(error, WrongNameError) else error)
        return _list(request, access, form, 422)
    except StaleError:
        form.add_error(
            None,
            _("Somebody changed this file meanwhile. Look at it, choose yours again and send it."),
        )
        return _list(request, access, form, 409)
    if saved is None:
        messages.info(request, _("The file is here already, byte for byte."))
    else:
        messages.success(request, _("Saved as revision %(number)s.") % {"number": saved.number})
    return redirect("files", film_id=access.film.pk)


@require_POST
@film_page(Can.EDIT)
def delete(request: HttpRequest, access: Access, path: str) -> HttpResponse:
    """Takes a file out; it stays in the older revisions."""
    try:
        saved = TakeFile(access, base_where_untouched(access, base_of(request), path), path).run()
    except StaleError:
        messages.error(request, _("Somebody changed this file meanwhile; it was not taken out."))
        return redirect("files", film_id=access.film.pk)
    if saved is None:
        raise Http404
    messages.success(request, _("%(file)s is taken out; the history has it.") % {"file": path})
    return redirect("files", film_id=access.film.pk)
