"""sales.csv: a sales agent's estimates, however many figures the agent gives."""

from __future__ import annotations

from decimal import Decimal
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderless.film.recoupment import Medium
from borderless.film.takings import Estimate
from borderless.film.takings_table import read_sales
from borderless.finding import Finding


def read(content: str | bytes, currency: str = "EUR") -> tuple[tuple[Estimate, ...], list[Finding]]:
    data = content if isinstance(content, bytes) else dedent(content).encode()
    return read_sales("sales.csv", data, currency)


def told(content: str | bytes) -> list[str]:
    return [
        f"{f.place.line if f.place else ''} {f.place.field if f.place else ''} {f.code} {f.message}"
        for f in read(content)[1]
        if f.code != "FLM050"
    ]


def figures(content: str) -> list[tuple[str, ...]]:
    return [
        (one.territory or "ROW", f"{one.low:f}", f"{one.mid:f}", f"{one.high:f}", one.currency)
        for one in read(content)[0]
    ]


def test_it_works() -> None:
    estimates, findings = read("""\
        territory,medium,low,mid,high,currency,chance,months,over,delay,hit chance,hit multiple,note
        France,all rights,"100,000","150,000","250,000",USD,60 %,9,12,1.5,5 %,3x,two offers
        Rest of world,,10,20,30,USD,0.4,12 months,,,,,
        """)
    assert findings == []
    assert estimates == (
        Estimate(
            territory="FR",
            low=Decimal(100_000),
            mid=Decimal(150_000),
            high=Decimal(250_000),
            currency="USD",
            chance=Decimal("0.6"),
            months=Decimal(9),
            over=Decimal(12),
            delay=Decimal("1.5"),
            hit_chance=Decimal("0.05"),
            hit_multiple=Decimal(3),
            note="two offers",
            row=2,
        ),
        Estimate(
            low=Decimal(10),
            mid=Decimal(20),
            high=Decimal(30),
            currency="USD",
            chance=Decimal("0.4"),
            months=Decimal(12),
            row=3,
        ),
    )


@pytest.mark.parametrize(
    "header",
    [
        "Territory,Rights,Low,Mid,High,Currency,Probability,Months,Delay",
        "Territory,Media,Take,Estimate,Ask,CCY,Chance,Months,Delay",
        "Country,Window,Pessimistic,Realistic,Optimistic,Currency,Likelihood,After months,Late",
        "Territoire;Droits;Prix plancher;Moyenne;Prix demandé;Devise;Probabilité;Mois;Retard",
        "Gebiet;Rechte;niedrig;mittel;hoch;Währung;Wahrscheinlichkeit;Monate;Verzögerung",
        "Terytorium;Prawa;Niska;Średnia;Wysoka;Waluta;Prawdopodobieństwo;Miesiące;Opóźnienie",
        "Territorio;Derechos;Pesimista;Realista;Optimista;Moneda;Probabilidad;Meses;Retraso",
        "Land;Rettigheder;Lav;Mellem;Høj;Valuta;Sandsynlighed;Måneder;Forsinkelse",
        "Land;Rettigheter;Lavt;Middels;Høyt;Valuta;Sannsynlighet;Måneder;Forsinkelse",
        "Land;Rättigheter;Låg;Medel;Hög;Valuta;Sannolikhet;Månader;Försening",
    ],
)
def test_headings_in_many_languages(header: str) -> None:
    separator = ";" if ";" in header else ","
    row = separator.join(["PL", "kino", "1", "2", "3", "PLN", "50 %", "4", "2"])
    estimates, findings = read(f"{header}\n{row}\n")
    assert findings == []
    assert estimates == (
        Estimate(
            territory="PL",
            medium=Medium.THEATRICAL,
            low=Decimal(1),
            mid=Decimal(2),
            high=Decimal(3),
            currency="PLN",
            chance=Decimal("0.5"),
            months=Decimal(4),
            delay=Decimal(2),
            row=2,
        ),
    )


@pytest.mark.parametrize("header", ["Low;Medium;High", "Baja;Media;Alta", "Bajo;Medio;Alto"])
def test_a_medium_between_low_and_high_is_a_figure(header: str) -> None:
    content = f"Territory;{header}\nPL;1;2;3\nTotal;1;2;3\n"
    assert figures(content) == [("PL", "1", "2", "3", "EUR")]


def test_a_medium_of_words_stays_one() -> None:
    (estimate,), findings = read("Territory,Medium,Low,High\nPL,TV,1 EUR,4 EUR\n")
    assert (estimate.medium, estimate.mid) == (Medium.TELEVISION, Decimal(2))
    assert [finding.code for finding in findings] == ["FLM078"]


def test_one_figure_is_no_range_and_that_is_said() -> None:
    content = "Territory,Estimate\nPL,5\nFR,7\n"
    assert figures(content) == [("PL", "5", "5", "5", "EUR"), ("FR", "7", "7", "7", "EUR")]
    assert told(content) == [
        "2 mid FLM076 One figure and no range: rows 2 and 3; low, mid and high are all that "
        "figure, so that its risk does not show."
    ]


