"""What a plan says in short, kept by the folder it was made from: for lists and overviews.

A film's own page asks for the whole plan; a list of films must not, so this is worked out once a
day and folder, and read with one query for as many films as are listed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date as Day
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import F
from django.utils import timezone

from borderless import __version__
from borderless.finance.plan import Plan
from borderless.finding import Finding
from borderless.web.films.models import Figures, Film, Revision
from borderless.web.films.reading import plan_of, reading_of

FORM = "2"
"""Changes with the keys below, so that older rows are not read any more."""
KEPT_FOR = timedelta(days=40)
"""How long figures stay; those of a film that pins no day are of no use on the next."""
MOST_FINDINGS = 40
_DAY = 86_400
WORKED_OUT_AT_ONCE = 10
"""How many films of a list are worked out while its reader waits; the others come with the next."""


@dataclass(frozen=True, slots=True)
class InShort:
    """A plan in short; money in `currency`."""

    data: dict[str, Any]

    @property
    def can_plan(self) -> bool:
        """Whether there is a plan; else the findings say why not."""
        return bool(self.data["plan"])

    @property
    def plan(self) -> dict[str, Any]:
        """The figures of the plan; empty without one."""
        return self.data["plan"] or {}

    @property
    def findings(self) -> list[dict[str, Any]]:
        """The gravest findings, 40 at most."""
        found: list[dict[str, Any]] = self.data["findings"]
        return found

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many findings there are, by family of code and severity."""
        counts: dict[str, dict[str, int]] = self.data["counts"]
        return counts

    @property
    def gap(self) -> Decimal:
        """What is missing; negative for a surplus."""
        return Decimal(self.plan["gap"])


def in_short(revision: Revision) -> InShort:
    """A revision's plan in short; one query where it is kept."""
    keys = _keys(revision.digest, timezone.localdate())
    kept = Figures.objects.filter(key__in=keys).first()
    return InShort(kept.data if kept else _worked_out(revision, keys))


def in_short_of(films: Iterable[Film]) -> dict[UUID, InShort]:
    """The plans of many films in short, by the film's id; two queries where all are kept.

    Ten at most are worked out at once; the others are missing until the next time.
    """
    heads = {
        revision.film_id: revision
        for revision in Revision.objects.filter(film__in=list(films), number=F("film__head")).defer(
            "document"
        )
    }
    today = timezone.localdate()
    keys = {film: _keys(revision.digest, today) for film, revision in heads.items()}
    kept = Figures.objects.in_bulk({key for both in keys.values() for key in both})
    found = {
        film: InShort(kept[key].data) for film, both in keys.items() for key in both if key in kept
    }
    lacking = [film for film in heads if film not in found]
    for film in lacking[:WORKED_OUT_AT_ONCE]:
        found[film] = InShort(_worked_out(heads[film], keys[film]))
    return found


@dataclass(frozen=True, slots=True)
class _Keys:
    """Under what a folder's figures are kept: with its own day, or with today's."""

    pinned: str
    """For a film that says as of which day the rules are read."""
    daily: str

    def __iter__(self) -> Iterator[str]:
        return iter((self.pinned, self.daily))


def _keys(digest: str, today: Day) -> _Keys:
    # Which of the two it is stands in the folder; to ask for both spares reading it.
    return _Keys(_key(digest, "pinned"), _key(digest, today.isoformat()))


def _key(digest: str, day: str) -> str:
    text = "|".join((digest, day, __version__, FORM))
    return hashlib.sha256(text.encode()).hexdigest()


def _worked_out(revision: Revision, keys: _Keys) -> dict[str, Any]:
    reading = reading_of(revision)
    plan, findings = plan_of(reading)
    found = [*findings, *reading.takings_findings]
    counts: dict[str, dict[str, int]] = {}
    for one in found:
        family = counts.setdefault(one.code[:3], {})
        family[one.severity.value] = family.get(one.severity.value, 0) + 1
    film = reading.film
    told = {
        "plan": _plan(plan) if plan else None,
        "counts": counts,
        "findings": [_finding(one) for one in found[:MOST_FINDINGS]],
        "about": {
            "original_title": film.original_title,
            "kind": film.kind.value,
            "format": film.format.value,
            "minutes": str(film.minutes) if film.minutes is not None else None,
            "languages": list(film.languages),
            "shooting_start": film.dates.shooting_start,
            "delivery": film.dates.delivery,
            "directors": [one.name for one in film.person if one.post.value == "director"],
            "coproducers": [[one.company, one.country, one.role] for one in film.coproducer],
        }
        if film
        else None,
    }
    data: dict[str, Any] = _plain(told)
    key = keys.pinned if film and film.as_of else keys.daily
    Figures.objects.bulk_create([Figures(key=key, data=data)], ignore_conflicts=True)
    if cache.add("figures-swept", True, _DAY):
        Figures.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
    return data


def _plan(plan: Plan) -> dict[str, Any]:
    summary = plan.summary
    return {
        "currency": plan.currency,
        "as_of": plan.as_of,
        "closes": summary.closes,
        "budget": summary.budget,
        "secured": summary.secured,
        "applied": summary.applied,
        "planned": summary.planned,
        "gap": summary.gap,
        "next": plan.next_step,
        "next_from": _next_from(plan),
        "spend": plan.budget_by_country,
        "shares": plan.shares,
        "official": plan.official.verdict.value,
        "sources": [
            {
                "name": row.name,
                "country": row.country,
                "status": row.status.value,
                "amount": row.amount,
                "share": row.share,
            }
            for row in plan.sources
        ],
    }


def _next_from(plan: Plan) -> dict[str, Any] | None:
    """The finding that the next step mends; None where it follows from the figures."""
    found = (one for one in plan.findings if one.fix and one.fix.startswith(plan.next_step))
    return next((_finding(one) for one in found), None)


def _finding(finding: Finding) -> dict[str, Any]:
    place = finding.place
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "fix": finding.fix,
        "place": str(place) if place else None,
        "file": place.file if place else None,
        "line": place.line if place else None,
    }


def _plain(value: Any) -> Any:
    """Exact amounts as texts, days as ISO 8601: what JSON holds without loss."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Decimal):
        return format(round(value, 6).normalize(), "f")
    if isinstance(value, Day):
        return value.isoformat()
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd")  # a finding may quote what no database keeps
    return value
