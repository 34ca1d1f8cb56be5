"""The budget's page: who sees and saves it, files in and out, and what happens when two save."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from borderless.film.model import BudgetLine
from borderless.web.films.models import FilmRole, Role
from borderless.web.films.store import files_of
from web_fixtures import EXAMPLES, folder_files

if TYPE_CHECKING:
    from django.test import Client

    from borderless.web.accounts.models import User
    from borderless.web.films.models import Film

pytestmark = pytest.mark.django_db

TOML = b'title = "Salt"\ndelegate = "DK"\n'
BUDGET = (
    b"account,description,amount,currency,country\n"
    b"1100,Script,1000.00,EUR,DK\n"
    b"2100,Crew,2000.00,EUR,PL\n"
    b"2200,Camera,3000.00,EUR,PL\n"
)


@pytest.fixture
def salt(make_film: Callable[..., Film]) -> Film:
    return make_film({"film.toml": TOML, "budget.csv": BUDGET})


@pytest.fixture
def at_anna(anna: User, signed_in: Callable[..., Client]) -> Client:
    return signed_in(anna)


def url(film: Film, rest: str = "") -> str:
    return f"/films/{film.pk}/budget/{rest}"


def budget_of(film: Film) -> bytes:
    film.refresh_from_db()
    return files_of(film.newest())["budget.csv"]


def rows(*changed: Any) -> dict[str, str]:
    return {"rows": json.dumps(list(changed))}


def save(client: Client, film: Film, base: int, *sent: Any) -> Any:
    return client.post(url(film, "save/"), {"base": base} | rows(*sent))


def upload(content: bytes, name: str = "new.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# --- the page ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "seen", "saved"),
    [
        ("anna", 200, 200),
        ("ben", 200, 200),
        ("fiona", 200, 403),
        ("vera", 403, 403),
        ("sam", 404, 404),
    ],
)
def test_each_role(
    needle: Film,
    signed_in: Callable[..., Client],
    request: pytest.FixtureRequest,
    name: str,
    seen: int,
    saved: int,
) -> None:
    client = signed_in(request.getfixturevalue(name))
    for rest in ("", "budget.csv", "budget.xlsx"):
        assert client.get(url(needle, rest)).status_code == seen
    kept = [{"n": n} for n in range(34)]
    assert save(client, needle, 1, *kept).status_code == saved
    assert client.post(url(needle, "file/"), {"base": 1}).status_code == (
        422 if saved == 200 else saved
    )


def test_who_only_reads_has_no_form(
    needle: Film, fiona: User, signed_in: Callable[..., Client]
) -> None:
    text = signed_in(fiona).get(url(needle, "?row=3")).content.decode()
    assert "<form" not in text.partition("<main")[2].partition("</main>")[0]
    assert text.count('class="is-asked"') == 1
    assert "budget/asked.js" in text
    assert 'role="grid"' not in text


def test_amounts_are_written_for_their_reader(
    salt: Film, make_user: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    ola = make_user("Ola", country="PL", languages=["pl"])
    FilmRole.objects.create(film=salt, user=ola, role=Role.EDITOR, granted_by=ola)
    answer = signed_in(ola).get(url(salt), headers={"Accept-Language": "de"})
    assert '<td class="num">1.000</td>' in answer.content.decode()


def test_lines_in_several_currencies_have_their_rates_named(needle: Film, at_anna: Client) -> None:
    text = at_anna.get(url(needle)).content.decode()
    assert "1 DKK = " in text
    assert "Oct 2022" in text


def test_a_currency_without_a_rate_is_added_to_nothing(
    make_film: Callable[..., Film], at_anna: Client
) -> None:
    film = make_film({"film.toml": TOML, "budget.csv": BUDGET + b"9,Gold,5,XAU,\n"})
    answer = at_anna.get(url(film))
    assert answer.status_code == 200
    assert "A currency has no rate" in answer.content.decode()
    assert at_anna.get(url(film, "budget.xlsx")).status_code == 200


def test_what_a_cell_says_is_never_run(make_film: Callable[..., Film], at_anna: Client) -> None:
    bad = b'1,"<script>alert(1)</script>",5,EUR,"DK"\n'
    text = at_anna.get(url(make_film({"film.toml": TOML, "budget.csv": BUDGET + bad})))
    assert "&lt;script&gt;alert" in text.content.decode()
    assert "<script>alert" not in text.content.decode()


def test_a_finding_is_marked_on_its_row(make_film: Callable[..., Film], at_anna: Client) -> None:
    files = folder_files(EXAMPLES / "the-lunchbox")
    lines = files["budget.csv"].decode().splitlines()
    at = lines[0].split(",").index("country")
    cells = lines[3].split(",")
    cells[at] = ""
    lines[3] = ",".join(cells)
    film = make_film(files | {"budget.csv": "\n".join(lines).encode()})
    text = at_anna.get(url(film, "?row=4")).content.decode()
    row = text.partition('class="is-asked"')[2].partition("</tr>")[0]
    assert "row-sign" in row
    assert "do not say where they are spent" in row


def test_a_budget_that_cannot_be_read_says_where_and_takes_another(
    make_film: Callable[..., Film], at_anna: Client
) -> None:
    film = make_film({"film.toml": TOML, "budget.csv": b"description,amount\nCrane,a lot\n"})
    text = at_anna.get(url(film)).content.decode()
    assert "a file has to be mended first" in text
    assert "a lot" in text
    assert at_anna.get(url(film, "budget.csv")).status_code == 404
    answer = save(at_anna, film, 1)
    assert (answer.status_code, list(answer.json())) == (409, ["says"])
    answer = at_anna.post(url(film, "file/"), {"base": 1, "file": upload(BUDGET)})
    assert answer.status_code == 200
    assert "3 lines more" in answer.content.decode()


def test_a_film_without_a_budget_gets_one_by_typing(
    make_film: Callable[..., Film],
    at_anna: Client,
    fiona: User,
    signed_in: Callable[..., Client],
) -> None:
    film = make_film({"film.toml": TOML})
    FilmRole.objects.create(film=film, user=fiona, role=Role.FINANCE_VIEWER, granted_by=fiona)
    assert "No line yet." in signed_in(fiona).get(url(film)).content.decode()
    assert 'id="sheet"' in at_anna.get(url(film)).content.decode()
    answer = save(at_anna, film, 1, {"n": None, "set": {"description": "Crane", "amount": "5"}})
    assert answer.json() == {"to": url(film)}
    assert b"Crane" in budget_of(film)


# --- saving --------------------------------------------------------------------------------------


def test_a_changed_cell_leaves_every_other_byte(salt: Film, at_anna: Client) -> None:
    answer = save(at_anna, salt, 1, {"n": 0}, {"n": 1, "set": {"country": "Denmark"}}, {"n": 2})
    assert answer.status_code == 200
    assert budget_of(salt) == BUDGET.replace(b"2000.00,EUR,PL", b"2000.00,EUR,DK")


def test_lines_are_taken_out_put_between_and_moved(salt: Film, at_anna: Client) -> None:
    new = {"n": None, "set": {"account": "1200", "description": "Rights", "amount": "7"}}
    assert save(at_anna, salt, 1, {"n": 0}, new, {"n": 2}).status_code == 200
    salt.refresh_from_db()
    document: Any = salt.newest().document
    assert [line["description"] for line in document["budget"]] == ["Script", "Rights", "Camera"]
    assert b"Crew" not in budget_of(salt)


def test_faults_are_told_and_nothing_is_saved(salt: Film, at_anna: Client) -> None:
    answer = save(at_anna, salt, 1, {"n": 0, "set": {"amount": "12.600,5O"}}, {"n": 1}, {"n": 2})
    assert answer.status_code == 422
    assert answer.json()["faults"] == [
        {"row": 0, "column": "amount", "says": "“12.600,5O” is no amount."}
    ]
    assert budget_of(salt) == BUDGET


@pytest.mark.parametrize("sent", ["", "{}", "[", "null", "5"])
def test_a_sheet_that_came_in_pieces(salt: Film, at_anna: Client, sent: str) -> None:
    answer = at_anna.post(url(salt, "save/"), {"base": 1, "rows": sent})
    assert answer.status_code == 400
    assert answer.json()["says"].endswith("save again.")


def test_two_changes_of_different_lines_are_joined(
    needle: Film, anna: User, ben: User, signed_in: Callable[..., Client]
) -> None:
    sheet: list[Any] = [{"n": n} for n in range(34)]
    mine, theirs = list(sheet), list(sheet)
    mine[0] = {"n": 0, "set": {"description": "Mine"}}
    theirs[5] = {"n": 5, "set": {"description": "Theirs"}}
    assert save(signed_in(ben), needle, 1, *theirs).status_code == 200
    assert save(signed_in(anna), needle, 1, *mine).json() == {"to": url(needle)}
    needle.refresh_from_db()
    document: Any = needle.newest().document
    assert needle.head == 3
    assert [document["budget"][n]["description"] for n in (0, 5)] == ["Mine", "Theirs"]


def test_two_changes_of_one_cell_are_asked_about(
    needle: Film, anna: User, ben: User, signed_in: Callable[..., Client]
) -> None:
    sheet: list[Any] = [{"n": n} for n in range(34)]
    sheet[0] = {"n": 0, "set": {"description": "Theirs"}}
    save(signed_in(ben), needle, 1, *sheet)
    sheet[0] = {"n": 0, "set": {"description": "Mine"}}
    to = save(signed_in(anna), needle, 1, *sheet).json()["to"]
    assert "Mine" in signed_in(anna).get(to).content.decode()


def test_an_older_revision_is_shown_to_be_finished(salt: Film, at_anna: Client) -> None:
    save(at_anna, salt, 1, {"n": 1}, {"n": 2})
    text = at_anna.get(url(salt, "?base=1")).content.decode()
    assert "This is revision 1; the film is at 2." in text
    assert "Script" in text
    assert 'name="base" value="1"' in text
    for asked in ("?base=9", "?base=x", "?base=-1", "?base=2"):
        assert "This is revision" not in at_anna.get(url(salt, asked)).content.decode()


# --- files out and in ----------------------------------------------------------------------------


def test_files_out_are_attachments_that_can_be_read_back(
    needle: Film, ben: User, make_film: Callable[..., Film], signed_in: Callable[..., Client]
) -> None:
    client = signed_in(ben)
    document: Any = needle.newest().document
    others = {n: c for n, c in files_of(needle.newest()).items() if not n.startswith("budget.")}
    for ending, kind in (("csv", "text/csv"), ("xlsx", "application/vnd.openxmlformats")):
        answer = client.get(url(needle, f"budget.{ending}"))
        assert answer["Content-Type"].startswith(kind)
        assert answer["Content-Disposition"].startswith('attachment; filename="the-girl-')
        assert answer["X-Content-Type-Options"] == "nosniff"
        again: Any = make_film(others | {f"budget.{ending}": answer.content}).newest().document
        assert without_rows(again) == without_rows(document)


def without_rows(document: dict[str, Any]) -> list[BudgetLine]:
    return [BudgetLine.model_validate(line | {"row": None}) for line in document["budget"]]


def test_a_reader_with_commas_gets_semicolons(salt: Film, at_anna: Client, anna: User) -> None:
    assert b"1100;Script;shoot;;1000;EUR;DK" in at_anna.get(url(salt, "budget.csv")).content


def test_another_file_is_shown_before_it_is_taken(salt: Film, at_anna: Client) -> None:
    new = BUDGET.replace(b"Crew,2000.00", b"Crew,2500.00").replace(
        b"2200,Camera,3000.00,EUR,PL", b"3100,Music,700.00,EUR,SE"
    )
    answer = at_anna.post(url(salt, "file/"), {"base": 1, "file": upload(new)})
    text = answer.content.decode()
    for words in ("1 line more", "1 line changed", "1 line fewer", "6.000", "4.200"):
        assert words in text
    assert budget_of(salt) == BUDGET
    kept = text.partition('name="kept" value="')[2].partition('"')[0]
    again = {"base": 1, "kept": kept, "kept_name": "budget.csv"}
    assert at_anna.post(url(salt, "file/"), again).status_code == 302
    assert budget_of(salt) == new


def test_a_workbook_takes_the_place_of_a_csv(salt: Film, at_anna: Client) -> None:
    book = at_anna.get(url(salt, "budget.xlsx")).content
    assert load_workbook(io.BytesIO(book)).sheetnames == ["Topsheet", "Budget"]
    answer = at_anna.post(url(salt, "file/"), {"base": 1, "file": upload(book, "B.XLSX")})
    kept = answer.content.decode().partition('name="kept" value="')[2].partition('"')[0]
    again = {"base": 1, "kept": kept, "kept_name": "budget.xlsx"}
    at_anna.post(url(salt, "file/"), again)
    salt.refresh_from_db()
    assert sorted(salt.newest().manifest) == ["budget.xlsx", "film.toml"]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"description,amount\nCrane,a lot\n", "b.csv", "a lot"),
        (b"not a workbook", "b.xlsx", "not a workbook"),
        (b"<html>", "b.html", "Bring a .csv or an .xlsx file."),
        (b"", "b.csv", "empty"),
    ],
)
def test_what_is_no_budget_is_refused(
    salt: Film, at_anna: Client, content: bytes, name: str, words: str
) -> None:
    answer = at_anna.post(url(salt, "file/"), {"base": 1, "file": upload(content, name)})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert budget_of(salt) == BUDGET


def test_a_file_that_comes_too_late_is_not_taken(salt: Film, at_anna: Client) -> None:
    save(at_anna, salt, 1, {"n": 1}, {"n": 2})
    saved = budget_of(salt)
    kept = {"base": 1, "kept": "YQ==", "kept_name": "budget.csv"}
    assert at_anna.post(url(salt, "file/"), kept).status_code == 422
    kept["kept"] = base64.b64encode(BUDGET).decode()
    answer = at_anna.post(url(salt, "file/"), kept, follow=True)
    assert "Somebody saved in between" in answer.content.decode()
    assert budget_of(salt) == saved
