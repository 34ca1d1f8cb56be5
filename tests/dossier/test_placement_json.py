"""The placement answer as data: stable keys, cents, and null for what is not known."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from placement_answers import answer, impossible

from borderless.dossier.placement_json import answer_data
from borderless.dossier.plan_json import to_json
from borderless.finance.placement.answer import Answer, Goal, Outcome

KEYS = {
    *("status", "objective", "bound", "gap", "goal", "currency", "as_of", "before", "after"),
    *("moves", "binding", "next_euro", "frontier", "by_share", "held", "conflict", "instead"),
    *("proposals", "assumptions", "findings", "model", "seconds"),
}


def data_of(made: Answer) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(to_json(answer_data(made)))
    return data


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    return data_of(answer())


def test_the_keys_are_stable(data: dict[str, Any]) -> None:
    assert data.keys() >= KEYS
    assert data["status"] == "proved"
    assert data["goal"] == {"maximise": "net", "place": None}
    assert data["as_of"] == "2022-10-14"
    assert data["model"] == {"models": 3, "rows": 4210, "columns": 3105, "whole": 412}


def test_both_sides_have_money_claims_partners_status_and_spend(data: dict[str, Any]) -> None:
    before, after = data["before"], data["after"]
    assert before["cost"] == 5_076_525.02
    assert after["net"] < before["net"]
    assert data["gain"] == round(before["net"] - after["net"], 2)
    (claim,) = after["claims"]
    assert claim["id"] == "pl-rebate"
    assert (claim["amount"], claim["probability"], claim["discount"]) == (935_559.59, 0.9, 0.93)
    assert claim["expected"] == 783_063.37
    assert after["partners"][0] == {"country": "DK", "share": 0.45}
    assert after["official"]["verdict"] == "qualifies"
    assert {one["earned"] for one in after["official"]["points"]} == {19, 21}
    assert after["spend_by_country"]["PL"] > before["spend_by_country"]["PL"]


def test_moves_come_with_their_worth_in_cents_and_their_row(data: dict[str, Any]) -> None:
    first = data["moves"][0]
    assert first == {
        "kind": "line",
        "what": "Sound design and mix",
        "before": "DK",
        "after": "PL",
        "amount": 255_451.88,
        "worth": 64_146.1,
        "account": "3200",
        "row": 24,
    }
    share = next(move for move in data["moves"] if move["kind"] == "share")
    assert share["amount"] is share["worth"] is None


def test_a_frontier_without_a_structure_is_null_not_zero(data: dict[str, Any]) -> None:
    assert data["frontier"][-1]["net"] is None
    assert data["frontier"][1]["proved"] is False
    assert data["by_share"][0]["value"] == 0.3


def test_no_answer_is_null_with_its_conflict() -> None:
    data = data_of(impossible())
    assert data["status"] == "impossible"
    for key in ("objective", "bound", "gap", "gain", "after"):
        assert data[key] is None
    assert data["conflict"] == ["at most 1 partner", "spend at least 2 000 000 EUR in Sweden"]


@pytest.mark.parametrize(
    ("outcome", "status"),
    [(Outcome.BEST_FOUND, "best_found"), (Outcome.CANCELLED, "cancelled")],
)
def test_every_end_of_a_search_has_its_word(outcome: Outcome, status: str) -> None:
    made = replace(answer(), outcome=outcome, goal=Goal("local-spend", "PL"))
    assert data_of(made)["status"] == status
    assert data_of(made)["goal"] == {"maximise": "local-spend", "place": "PL"}


def test_a_bound_that_the_solver_does_not_have_yet_is_null() -> None:
    data = data_of(answer(bound=float("-inf"), gap=float("inf")))
    assert data["bound"] is data["gap"] is None
