"""receipts.csv: rows of any making become receipts, and every fault is told at its line."""

from __future__ import annotations

import csv
import io
from datetime import date as Day
from decimal import Decimal
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderless.film.budget_cells import text_written
from borderless.film.recoupment import Medium
from borderless.film.takings import Receipt, RowKind
from borderless.film.takings_table import read_receipts
from borderless.finding import Finding, has_errors


def read(content: str | bytes, currency: str = "EUR") -> tuple[tuple[Receipt, ...], list[Finding]]:
    data = content if isinstance(content, bytes) else dedent(content).encode()
    return read_receipts("receipts.csv", data, currency)


def told(content: str | bytes) -> list[str]:
    return [
        f"{f.place.line if f.place else ''} {f.place.field if f.place else ''} {f.code} {f.message}"
        for f in read(content)[1]
    ]


def amounts(content: str) -> list[tuple[str, str]]:
    return [(f"{one.amount:f}", one.currency) for one in read(content)[0]]


def test_it_works() -> None:
    receipts, findings = read("""\
        date,kind,amount,currency,deal,territory,medium,party,note
        2026-03-31,receipt,"1,234.50",PLN,Lava,Poland,cinema,,opening week
        2026-04-30,costs,200,EUR,Lava,PL,,,
        2026-05-31,payment,90,EUR,,,,Eurimages,first instalment
        """)
    assert findings == []
    taken, costs, paid = receipts
    assert taken == Receipt(
        date=Day(2026, 3, 31),
        amount=Decimal("1234.50"),
        currency="PLN",
        deal="Lava",
        territory="PL",
        medium=Medium.THEATRICAL,
        note="opening week",
        row=2,
    )
    assert (costs.kind, costs.medium, costs.row) == (RowKind.COSTS, None, 3)
    assert (paid.kind, paid.party, paid.territory) == (RowKind.PAYMENT, "Eurimages", None)


@pytest.mark.parametrize(
    "header",
    [
        "Date,Type,Amount,Currency,Distributor,Territory,Rights,Paid to,Note",
        "Date;Nature;Montant;Devise;Distributeur;Territoire;Droits;Bénéficiaire;Remarque",
        "Datum;Art;Betrag;Währung;Verleih;Gebiet;Auswertung;Empfänger;Bemerkung",
        "Data;Rodzaj;Kwota;Waluta;Dystrybutor;Kraj;Pole eksploatacji;Odbiorca;Uwagi",
        "Fecha;Tipo;Importe;Moneda;Distribuidora;País;Derechos;Beneficiario;Observaciones",
        "Dato;Type;Beløb;Valuta;Distributør;Land;Rettigheder;Modtager;Bemærkning",
        "Dato;Type;Beløp;Valuta;Avtale;Land;Rettigheter;Mottaker;Merknad",
        "Datum;Typ;Belopp;Valuta;Distributör;Land;Rättigheter;Mottagare;Anmärkning",
        "DATE|KIND|GROSS RECEIPTS|CCY|CONTRACT|COUNTRY|WINDOW|PARTY|REMARKS",
    ],
)
def test_headings_in_many_languages(header: str) -> None:
    separator = next(mark for mark in ",;|" if mark in header)
    row = separator.join(["2026-03-31", "costs", "5", "PLN", "Lava", "PL", "Kino", "X", "n"])
    (receipt,), findings = read(f"{header}\n{row}\n")
    assert findings == []
    assert receipt == Receipt(
        date=Day(2026, 3, 31),
        kind=RowKind.COSTS,
        amount=Decimal(5),
        currency="PLN",
        deal="Lava",
        territory="PL",
        medium=Medium.THEATRICAL,
        party="X",
        note="n",
        row=2,
    )


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (RowKind.RECEIPT, "receipt recettes Einnahmen wpływ ingresos indtægter intäkter"),
        (RowKind.COSTS, "costs frais Kosten koszty gastos omkostninger kostnader P&A"),
        (RowKind.PAYMENT, "payment paiement Zahlung wypłata pago udbetaling utbetalning"),
    ],
)
def test_kinds_in_many_languages(kind: RowKind, said: str) -> None:
    for word in said.split():
        (receipt,), _ = read(f"date,kind,amount,party\n2026-03-31,{word},5,X\n")
        assert receipt.kind is kind, word


