"""The cash flow as plain data, for `--json` and for other programs.

Amounts are JSON numbers, in the reporting currency unless a currency stands beside them; into the
account above nothing, out of it below. Keys are only ever added.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from borderless.dossier.plan_json import finding_data
from borderless.finance.cash.account import Level
from borderless.finance.cash.answer import Bridge, Cashflow, LoanResult
from borderless.finance.cash.items import Item
from borderless.finance.cash.slips import Slip


def cashflow_data(cashflow: Cashflow) -> dict[str, Any]:
    """The whole cash flow."""
    identity = cashflow.identity
    return {
        "film": cashflow.plan.film.title,
        "as_of": cashflow.plan.as_of,
        "currency": cashflow.currency,
        "confirmed_only": cashflow.confirmed_only,
        "summary": {
            "lowest": _level(cashflow.lowest),
            "lowest_without_loans": _level(cashflow.lowest_without_loans),
            "peak_borrowing": _level(cashflow.peak),
            "finance_cost": _cents(cashflow.finance_cost),
            "below_zero": [
                {"from": one.start, "until": one.until, "deepest": _level(one.deepest)}
                for one in cashflow.below
            ],
        },
        "periods": [
            {
                "label": period.label,
                "start": period.start,
                "end": period.end,
                "week": period.week,
                "opening": _cents(cashflow.opening[number]),
                "closing": _cents(cashflow.closing[number]),
            }
            for number, period in enumerate(cashflow.periods)
        ],
        "items": [_item(item) for item in cashflow.items],
        "loans": [_loan(one) for one in cashflow.loans],
        "fixed_point": {
            "rounds": cashflow.rounds,
            "residual": cashflow.residual,
            "settled": cashflow.settled,
        },
        "bridge": _bridge(cashflow.bridge),
        "identity": {
            "budget": _cents(identity.budget),
            "without_cash": _cents(identity.without_cash),
            "costs": _cents(identity.costs),
            "fees": _cents(identity.fees),
            "interest": _cents(identity.interest),
            "budgeted": _cents(identity.budgeted),
            "uses": _cents(identity.uses),
            "sources": _cents(identity.sources),
            "missing": _cents(identity.missing),
            "drawn": _cents(identity.drawn),
            "repaid": _cents(identity.repaid),
            "closing": _cents(identity.closing),
        },
        "slip_months": cashflow.settings.slip_months,
        "slips": [_slip(one) for one in cashflow.slips],
        "milestones": [
            {"event": one.name, "day": one.day, "because": one.because or None}
            for one in sorted(cashflow.days.by_name.values(), key=lambda one: (one.day, one.name))
        ],
        "rates": [
            {"currency": one.currency, "to": one.to, "value": one.value, "date": one.date}
            for one in cashflow.plan.quotes
        ],
        "findings": [finding_data(one) for one in cashflow.findings],
        "assumptions": [*cashflow.plan.assumptions, *cashflow.assumptions],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "name": item.name,
        "side": item.side,
        "kind": item.kind,
        "country": item.country or None,
        "status": item.status,
        "source": item.source,
        "line": item.line,
        "currency": item.currency,
        "total": _cents(item.total),
        "total_reported": _cents(item.reported),
        "flows": [
            {
                "day": flow.day,
                "amount": _cents(flow.amount),
                "instalment": flow.label or None,
                "day_known": flow.known,
            }
            for flow in item.flows
        ],
        "amounts": [_cents(amount) for amount in item.amounts],
        "reported": [_cents(amount) for amount in item.reporting],
    }


def _loan(one: LoanResult) -> dict[str, Any]:
    return {
        "name": one.loan.name,
        "kind": one.loan.kind,
        "pledged": _cents(one.pledged),
        "advance": one.loan.advance,
        "size": _cents(one.size),
        "fee_share": one.loan.fee,
        "rate": one.loan.rate,
        "fee": _cents(one.fee),
        "interest": _cents(one.interest),
        "net": _cents(one.net),
        "drawn": _cents(one.drawn),
        "peak_owed": _level(one.peak),
        "owed_at_the_end": _cents(one.owed),
    }


def _slip(one: Slip) -> dict[str, Any]:
    return {
        "source": one.source,
        "name": one.name,
        "instalment": one.instalment,
        "amount": _cents(one.amount),
        "day": one.day,
        "late": one.late,
        "lowest": _level(one.lowest),
        "lower_by": _cents(one.lower_by),
        "more_days_below_zero": one.more_days,
        "peak_borrowing": _cents(one.peak),
        "finance_cost": _cents(one.cost),
        "dearer_by": _cents(one.dearer_by),
        "breaks": one.breaks,
    }


def _bridge(bridge: Bridge | None) -> dict[str, Any] | None:
    if bridge is None:
        return None
    return {
        "size": _cents(bridge.size),
        "from": bridge.start,
        "cost_low": _cents(bridge.low),
        "cost_usual": _cents(bridge.usual),
        "cost_high": _cents(bridge.high),
        "never_repaid": _cents(bridge.left),
    }


def _level(level: Level | None) -> dict[str, Any] | None:
    return {"day": level.day, "amount": _cents(level.amount)} if level else None


def _cents(amount: Decimal) -> Decimal:
    return round(amount, 2) + 0