def test_ask_and_take_have_their_mid_in_proportion() -> None:
    content = "Territory,Ask,Take\nPL,200000,50000\n"
    assert figures(content) == [("PL", "50000", "100000.00", "200000", "EUR")]
    assert told(content) == [
        "2 mid FLM078 No mid estimate: row 2; it was put between low and high in proportion, "
        "√(low × high), in row 2 at 100000.00."
    ]


def test_figures_that_a_row_leaves_out() -> None:
    content = "Territory,Low,Mid,High\nPL,1,2,\nFR,,2,-\nDE,-,tbd,-\nIT,0,,4\n"
    assert figures(content) == [("FR", "2", "2", "2", "EUR")]
    assert told(content) == [
        "2 high FLM064 The row has no high estimate.",
        "4 low FLM064 The row has no estimate.",
        "5 low FLM070 The low estimate is 0; a title that may not sell has a chance instead.",
        "3 mid FLM076 One figure and no range: row 3; low, mid and high are all that figure, "
        "so that its risk does not show.",
    ]


def test_low_above_mid_and_a_low_of_nothing_in_the_models_words() -> None:
    content = "Territory,Low,Mid,High\nPoland,3,2,4\nFR,0,2,4\nDE,0,0,0\nIT,-1,2,4\nES,9,,4\n"
    assert told(content) == [
        "2 low FLM070 The estimate for 'Poland' has low, mid and high out of order.",
        "3 low FLM070 The estimate for 'FR' has a low of 0; a title that may not sell has a "
        "`chance` instead.",
        "5 low FLM067 The low estimate '-1' is out of range; it should be at least 0.",
        "6 low FLM070 The estimate for 'ES' has low, mid and high out of order.",
    ]
    assert figures(content) == [("DE", "0", "0", "0", "EUR")]


@pytest.mark.parametrize(
    ("heading", "cell", "chance"),
    [
        ("chance", "60 %", "0.6"),
        ("chance", "0.6", "0.6"),
        ("chance", "0,6", "0.6"),
        ("chance", "0.125", "0.125"),
        ("chance", "1.000", "1"),
        ("chance %", "60", "0.6"),
        ("Chance (%)", "60", "0.6"),
        ("Chance (0-1)", "0.6", "0.6"),
        ("probability in %", "60 %", "0.6"),
    ],
)
def test_chances(heading: str, cell: str, chance: str) -> None:
    (estimate,), _ = read(f"territory;low;mid;high;{heading}\nPL;1;2;3;{cell}\n")
    assert estimate.chance == Decimal(chance)


def test_figures_out_of_range_are_told_with_their_limits() -> None:
    content = """\
        territory,low,mid,high,chance,months,over,delay,hit chance,hit multiple
        PL,1,2,3,60,300,-1,61,120 %,0.5
        """
    findings = read(content)[1]
    assert [str(finding) for finding in findings if finding.code != "FLM050"] == [
        "sales.csv:2 chance: FLM067 The chance '60' is out of range; it should be at most 1. "
        "Fix: For 60 % write 0.6 or 60 %.",
        "sales.csv:2 months: FLM067 The number of months '300' is out of range; it should be at "
        "most 240.",
        "sales.csv:2 over: FLM067 The number of months (over) '-1' is out of range; it should "
        "be at least 0.",
        "sales.csv:2 delay: FLM067 The delay '61' is out of range; it should be at most 60.",
        "sales.csv:2 hit_chance: FLM067 The hit chance '120 %' is out of range; it should be at "
        "most 1. Fix: A chance is written 0 to 1, or as a percentage up to 100 %.",
        "sales.csv:2 hit_multiple: FLM067 The hit multiple '0.5' is out of range; it should be at "
        "least 1.",
    ]


def test_every_fault_is_told_at_its_line() -> None:
    content = """\
        territory,medium,low,mid,high,currency,chance,months
        Polnad,,1,2,3,EUR,,
        Scandinavia,,1,2,3,EUR,,
        PL,cinma,1,2,3,EUR,,
        PL,,1x,2,3,EUR,,
        PL,,1,2,3,EURO,,
        PL,,1,2 PLN,3,EUR,,
        PL,,1,2,3,EUR,likely,
        PL,,1,2,3,EUR,,6 EUR
        ,,1,2,3,EUR,,
        PL,,1,2,3,EUR,,,x
        """
    estimates, findings = read(content)
    assert estimates == ()
    assert [(f.place.line, f.place.field, f.code) for f in findings if f.place] == [
        (2, "territory", "FLM068"),
        (3, "territory", "FLM068"),
        (4, "medium", "FLM069"),
        (5, "low", "FLM066"),
        (6, "currency", "FLM068"),
        (7, "mid", "FLM070"),
        (8, "chance", "FLM066"),
        (9, "months", "FLM066"),
        (10, "territory", "FLM064"),
        (11, None, "FLM033"),
    ]
    assert "(DK, NO, SE)" in findings[1].message