def test_figures_and_currencies_in_one_cell() -> None:
    assert amounts("""\
        Datum;Betrag
        31.03.2026;1 234,50 PLN
        31.03.2026;1.234,50 zł
        31.03.2026;€ 1.234
        31.03.2026;(12,50) EUR
        31.03.2026;1,2 Mio EUR
        """) == [
        ("1234.50", "PLN"),
        ("1234.50", "PLN"),
        ("1234", "EUR"),
        ("-12.50", "EUR"),
        ("1200000", "EUR"),
    ]


def test_a_currency_in_the_heading_counts_and_must_agree() -> None:
    assert amounts("date,Amount (USD)\n2026-03-31,5\n") == [("5", "USD")]
    assert amounts("date,Amount in $\n2026-03-31,5\n") == []  # dollars of which country?
    assert told("date,Amount in $\n2026-03-31,5\n") == [
        "1 amount FLM068 '$' could be USD, CAD, AUD or another; write the three letters."
    ]
    assert told("date,Amount EUR,currency\n2026-03-31,5,USD\n") == [
        "2 amount FLM070 The row names two currencies: currency USD, amount EUR."
    ]


def test_a_heading_in_thousands_is_not_read_as_if_it_were_not() -> None:
    assert told("date,amount ('000 EUR),currency\n2026-03-31,5,EUR\n") == [
        "1 None FLM060 No column is headed as the amount.",
        '1 None FLM077 Columns not read: "amount (\'000 EUR)" (amount?).',
    ]


def test_a_missing_currency_is_the_films_and_is_said_once() -> None:
    receipts, findings = read("date,amount\n2026-03-31,5\n2026-04-30,6\n2026-05-31,7 PLN\n", "DKK")
    assert [one.currency for one in receipts] == ["DKK", "DKK", "PLN"]
    assert [str(finding) for finding in findings] == [
        "receipts.csv:2 currency: FLM050 Rows 2 and 3 named no currency (no currency column) and "
        "were read in the film's, DKK."
    ]


def test_returns_are_negative_and_costs_are_not() -> None:
    content = """\
        date,kind,amount,currency,party
        2026-03-31,,-5,EUR,
        2026-03-31,costs,-5,EUR,
        2026-03-31,payment,-5,EUR,Bank
        """
    receipts, findings = read(content)
    assert [one.amount for one in receipts] == [-5]
    assert [(f.place.line, f.code) for f in findings if f.place] == [(3, "FLM067"), (4, "FLM067")]


def test_every_fault_is_told_at_its_line() -> None:
    content = """\
        date,kind,amount,currency,territory,medium,party
        soon,receipt,5,EUR,,,
        ,receipt,5,EUR,PL,,
        2026-03-31,receipt,,EUR,PL,,
        2026-03-31,receipt,5O,EUR,PL,,
        2026-03-31,receipt,60 %,EUR,PL,,
        2026-03-31,receipt,5,EURO,PL,,
        2026-03-31,receipt,5,kr,PL,,
        2026-03-31,receipt,5,EUR,Polnad,,
        2026-03-31,receipt,5,EUR,Benelux,,
        2026-03-31,receipt,5,EUR,PL,cinma,
        2026-03-31,payments made,5,EUR,,,X
        2026-03-31,payment,5,EUR,,,
        2026-03-31,receipt,9999999999999999,EUR,,,
        2026-03-31,receipt,5,EUR,,,,one too many
        2026-03-31,receipt,6 PLN,EUR,,,
        """
    receipts, findings = read(content)
    assert receipts == ()
    assert has_errors(findings)
    places = [(f.place.line, f.place.field, f.code) for f in findings if f.place]
    assert places == [
        (2, "date", "FLM065"),
        (3, "date", "FLM064"),
        (4, "amount", "FLM064"),
        (5, "amount", "FLM066"),
        (6, "amount", "FLM066"),
        (7, "currency", "FLM068"),
        (8, "currency", "FLM068"),
        (9, "territory", "FLM068"),
        (10, "territory", "FLM068"),
        (11, "medium", "FLM069"),
        (12, "kind", "FLM069"),
        (13, "party", "FLM064"),
        (14, "amount", "FLM066"),
        (15, None, "FLM033"),
        (16, "amount", "FLM070"),
    ]
    assert "did you mean PL?" in findings[7].message
    assert "did you mean 'cinema'?" in findings[9].message
    assert "did you mean 'payment" in findings[10].message


def test_dates_of_a_file_follow_the_one_that_shows_their_order() -> None:
    receipts, findings = read("date,amount\n03/04/2026,5 EUR\n03/31/2026,6 EUR\n")
    assert [one.date for one in receipts] == [Day(2026, 3, 4), Day(2026, 3, 31)]
    assert findings == []


