"""The whole cash flow of small films: balances, loans, what breaks, and what is said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from cash_films import film, findings_of, flow_of, line, plan_of, source

from borderless.finance.cash.cashflow import make_cashflow
from borderless.finance.cash.items import Side

CENT = Decimal("0.01")


def loans(*some: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"loan": list(some), **more}


SENIOR = {"kind": "senior", "advance": "0.9", "fee": "0.02", "rate": "0.08"}


def test_the_account_runs_from_the_first_flow_to_the_last() -> None:
    cashflow = flow_of(film())
    assert cashflow.periods[0].start == date(2026, 6, 1)
    assert cashflow.periods[-1].end == date(2027, 7, 31)  # invoices of June are due in July
    assert cashflow.opening[0] == 0
    assert cashflow.opening[1:] == cashflow.closing[:-1]
    assert abs(cashflow.closing[-1]) < CENT
    weeks = [one for one in cashflow.periods if one.week]
    assert (weeks[0].start, weeks[-1].end) == (date(2026, 9, 7), date(2026, 10, 18))


def test_each_period_is_what_came_and_went() -> None:
    cashflow = flow_of(film(cash=loans(SENIOR)))
    nets = cashflow.by_period(*Side)
    balance = Decimal(0)
    for net, closing in zip(nets, cashflow.closing, strict=True):
        balance += net
        assert abs(balance - closing) < CENT


def test_the_lowest_point_lies_before_the_delivery() -> None:
    cashflow = flow_of(film())
    assert cashflow.lowest.day < date(2027, 6, 30)
    # All but the delivery costs and the last invoices are paid, and half of the money has come.
    assert Decimal(-400_000) < cashflow.lowest.amount < Decimal(-350_000)
    assert cashflow.lowest == cashflow.lowest_without_loans
    found = findings_of(film())
    assert f"{cashflow.lowest.day}" in found["FIN851"].message
    assert "Broadcaster" in (found["FIN851"].fix or "")


def test_without_a_loan_the_bridge_is_priced() -> None:
    cashflow = flow_of(film())
    assert cashflow.bridge is not None
    assert cashflow.bridge.size > -cashflow.lowest.amount
    assert 0 < cashflow.bridge.low < cashflow.bridge.usual < cashflow.bridge.high
    assert "trade press" in findings_of(film())["FIN852"].message


def test_a_senior_loan_on_the_sale_bridges_the_film() -> None:
    made = film(cash=loans(SENIOR))
    more = source("Producer", 40_000, ("signature", 1), kind="producer_investment")
    sources = [one.model_dump(exclude_none=True) for one in made.source]
    cashflow = flow_of(film(source=[*sources, more], cash=loans(SENIOR)))
    (one,) = cashflow.loans
    assert [one.pledged, one.size, one.fee] == list(map(Decimal, (500_000, 450_000, 9_000)))
    assert abs(one.net - (450_000 - 9_000 - one.interest)) < CENT
    assert cashflow.below == ()
    assert one.owed == 0
    assert cashflow.settled
    assert cashflow.residual < CENT
    assert cashflow.finance_cost == one.fee + one.interest
    identity = cashflow.identity
    assert abs(identity.missing + 40_000 - cashflow.finance_cost) < CENT
    found = findings_of(made)
    assert "FIN858" in found
    assert "FIN852" not in found


def test_financing_lines_of_the_budget_can_be_meant_for_the_loans() -> None:
    budget = [line("Crew", "shoot", 950_000, labour=1), line("Bank", "financing", 50_000)]
    covered = flow_of(film(budget=budget, cash=loans(SENIOR, budgeted=True)))
    assert covered.identity.budgeted == pytest.approx(covered.finance_cost, abs=CENT)
    assert abs(covered.identity.missing) < CENT
    assert covered.identity.holds(CENT)
    on_top = film(budget=budget, cash=loans(SENIOR))
    assert "FIN861" in findings_of(on_top)


def test_terms_left_out_are_taken_from_the_trade_press_and_it_is_said() -> None:
    made = film(cash=loans({"kind": "senior"}))
    assert "fee 2 %" in findings_of(made)["FIN860"].message
    assert any("trade press" in one for one in flow_of(made).assumptions)


def test_a_gap_loan_is_owed_at_the_end_to_be_repaid_from_sales() -> None:
    made = film(
        source=[source("Fund", 500_000, ("shooting_start", 1))],
        cash=loans({"kind": "gap", "amount": 600_000, "fee": "0.03", "rate": "0.12"}),
    )
    cashflow = flow_of(made)
    assert cashflow.loans[0].size == 600_000
    assert cashflow.loans[0].owed > 500_000
    assert "still owed" in findings_of(made)["FIN864"].message


def test_what_is_wrong_with_loans_is_told_where_it_stands() -> None:
    applied = source("Sale", 100_000, ("delivery", 1), kind="presale", status="applied")
    made = film(
        source=[*(one.model_dump(exclude_none=True) for one in film().source), applied],
        cash=loans(
            {**SENIOR, "against": ["Broadcaster", "Nobody"]},
            {**SENIOR, "against": ["Broadcaster", "Sale"]},
            {"kind": "tax_credit"},
            {"kind": "gap", "from": "shooting_strat", "repaid": "certificate"},
        ),
    )
    found = findings_of(made)
    assert "'Nobody'" in found["FIN866"].message
    assert "Broadcaster" in found["FIN868"].message
    assert "not confirmed" in found["FIN869"].message
    assert "no incentive" in found["FIN867"].message
    assert found["FIN847"].message.startswith("Gap loan")


def test_a_late_instalment_breaks_a_plan_that_stood() -> None:
    made = film(
        source=[
            source("Fund", 500_000, ("shooting_start", 1)),
            source("Equity", 400_000, ("signature", 1)),
            source("Broadcaster", 100_000, ("delivery", 1)),
        ],
    )
    cashflow = flow_of(made)
    assert cashflow.below == ()
    worst = cashflow.slips[0]
    assert worst.breaks
    assert worst.name in ("Fund", "Equity")
    assert worst.late.month == (worst.day.month + 3 - 1) % 12 + 1
    lows = [round(slip.lower_by, 2) for slip in cashflow.slips]
    assert lows == sorted(lows, reverse=True)
    assert worst.name in findings_of(made)["FIN859"].message


def test_how_late_is_the_films_choice() -> None:
    slip = flow_of(film(cash={"slip_months": 6})).slips[0]
    assert slip.late == date(2027, 12, 30) or slip.late == date(2027, 3, 7)


def test_loans_that_do_not_settle_are_told() -> None:
    made = film(cash=loans({"kind": "overdraft", "fee": "0.5", "rate": "1"}))
    cashflow = flow_of(made)
    assert not cashflow.settled
    assert cashflow.slips == ()
    assert cashflow.identity.holds(CENT)
    assert "FIN863" in findings_of(made)


def test_vat_costs_time_and_no_money() -> None:
    made = film(cash={"vat": {"rate": {"FR": "0.2"}, "refunded_after": 3}})
    cashflow = flow_of(made)
    (vat,) = cashflow.of(Side.VAT)
    assert abs(vat.total) < CENT
    # Pay bears none: 20 % of the editing and the audit.
    assert sum(flow.amount for flow in vat.flows if flow.amount < 0) == pytest.approx(
        Decimal(-80_000), abs=CENT
    )
    assert cashflow.lowest.amount < flow_of(film()).lowest.amount
    assert cashflow.identity.holds(CENT)


def test_costs_in_another_currency_keep_it() -> None:
    made = film(
        budget=[line("Crew", "shoot", 3_000_000, currency="PLN", country="PL", labour=1)],
        rates={"per_base": {"PLN": 4}},
    )
    cashflow = flow_of(made)
    (item,) = cashflow.of(Side.COST)
    assert (item.currency, item.total, item.rate) == ("PLN", Decimal(-3_000_000), Decimal("0.25"))
    assert sum(item.reporting) == -750_000
    assert item.line == 0


def test_a_loans_currency_needs_a_rate() -> None:
    made = film(cash=loans({"kind": "gap", "amount": 10, "currency": "XAF"}))
    cashflow, findings = make_cashflow(plan_of(made))
    assert cashflow is None
    assert [one.code for one in findings] == ["RAT101"]


def test_without_dates_there_is_no_cash_flow() -> None:
    cashflow, findings = make_cashflow(plan_of(film(dates={})))
    assert cashflow is None
    assert [one.code for one in findings] == ["FIN841"]


def test_without_money_there_is_no_cash_flow() -> None:
    cashflow, findings = make_cashflow(plan_of(film(budget=[], source=[])))
    assert cashflow is None
    assert [one.code for one in findings] == ["FIN842"]


@pytest.mark.parametrize(
    "changes",
    [
        {"dates": {"shooting_start": "2026-09-07", "delivery": "9999-01-01"}},
        {"dates": {"shooting_start": "0001-01-01", "delivery": "2027-01-01"}},
        {"phase": [{"stage": "post", "start": "1926-01-01", "end": "2027-01-01"}]},
        {"cash": {"events": {"premiere": "9999-12-31"}}},
    ],
)
def test_a_slip_in_a_year_is_told_and_does_not_run_for_ever(changes: dict[str, Any]) -> None:
    sources = [source("Fund", 1000, ("premiere" if "cash" in changes else "delivery", 1))]
    cashflow, findings = make_cashflow(plan_of(film(source=sources, **changes)))
    assert cashflow is None
    assert [one.code for one in findings] == ["FIN843"]


def test_dates_out_of_order_are_told_and_still_spread() -> None:
    dates = {"shooting_start": "2026-09-07", "shooting_end": "2026-08-01", "delivery": "2026-05-01"}
    made = film(dates=dates)
    assert "FIN846" in findings_of(made)
    assert flow_of(made).identity.holds(CENT)
