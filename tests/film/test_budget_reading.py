"""budget.csv: rows of any making become budget lines, and nothing disappears unseen."""

from __future__ import annotations

from decimal import Decimal
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderless.film.budget_csv import CsvText, read_csv
from borderless.film.budget_table import BudgetTable, read_table
from borderless.film.document import Stage
from borderless.finding import Finding

NOISE = {"FLM050", "FLM054", "FLM057"}  # tested on their own


def csv_text(content: str | bytes) -> CsvText:
    data = content if isinstance(content, bytes) else dedent(content).encode()
    text, findings = read_csv("budget.csv", data)
    assert text is not None, findings
    return text


def table(content: str | bytes, currency: str | None = "EUR") -> BudgetTable:
    return read_table(csv_text(content).records, "budget.csv", currency)


def told(budget: BudgetTable) -> list[str]:
    return [
        f"{f.place.line if f.place else ''} {f.code} {f.message} {f.fix or ''}"
        for f in budget.findings
        if f.code not in NOISE
    ]


def amounts(budget: BudgetTable) -> list[tuple[str, str]]:
    return [(f"{line.amount:f}", line.currency) for line in budget.lines]


def test_it_works() -> None:
    budget = table("""\
        account,description,phase,department,amount,currency,country,region,labour,vfx,note
        1100,Script,development,story,"1,234.50",PLN,PL,PL-10,60 %,no,agreed
        3300,Effects,post,,5,EUR,DK,,0.5,yes,
        """)
    assert budget.findings == ()
    script, effects = budget.lines
    assert (script.account, script.description, script.department) == ("1100", "Script", "story")
    assert (script.amount, script.currency) == (Decimal("1234.50"), "PLN")
    assert (script.country, script.region, script.phase) == ("PL", "PL-10", Stage.DEVELOPMENT)
    assert (script.labour, script.vfx, script.note, script.row) == (
        Decimal("0.6"),
        False,
        "agreed",
        2,
    )
    assert (effects.labour, effects.vfx, effects.note) == (Decimal("0.5"), True, None)


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Account code,Description,Stage,Dept,Total,Currency,Country", "phase department"),
        ("Compte;Libellé;Étape;Département;Montant;Devise;Pays", "phase department"),
        ("Konto;Bezeichnung;Phase;Abteilung;Betrag;Währung;Land", "phase department"),
        ("Konto;Opis;Faza;Dział;Kwota;Waluta;Kraj", "phase department"),
        ("Cuenta;Descripción;Fase;Departamento;Importe;Moneda;País", "phase department"),
        ("Konto;Beskrivelse;Fase;Afdeling;Beløb;Valuta;Land", "phase department"),
        ("Konto;Beskrivning;Fas;Avdelning;Belopp;Valuta;Land", "phase department"),
        ("Conto;Descrizione;Fase;Reparto;Importo;Valuta;Paese", "phase department"),
        ("KONTO NR|OPIS|FAZA|DZIAL|KWOTA|WALUTA|KRAJ", "phase department"),
    ],
)
def test_headings_in_nine_languages(header: str, fields: str) -> None:
    separator = next(mark for mark in ",;|" if mark in header)
    row = separator.join(["1", "a", "post", "x", "5", "PLN", "PL"])
    budget = table(f"{header}\n{row}\n")
    assert budget.header is not None
    wanted = {"account", "description", "amount", "currency", "country", *fields.split()}
    assert set(budget.header.columns) == wanted
    assert (budget.lines[0].phase, budget.lines[0].country) == (Stage.POST, "PL")


