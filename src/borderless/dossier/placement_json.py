"""The placement answer as plain data, for `--json` and for other programs.

As in `plan_json`: amounts are JSON numbers in the currency named, to the cent; shares 0-1; what is
not known is null, never 0. Keys are only ever added.
"""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

from borderless.dossier.plan_json import finding_data, points_data, reference_data
from borderless.finance.placement.answer import (
    Answer,
    Claim,
    FrontierPoint,
    Move,
    Outcome,
    Side,
)

_STATUS = {
    Outcome.PROVED: "proved",
    Outcome.BEST_FOUND: "best_found",
    Outcome.CANCELLED: "cancelled",
    Outcome.IMPOSSIBLE: "impossible",
}


def answer_data(answer: Answer) -> dict[str, Any]:
    """The whole answer."""
    return {
        "film": answer.before.plan.film.title,
        "status": _STATUS[answer.outcome],
        "objective": _solved(answer.objective),
        "bound": _solved(answer.bound),
        "gap": _share(answer.gap),
        "goal": {"maximise": answer.goal.kind, "place": answer.goal.country or None},
        "currency": answer.currency,
        "as_of": answer.as_of,
        "gain": _cents(answer.gain),
        "before": side_data(answer.before),
        "after": side_data(answer.after) if answer.after else None,
        "moves": [_move(move) for move in answer.moves],
        "binding": [
            {
                "says": one.says,
                "kind": one.kind,
                "rule": one.rule or None,
                "reference": reference_data(one.reference) if one.reference else None,
            }
            for one in answer.binding
        ],
        "next_euro": [
            {"place": one.place, "worth": round(one.worth, 6)} for one in answer.next_euro
        ],
        "frontier": [_point(point) for point in answer.frontier],
        "by_share": [_point(point) for point in answer.by_share],
        "held": [
            {"scheme": one.scheme, "name": one.name, "why": one.why, "amount": _cents(one.amount)}
            for one in answer.held
        ],
        "conflict": answer.conflict,
        "instead": answer.instead or None,
        "proposals": answer.proposals,
        "assumptions": answer.assumptions,
        "findings": [finding_data(finding) for finding in answer.findings],
        "model": {
            "models": answer.size.models,
            "rows": answer.size.rows,
            "columns": answer.size.columns,
            "whole": answer.size.whole,
        },
        "seconds": round(answer.seconds, 3),
    }


def side_data(side: Side) -> dict[str, Any]:
    """One structure."""
    plan = side.plan
    return {
        "cost": _cents(side.cost),
        "partner_cost": _cents(side.partner_cost),
        "grants": _cents(side.grants),
        "claims": [_claim(claim) for claim in side.claims],
        "soft_money": _cents(side.soft_money),
        "expected_soft_money": _cents(side.expected_claims + side.grants),
        "net": _cents(side.net),
        "gap": _cents(side.gap),
        "partners": [
            {"country": country, "share": share} for country, share in plan.shares.items()
        ],
        "official": {
            "verdict": side.official,
            "because": plan.official.because,
            "governing": plan.official.governing,
            "points": [
                points_data(test.points)
                for test in plan.official.tests
                if test.points and test.governs is not False
            ],
        },
        "spend_by_country": {
            country or "not given": _cents(amount)
            for country, amount in plan.budget_by_country.items()
        },
    }


def _claim(claim: Claim) -> dict[str, Any]:
    scheme = claim.result.scheme
    return {
        "id": scheme.id,
        "name": scheme.name,
        "country": scheme.country,
        "verdict": claim.result.verdict,
        "amount": _cents(claim.amount),
        "probability": claim.probability,
        "discount": claim.discount,
        "expected": _cents(claim.expected),
        "modelled": _solved(claim.modelled),
        "held": claim.held or None,
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "kind": move.kind,
        "what": move.what,
        "before": move.before or None,
        "after": move.after or None,
        "amount": _cents(move.amount),
        "worth": _cents(move.worth),
        "account": move.account or None,
        "row": move.row,
    }


def _point(point: FrontierPoint) -> dict[str, Any]:
    return {
        "label": point.label,
        "value": point.value,
        "net": _solved(point.net),
        "soft_money": _solved(point.soft_money),
        "lost": _solved(point.lost),
        "partners": point.partners,
        "proved": point.proved,
    }


def _solved(figure: float | None) -> float | None:
    """A solver's figure to the cent; a bound that it does not have yet is not known."""
    return None if figure is None or not math.isfinite(figure) else round(figure, 2)


def _share(figure: float | None) -> float | None:
    return None if figure is None or not math.isfinite(figure) else round(figure, 8)


def _cents(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else round(amount, 2)
