"""The film's files: seen, edited as text, brought, taken out."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import PurePosixPath
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from borderless.finding import has_errors
from borderless.web.design import reader
from borderless.web.files.forms import UploadForm
from borderless.web.files.listing import Text, lines_with, listed, text_of
from borderless.web.films.access import Access, Can, film_page
from borderless.web.films.actions.filing import PutFile, TakeFile, WrongNameError
from borderless.web.films.models import Blob, Revision
from borderless.web.films.pages import base_of, film_context
from borderless.web.films.reading import reading_of
from borderless.web.films.store import StaleError, file_of

_TYPES = {".csv": "text/csv", ".xlsx": "application/octet-stream", ".toml": "text/plain"}


@require_GET
@film_page(Can.SEE_MONEY)
def page(request: HttpRequest, access: Access) -> HttpResponse:
    """Every file of the newest revision."""
    return _list(request, access, UploadForm(), 200)


def _list(request: HttpRequest, access: Access, form: UploadForm, status: int) -> HttpResponse:
    revision = access.film.newest()
    reading = reading_of(revision)
    sizes = dict(
        Blob.objects.filter(digest__in=revision.manifest.values()).values_list("digest", "size")
    )
    found = [*reading.findings, *reading.takings_findings]
    context = film_context(access, "files", revision) | {
        "files": listed({path: sizes[key] for path, key in revision.manifest.items()}, found),
        "elsewhere": [one for one in found if one.place is None],
        "form": form,
        "has_errors": has_errors(found),
    }
    return render(request, "files/page.html", context, status=status)


@require_http_methods(["GET", "POST"])
@film_page(Can.SEE_MONEY)
def file(request: HttpRequest, access: Access, path: str) -> HttpResponse:
    """One file: text to read and edit, else what it is and a way to download it."""
    revision = access.film.newest()
    content = file_of(revision, path)
    if content is None:
        raise Http404
    text = text_of(path, content)
    if request.method == "POST":
        access.need(Can.EDIT)
        if text is None:
            raise Http404
        return _save(request, access, revision, path, text)
    line = request.GET.get("line", "")
    context = _file_context(access, revision, path, text) | {
        "line": int(line) if line.isdecimal() and len(line) < 8 else None,
        "typed": text.shown if text else "",
        "size": reader.number(len(content)),
    }
    return render(request, "files/file.html", context)


def _file_context(
    access: Access, revision: Revision, path: str, text: Text | None
) -> dict[str, Any]:
    reading = reading_of(revision)
    findings = [
        {
            "code": one.code,
            "severity": one.severity.value,
            "message": one.message,
            "fix": one.fix,
            "place": str(one.place),
            "href": f"?line={one.place.line}" if one.place and one.place.line else None,
            "line": one.place.line if one.place else None,
        }
        for one in lines_with([*reading.findings, *reading.takings_findings], path)
    ]
    return film_context(access, "files", revision) | {
        "path": path,
        "text": text,
        "findings": findings,
        "base": revision.number,
    }


def _save(
    request: HttpRequest, access: Access, revision: Revision, path: str, text: Text
) -> HttpResponse:
    typed = request.POST.get("text", "")
    try:
        saved = PutFile(access, base_of(request), path, text.typed(typed)).run()
    except StaleError:
        return _both(request, access, revision, path, text, typed)
    if saved is None:
        messages.info(request, _("Nothing was changed."))
    else:
        messages.success(request, _("Saved as revision %(number)s.") % {"number": saved.number})
        if saved.document is None:
            messages.warning(
                request,
                _("The film cannot be read like this. What is wrong stands beside the text."),
            )
    return redirect("file", film_id=access.film.pk, path=path)


def _both(
    request: HttpRequest, access: Access, revision: Revision, path: str, text: Text, typed: str
) -> HttpResponse:
    """Somebody saved in between: both texts, and the author decides."""
    plain = typed.replace("\r\n", "\n")
    base = access.film.revisions.filter(number=base_of(request)).first()
    before = file_of(base, path) if base else None
    if before is not None and before == file_of(revision, path):
        # The others changed other files: nothing stands in the way.
        saved = PutFile(access, revision.number, path, text.typed(typed)).run()
        number = saved.number if saved else revision.number
        messages.success(request, _("Saved as revision %(number)s.") % {"number": number})
        return redirect("file", film_id=access.film.pk, path=path)
    changes = list(
        unified_diff(
            text.shown.splitlines(), plain.splitlines(), _("saved now"), _("yours"), lineterm=""
        )
    )
    context = _file_context(access, revision, path, text) | {
        "line": None,
        "typed": plain,
        "stale": revision,
        "changes": changes[:400],
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
    try:
        saved = PutFile(access, base_of(request), form.path(), form.content()).run()
    except (ValidationError, WrongNameError) as error:
        form.add_error("file", str(error) if isinstance(error, WrongNameError) else error)
        return _list(request, access, form, 422)
    except StaleError:
        form.add_error(
            None,
            _("Somebody saved in between. Look at the list, choose the file again and send it."),
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
        saved = TakeFile(access, base_of(request), path).run()
    except StaleError:
        messages.error(request, _("Somebody saved in between, so nothing was taken out."))
        return redirect("files", film_id=access.film.pk)
    if saved is None:
        raise Http404
    messages.success(request, _("%(file)s is taken out; the history has it.") % {"file": path})
    return redirect(reverse("files", args=[access.film.pk]))
