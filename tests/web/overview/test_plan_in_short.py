"""A plan in short: what it keeps, under which key, and what it costs to ask for many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from borderless.film.scaffold import scaffold
from borderless.web.films.figures import KEPT_FOR, WORKED_OUT_AT_ONCE, in_short, in_short_of
from borderless.web.films.models import Figures, Film
from borderless.web.films.reading import plan_of, reading_of

BROKEN = {"film.toml": b'title = "Broken"\ndelegate = "Denmark"\n', "budget.csv": b""}


def pinned(files: dict[str, bytes], day: str) -> dict[str, bytes]:
    return files | {"film.toml": f"as_of = {day}\n".encode() + files["film.toml"]}


@pytest.fixture
def new(tmp_path: Any) -> dict[str, bytes]:
    """The files of a new film, which pins no day."""
    return {one.name: one.read_bytes() for one in scaffold(tmp_path / "film", "Shore", "PL")}


def test_it_says_what_the_plan_says(needle: Film) -> None:
    plan, findings = plan_of(reading_of(needle.newest()))
    assert plan is not None
    short = in_short(needle.newest())
    assert short.can_plan
    assert Decimal(short.plan["budget"]) == round(plan.summary.budget, 6)
    assert short.gap == round(plan.summary.gap, 6)
    assert short.plan["next"] == plan.next_step
    assert short.plan["spend"].keys() == plan.budget_by_country.keys()
    assert [one["name"] for one in short.plan["sources"]] == [one.name for one in plan.sources]
    assert sum(sum(by.values()) for by in short.counts.values()) >= len(findings)
    assert short.data["about"]["directors"] == ["Magnus von Horn"]


def test_it_is_worked_out_once(needle: Film, django_assert_num_queries: Any) -> None:
    revision = needle.newest()
    first = in_short(revision)
    with django_assert_num_queries(1):
        assert in_short(revision) == first
    assert Figures.objects.count() == 1


def test_a_film_without_a_day_is_worked_out_anew_on_the_next(
    make_film: Callable[..., Film], new: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    films = [make_film(new), make_film(pinned(new, "2026-01-15"))]
    in_short_of(films)
    assert Figures.objects.count() == 2
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_: tomorrow)
    for film in films:
        in_short(film.newest())
    assert Figures.objects.count() == 3


def test_files_with_errors_have_findings_and_no_plan(make_film: Callable[..., Film]) -> None:
    short = in_short(make_film(BROKEN).newest())
    assert not short.can_plan
    assert short.plan == {}
    assert short.findings[0]["severity"] == "error"
    assert short.findings[0]["file"] == "film.toml"
    assert short.counts["FLM"]["error"] >= 1


def test_the_next_step_names_the_finding_that_it_mends(
    make_film: Callable[..., Film], new: dict[str, bytes]
) -> None:
    head = new["budget.csv"].splitlines()[0]
    short = in_short(make_film(new | {"budget.csv": head + b"\n"}).newest())
    assert short.plan["next_from"]["code"] == "FIN104"
    assert short.plan["next_from"]["fix"] == short.plan["next"]


def test_a_list_takes_two_queries_however_long(
    make_film: Callable[..., Film], new: dict[str, bytes], django_assert_num_queries: Any
) -> None:
    films = [make_film(new | {"note.txt": str(number).encode()}) for number in range(5)]
    in_short_of(films)
    for some in (films[:2], films):
        with django_assert_num_queries(2):
            assert set(in_short_of(some)) == {one.pk for one in some}


def test_a_long_list_is_worked_out_in_turns(
    make_film: Callable[..., Film], new: dict[str, bytes]
) -> None:
    films = [
        make_film(new | {"note.txt": str(number).encode()})
        for number in range(WORKED_OUT_AT_ONCE + 3)
    ]
    assert len(in_short_of(films)) == WORKED_OUT_AT_ONCE
    assert len(in_short_of(films)) == len(films)


def test_old_figures_are_swept_away(needle: Film) -> None:
    old = Figures.objects.create(key="x" * 64, data={})
    Figures.objects.update(created_at=timezone.now() - KEPT_FOR - timedelta(days=1))
    from django.core.cache import cache

    cache.clear()
    in_short(needle.newest())
    assert not Figures.objects.filter(pk=old.pk).exists()
    assert Figures.objects.count() == 1
