"""The plan: closing, counting, combining, and what it says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from films import AS_OF, film

from borderless.film.model import Film
from borderless.finance.incentives import expected_day
from borderless.finance.plan import Plan, make_plan
from borderless.finding import Finding, Severity, Verdict
from borderless.rulebook.library import load

HEAD = """
rule = "incentive"
id = "{id}"
name = "{id}"
territory = "DK"
kind = "cash_rebate"
currency = "EUR"
authority = "somebody"
status = "verified"
as_of = 2026-01-01
[[source]]
key = "law"
title = "The law"
article = "Art. 1"
verified = true
[[version]]
from = 2020-01-01
excludes = {excludes}
"""
STEP = """
[[version.step]]
name = "amount"
says = "A share of the spend"
take = "spend_local"
rate = {rate}
source = "law"
"""
TREATY = """
rule = "treaty"
id = "dk-is-test"
name = "Denmark and Iceland"
kind = "treaty"
in_force = 2020-01-01
status = "verified"
as_of = 2026-01-01
[[party]]
country = "DK"
[[party]]
country = "IS"
[two]
minimum = 0.2
source = "law"
[[source]]
key = "law"
title = "The treaty"
verified = true
"""


def rules(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / f"{name}.toml").write_text(dedent(text), "utf-8")
    return tmp_path


def scheme(rule_id: str, rate: str, excludes: str = "[]", extra: str = "") -> str:
    return HEAD.format(id=rule_id, excludes=excludes) + STEP.format(rate=rate) + extra


def plan_of(made: Film, *own: Path, **options: Any) -> tuple[Plan, list[Finding]]:
    library, faults = load(own)
    assert [one for one in faults if one.severity is Severity.ERROR] == []
    plan, findings = make_plan(made, library, **{"as_of": AS_OF, **options})
    assert plan is not None, findings
    return plan, findings


def codes(findings: list[Finding]) -> set[str]:
    return {finding.code for finding in findings}


def danish(*sources: dict[str, Any], **changes: Any) -> Film:
    """A Danish film that spends a million euros at home."""
    return film({"DK": "1"}, source=list(sources), **changes)


CASH = {"name": "Equity", "kind": "equity", "amount": 1_000_000, "status": "confirmed"}


def test_a_plan_that_closes() -> None:
    plan, findings = plan_of(danish(CASH))
    assert plan.summary.gap == 0
    assert plan.summary.closes
    assert not codes(findings) & {"FIN101", "FIN102"}


def test_a_gap_is_an_error_with_its_amount() -> None:
    plan, findings = plan_of(danish({**CASH, "amount": 900_000}))
    assert plan.summary.gap == 100_000
    gap = next(one for one in findings if one.code == "FIN101")
    assert gap.severity is Severity.ERROR
    assert "100\u202f000 EUR (10 % of the budget)" in gap.message


def test_more_than_the_budget_is_a_warning() -> None:
    _, findings = plan_of(danish({**CASH, "amount": 1_200_000}))
    assert "FIN102" in codes(findings)


def test_refused_money_counts_as_nothing() -> None:
    plan, findings = plan_of(danish({**CASH, "status": "refused"}))
    assert plan.summary.financed == 0
    assert "FIN108" in codes(findings)


def test_money_in_three_currencies_meets_at_the_days_rates() -> None:
    plan, _ = plan_of(
        danish({**CASH, "amount": 1_000_000, "currency": "DKK"}, {**CASH, "currency": "PLN"})
    )
    assert {quote.currency for quote in plan.quotes} == {"DKK", "PLN"}
    assert plan.summary.secured == sum(
        (Decimal(1_000_000) * quote.value for quote in plan.quotes), Decimal(0)
    ).quantize(plan.summary.secured)


def test_a_currency_without_a_rate_stops_the_plan() -> None:
    library, _ = load()
    plan, findings = make_plan(danish({**CASH, "currency": "RSD"}), library, as_of=AS_OF)
    assert plan is None
    assert [(one.code, "RSD" in one.message) for one in findings if one.severity == "error"] == [
        ("RAT101", True)
    ]


def test_a_day_before_the_rulebook_begins_stops_the_plan() -> None:
    library, _ = load()
    plan, findings = make_plan(danish(CASH), library, as_of=date(1985, 1, 1))
    assert plan is None
    assert [one.code for one in findings] == ["FIN601"]


# --- incentives ----------------------------------------------------------------------------------


def test_an_incentive_in_the_plan_is_computed(tmp_path: Path) -> None:
    own = rules(tmp_path, a=scheme("dk-a", "0.25"))
    plan, findings = plan_of(danish({**CASH, "amount": 750_000}, {"incentive": "dk-a"}), own)
    assert plan.summary.planned == 250_000
    assert plan.summary.closes
    assert "FIN210" in codes(findings), "it says that the rule is the user's own"


def test_of_two_exclusive_incentives_the_better_is_counted(tmp_path: Path) -> None:
    own = rules(tmp_path, a=scheme("dk-a", "0.25"), b=scheme("dk-b", "0.30", '["dk-a"]'))
    plan, findings = plan_of(danish({"incentive": "dk-a"}, {"incentive": "dk-b"}), own)
    assert plan.summary.planned == 300_000
    wrong = next(one for one in findings if one.code == "FIN205")
    assert "dk-a cannot stand beside dk-b" in wrong.message


def test_the_best_combination_may_leave_the_best_single_scheme_out(tmp_path: Path) -> None:
    own = rules(
        tmp_path,
        a=scheme("dk-a", "0.30", '["dk-b", "dk-c"]'),
        b=scheme("dk-b", "0.20"),
        c=scheme("dk-c", "0.20"),
    )
    sources = [{"incentive": name} for name in ("dk-a", "dk-b", "dk-c")]
    plan, _ = plan_of(danish(*sources), own)
    assert plan.summary.planned == 400_000


def test_an_open_incentive_outside_the_plan_is_offered(tmp_path: Path) -> None:
    own = rules(tmp_path, a=scheme("dk-a", "0.25"))
    plan, findings = plan_of(danish({**CASH, "amount": 750_000}), own)
    offered = next(one for one in findings if one.code == "FIN206" and "dk-a" in one.message)
    assert offered.fix == 'add a [[source]] with incentive = "dk-a"'
    assert "dk-a" in plan.next_step


def test_a_failed_condition_counts_nothing_and_names_the_article(tmp_path: Path) -> None:
    gate = """
