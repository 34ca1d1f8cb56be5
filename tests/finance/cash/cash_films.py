"""Small films with money and dates for tests of the cash flow."""

from __future__ import annotations

from datetime import date
from typing import Any

from borderless.film.model import Film
from borderless.finance.cash.answer import Cashflow
from borderless.finance.cash.cashflow import make_cashflow
from borderless.finance.plan import Plan, make_plan
from borderless.finding import Finding
from borderless.rulebook.library import load

AS_OF = date(2026, 3, 2)
LIBRARY = load()[0]


def film(**changes: Any) -> Film:
    """A French film of 1m EUR: half on the first shooting day, half on delivery."""
    data: dict[str, Any] = {
        "title": "A film",
        "delegate": "FR",
        "minutes": 100,
        "dates": {
            "preproduction_start": "2026-06-01",
            "shooting_start": "2026-09-07",
            "shooting_end": "2026-10-16",
            "rough_cut": "2027-01-15",
            "delivery": "2027-06-30",
        },
        "budget": [
            line("Crew", "shoot", 600_000, labour=1),
            line("Editing", "post", 300_000),
            line("Audit", "delivery", 100_000),
        ],
        "source": [
            source("Fund", 500_000, ("shooting_start", 1)),
            source("Broadcaster", 500_000, ("delivery", 1), kind="broadcaster_presale"),
        ],
    }
    return Film.model_validate({**data, **changes})


def line(description: str, phase: str, amount: float, **more: Any) -> dict[str, Any]:
    """A budget line in EUR, spent in France."""
    usual = {"currency": "EUR", "country": "FR"}
    return {**usual, "description": description, "phase": phase, "amount": amount, **more}


def source(name: str, amount: float, *paid: tuple[str, float], **more: Any) -> dict[str, Any]:
    """A confirmed source, with its instalments as (event, share)."""
    usual: dict[str, Any] = {"kind": "selective_fund", "status": "confirmed"}
    parts = [{"event": event, "share": share} for event, share in paid]
    return {**usual, "name": name, "amount": amount, "paid": parts, **more}


def plan_of(made: Film) -> Plan:
    """The film's plan in its own currency."""
    plan, findings = make_plan(made, LIBRARY, as_of=AS_OF)
    assert plan is not None, findings
    return plan


def flow_of(made: Film, *, confirmed_only: bool = False) -> Cashflow:
    """The film's cash flow."""
    cashflow, findings = make_cashflow(plan_of(made), confirmed_only=confirmed_only)
    assert cashflow is not None, findings
    return cashflow


def findings_of(made: Film) -> dict[str, Finding]:
    """What the cash flow says, by code."""
    return {one.code: one for one in make_cashflow(plan_of(made))[1]}
