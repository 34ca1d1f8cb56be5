"""film.toml: every problem at once, each with its line and a way out."""

from __future__ import annotations

from decimal import Decimal
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borderless.film.film_toml import parse_toml, read_film
from borderless.film.model import Film
from borderless.finding import Finding

HEAD = 'title = "The Film"\ndelegate = "DK"\n'


def reading(text: str | bytes) -> tuple[Film | None, list[Finding]]:
    content = text if isinstance(text, bytes) else text.encode()
    toml, findings = parse_toml("film.toml", content)
    return read_film(toml, ()) if toml else (None, findings)


def problems(text: str) -> list[str]:
    """Each finding as "line CODE message fix" of a film.toml that begins with a fair head."""
    film, findings = reading(HEAD + dedent(text))
    assert film is None or all(finding.severity != "error" for finding in findings)
    return [
        f"{f.place.line if f.place else ''} {f.code} {f.message} {f.fix or ''}" for f in findings
    ]


def only_problem(text: str) -> str:
    (problem,) = problems(text)
    return problem


def test_it_works() -> None:
    film, findings = reading(HEAD)
    assert findings == []
    assert film is not None
    assert (film.title, film.delegate, film.currency) == ("The Film", "DK", "EUR")


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("12_600_000", "12600000", None),
        ("12_600_000.50", "12600000.50", None),
        ('"12_600_000 DKK"', "12600000", "DKK"),
        ('"12.6m DKK"', "12600000", "DKK"),
        ('"12 600 000,50 DKK"', "12600000.50", "DKK"),
        ('"450 000"', "450000", None),
        ('"€ 5"', "5", "EUR"),
    ],
)
def test_money_of_a_source(written: str, amount: str, currency: str | None) -> None:
    film, findings = reading(HEAD + f'[[source]]\nname = "a"\namount = {written}\n')
    assert findings == []
    assert film is not None
    assert (film.source[0].amount, film.source[0].currency) == (Decimal(amount), currency)


def test_both_currencies_may_agree_and_must() -> None:
    text = '[[source]]\nname = "a"\namount = "5 kr"\ncurrency = "{}"\n'
    film, findings = reading(HEAD + text.format("SEK"))
    assert (findings, film and film.source[0].currency) == ([], "SEK")
    problem = only_problem('[[source]]\nname = "a"\namount = "5 DKK"\ncurrency = "SEK"')
    assert problem.startswith("5 FLM017 ")
    assert "is in DKK, but `currency` says SEK" in problem


def test_all_problems_are_told_at_once_each_on_its_line() -> None:
    found = problems("""\
        tilte = "x"
        kind = "fictoin"
        languages = "da"
        minutes = nan
        [[coproducer]]
        compny = "x"
        country = "Denmark"
        share = 35
        role = "boss"
        [[source]]
        name = "a"
        amount = "much"
        [[source]]
        name = "b"
        amount = -5
        [[source]]
        name = "c"
        [[phase]]
        stage = "shoot"
        start = 2024-05-01
        end = 2024-04-01
        """)
    expected = [
        ("3 FLM011", "did you mean `title`?"),
        ("4 FLM015", 'did you mean "fiction"?'),
        ("5 FLM013", 'Write languages = ["da"].'),
        ("6 FLM014", "minutes is nan, which is not a number"),
        ("7 FLM012", "The key `company` is missing"),
        ("8 FLM011", "did you mean `company`?"),
        ("9 FLM016", "did you mean DK?"),
        ("10 FLM019", "For 35 % write 0.35."),
        ("11 FLM015", "Allowed: delegate, coproducer, executive."),
        ("14 FLM017", "The amount 'much' is not a number"),
        ("17 FLM014", "An amount is written without a minus."),
        ("18 FLM020", "Source 3 (c) has no amount"),
        ("20 FLM020", "Phase 1 ends on 2024-04-01, before it starts on 2024-05-01."),
    ]
    assert len(found) == len(expected)
    for problem, (start, part) in zip(found, expected, strict=True):
        assert problem.startswith(start), problem
        assert part in problem


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ('delegate = "DK"', "missing"),
        ('title = 5\ndelegate = "DK"', 'Write "5".'),
        ('title = "x"\ndelegate = "UK"', "did you mean GB?"),
    ],
)
def test_the_keys_that_every_film_needs(text: str, part: str) -> None:
    film, findings = reading(text)
    assert film is None
    assert part in " ".join(map(str, findings))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("episodes = 1.5", "should be a whole number"),
        ('[dates]\ndelivery = "soon"', "a date such as 2026-10-30"),
        ("[coproducer]\ncompany = 'x'", "[[coproducer]] with two brackets"),
        ('source = "x"', "a list of tables, each written under [[source]]"),
        ("[facts]\nx = [1]", "true, false, a number or a text"),
        ("[test]\nx = 5", "a table, written under [test.x]"),
        ("[test.x]\na = true", "`a` of test, x"),
        ("[rates.per_base]\nQQQ = 5", "unknown currency 'QQQ'"),
        ("[rates.per_base]\nPLN = 0", "more than 0"),
        ('[[source]]\nname = "a"\namount = true', "amount` of source 1 is true"),
        ('[[source]]\nname = "a"\namount = inf', "not a number"),
        ('[[source]]\nname = "a"\namount = "5 kr"', "could be DKK, NOK, SEK or ISK"),
        ('[[source]]\nname = "a"\namount = "5 %"', "a percentage"),
        ('[[source]]\nname = "a"\namount = 1e999', "no film could need"),
        ('[[source]]\nincentive = "x"\namount = 5', "an incentive's amount is computed"),
        ('[[source]]\nname = "a"\namount = 5\nstatus = "confirmd"', 'did you mean "confirmed"?'),
        ('[[source]]\nname = "a"\namount = 5\npaid = [{event = "x", share = 0.4}]', "sum to 1"),
        ('[[phase]]\nstage = "shoot"\nvfx = "yes, some"', "true or false without quotation marks"),
        ("[[budget]]\namount = 5", "Move the lines to budget.csv"),
        ('currency = "€"', "did you mean EUR?"),
        ('languages = ["dansk"]', "unknown language 'dansk'"),
    ],
)
def test_one_problem_one_sentence(text: str, part: str) -> None:
    problem = only_problem(text)
    assert part in problem
    assert "Input should" not in problem
    assert "pydantic" not in problem.lower()