def test_a_row_named_by_its_deal_needs_no_territory() -> None:
    (estimate,), _ = read("territory,deal,low,mid,high\n,Lava,1,2,3\n")
    assert (estimate.deal, estimate.territory) == ("Lava", None)


def test_totals_and_headings_of_the_worlds_parts_are_left_out() -> None:
    content = """\
        Territory,Low,Mid,High
        WESTERN EUROPE,,,
        France,1,2,3
        Germany,2,3,4
        Sub-total,3,5,7
        ASIA,,,
        Japan,1,1,1
        TOTAL WORLD,4,7,8
        """
    assert [row[0] for row in figures(content)] == ["FR", "DE", "JP"]
    assert told(content) == [
        "5 None FLM051 Totals left out, each equal to the lines above it: row 5 ('Sub-total').",
        "8 amount FLM052 The total row 8 ('TOTAL WORLD') says 7 EUR, but the lines above it sum to "
        "6 EUR.",
        "2 None FLM053 Headings and notes left out: rows 2 and 6.",
    ]


def test_a_country_without_figures_is_no_heading() -> None:
    assert told("Territory,Low,Mid,High\nJapan,,,\nPL,1,2,3\n") == [
        "2 low FLM064 The row has no estimate."
    ]


def test_the_world_may_be_all_a_total_or_a_question() -> None:
    assert figures("territory,low,mid,high\nWorld,1,2,3\n") == [("ROW", "1", "2", "3", "EUR")]
    total = "territory,low,mid,high\nPL,1,2,3\nFR,1,2,3\nWorld,2,4,6\n"
    assert [row[0] for row in figures(total)] == ["PL", "FR"]
    assert told(total) == [
        "4 territory FLM051 Row 4 (the world) is the sum of the other rows, and was left out."
    ]
    assert told(total.replace("2,4,6", "2,5,6")) == [
        "4 territory FLM070 The world stands beside 2 countries: is it their total or the rest?"
    ]
    assert told(total.replace("World", "Rest of world")) == []


def test_the_worlds_airlines_beside_a_countrys_cinemas() -> None:
    content = "territory,medium,low,mid,high\nPL,cinema,1,2,3\nWorld,airlines,1,9,10\n"
    assert [row[0] for row in figures(content)] == ["PL", "ROW"]
    assert told(content) == []


def test_two_estimates_for_one_thing() -> None:
    content = "territory,medium,low,mid,high\nPL,TV,1,2,3\nPoland,Fernsehen,1,2,4\nPL,,1,2,3\n"
    assert told(content) == [
        "3 None FLM022 Rows 2 and 3 are both for PL, television; both are counted."
    ]


def test_currencies_of_headings_and_cells() -> None:
    assert figures("territory;low (EUR);mid (EUR);high (EUR)\nPL;1;2;3\n")[0][-1] == "EUR"
    assert figures("territory;Take USD;Ask USD\nPL;1;4\n")[0][-1] == "USD"
    assert figures("territory;low;mid;high\nPL;1 000 €;2 m €;3 m €\n") == [
        ("PL", "1000", "2000000", "3000000", "EUR")
    ]
    assert told("territory;low (EUR);mid (USD);high (EUR)\nPL;1;2;3\n") == [
        "2 high FLM070 The row names two currencies: low estimate EUR, mid estimate USD, "
        "high estimate EUR."
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "FLM079"),
        ("territory,low,mid,high\n", "FLM079"),
        ("Poland,1,2,3\n", "FLM060"),
        ("territory,currency\nPL,EUR\n", "FLM060"),
        ("territory,low,mid\nPL,1,2\n", "FLM060"),
        ("territory,mid,high\nPL,1,2\n", "FLM060"),
        ("territory,low,mid,high,estimate\nPL,1,2,3,4\n", "FLM061"),
        ("territory,low ('000),mid ('000),high ('000)\nPL,1,2,3\n", "FLM060"),
        (b"\x00\xff" * 40, "FLM008"),
    ],
)
def test_what_is_no_table_of_estimates(content: str | bytes, code: str) -> None:
    estimates, findings = read(content)
    assert estimates == ()
    assert code in [finding.code for finding in findings]


def test_a_separator_that_only_our_headings_show() -> None:
    # The budget's reader knows one of these headings, and commas part as many cells as semicolons.
    content = "Terytorium;Niska;Średnia;Wysoka\nPolska;200 000,00;300 000,00;1 400 000,00\n"
    assert figures(content) == [("PL", "200000.00", "300000.00", "1400000.00", "EUR")]
    assert [finding.place.line for finding in read(content)[1] if finding.place] == [2]


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_nothing_raises(content: bytes) -> None:
    read(content)
    read(b"territory,low,mid,high,chance,medium\n" + content)
