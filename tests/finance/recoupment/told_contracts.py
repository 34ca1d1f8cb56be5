"""A small film with the contracts, receipts and estimates that a test shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from borderless.film.folder import read_film
from borderless.film.money import Money
from borderless.film.takings_table import read_takings
from borderless.finance.plan import make_plan
from borderless.finance.recoupment.waterfall import Waterfall, make_waterfall
from borderless.finding import Finding, has_errors
from borderless.rulebook.library import Library, load

FILM = """
title = "The Ferry"
delegate = "DK"
currency = "EUR"
as_of = 2026-06-30
[dates]
release = 2025-01-01
"""
SOURCES = """
[[source]]
name = "Harbour Equity"
kind = "equity"
coproducer = "DK"
amount = "400_000 EUR"
status = "confirmed"
[[source]]
name = "Kino Polska guarantee"
kind = "minimum_guarantee"
coproducer = "DK"
amount = "600_000 PLN"
status = "confirmed"
"""
BUDGET = "account,description,amount,currency,phase,country\n1,Film,1000000,EUR,shoot,DK\n"


@cache
def rulebook() -> Library:
    return load()[0]


def written(
    folder: Path, contracts: str, receipts: str = "", sales: str = "", film: str = FILM
) -> Path:
    """The film's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "film.toml").write_text(film + contracts, "utf-8")
    (folder / "budget.csv").write_text(BUDGET, "utf-8")
    for name, text in (("receipts.csv", receipts), ("sales.csv", sales)):
        if text:
            (folder / name).write_text(text.strip() + "\n", "utf-8")
    return folder


def told(
    folder: Path,
    contracts: str,
    receipts: str = "",
    sales: str = "",
    *,
    film: str = FILM,
    gross: str = "",
    until: date | None = None,
) -> tuple[Waterfall | None, list[Finding]]:
    """The waterfall of a film, and what there is to say of it."""
    found = read_film(written(folder, contracts, receipts, sales, film))
    assert found.film is not None, found.findings
    assert not has_errors(found.findings), found.findings
    plan, findings = make_plan(
        found.film, rulebook(), as_of=date(2026, 6, 30), places=found.place_of
    )
    assert plan is not None, findings
    takings, findings = read_takings(folder, found.film.currency)
    assert not has_errors(findings), findings
    return make_waterfall(
        plan,
        takings,
        gross=Money(Decimal(gross), "EUR") if gross else None,
        until=until,
        places=found.place_of,
    )


def paid(
    folder: Path,
    contracts: str,
    receipts: str = "",
    sales: str = "",
    *,
    film: str = FILM,
    gross: str = "",
    until: date | None = None,
) -> Waterfall:
    """The waterfall of a film whose contracts are sound."""
    waterfall, findings = told(
        folder, contracts, receipts, sales, film=film, gross=gross, until=until
    )
    assert waterfall is not None, findings
    return waterfall


def totals(waterfall: Waterfall) -> dict[str, str]:
    """What each party was paid, those with nothing left out."""
    found: Mapping[str, Decimal] = {
        party: waterfall.settlement.total(party) for party in (*waterfall.parties, "")
    }
    return {party: f"{amount:.2f}" for party, amount in found.items() if amount}


def codes(findings: list[Finding]) -> set[str]:
    return {finding.code for finding in findings}
