"""Long work asked for once, cancelled, failed and asked for again."""

from __future__ import annotations

from datetime import date as Day
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from borderless.web.films.access import Access
from borderless.web.films.actions.saving import SaveFilm
from borderless.web.films.models import Film, Role
from borderless.web.films.reading import reading_of
from borderless.web.jobs.actions import AskFor, Cancel, take_up_again, tidy
from borderless.web.jobs.kinds import KINDS
from borderless.web.jobs.kinds.questions import WrongQuestionError, checked
from borderless.web.jobs.models import Job, State
from borderless.web.jobs.tasks import run_job
from borderless.web.jobs.work import Outcome

DAY = Day(2026, 3, 2)


@pytest.fixture
def owner(needle: Film, anna: Any) -> Access:
    return Access(needle, Role.OWNER, anna)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scenarios are only counted."""
    monkeypatch.setitem(KINDS, "risk", "slow_work")


def ask(access: Access, **params: Any) -> Job:
    return AskFor(access, "risk", {"scenarios": 3} | params, DAY).run()


def silent(job: Job) -> None:
    """As if the worker had said nothing for two minutes."""
    then = timezone.now() - timedelta(minutes=2)
    Job.objects.filter(pk=job.pk).update(heard_at=then, asked_at=then)


def test_the_same_question_is_one_job(owner: Access) -> None:
    first, again = ask(owner), ask(owner, seed=1)
    assert first.pk == again.pk
    assert ask(owner, seed=2).pk != first.pk
    assert DBTaskResult.objects.count() == 2


def test_a_changed_film_is_another_question(owner: Access) -> None:
    first = ask(owner)
    film = reading_of(owner.film.newest()).film
    assert film is not None
    SaveFilm(owner, 1, film.model_copy(update={"title": "Needle"}), "A shorter title").run()
    assert ask(owner).pk != first.pk
    assert Job.objects.select_related("revision", "film").get(pk=first.pk).is_outdated


@pytest.mark.parametrize("state", [State.CANCELLED, State.FAILED])
def test_after_an_end_without_an_answer_it_is_asked_anew(owner: Access, state: State) -> None:
    first = ask(owner)
    Job.objects.filter(pk=first.pk).update(state=state)
    assert ask(owner).pk != first.pk


def test_viewers_ask_for_nothing(needle: Film, fiona: Any) -> None:
    access = Access(needle, Role.FINANCE_VIEWER, fiona)
    with pytest.raises(PermissionDenied):
        ask(access)
    with pytest.raises(PermissionDenied):
        Cancel(access, Job(film=needle)).run()


@pytest.mark.parametrize(
    ("kind", "params", "says"),
    [
        ("risk", {"scenarios": 0}, "scenarios: read 0;"),
        ("risk", {"scenarios": 10**12}, "scenarios: read 1000000000000;"),
        ("risk", {"luck": 1}, "luck: read 1;"),
        ("placement", {"maximise": "fame"}, "maximise: read 'fame'; write net, soft-money or"),
        ("placement", {"maximise": "local-spend:QQ"}, "maximise: read 'local-spend:QQ'; unknown"),
        ("sweep", {"partners": "SE,Sweden"}, "did you mean SE"),
        ("sweep", {}, "partners: read {}; Field required."),
    ],
)
def test_a_wrong_question_is_told_in_a_sentence(
    kind: str, params: dict[str, Any], says: str
) -> None:
    with pytest.raises(WrongQuestionError) as error:
        checked(kind, params)
    assert says in str(error.value)


def test_a_waiting_job_is_cancelled_at_once(owner: Access) -> None:
    job = Cancel(owner, ask(owner)).run()
    assert job.state == State.CANCELLED
    assert run_job.call(job_id=str(job.pk)) == "not waiting"


@pytest.mark.django_db(transaction=True)
def test_a_job_runs_and_keeps_its_result(owner: Access, counting: None) -> None:
    job = ask(owner)
    assert run_job.call(job_id=str(job.pk)) == "done"
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.attempt) == (State.DONE, 3, 3, 1)
    assert job.result["counted"] == 3
    assert job.figures == {"objective": 3, "currency": "EUR"}
    assert ask(owner).pk == job.pk
    assert run_job.call(job_id=str(job.pk)) == "not waiting"


@pytest.mark.django_db(transaction=True)
def test_a_fault_of_ours_ends_the_job_with_a_sentence(
    owner: Access, counting: None, caplog: pytest.LogCaptureFixture
) -> None:
    job = ask(owner, seed=667)
    assert run_job.call(job_id=str(job.pk)) == "failed"
    job.refresh_from_db()
    assert "fault of the program" in job.error
    assert "no number is good enough" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_work_without_end_stops_at_its_limit(owner: Access, counting: None, settings: Any) -> None:
    settings.JOB_SECONDS = 1
    job = ask(owner, scenarios=1_000_000)
    assert run_job.call(job_id=str(job.pk)) == "done"
    job.refresh_from_db()
    assert 0 < job.result["counted"] < 1_000_000


@pytest.mark.django_db(transaction=True)
def test_who_was_taken_for_dead_writes_no_result(
    owner: Access, counting: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask(owner)

    def meanwhile(work: Any) -> Any:
        Job.objects.filter(pk=job.pk).update(state=State.QUEUED, heard_at=None)
        return Outcome({"counted": -1})

    monkeypatch.setattr("slow_work.run", meanwhile)
    assert run_job.call(job_id=str(job.pk)) == "overtaken"
    job.refresh_from_db()
    assert (job.state, job.result) == (State.QUEUED, None)


def test_a_silent_worker_loses_its_job_to_the_queue(owner: Access) -> None:
    job = ask(owner)
    DBTaskResult.objects.all().delete()
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING, attempt=1)
    silent(job)
    assert take_up_again() == 1
    job.refresh_from_db()
    assert job.state == State.QUEUED
    assert take_up_again() == 0
    assert DBTaskResult.objects.ready().count() == 1


def test_a_worker_that_speaks_keeps_its_job(owner: Access) -> None:
    job = ask(owner)
    Job.objects.filter(pk=job.pk).update(
        state=State.RUNNING, attempt=1, heard_at=timezone.now() - timedelta(seconds=20)
    )
    assert take_up_again() == 0


def test_after_three_attempts_it_has_failed(owner: Access) -> None:
    job = ask(owner)
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING, attempt=3)
    silent(job)
    assert take_up_again() == 0
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert job.error == "The work was started 3 times and never came to its end."


def test_a_job_whose_place_in_the_queue_was_lost_gets_another(owner: Access) -> None:
    job = ask(owner)
    silent(job)
    assert take_up_again() == 0, "its place is still there"
    DBTaskResult.objects.all().delete()
    assert take_up_again() == 1
    assert take_up_again() == 0


def test_the_queue_is_cleared_of_what_was_done_long_ago(owner: Access) -> None:
    from django_tasks import TaskResultStatus

    for seed in (1, 2, 3):
        ask(owner, seed=seed)
    then = timezone.now() - timedelta(days=8)
    first, second, _third = DBTaskResult.objects.order_by("enqueued_at")
    for entry, status in ((first, TaskResultStatus.SUCCESSFUL), (second, TaskResultStatus.READY)):
        DBTaskResult.objects.filter(pk=entry.pk).update(enqueued_at=then, status=status)
    assert tidy() == 1
    assert DBTaskResult.objects.count() == 2
    assert Job.objects.count() == 3
