"""film.toml: every mistake with its line, what was read, and what would be right."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borderless.film.film_toml import parse_toml, read_film
from borderless.film.model import Film
from borderless.finding import Finding, Severity

HEAD = 'title = "Salt"\ndelegate = "DK"\n'


def read(text: str) -> tuple[Film | None, list[Finding]]:
    toml, findings = parse_toml("film.toml", dedent(text).encode("utf-8"))
    return read_film(toml, ()) if toml else (None, findings)


def read_rest(text: str) -> tuple[Film | None, list[Finding]]:
    """A film.toml that goes on after a title and a delegate, from line 3."""
    return read(HEAD + dedent(text))


def one(findings: list[Finding]) -> Finding:
    assert len(findings) == 1, findings
    return findings[0]


def test_the_least_film() -> None:
    film, findings = read(HEAD)
    assert findings == []
    assert film == Film(title="Salt", delegate="DK")


def test_numbers_are_exact() -> None:
    film, _ = read_rest(
        """\
        [[coproducer]]
        company = "One"
        country = "DK"
        share = 0.1
        [[coproducer]]
        company = "Two"
        country = "PL"
        share = 0.2
        [[coproducer]]
        company = "Three"
        country = "SE"
        share = 0.7
        """
    )
    assert film is not None
    assert [partner.share for partner in film.coproducer] == [
        Decimal("0.1"),
        Decimal("0.2"),
        Decimal("0.7"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('title = "Salt\n', 1, "A text is not closed"),
        ("a = 1\ntitle = “Salt”\n", 2, "typographic quotation marks"),
        ("share = 0,35\n", 1, "decimal comma"),
        ("delivery = 31.12.2027\n", 1, "It has a date"),
        ("delivery = 2027-02-30\n", 1, "date does not exist"),
        ("amount = 12 600 000\n", 1, "number has spaces"),
        ("a = 1\na = 2\n", 2, "A key is written twice"),
        ("[source]\na = 1\n[[source]]\n", 3, "opened twice"),
        ("a = yes\n", 1, "yes"),
        ("kind = fiction\n", 1, "no quotation marks"),
        ("a = [1, 2\n", 1, "list is not closed"),
        ("a = " + "[" * 5000 + "]" * 5000, None, "nested deeper"),
    ],
)
def test_what_is_not_toml(text: str, line: int | None, words: str) -> None:
    film, findings = read(text)
    finding = one(findings)
    assert film is None
    assert finding.code == "FLM010"
    assert words in f"{finding.message} {finding.fix}"
    assert finding.place is not None
    if line:
        assert finding.place.line == line


SOURCE = '[[source]]\nname = "Fund"\n'
PARTNER = '[[coproducer]]\ncompany = "One"\n'


@pytest.mark.parametrize(
    ("text", "code", "line", "words"),
    [
        ("titel = 1", "FLM011", 3, "did you mean `title`?"),
        ("budget = []", "FLM011", 3, "stand in their own file"),
        (PARTNER, "FLM012", 3, "`country` is missing"),
        ("minutes = '90'", "FLM013", 3, "it should be a number"),
        (PARTNER + 'country = "PL"\nshare = "0.5"', "FLM013", 6, "no quotation marks"),
        (PARTNER + 'country = "PL"\nshare = true', "FLM013", 6, "is true; it should be a number"),
        ("as_of = 0", "FLM013", 3, "it should be a date such as 2026-10-30"),
        ('languages = "da"', "FLM013", 3, 'Write languages = ["da"].'),
        ("[coproducer]\ncompany = 'One'", "FLM013", 3, "two brackets"),
        (SOURCE + "amount = -5", "FLM014", 5, "without a minus"),
        (SOURCE + "amount = nan", "FLM014", 5, "is not a number"),
        (SOURCE + "amount = inf", "FLM014", 5, "is not a number"),
        (SOURCE + "amount = 1e999", "FLM014", 5, "no film could need"),
        ("minutes = 0", "FLM014", 3, "more than 0"),
        ('kind = "fictoin"', "FLM015", 3, 'did you mean "fiction"?'),
        (SOURCE + 'amount = 1\nstatus = "confirmd"', "FLM015", 6, 'did you mean "confirmed"?'),
        (PARTNER + 'country = "PL"\nrole = "co-producer"', "FLM015", 6, "coproducer"),
        ('[[person]]\npost = "directr"\nname = "A"', "FLM015", 4, 'did you mean "director"?'),
        (PARTNER + 'country = "Poland"', "FLM016", 5, "did you mean PL?"),
        ('currency = "€"', "FLM016", 3, "did you mean EUR?"),
        ('languages = ["xq"]', "FLM016", 3, "unknown language"),
        (SOURCE + 'amount = "many"', "FLM017", 5, "not a number"),
        (SOURCE + 'amount = "5 kr"', "FLM017", 5, "could be DKK, NOK, SEK or ISK"),
        (SOURCE + 'amount = "5 DKK"\ncurrency = "SEK"', "FLM017", 5, "`currency` says SEK"),
        (PARTNER + 'country = "PL"\nshare = 35', "FLM019", 6, "For 35 % write 0.35."),
        (SOURCE, "FLM020", 3, "has no amount"),
        (SOURCE + 'amount = 1\nincentive = "x"', "FLM020", 3, "amount and an incentive"),
        (
            SOURCE + 'amount = 1\npaid = [{ event = "signature", share = 0.5 }]',
            "FLM020",
            3,
            "do not sum to 1",
        ),
        (
            '[[phase]]\nstage = "shoot"\nstart = 2027-02-01\nend = 2027-01-01',
            "FLM020",
            3,
            "before it starts",
        ),
    ],
)
def test_values_that_are_wrong(text: str, code: str, line: int, words: str) -> None:
    film, findings = read_rest(text)
    finding = one(findings)
    assert (finding.code, finding.place and finding.place.line) == (code, line)
    assert words in f"{finding.message} {finding.fix}"
    assert finding.severity is Severity.ERROR
    assert film is None


def test_all_mistakes_are_told_in_the_order_of_the_file() -> None:
    film, findings = read(
        """\
        delegate = "XX"
        minutes = -1
        [dates]
        delivery = "soon"
        [[person]]
        post = "director"
        [colour]
        """
    )
    assert film is None
    assert [(f.code, f.place.line if f.place else None) for f in findings] == [
        ("FLM012", None),
        ("FLM016", 1),
        ("FLM014", 2),
        ("FLM013", 4),
        ("FLM012", 5),
        ("FLM011", 7),
    ]


def shares(*values: str) -> str:
    countries = ("DK", "PL", "SE")
    return "".join(
        f'[[coproducer]]\ncompany = "{country}"\ncountry = "{country}"\n'
        + (f"share = {value}\n" if value else "")
        for country, value in zip(countries, values, strict=False)
    )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (("0.5", "0.4"), "sum to 0.9; they should sum to 1. Give 0.1 to one of them."),
        (("0.5", "0.51"), "sum to 1.01; they should sum to 1. Take 0.01 from one of them."),
        (("1", "0.2", ""), "leaves less than nothing for the co-producers without a share"),
    ],
)
def test_shares_that_do_not_sum_to_one(values: tuple[str, ...], words: str) -> None:
    film, findings = read_rest(shares(*values))
    finding = one(findings)
    assert film is None
    assert finding.code == "FLM018"
    assert words in f"{finding.message} {finding.fix}"


@pytest.mark.parametrize("values", [("0.5", "0.5"), ("0.6", ""), ("", "0.3", "0.3"), ("", "")])
def test_shares_that_may_stand(values: tuple[str, ...]) -> None:
    film, findings = read_rest(shares(*values))
    assert findings == []
    assert film is not None


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(1, 10**9), min_size=2, max_size=3))
def test_shares_sum_to_the_last_digit(parts: list[int]) -> None:
    rest = 10**10 - sum(parts[1:])
    values = [f"{Decimal(part).scaleb(-10):f}" for part in (rest, *parts[1:])]
    assert read_rest(shares(*values))[1] == []
    values[0] = f"{Decimal(rest + 1).scaleb(-10):f}"
    assert [finding.code for finding in read_rest(shares(*values))[1]] == ["FLM018"]


def test_money_as_text() -> None:
    film, findings = read_rest(SOURCE + 'amount = "12.6m DKK"')
    assert findings == []
    assert film is not None
    assert (film.source[0].amount, film.source[0].currency) == (Decimal(12_600_000), "DKK")


def test_money_that_could_be_thousands() -> None:
    film, findings = read_rest(SOURCE + 'amount = "1.234 DKK"')
    assert film is not None
    assert film.source[0].amount == 1234
    assert (one(findings).code, one(findings).severity) == ("FLM021", Severity.INFO)


@pytest.mark.parametrize(
    "text",
    [
        '[[person]]\npost = "writer"\nname = "Ann"\n' * 2,
        '[[source]]\nincentive = "pl-rebate"\n' * 2,
        '[[phase]]\nstage = "shoot"\ndays = 5\n' * 2,
        (SOURCE + "amount = 5\n") * 2,
    ],
)
def test_the_same_entry_twice_is_a_warning(text: str) -> None:
    film, findings = read_rest(text)
    assert film is not None
    assert (one(findings).code, one(findings).severity) == ("FLM022", Severity.WARNING)


def test_dates_among_the_facts() -> None:
    film, findings = read_rest("[facts]\ncertified = 2027-01-31\ntheatrical = true\n")
    assert findings == []
    assert film is not None
    assert film.facts == {"certified": date(2027, 1, 31).isoformat(), "theatrical": True}


@settings(deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_no_bytes_raise(content: bytes) -> None:
    toml, findings = parse_toml("film.toml", content)
    if toml is None:
        assert one(findings).code in {"FLM008", "FLM010"}
    else:
        film, findings = read_film(toml, ())
        assert film is None
        assert "FLM012" in {finding.code for finding in findings}
