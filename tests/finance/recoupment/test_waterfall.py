"""Whole films: worked examples, what a simulation takes, what the receipts say, and the docs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from told_contracts import FILM, SOURCES, codes, paid, told, totals

from borderless.finance.recoupment.explained import explained
from borderless.finance.recoupment.waterfall import Waterfall
from borderless.finding import Severity

DOCS = Path(__file__).parents[3] / "docs"

LADDER = """
[[recoupment.tier]]
name = "loan"
[[recoupment.tier.claim]]
party = "Bank"
amount = 100_000
[[recoupment.tier]]
name = "equity"
[[recoupment.tier.claim]]
party = "Investor"
amount = 200_000
premium = 0.2
[[recoupment.tier]]
name = "profit"
[[recoupment.tier.claim]]
party = "Investor"
share = 0.5
[[recoupment.tier.claim]]
party = "Producer"
share = 0.5
"""


def test_a_flat_sale_as_the_textbook_works_it_out(tmp_path: Path) -> None:
    contracts = """
[[recoupment.agent]]
name = "Agent"
commission = 0.2
expenses = 50_000
[[recoupment.tier]]
name = "capital"
[[recoupment.tier.claim]]
party = "Investor"
amount = 1_000_000
[[recoupment.tier]]
name = "profit"
[[recoupment.tier.claim]]
party = "Producer"
share = 1
"""
    waterfall = paid(tmp_path, contracts, gross="1500000")
    assert totals(waterfall) == {
        "Agent": "350000.00",
        "Investor": "1000000.00",
        "Producer": "150000.00",
    }


def test_two_halves_in_a_chain_leave_a_quarter_that_nobody_takes(tmp_path: Path) -> None:
    contracts = """
[[recoupment.tier]]
name = "a"
[[recoupment.tier.claim]]
party = "A"
share = 0.5
[[recoupment.tier]]
name = "b"
[[recoupment.tier.claim]]
party = "B"
share = 0.5
"""
    waterfall, findings = told(tmp_path, contracts, gross="10000")
    assert waterfall is not None
    assert totals(waterfall) == {"A": "5000.00", "B": "2500.00", "": "2500.00"}
    assert "FIN814" in codes(findings)


def test_every_layer_takes_before_the_next(tmp_path: Path) -> None:
    contracts = f"""{SOURCES}
[[recoupment.deal]]
name = "Kino Polska"
territories = ["PL"]
fee = 0.30
costs = "300_000 PLN"
source = "Kino Polska guarantee"
to = "Wisla"
kept_at_most = "500_000 PLN"
agent = "none"
{LADDER}
"""
    film = FILM + "[rates.per_base]\nPLN = 4\n"
    receipts = "date,amount,currency,territory\n2027-01-31,2000000,PLN,PL\n"
    waterfall = paid(tmp_path, contracts, receipts, film=film)
    # 500 000 EUR: fee 150 000, costs 75 000, guarantee 150 000, kept 125 000; nothing is left.
    assert totals(waterfall) == {"Kino Polska": "375000.00", "Wisla": "125000.00"}
    standing = {one.right.name: one for one in waterfall.standings}
    assert (
        standing["loan"].why == "what came in went to Kino Polska, fee, Kino Polska, costs and"
        " Kino Polska, minimum guarantee"
    )


def test_money_beside_the_account_disturbs_no_total(tmp_path: Path) -> None:
    contracts = (
        """
[[recoupment.deal]]
name = "DR"
form = "licence"
territories = ["DK"]
media = ["television"]
outside = true
"""
        + LADDER
    )
    receipts = "date,amount,territory,medium\n2025-06-30,90000,DK,tv\n2025-06-30,30000,DK,cinema\n"
    waterfall = paid(tmp_path, contracts, receipts)
    assert totals(waterfall) == {"Bank": "30000.00"}
    assert [(deal.name, str(amount)) for deal, _, amount in waterfall.outside] == [
        ("DR", "90000.00")
    ]
    assert waterfall.settlement.received == 30_000


def test_returns_are_made_good_by_the_next_receipts_of_their_deal(tmp_path: Path) -> None:
    receipts = "date,amount\n2025-06-30,50000\n2025-09-30,-20000\n"
    waterfall, findings = told(tmp_path, LADDER, receipts)
    assert waterfall is not None
    assert "FIN817" in codes(findings)
    assert waterfall.settlement.outstanding_returns == 20_000
    assert totals(waterfall) == {"Bank": "50000.00"}
    after = paid(tmp_path, LADDER, receipts + "2025-12-31,60000\n")
    assert totals(after) == {"Bank": "90000.00"}


def test_until_leaves_out_what_came_was_reported_or_signed_later(tmp_path: Path) -> None:
    contracts = (
        LADDER
        + """
