"""budget.csv as spreadsheets of every age and country export it, read and written back."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from borderless.film.document import Stage
from borderless.film.folder import CannotWriteError, FilmFolder, read_film, write_film
from borderless.film.model import BudgetLine, Film
from borderless.finding import Finding, Severity


def folder_with(folder: Path, budget: str | bytes, currency: str = "EUR") -> FilmFolder:
    folder.mkdir(exist_ok=True)
    toml = f'title = "Salt"\ndelegate = "DK"\ncurrency = "{currency}"\n'
    (folder / "film.toml").write_text(toml, "utf-8")
    content = dedent(budget).encode("utf-8") if isinstance(budget, str) else budget
    (folder / "budget.csv").write_bytes(content)
    return read_film(folder)


def lines_of(read: FilmFolder) -> tuple[BudgetLine, ...]:
    assert read.film is not None, read.findings
    return read.film.budget


def amounts(read: FilmFolder) -> list[Decimal]:
    return [line.amount for line in lines_of(read)]


def told(read: FilmFolder, code: str) -> Finding:
    found = [finding for finding in read.findings if finding.code == code]
    assert len(found) == 1, read.findings
    return found[0]


def errors(read: FilmFolder) -> list[tuple[str, int | None]]:
    return [
        (f.code, f.place.line if f.place else None)
        for f in read.findings
        if f.severity is Severity.ERROR
    ]


# How numbers are written.


def test_decimal_commas_and_spaces(tmp_path: Path) -> None:
    read = folder_with(
        tmp_path,
        """\
        description;amount;currency;phase
        Crew;1 234,50;EUR;shoot
        Cast;12\u00a0000;EUR;shoot
        Music;0,75;EUR;post
        """,
    )
    assert amounts(read) == [Decimal("1234.50"), 12000, Decimal("0.75")]
    assert read.findings == ()


def test_points_as_thousands_are_known_from_the_column(tmp_path: Path) -> None:
    read = folder_with(
        tmp_path,
        """\
        Bezeichnung;Betrag;Währung;Phase
        Team;1.234;EUR;Dreh
        Darsteller;1.234.567,89;EUR;Dreh
        """,
    )
    assert amounts(read) == [1234, Decimal("1234567.89")]
    assert lines_of(read)[0].phase is Stage.SHOOT


def test_commas_as_thousands_are_known_from_the_column(tmp_path: Path) -> None:
    read = folder_with(
        tmp_path,
        """\
        description,amount,currency,phase
        Crew,"1,234",USD,shoot
        Cast,"12,345.60",USD,shoot
        """,
    )
    assert amounts(read) == [1234, Decimal("12345.60")]


def test_a_column_that_does_not_tell_is_told(tmp_path: Path) -> None:
    read = folder_with(
        tmp_path,
        """\
        description;amount;currency;phase
        Crew;1.234;EUR;shoot
        Cast;5.678;EUR;shoot
        """,
    )
    assert amounts(read) == [1234, 5678]
    assert "'1.234' was read as 1234; so it is with 1 more" in told(read, "FLM055").message


def test_signs_beside_the_amount(tmp_path: Path) -> None:
    read = folder_with(
        tmp_path,
        """\
        description,amount,phase
        Crew,1500 zł,shoot
        Cast,€ 200,shoot
        Extras,3 000 kr,shoot
        Catering,10,shoot
        """,
        currency="DKK",
    )
    assert [line.currency for line in lines_of(read)] == ["PLN", "EUR", "DKK", "DKK"]
    assert "1 line named no currency" in told(read, "FLM050").message


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("-5", "FLM042"),
        ("(500)", "FLM042"),
        ("", "FLM040"),
        ("n/a", "FLM040"),
        ("nan", "FLM041"),
        ("inf", "FLM041"),
        ("1.2E+07", "FLM041"),
        ("12 34 5", "FLM041"),
        ("#REF!", "FLM041"),
        ("60 %", "FLM041"),
        ("9" * 19, "FLM041"),
        ("500 USD", "FLM046"),
    ],
)
def test_amounts_that_are_none(tmp_path: Path, cell: str, code: str) -> None:
    read = folder_with(
        tmp_path, f"description,amount,currency,phase\nCrew,{cell},EUR,shoot\nCast,1,EUR,shoot\n"
    )
    assert errors(read) == [(code, 2)]
    assert read.film is None


@pytest.mark.parametrize(
    ("row", "code", "words"),
    [
        ("Crew,1,EUR,UK,,shoot,", "FLM043", "did you mean GB?"),
        ("Crew,1,EUR,DK,PL-10,shoot,", "FLM046", "PL-10 is not in DK"),
        ("Crew,1,EUR,DK,Atlantis,shoot,", "FLM043", "The region 'Atlantis' is not known in DK"),
        ("Crew,1,€uro,DK,,shoot,", "FLM043", "currency"),
        ("Crew,1,EUR,DK,,shoting,", "FLM044", 'did you mean "shoot"?'),
        ("Crew,1,EUR,DK,,shoot,60", "FLM045", "should lie between 0 and 1"),
        ("Crew,1,EUR,DK,,shoot,much", "FLM044", "neither yes, no nor a number"),
    ],
)
def test_cells_that_are_wrong(tmp_path: Path, row: str, code: str, words: str) -> None:
    read = folder_with(
        tmp_path, f"description,amount,currency,country,region,phase,labour\n{row}\n"
    )
    assert errors(read) == [(code, 2)]
    assert words in told(read, code).message


# How files are encoded and laid out.


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "cp1250"),
        (b"", "cp1252"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_are_read_and_kept(
    tmp_path: Path, bom: bytes, encoding: str, newline: str
) -> None:
    place = "Łódź, światło" if encoding == "cp1250" else "Málaga, lumière, Köln"
    text = f'opis;kwota;waluta;faza{newline}"{place}";1 500,50;PLN;zdjęcia{newline}'
    text = text.replace("zdjęcia", "shoot") if encoding == "cp1252" else text
    text += f"Ekipa;10,00;PLN;shoot{newline}"
    content = bom + text.encode(encoding)
    read = folder_with(tmp_path, content)
    assert lines_of(read)[0].description == place
    assert amounts(read) == [Decimal("1500.50"), 10]
    assert [f.code for f in read.findings] == ([] if bom else ["FLM038"])
    changed = changed_film(read, 1, amount=Decimal("2500.25"))
    write_film(read, changed, tmp_path)
    assert (tmp_path / "budget.csv").read_bytes() == bom + text.replace("10,00", "2500,25").encode(
        encoding
    )


def test_a_new_sign_turns_windows_text_into_utf_8(tmp_path: Path) -> None:
    read = folder_with(tmp_path, "description;amount\nMálaga;10\nCrew;20\n".encode("cp1252"))
    changed = changed_film(read, 1, description="Gdańsk 東京")
    write_film(read, changed, tmp_path)
    assert (tmp_path / "budget.csv").read_bytes().startswith(codecs.BOM_UTF8)
    assert [line.description for line in lines_of(read_film(tmp_path))] == ["Málaga", "Gdańsk 東京"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_separators(tmp_path: Path, delimiter: str) -> None:
    rows = [["account", "description", "amount"], ["1100", "Script", "10"]]
    read = folder_with(tmp_path, "\n".join(delimiter.join(row) for row in rows))
    assert [(line.account, line.amount) for line in lines_of(read)] == [("1100", Decimal(10))]


def test_the_separator_stated_in_the_first_line(tmp_path: Path) -> None:
    read = folder_with(tmp_path, "sep=^\ndescription^amount\nCrew, all^10\n")
    assert lines_of(read)[0].description == "Crew, all"
    assert lines_of(read)[0].row == 3


def test_cells_with_line_ends_move_the_lines_below(tmp_path: Path) -> None:
    read = folder_with(tmp_path, 'description,amount\n"Crew\nand ""cast""",10\nMusic,x\n')
    assert errors(read) == [("FLM041", 4)]


