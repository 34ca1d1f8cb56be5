"""Finished searches of small films, as a worker leaves them."""

from __future__ import annotations

from threading import Event
from typing import Any

from borderless.web.films.access import Access
from borderless.web.films.models import Film, Role
from borderless.web.films.reading import day_of, reading_of
from borderless.web.jobs.actions import AskFor
from borderless.web.jobs.kinds import runner_of
from borderless.web.jobs.models import Job, State
from borderless.web.jobs.work import Work

TOML = """
title = "Two Shores"
currency = "EUR"
delegate = "FR"
as_of = 2026-03-02

[dates]
shooting_start = 2026-09-07

[[coproducer]]
company = "Films du Phare"
country = "FR"
role = "delegate"
share = 0.6

[[coproducer]]
company = "Latarnia Film"
country = "PL"
share = 0.4

[[source]]
name = "Films du Phare"
kind = "producer_investment"
coproducer = "FR"
amount = 600_000
status = "confirmed"

[placement]
official = "ignored"
propose = false
proportion = 1.0
refuse = ["fr-c2i", "pl-rebate"]

[[placement.option]]
lines = ["Mix"]
place = "PL"
factor = 0.70

[[placement.option]]
department = ["vfx"]
place = "PL"
factor = 0.90
"""
BUDGET = """account;description;phase;department;amount;currency;country;labour
2100;Crew;shoot;production;300000;EUR;PL;80 %
3200;Mix;post;sound;200000;EUR;FR;60 %
3400;Effects;post;vfx;100000;EUR;FR;80 %
4300;Overhead;overhead;overhead;600000;EUR;FR;50 %
"""


def two_shores() -> dict[str, bytes]:
    """A film with two lines that are cheaper elsewhere."""
    return {"film.toml": TOML.encode(), "budget.csv": BUDGET.encode()}


def answered(film: Film, owner: Any, kind: str = "placement", **params: Any) -> Job:
    """A job asked for and done, without a worker."""
    reading = reading_of(film.newest())
    job = AskFor(Access(film, Role.OWNER, owner), kind, params, day_of(reading)).run()
    asked = {name: value for name, value in job.params.items() if name != "as_of"}
    work = Work(reading, dict, day_of(reading), asked, lambda *_: None, Event())
    outcome = runner_of(kind)(work)
    job.state, job.result = State.DONE, outcome.result
    job.ended_at = job.asked_at
    job.save()
    return job
