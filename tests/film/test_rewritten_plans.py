"""Whole films rewritten for another plan: lines moved and split, partners and money changed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from borderless.film.folder import FilmFolder, read_film, write_film
from borderless.film.model import (
    BudgetLine,
    Coproducer,
    Film,
    Person,
    Phase,
    Source,
    SourceKind,
    Status,
)
from borderless.film.wishes import LinePlace
from borderless.finding import has_errors

EXAMPLES = Path(__file__).parents[2] / "examples"


def copied(folder: Path, name: str, kind: str) -> FilmFolder:
    """An example in a folder of its own, its budget as a CSV or as a workbook."""
    film = (EXAMPLES / name / "film.toml").read_bytes()
    (folder / "film.toml").write_bytes(film)
    budget = (EXAMPLES / name / "budget.csv").read_text("utf-8")
    if kind == "csv":
        (folder / "budget.csv").write_text(budget, "utf-8")
    else:
        (folder / "budget.xlsx").write_bytes(workbook(budget))
    return read_film(folder)


def workbook(text: str) -> bytes:
    """The rows in a sheet, their amounts as numbers."""
    delimiter = ";" if ";" in text.splitlines()[0] else ","
    book = Workbook()
    sheet = book.worksheets[0]
    for row in csv.reader(io.StringIO(text), delimiter=delimiter):
        sheet.append([cell or None for cell in row])
    head = [cell.value for cell in sheet[1]]
    column = head.index("amount") + 1
    for row_number in range(2, sheet.max_row + 1):
        cell = sheet.cell(row_number, column)
        cell.value = float(str(cell.value).replace(" ", "").replace("\u00a0", "").replace(",", "."))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def film_of(read: FilmFolder) -> Film:
    assert read.film is not None, read.findings
    return read.film


def bare(film: Film) -> Film:
    """The film without the rows of its lines, which are new in a new file."""
    lines = tuple(line.model_copy(update={"row": None}) for line in film.budget)
    return film.model_copy(update={"budget": lines})


def rewritten(read: FilmFolder, film: Film) -> FilmFolder:
    write_film(read, film, read.path)
    again = read_film(read.path)
    assert bare(film_of(again)) == bare(film)
    return again


def with_budget(film: Film, change: Callable[[BudgetLine], list[BudgetLine]]) -> Film:
    lines = tuple(new for line in film.budget for new in change(line))
    return film.model_copy(update={"budget": lines})


BOTH = pytest.mark.parametrize("name", ["the-girl-with-the-needle", "one-day-in-hadsel"])
KINDS = pytest.mark.parametrize("kind", ["csv", "xlsx"])


@BOTH
@KINDS
def test_unchanged_it_stays_the_same_to_the_byte(tmp_path: Path, name: str, kind: str) -> None:
    read = copied(tmp_path, name, kind)
    assert write_film(read, film_of(read), tmp_path) == []


@BOTH
@KINDS
def test_lines_move_to_another_country_in_their_rows(tmp_path: Path, name: str, kind: str) -> None:
    read = copied(tmp_path, name, kind)

    def moved(line: BudgetLine) -> list[BudgetLine]:
        if line.account not in {"3200", "3400", "2900"}:
            return [line]
        values = {
            "country": "LT",
            "region": None,
            "amount": (line.amount * Decimal("0.8537")).quantize(Decimal("0.01")),
            "currency": "EUR",
            "person": "Somebody Else",
            "resident": None,
        }
        return [line.model_copy(update=values)]

    film = film_of(read)
    again = rewritten(read, with_budget(film, moved))
    assert [line.row for line in film_of(again).budget] == [line.row for line in film.budget]


@KINDS
def test_only_the_cells_of_a_moved_line_change(tmp_path: Path, kind: str) -> None:
    read = copied(tmp_path, "one-day-in-hadsel", kind)

    def moved(line: BudgetLine) -> list[BudgetLine]:
        values = {"country": "PL", "region": "PL-02", "amount": Decimal(1_850_000)}
        return [line.model_copy(update=values) if line.account == "2800" else line]

    rewritten(read, with_budget(film_of(read), moved))
    if kind == "csv":
        before = (EXAMPLES / "one-day-in-hadsel" / "budget.csv").read_text("utf-8")
        assert (tmp_path / "budget.csv").read_text("utf-8") == before.replace(
            "Locations, boats and safety;shoot;locations;2 250 000,00;NOK;NO;NO-18;",
            "Locations, boats and safety;shoot;locations;1 850 000,00;NOK;PL;PL-02;",
        )


@BOTH
@KINDS
@pytest.mark.parametrize("parts", [2, 3])
def test_lines_are_split_behind_themselves(
    tmp_path: Path, name: str, kind: str, parts: int
) -> None:
    read = copied(tmp_path, name, kind)

    def split(line: BudgetLine) -> list[BudgetLine]:
        if line.account not in {"1100", "3200", "4900"}:  # the first, one between, the last
            return [line]
        part = (line.amount / parts).quantize(Decimal("0.01"))
        first = line.model_copy(update={"amount": line.amount - part * (parts - 1)})
        others = [
            line.model_copy(
                update={
                    "row": None,
                    "description": f"{line.description} ({country})",
                    "country": country,
                    "region": region,
                    "amount": part,
                }
            )
            for country, region in (("SE", None), ("PL", "PL-10"))[: parts - 1]
        ]
        return [first, *others]

    film = with_budget(film_of(read), split)
    again = film_of(rewritten(read, film))
    accounts = [line.account for line in again.budget]
    assert accounts[:parts] == ["1100"] * parts
    assert again.budget[1].description == f"{again.budget[0].description} (SE)"
    assert [line.row for line in again.budget] == list(range(2, len(accounts) + 2))


def test_a_split_line_in_the_manner_of_its_file(tmp_path: Path) -> None:
    read = copied(tmp_path, "one-day-in-hadsel", "csv")
    film = film_of(read)

    def split(line: BudgetLine) -> list[BudgetLine]:
        if line.account != "3400":
            return [line]
        first = line.model_copy(update={"amount": Decimal(420_000)})
        values = {
            "row": None,
            "description": "Visual effects (NO)",
            "amount": Decimal("450000.50"),
            "currency": "NOK",
            "country": "NO",
        }
        return [first, line.model_copy(update=values)]

    rewritten(read, with_budget(film, split))
    rows = (tmp_path / "budget.csv").read_text("utf-8").splitlines()
    at = next(n for n, row in enumerate(rows) if row.startswith("3400"))
    assert rows[at : at + 2] == [
        "3400;Visual effects;post;vfx;420 000,00;PLN;PL;;80 %;yes;;;",
        "3400;Visual effects (NO);post;vfx;450000,50;NOK;NO;;80 %;yes;;;",
    ]


@BOTH
@KINDS
def test_parts_of_a_line_may_go_where_it_may(tmp_path: Path, name: str, kind: str) -> None:
    read = copied(tmp_path, name, kind)
    places = (LinePlace(place="PL", factor=Decimal("0.85")), LinePlace(place="SE"))

    def open_(line: BudgetLine) -> list[BudgetLine]:
        wishes = {"places": places, "whole": False}
        return [line.model_copy(update=wishes) if line.account == "3200" else line]

    def split(line: BudgetLine) -> list[BudgetLine]:
        if line.account != "3200":
            return [line]
        half = line.model_copy(update={"amount": line.amount / 2})
        other = {"row": None, "description": f"{line.description} (PL)", "country": "PL"}
        return [half, half.model_copy(update=other)]

    read = rewritten(read, with_budget(film_of(read), open_))
    again = film_of(rewritten(read, with_budget(film_of(read), split)))
    assert [line.places for line in again.budget if line.account == "3200"] == [places, places]


@BOTH
@KINDS
def test_split_and_moved_once_more(tmp_path: Path, name: str, kind: str) -> None:
    """A plan that was written can be planned, and written, again."""
    read = copied(tmp_path, name, kind)
    for country, region in (("SE", None), ("PL", "PL-10"), ("NO", "NO-18")):

        def split(
            line: BudgetLine, country: str = country, region: str | None = region
        ) -> list[BudgetLine]:
            if line.account != "3400" or line.description.endswith(")"):
                return [line]
            part = (line.amount / 3).quantize(Decimal("0.01"))
            values = {
                "row": None,
                "description": f"{line.description} ({country})",
                "country": country,
                "region": region,
                "amount": part,
            }
            first = line.model_copy(update={"amount": line.amount - part})
            return [first, line.model_copy(update=values)]

        read = rewritten(read, with_budget(film_of(read), split))
    assert [line.description for line in film_of(read).budget if line.account == "3400"] == [
        "Visual effects",
        "Visual effects (NO)",
        "Visual effects (PL)",
        "Visual effects (SE)",
    ]
    # and the parts are put together again
    whole = with_budget(
        film_of(read),
        lambda line: [] if line.description.startswith("Visual effects (") else [line],
    )
    rewritten(read, whole)


@BOTH
@KINDS
def test_another_plan_of_partners_people_and_money(tmp_path: Path, name: str, kind: str) -> None:
    read = copied(tmp_path, name, kind)
    film = film_of(read)
    delegate, first, *_ = film.coproducer
    lithuania = Coproducer(company="", country="LT", share=Decimal("0.13333"))
    partners = (
        delegate.model_copy(update={"share": Decimal("0.56667")}),
        first.model_copy(update={"share": Decimal("0.3")}),
        lithuania,
    )
    people = tuple(
        Person(post=one.post, name="Rūta Kazlauskaitė", nationality=("LT",), residence="LT")
        if one.post in {"composer", "editor"}
        else one
        for one in film.person
    )
    incentives = (
        Source(
            incentive="lt-incentive",
            coproducer="LT",
            kind=SourceKind.INCENTIVE,
            assumption="computed",
        ),
        Source(incentive="se-rebate", coproducer="SE"),
    )
    kept = [one for one in film.source if one.coproducer != film.coproducer[-1].country]
    kept[0] = kept[0].model_copy(update={"status": Status.REFUSED})
    phases = (
        *(one.model_copy(update={"days": (one.days or 5) - 2}) for one in film.phase[:-1]),
        Phase(stage=film.phase[-1].stage, name="sound", country="LT"),
    )
    changed = film.model_copy(
        update={
            "coproducer": partners,
            "person": people,
            "source": (*kept, *incentives),
            "phase": phases,
        }
    )
    again = rewritten(read, changed)
    assert not has_errors(again.findings)
    text = (tmp_path / "film.toml").read_text("utf-8")
    assert text.startswith((EXAMPLES / name / "film.toml").read_text("utf-8")[:400])
    assert '[[source]]\ncoproducer = "SE"\nincentive = "se-rebate"\nstatus = "planned"\n' in text
    rewritten(again, film)


@BOTH
def test_all_partners_are_other_ones(tmp_path: Path, name: str) -> None:
    read = copied(tmp_path, name, "csv")
    film = film_of(read)
    partners = (
        film.coproducer[0].model_copy(update={"share": Decimal("0.8")}),
        Coproducer(company="Unknown", country="LT", share=Decimal("0.1")),
        Coproducer(company="Nobody", country="IE", share=Decimal("0.1"), financial_only=True),
    )
    changed = film.model_copy(update={"coproducer": partners, "source": (), "person": ()})
    rewritten(read, changed)
    text = (tmp_path / "film.toml").read_text("utf-8")
    assert text.index("[[coproducer]]") < text.index("[[phase]]") < text.index("[facts]")
