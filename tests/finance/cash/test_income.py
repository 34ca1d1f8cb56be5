"""When sources pay, and what is said where nothing says it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from cash_films import film, findings_of, flow_of, line, plan_of, source

from borderless.film.document import Stage
from borderless.film.model import SourceKind
from borderless.finance.cash.cash_settings import usual
from borderless.finance.cash.income import _of_rule
from borderless.finance.cash.items import Item, Side
from borderless.finance.cash.milestones import milestones
from borderless.finance.cash.without_cash import KINDS


def incomes(**changes: Any) -> dict[str, Item]:
    return {item.name: item for item in flow_of(film(**changes)).of(Side.SOURCE)}


def test_instalments_come_on_their_events_and_months_after() -> None:
    paid = [
        {"event": "signature", "share": "0.25"},
        {"event": "delivery", "share": "0.75", "months_after": 2},
    ]
    item = incomes(source=[{**source("Fund", 1000), "paid": paid}])["Fund"]
    assert [(flow.day, flow.amount, flow.label) for flow in item.flows] == [
        (date(2026, 6, 1), Decimal(250), "25 % at signature"),
        (date(2027, 8, 30), Decimal(750), "75 % at delivery + 2 months"),
    ]


def test_a_source_without_instalments_pays_as_its_kind_usually_does_and_it_is_said() -> None:
    made = film(source=[source("Sale", 1000, kind="presale")])
    flows = flow_of(made).of(Side.SOURCE)[0].flows
    assert [(flow.day, flow.amount) for flow in flows] == [
        (date(2026, 6, 1), Decimal(200)),
        (date(2027, 6, 30), Decimal(800)),
    ]
    assert "Sale" in findings_of(made)["FIN854"].message


def test_an_unknown_event_is_told_with_the_words_and_counted_on_the_last_day() -> None:
    made = film(source=[source("Fund", 1000, ("shooting_strat", 1))])
    cashflow = flow_of(made)
    flow = cashflow.of(Side.SOURCE)[0].flows[0]
    assert not flow.known
    assert flow.day == max(cashflow.balances)
    found = findings_of(made)["FIN847"]
    assert "'shooting_strat'" in found.message
    assert "shooting_start" in (found.fix or "")


def test_a_known_event_without_a_day_is_told() -> None:
    found = findings_of(film(source=[source("Fund", 1000, ("certificate", 1))]))
    assert "certificate" in found["FIN848"].message


def test_refused_money_is_not_there_and_only_signed_money_on_demand() -> None:
    made = film(
        source=[
            source("Signed", 600, ("signature", 1)),
            source("Hoped", 400, ("signature", 1), status="applied"),
            source("Refused", 400, ("signature", 1), status="refused"),
        ]
    )
    assert [one.name for one in flow_of(made).of(Side.SOURCE)] == ["Signed", "Hoped"]
    only = flow_of(made, confirmed_only=True)
    assert [one.name for one in only.of(Side.SOURCE)] == ["Signed"]
    assert only.identity.holds(Decimal("0.01"))


def test_an_incentive_pays_by_its_rule_and_after_the_audit_where_the_rule_counts_no_months() -> (
    None
):
    made = film(
        delegate="PL",
        budget=[line("Crew", "shoot", 6_000_000, currency="PLN", country="PL", labour=1)],
        source=[
            {"incentive": "pl-rebate", "coproducer": "PL"},
            source("Equity", 4_600_000, ("signature", 1), kind="equity", currency="PLN"),
        ],
        facts={"qualification_test": True, "polish_applicant": True, "theatrical": True},
    )
    cashflow = flow_of(made)
    item = cashflow.of(Side.SOURCE)[0]
    assert (item.kind, item.currency, item.total) == ("incentive", "PLN", Decimal(1_440_000))
    assert item.flows[0].day == cashflow.days.day("audit") == date(2027, 9, 30)
    assert "FIN849" in findings_of(made)


def test_an_incentive_without_an_amount_is_not_in_the_cash_flow() -> None:
    made = film(source=[{"incentive": "no-such-rule"}, source("Fund", 1000, ("delivery", 1))])
    assert [one.name for one in flow_of(made).of(Side.SOURCE)] == ["Fund"]
    assert "FIN853" in findings_of(made)


def test_deferrals_and_services_in_kind_leave_both_sides() -> None:
    made = film(
        budget=[line("Producer", "shoot", 300, labour=1), line("Camera", "shoot", 700)],
        source=[
            source("Fund", 650, ("signature", 1)),
            source("Producer's deferral", 100, kind="deferral"),
            source("Rental house", 250, kind="in_kind"),
        ],
    )
    cashflow = flow_of(made)
    assert [-round(item.total, 6) for item in cashflow.of(Side.COST)] == [200, 450]
    identity = cashflow.identity
    assert identity.without_cash == 350
    assert round(identity.missing, 6) == 0
    assert "FIN855" in findings_of(made)


def test_a_deferral_can_name_its_lines_and_cannot_pay_for_more_than_there_is() -> None:
    made = film(
        budget=[line("Producer", "shoot", 300, labour=1), line("Director", "shoot", 700, labour=1)],
        source=[source("Deferral", 200, kind="deferral"), source("Fund", 800, ("signature", 1))],
        cash={"cost": [{"lines": ["Producer"], "covered_by": "deferral"}]},
    )
    assert [-round(item.total, 6) for item in flow_of(made).of(Side.COST)] == [100, 700]
    too_much = film(
        budget=[line("Producer", "shoot", 300, labour=1)],
        source=[source("Deferral", 500, kind="deferral"), source("Fund", 10, ("signature", 1))],
    )
    assert "200 EUR" in findings_of(too_much)["FIN856"].message
    assert flow_of(too_much).identity.holds(Decimal("0.01"))


def test_a_rules_instalments_come_on_the_days_that_the_plan_expects() -> None:
    made = film(
        delegate="ES",
        budget=[line("Crew", "shoot", 3_000_000, country="ES")],
        source=[{"incentive": "es-36-1", "coproducer": "ES"}],
    )
    rules = [row.incentive for row in plan_of(made).sources if row.incentive]
    expected = [part.expected for part in rules[0].instalments]
    days = milestones(made, usual())
    assert days is not None
    assert [_of_rule(part, days).day for part in rules[0].instalments] == expected
    assert None not in expected


def test_instalments_are_whole_cents_and_sum_to_the_amount() -> None:
    thirds = [("signature", 0.333), ("delivery", 0.333), ("audit", 0.334)]
    item = incomes(source=[source("Fund", 100.01, *thirds)])["Fund"]
    assert [flow.amount for flow in item.flows] == [
        Decimal("33.30"),
        Decimal("33.30"),
        Decimal("33.41"),
    ]


def test_every_kind_of_source_and_every_stage_has_a_usual_schedule() -> None:
    settings = usual()
    for kind in set(SourceKind) - set(KINDS):
        assert sum(part.share for part in settings.paid[kind]) == 1
    for stage in Stage:
        assert sum(part.share for part in settings.stages[stage]) == 1
        assert stage in settings.windows
    assert {part.curve for parts in settings.stages.values() for part in parts} <= set(
        settings.curves
    )
