"""The columns places, pinned and whole of a budget: read in every manner, written without loss."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from borderless.film.budget_places import read_places
from borderless.film.folder import CannotWriteError, FilmFolder, read_film, write_film
from borderless.film.model import BudgetLine, Film
from borderless.film.wishes import LinePlace
from borderless.finding import Severity


def folder_with(folder: Path, budget: str, currency: str = "EUR") -> FilmFolder:
    toml = f'title = "Salt"\ndelegate = "DK"\ncurrency = "{currency}"\n'
    (folder / "film.toml").write_text(toml, "utf-8")
    (folder / "budget.csv").write_text(dedent(budget), "utf-8")
    return read_film(folder)


def film_of(read: FilmFolder) -> Film:
    assert read.film is not None, read.findings
    return read.film


def changed(read: FilmFolder, number: int, **values: Any) -> Film:
    film = film_of(read)
    lines = list(film.budget)
    lines[number] = lines[number].model_copy(update=values)
    return film.model_copy(update={"budget": tuple(lines)})


def bare(film: Film) -> list[BudgetLine]:
    return [line.model_copy(update={"row": None}) for line in film.budget]


def rewritten(read: FilmFolder, film: Film) -> str:
    """budget.csv after it was written for `film`, and read again as the same lines."""
    write_film(read, film, read.path)
    assert bare(film_of(read_film(read.path))) == bare(film)
    return (read.path / "budget.csv").read_text("utf-8")


def told(read: FilmFolder) -> list[tuple[str, str, str]]:
    return [
        (f.code, str(f.place), f"{f.message} {f.fix or ''}")
        for f in read.findings
        if f.severity is Severity.ERROR
    ]


def place(text: str) -> LinePlace:
    places, problems = read_places(text, decimal_comma=None)
    assert problems == []
    return places[0]


# Reading.


def test_it_works(tmp_path: Path) -> None:
    read = folder_with(
        tmp_path,
        """\
        account,description,phase,amount,currency,country,places,pinned,whole
        2800,Lighthouse,shoot,1000,EUR,DK,,yes,
        3200,Sound mix,post,2000,EUR,DK,PL 0.85 | NO-18 | SE 1 200 000 SEK,no,yes
        3300,Music,post,3000,EUR,DK,,,
        """,
    )
    assert read.findings == ()
    lighthouse, mix, music = film_of(read).budget
    assert (lighthouse.places, lighthouse.pinned, lighthouse.whole) == ((), True, None)
    assert mix.places == (
        LinePlace(place="PL", factor=Decimal("0.85")),
        LinePlace(place="NO-18"),
        LinePlace(place="SE", quote=Decimal(1_200_000), currency="SEK"),
    )
    assert (mix.pinned, mix.whole) == (False, True)
    assert (music.pinned, music.whole) == (None, None)


@pytest.mark.parametrize(
    ("text", "code", "factor"),
    [
        ("PL", "PL", None),
        ("pl 0.85", "PL", "0.85"),
        ("PL 0,85", "PL", "0.85"),
        ("PL: 85 %", "PL", "0.85"),
        ("PL = 85,5%", "PL", "0.855"),
        ("PL 112.500 %", "PL", "1.125"),
        ("PL 1.125", "PL", "1.125"),
        ("PL\u00a085\u202f%", "PL", "0.85"),
        ("Poland 85 %", "PL", "0.85"),
        ("Polen 0.85", "PL", "0.85"),
        ("United Kingdom 1.1", "GB", "1.1"),
        ("Royaume-Uni", "GB", None),
        ("La Réunion 0.9", "RE", "0.9"),
        ("PL-10 0.85", "PL-10", "0.85"),
        ("us-ga", "US-GA", None),
    ],
)
def test_places_and_factors(text: str, code: str, factor: str | None) -> None:
    assert place(text) == LinePlace(place=code, factor=Decimal(factor) if factor else None)


@pytest.mark.parametrize(
    ("text", "quote", "currency"),
    [
        ("SE 1 200 000 SEK", "1200000", "SEK"),
        ("SE SEK 1,200,000", "1200000", "SEK"),
        ("Sweden 1.200.000,50 SEK", "1200000.50", "SEK"),
        ("SE 1.2m SEK", "1200000", "SEK"),
        ("SE €500", "500", "EUR"),
        ("PL 500 zł", "500", "PLN"),
        ("United Kingdom £0", "0", "GBP"),
    ],
)
def test_quotes(text: str, quote: str, currency: str) -> None:
    read = place(text)
    assert (read.quote, read.currency, read.factor) == (Decimal(quote), currency, None)


@pytest.mark.parametrize(
    "text", ["PL 0,85; SE", "PL 0,85|SE", "PL 0,85\nSE", "| PL 0,85 |\r\n SE;"]
)
def test_what_parts_the_entries(text: str) -> None:
    places, problems = read_places(text, decimal_comma=None)
    assert problems == []
    assert [(one.place, one.factor) for one in places] == [("PL", Decimal("0.85")), ("SE", None)]


@pytest.mark.parametrize(
    ("cell", "code", "words"),
    [
        ("Polland 0.85", "FLM043", "did you mean PL?"),
        ("UK", "FLM043", "did you mean GB?"),
        ("PL-99", "FLM043", "Unknown region 'PL-99'"),
        ("0.85", "FLM047", "begins with no country"),
        ("85 % PL", "FLM047", "begins with no country"),
        ("PL cheap", "FLM047", "'cheap' is not a number"),
        ("PL 0.85 SE", "FLM047", "is not a number (we stop at 'SE')"),
        ("SE 1200000", "FLM047", "over 100 times as dear there. Write 0.85"),
        ("SE 1200000", "FLM047", "currency behind it: SE 1200000 EUR."),
        ("SE 1 200 000", "FLM047", "has a cost without its currency"),
        ("PL 0", "FLM047", "would make the line free there"),
        ("PL -15 %", "FLM047", "For a line that costs 15 % less, write 85 %."),
        ("SE 500 kr", "FLM043", "could be DKK, NOK, SEK or ISK"),
        ("SE 500 QQQ", "FLM043", "unknown currency"),
        ("SE -500 SEK", "FLM047", "should be 0 or more"),
        ("SE 1.234 SEK", "FLM047", "could have thousands or decimals. Write 1234 SEK, if"),
        ("PL 0.85 | SE | PL 0.9", "FLM046", "The place PL is named twice"),
        (" | ".join(["PL"] * 101), "FLM047", "The cell names 101 places"),
    ],
)
def test_cells_that_are_wrong(tmp_path: Path, cell: str, code: str, words: str) -> None:
    read = folder_with(tmp_path, f"description;amount;phase;places\nMix;5;post;{cell}\n")
    ((found, where, message),) = told(read)
    assert (found, where) == (code, "budget.csv:2 places")
    assert words in message
    assert read.film is None


def test_all_wrong_entries_are_told_at_once(tmp_path: Path) -> None:
    read = folder_with(
        tmp_path,
        """\
        description,amount,phase,places,pinned
        Mix,5,post,XX | PL 0.9 | SE many,perhaps
        Cast,x,shoot,PL,
        """,
    )
    assert [(code, where) for code, where, _ in told(read)] == [
        ("FLM043", "budget.csv:2 places"),
        ("FLM047", "budget.csv:2 places"),
        ("FLM044", "budget.csv:2 pinned"),
        ("FLM041", "budget.csv:3 amount"),
    ]


@pytest.mark.parametrize(
    "head",
    [
        "description;amount;phase;may go;must stay;undivided",
        "libellé;montant;étape;autres lieux;reste sur place;indivisible",
        "Bezeichnung;Betrag;Phase;Mögliche Orte;ortsfest;unteilbar",
        "opis;kwota;etap;możliwe miejsca;zostaje;w całości",
        "beskrivelse;beløb;fase;mulige steder;bliver;udelt",
    ],
)
def test_headings_of_other_languages(tmp_path: Path, head: str) -> None:
    read = folder_with(tmp_path, f"{head}\nMix;5;post;PL 0,9;x;nein\n")
    (line,) = film_of(read).budget
    assert line.places == (LinePlace(place="PL", factor=Decimal("0.9")),)
    assert (line.pinned, line.whole) == (True, False)


@given(st.text(max_size=40), st.sampled_from([None, True, False]))
def test_no_cell_raises(text: str, decimal_comma: bool | None) -> None:
    places, problems = read_places(text, decimal_comma=decimal_comma)
    assert all(problem.code in {"FLM043", "FLM046", "FLM047"} for problem in problems)
    assert len(places) <= len(text)


# Writing.

PLAIN = "description,amount,mine\nMix,10,a\nCast,20,b\n"


def test_columns_come_only_when_they_are_needed(tmp_path: Path) -> None:
    read = folder_with(tmp_path, PLAIN)
    assert write_film(read, film_of(read), tmp_path) == []
    sweden = LinePlace(place="SE", quote=Decimal("1234.5"), currency="SEK")
    places = (LinePlace(place="PL", factor=Decimal("0.85")), LinePlace(place="NO-18"), sweden)
    text = rewritten(read, changed(read, 0, places=places, pinned=False))
    assert text == (
        "description,amount,mine,places,pinned\n"
        "Mix,10,a,PL 0.85 | NO-18 | SE 1234.50 SEK,no\nCast,20,b\n"
    )


def test_the_manner_of_the_file_is_kept(tmp_path: Path) -> None:
    read = folder_with(
        tmp_path,
        """\
        opis;kwota;inne miejsca;zostaje
        Mix;10,50;"PL 85 % ; SE";nie
        Cast;20,50;;tak
        """,
    )
    half = LinePlace(place="NO", factor=Decimal("1.125"))
    film = changed(read, 0, amount=Decimal(12), pinned=True)
    film = film.model_copy(
        update={"budget": (film.budget[0], film.budget[1].model_copy(update={"places": (half,)}))}
    )
    assert rewritten(read, film).splitlines()[1:] == [
        'Mix;12,00;"PL 85 % ; SE";tak',
        "Cast;20,50;NO 1,1250;tak",
    ]


def test_wishes_of_a_line_are_taken_back(tmp_path: Path) -> None:
    read = folder_with(tmp_path, "description,amount,places,whole\nMix,10,PL,yes\nCast,20,SE,no\n")
    assert rewritten(read, changed(read, 0, places=(), whole=None)) == (
        "description,amount,places,whole\nMix,10,,\nCast,20,SE,no\n"
    )


def test_a_file_parted_by_bars(tmp_path: Path) -> None:
    read = folder_with(tmp_path, "description|amount|phase\nMix|10|post\nCast|20|shoot\n")
    places = (LinePlace(place="PL"), LinePlace(place="SE", factor=Decimal("0.9")))
    text = rewritten(read, changed(read, 0, places=places))
    assert text.splitlines()[1] == "Mix|10|post|PL; SE 0.90"


def test_a_quote_without_a_currency_is_in_the_films(tmp_path: Path) -> None:
    read = folder_with(tmp_path, PLAIN, currency="DKK")
    film = changed(read, 0, places=(LinePlace(place="SE", quote=Decimal(500)),))
    write_film(read, film, tmp_path)
    assert "Mix,10,a,SE 500 DKK\n" in (tmp_path / "budget.csv").read_text()
    assert film_of(read_film(tmp_path)).budget[0].places[0].currency == "DKK"


@pytest.mark.parametrize(
    "more",
    [
        {"resident": False},
        {"at_least": Decimal("0.2")},
        {"at_most": Decimal("0.5")},
        {"assumption": "a guess"},
        {"note": "by telephone"},
    ],
)
def test_what_no_cell_can_say_is_refused(tmp_path: Path, more: dict[str, Any]) -> None:
    read = folder_with(tmp_path, PLAIN)
    film = changed(read, 0, places=(LinePlace(place="SE", **more),))
    with pytest.raises(CannotWriteError, match=rf"'Mix' .*`{next(iter(more))}`.*placement.option"):
        write_film(read, film, tmp_path)
    assert (tmp_path / "budget.csv").read_text() == PLAIN


def test_a_new_budget_has_them_where_needed(tmp_path: Path) -> None:
    read = folder_with(tmp_path, PLAIN)
    (tmp_path / "budget.csv").unlink()
    read = read_film(tmp_path)
    line = BudgetLine(
        description="Mix", amount=Decimal(5), currency="EUR", places=(LinePlace(place="PL"),)
    )
    film = film_of(read).model_copy(update={"budget": (line,)})
    assert rewritten(read, film).splitlines() == [
        "account,description,phase,department,amount,currency,country,region,labour,vfx,"
        "above_the_line,person,resident,places",
        ",Mix,shoot,,5,EUR,,,,,,,,PL",
    ]


def test_a_workbook(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["description", "amount", "phase", "pinned"],
        ["Mix", 1000.5, "post", True],
        ["Cast", 20, "shoot", None],
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    (tmp_path / "film.toml").write_text('title = "Salt"\ndelegate = "DK"\n')
    (tmp_path / "budget.xlsx").write_bytes(out.getvalue())
    read = read_film(tmp_path)
    assert film_of(read).budget[0].pinned is True
    assert write_film(read, film_of(read), tmp_path) == []
    places = (LinePlace(place="PL", factor=Decimal("0.85")), LinePlace(place="SE"))
    film = changed(read, 0, places=places, pinned=False, whole=True)
    write_film(read, film, tmp_path)
    assert bare(film_of(read_film(tmp_path))) == bare(film)
    written = load_workbook(tmp_path / "budget.xlsx").worksheets[0]
    assert [[cell.value for cell in row] for row in written.iter_rows()] == [
        ["description", "amount", "phase", "pinned", "places", "whole"],
        ["Mix", 1000.5, "post", False, "PL 0.85 | SE", "yes"],
        ["Cast", 20, "shoot", None, None, None],
    ]


PLACES = st.lists(
    st.one_of(
        st.builds(LinePlace, place=st.just("PL")),
        st.builds(LinePlace, place=st.just("NO-18"), factor=st.decimals("0.001", 5, places=5)),
        st.builds(
            LinePlace,
            place=st.just("SE"),
            quote=st.decimals(0, 10**9, places=3),
            currency=st.sampled_from(["SEK", "EUR"]),
        ),
    ),
    max_size=3,
    unique_by=lambda one: one.place,
).map(tuple)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    before=PLACES,
    after=PLACES,
    pinned=st.sampled_from([None, True, False]),
    head=st.sampled_from(
        ["description,amount", "Konto;Bezeichnung;Betrag", "opis\tkwota\tinne miejsca"]
    ),
)
def test_any_places_become_any_others(
    tmp_path_factory: pytest.TempPathFactory,
    before: tuple[LinePlace, ...],
    after: tuple[LinePlace, ...],
    pinned: bool | None,
    head: str,
) -> None:
    read = folder_with(tmp_path_factory.mktemp("film"), head + "\n")
    line = BudgetLine(description="Mix", amount=Decimal("7.25"), currency="EUR", places=before)
    rewritten(read, film_of(read).model_copy(update={"budget": (line,)}))
    read = read_film(read.path)
    rewritten(read, changed(read, 0, places=after, pinned=pinned))