def test_dates_that_nothing_decides_are_read_day_first() -> None:
    content = "date,amount\n03/04/2026,5 EUR\n05/04/2026,6 EUR\n05/05/2026,7 EUR\n"
    assert read(content)[0][0].date == Day(2026, 4, 3)
    assert told(content) == [
        "2 date FLM072 No date shows whether the day or the month comes first, so '03/04/2026' "
        "was read as 2026-04-03, day first, and 1 more likewise."
    ]


def test_dates_of_both_orders_leave_the_others_unread() -> None:
    content = "date,amount\n03/04/2026,5 EUR\n31/03/2026,6 EUR\n03/31/2026,7 EUR\n"
    assert [one.row for one in read(content)[0]] == [3, 4]
    assert told(content) == [
        "2 date FLM065 The date '03/04/2026' could be either: the file has dates of both orders."
    ]


def test_dates_that_a_spreadsheet_may_have_swapped() -> None:
    content = "date,amount\n2026-03-04,5 EUR\n31/03/2026,6 EUR\n2026-05-12,7 EUR\n"
    assert [line[:15] for line in told(content)] == ["1 date FLM073 D"]
    assert told(content.replace("05-12", "05-13")) == []
    assert told(content.replace("05-12", "05-¹²"))[0].startswith("4 date FLM065")


def test_a_period_is_its_last_day_and_said() -> None:
    content = "period,amount\n2026-02,5 EUR\nQ1 2026,6 EUR\n2026-03-30,7 EUR\n"
    assert [one.date.isoformat() for one in read(content)[0]] == [
        "2026-02-28",
        "2026-03-31",
        "2026-03-30",
    ]
    assert told(content) == [
        "2 date FLM074 A period was taken as its last day, '2026-02' as 2026-02-28: rows 2 and 3."
    ]


def test_totals_headings_and_repeated_headers_are_left_out() -> None:
    content = """\
        Date,Amount,Currency,Territory,Note
        GERMANY,,,,
        2026-03-31,5,EUR,DE,
        2026-04-30,6,EUR,DE,
        Total Germany,11,EUR,,
        Date,Amount,Currency,Territory,Note
        FRANCE,,,,
        2026-03-31,7,EUR,FR,
        ,,,,
        ,18,,,
        Razem,19,EUR,,
        """
    receipts, _ = read(content)
    assert [one.amount for one in receipts] == [5, 6, 7]
    assert told(content) == [
        "5 None FLM051 Totals left out, each equal to the lines above it: row 5 ('Total Germany'), "
        "row 10 ('18').",
        "11 amount FLM052 The total row 11 ('Razem') says 19 EUR, but the lines above it sum to "
        "18 EUR.",
        "2 None FLM053 Headings and notes left out: rows 2, 6 and 7.",
    ]


def test_totals_over_several_kinds_are_not_compared() -> None:
    content = "date,kind,amount\n2026-03-31,,5 EUR\n2026-03-31,costs,2 EUR\nTotal,,3 EUR\n"
    assert told(content) == [
        "4 amount FLM051 Total left out, not compared since the rows are of several kinds: "
        "row 4 ('Total')."
    ]


def test_a_distributor_called_total_is_none() -> None:
    receipts, findings = read("date,deal,amount\n2026-03-31,Total Film,5 EUR\n")
    assert (receipts[0].deal, findings) == ("Total Film", [])


def test_another_table_below_is_not_read() -> None:
    content = "date,amount\n2026-03-31,5 EUR\nterritory,amount\nPL,7 EUR\n"
    assert [one.amount for one in read(content)[0]] == [5]
    assert [line[:17] for line in told(content)] == ["3 None FLM071 Row"]


def test_the_same_row_twice_is_told() -> None:
    content = "date,amount,note\n2026-03-31,5 EUR,a\n2026-03-31,5 EUR,b\n2026-03-31,5 EUR,a\n"
    assert told(content) == [
        "4 None FLM022 Row 4 says the same as row 2; both are counted.",
    ]


def test_thousands_or_decimals() -> None:
    content = "date,amount,currency\n2026-03-31,1.234,EUR\n"
    assert amounts(content) == [("1234", "EUR")]
    assert told(content) == [
        "2 amount FLM021 '1.234' could have thousands or decimals; read as 1234."
    ]
    assert amounts(f'{content}2026-04-30,"5,50",EUR\n') == [("1234", "EUR"), ("5.50", "EUR")]
    assert amounts(f"{content}2026-04-30,5.50,EUR\n") == [("1.234", "EUR"), ("5.50", "EUR")]


