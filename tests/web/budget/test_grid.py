"""The sheet's cells: what they show, and lines read of what was typed, in the reader's manner."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from borderless.film.document import Stage
from borderless.film.model import BudgetLine, Film
from borderless.film.wishes import LinePlace
from borderless.web.budget import grid
from borderless.web.budget.cells import COLUMNS
from borderless.web.budget.grid import Fault, lines_from, rows_of
from borderless.web.design import reader

FILM = Film(
    title="Salt",
    delegate="DK",
    currency="DKK",
    budget=(
        BudgetLine(account="1100", description="Script", amount=Decimal(1000), currency="DKK"),
        BudgetLine(
            description="Crew",
            phase=Stage.POST,
            amount=Decimal("1234567.50"),
            currency="PLN",
            country="PL",
            region="PL-10",
            labour=Decimal("0.6"),
            vfx=True,
            resident=False,
            places=(LinePlace(place="SE", factor=Decimal("0.85")),),
            row=3,
        ),
    ),
)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """English as in Britain, whatever was read before."""
    with translation.override("en"):
        reader.reads_in("")
        yield
        reader.reads_in("")


def read_in(language: str, country: str) -> None:
    translation.activate(language)
    reader.reads_in(country)


def shown(number: int) -> dict[str, str]:
    return {column.name: text for column, text in rows_of(FILM)[number].cells}


def typed(**cells: str) -> tuple[BudgetLine | None, dict[str, str]]:
    """A new line of these cells, or what is wrong with them."""
    lines, faults = lines_from([{"n": None, "set": cells}], FILM)
    return (lines[0] if lines else None), {one.column: one.says for one in faults}


def line(**cells: str) -> BudgetLine:
    found, faults = typed(**({"amount": "1"} | cells))
    assert faults == {}
    assert found is not None
    return found


def test_cells_show_what_their_reader_would_type() -> None:
    assert {name: text for name, text in shown(1).items() if text} == {
        "description": "Crew",
        "phase": "Post-production",
        "amount": "1,234,567.50",
        "currency": "PLN",
        "country": "Poland",
        "region": "PL-10",
        "labour": "60",
        "vfx": "yes",
        "resident": "no",
        "places": "SE 0.85",
    }
    assert rows_of(FILM)[1].file_row == 3


def test_a_polish_reader_has_polish_names_and_commas() -> None:
    read_in("pl", "PL")
    found = shown(1)
    assert found["amount"].replace("\u00a0", " ") == "1 234 567,50"
    assert (found["country"], found["places"]) == ("Polska", "SE 0,85")


@pytest.mark.parametrize(("language", "country"), [("en", ""), ("en", "DK"), ("pl", "PL")])
def test_every_cell_is_read_as_it_is_shown(language: str, country: str) -> None:
    read_in(language, country)
    sent = [
        {"n": number, "set": {column.name: text for column, text in row.cells}}
        for number, row in enumerate(rows_of(FILM))
    ]
    assert lines_from(sent, FILM) == (FILM.budget, [])


def test_rows_that_nobody_touched_stay_what_they_are() -> None:
    assert lines_from([{"n": 0}, {"n": 1}], FILM) == (FILM.budget, [])


def test_a_line_keeps_its_row_when_it_is_changed_and_moved() -> None:
    lines, faults = lines_from([{"n": 1, "set": {"description": "Crew, all"}}, {"n": 0}], FILM)
    assert faults == []
    assert [(one.description, one.row) for one in lines] == [("Crew, all", 3), ("Script", None)]


def test_lines_are_taken_out_and_put_between() -> None:
    new = {"n": None, "set": {"description": "Rights", "amount": "5"}}
    lines, _ = lines_from([new, {"n": 1}], FILM)
    assert [(one.description, one.currency) for one in lines] == [
        ("Rights", "DKK"),
        ("Crew", "PLN"),
    ]


def test_empty_rows_are_no_lines() -> None:
    assert lines_from([{"n": None}, {"n": None, "set": {"note": "  "}}], FILM) == ((), [])


@pytest.mark.parametrize(
    ("language", "country", "text", "amount"),
    [
        ("en", "", "12,600.50", "12600.50"),
        ("en", "", "1,234", "1234"),
        ("en", "DK", "12.600,50", "12600.50"),
        ("en", "DK", "1.234", "1234"),
        ("pl", "PL", "12 600,5", "12600.5"),
        ("pl", "PL", "12\u00a0600,5", "12600.5"),
        ("de", "CH", "12’600.50", "12600.50"),
        ("en", "", "12.6m", "12600000"),
        ("en", "", "0", "0"),
    ],
)
def test_amounts_have_the_readers_decimal_sign(
    language: str, country: str, text: str, amount: str
) -> None:
    read_in(language, country)
    assert line(amount=text).amount == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    ["", "a lot", "12.600,5O", "-5", "60 %", "1e400", "9" * 30, "²", "=SUM(A1)", "NaN", "Infinity"],
)
def test_what_is_no_amount_is_told_at_its_cell(text: str) -> None:
    found, faults = typed(amount=text, description="Crane")
    assert found is None
    assert list(faults) == ["amount"]
    assert text.strip() in faults["amount"] or "0" in faults["amount"]


def test_a_currency_may_stand_beside_the_amount() -> None:
    assert line(amount="5 zł").currency == "PLN"
    assert line(amount="5 kr").currency == "DKK"  # the film's, of all that are called so
    assert line(amount="5 zł", currency=" ").currency == "PLN"
    assert line(amount="5 zł", currency="PLN").currency == "PLN"
    assert typed(amount="5 zł", currency="EUR")[1] == {
        "amount": "The amount is in PLN, but its currency is EUR."
    }


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        ("en", "PL", "PL"),
        ("en", "poland", "PL"),
        ("pl", "Polska", "PL"),
        ("pl", "niemcy", "DE"),
        ("pl", "Germany", "DE"),
        ("ko", "폴란드", "PL"),
        ("en", "Pologne", "PL"),
    ],
)
def test_countries_by_code_or_name(language: str, text: str, code: str) -> None:
    translation.activate(language)
    assert line(country=text).country == code


def test_regions_by_code_or_name_within_their_country() -> None:
    assert line(country="PL", region="Łódzkie").region == "PL-10"
    assert line(region="Łódzkie", country="PL").region == "PL-10"
    assert line(country="PL-10").region == "PL-10"
    assert "region" in typed(amount="1", country="DK", region="PL-10")[1]
    assert "region" in typed(amount="1", region="Middle-earth")[1]


def test_a_region_goes_with_its_country() -> None:
    lines, _ = lines_from([{"n": 1, "set": {"country": "Denmark"}}], FILM)
    assert (lines[0].country, lines[0].region) == ("DK", None)
    lines, _ = lines_from([{"n": 1, "set": {"country": ""}}], FILM)
    assert (lines[0].country, lines[0].region) == (None, None)


@pytest.mark.parametrize(
    ("text", "share"), [("60", "0.6"), ("60 %", "0.6"), ("", "0"), ("yes", "1"), ("100", "1")]
)
def test_labour_is_a_percentage(text: str, share: str) -> None:
    assert line(labour=text).labour == Decimal(share)


@pytest.mark.parametrize("text", ["0.6", "1", "101", "-1", "most of it", "½"])
def test_a_share_is_not_taken_for_a_percentage(text: str) -> None:
    assert list(typed(amount="1", labour=text)[1]) == ["labour"]


@pytest.mark.parametrize(
    ("text", "phase"),
    [("Shoot", Stage.SHOOT), ("", Stage.SHOOT), ("post", Stage.POST), ("Zdjęcia", Stage.SHOOT)],
)
def test_phases_in_any_language(text: str, phase: Stage) -> None:
    assert line(phase=text).phase is phase


def test_yes_no_and_not_said() -> None:
    found = line(vfx="yes", resident="", pinned="no", whole="x", above_the_line="")
    assert (found.vfx, found.above_the_line) == (True, False)
    assert (found.resident, found.pinned, found.whole) == (None, False, True)
    assert typed(amount="1", vfx="perhaps")[1] == {"vfx": "Write yes or no."}


def test_places_are_read_as_in_the_file() -> None:
    assert line(places="PL 0.85 | SE 1200000 SEK").places == (
        LinePlace(place="PL", factor=Decimal("0.85")),
        LinePlace(place="SE", quote=Decimal(1200000), currency="SEK"),
    )
    assert list(typed(amount="1", places="Narnia 5")[1]) == ["places"]


def test_all_faults_are_told_at_once_and_nothing_is_read() -> None:
    sent = [
        {"n": 0, "set": {"amount": "lots", "country": "Atlantis"}},
        {"n": 1},
        {"n": None, "set": {"description": "Crane", "currency": "bottle tops"}},
    ]
    lines, faults = lines_from(sent, FILM)
    assert lines == (FILM.budget[1],)
    assert [(one.row, one.column) for one in faults] == [
        (0, "amount"),
        (0, "country"),
        (2, "currency"),
        (2, "amount"),
    ]


def test_texts_lose_what_no_file_can_hold_and_line_ends_but_in_notes() -> None:
    found = line(description="a\x00b\ud800\n c", note="one\ntwo")
    assert (found.description, found.note) == ("ab c", "one\ntwo")


@pytest.mark.parametrize(
    "sent", [[{"n": 2}], [{"n": -1}], [{"n": 0}, {"n": 0}], [{"n": True}], [{"n": "0"}], [0]]
)
def test_a_sheet_that_is_not_whole_is_refused(sent: list[Any]) -> None:
    lines, faults = lines_from(sent, FILM)
    assert lines == ()
    assert [one.says for one in faults] == ["The sheet did not arrive whole; save again."]


def test_there_is_an_end_to_rows_and_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(typed(amount="1", note="x" * 2001)[1]) == ["note"]
    monkeypatch.setattr(grid, "MOST_ROWS", 3)
    assert lines_from([{"n": None}] * 4, FILM) == (
        (),
        [Fault(3, "description", "A budget has at most 3 lines here.")],
    )


def test_every_field_of_a_line_is_a_column() -> None:
    assert {column.name for column in COLUMNS} == set(BudgetLine.model_fields) - {"row"}


def test_a_pasted_block_may_call_columns_as_accountants_do() -> None:
    headings = {column.name: column.headings.split("|") for column in COLUMNS}
    assert {"kwota", "betrag", "montant"} <= set(headings["amount"])
    assert len({one for many in headings.values() for one in many}) == sum(
        len(many) for many in headings.values()
    )


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda one: st.lists(one, max_size=2) | st.dictionaries(st.text(max_size=3), one, max_size=2),
    max_leaves=4,
)
TYPED = st.dictionaries(
    st.sampled_from([column.name for column in COLUMNS]),
    ANYTHING | st.text("0123456789.,-% €złkrPLDK-|;yn\n'", max_size=10),
    max_size=4,
)


@given(
    st.lists(
        st.fixed_dictionaries({"n": st.none() | st.integers(-1, 2), "set": TYPED | ANYTHING})
        | ANYTHING,
        max_size=4,
    )
)
def test_whatever_is_sent_gives_lines_or_faults(sent: list[Any]) -> None:
    lines, faults = lines_from(sent, FILM)
    assert all(isinstance(one, BudgetLine) for one in lines)
    assert all(one.says for one in faults)