def test_a_quotation_mark_that_is_never_closed(tmp_path: Path) -> None:
    read = folder_with(tmp_path, 'description,amount\nCrew,10\n"Cast,20\nMusic,30\n')
    assert errors(read) == [("FLM034", 3)]


def test_a_separator_within_a_text(tmp_path: Path) -> None:
    read = folder_with(tmp_path, "description,amount,currency\nCrew, all,10,EUR\n")
    assert errors(read) == [("FLM033", 2)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FLM030"),
        (b"\n\n\n", "FLM030"),
        (b"a,b\n1,2\n", "FLM030"),
        (b"amount\n10\n", "FLM030"),
        (b"description,amount,total\nCrew,1,2\n", "FLM032"),
        (b"PK\x03\x04 a workbook", "FLM008"),
        (b"a\0b,c\n", "FLM008"),
        (codecs.BOM_UTF16_LE + b"a", "FLM008"),
    ],
)
def test_what_is_no_budget(tmp_path: Path, content: bytes, code: str) -> None:
    read = folder_with(tmp_path, content)
    assert [found for found, _ in errors(read)] == [code]


def test_too_many_columns(tmp_path: Path) -> None:
    read = folder_with(tmp_path, "description,amount" + ",x" * 600 + "\nCrew,1\n")
    assert [code for code, _ in errors(read)] == ["FLM036"]


