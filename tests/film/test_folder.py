"""A film's folder: every way it can be wrong, and what writing it back keeps."""

from __future__ import annotations

import os
import sys
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest

from borderless.film.folder import CannotWriteError, FilmFolder, read_film, write_film
from borderless.film.model import BudgetLine, Film, Status
from borderless.finding import Finding, Place, Severity

EXAMPLES = Path(__file__).parents[2] / "examples"

FILM = """\
    # The film.
    title = "Salt"          # working title
    delegate = "DK"

    [[coproducer]]
    company = "One ApS"
    country = "DK"
    role = "delegate"
    share = 0.6

    [[coproducer]]
    company = "Two"
    country = "PL"
    share = 0.4

    # The money.

    [[source]]
    name = "Fund"
    kind = "selective_fund"
    coproducer = "DK"
    amount = "1_200_000 DKK"    # letter of 3 May
    status = "applied"

    [[source]]
    name = "Own money"
    amount = 250_000
    """
BUDGET = """\
    account,description,phase,amount,currency,country
    1100,Script,development,40000,EUR,DK
    2100,Crew,shoot,300000,EUR,PL
    3100,Editing,post,50000,EUR,DK
    """


def film_folder(tmp_path: Path, film: str | None = FILM, budget: str | None = BUDGET) -> Path:
    folder = tmp_path / "salt"
    folder.mkdir()
    if film is not None:
        (folder / "film.toml").write_text(dedent(film), "utf-8")
    if budget is not None:
        (folder / "budget.csv").write_text(dedent(budget), "utf-8")
    return folder


def codes(read: FilmFolder) -> list[str]:
    return [finding.code for finding in read.findings]


def only(read: FilmFolder, code: str) -> Finding:
    found = [finding for finding in read.findings if finding.code == code]
    assert len(found) == 1, read.findings
    return found[0]


def film_of(read: FilmFolder) -> Film:
    assert read.film is not None, read.findings
    return read.film


def test_a_good_folder_has_a_film_and_no_findings(tmp_path: Path) -> None:
    read = read_film(film_folder(tmp_path))
    assert read.findings == ()
    film = film_of(read)
    assert film.title == "Salt"
    assert film.source[0].amount == Decimal(1_200_000)
    assert film.source[0].currency == "DKK"
    assert [line.amount for line in film.budget] == [40000, 300000, 50000]


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir()))
def test_the_examples_read_without_errors(name: str) -> None:
    read = read_film(EXAMPLES / name)
    assert [str(f) for f in read.findings if f.severity is Severity.ERROR] == []
    assert film_of(read).budget


def test_places_lead_to_file_and_line(tmp_path: Path) -> None:
    read = read_film(film_folder(tmp_path))
    assert read.place_of("source", 0, "amount") == Place("film.toml", 22, "source[0].amount")
    assert read.place_of("source", 1, "status") == Place("film.toml", 25, "source[1].status")
    assert read.place_of("budget", 1, "country") == Place("budget.csv", 3, "country")
    assert read.place_of("budget") == Place("budget.csv", 1, None)
    assert read.place_of("as_of") == Place("film.toml", None, "as_of")


# The folder and its files.


def test_no_such_folder(tmp_path: Path) -> None:
    read = read_film(tmp_path / "nowhere")
    assert read.film is None
    assert only(read, "FLM001").message.startswith("There is no folder")
    assert read.place_of("title") is None
    assert read.place_of("budget", 0) is None


def test_a_file_instead_of_a_folder(tmp_path: Path) -> None:
    read = read_film(film_folder(tmp_path) / "film.toml")
    finding = only(read, "FLM001")
    assert "is a file" in finding.message
    assert finding.fix is not None
    assert "salt" in finding.fix


def test_a_name_no_system_knows() -> None:
    assert codes(read_film(Path("a\0b"))) == ["FLM007"]


def test_no_film_toml_but_one_that_windows_renamed(tmp_path: Path) -> None:
    folder = film_folder(tmp_path)
    (folder / "film.toml").rename(folder / "film.toml.txt")
    read = read_film(folder)
    assert read.film is None
    assert "'film.toml.txt'" in only(read, "FLM002").message


def test_an_empty_folder_says_both_things(tmp_path: Path) -> None:
    assert codes(read_film(tmp_path)) == ["FLM002", "FLM003"]