@pytest.mark.parametrize(
    ("encoding", "code"),
    [("utf-8", None), ("utf-8-sig", None), ("utf-16", None), ("cp1250", "FLM038")],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_separators_and_line_ends(
    encoding: str, code: str | None, newline: str, separator: str
) -> None:
    rows = [["konto", "opis", "kwota"], ["1", "Zażółć gęślą jaźń", "5"], ["2", "Łódź", "6"]]
    content = newline.join(separator.join(row) for row in rows).encode(encoding)
    text, findings = read_csv("budget.csv", content)
    assert text is not None
    assert [finding.code for finding in findings] == ([code] if code else [])
    budget = read_table(text.records, "budget.csv", "EUR")
    assert [line.description for line in budget.lines] == ["Zażółć gęślą jaźń", "Łódź"]
    assert [line.row for line in budget.lines] == [2, 3]


def test_western_windows_text_is_not_taken_for_polish() -> None:
    content = "account,description,amount\n1,Løn og kørsel – øvrige,5 €\n".encode("cp1252")
    text, (finding,) = read_csv("budget.csv", content)
    assert text is not None
    assert text.records[1].cells[1] == "Løn og kørsel – øvrige"
    assert "cp1252" in finding.message
    assert "Løn" in finding.message or "kørsel" in finding.message


@pytest.mark.parametrize(
    "content",
    [bytes(range(256)), "account,amount\n1,5\n".encode("utf-16-le"), b"PK\x03\x04x", b"\xff\xfea"],
)
def test_what_is_not_text(content: bytes) -> None:
    text, (finding,) = read_csv("budget.csv", content)
    assert text is None
    assert finding.code == "FLM008"


def test_cells_over_several_lines_count_as_the_editor_counts() -> None:
    budget = table('account,description,amount\n1,"two\nlines, ""quoted""",5\n2,b,6\n')
    assert [line.description for line in budget.lines] == ['two\nlines, "quoted"', "b"]
    assert [line.row for line in budget.lines] == [2, 4]


def test_a_quotation_mark_that_is_never_closed() -> None:
    text, (finding,) = read_csv("budget.csv", b'account,amount\n1,"5\n2,6\n')
    assert text is None
    assert (finding.code, finding.place and finding.place.line) == ("FLM034", 2)


def test_title_rows_above_the_header_are_left_out() -> None:
    budget = table("""\
        The Film;;;
        Budget of 3 March;;;

        Account;Description;Amount;Currency
        1;a;5;EUR
        """)
    assert (len(budget.lines), budget.lines[0].row, told(budget)) == (1, 5, [])


def test_a_topsheet_that_agrees_and_one_that_does_not() -> None:
    text = """\
        Account,Description,Total
        1,All,{}

        Account,Description,Amount,Currency
        10,x,5,EUR
        11,y,7,EUR
        """
    (agrees,) = told(table(text.format(12)))
    (differs,) = told(table(text.format(13)))
    assert "FLM058" in agrees
    assert "FLM059" in differs
    assert "Rows 1 to 3" in differs
    assert len(table(text.format(13)).lines) == 2


@pytest.mark.parametrize(
    "content", ["", "\n\n", "a,b,c\n1,2,3\n", "amount\n5\n", "account,description\n1,a\n"]
)
def test_no_header_row(content: str) -> None:
    budget = table(content)
    (finding,) = budget.findings
    assert (finding.code, budget.lines) == ("FLM030", ())


@pytest.mark.parametrize("second", ["account,description,amount", "konto,opis,kwota"])
def test_a_second_header_row(second: str) -> None:
    (problem, *_) = told(table(f"account,description,amount\n1,a,5\n{second}\n1,a,5\n"))
    assert problem.startswith("3 FLM031")
    assert "the first is in row 1" in problem


def test_two_columns_for_one_field() -> None:
    (problem,) = told(table("account,amount,total\n1,5,5\n"))
    assert problem.startswith("1 FLM032")
    assert "'amount' (B) and 'total' (C)" in problem
    priced = table("account,description,amount,unit,rate,total\n1,a,5,days,3,15\n")
    assert amounts(priced) == [("15", "EUR")]


def test_a_cell_beyond_the_header() -> None:
    (problem,) = told(table("account,description,amount\n1,Lamps, big,5\n"))
    assert problem.startswith("2 FLM033")
    assert amounts(table("account,description,amount\n1,a,5,,\n")) == [("5", "EUR")]


def test_totals_are_not_counted() -> None:
    budget = table("""\
        account,description,amount
        1,a,100
        2,b,50
        ,Subtotal,150
        3,c,30
        ,Razem,30
        ,Grand total,180
        """)
    assert [line.account for line in budget.lines] == ["1", "2", "3"]
    (finding,) = told(budget)
    assert finding.startswith("4 FLM051 Totals left out, each equal to the lines above it")
    assert "row 7 ('Grand total')" in finding


def test_a_total_that_differs_names_both_figures() -> None:
    budget = table("account,description,amount\n1,a,100\n2,b,50\n,Summe,155\n")
    (finding,) = [f for f in budget.findings if f.code == "FLM052"]
    assert "says 155 EUR" in finding.message
    assert "sum to 150 EUR" in finding.message
    assert finding.figures == {"total": "155 EUR", "lines": "150 EUR"}
    assert len(budget.lines) == 2


def test_a_total_below_a_line_that_could_not_be_read_is_not_compared() -> None:
    found = told(table("account,description,amount\n1,a,100\n2,b,oops\n,Total,150\n"))
    assert [problem.split()[1] for problem in found] == ["FLM041", "FLM051"]
    assert "row 3 could not be read" in found[1]


def test_totals_over_several_currencies() -> None:
    budget = table("""\
        account,description,amount,currency
        1,a,100,EUR
        ,Total EUR,100,EUR
        2,b,50,PLN
        ,Total PLN,50,PLN
        ,Grand total,150,EUR
        """)
    assert len(budget.lines) == 2
    agree, unknown = told(budget)
    assert "row 3" in agree
    assert "row 5" in agree
    assert "several currencies" in unknown


def test_a_cost_that_is_called_total_or_sum_is_a_cost() -> None:
    budget = table("""\
        description,amount,country
        Lump sum for music,5,DK
        Total station rental,7,DK
        Lump sum,3,
        """)
    assert [line.description for line in budget.lines][:2] == [
        "Lump sum for music",
        "Total station rental",
    ]
    assert len(budget.lines) == 3


def test_headings_and_notes_are_left_out_and_named() -> None:
    budget = table("""\
        account,description,amount
        ABOVE THE LINE,,
        1,a,5
        ,Shoot,
        2,b,6

        ,Rates of 3 March,
        """)
    assert len(budget.lines) == 2
    assert told(budget) == ["2 FLM053 Headings and notes left out: rows 2, 4 and 7. "]


ROW = "account,description,phase,amount,currency,country,region,labour,vfx\n1,a,{}\n"


@pytest.mark.parametrize(
    ("cells", "code", "part"),
    [
        ("shoot,,EUR,DK,,,", "FLM040", "The line '1 a' has no amount"),
        ("shoot,-,EUR,DK,,,", "FLM040", "(it says '-')"),
        ("shoot,NaN,EUR,DK,,,", "FLM041", "'NaN' is not a number"),
        ("shoot,inf,EUR,DK,,,", "FLM041", "'inf' is not a number"),
        ("shoot,5 %,EUR,DK,,,", "FLM041", "a percentage"),
        ("shoot,1.26E+07,EUR,DK,,,", "FLM041", "a spreadsheet shortened"),
        ("shoot,-5,EUR,DK,,,", "FLM042", "'-5' is negative"),
        ("shoot,(5),EUR,DK,,,", "FLM042", "'(5)' is negative"),
        ("shoot,5,EURO,DK,,,", "FLM043", "Unknown currency 'EURO'"),
        ("shoot,5,EUR,Wakanda,,,", "FLM043", "Unknown country 'Wakanda'"),
        ("shoot,5,EUR,UK,,,", "FLM043", "did you mean GB?"),
        ("shoot,5,EUR,PL,Atlantis,,", "FLM043", "'Atlantis' is not known in PL"),
        ("shoot,5,EUR,PL,US-GA,,", "FLM046", "The region US-GA is not in PL"),
        ("shoot,5 PLN,EUR,PL,,,", "FLM046", "in PLN, but the currency column says EUR"),
        ("shoot,5 kr,,DK,,,", "FLM043", "'kr' could be DKK, NOK, SEK or ISK"),
        ("shoto,5,EUR,DK,,,", "FLM044", 'did you mean "shoot"?'),
        ("shoot,5,EUR,DK,,,perhaps", "FLM044", "should say yes or no"),
        ("shoot,5,EUR,DK,,some,", "FLM044", "neither yes, no nor a number"),
        ("shoot,5,EUR,DK,,60,", "FLM045", "For 60 % write 0.6 or 60 %."),
        ("shoot,5,EUR,DK,,-0.5,", "FLM045", "between 0 and 1"),
    ],
)
def test_one_problem_one_sentence(cells: str, code: str, part: str) -> None:
    budget = table(ROW.format(cells))
    (problem,) = told(budget)
    assert problem.startswith(f"2 {code} ")
    assert part in problem
    assert budget.lines == ()


def test_all_problems_of_a_row_are_told_at_once() -> None:
    found = told(table(ROW.format("shoto,-5,EURO,Wakanda,,60,perhaps")))
    assert len(found) == 6


@pytest.mark.parametrize(
    ("cell", "amount", "currency"),
    [
        ("1 234,50 zł", "1234.50", "PLN"),
        ("1 234,50 PLN", "1234.50", "PLN"),
        ("€1,234.50", "1234.50", "EUR"),
        ("1.234,50", "1234.50", "EUR"),
    ],
)
def test_the_currency_may_stand_in_the_amounts_cell(cell: str, amount: str, currency: str) -> None:
    assert amounts(table(f"account;amount\n1;{cell}\n")) == [(amount, currency)]


def test_the_currency_may_stand_in_the_amounts_heading() -> None:
    for heading in ("Amount (PLN)", "Amount PLN", "Kwota [zł]", "Betrag in PLN"):
        budget = table(f"account;{heading}\n1;5\n")
        assert amounts(budget) == [("5", "PLN")]
        assert "FLM050" not in {finding.code for finding in budget.findings}


def test_an_assumed_currency_is_said_once() -> None:
    budget = table("account,amount\n1,5\n2,6\n", "SEK")
    said = [f for f in budget.findings if f.code == "FLM050"]
    assert amounts(budget) == [("5", "SEK"), ("6", "SEK")]
    assert [f.message.split(" ")[0] for f in said] == ["2"]
    assert "FLM050" not in {f.code for f in table("account,amount\n1,5\n", None).findings}


@pytest.mark.parametrize(
    ("country", "region", "code"),
    [
        ("PL", "", ("PL", None)),
        ("pl", "", ("PL", None)),
        ("Poland", "", ("PL", None)),
        ("Polska", "", ("PL", None)),
        ("Pologne", "", ("PL", None)),
        ("Danmark", "", ("DK", None)),
        ("US-GA", "", ("US", "US-GA")),
        ("PL", "10", ("PL", "PL-10")),
        ("PL", "łódzkie", ("PL", "PL-10")),
        ("", "US-GA", ("US", "US-GA")),
        ("", "", (None, None)),
    ],
)
def test_countries_and_regions(
    country: str, region: str, code: tuple[str | None, str | None]
) -> None:
    (line,) = table(f"account,amount,country,region\n1,5,{country},{region}\n").lines
    assert (line.country, line.region) == code


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        ("Development", Stage.DEVELOPMENT),
        ("développement", Stage.DEVELOPMENT),
        ("prep", Stage.PREPRODUCTION),
        ("Pre-production", Stage.PREPRODUCTION),
        ("przygotowawczy", Stage.PREPRODUCTION),
        ("shooting", Stage.SHOOT),
        ("Principal photography", Stage.SHOOT),
        ("Dreharbeiten", Stage.SHOOT),
        ("zdjęcia", Stage.SHOOT),
        ("post-production", Stage.POST),
        ("Efterarbejde", Stage.POST),
        ("contingency", Stage.CONTINGENCY),
        ("imprévus", Stage.CONTINGENCY),
        ("overhead", Stage.OVERHEAD),
        ("frais généraux", Stage.OVERHEAD),
        ("Financing", Stage.FINANCING),
        ("livraison", Stage.DELIVERY),
        ("Verleih", Stage.DISTRIBUTION),
        ("", Stage.SHOOT),
    ],
)
def test_words_for_phases(word: str, stage: Stage) -> None:
    assert table(f"account,amount,phase\n1,5,{word}\n").lines[0].phase is stage