def test_a_budget_without_lines(tmp_path: Path) -> None:
    read = folder_with(tmp_path, "description,amount,phase\n")
    assert told(read, "FLM056").severity is Severity.WARNING
    assert lines_of(read) == ()


# What stands around the lines.

TOPSHEET = """\
Salt;;;;
Acct;Category;Total;;
1000;Story;100;;
2000;Production;700;;
;Total;800;;
;;;;
account;description;amount;country;Who asked
;STORY;;;
1100;Script;100;DK;Ann
;Total story;100;;
;PRODUCTION;;;
2100;Crew;400;PL;
2200;Cast;300;PL;Bo
;Subtotal;700;;
;Grand total;800;;
"""


def test_topsheets_headings_and_totals_are_left_out_and_named(tmp_path: Path) -> None:
    read = folder_with(tmp_path, TOPSHEET)
    assert [(line.account, line.amount) for line in lines_of(read)] == [
        ("1100", Decimal(100)),
        ("2100", Decimal(400)),
        ("2200", Decimal(300)),
    ]
    assert "800 EUR" in told(read, "FLM058").message
    assert "row 10 ('Total story'), row 14 ('Subtotal'), row 15 ('Grand total')" in (
        told(read, "FLM051").message
    )
    assert "'Who asked'" in told(read, "FLM054").message
    assert "FLM052" not in [finding.code for finding in read.findings]


def test_a_total_that_differs_is_a_warning(tmp_path: Path) -> None:
    read = folder_with(tmp_path, TOPSHEET.replace(";Subtotal;700", ";Subtotal;720"))
    finding = told(read, "FLM052")
    assert finding.severity is Severity.WARNING
    assert finding.place is not None
    assert finding.place.line == 14
    assert finding.figures == {"total": "720 EUR", "lines": "700 EUR"}


def test_a_topsheet_that_disagrees_is_a_warning(tmp_path: Path) -> None:
    read = folder_with(tmp_path, TOPSHEET.replace("2200;Cast;300", "2200;Cast;350"))
    assert told(read, "FLM059").severity is Severity.WARNING


def test_a_second_header_row(tmp_path: Path) -> None:
    read = folder_with(tmp_path, "description,amount\nCrew,1\ndescription,amount\nCast,2\n")
    assert errors(read) == [("FLM031", 3)]


def test_unknown_columns_are_named_with_a_guess(tmp_path: Path) -> None:
    read = folder_with(tmp_path, "description,amount,phase,contry,Episode\nCrew,1,shoot,DK,3\n")
    assert told(read, "FLM054").message == (
        "Columns kept but not read: 'contry' (country?), 'Episode'."
    )


