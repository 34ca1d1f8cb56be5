"""Sources by country, payments by day and aid against its ceilings, as the plan has them."""

from __future__ import annotations

import tomllib
from datetime import date as Day
from decimal import Decimal
from typing import Any

from borderless.film.folder import read_film
from borderless.film.model import Film
from borderless.finance.cash.cashflow import make_cashflow
from borderless.finance.cash.items import Side
from borderless.finance.plan import Plan, make_plan
from borderless.web.films.reading import our_library
from borderless.web.finance_plan.aid import gauges
from borderless.web.finance_plan.grid import grid_of
from borderless.web.finance_plan.payments import payments_of
from web_fixtures import EXAMPLES

FILM = """
title = "The Ferry"
currency = "EUR"
delegate = "DK"
[dates]
shooting_start = 2026-03-01
delivery = 2026-11-30
[[coproducer]]
company = "Nordic"
country = "DK"
share = "0.6"
[[coproducer]]
company = "Wisła"
country = "PL"
share = "0.4"
[[source]]
name = "Danish fund"
kind = "selective_fund"
coproducer = "DK"
amount = "100_000"
status = "confirmed"
paid = [
  { event = "shooting_start", share = "0.25" },
  { event = "delivery", share = "0.75", months_after = 2 },
]
[[source]]
name = "Aunt"
kind = "equity"
coproducer = "NO"
amount = "20_000"
status = "planned"
[[source]]
name = "Refused fund"
kind = "selective_fund"
coproducer = "PL"
amount = "70_000"
status = "refused"
[[source]]
name = "Deferred fees"
kind = "deferral"
coproducer = "PL"
amount = "10_000"
[[budget]]
amount = "200_000"
currency = "EUR"
country = "DK"
"""


def plan_of(text: str = FILM, **more: Any) -> Plan:
    film = Film.model_validate(tomllib.loads(text, parse_float=Decimal) | more)
    plan, _ = make_plan(film, our_library(), as_of=Day(2026, 1, 15))
    assert plan
    return plan


def test_each_source_stands_in_the_column_of_who_brings_it() -> None:
    grid = grid_of(plan_of())
    assert [column.country for column in grid.columns] == ["DK", "PL", "NO"]
    assert [row.cells for row in grid.rows] == [
        (Decimal(100_000), None, None),
        (None, None, Decimal(20_000)),
        (None, Decimal(0), None),
        (None, Decimal(10_000), None),
    ]
    assert [row.counted for row in grid.rows] == [True, True, False, True]
    denmark, poland, norway = grid.columns
    assert denmark.companies == ("Nordic",)
    assert denmark.total == 100_000
    assert (denmark.brings, denmark.holds) == (Decimal("0.5"), Decimal("0.6"))
    assert poland.total == 10_000, "what was refused is brought by nobody"
    assert (norway.coproduces, norway.holds) == (False, None)
    assert grid.financed == 130_000


def test_without_a_budget_nothing_is_a_share_of_it() -> None:
    grid = grid_of(plan_of(FILM.split("[[budget]]", maxsplit=1)[0]))
    assert [column.brings for column in grid.columns] == [None, None, None]


def test_payments_come_by_day_as_agreed_or_as_is_usual() -> None:
    payments = payments_of(plan_of())
    assert [(one.source, one.event, one.usual) for one in payments] == [
        ("Aunt", "signature", True),
        ("Danish fund", "shooting_start", False),
        ("Danish fund", "delivery", False),
    ], "what is refused or deferred brings no cash"
    signature, shoot, delivery = payments
    assert signature.day is not None
    assert signature.because, "the film gives no day of signature"
    assert (shoot.day, shoot.amount) == (Day(2026, 3, 1), Decimal(25_000))
    assert (delivery.day, delivery.amount) == (Day(2027, 1, 30), Decimal(75_000))


def test_an_incentive_is_paid_on_the_day_of_the_cash_flow() -> None:
    folder = read_film(EXAMPLES / "the-girl-with-the-needle")
    assert folder.film
    plan, _ = make_plan(folder.film, our_library(), as_of=Day(2022, 10, 14))
    assert plan
    flow, _ = make_cashflow(plan)
    assert flow
    by_source: dict[str, list[Day]] = {}
    for payment in payments_of(plan):
        assert payment.day, payment
        by_source.setdefault(payment.source, []).append(payment.day)
    in_cash = {
        item.name: [one.day for one in item.flows]
        for item in flow.items
        if item.side is Side.SOURCE
    }
    assert by_source == in_cash
    assert by_source["Polish 30 % cash rebate"] == [Day(2024, 5, 31)], "the audit, as [cash] has it"


def test_days_that_nobody_knows_come_last() -> None:
    text = FILM.replace('event = "shooting_start"', 'event = "blessing"')
    payments = payments_of(plan_of(text))
    assert [one.event for one in payments] == ["signature", "delivery", "blessing"]
    assert payments[-1].day is None


def test_a_film_without_any_date_has_payments_without_days() -> None:
    text = FILM.replace("shooting_start = 2026-03-01\ndelivery = 2026-11-30\n", "")
    assert {one.day for one in payments_of(plan_of(text))} == {None}


def test_a_gauge_is_as_full_as_the_aid_is_intense() -> None:
    whole, poland = gauges(plan_of().aid)
    assert (whole.test.country, poland.test.country) == ("", "PL")
    assert whole.fill == "50.00%", "100,000 of 200,000 is public"
    assert whole.mark == f"{whole.test.limit * 100:.2f}%"
    assert poland.fill == "0.00%", "the only Polish fund refused"
    assert poland.possible, "a difficult work may have more, and nobody has said yet"


def test_a_gauge_never_leaves_its_frame() -> None:
    whole, _ = gauges(plan_of(FILM.replace("100_000", "900_000")).aid)
    assert whole.fill == "100.00%"
