"""Receipts as incomes: through which deal each came, and what it is in the account's currency."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from borderless.film.model import PinnedRates
from borderless.film.money import Money
from borderless.film.rates import NoRateError, rates_for
from borderless.film.recoupment import Medium, Recoupment
from borderless.film.takings import Receipt
from borderless.finance.recoupment.amendments import Era
from borderless.finance.recoupment.contracts import Basis, structure_of
from borderless.finance.recoupment.incomes import (
    Exchange,
    Matched,
    deal_of,
    matched,
    reported_costs,
    reported_payments,
)

TODAY = date(2026, 6, 30)
DEALS = {
    "currency": "EUR",
    "deal": [
        {"name": "world"},
        {"name": "Denmark", "territories": ["DK"]},
        {"name": "Danish TV", "territories": ["DK"], "media": ["television"]},
        {"name": "beside", "territories": ["PL"], "outside": True},
    ],
    "agent": [{"name": "Agent", "expenses": 0}],
}


def exchange(**pinned: str) -> Exchange:
    rates = PinnedRates(per_base={code: Decimal(rate) for code, rate in pinned.items()})
    return Exchange(rates_for(rates, TODAY, today=TODAY)[0], TODAY)


def found(*rows: dict[str, object], contracts: dict[str, object] | None = None) -> Matched:
    recoupment = Recoupment.model_validate(contracts or DEALS)
    basis = Basis("EUR", date(2025, 1, 1))
    structure, _ = structure_of(recoupment, basis, lambda *_: None)
    receipts = [
        Receipt.model_validate({"currency": "EUR", "amount": 10, "row": number, **row})
        for number, row in enumerate(rows, 2)
    ]
    return matched([(Era(recoupment, None), structure)], receipts, exchange(), "receipts.csv")


@pytest.mark.parametrize(
    ("territory", "medium", "deal"),
    [
        ("DK", "television", "Danish TV"),
        ("DK", "theatrical", "Denmark"),
        ("DK", None, "Denmark"),
        ("FR", "television", "world"),
        (None, None, "world"),
    ],
)
def test_the_deal_that_names_most_of_it_fits_best(
    territory: str | None, medium: str | None, deal: str
) -> None:
    recoupment = Recoupment.model_validate(DEALS)
    best = deal_of(recoupment, "", territory, Medium(medium) if medium else None)
    assert best is not None
    assert best.name == deal


def test_a_name_counts_more_than_a_territory() -> None:
    day = date(2025, 3, 31)
    (income,) = found({"date": day, "deal": "Agent", "territory": "DK"}).incomes
    assert income.stream.deal == "Agent"


def test_incomes_stand_in_the_order_of_their_days_then_of_their_rows() -> None:
    result = found(
        {"date": date(2025, 3, 31), "amount": 1},
        {"date": date(2025, 1, 31), "amount": 2},
        {"date": date(2025, 3, 31), "amount": 3},
    )
    assert [one.amount for one in result.incomes] == [2, 1, 3]


def test_what_stays_beside_the_account_is_no_income() -> None:
    result = found({"date": date(2025, 3, 31), "territory": "PL"})
    assert result.incomes == ()
    assert [(deal.name, amount) for deal, _, amount in result.outside] == [("beside", Decimal(10))]


def test_a_receipt_is_turned_once_at_the_rate_of_its_day_and_rounded() -> None:
    (income,) = found({"date": date(2025, 6, 30), "amount": 100, "currency": "DKK"}).incomes
    assert income.amount == Decimal("13.40")  # 7.4609 DKK for a euro on that day


def test_a_day_to_come_is_turned_at_the_plans_rate() -> None:
    money = Money(Decimal(800), "PLN")
    assert exchange(PLN="4").convert(money, "EUR", date(2027, 1, 1)) == 200
    then = exchange(PLN="4").convert(money, "EUR", date(2025, 6, 30))
    assert then != 200, "what has happened is at the day's rate"
    assert exchange(PLN="4").convert(money, "EUR", date(2025, 6, 30), "budget") == 200


def test_a_currency_that_nobody_quotes() -> None:
    with pytest.raises(NoRateError):
        exchange().convert(Money(Decimal(1), "RSD"), "EUR", date(2025, 6, 30))
    result = found({"date": date(2025, 6, 30), "currency": "RSD"})
    (finding,) = result.findings
    assert (finding.code, str(finding.place)) == ("FIN806", "receipts.csv:2 amount")


def test_costs_are_kept_by_deal_and_a_wrong_name_is_an_error() -> None:
    era = Era(Recoupment.model_validate(DEALS), None)
    rows = [
        Receipt.model_validate(
            {"date": day, "kind": "costs", "amount": 5, "currency": "EUR", **more}
        )
        for day, more in (
            (date(2025, 3, 1), {"deal": "Denmark"}),
            (date(2025, 2, 1), {"territory": "DK", "medium": "television"}),
            (date(2025, 1, 1), {"party": "Agent"}),
            (date(2025, 4, 1), {"deal": "Dänemark", "row": 9}),
        )
    ]
    costs, findings = reported_costs([era], rows, "receipts.csv")
    assert {name: [day.month for day, _ in one] for name, one in costs.items()} == {
        "Agent": [1],
        "Danish TV": [2],
        "Denmark": [3],
    }
    assert [(one.code, str(one.place)) for one in findings] == [("FIN804", "receipts.csv:9 deal")]


def test_payments_are_turned_into_the_account() -> None:
    rows = [
        Receipt.model_validate(
            {
                "date": date(2025, 6, 30),
                "kind": "payment",
                "amount": 746,
                "currency": "DKK",
                "party": party,
            }
        )
        for party in ("Ada", "Nobody")
    ]
    payments, findings = reported_payments(rows, ["Ada"], "EUR", exchange(), "receipts.csv")
    assert [(party, round(amount, 2)) for _, party, amount in payments] == [
        ("Ada", Decimal("99.99"))
    ]
    assert [one.code for one in findings] == ["FIN805"]