def test_vod_alone_is_read_and_said() -> None:
    content = "date,amount,medium\n2026-03-31,5 EUR,VOD\n2026-04-30,6 EUR,VOD\n"
    assert {one.medium for one in read(content)[0]} == {Medium.TVOD}
    assert told(content) == ["2 medium FLM075 'VOD' was read as tvod, from row 2 on."]


def test_unknown_columns_are_kept_aside() -> None:
    content = "date,amount,invoice,teritory\n2026-03-31,5 EUR,17,PL\n"
    assert told(content) == ["1 None FLM077 Columns not read: 'invoice', 'teritory' (territory?)."]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "FLM079"),
        ("\n\n", "FLM079"),
        ("date,amount\n", "FLM079"),
        ("2026-03-31,5\n2026-04-30,6\n", "FLM060"),
        ("date,territory\n2026-03-31,PL\n", "FLM060"),
        ("amount,territory\n5 EUR,PL\n", "FLM060"),
        ("date,amount,gross receipts\n2026-03-31,5,6\n", "FLM061"),
        (bytes(range(256)), "FLM008"),
        (b"PK\x03\x04x", "FLM008"),
        (b"\x00" * 5000, "FLM008"),
        ('date,amount\n"2026-03-31,5\n', "FLM034"),
        ("date,amount" + ",x" * 600 + "\n", "FLM036"),
    ],
)
def test_what_is_no_table_of_receipts(content: str | bytes, code: str) -> None:
    receipts, findings = read(content)
    assert receipts == ()
    assert code in [finding.code for finding in findings]
    assert "budget" not in " ".join(map(str, findings))


def test_one_thing_twice_is_settled_by_its_own_name() -> None:
    receipts, findings = read("date,amount,deal,distributor\n2026-03-31,5 EUR,A,B\n")
    assert receipts[0].deal == "A"
    assert [finding.code for finding in findings] == ["FLM077"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250"])
def test_encodings(encoding: str) -> None:
    content = "Data;Kwota;Kraj;Umowa\r\n31.03.2026;1 234,50 zł;Polska;Łódź\r\n".encode(encoding)
    (receipt,), _ = read(content)
    assert (receipt.amount, receipt.deal, receipt.row) == (Decimal("1234.50"), "Łódź", 2)


TEXT = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), max_codepoint=0x24F),
    max_size=12,
).map(lambda text: " ".join(text.split()))
RECEIPTS = st.lists(
    st.builds(
        Receipt,
        date=st.dates(Day(1950, 1, 1), Day(2150, 1, 1)),
        kind=st.just(RowKind.RECEIPT),
        amount=st.decimals(-(10**9), 10**9, places=2).map(lambda amount: amount + 0),
        currency=st.sampled_from(["EUR", "PLN", "DKK", "USD"]),
        deal=TEXT,
        territory=st.sampled_from([None, "PL", "NO", "US"]),
        medium=st.sampled_from([None, *Medium]),
        party=TEXT,
        note=TEXT,
    )
    | st.builds(
        Receipt,
        date=st.dates(Day(1950, 1, 1), Day(2150, 1, 1)),
        kind=st.sampled_from([RowKind.COSTS, RowKind.PAYMENT]),
        amount=st.decimals(0, 10**9, places=2),
        currency=st.just("EUR"),
        party=st.just("Bank"),
        note=TEXT,
    ),
    min_size=1,
    max_size=8,
)
FIELDS = ("date", "kind", "amount", "currency", "deal", "territory", "medium", "party", "note")


@given(RECEIPTS, st.booleans(), st.booleans())
def test_what_is_written_reads_back(receipts: list[Receipt], comma: bool, dotted: bool) -> None:
    """With decimal commas or points, and ISO or dotted days, a file says the same."""
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";" if comma else ",", quoting=csv.QUOTE_ALL)
    rows.writerow(FIELDS)
    for one in receipts:
        cells = {name: str(getattr(one, name) or "") for name in FIELDS}
        cells["amount"] = f"{one.amount:,.2f}"
        if comma:
            cells["amount"] = cells["amount"].translate(str.maketrans(",.", " ,"))
        if dotted:
            cells["date"] = one.date.strftime("%d.%m.%Y")
        for name in ("deal", "party", "note"):
            cells[name] = text_written(cells[name])
        rows.writerow(cells.values())
    read_back, findings = read(out.getvalue().encode())
    assert not has_errors(findings)
    assert [one.model_copy(update={"row": None}) for one in read_back] == receipts


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_nothing_raises(content: bytes) -> None:
    read(content)
    read(b"date,amount,kind,territory,medium\n" + content)
