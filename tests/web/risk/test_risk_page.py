"""The risk page: scenarios asked for, told whole or in part, history replayed."""

from __future__ import annotations

import re
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from borderless.web.films.access import Access
from borderless.web.films.models import Film, Role
from borderless.web.films.reading import day_of, reading_of
from borderless.web.jobs.actions import AskFor
from borderless.web.jobs.kinds import runner_of
from borderless.web.jobs.models import Job, State
from borderless.web.jobs.work import Work


@pytest.fixture
def desk_of_anna(signed_in: Callable[[Any], Client], anna: Any) -> Client:
    return signed_in(anna)


def address(film: Film, name: str = "risk") -> str:
    return reverse(name, args=[film.pk])


def answered(film: Film, owner: Any, kind: str, cancel_after: int = 0, **params: Any) -> Job:
    """A job asked for and done without a worker, stopped after some scenarios."""
    reading = reading_of(film.newest())
    job = AskFor(Access(film, Role.OWNER, owner), kind, params, day_of(reading)).run()
    asked = {name: value for name, value in job.params.items() if name != "as_of"}
    cancel = Event()

    def say(done: int, total: int, phase: str, figures: Any = None) -> None:
        if cancel_after and done >= cancel_after:
            cancel.set()

    outcome = runner_of(kind)(Work(reading, dict, day_of(reading), asked, say, cancel))
    job.state = State.CANCELLED if cancel.is_set() else State.DONE
    job.result, job.ended_at = outcome.result, job.asked_at
    job.save()
    return job


@pytest.mark.parametrize(
    ("typed", "scenarios"),
    [
        ({"preset": "10000"}, 10_000),
        ({"preset": "other", "scenarios": "250000"}, 250_000),
        ({"preset": "other", "scenarios": "1.000"}, 1_000),
    ],
)
def test_scenarios_are_asked_for(
    needle: Film, desk_of_anna: Client, typed: dict[str, str], scenarios: int
) -> None:
    typed |= {"seed": "7", "method": "gbm"}
    response = desk_of_anna.post(address(needle, "risk-run"), typed)
    assert response.status_code == 302
    params = Job.objects.get().params
    assert (params["scenarios"], params["seed"], params["method"]) == (scenarios, 7, "gbm")
    assert "Waiting" in desk_of_anna.get(response["Location"]).content.decode()


@pytest.mark.parametrize("typed", ["", "0", "many", "1,5", "99999999999", "1e9"])
def test_a_number_that_is_none_is_told(needle: Film, desk_of_anna: Client, typed: str) -> None:
    posted = {"preset": "other", "scenarios": typed, "seed": "7"}
    response = desk_of_anna.post(address(needle, "risk-run"), posted)
    assert response.status_code == 422
    page = response.content.decode()
    assert f"Read “{typed}”; write a whole number from 1 to 10.000.000" in page
    assert Job.objects.count() == 0


def test_the_answer_has_every_figure_as_a_table_too(
    needle: Film, anna: Any, desk_of_anna: Client
) -> None:
    answered(needle, anna, "risk", scenarios=2_000, seed=7)
    page = desk_of_anna.get(address(needle)).content.decode()
    assert re.search(r"The plan closes in [\d,]+\s%", page)
    assert "2.000 scenarios" in page
    for heading in (
        "The account over time",
        "How much may be missing",
        "What it comes from",
        "Who is paid back",
        "How often reality fell inside each band",
        "What the scenarios take for granted",
    ):
        assert heading in page
    drawn = page.count('class="plot"')
    assert drawn >= 4
    assert page.count('role="img" aria-label="') == drawn
    assert " style=" not in page
    assert "The Match Factory" in page


def test_a_cancelled_run_tells_of_the_scenarios_that_were_done(
    needle: Film, anna: Any, desk_of_anna: Client
) -> None:
    job = answered(needle, anna, "risk", cancel_after=1, scenarios=1_000_000, seed=7)
    assert 0 < job.result["scenarios"] < 1_000_000
    page = desk_of_anna.get(address(needle)).content.decode()
    assert "what was found until then is shown" in page
    assert re.search(r"of <span class=\"num\">1.000.000</span> asked for", page)


def test_history_alone(needle: Film, anna: Any, desk_of_anna: Client) -> None:
    answered(needle, anna, "backtest")
    page = desk_of_anna.get(address(needle)).content.decode()
    assert "reality fell inside the 50" in page
    assert "PLN alone" in page


def test_a_film_in_one_currency_has_no_backtest(
    make_film: Callable[..., Film], anna: Any, desk_of_anna: Client
) -> None:
    toml = b"""
title = "At Home"
currency = "EUR"
delegate = "FR"
as_of = 2026-03-02
[dates]
shooting_start = 2026-09-07
[[source]]
name = "Savings"
kind = "producer_investment"
amount = 100_000
status = "confirmed"
"""
    budget = b"account;description;phase;amount;currency;country\n1;All;shoot;100000;EUR;FR\n"
    film = make_film({"film.toml": toml, "budget.csv": budget})
    answered(film, anna, "risk", scenarios=1_000)
    page = desk_of_anna.get(address(film)).content.decode()
    assert "No money of the plan moves with exchange rates." in page
    assert "No backtest" in page
    assert "Nothing is said about who is paid back" in page


def test_a_changed_film_marks_the_run_outdated(
    needle: Film, anna: Any, desk_of_anna: Client
) -> None:
    from borderless.web.films.actions.saving import SaveFilm

    answered(needle, anna, "risk", scenarios=1_000)
    film = reading_of(needle.newest()).film
    assert film is not None
    shorter = film.model_copy(update={"title": "Needle"})
    SaveFilm(Access(needle, Role.OWNER, anna), 1, shorter, "A shorter title").run()
    page = desk_of_anna.get(address(needle)).content.decode()
    assert "outdated" in page
    assert "Run again with the film as it is now" in page


def test_roles(
    needle: Film, fiona: Any, vera: Any, sam: Any, signed_in: Callable[[Any], Client]
) -> None:
    asked = {"preset": "10000", "seed": "1"}
    assert signed_in(fiona).get(address(needle)).status_code == 200
    assert b"Run the scenarios" not in signed_in(fiona).get(address(needle)).content
    assert signed_in(fiona).post(address(needle, "risk-run"), asked).status_code == 403
    assert signed_in(vera).get(address(needle)).status_code == 403
    assert signed_in(sam).get(address(needle)).status_code == 404


def test_a_film_with_errors_says_what_is_wrong(
    make_film: Callable[..., Film], desk_of_anna: Client
) -> None:
    film = make_film({"film.toml": b'title = "X"\ndelegate = "FR"\nbudgte = 1\n'})
    response = desk_of_anna.get(address(film))
    assert response.status_code == 200
    assert "budgte" in response.content.decode()
