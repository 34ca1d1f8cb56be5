"""The placement page: asked, read, accepted, and wishes said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from answers import answered, two_shores
from django.test import Client
from django.urls import reverse

from borderless.web.films.models import Film, RevisionKind
from borderless.web.films.reading import reading_of
from borderless.web.jobs.models import Job, State


@pytest.fixture
def shores(make_film: Callable[..., Film]) -> Film:
    return make_film(two_shores())


@pytest.fixture
def desk_of_anna(signed_in: Callable[[Any], Client], anna: Any) -> Client:
    return signed_in(anna)


def address(film: Film, name: str = "placement", *more: Any) -> str:
    return reverse(name, args=[film.pk, *more])


def test_a_search_is_asked_for_once(shores: Film, desk_of_anna: Client) -> None:
    asked = {"maximise": "net", "time_limit": "10"}
    for _ in range(2):
        response = desk_of_anna.post(address(shores, "placement-run"), asked)
        assert response.status_code == 302
    job = Job.objects.get()
    assert job.params["maximise"] == "net"
    assert response["Location"].endswith(f"?job={job.pk}")
    page = desk_of_anna.get(response["Location"]).content.decode()
    assert "Waiting" in page
    assert address(shores, "job-cancel", job.pk) in page


def test_spend_in_a_country_needs_the_country(shores: Film, desk_of_anna: Client) -> None:
    asked = {"maximise": "local-spend", "time_limit": "10", "country": ""}
    response = desk_of_anna.post(address(shores, "placement-run"), asked)
    assert response.status_code == 422
    assert "Choose the country whose spend is made best." in response.content.decode()
    asked["country"] = "Poland"
    assert desk_of_anna.post(address(shores, "placement-run"), asked).status_code == 302
    assert Job.objects.get().params["maximise"] == "local-spend:PL"
    asked["country"] = "Polnad"
    response = desk_of_anna.post(address(shores, "placement-run"), asked)
    assert "did you mean PL?" in response.content.decode()


def test_the_answer_is_told(shores: Film, anna: Any, desk_of_anna: Client) -> None:
    answered(shores, anna)
    page = desk_of_anna.get(address(shores)).content.decode()
    assert "Proved best: net cost" in page
    assert "Mix: France → Poland" in page
    assert "Effects: France → Poland" in page
    assert "Before and after" in page
    assert "“Mix” may go to Poland, 30,0" in page


def test_one_move_accepted_is_one_revision(shores: Film, anna: Any, desk_of_anna: Client) -> None:
    job = answered(shores, anna)
    effect = desk_of_anna.get(address(shores, "placement-effect", job.pk), {"step": "line:3"})
    assert "What 1 step comes to" in effect.content.decode()
    accept = address(shores, "placement-accept", job.pk)
    page = desk_of_anna.post(accept, {"step": "line:3"}, follow=True).content.decode()
    shores.refresh_from_db()
    revision = shores.newest()
    assert (revision.number, revision.kind) == (2, RevisionKind.PLACED)
    assert revision.what == "Mix: France → Poland"
    film = reading_of(revision).film
    assert film is not None
    assert [line.country for line in film.budget] == ["PL", "PL", "FR", "FR"]
    assert "1 step accepted as revision 2." in page
    assert "The net cost is now" in page
    assert "in the film" in page
    assert "outdated" in page
    page = desk_of_anna.post(accept, {"all": "1"}, follow=True).content.decode()
    shores.refresh_from_db()
    assert shores.head == 3
    assert shores.newest().what == "Effects: France → Poland"
    assert "No move is left to be accepted." in page
    desk_of_anna.post(accept, {"all": "1"})
    shores.refresh_from_db()
    assert shores.head == 3


def test_a_move_is_refused_in_a_film_that_has_changed(
    shores: Film, anna: Any, desk_of_anna: Client
) -> None:
    from borderless.web.films.access import Access
    from borderless.web.films.actions.saving import SaveFiles
    from borderless.web.films.models import Role

    job = answered(shores, anna)
    dearer = two_shores()["budget.csv"].replace(b"Mix;post;sound;200000", b"Mix;post;sound;250000")
    SaveFiles(Access(shores, Role.OWNER, anna), 1, {"budget.csv": dearer}, (), "Dearer").run()
    accept = address(shores, "placement-accept", job.pk)
    page = desk_of_anna.post(accept, {"all": "1"}, follow=True).content.decode()
    assert "Mix: France → Poland” cannot be taken" in page
    shores.refresh_from_db()
    assert shores.newest().what == "Effects: France → Poland"


def test_who_only_looks_accepts_nothing(
    needle: Film, anna: Any, fiona: Any, vera: Any, sam: Any, signed_in: Callable[[Any], Client]
) -> None:
    job = answered(needle, anna)
    accept = address(needle, "placement-accept", job.pk)
    assert signed_in(fiona).get(address(needle)).status_code == 200
    assert b"Accept all" not in signed_in(fiona).get(address(needle)).content
    assert signed_in(fiona).post(accept, {"all": "1"}).status_code == 403
    assert signed_in(vera).get(address(needle)).status_code == 403
    assert signed_in(sam).get(address(needle)).status_code == 404


def test_a_job_of_another_film_is_not_shown(
    shores: Film, needle: Film, anna: Any, desk_of_anna: Client
) -> None:
    job = answered(shores, anna)
    assert desk_of_anna.get(address(needle), {"job": str(job.pk)}).status_code == 404
    assert desk_of_anna.get(address(needle), {"job": "nonsense"}).status_code == 404
    effect = address(needle, "placement-effect", job.pk)
    assert desk_of_anna.get(effect).status_code == 404


def test_wishes_that_clash_are_named(
    make_film: Callable[..., Film], anna: Any, desk_of_anna: Client
) -> None:
    files = two_shores()
    files["film.toml"] += (
        b'\n[[placement.spend]]\nplace = "PL"\nat_least = 790000\n'
        b'\n[[placement.spend]]\nplace = "FR"\nat_least = 250000\n'
    )
    film = make_film(files)
    job = answered(film, anna)
    page = desk_of_anna.get(address(film)).content.decode()
    assert job.result["status"] == "impossible"
    assert "No structure meets all your wishes and the law." in page
    for wish in job.result["conflict"]:
        assert wish.split(" spen")[0][:20] in page
    assert "Accept all" not in page


def test_a_film_with_errors_says_what_is_wrong(
    make_film: Callable[..., Film], desk_of_anna: Client
) -> None:
    film = make_film(two_shores() | {"budget.csv": b"account;amount\n1;12.600,5O\n"})
    response = desk_of_anna.get(address(film))
    assert response.status_code == 200
    assert "12.600,5O" in response.content.decode()


# --- wishes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "typed", "says"),
    [
        ("option", {"lines": "Crew", "country": "FR", "change": "110"}, "“Crew” may go to France"),
        (
            "option",
            {"lines": "Mix", "country": "PL", "region": "PL-10", "quote": "90.000"},
            "PL-10",
        ),
        ("option", {"department": "sound", "country": "Spain"}, "1 line of sound may go to Spain"),
        ("partner", {"country": "IE", "cost": "55000", "keep": "yes"}, "Ireland must co-produce"),
        ("spend", {"country": "PL", "at_least": "300.000"}, "At least 300.000"),
        ("candidate", {"post": "composer", "name": "A. K."}, "A. K. could be composer"),
        ("keep", {"lines": "Crew", "how": "pinned"}, "Stay where they are"),
        ("rules", {"official": "required", "partners_at_most": "3"}, "must be an official"),
    ],
)
def test_a_wish_is_saved_as_a_revision(
    shores: Film, desk_of_anna: Client, kind: str, typed: dict[str, str], says: str
) -> None:
    posted = {f"{kind}-{name}": value for name, value in typed.items()} | {"base": "1"}
    response = desk_of_anna.post(address(shores, "placement-wish", kind), posted, follow=True)
    assert says in response.content.decode()
    shores.refresh_from_db()
    assert shores.head == 2


@pytest.mark.parametrize(
    ("kind", "typed", "says"),
    [
        ("option", {"country": "FR"}, "Choose lines, or departments; one of the two."),
        ("option", {"lines": "Mix", "country": "FR", "change": "12,,5"}, "12,,5"),
        ("option", {"lines": "Mix", "country": "FR", "change": "900"}, "it is from 1 to 500"),
        ("option", {"department": "sound", "country": "FR", "quote": "5"}, "A quote is for one"),
        ("option", {"lines": "Mix", "country": "FR", "region": "PL-10"}, "not in that country"),
        ("option", {"lines": "Mix", "country": "Nowhere"}, "nknown country"),
        ("partner", {"country": "IE", "share_at_least": "50", "share_at_most": "10"}, "below the"),
        ("spend", {"country": "PL"}, "Give the least, the most, or both."),
        ("candidate", {"post": "composer", "name": "A", "fee": "5"}, "Choose the line"),
    ],
)
def test_a_wish_that_is_not_right_comes_back_as_typed(
    shores: Film, desk_of_anna: Client, kind: str, typed: dict[str, str], says: str
) -> None:
    posted = {f"{kind}-{name}": value for name, value in typed.items()} | {"base": "1"}
    posted[f"{kind}-note"] = "as Marta said"
    response = desk_of_anna.post(address(shores, "placement-wish", kind), posted)
    assert response.status_code == 422
    page = response.content.decode()
    assert says in page
    assert "as Marta said" in page
    shores.refresh_from_db()
    assert shores.head == 1


def test_a_wish_is_taken_back(shores: Film, desk_of_anna: Client) -> None:
    where = address(shores, "placement-unwish", "option", 0)
    page = desk_of_anna.post(where, {"base": "1"}, follow=True).content.decode()
    assert "“Mix” may go to Poland" not in page
    where = address(shores, "placement-unwish", "option", 7)
    page = desk_of_anna.post(where, {"base": "2"}, follow=True).content.decode()
    assert "not there any more" in page


# --- sets of partners ----------------------------------------------------------------------------


def test_sets_of_partners_are_a_table_in_any_order(
    shores: Film, anna: Any, desk_of_anna: Client
) -> None:
    job = answered(shores, anna, "sweep", partners="PL,IE", choose="1..2")
    assert [row["partners"] for row in job.result["rows"]] == [["PL"], ["IE"], ["PL", "IE"]]
    page = desk_of_anna.get(address(shores), {"sort": "-gap"}).content.decode()
    assert 'aria-sort="descending"' in page
    assert "Poland and Ireland" in page
    nets = [row["net"] for row in job.result["rows"]]
    assert len(nets) == 3


def test_sets_that_cannot_be_are_told(shores: Film, desk_of_anna: Client) -> None:
    where = address(shores, "placement-sweep")
    response = desk_of_anna.post(where, {"partners": "Poland, IE", "choose": "3"})
    assert response.status_code == 422
    assert "there are 2 partner countries" in response.content.decode()
    response = desk_of_anna.post(where, {"partners": "France"})
    assert "No partner country is named beside FR" in response.content.decode()
    response = desk_of_anna.post(where, {"partners": "Poland, IE"})
    assert response.status_code == 302
    assert Job.objects.get(state=State.QUEUED).params["partners"] == "PL,IE"