def test_no_budget_is_a_warning_that_names_what_may_be_one(tmp_path: Path) -> None:
    folder = film_folder(tmp_path, budget=None)
    (folder / "Budget v3.xls").write_bytes(b"")
    read = read_film(folder)
    assert only(read, "FLM003").severity is Severity.WARNING
    assert "Budget v3.xls" in only(read, "FLM003").message
    assert film_of(read).budget == ()


def test_two_budgets(tmp_path: Path) -> None:
    folder = film_folder(tmp_path)
    (folder / "budget.xlsx").write_bytes(b"")
    read = read_film(folder)
    assert codes(read) == ["FLM004"]
    assert read.film is None


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = film_folder(tmp_path, budget=None)
    secret = tmp_path / "secret.csv"
    secret.write_text(dedent(BUDGET))
    (folder / "budget.csv").symlink_to(secret)
    read = read_film(folder)
    assert codes(read) == ["FLM006"]
    assert "outside the folder" in only(read, "FLM006").message


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    folder = film_folder(tmp_path)
    (folder / "budget.csv").rename(folder / "v7.csv")
    (folder / "budget.csv").symlink_to("v7.csv")
    assert len(film_of(read_film(folder)).budget) == 3


@pytest.mark.parametrize("to", ["nothing.csv", "budget.csv"])
def test_a_link_to_nothing_or_to_itself(tmp_path: Path, to: str) -> None:
    folder = film_folder(tmp_path, budget=None)
    (folder / "budget.csv").symlink_to(to)
    assert codes(read_film(folder)) == ["FLM007"]