[[recoupment.amendment]]
signed = 2025-08-01
removed = ["loan"]
[[recoupment.agent]]
name = "Agent"
expenses_at_most = 30_000
"""
    )
    receipts = (
        "date,kind,amount,deal\n2025-05-01,receipt,40000,Agent\n2025-07-01,costs,10000,Agent\n"
        "2025-09-01,receipt,50000,Agent\n"
    )
    early = paid(tmp_path, contracts, receipts, until=date(2025, 6, 30))
    assert totals(early) == {"Bank": "40000.00"}
    assert early.day == date(2025, 6, 30)
    late = paid(tmp_path, contracts, receipts)
    assert totals(late) == {"Bank": "40000.00", "Agent": "10000.00", "Investor": "40000.00"}
    nothing = paid(tmp_path, contracts, receipts, until=date(2024, 1, 1))
    assert totals(nothing) == {}
    assert nothing.statements == ()


def test_without_a_single_receipt_costs_that_are_reported_still_count(tmp_path: Path) -> None:
    contracts = '[[recoupment.agent]]\nname = "Agent"\nexpenses_at_most = 30_000\n' + LADDER
    receipts = "date,kind,amount,deal\n2025-03-01,costs,12000,Agent\n"
    waterfall, findings = told(tmp_path, contracts, receipts, gross="100000")
    assert waterfall is not None
    assert waterfall.simulated
    assert totals(waterfall) == {"Agent": "12000.00", "Bank": "88000.00"}
    assert "FIN809" not in codes(findings)


def test_a_simulation_says_which_costs_it_does_not_know(tmp_path: Path) -> None:
    contracts = """
[[recoupment.agent]]
name = "Agent"
expenses_at_most = 30_000
[[recoupment.deal]]
name = "Cinema"
territories = ["DK"]
[[recoupment.deal]]
name = "Licence"
form = "licence"
territories = ["SE"]
"""
    _, findings = told(tmp_path, contracts + LADDER, gross="100000")
    said = next(one for one in findings if one.code == "FIN809")
    assert said.message.endswith("costs of Cinema, expenses of Agent.")


def test_a_deal_that_an_amendment_adds_is_found_by_its_name(tmp_path: Path) -> None:
    contracts = (
        LADDER
        + """
