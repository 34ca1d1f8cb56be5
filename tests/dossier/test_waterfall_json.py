"""The waterfall as data: every figure of it, and numbers that agree with each other."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ferry import FILM, RECEIPTS, SALES

from borderless.dossier.plan_json import to_json
from borderless.dossier.waterfall_json import waterfall_data
from borderless.film.folder import read_film
from borderless.film.money import Money
from borderless.film.takings_table import read_takings
from borderless.finance.plan import make_plan
from borderless.finance.recoupment.waterfall import Waterfall, make_waterfall
from borderless.rulebook.library import load

DOCS = Path(__file__).parents[2] / "docs"


def paid(
    folder: Path, receipts: str = "", sales: str = "", gross: Money | None = None
) -> Waterfall:
    for name, text in (("film.toml", FILM), ("receipts.csv", receipts), ("sales.csv", sales)):
        if text:
            (folder / name).write_text(text, "utf-8")
    found = read_film(folder)
    assert found.film is not None
    plan, _ = make_plan(found.film, load()[0], as_of=date(2026, 6, 30), places=found.place_of)
    assert plan is not None
    takings, _ = read_takings(folder, "EUR")
    waterfall, findings = make_waterfall(plan, takings, gross=gross, places=found.place_of)
    assert waterfall is not None, findings
    return waterfall


def data_of(waterfall: Waterfall, party: str | None = None) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(to_json(waterfall_data(waterfall, party)))
    return data


@pytest.fixture
def told(tmp_path: Path) -> dict[str, Any]:
    return data_of(paid(tmp_path, RECEIPTS))


def test_the_totals(told: dict[str, Any]) -> None:
    assert (told["received"], told["undistributed"], told["currency"]) == (250_000, 0, "EUR")
    parties = {one["party"]: one["total"] for one in told["parties"]}
    assert parties == {
        "=Kino Polska": 80_000,
        "Agent": 40_000,
        "Manager": 650,
        "Investor": 60_000,
        "Fund": 33_175,
        "Writer": 1_500,
        "Star": 0,
        "Producer": 30_514,
        "Eurimages": 4_161,
    }
    assert sum(parties.values()) == told["received"]


def test_lines_statements_and_totals_are_one(told: dict[str, Any]) -> None:
    for one in told["parties"]:
        lines = [line["paid"] for line in told["lines"] if line["party"] == one["party"]]
        assert round(sum(lines), 2) == one["total"]
        own = [row for row in told["statements"] if row["party"] == one["party"]]
        assert round(sum(row["calculated"] for row in own), 2) == one["total"]
        for row in own:
            assert row["calculated"] == sum(each["current"] for each in row["positions"])


def test_a_position_that_takes_nothing_says_why(told: dict[str, Any]) -> None:
    positions = {one["name"]: one for one in told["positions"]}
    assert positions["award"]["state"] == "waiting"
    assert positions["award"]["why"] == "the event 'Oscar' has no day yet"
    assert all(one["why"] for one in told["positions"] if one["state"] != "taking")
    assert positions["equity"]["filled_on"] == "2025-03-31"
    assert positions["Kino, minimum guarantee"]["taken"] == 200_000
    assert positions["Kino, minimum guarantee"]["currency"] == "PLN"
    assert positions["Kino, minimum guarantee"]["credited"] == 50_000
    assert positions["fund"]["parts"] == [
        {"party": "Writer", "share": 0.1, "of": "claim", "at_most": 1500, "taken": 1500}
    ]


def test_the_line_of_a_share(told: dict[str, Any]) -> None:
    (line,) = [
        one for one in told["lines"] if one["party"] == "Fund" and one["date"] == "2026-06-30"
    ]
    shown = ("row", "deal", "receipt", "arrived", "base", "share", "taken", "paid")
    assert [line[key] for key in shown] == [
        6,
        "Agent",
        50_000,
        39_800,
        39_800,
        0.5,
        19_900,
        18_882.5,
    ]
    assert (line["owed_before"], line["owed_after"]) == (35_175, 15_275)


def test_a_compensation_says_what_should_have_been(told: dict[str, Any]) -> None:
    (line,) = [
        one for one in told["lines"] if one["kind"] == "compensation" and one["party"] == "Manager"
    ]
    assert (line["had"], line["should_have_had"], line["paid"]) == (700, 350, -350)
    assert (line["because"], line["date"]) == ("cheaper", "2026-01-01")
    assert told["amendments"] == [{"name": "cheaper", "signed": "2026-01-01", "retroactive": True}]


def test_what_is_beside_the_account_and_what_a_view_says(told: dict[str, Any]) -> None:
    assert [(one["deal"], one["amount"]) for one in told["outside"]] == [("DR", 9_000)]
    assert told["views"] == [
        {"name": "Author", "party": "Writer", "receipts": 130_000, "due": 2_600, "paid": 1_500}
    ]


def test_every_row_with_the_deal_that_it_was_matched_to(told: dict[str, Any]) -> None:
    through = {one["row"]: (one["through"], one["amount"]) for one in told["receipts"]}
    assert through == {
        2: ("Agent", 100_000),
        3: ("Kino", 100_000),
        4: ("DR", 9_000),
        5: ("Investor", None),
        6: ("Agent", 50_000),
    }


def test_only_one_partys_lines(tmp_path: Path) -> None:
    data = data_of(paid(tmp_path, RECEIPTS), "Star")
    assert data["lines"] == []
    data = data_of(paid(tmp_path, RECEIPTS), "Writer")
    assert {one["party"] for one in data["lines"]} == {"Writer"}


def test_the_cases_of_estimates(tmp_path: Path) -> None:
    data = data_of(paid(tmp_path, sales=SALES))
    assert data["simulated"] is True
    received = {case: one["received"] for case, one in data["cases"].items()}
    assert received == {"low": 70_000, "mid": 160_000, "high": 290_000}
    for case, one in data["cases"].items():
        parties = {party["party"]: party["cases"][case] for party in data["parties"]}
        assert parties == one["parties"]
        assert round(sum(parties.values()) + one["undistributed"], 2) == one["received"]


def test_the_curve_ends_where_nothing_is_owed(tmp_path: Path) -> None:
    data = data_of(paid(tmp_path, gross=Money(Decimal(1_000_000), "EUR")))
    curve = data["curve"]
    assert set(curve["filled"]) == {"Agent, expenses", "equity", "fund"}
    assert len(curve["gross"]) == len(curve["parties"]["Investor"])
    assert curve["parties"]["Investor"] == sorted(curve["parties"]["Investor"])


def test_every_key_is_documented(told: dict[str, Any]) -> None:
    text = (DOCS / "recoupment.md").read_text("utf-8").split("## JSON", 1)[1]
    assert {key for key in told if f"`{key}`" not in text} == set()
