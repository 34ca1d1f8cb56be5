"""Contracts in their business form pay what a lawyer would work out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from borderless.film.days import months_later
from borderless.film.money import Money
from borderless.film.recoupment import Recoupment
from borderless.finance.recoupment.contracts import Basis, structure_of
from borderless.finance.recoupment.ledger import Income, Ledger
from borderless.finance.recoupment.structure import Stream, Structure
from borderless.finding import Finding, Place, Severity

STARTS = date(2025, 1, 1)
PRODUCER = {"name": "profits", "claim": [{"party": "Producer", "share": "1"}]}


def compiled(contracts: dict[str, Any], **basis: Any) -> tuple[Structure, list[Finding]]:
    """The structure, and findings with the place of their keys."""
    recoupment = Recoupment.model_validate({"currency": "EUR", "tier": [PRODUCER]} | contracts)
    return structure_of(
        recoupment,
        Basis("EUR", STARTS, **basis),
        lambda *path: Place("film.toml", field=".".join(str(key) for key in path)),
    )


def paid(
    contracts: dict[str, Any], *receipts: tuple[str, int] | tuple[str, int, date], **basis: Any
) -> dict[str, int | Decimal]:
    """What each party gets of receipts: the deal or agent (or "account"), the amount, the day."""
    structure, findings = compiled(contracts, **basis)
    assert [one.message for one in findings if one.severity is Severity.ERROR] == []
    ledger = Ledger(structure)
    for name, amount, *day in receipts:
        pot = structure.entry(name) or structure.account
        ledger.take(Income(day[0] if day else STARTS, Decimal(amount), Stream(pot.index, pot.name)))
    found: dict[str, int | Decimal] = {}
    for (party, _, _), cents in ledger.paid.items():
        if cents:
            found[party] = found.get(party, 0) + cents
    return found


def faults(contracts: dict[str, Any], **basis: Any) -> list[tuple[str, str]]:
    _, findings = compiled(contracts, **basis)
    return [(one.code, str(one.place.field) if one.place else "") for one in findings]


def deal(form: str, **terms: Any) -> dict[str, Any]:
    return {"deal": [{"name": "North", "form": form} | terms]}


# --- the four forms of a deal ---------------------------------------------------------------------

MG = {"costs": "200000", "minimum_guarantee": "150000"}


@pytest.mark.parametrize(
    ("terms", "north", "producer"),
    [
        # 1 000 000 − 30 % fee = 700 000 − costs 200 000 = 500 000 − guarantee 150 000 = 350 000
        (deal("fee", fee="0.3", **MG), 650_000, 350_000),
        # 1 000 000 − costs 200 000 = 800 000; half is 400 000 − guarantee 150 000 = 250 000
        (deal("net", split="0.5", **MG), 750_000, 250_000),
        # 25 % is 250 000 − guarantee 150 000 = 100 000; the costs are the licensee's own
        (deal("royalty", royalty="0.25", **MG), 900_000, 100_000),
        # all of it, less the guarantee
        (deal("licence", **MG), 150_000, 850_000),
    ],
    ids=["fee", "net", "royalty", "licence"],
)
def test_a_million_through_each_form_of_deal(
    terms: dict[str, Any], north: int, producer: int
) -> None:
    assert paid(terms, ("North", 1_000_000)) == {"North": north, "Producer": producer}


@pytest.mark.parametrize(
    ("gross", "fee_deal", "net_deal", "royalty_deal"),
    [
        # fee 30 % then 200 000 of costs; costs then half; 25 % of the receipts
        (300_000, 10_000, 50_000, 75_000),
        (600_000, 220_000, 200_000, 150_000),
        (1_000_000, 500_000, 400_000, 250_000),
    ],
)
def test_which_form_is_best_for_the_producer_depends_on_the_receipts(
    gross: int, fee_deal: int, net_deal: int, royalty_deal: int
) -> None:
    def producer(form: str, **terms: Any) -> int | Decimal:
        contracts = deal(form, costs="200000", **terms)
        return paid(contracts, ("North", gross)).get("Producer", 0)

    assert producer("fee", fee="0.3") == fee_deal
    assert producer("net") == net_deal
    assert producer("royalty", royalty="0.25") == royalty_deal


def test_the_guarantee_is_recouped_over_several_statements() -> None:
    # Fee 20 %: 80 000, 80 000 and 160 000 are left; costs take 50 000, the guarantee 150 000.
    terms = deal("fee", fee="0.2", costs="50000", minimum_guarantee="150000")
    assert paid(terms, ("North", 100_000)) == {"North": 100_000}
    assert paid(terms, ("North", 100_000), ("North", 100_000)) == {"North": 200_000}
    thrice = (("North", 100_000), ("North", 100_000), ("North", 200_000))
    assert paid(terms, *thrice) == {"North": 280_000, "Producer": 120_000}


def test_overage_and_withholding() -> None:
    # 300 000 − fee 60 000 − guarantee 100 000 = 140 000 of overage: 60 % is 84 000,
    # of which a tenth is kept in the territory as tax.
    terms = deal("fee", fee="0.2", minimum_guarantee="100000", overage="0.6", withholding="0.1")
    assert paid(terms, ("North", 300_000)) == {
        "North": 60_000 + 100_000 + 56_000,
        "North, withholding tax": 8_400,
        "Producer": 75_600,
    }


def test_the_guarantee_may_be_a_line_of_the_finance_plan() -> None:
    terms = deal("fee", fee="0.2", source="North MG")
    sources = {"North MG": Money(Decimal(100_000), "EUR")}
    assert paid(terms, ("North", 300_000), sources=sources)["Producer"] == 140_000


@pytest.mark.parametrize(
    ("inclusive", "fee", "sub_fee", "left"),
    [
        # 20 % before, then 30 % of the 80 that are left
        (False, "0.3", "0.2", 56),
        # 30 % in all
        (True, "0.3", "0.2", 70),
        # a sub-distributor who takes more than the inclusive fee leaves the distributor nothing
        (True, "0.3", "0.4", 60),
        (False, "0.3", "0.4", 42),
    ],
)
def test_fees_on_fees(inclusive: bool, fee: str, sub_fee: str, left: int) -> None:
    terms = deal("fee", fee=fee, sub_fee=sub_fee, inclusive=inclusive)
    found = paid(terms, ("North", 100))
    assert found["Producer"] == left
    assert found["North, sub-distributor"] == Decimal(sub_fee) * 100
    assert sum(found.values()) == 100


# --- pools ----------------------------------------------------------------------------------------


def two_territories(**terms: Any) -> dict[str, Any]:
    north = {"name": "North", "party": "Nordic", "fee": "0.2", "minimum_guarantee": "100000"}
    south = {"name": "South", "party": "Nordic", "fee": "0.2", "minimum_guarantee": "100000"}
    return {"deal": [north | terms, south | terms]}


def test_separate_balances_pay_the_overage_of_the_better_territory() -> None:
    # North 250 000: fee 50 000, guarantee 100 000, overage 100 000.
    # South  50 000: fee 10 000, 40 000 of the guarantee; 60 000 stay open.
    receipts = (("North", 250_000), ("South", 50_000))
    assert paid(two_territories(), *receipts) == {"Nordic": 200_000, "Producer": 100_000}


def test_a_pool_sets_the_loss_of_one_territory_against_the_other() -> None:
    # Fees as before: 60 000. 240 000 reach the pool, whose guarantees are 200 000.
    receipts = (("North", 250_000), ("South", 50_000))
    assert paid(two_territories(pool="Nordic"), *receipts) == {
        "Nordic": 260_000,
        "Producer": 40_000,
    }


def test_costs_of_a_pool_come_before_its_guarantees() -> None:
    # 80 000 reach the pool: all 60 000 of costs, then 20 000 of guarantees.
    structure, _ = compiled(two_territories(pool="Nordic", costs="30000"))
    pot = structure.entry("North")
    assert pot is not None
    ledger = Ledger(structure)
    ledger.take(Income(STARTS, Decimal(100_000), Stream(pot.index, "North")))
    taken: dict[str, Decimal] = {}
    for position in ledger.positions:
        tier = structure.ranks[position.right.tier].name
        taken[tier] = taken.get(tier, Decimal(0)) + position.taken
    assert taken["Nordic, costs"] == 60_000
    assert taken["Nordic, minimum guarantee"] == 20_000


@pytest.mark.parametrize(
    "terms",
    [
        {"party": "Another"},
        {"form": "net"},
        {"overage": "0.5"},
        {"withholding": "0.1"},
        {"to": "Ada"},
        {"to": "Ada", "kept_at_most": "1000"},
        {"split": "0.4"},
    ],
)
def test_deals_of_one_pool_have_the_same_terms(terms: dict[str, Any]) -> None:
    contracts = two_territories(pool="Nordic")
    contracts["deal"][1] |= terms
    assert faults(contracts) == [("FIN802", "recoupment.deal.0")]


# --- territories that a party keeps ---------------------------------------------------------------

AGENT = {"agent": [{"name": "Agent", "commission": "0.2", "expenses_at_most": "0"}]}


def test_a_territory_of_its_own_stays_with_the_co_producer() -> None:
    kept = deal("licence", to="Ada")
    assert paid(kept | AGENT, ("North", 300_000)) == {"Ada": 300_000}


def test_what_goes_beyond_the_most_that_it_keeps_is_sold_by_the_agent() -> None:
    # 200 000 kept; 100 000 go to the agent, who takes 20 %.
    kept = deal("licence", to="Ada", kept_at_most="200000")
    assert paid(kept | AGENT, ("North", 150_000)) == {"Ada": 150_000}
    assert paid(kept | AGENT, ("North", 150_000), ("North", 150_000)) == {
        "Ada": 200_000,
        "Agent": 20_000,
        "Producer": 80_000,
    }


def test_its_distributor_comes_first() -> None:
    # 300 000 − fee 25 % 75 000 − guarantee 100 000 = 125 000
    kept = deal("fee", fee="0.25", minimum_guarantee="100000", to="Ada")
    assert paid(kept, ("North", 300_000)) == {"North": 175_000, "Ada": 125_000}


# --- agents ---------------------------------------------------------------------------------------


def agent(**terms: Any) -> dict[str, Any]:
    return {"agent": [{"name": "Agent", "commission": "0.2"} | terms]}


def test_an_agents_commission_never_stops_and_its_expenses_are_capped() -> None:
    # 500 000: commission 100 000, expenses 40 000 of 55 000, advance 100 000, the rest 260 000.
    terms = agent(expenses="55000", expenses_at_most="40000", advance="100000")
    assert paid(terms, ("Agent", 500_000)) == {"Agent": 240_000, "Producer": 260_000}
    # Of another 100 000 it takes its commission only.
    assert paid(terms, ("Agent", 500_000), ("Agent", 100_000))["Agent"] == 260_000


def test_expenses_that_an_agent_reports_are_recouped_from_then_on() -> None:
    reported = {
        "Agent": [
            (date(2025, 2, 1), Money(Decimal(30_000), "EUR")),
            (date(2025, 6, 1), Money(Decimal(25_000), "EUR")),
        ]
    }
    terms = agent(expenses="99000", expenses_at_most="40000")
    # March: 80 000 after commission; the 30 000 reported so far. July: 10 000 up to the cap.
    march = ("Agent", 100_000, date(2025, 3, 1))
    july = ("Agent", 100_000, date(2025, 7, 1))
    assert paid(terms, march, reported=reported)["Agent"] == 50_000
    assert paid(terms, march, july, reported=reported) == {"Agent": 80_000, "Producer": 120_000}


def test_an_advance_may_bear_interest() -> None:
    # 100 000 at 10 % for the 365 days of 2025
    terms = agent(expenses_at_most="0", advance="100000", interest={"rate": "0.1"})
    found = paid(terms, ("Agent", 200_000, date(2026, 1, 1)))
    assert found == {"Agent": 40_000 + 110_000, "Producer": 50_000}


def test_deals_go_through_the_one_agent_unless_they_say_otherwise() -> None:
    straight = deal("licence", agent="none")
    through = deal("licence")
    assert paid(straight | AGENT, ("North", 100)) == {"Producer": 100}
    assert paid(through | AGENT, ("North", 100)) == {"Agent": 20, "Producer": 80}


def test_with_two_agents_a_deal_names_its_own() -> None:
    two = {"agent": [AGENT["agent"][0], {"name": "Other", "commission": "0.1"}]}
    assert paid(deal("licence") | two, ("North", 100)) == {"Producer": 100}
    assert paid(deal("licence", agent="Other") | two, ("North", 100)) == {
        "Other": 10,
        "Producer": 90,
    }


def test_expenses_without_a_cap_are_a_warning() -> None:
    assert faults(agent()) == [("FIN811", "recoupment.agent.0")]
    assert faults(agent(expenses_at_most="10000")) == []
    assert faults(agent(expenses="10000")) == []


# --- what a party owes onward ---------------------------------------------------------------------


def eurimages(party: str, amount: str) -> dict[str, Any]:
    claim = {"party": "Eurimages", "share": "0.05", "amount": amount}
    return {"party": party, "tier": [{"name": f"Eurimages, {party}", "claim": [claim]}]}


SPLIT = {
    "name": "rest of the world",
    "claim": [{"party": "Ada", "share": "0.6"}, {"party": "Bo", "share": "0.4"}],
}


def test_a_co_producer_repays_a_fund_out_of_its_own_net_receipts() -> None:
    # Ada 60 000 and Bo 40 000 of 100 000; of each 5 % until 9 000 and 1 500 are repaid.
    contracts = {"tier": [SPLIT], "onward": [eurimages("Ada", "9000"), eurimages("Bo", "1500")]}
    assert paid(contracts, ("account", 100_000)) == {
        "Ada": 57_000,
        "Bo": 38_500,
        "Eurimages": 3_000 + 1_500,
    }
    # 180 000 bring 9 000; from 300 000 on Ada keeps all.
    assert paid(contracts, ("account", 500_000)) == {
        "Ada": 291_000,
        "Bo": 198_500,
        "Eurimages": 10_500,
    }


def test_its_net_receipts_are_those_of_its_own_territory_too() -> None:
    # Own territory: 100 000 − fee 25 %; the rest of the world: 60 000. 5 % of 135 000.
    contracts = {
        "deal": [{"name": "North", "fee": "0.25", "to": "Ada"}],
        "tier": [SPLIT],
        "onward": [eurimages("Ada", "9000")],
    }
    found = paid(contracts, ("North", 100_000), ("account", 100_000))
    assert found["Eurimages"] == 6_750
    assert found["Ada"] == 128_250


def test_onward_of_onward_in_whatever_order_it_is_written() -> None:
    # Ada owes Bo half of her 60; Bo owes Cy a tenth of his 40 and of these 30.
    to_bo = {"party": "Ada", "tier": [{"name": "a", "claim": [{"party": "Bo", "share": "0.5"}]}]}
    to_cy = {"party": "Bo", "tier": [{"name": "b", "claim": [{"party": "Cy", "share": "0.1"}]}]}
    for onward in ([to_bo, to_cy], [to_cy, to_bo]):
        found = paid({"tier": [SPLIT], "onward": onward}, ("account", 100))
        assert found == {"Ada": 30, "Bo": 63, "Cy": 7}


# --- claims ---------------------------------------------------------------------------------------


def tiers(*each: dict[str, Any]) -> dict[str, Any]:
    return {"tier": list(each)}


def tier(*claims: dict[str, Any], name: str = "equity", **terms: Any) -> dict[str, Any]:
    return {"name": name, "claim": list(claims)} | terms


def test_a_premium_that_rises_with_time() -> None:
    # 10 % if repaid within twelve months, 20 % within twenty-four, then 30 %.
    steps = [{"months": 12, "premium": "0.2"}, {"months": 24, "premium": "0.3"}]
    claim = {"party": "Ada", "amount": "100000", "premium": "0.1", "premium_steps": steps}
    contracts = tiers(tier(claim), PRODUCER)
    for day, whole in (
        (date(2025, 12, 31), 110_000),
        (date(2026, 1, 1), 120_000),
        (date(2026, 12, 31), 120_000),
        (date(2027, 1, 1), 130_000),
    ):
        assert paid(contracts, ("account", 200_000, day))["Ada"] == whole


def test_the_multiple_of_an_investment_is_one_and_its_premium() -> None:
    for terms in ({"premium": "0.2"}, {"multiple": "1.2"}):
        contracts = tiers(tier({"party": "Ada", "amount": "100"} | terms), PRODUCER)
        assert paid(contracts, ("account", 200)) == {"Ada": 120, "Producer": 80}


def test_the_months_of_a_step_end_on_the_last_day_of_a_short_month() -> None:
    assert months_later(date(2025, 1, 31), 1) == date(2025, 2, 28)
    assert months_later(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert months_later(date(2025, 11, 30), 15) == date(2027, 2, 28)
    assert months_later(date(2025, 1, 15), 24) == date(2027, 1, 15)


@pytest.mark.parametrize(
    ("sharing", "freed", "small", "large", "rest"),
    [
        # 600 for two investors of 100 and 900. By money in or balance: 60 and 540.
        ("balances", "others", 60, 540, 0),
        ("invested", "others", 60, 540, 0),
        # Equally: 300 each, but the small one is full with 100; its 200 go to the other, or down.
        ("equal", "others", 100, 500, 0),
        ("equal", "down", 100, 300, 200),
    ],
)
def test_how_two_investors_share(
    sharing: str, freed: str, small: int, large: int, rest: int
) -> None:
    investors = (
        {"party": "Small", "amount": "100"},
        {"party": "Large", "amount": "900"},
    )
    contracts = tiers(tier(*investors, sharing=sharing, freed=freed), PRODUCER)
    found = paid(contracts, ("account", 600))
    assert (found["Small"], found["Large"], found.get("Producer", 0)) == (small, large, rest)


def test_a_share_with_a_ceiling_at_source_is_of_the_source_in_a_tier_of_shares_too() -> None:
    # 5 % of the account's 1 000, not of the 800 that reach the tier.
    first = tier({"party": "Bank", "share": "0.2"}, name="bank")
    claim = {"party": "Star", "share": "0.05", "of": "account", "amount": "1000"}
    contracts = tiers(first, tier(claim, sharing="shares"), PRODUCER)
    assert paid(contracts, ("account", 1_000)) == {"Bank": 200, "Star": 50, "Producer": 750}


def test_nobody_waits_for_a_claim_that_has_had_the_most_it_may_have() -> None:
    # The agent spent 90 and may recoup 60 of them; the bonus opens then.
    expenses = tier({"party": "Agent", "amount": "90", "at_most": "60"}, name="expenses")
    bonus = tier({"party": "Star", "share": "0.5", "when": {"after": ["expenses"]}}, name="bonus")
    contracts = tiers(expenses, bonus, PRODUCER)
    assert paid(contracts, ("account", 100)) == {"Agent": 60, "Star": 20, "Producer": 20}


def test_five_per_cent_of_all_net_profits_is_twice_five_of_the_producers_half() -> None:
    for of, star in (("claim", Decimal("2.5")), ("tier", 5)):
        part = {"party": "Star", "share": "0.05", "of": of}
        halves = (
            {"party": "Investors", "share": "0.5"},
            {"party": "Producer", "share": "0.5", "part": [part]},
        )
        assert paid(tiers(tier(*halves)), ("account", 100))["Star"] == star


# --- names and sums -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "place"),
    [
        ({"when": {"after": ["the moon"]}}, "when.after"),
        ({"when": {"until_recouped": ["Producer"]}}, "when.until_recouped"),  # recoups nothing
        ({"when": {"deals": ["the moon"]}}, "when.deals"),
        ({"share": "0.1", "of_after": "profits"}, "of_after"),  # stands below
    ],
)
def test_a_name_that_leads_nowhere(claim: dict[str, Any], place: str) -> None:
    contracts = tiers(tier({"party": "Ada", "amount": "1"} | claim), PRODUCER)
    assert faults(contracts) == [("FIN801", f"recoupment.tier.0.claim.0.{place}")]


def test_a_source_that_the_finance_plan_does_not_have() -> None:
    contracts = tiers(tier({"party": "Ada", "source": "Fund"}), PRODUCER)
    sources = {"Other fund": Money(Decimal(1), "EUR")}
    _, (finding,) = compiled(contracts, sources=sources)
    assert finding.code == "FIN801"
    assert "'Fund'" in finding.message
    assert "Other fund" in str(finding.fix)
    assert paid(contracts, ("account", 5), sources={"Fund": sources["Other fund"]})["Ada"] == 1


def test_an_agent_or_bearer_who_is_not_there() -> None:
    assert faults(deal("licence", agent="Nobody")) == [("FIN801", "recoupment.deal.0.agent")]
    contracts = tiers(tier({"party": "Ada", "share": "1"}, bears_excess="Bo"))
    assert faults(contracts) == [("FIN801", "recoupment.tier.0.bears_excess")]


def test_costs_reported_in_another_currency_than_the_contracts() -> None:
    reported = {"North": [(STARTS, Money(Decimal(100), "DKK"))]}
    (code, _), *others = faults(deal("fee"), reported=reported)
    assert (code, others) == ("FIN803", [])
    assert faults(deal("fee", currency="DKK"), reported=reported) == []


def test_shares_that_were_signed_separately() -> None:
    claims = (
        {"party": "Ada", "share": "0.6"},
        {"party": "Bo", "share": "0.5"},
    )
    assert faults(tiers(tier(*claims))) == [("FIN812", "recoupment.tier.0")]
    found = paid(tiers(tier(*claims)), ("account", 1_100))
    assert found == {"Ada": 600, "Bo": 500}  # each cut in proportion: 60 and 50 of 110
    assert faults(tiers(tier(*claims, bears_excess="Bo"))) == [("FIN812", "recoupment.tier.0")]
    found = paid(tiers(tier(*claims, bears_excess="Bo")), ("account", 1_000))
    assert found == {"Ada": 600, "Bo": 400}
    _, (finding,) = compiled(tiers(tier(*claims, bears_excess="Bo")))
    assert "Bo bears the 0.1" in finding.message
    assert finding.severity is Severity.WARNING
