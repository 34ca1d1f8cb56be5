"""The curve and what is next agree with the exact engine, paid anew at each gross."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from pathlib import Path

import pytest
from told_contracts import paid

from borderless.finance.recoupment.waterfall import Waterfall

CONTRACTS = """
[[recoupment.deal]]
name = "Angel"
territories = ["DK"]
fee = 0.25
costs = 40_000
minimum_guarantee = 30_000
[[recoupment.agent]]
name = "Agent"
commission = 0.2
expenses = 10_000
[[recoupment.tier]]
name = "loan"
[[recoupment.tier.claim]]
party = "Bank"
amount = 100_000
fee = 2_000
interest = { rate = 0.08 }
[[recoupment.tier]]
name = "equity"
[[recoupment.tier.claim]]
party = "Investor"
amount = 200_000
premium = 0.2
[[recoupment.tier.claim]]
party = "Producer"
share = 0.1
[[recoupment.tier]]
name = "deferral"
when = { after = ["equity"] }
[[recoupment.tier.claim]]
party = "Crew"
amount = 20_000
share = 0.5
[[recoupment.tier]]
name = "award"
when = { event = "Oscar" }
[[recoupment.tier.claim]]
party = "Star"
amount = 5_000
[[recoupment.tier]]
name = "profit"
[[recoupment.tier.claim]]
party = "Producer"
share = 1
"""
RECEIPTS = "date,amount,territory\n2025-06-30,90000,DK\n2025-12-31,60000,FR\n"


def right(waterfall: Waterfall, name: str) -> int:
    (found,) = [one.right.index for one in waterfall.standings if one.right.name == name]
    return found


def owed(waterfall: Waterfall, name: str) -> Decimal:
    (found,) = [one.owed for one in waterfall.standings if one.right.name == name]
    assert found is not None
    return found


@pytest.mark.parametrize("name", ["loan", "equity / Investor", "deferral"])
def test_the_further_gross_fills_it_and_a_little_less_does_not(name: str, tmp_path: Path) -> None:
    now = paid(tmp_path / "now", CONTRACTS, RECEIPTS)
    assert owed(now, name) > 0
    further = Decimal(now.next[right(now, name)])
    for gross, filled in ((further + 1, True), (further - 1, False)):
        more = (gross / 150_000).quantize(Decimal("0.0000000001"), rounding=ROUND_CEILING)
        receipts = RECEIPTS + (
            f"2026-06-30,{more * 90_000:.2f},DK\n2026-06-30,{more * 60_000:.2f},FR\n"
        )
        then = paid(tmp_path / str(filled), CONTRACTS, receipts)
        assert (owed(then, name) == 0) is filled, (name, owed(then, name))


def test_what_no_gross_fills_is_left_out(tmp_path: Path) -> None:
    now = paid(tmp_path, CONTRACTS, RECEIPTS)
    assert right(now, "award") not in now.next
    assert right(now, "Angel, costs") not in now.next, "it is filled already"


def test_the_curve_is_what_a_gross_pays(tmp_path: Path) -> None:
    simulated = paid(tmp_path / "any", CONTRACTS, gross="150000")
    curve = simulated.curve
    for point in (0, 60, 120, 240):
        gross = Decimal(round(curve.gross[point], 2))
        if not gross:
            assert all(values[point] == 0 for values in curve.parties.values())
            continue
        exact = paid(tmp_path / str(point), CONTRACTS, gross=str(gross))
        for party, values in curve.parties.items():
            assert abs(values[point] - float(exact.settlement.total(party))) < 0.02, party


def test_a_gross_at_which_a_right_is_filled(tmp_path: Path) -> None:
    at = paid(tmp_path / "any", CONTRACTS, gross="1000").curve.filled
    for name in ("loan", "equity / Investor", "deferral"):
        index = right(paid(tmp_path / name[:4], CONTRACTS, gross="1000"), name)
        over = paid(tmp_path / f"{name[:4]}+", CONTRACTS, gross=f"{at[index] + 0.02:.2f}")
        under = paid(tmp_path / f"{name[:4]}-", CONTRACTS, gross=f"{at[index] - 0.02:.2f}")
        assert owed(over, name) == 0
        assert owed(under, name) > 0


def test_costs_that_came_after_the_first_day_are_in_the_curve(tmp_path: Path) -> None:
    contracts = CONTRACTS.replace("costs = 40_000\n", "")
    receipts = (
        "date,kind,amount,deal\n2025-02-28,receipt,9000,Angel\n2025-03-31,costs,25000,Angel\n"
    )
    waterfall = paid(tmp_path, contracts, receipts)
    assert waterfall.curve.filled[right(waterfall, "Angel, costs")] > 30_000
    assert str(waterfall.curve.day) == "2025-03-31"


def test_returns_that_outweigh_a_kind_of_receipt_do_not_turn_the_ladder(tmp_path: Path) -> None:
    receipts = "date,amount,territory\n2025-06-30,90000,FR\n2025-07-30,-500,DK\n"
    waterfall = paid(tmp_path, CONTRACTS, receipts)
    assert all(min(values) >= 0 for values in waterfall.curve.parties.values())
    only = paid(tmp_path / "only", CONTRACTS, "date,amount,territory\n2025-06-30,-90000,FR\n")
    assert only.next[right(only, "loan")] > 90_000, "the return is made good first"