[[recoupment.amendment]]
signed = 2025-06-01
[[recoupment.amendment.deal]]
name = "Late buyer"
territories = ["FR"]
fee = 0.1
"""
    )
    receipts = "date,amount,deal,territory\n2025-05-01,1000,,FR\n2025-07-01,1000,Late buyer,FR\n"
    waterfall = paid(tmp_path, contracts, receipts)
    assert totals(waterfall) == {"Bank": "1900.00", "Late buyer": "100.00"}


# --- names in the files --------------------------------------------------------------------------


def test_a_misspelt_deal_stops_everything_and_says_what_was_meant(tmp_path: Path) -> None:
    contracts = '[[recoupment.deal]]\nname = "Angel"\nterritories = ["DK"]\n' + LADDER
    waterfall, findings = told(tmp_path, contracts, "date,amount,deal\n2025-06-30,5,Angle\n")
    assert waterfall is None
    (error,) = [one for one in findings if one.severity is Severity.ERROR]
    assert error.code == "FIN804"
    assert str(error.place) == "receipts.csv:2 deal"
    assert "did you mean 'Angel'?" in error.message


def test_a_payment_to_nobody_known_is_a_warning(tmp_path: Path) -> None:
    receipts = "date,kind,amount,party\n2025-06-30,receipt,5,\n2025-07-30,payment,5,Bnak\n"
    _, findings = told(tmp_path, LADDER, receipts)
    (said,) = [one for one in findings if one.code == "FIN805"]
    assert said.severity is Severity.WARNING
    assert "did you mean 'Bank'?" in said.message


def test_an_estimate_of_a_misspelt_deal_is_left_out_and_said(tmp_path: Path) -> None:
    contracts = '[[recoupment.deal]]\nname = "Angel"\nterritories = ["DK"]\ncosts = 0\n' + LADDER
    sales = "territory,deal,low,mid,high\nDK,Angle,1,2,3\nDK,Angel,1000,2000,3000\n"
    waterfall, findings = told(tmp_path, contracts, sales=sales)
    assert waterfall is not None
    assert waterfall.settlement.received == 2_000
    (said,) = [one for one in findings if one.code == "FIN804"]
    assert said.severity is Severity.WARNING
    assert str(said.place) == "sales.csv:2 deal"


def test_a_film_without_contracts(tmp_path: Path) -> None:
    waterfall, findings = told(tmp_path, "")
    assert waterfall is None
    assert codes(findings) == {"FIN807"}


# --- explanations --------------------------------------------------------------------------------

CHAIN = """
[[recoupment.agent]]
name = "Agent"
commission = 0.15
expenses = 7_000
[[recoupment.tier]]
name = "fund"
[[recoupment.tier.claim]]
party = "Fund"
share = 0.37
amount = 60_000
part = [{ party = "Producer", share = 0.333333 }, { party = "Writer", share = 0.1, at_most = 900 }]
[[recoupment.tier]]
name = "net"
[[recoupment.tier.claim]]
party = "Producer"
share = 0.6
part = [{ party = "Director", share = 0.05, of = "tier" }]
[[recoupment.tier.claim]]
party = "Partner"
share = 0.4
[[recoupment.onward]]
party = "Producer"
[[recoupment.onward.tier]]
name = "support"
[[recoupment.onward.tier.claim]]
party = "Eurimages"
share = 0.12
[[recoupment.amendment]]
name = "cheaper agent"
signed = 2025-10-01
retroactive = true
[[recoupment.amendment.tier]]
name = "fund"
[[recoupment.amendment.tier.claim]]
party = "Fund"
share = 0.41
amount = 60_000
"""
RECEIPTS = """
date,amount,deal
2025-03-31,10000.01,
2025-06-30,33333.33,
2025-09-30,-12.34,
2025-12-31,77777.77,
2026-03-31,0.01,
"""


def test_the_lines_of_every_party_sum_to_what_it_was_paid(tmp_path: Path) -> None:
    waterfall = paid(tmp_path, CHAIN, RECEIPTS)
    lines = explained(waterfall.settlement)
    for party in (*waterfall.parties, ""):
        said = sum((one.paid for one in lines if one.party == party), Decimal(0))
        assert said == waterfall.settlement.total(party), party
    assert sum((one.paid for one in lines), Decimal(0)) == waterfall.settlement.received


def test_money_passed_on_comes_back_as_what_the_party_keeps(tmp_path: Path) -> None:
    lines = explained(paid(tmp_path, CHAIN, RECEIPTS).settlement)
    first = [one for one in lines if one.number == 0 and one.party in ("Producer", "Eurimages")]
    passed = sum((one.amount for one in first if one.kind == "passed on"), Decimal(0))
    ended = sum((one.paid for one in first), Decimal(0))
    assert passed > 0
    assert abs(passed - ended) <= Decimal("0.02")


# --- what stands in the documentation ------------------------------------------------------------


def examples() -> list[str]:
    text = (DOCS / "recoupment.md").read_text("utf-8")
    return [block.split("```", 1)[0] for block in text.split("```toml\n")[1:]]


@pytest.mark.parametrize("number", range(len(examples())))
def test_every_example_of_the_docs_is_read_and_paid(number: int, tmp_path: Path) -> None:
    waterfall, findings = told(tmp_path, SOURCES + examples()[number], gross="2000000")
    assert isinstance(waterfall, Waterfall), findings
    errors = [one for one in findings if one.severity is Severity.ERROR and one.code != "FIN808"]
    assert errors == []
    assert waterfall.settlement.received == 2_000_000


def test_there_are_examples() -> None:
    assert len(examples()) > 8