@pytest.mark.parametrize("word", ["yes", "Y", "true", "1", "x", "Ja", "oui", "tak", "sí", "✓"])
def test_words_for_yes(word: str) -> None:
    (line,) = table(f"account,amount,vfx,labour,resident\n1,5,{word},{word},{word}\n").lines
    assert (line.vfx, line.labour, line.resident) == (True, Decimal(1), True)


@pytest.mark.parametrize("word", ["no", "N", "false", "0", "nein", "non", "nie", "nej"])
def test_words_for_no(word: str) -> None:
    (line,) = table(f"account,amount,vfx,labour,resident\n1,5,{word},{word},{word}\n").lines
    assert (line.vfx, line.labour, line.resident) == (False, Decimal(0), False)


@pytest.mark.parametrize(
    ("heading", "cells", "shares"),
    [
        ("labour", ["60 %", "0.6", "0,6", "", "0.625"], ["0.6", "0.6", "0.6", "0", "0.625"]),
        ("Labour %", ["60", "1", "0"], ["0.6", "0.01", "0"]),
        ("Labour %", ["0.6", "1"], ["0.6", "1"]),
    ],
)
def test_labour_shares(heading: str, cells: list[str], shares: list[str]) -> None:
    rows = "".join(f"{n};5.50;{cell}\n" for n, cell in enumerate(cells))
    budget = table(f"account;amount;{heading}\n{rows}")
    assert [line.labour for line in budget.lines] == [Decimal(share) for share in shares]