def test_a_folder_called_film_toml(tmp_path: Path) -> None:
    folder = film_folder(tmp_path, film=None)
    (folder / "film.toml").mkdir()
    assert codes(read_film(folder)) == ["FLM006"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    folder = film_folder(tmp_path, budget=None)
    os.mkfifo(folder / "budget.csv")
    assert codes(read_film(folder)) == ["FLM006"]


@pytest.mark.skipif(
    sys.platform == "win32" or getattr(os, "geteuid", lambda: 0)() == 0,
    reason="needs a user who may be refused",
)
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    folder = film_folder(tmp_path)
    (folder / "budget.csv").chmod(0)
    assert codes(read_film(folder)) == ["FLM007"]


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    folder = film_folder(tmp_path)
    with (folder / "budget.csv").open("r+b") as file:
        file.truncate(200_000_000)  # a hole: takes no room on the disk
    finding = only(read_film(folder), "FLM005")
    assert "200.0 MB" in finding.message
    assert "20.0 MB" in finding.message


def test_the_limit_can_be_lower(tmp_path: Path) -> None:
    read = read_film(film_folder(tmp_path), limit_bytes=100)
    assert codes(read) == ["FLM005", "FLM005"]


def test_film_toml_that_is_not_utf_8(tmp_path: Path) -> None:
    folder = film_folder(tmp_path)
    (folder / "film.toml").write_bytes('title = "x"\ndelegate = "DK" # Łódź'.encode("cp1250"))
    finding = only(read_film(folder), "FLM008")
    assert finding.place == Place("film.toml", 2)


def test_a_budget_that_is_no_text(tmp_path: Path) -> None:
    folder = film_folder(tmp_path)
    (folder / "budget.csv").write_bytes(bytes(range(256)) * 4)
    assert codes(read_film(folder)) == ["FLM008"]


def test_problems_of_both_files_are_told_at_once(tmp_path: Path) -> None:
    read = read_film(
        film_folder(
            tmp_path,
            """\
            title = "Salt"
            delegate = "UK"
            kind = "fictoin"
            [[source]]
            name = "Fund"
            amount = -5
            """,
            """\
            description,amount,currency,country
            Crew,12x,EUR,PL
            Cast,1000,EUR,Atlantis
            Editing,,EUR,DK
            """,
        )
    )
    assert [(f.code, str(f.place)) for f in read.findings if f.severity is Severity.ERROR] == [
        ("FLM016", "film.toml:2 delegate"),
        ("FLM015", "film.toml:3 kind"),
        ("FLM014", "film.toml:6 source[0].amount"),
        ("FLM041", "budget.csv:2 amount"),
        ("FLM043", "budget.csv:3 country"),
        ("FLM040", "budget.csv:4 amount"),
    ]
    assert read.film is None


def test_a_broken_film_toml_leaves_the_budget_to_be_read(tmp_path: Path) -> None:
    read = read_film(film_folder(tmp_path, 'title = "Salt\n', "a,b\n1,2\n"))
    assert codes(read) == ["FLM010", "FLM030"]


# Writing.


def test_nothing_changed_writes_nothing(tmp_path: Path) -> None:
    folder = film_folder(tmp_path)
    read = read_film(folder)
    assert write_film(read, film_of(read), folder) == []
    assert sorted(path.name for path in folder.iterdir()) == ["budget.csv", "film.toml"]


@pytest.mark.parametrize("name", ["one-day-in-hadsel", "the-girl-with-the-needle"])
def test_the_examples_are_copied_to_the_byte(tmp_path: Path, name: str) -> None:
    read = read_film(EXAMPLES / name)
    write_film(read, film_of(read), tmp_path / "copy")
    for file in ("film.toml", "budget.csv"):
        assert (tmp_path / "copy" / file).read_bytes() == (EXAMPLES / name / file).read_bytes()


def test_a_change_touches_its_line_alone_and_leaves_a_copy(tmp_path: Path) -> None:
    folder = film_folder(tmp_path)
    read = read_film(folder)
    film = film_of(read)
    before = (folder / "film.toml").read_text("utf-8")
    source = film.source[0].model_copy(update={"amount": Decimal(900_000)})
    changed = film.model_copy(update={"title": "Sól", "source": (source, film.source[1])})
    assert write_film(read, changed, folder) == [folder / "film.toml"]
    after = (folder / "film.toml").read_text("utf-8")
    assert after == before.replace('"Salt" ', '"Sól" ').replace("1_200_000", "900_000")
    assert (folder / "film.toml.1.bak").read_text("utf-8") == before
    assert film_of(read_film(folder)) == changed


def test_copies_are_numbered(tmp_path: Path) -> None:
    folder = film_folder(tmp_path)
    for title in ("One", "Two", "Three"):
        read = read_film(folder)
        write_film(read, film_of(read).model_copy(update={"title": title}), folder)
    assert sorted(path.name for path in folder.glob("*.bak")) == [
        "film.toml.1.bak",
        "film.toml.2.bak",
        "film.toml.3.bak",
    ]
    assert '"Two"' in (folder / "film.toml.3.bak").read_text("utf-8")


def test_no_partial_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = film_folder(tmp_path)
    read = read_film(folder)
    before = (folder / "film.toml").read_bytes()

    def full_disk(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        write_film(read, film_of(read).model_copy(update={"title": "New"}), folder)
    assert (folder / "film.toml").read_bytes() == before
    assert [path.name for path in folder.iterdir() if "partial" in path.name] == []


def test_entries_come_and_go_with_their_comments(tmp_path: Path) -> None:
    folder = film_folder(tmp_path)
    read = read_film(folder)
    film = film_of(read)
    loan = film.source[1].model_copy(
        update={"name": "Loan", "currency": "PLN", "amount": Decimal("12.345")}
    )
    third = film.coproducer[1].model_copy(update={"company": "Three", "share": Decimal(0)})
    changed = film.model_copy(
        update={"source": (film.source[1], loan), "coproducer": (*film.coproducer, third)}
    )
    write_film(read, changed, folder)
    text = (folder / "film.toml").read_text("utf-8")
    assert film_of(read_film(folder)) == changed
    assert "letter of 3 May" not in text
    assert text.index('"Three"') < text.index("# The money.") < text.index('"Own money"')
    assert text.endswith(
        '[[source]]\nname = "Loan"\nkind = "other"\namount = "12.3450 PLN"\n'
        + ('status = "planned"\n')
    )


def test_entries_that_change_places(tmp_path: Path) -> None:
    folder = film_folder(tmp_path)
    read = read_film(folder)
    film = film_of(read)
    changed = film.model_copy(update={"source": film.source[::-1]})
    write_film(read, changed, folder)
    assert film_of(read_film(folder)) == changed
    assert "# letter of 3 May" in (folder / "film.toml").read_text("utf-8")


def test_an_amount_becomes_an_incentive(tmp_path: Path) -> None:
    folder = film_folder(tmp_path)
    read = read_film(folder)
    film = film_of(read)
    rebate = film.source[0].model_copy(
        update={"amount": None, "currency": None, "incentive": "pl-rebate"}
    )
    changed = film.model_copy(update={"source": (rebate, film.source[1])})
    write_film(read, changed, folder)
    assert film_of(read_film(folder)) == changed


def test_tables_that_were_not_there(tmp_path: Path) -> None:
    folder = film_folder(tmp_path)
    read = read_film(folder)
    film = film_of(read)
    changed = Film.model_validate(
        film.model_dump()
        | {
            "rates": {"base": "EUR", "per_base": {"PLN": Decimal("4.2537")}},
            "facts": {"theatrical": True, "pl-rebate": {"qualification_test": False}},
            "dates": {"delivery": "2028-01-31"},
        }
    )
    write_film(read, changed, folder)
    assert film_of(read_film(folder)) == changed
    text = (folder / "film.toml").read_text("utf-8")
    assert "[rates.per_base]\nPLN = 4.2537\n" in text
    assert "[facts.pl-rebate]\nqualification_test = false\n" in text


def test_inline_tables_and_lists_stay_inline(tmp_path: Path) -> None:
    folder = film_folder(
        tmp_path,
        """\
        title = "Salt"
        delegate = "DK"
        dates = { delivery = 2028-01-31 }   # of the contract
        rates.base = "EUR"
        coproducer = [
          { company = "One", country = "DK", share = 0.6 },   # us
          { company = "Two", country = "PL", share = 0.4 },
        ]
        """,
    )
    read = read_film(folder)
    film = film_of(read)
    one = film.coproducer[0].model_copy(update={"share": Decimal("0.7")})
    changed = Film.model_validate(
        film.model_dump()
        | {
            "coproducer": [one.model_dump(), film.coproducer[1].model_dump() | {"share": "0.3"}],
            "dates": {"delivery": "2028-02-29", "release": "2028-05-01"},
            "rates": {"per_base": {"PLN": 4}},
        }
    )
    write_film(read, changed, folder)
    assert film_of(read_film(folder)) == changed
    text = (folder / "film.toml").read_text("utf-8")
    assert "share = 0.7 },   # us\n" in text
    assert "# of the contract" in text


def test_windows_line_ends_and_a_mark_are_kept(tmp_path: Path) -> None:
    folder = film_folder(tmp_path)
    text = dedent(FILM).replace("\n", "\r\n")
    (folder / "film.toml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    read = read_film(folder)
    film = film_of(read)
    changed = film.model_copy(
        update={
            "minutes": Decimal(90),
            "source": (
                *film.source,
                film.source[1].model_copy(update={"name": "More", "status": Status.CONFIRMED}),
            ),
        }
    )
    write_film(read, changed, folder)
    content = (folder / "film.toml").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf# The film.\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")
    assert film_of(read_film(folder)) == changed


def test_a_film_with_errors_is_not_written(tmp_path: Path) -> None:
    good = read_film(film_folder(tmp_path))
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "film.toml").write_text('title = "Salt"\n')
    read = read_film(bad)
    with pytest.raises(CannotWriteError, match="errors are mended"):
        write_film(read, film_of(good), bad)
    assert (bad / "film.toml").read_text() == 'title = "Salt"\n'


def test_a_folder_with_another_budget_is_not_written_to(tmp_path: Path) -> None:
    read = read_film(film_folder(tmp_path))
    target = tmp_path / "target"
    target.mkdir()
    (target / "budget.xlsx").write_bytes(b"")
    with pytest.raises(CannotWriteError, match="one budget"):
        write_film(read, film_of(read), target)
    assert [path.name for path in target.iterdir()] == ["budget.xlsx"]


def test_a_link_out_of_the_target_is_not_written_through(tmp_path: Path) -> None:
    read = read_film(film_folder(tmp_path))
    target, other = tmp_path / "target", tmp_path / "other.toml"
    target.mkdir()
    other.write_text("mine")
    (target / "film.toml").symlink_to(other)
    with pytest.raises(CannotWriteError, match="outside the folder"):
        write_film(read, film_of(read), target)
    assert other.read_text() == "mine"


def test_a_film_without_a_budget_gets_one(tmp_path: Path) -> None:
    folder = film_folder(tmp_path, budget=None)
    read = read_film(folder)
    line = BudgetLine(
        account="1100",
        description='Script, "Salt"',
        amount=Decimal("1234.50"),
        currency="PLN",
        country="PL",
        region="PL-10",
        labour=Decimal("0.625"),
        resident=False,
        note="=1+1",
    )
    changed = film_of(read).model_copy(update={"budget": (line,)})
    assert write_film(read, changed, folder) == [folder / "budget.csv"]
    assert (folder / "budget.csv").read_text("utf-8").splitlines()[1] == (
        '1100,"Script, ""Salt""",shoot,,1234.50,PLN,PL,PL-10,0.6250,,,,no,\'=1+1'
    )
    again = film_of(read_film(folder)).budget
    assert again == (line.model_copy(update={"row": 2}),)