@dataclass
class Row:
    text: str
    field: str
    value: Any


@pytest.mark.parametrize(
    "row",
    [
        Row("labour %\n60", "labour", Decimal("0.6")),
        Row("labour\n0.6", "labour", Decimal("0.6")),
        Row("labour\n0;6", "labour", Decimal("0.6")),
        Row("labour\n12.5 %", "labour", Decimal("0.125")),
        Row("labour\nja", "labour", Decimal(1)),
        Row("vfx\n✓", "vfx", True),
        Row("country\nPolska", "country", "PL"),
        Row("country\npl", "country", "PL"),
        Row("country\nUS-GA", "region", "US-GA"),
        Row("phase\nPost-production", "phase", Stage.POST),
        Row("étape\nTournage", "phase", Stage.SHOOT),
        Row("person\n'=cmd", "person", "=cmd"),
    ],
    ids=lambda row: row.text,
)
def test_words_of_many_budgets(tmp_path: Path, row: Row) -> None:
    heading, cell = row.text.replace(";", ",").split("\n")
    read = folder_with(tmp_path, f"description;amount;{heading}\nCrew;1;{cell}\n")
    assert getattr(lines_of(read)[0], row.field) == row.value


# Writing back.


def changed_film(read: FilmFolder, number: int, **values: Any) -> Film:
    lines = list(lines_of(read))
    lines[number] = lines[number].model_copy(update=values)
    return with_lines(read, lines)


def with_lines(read: FilmFolder, lines: list[BudgetLine]) -> Film:
    assert read.film is not None
    return read.film.model_copy(update={"budget": tuple(lines)})


def bare(lines: tuple[BudgetLine, ...]) -> list[BudgetLine]:
    return [line.model_copy(update={"row": None}) for line in lines]


def test_everything_around_a_changed_line_is_kept_and_totals_follow(tmp_path: Path) -> None:
    read = folder_with(tmp_path, TOPSHEET)
    write_film(read, changed_film(read, 1, amount=Decimal(450), country="DK"), tmp_path)
    assert (tmp_path / "budget.csv").read_text("utf-8") == (
        TOPSHEET.replace("2100;Crew;400;PL", "2100;Crew;450;DK")
        .replace(";Subtotal;700", ";Subtotal;750")
        .replace(";Grand total;800", ";Grand total;850")
    )


def test_lines_come_and_go(tmp_path: Path) -> None:
    read = folder_with(tmp_path, TOPSHEET)
    script, _, cast = lines_of(read)
    music = BudgetLine(
        account="3300", description="=Music; live", amount=Decimal("99.90"), currency="EUR"
    )
    write_film(read, with_lines(read, [script, cast, music]), tmp_path)
    assert (tmp_path / "budget.csv").read_text("utf-8") == (
        TOPSHEET.replace("2100;Crew;400;PL;\n", "")
        .replace("300;PL;Bo\n", '300;PL;Bo\n3300;"\'=Music; live";99,90;;\n')
        .replace(";Subtotal;700", ";Subtotal;399,90")
        .replace(";Grand total;800", ";Grand total;499,90")
    )
    assert [line.description for line in lines_of(read_film(tmp_path))][-1] == "=Music; live"


def test_lines_change_places(tmp_path: Path) -> None:
    read = folder_with(tmp_path, "description,amount,mine\nA,1,a\nB,2,b\nC,3,c")
    a, b, c = lines_of(read)
    write_film(read, with_lines(read, [c, a, b]), tmp_path)
    assert (tmp_path / "budget.csv").read_text() == "description,amount,mine\nC,3,c\nA,1,a\nB,2,b"


def test_a_field_without_a_column_gets_one(tmp_path: Path) -> None:
    read = folder_with(tmp_path, "description,amount,mine\nA,1,a\nB,2\n")
    write_film(read, changed_film(read, 1, currency="PLN", labour=Decimal(1)), tmp_path)
    assert (tmp_path / "budget.csv").read_text() == (
        "description,amount,mine,labour,currency\nA,1,a\nB,2,,1,PLN\n"
    )


