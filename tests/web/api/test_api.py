"""What programs may do: read, save from a known revision, ask for long work; never too much."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from borderless.web.accounts.models import User
from borderless.web.api.models import ApiToken, Scope, make_token
from borderless.web.films.models import Film
from borderless.web.films.store import files_of
from web_fixtures import EXAMPLES, folder_files


class Program:
    """A program that speaks for a person."""

    def __init__(self, user: User, scopes: list[str] | None = None) -> None:
        self.token, secret = make_token(user, "a program", scopes or list(Scope.values))
        self.client = Client(headers={"authorization": f"Bearer {secret}"})

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}")

    def post(self, path: str, body: Any = None) -> Any:
        return self.client.post(f"/api/v1{path}", body or {}, content_type="application/json")

    def put(self, path: str, body: Any, **headers: str) -> Any:
        text = json.dumps(body)
        return self.client.put(
            f"/api/v1{path}", text, content_type="application/json", headers=headers
        )


@pytest.fixture
def program(anna: User) -> Program:
    return Program(anna)


def test_it_works(needle: Film, program: Program) -> None:
    films = program.get("/films").json()
    assert [one["title"] for one in films["items"]] == ["The Girl with the Needle"]
    assert films["count"] == 1
    assert films["items"][0]["role"] == "owner"


def test_without_a_token_nothing_is_told(needle: Film, client: Client) -> None:
    for path in ("/films", f"/films/{needle.pk}", f"/films/{needle.pk}/document", "/rules"):
        assert client.get(f"/api/v1{path}").status_code == 401


def test_a_signed_in_browser_is_no_token(
    needle: Film, anna: User, signed_in: Callable[[User], Client]
) -> None:
    assert signed_in(anna).get(f"/api/v1/films/{needle.pk}").status_code == 401


def test_a_token_does_what_it_is_for_and_no_more(needle: Film, anna: User) -> None:
    rules_only = Program(anna, [Scope.RULES])
    assert rules_only.get("/rules").status_code == 200
    refused = rules_only.get("/films")
    assert refused.status_code == 403
    assert refused.json() == {"detail": "This token is not for films:read."}


def test_a_token_ends(needle: Film, program: Program) -> None:
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert program.get("/films").status_code == 401
    ApiToken.objects.update(expires_at=None, revoked_at=timezone.now())
    assert program.get("/films").status_code == 401


def test_the_secret_is_not_in_the_database(anna: User) -> None:
    token, secret = make_token(anna, "x", [])
    assert secret not in json.dumps(ApiToken.objects.values().get(), default=str)
    assert secret.startswith(token.start)


def test_a_document_is_saved_from_the_revision_it_was_read_from(
    needle: Film, program: Program
) -> None:
    path = f"/films/{needle.pk}/document"
    read = program.get(path)
    document = read.json() | {"title": "Pigen med nålen"}
    saved = program.put(path, document, **{"If-Match": read["ETag"]})
    assert saved.status_code == 200
    assert saved.json() == {"revision": 2, "changed": True}
    assert program.get(path).json()["title"] == "Pigen med nålen"
    assert program.get(path)["ETag"] == saved["ETag"]


def test_what_was_not_changed_keeps_its_bytes(needle: Film, program: Program) -> None:
    path = f"/films/{needle.pk}/document"
    before = files_of(needle.newest())
    read = program.get(path)
    program.put(path, read.json() | {"title": "New"}, **{"If-Match": read["ETag"]})
    needle.refresh_from_db()
    after = files_of(needle.newest())
    assert after["budget.csv"] == before["budget.csv"]
    assert after["film.toml"] == before["film.toml"].replace(
        b'title = "The Girl with the Needle"', b'title = "New"', 1
    )


def test_saving_what_is_there_adds_no_revision(needle: Film, program: Program) -> None:
    path = f"/films/{needle.pk}/document"
    read = program.get(path)
    saved = program.put(path, read.json(), **{"If-Match": read["ETag"]})
    assert saved.json() == {"revision": 1, "changed": False}


def test_a_save_names_its_revision(needle: Film, program: Program) -> None:
    path = f"/films/{needle.pk}/document"
    document = program.get(path).json()
    unnamed = program.put(path, document)
    assert unnamed.status_code == 428
    for tag in ('"1-000000000000"', "*", "rubbish", '"99-000000000000"'):
        stale = program.put(path, document, **{"If-Match": tag})
        assert stale.status_code == 412
        assert stale.json()["revision"] == 1


def test_two_programs_cannot_overwrite_each_other(needle: Film, anna: User, ben: User) -> None:
    path = f"/films/{needle.pk}/document"
    first, second = Program(anna), Program(ben)
    tag, document = first.get(path)["ETag"], first.get(path).json()
    assert first.put(path, document | {"title": "A"}, **{"If-Match": tag}).status_code == 200
    late = second.put(path, document | {"title": "B"}, **{"If-Match": tag})
    assert late.status_code == 412
    assert first.get(path).json()["title"] == "A"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"delegate": "Atlantis"}, "Atlantis"),
        ({"currency": "EURO"}, "EURO"),
        ({"minutes": -3}, "greater than 0"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_a_document_that_is_wrong_is_told_where(
    needle: Film, program: Program, change: dict[str, Any], said: str
) -> None:
    path = f"/films/{needle.pk}/document"
    read = program.get(path)
    answer = program.put(path, read.json() | change, **{"If-Match": read["ETag"]})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert program.get(path)["ETag"] == read["ETag"]


def test_roles_hold(needle: Film, fiona: User, vera: User, sam: User) -> None:
    path = f"/films/{needle.pk}/document"
    looks = Program(fiona)
    read = looks.get(path)
    assert read.status_code == 200
    assert looks.put(path, read.json(), **{"If-Match": read["ETag"]}).status_code == 403
    assert Program(vera).get(f"/films/{needle.pk}").status_code == 200
    assert Program(vera).get(path).status_code == 403
    assert Program(vera).get(f"/films/{needle.pk}/plan").status_code == 403
    assert Program(sam).get(f"/films/{needle.pk}").status_code == 404


def test_a_viewer_does_not_read_what_was_done(needle: Film, vera: User, program: Program) -> None:
    path = f"/films/{needle.pk}/document"
    read = program.get(path)
    program.put(path, read.json() | {"title": "New"}, **{"If-Match": read["ETag"]})
    seen = Program(vera).get(f"/films/{needle.pk}/revisions").json()["items"]
    assert [one["number"] for one in seen] == [2, 1]
    assert {one["what"] for one in seen} == {""}
    assert [
        one["what"] for one in program.get(f"/films/{needle.pk}/revisions").json()["items"]
    ] == [
        "Saved by API",
        "",
    ]


def test_a_film_is_made(program: Program) -> None:
    made = program.post("/films", {"title": "One Night", "delegate": "pl"})
    assert made.status_code == 201
    film = made.json()
    assert film["title"] == "One Night"
    assert program.get(f"/films/{film['id']}/document").json()["delegate"] == "PL"
    assert program.post("/films", {"title": "x", "delegate": "QQ"}).status_code == 422


def test_the_plan_is_that_of_the_command_line(needle: Film, program: Program) -> None:
    answer = program.get(f"/films/{needle.pk}/plan").json()
    assert answer["as_of"] == "2022-10-14"
    assert round(answer["plan"]["summary"]["budget"]) == 5076525
    assert {"FIN306"} <= {one["code"] for one in answer["findings"]}


def test_a_film_with_errors_says_so(make_film: Callable[..., Film], program: Program) -> None:
    files = folder_files(EXAMPLES / "the-lunchbox")
    film = make_film(files | {"film.toml": b'title = "X"\ndelegate = "Atlantis"\n'})
    assert program.get(f"/films/{film.pk}/document").status_code == 409
    plan = program.get(f"/films/{film.pk}/plan").json()
    assert plan["plan"] is None
    assert any("Atlantis" in one["message"] for one in plan["findings"])
    [revision] = program.get(f"/films/{film.pk}/revisions").json()["items"]
    assert revision["readable"] is False


def test_the_folder_comes_back_byte_for_byte(needle: Film, program: Program) -> None:
    answer = program.get(f"/films/{needle.pk}/folder.zip")
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    assert found == folder_files(EXAMPLES / "the-girl-with-the-needle")


def test_long_work_is_asked_for_once(needle: Film, program: Program) -> None:
    body = {"kind": "risk", "params": {"scenarios": 10_000, "seed": 7}}
    first = program.post(f"/films/{needle.pk}/jobs", body)
    assert first.status_code == 202
    again = program.post(f"/films/{needle.pk}/jobs", body)
    assert again.json()["id"] == first.json()["id"]
    job = first.json()["id"]
    assert program.get(f"/films/{needle.pk}/jobs/{job}").json()["state"] == "queued"
    stopped = program.post(f"/films/{needle.pk}/jobs/{job}/cancel")
    assert stopped.json()["state"] == "cancelled"
    assert [one["id"] for one in program.get(f"/films/{needle.pk}/jobs").json()] == [job]


def test_another_films_job_is_not_there(
    needle: Film, make_film: Callable[..., Film], sam: User, program: Program
) -> None:
    job = program.post(f"/films/{needle.pk}/jobs", {"kind": "risk"}).json()["id"]
    other = make_film("the-lunchbox", owner=sam)
    assert Program(sam).get(f"/films/{other.pk}/jobs/{job}").status_code == 404


def test_the_rulebook(program: Program) -> None:
    polish = program.get("/rules?country=pl&kind=incentive").json()
    assert [one["id"] for one in polish] == ["pl-rebate"]
    rule = program.get("/rules/pl-rebate").json()
    assert rule["version"][0]["from"]
    assert program.get("/rules/nothing").status_code == 404


def test_the_page_of_tokens(anna: User, signed_in: Callable[[User], Client]) -> None:
    page = signed_in(anna)
    shown = page.post("/api/tokens/", {"name": "Accounts", "scopes": ["films:read"], "days": "90"})
    assert shown.status_code == 200
    token = anna.api_tokens.get()
    assert token.start in shown.content.decode()
    assert "bl_" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    page.post(f"/api/tokens/{token.pk}/revoke/")
    token.refresh_from_db()
    assert not token.is_open


def test_nobody_revokes_anothers_token(
    anna: User, sam: User, signed_in: Callable[[User], Client]
) -> None:
    token, _ = make_token(anna, "x", [])
    assert signed_in(sam).post(f"/api/tokens/{token.pk}/revoke/").status_code == 404
    token.refresh_from_db()
    assert token.is_open
