"""[cash] as people write it in film.toml, and what is said where it is wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from textwrap import dedent

from borderless.film.document import Stage
from borderless.film.film_toml import parse_toml, read_film
from borderless.film.model import Film
from borderless.finding import Finding

HEAD = 'title = "A film"\ndelegate = "DK"\n'


def read(text: str) -> tuple[Film | None, list[Finding]]:
    toml, findings = parse_toml("film.toml", (HEAD + dedent(text)).encode())
    assert toml is not None, findings
    return read_film(toml, ())


def problem(text: str) -> Finding:
    film, findings = read(text)
    assert film is None
    assert len(findings) == 1, findings
    return findings[0]


def test_a_film_without_it_has_an_empty_one() -> None:
    film, findings = read("")
    assert findings == []
    assert film is not None
    assert (film.cash.loan, film.cash.vat, film.cash.weekly) == ((), None, True)


def test_all_of_it() -> None:
    film, findings = read("""
        [cash]
        pay_days = 7
        invoice_days = 45
        slip_months = 6
        budgeted = true
        weekly = false

        [cash.events]
        signature = 2026-05-05
        premiere = 2027-09-01

        [cash.curve]
        post = "s"

        [cash.vat]
        rate = { DK = 0.25 }
        refunded_after = 3

        [[cash.cost]]
        lines = ["1400", "Director"]
        paid = [{ event = "signature", share = 0.5 }, { event = "delivery", share = 0.5 }]

        [[cash.loan]]
        kind = "tax_credit"
        against = ["pl-rebate"]
        advance = 0.85
        amount = "600_000 EUR"
        fee = 0.02
        rate = 0.085
        from = "shooting_start"
        repaid = "audit"
        months_after = 6
        """)
    assert findings == []
    assert film is not None
    cash = film.cash
    assert cash.events["signature"] == date(2026, 5, 5)
    assert cash.curve == {Stage.POST: "s"}
    assert cash.vat is not None
    assert cash.vat.rate == {"DK": Decimal("0.25")}
    (loan,) = cash.loan
    assert (loan.amount, loan.currency, loan.from_) == (Decimal(600_000), "EUR", "shooting_start")


def test_an_unknown_kind_of_loan() -> None:
    found = problem('[[cash.loan]]\nkind = "bridge"')
    assert (found.place is not None and found.place.line) == 4
    assert "tax_credit" in f"{found}"


def test_a_fee_in_percent() -> None:
    found = problem('[[cash.loan]]\nkind = "gap"\nfee = 2')
    assert "0.5" in f"{found}"


def test_an_advance_on_no_pledge() -> None:
    found = problem('[[cash.loan]]\nkind = "gap"\nadvance = 0.5')
    assert "on no pledge" in found.message


def test_months_after_nothing() -> None:
    found = problem('[[cash.loan]]\nkind = "gap"\nmonths_after = 3')
    assert "`repaid`" in found.message


def test_a_cost_that_says_nothing_or_two_things() -> None:
    assert "says nothing" in problem('[[cash.cost]]\nlines = ["1400"]').message
    both = (
        '[[cash.cost]]\nlines = ["1400"]\ncurve = "s"\npaid = [{ event = "delivery", share = 1 }]'
    )
    assert "one of the two" in problem(both).message


def test_instalments_that_are_not_the_whole() -> None:
    found = problem('[[cash.cost]]\nlines = ["1400"]\npaid = [{ event = "delivery", share = 0.9 }]')
    assert "do not sum to 1" in found.message


def test_a_misspelt_key_names_the_nearest() -> None:
    found = problem("[cash]\ninvoce_days = 30")
    assert "`invoice_days`" in found.message


def test_a_country_that_is_none() -> None:
    found = problem("[cash.vat]\nrefunded_after = 2\nrate = { ZZ = 0.2 }")
    assert "ZZ" in found.message