def test_ambiguous_amounts_are_decided_by_the_column_or_said() -> None:
    decided = table("account;amount\n1;1.234\n2;5,50\n")
    assert amounts(decided) == [("1234", "EUR"), ("5.50", "EUR")]
    assert told(decided) == []
    budget = table("account;amount\n1;1.234\n2;12.500\n")
    assert amounts(budget) == [("1234", "EUR"), ("12500", "EUR")]
    (said,) = told(budget)
    assert said.startswith("2 FLM055")


def test_unknown_columns_are_named_with_a_guess() -> None:
    budget = table("account,amount,currrency,Colour\n1,5,PLN,red\n")
    (said,) = [f for f in budget.findings if f.code == "FLM054"]
    assert "'currrency' (currency?)" in said.message
    assert "'Colour'" in said.message


def test_a_guarded_formula_is_read_as_text() -> None:
    assert table("account,description,amount\n1,'=1+1,5\n").lines[0].description == "=1+1"


def test_a_budget_without_lines() -> None:
    (said,) = told(table("account,amount\n"))
    assert said.startswith("1 FLM056")


@given(
    st.binary(max_size=120)
    | st.text(max_size=120).map(lambda text: text.encode("utf-8", "replace"))
)
def test_no_bytes_raise(content: bytes) -> None:
    for data in (content, b"account,description,amount,country\n" + content):
        text, findings = read_csv("budget.csv", data)
        if text is None:
            assert findings
        else:
            budget = read_table(text.records, "budget.csv", "EUR")
            assert all(isinstance(finding, Finding) for finding in budget.findings)
            assert budget.lines or budget.findings


CELLS = st.text(st.sampled_from('ab ,;"\n\r\t|é1'), max_size=8)


@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5),
    st.sampled_from(",;\t|"),
)
def test_cells_are_read_as_they_were_written(rows: list[list[str]], separator: str) -> None:
    head = ["account", "amount"]
    quoted = ['"' + cell.replace('"', '""') + '"' for row in rows for cell in row]
    cells = iter(quoted)
    body = "".join(separator.join(next(cells) for _ in row) + "\r\n" for row in rows)
    text = csv_text((separator.join(head) + "\r\n" + body).encode())
    assert [list(record.cells) for record in text.records] == [head, *rows]
    assert "".join(text.text[r.spans[0][0] : r.end] for r in text.rows) == text.text
