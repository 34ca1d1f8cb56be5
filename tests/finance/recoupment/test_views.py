"""The same receipts as one party's contract defines them."""

from __future__ import annotations

from pathlib import Path

from told_contracts import paid, totals

CONTRACTS = """
[[recoupment.deal]]
name = "Angel"
territories = ["DK"]
fee = 0.40
costs = 100
minimum_guarantee = 50
[[recoupment.deal]]
name = "Small"
territories = ["SE"]
fee = 0.40
costs = 0
[[recoupment.agent]]
name = "Agent"
commission = 0.30
expenses = 0
[[recoupment.tier]]
name = "all"
[[recoupment.tier.claim]]
party = "Producer"
share = 1
[[recoupment.view]]
name = "Author"
party = "Writer"
KEYS
[[recoupment.view.tier]]
name = "author"
[[recoupment.view.tier.claim]]
party = "Writer"
share = 0.10
"""
RECEIPTS = "date,amount,territory\n2025-03-31,1000,DK\n2025-03-31,1000,SE\n"


def seen(folder: Path, keys: str) -> tuple[str, str]:
    waterfall = paid(folder, CONTRACTS.replace("KEYS", keys), RECEIPTS)
    (view,) = waterfall.views
    assert "Writer" not in totals(waterfall), "a view pays nobody"
    return f"{view.received:.2f}", f"{view.party:.2f}"


def test_without_narrower_terms_it_is_what_reaches_the_account(tmp_path: Path) -> None:
    # (600 - 100 - 50 + 600) × 70 %
    assert seen(tmp_path, "") == ("735.00", "73.50")


def test_each_term_narrows_what_may_be_set_against_the_party(tmp_path: Path) -> None:
    assert seen(tmp_path / "a", "commission_at_most = 0.15") == ("892.50", "89.25")
    assert seen(tmp_path / "b", "without_costs = true") == ("805.00", "80.50")
    # 750 - 150 and 750
    assert seen(tmp_path / "c", "fee_at_most = 0.25") == ("945.00", "94.50")
    # 650 - 150 where a guarantee was paid, 750 where none was
    keys = "fee_at_most = 0.25\nfee_at_most_with_guarantee = 0.35"
    assert seen(tmp_path / "d", keys) == ("875.00", "87.50")


def test_a_view_changes_nothing(tmp_path: Path) -> None:
    without = CONTRACTS.split("[[recoupment.view]]", maxsplit=1)[0]
    with_view = paid(tmp_path / "a", CONTRACTS.replace("KEYS", ""), RECEIPTS)
    assert totals(with_view) == totals(paid(tmp_path / "b", without, RECEIPTS))


def test_a_view_is_of_the_contracts_as_amended(tmp_path: Path) -> None:
    contracts = (
        CONTRACTS.replace("KEYS", "")
        + """
[[recoupment.amendment]]
signed = 2025-03-01
[[recoupment.amendment.deal]]
name = "Small"
territories = ["SE"]
fee = 0
costs = 0
"""
    )
    (view,) = paid(tmp_path, contracts, RECEIPTS).views
    assert view.received == 1015  # (450 + 1000) × 70 %
