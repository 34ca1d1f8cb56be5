"""Findings about contracts and receipts that stand in no other test."""

from __future__ import annotations

from datetime import date

import pytest

from borderless.film.recoupment import Onward, Recoupment
from borderless.finance.recoupment.contract_checks import onward_findings
from borderless.finance.recoupment.contracts import Basis, structure_of


def codes(data: dict[str, object]) -> list[str]:
    basis = Basis("EUR", date(2025, 1, 1))
    _, findings = structure_of(Recoupment.model_validate(data), basis, lambda *_: None)
    return [one.code for one in findings]


def owes(party: str, *others: str) -> Onward:
    claims = [{"party": other, "share": "0.1"} for other in others]
    return Onward.model_validate({"party": party, "tier": [{"name": "owed", "claim": claims}]})


@pytest.mark.parametrize(
    ("onward", "said"),
    [
        ([owes("A", "B")], 0),
        ([owes("A", "B"), owes("B", "C")], 0),
        ([owes("A", "A", "B")], 0),  # what it pays itself stays with it
        ([owes("A", "B"), owes("A", "C")], 1),
        ([owes("A", "B"), owes("B", "A")], 2),
        ([owes("A", "B"), owes("B", "C"), owes("C", "A")], 3),
    ],
)
def test_a_party_owes_onward_once_and_in_no_circle(onward: list[Onward], said: int) -> None:
    found = list(onward_findings(onward, lambda *_: None))
    assert [one.code for one in found] == ["FIN802"] * said


def test_a_claim_without_a_share_where_shares_decide() -> None:
    claims = [{"party": "A", "amount": 100, "share": "0.5"}, {"party": "B", "amount": 100}]
    tier = {"name": "money back", "sharing": "shares", "claim": claims}
    assert codes({"tier": [tier]}) == ["FIN810"]
    assert codes({"tier": [tier | {"sharing": "balances"}]}) == []
