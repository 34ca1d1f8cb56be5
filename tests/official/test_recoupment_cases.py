"""Recoupment schedules worked out by hand are paid to the cent.

Each `recoupment/*.toml` is data that a lawyer can read and extend: contracts as in film.toml, the
receipts, what every party is paid, and the arithmetic in comments. This is all the code.
"""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from borderless.film.model import PinnedRates
from borderless.film.rates import rates_for
from borderless.film.recoupment import Recoupment
from borderless.film.takings import Receipt
from borderless.film.toml_money import money_read
from borderless.finance.recoupment.amendments import Era
from borderless.finance.recoupment.contracts import Basis, structure_of
from borderless.finance.recoupment.incomes import Exchange, stream_of
from borderless.finance.recoupment.ledger import Income
from borderless.finance.recoupment.settlement import settled
from borderless.finance.recoupment.views import viewed
from borderless.finding import Place

FOLDER = Path(__file__).parent / "recoupment"
FILE = Place("film.toml")


def cases() -> list[Any]:
    found = []
    for file in sorted(FOLDER.glob("*.toml")):
        listed = tomllib.loads(file.read_text("utf-8"), parse_float=Decimal)["case"]
        by_name = {case["name"]: case for case in listed}
        for case in listed:
            contracts = by_name[case.get("same_contracts_as", case["name"])]["recoupment"]
            named = f"{file.stem}: {case['name']}"
            found.append(pytest.param(case | {"recoupment": contracts}, id=named))
    return found


@pytest.mark.parametrize("case", cases())
def test_the_payments_are_those_worked_out_by_hand(case: dict[str, Any]) -> None:
    assert case["basis"] in ("published", "derived")
    assert case["source"]
    assert case["assumed"]
    written, faults = money_read({"recoupment": case["recoupment"]}, lambda _: FILE, None)
    recoupment = Recoupment.model_validate(written["recoupment"])
    assert recoupment.starts is not None
    assert recoupment.currency is not None
    basis = Basis(recoupment.currency, recoupment.starts)
    structure, findings = structure_of(recoupment, basis, lambda *_: FILE)
    assert faults + findings == []

    incomes = []
    for row in case["receipts"]:
        receipt = Receipt.model_validate({"currency": recoupment.currency} | row)
        stream = stream_of(recoupment, structure, receipt.deal, receipt.territory, receipt.medium)
        assert stream is not None
        incomes.append(Income(receipt.date, receipt.amount, stream))
    today = date(2026, 1, 1)
    exchange = Exchange(rates_for(PinnedRates(), today, today=today)[0], today)
    settlement = settled([(Era(recoupment, None), structure)], incomes, exchange)

    parties = structure.parties
    assert set(case["paid"]) <= set(parties)
    paid = {party: total for party in parties if (total := settlement.total(party))}
    assert paid == case["paid"]
    assert settlement.undistributed == case["undistributed"]
    owed = {
        position.right.name: position.balance.due.quantize(structure.cent)
        for position in settlement.ledger.positions
        if position.balance is not None
    }
    assert owed | case.get("owed", {}) == owed
    for number, view in enumerate(recoupment.view):
        seen, findings = viewed(recoupment, view, number, basis, incomes, exchange, lambda *_: FILE)
        assert seen is not None, findings
        assert seen.received == case["views"][view.name]["receipts"]
        assert seen.party == case["views"][view.name]["party"]