def test_an_amount_that_could_be_read_twice_is_read_and_said() -> None:
    problem = only_problem('[[source]]\nname = "a"\namount = "1.234"')
    assert problem.startswith("5 FLM021")
    assert "read as 1234" in problem


def coproducers(*shares: str, countries: str = "DK PL SE") -> str:
    return "".join(
        f'[[coproducer]]\ncompany = "C{n}"\ncountry = "{country}"\n'
        + (f"share = {share}\n" if share else "")
        for n, (share, country) in enumerate(zip(shares, countries.split(), strict=False))
    )


def test_shares_that_sum_to_one() -> None:
    assert problems(coproducers("0.3333", "0.3333", "0.3334")) == []
    assert problems(coproducers("0.6", "")) == []
    assert problems(coproducers("0.35", countries="PL")) == []  # the delegate holds the rest


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (coproducers("0.6", "0.35"), "sum to 0.95"),
        (coproducers("0.6", "0.4000001"), "sum to 1.0000001"),
        (coproducers("0.6", "0.7", ""), "sum to 1.3"),
        (coproducers("0.5", "0.5", countries="PL SE"), "leaves nothing for the delegate"),
    ],
)
def test_shares_that_do_not_sum_to_one(text: str, part: str) -> None:
    problem = only_problem(text)
    assert "FLM018" in problem
    assert part in problem


def test_entries_that_stand_there_twice() -> None:
    found = problems("""\
        [[person]]
        post = "director"
        name = "A"
        [[person]]
        post = "director"
        name = "a "
        [[person]]
        post = "writer"
        name = "A"
        [[source]]
        name = "Fund"
        amount = 5
        [[source]]
        name = "Fund"
        amount = 6
        [[phase]]
        stage = "shoot"
        [[phase]]
        stage = "shoot"
        """)
    assert [problem.split()[:2] for problem in found] == [
        ["6", "FLM022"],
        ["15", "FLM022"],
        ["20", "FLM022"],
    ]


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("a = 1\ntitle = The Girl", 2, 'Write key = "text".'),
        ('title = "a"\n\ntitle = "b"\n', 3, "A key is written twice."),
        ("share = 0,35", 1, "Write a decimal point: 0.35."),
        ("[a\nb = 1", 1, "Write the missing ]."),
        ("x = [1,\n2", 2, "Write the missing ]."),
        ('t = "abc', 1, "Write the missing quotation mark."),
        ("d = 2022-13-01", 1, "a day of the calendar"),
        ("d = 01.11.2022", 1, "2026-10-30"),
        ("t = “x”", 1, "straight marks"),
        ("x = yes", 1, "true or false"),
        ("n = 12 600 000", 1, "12_600_000"),
        ("[a]\n[a]", 2, "[[source]]"),
        ("hello", 1, "Write key = value"),
        ("x = " + "9" * 5000, 1, "thousands of digits"),
        ("x = " + "[" * 5000, None, "nested"),
    ],
)
def test_what_is_not_toml(text: str, line: int | None, part: str) -> None:
    film, (finding,) = reading(text)
    assert film is None
    assert finding.code == "FLM010"
    assert finding.place is not None
    assert finding.place.line == line
    assert part in str(finding)


def test_text_that_is_not_utf_8() -> None:
    film, (finding,) = reading(b'a = 1\nb = "\xe6"')
    assert film is None
    assert str(finding).startswith("film.toml:2: FLM008 Line 2 has the byte 0xe6")
    assert reading(b"\xef\xbb\xbf" + HEAD.encode())[1] == []


@given(st.text(max_size=80) | st.binary(max_size=80))
def test_nothing_that_is_written_raises(text: str | bytes) -> None:
    content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    film, findings = reading(content)
    assert film is not None or findings


VALUES = st.sampled_from(
    ["1", "-1", "nan", "inf", "1e999", "true", '"x"', '"5 kr"', "[]", "[1]", "{}", "{ a = 1 }",
     "2024-01-01", "10:00:00", '""', "[[]]", '[{ event = "x" }]', "0.5", "35"]
)  # fmt: skip


@given(st.sampled_from(sorted(Film.model_fields)), VALUES)
def test_no_value_of_a_film_raises(key: str, value: str) -> None:
    text = "\n".join(row for row in HEAD.splitlines() if not row.startswith(key))
    film, findings = reading(f"{text}\n{key} = {value}\n")
    assert film is not None or findings


ENTRIES = [
    (table, field)
    for table in ("coproducer", "person", "phase", "source")
    for field in Film.model_fields[table].annotation.__args__[0].model_fields  # type: ignore[union-attr]
]


@given(st.sampled_from(ENTRIES), VALUES)
def test_no_value_of_an_entry_raises(entry: tuple[str, str], value: str) -> None:
    film, findings = reading(f"{HEAD}[[{entry[0]}]]\n{entry[1]} = {value}\n")
    assert film is not None or findings
    assert all("Input should" not in finding.message for finding in findings)
