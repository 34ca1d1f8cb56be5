"""Moves taken into a film: all, some, and into one that has changed since."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations
from pathlib import Path
from threading import Event

import pytest

from borderless.film.folder import changed_files
from borderless.film.model import Film
from borderless.finance.placement.sides import side_of, situation_of
from borderless.web.films.reading import FilmReading, day_of, read_files
from borderless.web.jobs.kinds.questions import checked
from borderless.web.jobs.work import Work
from borderless.web.placement.job import run
from borderless.web.placement.moves import Found, moves_of
from borderless.web.placement.taking import Standing, standing_of, take
from web_fixtures import EXAMPLES, folder_files


def searched(name: str) -> tuple[FilmReading, Found]:
    reading = read_files(folder_files(Path(EXAMPLES / name)))
    asked = checked("placement", {"frontier": False})
    found = run(Work(reading, dict, day_of(reading), asked, lambda *_: None, Event())).result
    assert found is not None
    assert reading.film is not None

    def country_of(scheme: str) -> str:
        found = reading.library.scheme(scheme)
        return found.country if found else ""

    return reading, Found(
        reading.film,
        Film.model_validate(found["document"]),
        moves_of(found["moves"]),
        country_of,
    )


@pytest.fixture(scope="module", params=["one-day-in-hadsel", "the-girl-with-the-needle"])
def case(request: pytest.FixtureRequest) -> tuple[FilmReading, Found]:
    return searched(request.param)


@pytest.fixture(scope="module")
def hadsel() -> tuple[FilmReading, Found]:
    return searched("one-day-in-hadsel")


def net(reading: FilmReading, film: Film) -> Decimal:
    assert reading.film is not None
    day = day_of(reading)
    before, _ = side_of(reading.film, reading.library, day, film.currency)
    assert before is not None
    today = situation_of(before.plan)
    side, _ = side_of(film, reading.library, day, film.currency, today=today)
    assert side is not None
    return side.net


def test_all_moves_make_the_film_that_was_found(case: tuple[FilmReading, Found]) -> None:
    reading, found = case
    taken = take(found.base, found, found.with_needs([step.key for step in found.steps]))
    assert taken.refused == ()
    assert len(taken.steps) == len(found.steps)
    assert [one.model_copy(update={"places": ()}) for one in taken.film.budget] == list(
        found.best.budget
    )
    for part in ("coproducer", "person", "phase", "assumptions"):
        assert getattr(taken.film, part) == getattr(found.best, part)
    assert set(map(str, taken.film.source)) == set(map(str, found.best.source))
    assert net(reading, taken.film) == net(reading, found.best)


def test_one_after_another_comes_to_the_same(hadsel: tuple[FilmReading, Found]) -> None:
    reading, found = hadsel
    for order in list(permutations(step.key for step in found.steps))[::997]:
        film = found.base
        for key in order:
            film = take(film, found, found.with_needs([key])).film
        assert net(reading, film) == net(reading, found.best)


def test_what_is_taken_is_written_and_read_again(case: tuple[FilmReading, Found]) -> None:
    reading, found = case
    files = folder_files(EXAMPLES / (reading.film.title.lower().replace(" ", "-")))  # type: ignore[union-attr]
    for step in found.steps:
        film = take(found.base, found, found.with_needs([step.key])).film
        again = read_files(files | changed_files(reading.folder, film))
        assert again.film is not None, step.key
        standings = {one.key: standing_of(again.film, found, one) for one in found.steps}
        assert standings[step.key] is Standing.TAKEN
        assert Standing.CHANGED not in standings.values()


def test_a_claim_brings_the_partner_that_brings_it(hadsel: tuple[FilmReading, Found]) -> None:
    _, found = hadsel
    steps = found.with_needs(["claim:ie-s481-sceal"])
    assert [one.key for one in steps] == ["partners", "claim:ie-s481-sceal"]
    film = take(found.base, found, steps).film
    assert "IE" in {one.country for one in film.coproducer}
    assert film.source[-1].coproducer == "IE"


def test_a_person_and_the_line_that_pays_the_post_are_one_step(
    hadsel: tuple[FilmReading, Found],
) -> None:
    _, found = hadsel
    film = take(found.base, found, found.with_needs(["person:composer"])).film
    assert "Aoife Kinsella" in {one.name for one in film.person}
    music = next(line for line in film.budget if line.description == "Music")
    assert (music.country, music.amount) == ("IE", Decimal(84_000))
    assert film.placement.candidate == ()


def test_a_split_line_keeps_its_account_and_is_offered_no_more(
    hadsel: tuple[FilmReading, Found],
) -> None:
    _, found = hadsel
    film = take(found.base, found, found.with_needs(["line:19"])).film
    parts = [line for line in film.budget if line.account == "3400"]
    assert [line.country for line in parts] == ["PL", "IE"]
    assert not [one for one in film.placement.option if one.vfx]
    assert [one for one in film.placement.option if one.lines == ("Music",)]


def test_what_others_changed_stays(hadsel: tuple[FilmReading, Found]) -> None:
    _, found = hadsel
    lines = [
        line.model_copy(update={"amount": Decimal(1)}) if line.account == "4200" else line
        for line in found.base.budget
    ]
    film = found.base.model_copy(update={"budget": tuple(lines[1:]), "title": "A Day"})
    taken = take(film, found, found.with_needs(["line:17"]))
    assert taken.film.title == "A Day"
    assert len(taken.film.budget) == len(found.base.budget) - 1
    mix = next(line for line in taken.film.budget if line.account == "3200")
    assert (mix.country, mix.amount) == ("IE", Decimal(222_000))
    legal = next(line for line in taken.film.budget if line.account == "4200")
    assert legal.amount == 1


def test_a_move_whose_ground_has_changed_is_refused(hadsel: tuple[FilmReading, Found]) -> None:
    _, found = hadsel
    lines = [
        line.model_copy(update={"amount": Decimal(1)}) if line.account == "3200" else line
        for line in found.base.budget
    ]
    film = found.base.model_copy(update={"budget": tuple(lines)})
    taken = take(film, found, found.with_needs(["line:17", "line:20"]))
    assert [one.key for one in taken.steps] == ["line:20"]
    (sentence,) = taken.refused
    assert "Sound editing and mix: France → Ireland" in sentence
    assert "has changed since the search" in sentence


def test_a_move_goes_nowhere_without_what_it_needs(hadsel: tuple[FilmReading, Found]) -> None:
    _, found = hadsel
    film = found.base.model_copy(update={"coproducer": found.base.coproducer[:2]})
    taken = take(film, found, found.with_needs(["claim:ie-s481-sceal"]))
    assert taken.steps == ()
    assert len(taken.refused) == 2
    assert taken.film.source == found.base.source
