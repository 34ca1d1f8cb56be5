"""Contracts that change: from a day on, or as if it had always been so."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from told_contracts import codes, paid, told, totals

from borderless.finance.recoupment.explained import EntryKind, explained
from borderless.finance.recoupment.settlement import PaymentKind

BASE = """
[[recoupment.tier]]
name = "manager"
[[recoupment.tier.claim]]
party = "Manager"
share = 0.10
of = "account"
[[recoupment.tier]]
name = "loan"
[[recoupment.tier.claim]]
party = "Bank"
amount = 1_000
[[recoupment.tier]]
name = "profit"
[[recoupment.tier.claim]]
party = "Producer"
share = 1
"""
RECEIPTS = "date,amount\n2025-03-31,600\n2025-09-30,600\n"


def amended(text: str, *, retroactive: bool = False, signed: str = "2025-06-01") -> str:
    flag = str(retroactive).lower()
    return BASE + (
        f'[[recoupment.amendment]]\nname = "the second"\nsigned = {signed}\nretroactive = {flag}\n'
        + text
    )


CHEAPER = """
[[recoupment.amendment.tier]]
name = "manager"
[[recoupment.amendment.tier.claim]]
party = "Manager"
share = 0.05
of = "account"
"""


def test_from_its_day_on_the_new_terms_hold(tmp_path: Path) -> None:
    waterfall = paid(tmp_path, amended(CHEAPER), RECEIPTS)
    # 60 of the first 600, 30 of the second.
    assert totals(waterfall) == {"Manager": "90.00", "Bank": "1000.00", "Producer": "110.00"}
    assert {one.kind for one in waterfall.settlement.payments} == {PaymentKind.DISTRIBUTION}


def test_a_retroactive_one_makes_good_what_was_paid_before(tmp_path: Path) -> None:
    waterfall = paid(tmp_path, amended(CHEAPER, retroactive=True), RECEIPTS)
    assert totals(waterfall) == {"Manager": "60.00", "Bank": "1000.00", "Producer": "140.00"}
    made_good = [
        one for one in waterfall.settlement.payments if one.kind is PaymentKind.COMPENSATION
    ]
    assert {(one.party, str(one.day), f"{one.amount:.2f}") for one in made_good} == {
        ("Manager", "2025-06-01", "-30.00"),
        ("Bank", "2025-06-01", "30.00"),
    }
    said = {
        one.party: (f"{one.had:.0f}", f"{one.had + one.amount:.0f}")
        for one in explained(waterfall.settlement)
        if one.kind is EntryKind.COMPENSATION
    }
    assert said == {"Manager": ("60", "30"), "Bank": ("540", "570")}


def test_two_retroactive_ones_come_to_what_the_last_says(tmp_path: Path) -> None:
    contracts = amended(CHEAPER, retroactive=True) + (
        '[[recoupment.amendment]]\nname = "third"\nsigned = 2025-12-01\nretroactive = true\n'
        + CHEAPER.replace("0.05", "0.20")
    )
    waterfall = paid(tmp_path, contracts, RECEIPTS)
    always = paid(tmp_path / "always", BASE.replace("0.10", "0.20"), RECEIPTS)
    assert totals(waterfall) == totals(always)
    for party in waterfall.parties:
        lines = [one for one in explained(waterfall.settlement) if one.party == party]
        assert sum((one.paid for one in lines), Decimal(0)) == waterfall.settlement.total(party)


def test_an_amendment_that_is_not_signed_yet_changes_nothing(tmp_path: Path) -> None:
    waterfall = paid(tmp_path, amended(CHEAPER, signed="2027-01-01"), RECEIPTS)
    assert totals(waterfall)["Manager"] == "120.00"


def test_a_simulation_takes_all_amendments_as_made(tmp_path: Path) -> None:
    waterfall = paid(tmp_path, amended(CHEAPER), gross="1200")
    assert totals(waterfall)["Manager"] == "60.00"


def test_a_new_tier_goes_before_the_last_or_the_one_named(tmp_path: Path) -> None:
    tier = """
[[recoupment.amendment.tier]]
name = "crew"
[[recoupment.amendment.tier.claim]]
party = "Crew"
amount = 50
"""
    last = paid(tmp_path / "a", amended(tier), RECEIPTS)
    assert [one.rank.name for one in last.standings] == ["manager", "loan", "crew", "profit"]
    named = paid(
        tmp_path / "b", amended(tier.replace("[[rec", 'before = "loan"\n[[rec', 1)), RECEIPTS
    )
    assert [one.rank.name for one in named.standings] == ["manager", "crew", "loan", "profit"]


def test_a_tier_that_falls_away_stays_in_what_was_paid(tmp_path: Path) -> None:
    waterfall = paid(tmp_path, amended('removed = ["loan"]\n'), RECEIPTS)
    assert totals(waterfall) == {"Manager": "120.00", "Bank": "540.00", "Producer": "540.00"}
    gone = waterfall.standings[-1]
    assert (gone.right.name, int(gone.taken), gone.former) == ("loan", 540, "the second")
    assert gone.why == "taken out of the schedule by the second on 2025-06-01"


def test_a_position_with_new_terms_counts_what_it_was_paid_on_its_day(tmp_path: Path) -> None:
    dearer = """
[[recoupment.amendment.tier]]
name = "loan"
[[recoupment.amendment.tier.claim]]
party = "Bank"
amount = 1_000
interest = { rate = 0.365 }
"""
    waterfall = paid(tmp_path, amended(dearer), RECEIPTS)
    loan = next(one for one in waterfall.standings if one.right.name == "loan")
    # A day's interest is a thousandth: 89 of 1000 by 31 March. The 540 take it first and leave 549,
    # which bear 183 days to 30 September; what the next 540 leave bears 273 days to 30 June.
    left = Decimal(549) * Decimal("1.183") - 540
    assert loan.owed is not None
    assert round(loan.owed, 6) == left * Decimal("1.273")


def test_a_name_that_is_not_there(tmp_path: Path) -> None:
    waterfall, findings = told(tmp_path, amended('removed = ["laon"]\n'))
    assert waterfall is None
    assert codes(findings) == {"FIN801"}
    assert "did you mean 'loan'?" in findings[0].message