def test_another_currency_of_the_film_leaves_the_lines_in_theirs(tmp_path: Path) -> None:
    read = folder_with(tmp_path, "description,amount,phase\nA,1,shoot\nB,2 zł,shoot\n")
    assert read.film is not None
    write_film(read, read.film.model_copy(update={"currency": "DKK"}), tmp_path)
    assert [line.currency for line in lines_of(read_film(tmp_path))] == ["EUR", "PLN"]


def test_decimals_do_not_change_what_thousands_mean(tmp_path: Path) -> None:
    read = folder_with(tmp_path, "description;amount\nA;1.234\nB;5.678\n")
    write_film(read, changed_film(read, 1, amount=Decimal("7.50")), tmp_path)
    assert amounts(read_film(tmp_path)) == [1234, Decimal("7.50")]


def test_a_line_that_would_be_read_as_a_total_is_refused(tmp_path: Path) -> None:
    read = folder_with(tmp_path, "description,amount\nA,1\nB,2\n")
    before = (tmp_path / "budget.csv").read_bytes()
    with pytest.raises(CannotWriteError, match="look at the line 'Total'"):
        write_film(read, changed_film(read, 1, description="Total"), tmp_path)
    assert (tmp_path / "budget.csv").read_bytes() == before


def test_a_total_that_would_be_read_as_a_line_is_named(tmp_path: Path) -> None:
    read = folder_with(
        tmp_path,
        """\
        account,description,amount,currency
        2100,Crew,1,EUR
        2200,Camera,2,EUR
        2999,Camera total,3,EUR
        """,
    )
    assert len(lines_of(read)) == 2
    with pytest.raises(CannotWriteError, match="row 4 would be read as a line"):
        write_film(read, changed_film(read, 1, currency="PLN"), tmp_path)


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"])
    | st.sampled_from("=+-@;,\"'"),
    max_size=12,
).map(lambda text: f"x{text}" if text.strip() else text)
LINES = st.builds(
    BudgetLine,
    account=st.integers(1000, 9999).map(str),
    description=TEXTS.map(lambda text: f"{text} cost".strip()),
    department=TEXTS.map(str.strip),
    note=TEXTS.map(lambda text: text.strip() or None),
    amount=st.decimals(0, 10**9, places=2),
    currency=st.sampled_from(["EUR", "DKK", "PLN"]),
    country=st.sampled_from([None, "DK", "PL"]),
    phase=st.sampled_from(list(Stage)),
    labour=st.decimals(0, 1, places=3),
    vfx=st.booleans(),
    resident=st.sampled_from([None, True, False]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    before=st.lists(LINES, max_size=5),
    after=st.lists(LINES | st.integers(0, 4), max_size=6),
    head=st.sampled_from(
        [
            "account,description,amount,currency\n",
            "Konto;Bezeichnung;Betrag (EUR);Anmerkung\n",
            "\ufeffSalt\r\n\r\naccount\tdescription\tamount\tlabour %\tphase\r\n",
        ]
    ),
)
def test_any_budget_becomes_any_other(
    tmp_path_factory: pytest.TempPathFactory,
    before: list[BudgetLine],
    after: list[BudgetLine | int],
    head: str,
) -> None:
    folder = tmp_path_factory.mktemp("film")
    read = folder_with(folder, head.encode("utf-8"))
    write_film(read, with_lines(read, before), folder)
    read = read_film(folder)
    assert bare(lines_of(read)) == before
    lines = list(lines_of(read))
    wanted = [
        one if isinstance(one, BudgetLine) else lines[one]
        for one in after
        if isinstance(one, BudgetLine) or one < len(lines)
    ]
    write_film(read, with_lines(read, wanted), folder)
    assert bare(lines_of(read_film(folder))) == bare(tuple(wanted))