[[version.gate]]
figure = "spend_local"
at_least = 2_000_000
says = "Two million is spent"
source = "law"
"""
    own = rules(tmp_path, a=scheme("dk-a", "0.25", extra=gate))
    plan, findings = plan_of(danish({"incentive": "dk-a"}), own)
    assert plan.summary.planned == 0
    failed = next(one for one in findings if one.code == "FIN202")
    assert failed.severity is Severity.ERROR
    assert "Two million is spent" in failed.message
    assert failed.reference is not None
    assert failed.reference.article == "The law, Art. 1"


def test_an_open_condition_is_asked_about(tmp_path: Path) -> None:
    gate = """
[[version.gate]]
fact = "theatrical"
is = true
says = "Meant for cinemas"
source = "law"
"""
    own = rules(tmp_path, a=scheme("dk-a", "0.25", extra=gate))
    plan, findings = plan_of(danish({"incentive": "dk-a"}), own)
    assert plan.incentives[0].verdict is Verdict.NOT_KNOWN
    asked = next(one for one in findings if one.code == "FIN203")
    assert "[facts.dk-a]" in str(asked.fix)
    answered, said = plan_of(danish({"incentive": "dk-a"}, facts={"theatrical": True}), own)
    assert answered.incentives[0].verdict is Verdict.QUALIFIES
    assert "FIN203" not in codes(said)


def test_a_binding_limit_is_named(tmp_path: Path) -> None:
    limited = scheme("dk-a", "0.25") + 'at_most = [{ amount = 100_000, called = "the cap" }]\n'
    own = rules(tmp_path, a=limited)
    plan, findings = plan_of(danish({"incentive": "dk-a"}), own)
    assert plan.summary.planned == 100_000
    bound = next(one for one in findings if one.code == "FIN204")
    assert "the cap binds" in bound.message


def test_an_unknown_incentive_lists_those_of_the_country() -> None:
    _, findings = plan_of(danish({"incentive": "dk-rebat", "coproducer": "DK"}))
    unknown = next(one for one in findings if one.code == "FIN201")
    assert "dk-rebate" in str(unknown.fix)


def test_an_unverified_rate_is_said(tmp_path: Path) -> None:
    own = rules(tmp_path, a=scheme("dk-a", "0.25") + "verified = false\n")
    _, findings = plan_of(danish({"incentive": "dk-a"}), own)
    assert "FIN208" in codes(findings)


def test_a_treaty_of_the_users_own_governs(tmp_path: Path) -> None:
    made = film({"DK": "0.6", "IS": "0.4"})
    plan, _ = plan_of(made)
    assert plan.official.verdict is Verdict.NOT_KNOWN
    plan, findings = plan_of(made, rules(tmp_path, t=TREATY))
    assert plan.official.verdict is Verdict.QUALIFIES
    assert plan.official.governing == ("dk-is-test",)
    official = next(one for one in findings if one.code == "FIN310")
    assert official.reference is not None
    assert official.reference.theirs.endswith("t.toml")


# --- state aid -----------------------------------------------------------------------------------

FUND = {"name": "A fund", "kind": "selective_fund", "status": "confirmed"}


def test_public_aid_over_half_of_a_danish_film_is_not_known_until_it_is_difficult() -> None:
    made = danish({**FUND, "amount": 800_000}, {**CASH, "amount": 200_000})
    _, findings = plan_of(made)
    assert "FIN402" in codes(findings)
    facts = {"difficult_work": True, "dac_partner": False}
    _, findings = plan_of(made.model_copy(update={"facts": facts}))
    assert not codes(findings) & {"FIN401", "FIN402"}
    facts = {"difficult_work": False, "dac_partner": False}
    _, findings = plan_of(made.model_copy(update={"facts": facts}))
    over = next(one for one in findings if one.code == "FIN401")
    assert "300\u202f000 EUR" in str(over.fix)


def test_private_and_supranational_money_is_no_state_aid() -> None:
    made = danish(
        {**CASH, "amount": 600_000}, {**FUND, "kind": "supranational_fund", "amount": 400_000}
    )
    plan, _ = plan_of(made)
    assert all(test.aid == 0 for test in plan.aid)


# --- shares and places ---------------------------------------------------------------------------


def test_a_share_that_differs_from_the_money_is_said() -> None:
    made = film(
        {"DK": "0.5", "SE": "0.5"},
        source=[
            {**CASH, "coproducer": "DK", "amount": 800_000},
            {**CASH, "coproducer": "SE", "amount": 200_000},
        ],
    )
    _, findings = plan_of(made)
    said = [one.message for one in findings if one.code == "FIN103"]
    assert said == [
        "Denmark holds 50 % but brings 80 % of the finance.",
        "Sweden holds 50 % but brings 20 % of the finance.",
    ]


def test_lines_without_a_place_are_counted_by_no_incentive() -> None:
    _, findings = plan_of(danish(CASH, budget=[{"amount": 1_000_000, "currency": "EUR"}]))
    assert "FIN107" in codes(findings)


def test_assumptions_are_repeated() -> None:
    plan, findings = plan_of(danish({**CASH, "assumption": "not signed"}))
    assert plan.assumptions == ("Equity: not signed",)
    assert "FIN109" in codes(findings)


@pytest.mark.parametrize(
    ("event", "months", "day"),
    [
        ("delivery", 0, date(2027, 6, 30)),
        ("audit", 6, date(2027, 12, 30)),
        ("tax_filing", 2, date(2028, 2, 29)),
        ("certificate", 1, None),
    ],
)
def test_when_the_cash_is_expected(event: str, months: int, day: date | None) -> None:
    from films import situation

    assert expected_day(situation(danish()), event, Decimal(months)) == day
