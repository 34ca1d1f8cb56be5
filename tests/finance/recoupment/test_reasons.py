"""Every position that takes nothing says why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from told_contracts import paid

from borderless.finance.recoupment.reasons import State

TIERS = """
[[recoupment.tier]]
name = "loan"
[[recoupment.tier.claim]]
party = "Bank"
amount = 100_000
[[recoupment.tier.claim]]
party = "Producer"
share = 0.1
[[recoupment.tier]]
name = "bonus"
WHEN
[[recoupment.tier.claim]]
party = "Star"
CLAIM
[[recoupment.tier]]
name = "profit"
[[recoupment.tier.claim]]
party = "Producer"
share = 1
"""


def said(
    folder: Path,
    when: str,
    claim: str = "share = 0.5",
    received: int = 500_000,
    name: str = "bonus",
) -> tuple[State, str]:
    contracts = TIERS.replace("WHEN", when).replace("CLAIM", claim)
    receipts = f"date,amount,territory\n2025-06-30,{received},DK\n"
    waterfall = paid(folder, contracts, receipts)
    (one,) = [one for one in waterfall.standings if one.right.name == name]
    return one.state, one.why.replace("\u202f", " ")


@pytest.mark.parametrize(
    ("when", "claim", "received", "state", "why"),
    [
        ("", "share = 0.5", 500_000, State.TAKING, ""),
        ("", "amount = 9_000", 500_000, State.RECOUPED, "recouped in full on 2025-06-30"),
        (
            "",
            "share = 0.5\nat_most = 7_000",
            500_000,
            State.CAPPED,
            "its cap of 7 000.00 EUR is reached",
        ),
        (
            "when = { until = 2025-03-31 }",
            "share = 0.5",
            500_000,
            State.ENDED,
            "its contract ended on 2025-03-31",
        ),
        (
            "when = { from = 2027-01-01 }",
            "share = 0.5",
            500_000,
            State.WAITING,
            "it begins on 2027-01-01",
        ),
        (
            "when = { event = 'Oscar' }",
            "share = 0.5",
            500_000,
            State.WAITING,
            "the event 'Oscar' has no day yet",
        ),
        (
            "when = { after = ['loan'] }",
            "share = 0.5",
            50_000,
            State.WAITING,
            "it waits for loan to be recouped",
        ),
        (
            "when = { until_recouped = ['Bank'] }",
            "share = 0.5",
            500_000,
            State.ENDED,
            "it closed when loan had recouped",
        ),
        (
            "when = { receipts_from = 600_000 }",
            "share = 0.5",
            500_000,
            State.WAITING,
            "it opens when 600 000.00 EUR have come in; so far 500 000.00 EUR",
        ),
        (
            "when = { territories = ['FR'] }",
            "share = 0.5",
            500_000,
            State.WAITING,
            "no receipt came from its territories, media or deals",
        ),
        (
            "",
            "share = 0.5",
            50_000,
            State.WAITING,
            "loan is still owed 55 000.00 EUR and stands before it",
        ),
        (
            "",
            "drawn = [{ date = 2027-01-01, amount = 5_000 }]",
            500_000,
            State.WAITING,
            "its 5 000.00 EUR is put in on 2027-01-01",
        ),
        (
            "",
            "drawn = [{date = 2025-01-01, amount = 4}, {date = 2027-01-01, amount = 5_000}]",
            500_000,
            State.WAITING,
            "so far all came back; its 5 000.00 EUR is put in on 2027-01-01",
        ),
    ],
)
def test_why(tmp_path: Path, when: str, claim: str, received: int, state: State, why: str) -> None:
    assert said(tmp_path, when, claim, received) == (state, why)


def test_a_corridor_ends_with_the_tier_that_it_runs_beside(tmp_path: Path) -> None:
    assert said(tmp_path / "a", "", received=50_000, name="loan / Producer")[0] is State.TAKING
    assert said(tmp_path / "b", "", name="loan / Producer") == (
        State.ENDED,
        "it runs beside loan only while that recoups, and that is done",
    )


def test_a_tier_that_is_closed_stands_before_nobody(tmp_path: Path) -> None:
    contracts = TIERS.replace("WHEN", "when = { event = 'Oscar' }").replace("CLAIM", "amount = 5")
    contracts += """
[[recoupment.tier]]
name = "last"
[[recoupment.tier.claim]]
party = "Crew"
share = 1
"""
    waterfall = paid(tmp_path, contracts, "date,amount\n2025-06-30,500000\n")
    last = waterfall.standings[-1]
    assert (last.state, last.why) == (State.WAITING, "the tiers before it take all that comes")


def test_nothing_has_come_in(tmp_path: Path) -> None:
    contracts = '[[recoupment.deal]]\nname = "Angel"\nterritories = ["DK"]\nfee = 0.2\n'
    contracts += TIERS.replace("WHEN", "").replace("CLAIM", "share = 0.5")
    nothing = paid(tmp_path / "a", contracts)
    assert nothing.standings[0].why == "nothing has come in"
    elsewhere = paid(tmp_path / "b", contracts, "date,amount,territory\n2025-06-30,5,FR\n")
    assert elsewhere.standings[0].why == "nothing has come in through Angel"


def test_a_trace_that_decimals_leave_is_no_money(tmp_path: Path) -> None:
    thirds = """
[[recoupment.tier]]
name = "equity"
[[recoupment.tier.claim]]
party = "A"
amount = 300_000
[[recoupment.tier.claim]]
party = "B"
amount = 150_000
[[recoupment.tier.claim]]
party = "C"
share = 0.1
[[recoupment.tier]]
name = "profit"
[[recoupment.tier.claim]]
party = "C"
share = 1
"""
    waterfall = paid(tmp_path, thirds, "date,amount\n2025-06-30,68830.79\n2025-07-30,142848.01\n")
    assert waterfall.standings[-1].state is State.WAITING
    assert waterfall.standings[-1].why.startswith("equity is still owed")


def test_the_day_on_which_it_was_filled_outlives_an_amendment(tmp_path: Path) -> None:
    contracts = TIERS.replace("WHEN", "").replace("CLAIM", "share = 0.5")
    contracts += """
[[recoupment.amendment]]
signed = 2025-09-01
[[recoupment.amendment.tier]]
name = "bonus"
[[recoupment.amendment.tier.claim]]
party = "Star"
share = 0.4
"""
    waterfall = paid(tmp_path, contracts, "date,amount\n2025-06-30,500000\n")
    assert waterfall.standings[0].filled_on == date(2025, 6, 30)
