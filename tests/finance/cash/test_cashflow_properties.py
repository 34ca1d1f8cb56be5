"""What holds for every film's cash flow."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cash_films import flow_of
from hypothesis import given, settings
from hypothesis import strategies as st

from borderless.film.document import Stage
from borderless.film.model import Film
from borderless.finance.cash.account import lowest, running
from borderless.finance.cash.items import by_day

CENT = Decimal("0.01")
CYCLE = 28  # years after which days of the week and leap years return
EVENTS = st.sampled_from(
    ["signature", "shooting_start", "shooting_end", "rough_cut", "delivery", "audit", "release"]
)
AMOUNTS = st.decimals("0.01", 5_000_000, places=2)
CURRENCIES = st.sampled_from(["EUR", "PLN", "SEK"])
SURE = {"name": "Sure", "kind": "equity", "amount": 10, "status": "confirmed"}
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@st.composite
def lines(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "description": "Line",
        "phase": draw(st.sampled_from(list(Stage))).value,
        "amount": draw(AMOUNTS),
        "currency": draw(CURRENCIES),
        "country": draw(st.sampled_from(["FR", "PL", None])),
        "labour": draw(st.sampled_from(["0", "0.35", "1"])),
        "vfx": draw(st.booleans()),
    }


@st.composite
def sources(draw: st.DrawFn) -> dict[str, Any]:
    kinds = ["equity", "presale", "minimum_guarantee", "selective_fund", "deferral", "in_kind"]
    found = {
        "name": draw(st.sampled_from("ABCDEFGH")),
        "kind": draw(st.sampled_from(kinds)),
        "amount": draw(AMOUNTS),
        "currency": draw(CURRENCIES),
        "status": draw(st.sampled_from(["confirmed", "applied", "refused"])),
    }
    if draw(st.booleans()):
        first = draw(st.decimals("0.1", "0.9", places=2))
        found["paid"] = [
            {"event": draw(EVENTS), "share": first},
            {"event": draw(EVENTS), "share": 1 - first, "months_after": draw(st.integers(0, 9))},
        ]
    return found


@st.composite
def phases(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(DAYS)
    return {
        "stage": draw(st.sampled_from(["shoot", "post", "preproduction"])),
        "start": start,
        "end": start + timedelta(days=draw(st.integers(0, 200))),
        "country": draw(st.sampled_from(["FR", "PL", None])),
        "vfx": draw(st.booleans()),
    }


@st.composite
def films(draw: st.DrawFn) -> dict[str, Any]:
    order = sorted(draw(st.lists(DAYS, min_size=4, max_size=4)))
    names = ("preproduction_start", "shooting_start", "shooting_end", "delivery")
    dates = {
        name: day
        for name, day in zip(names, order, strict=True)
        if name == "shooting_start" or draw(st.booleans())
    }
    loan = {"kind": draw(st.sampled_from(["senior", "gap", "overdraft"])), "name": "Loan"}
    return {
        "title": "A film",
        "delegate": "FR",
        "minutes": 100,
        "dates": dates,
        "rates": {"per_base": {"PLN": "4.37", "SEK": "11.13"}},
        "phase": draw(st.lists(phases(), max_size=4)),
        "budget": draw(st.lists(lines(), min_size=1, max_size=6)),
        # A film that is deferred to the last cent has no cash flow; this one has something.
        "source": [{**SURE, "currency": "EUR"}, *draw(st.lists(sources(), max_size=6))],
        "cash": {
            "loan": [loan] if draw(st.booleans()) else [],
            "budgeted": draw(st.booleans()),
            "vat": draw(st.sampled_from([None, {"rate": {"FR": "0.2"}, "refunded_after": 2}])),
        },
    }


@settings(max_examples=60)
@given(films(), st.booleans())
def test_flows_sum_to_the_plan_and_balances_to_the_flows(data: dict[str, Any], only: bool) -> None:
    cashflow = flow_of(Film.model_validate(data), confirmed_only=only)
    assert cashflow.identity.holds(CENT)
    assert "FIN862" not in {one.code for one in cashflow.findings}
    for item in cashflow.items:
        assert abs(sum(item.amounts) - item.total) < CENT
    balances = running(by_day(cashflow.items))
    assert abs(balances[max(balances)] - cashflow.closing[-1]) < CENT
    if cashflow.settled:
        assert cashflow.residual < CENT


@settings(max_examples=40)
@given(films())
def test_the_same_film_a_cycle_of_the_calendar_later_has_the_same_cash_flow(
    data: dict[str, Any],
) -> None:
    def later(day: date) -> date:
        return day.replace(year=day.year + CYCLE)

    moved = {
        **data,
        "dates": {name: later(day) for name, day in data["dates"].items()},
        "phase": [
            {**one, "start": later(one["start"]), "end": later(one["end"])} for one in data["phase"]
        ],
    }
    now, then = flow_of(Film.model_validate(data)), flow_of(Film.model_validate(moved))
    assert [(later(one.start), later(one.end)) for one in now.periods] == [
        (one.start, one.end) for one in then.periods
    ]
    for item, other in zip(now.items, then.items, strict=True):
        assert [(later(flow.day), round(flow.amount, 2)) for flow in item.flows] == [
            (flow.day, round(flow.amount, 2)) for flow in other.flows
        ]


@settings(max_examples=40)
@given(films())
def test_without_loans_no_delay_raises_the_lowest_point(data: dict[str, Any]) -> None:
    made = Film.model_validate({**data, "cash": {}})
    cashflow = flow_of(made)
    for slip in cashflow.slips:
        assert slip.lower_by > -CENT
        assert slip.more_days >= 0
        assert not (slip.breaks and cashflow.below)


@settings(max_examples=40)
@given(films())
def test_an_overdraft_without_a_limit_keeps_the_account_at_zero(data: dict[str, Any]) -> None:
    terms = {"kind": "overdraft", "fee": "0.01", "rate": "0.05"}
    cashflow = flow_of(Film.model_validate({**data, "cash": {"loan": [terms]}}))
    assert cashflow.settled
    assert lowest(cashflow.balances).amount > -CENT
    assert cashflow.loans[0].size >= (cashflow.peak.amount if cashflow.peak else 0)
