"""The rulebook, for any signed-in person; with a film's own rules where a film is named."""

from __future__ import annotations

from datetime import date as Day
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from borderless.dossier.rule_words import (
    envelope_words,
    facts_asked,
    limits_words,
    outside_words,
    passing_words,
    payment_words,
)
from borderless.rulebook.aid import AidCeiling
from borderless.rulebook.library import Library, Rule, version_for
from borderless.rulebook.points import PointsTest
from borderless.rulebook.scheme import Scheme
from borderless.rulebook.treaty import Governing, Treaty
from borderless.web.accounts.choices import in_order
from borderless.web.design import reader
from borderless.web.design.tile_map import tile_blocks
from borderless.web.films.access import Access, Can, access_of
from borderless.web.films.reading import our_library, reading_of
from borderless.web.rules.browsing import (
    KINDS,
    ONE,
    Asked,
    countries_of,
    incentive_map,
    is_stale,
    listed,
    status_of,
)
from borderless.web.rules.examples import examples_with
from borderless.web.rules.reading_aloud import cited, conditions, steps
from borderless.web.rules.trying import trial
from borderless.web.rules.values_by_date import values

PAGE = 40


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule, or those that are asked for; the incentives on a map."""
    library, access = _library(request)
    today = timezone.localdate()
    asked = Asked(
        _one_of(request.GET.get("kind", ""), KINDS),
        request.GET.get("country", "").upper()[:2],
        request.GET.get("q", "").strip()[:100],
        _one_of(request.GET.get("standing", ""), ("verified", "open")),
    )
    found = listed(library, asked, today)
    known = sorted(
        {code for rule in library.rules.values() for code in countries_of(rule)},
        key=lambda code: in_order(reader.country(code)),
    )
    query = {
        "kind": asked.kind,
        "country": asked.country,
        "q": asked.words,
        "standing": asked.standing,
    } | ({"film": str(access.film.pk)} if access else {})
    given = urlencode({name: value for name, value in query.items() if value})
    context: dict[str, Any] = {
        "asked": asked,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "kinds": [(code, str(name)) for code, name in KINDS.items()],
        "countries": [(code, reader.country(code)) for code in known],
        "query": f"{given}&" if given else "",
        "total": len(library.rules),
        "of_film": access.film if access else None,
    }
    if not any((asked.kind, asked.country, asked.words, asked.standing)):
        shades = incentive_map(library, urlencode({"film": str(access.film.pk)}) if access else "")
        context |= {"blocks": tile_blocks(shades), "shades": sorted(shades.items())}
    return render(request, "rules/rules.html", context)


@require_GET
def rule(request: HttpRequest, rule_id: str) -> HttpResponse:
    """One rule: in sentences, through time, with its sources."""
    library, access = _library(request)
    found = library.rules.get(rule_id)
    if found is None:
        raise Http404
    today = timezone.localdate()
    context: dict[str, Any] = {
        "rule": found,
        "name": getattr(found, "name", "") or ONE[found.rule],
        "kind": ONE[found.rule],
        "countries": countries_of(found),
        "status": status_of(found),
        "stale": is_stale(library, found, today),
        "checked": getattr(found, "as_of", None),
        "theirs": rule_id in library.theirs,
        "open_points": [cited(found, one, one.says) for one in getattr(found, "open_point", ())],
        "of_film": access.film if access else None,
        "film_query": _film_query(access),
        "examples": () if access else examples_with(rule_id),
    }
    return render(
        request, "rules/rule.html", context | _shown(library, found, _day(request, today))
    )


@require_GET
def tried(request: HttpRequest, rule_id: str) -> HttpResponse:
    """A scheme with bare figures: what it would give, and each step."""
    library, access = _library(request)
    scheme = library.scheme(rule_id)
    if scheme is None:
        raise Http404
    day = _day(request, timezone.localdate())
    version, _, _ = version_for(scheme, {}, day)
    asked = trial(library, scheme, version, request.GET.dict()) if version else None
    context = {
        "scheme": scheme,
        "day": day,
        "version": version,
        "trial": asked,
        "changed": [one for one in asked.values if one.typed] if asked else [],
        "of_film": access.film if access else None,
        "film_query": _film_query(access),
    }
    return render(
        request, "rules/try.html", context, status=422 if asked and asked.has_errors else 200
    )


def _film_query(access: Access | None) -> str:
    """What an address of the rulebook carries on while it is shown with a film's own rules."""
    return f"?{urlencode({'film': str(access.film.pk)})}" if access else ""


def _shown(library: Library, rule: Rule, day: Day) -> dict[str, Any]:
    if isinstance(rule, Scheme):
        return _scheme(library, rule, day)
    if isinstance(rule, Treaty):
        limits = [("two", rule.two), ("many", rule.many)]
        return {
            "treaty": rule,
            "limits": [
                (which, cited(rule, one, limits_words(one)), [x.says for x in one.exception])
                for which, one in limits
                if one
            ],
            "gates": [cited(rule, one, one.says) for one in rule.gate if one.says],
            "procedure": [cited(rule, one, one.says) for one in rule.procedure],
            "outside": outside_words(rule.outside),
            "tests": [(kind.value, test) for kind, test in rule.points.items()],
        }
    if isinstance(rule, PointsTest):
        return {"points": rule, "passes": passing_words(rule)}
    if isinstance(rule, AidCeiling):
        return {"intensities": [(one.share, cited(rule, one, one.says)) for one in rule.intensity]}
    assert isinstance(rule, Governing)
    return {"routes": [(one.name, cited(rule, one, one.says)) for one in rule.route]}


def _scheme(library: Library, scheme: Scheme, day: Day) -> dict[str, Any]:
    version, _, _ = version_for(scheme, {}, day)
    context: dict[str, Any] = {
        "scheme": scheme,
        "day": day,
        "version": version,
        "versions": [(one, one is version) for one in reversed(scheme.version)],
        "values": values(scheme),
    }
    if version:
        words = library.vocabulary.figure
        context |= {
            "conditions": conditions(library, scheme, version),
            "steps": steps(scheme, version),
            "figures": [(name, words[name].says) for name in version.figures()],
            "payments": [(payment_words(one), one.note) for one in version.payment],
            "envelope": cited(
                scheme,
                version.envelope,
                version.envelope.says,
                envelope_words(version.envelope, scheme.currency),
            ),
            "applicant": [cited(scheme, one, one.says) for one in version.applicant],
            "procedure": [cited(scheme, one, one.says) for one in version.procedure],
            "excludes": version.excludes,
            "asks": list(facts_asked(library, scheme, version).items()),
        }
    return context


def _library(request: HttpRequest) -> tuple[Library, Access | None]:
    """Our rulebook, or a film's with its own rules, for whom may see the film's money."""
    film = request.GET.get("film", "")
    if not film:
        return our_library(), None
    try:
        access = access_of(request, UUID(film))
    except ValueError:
        raise Http404 from None
    if access is None:
        raise Http404
    access.need(Can.SEE_MONEY)
    return reading_of(access.film.newest()).library, access


def _one_of(text: str, known: Any) -> str:
    return text if text in known else ""


def _day(request: HttpRequest, today: Day) -> Day:
    try:
        return Day.fromisoformat(request.GET.get("as_of", ""))
    except ValueError:
        return today
