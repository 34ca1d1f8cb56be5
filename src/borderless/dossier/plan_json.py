"""The plan as plain data, for `--json` and for other programs.

Amounts are JSON numbers in the currency named beside them, shares 0-1, dates ISO 8601; what is not
known is null, never 0. Keys are only ever added.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from borderless.film.money import Money
from borderless.film.places import country_name
from borderless.finance.aid import AidTest
from borderless.finance.explain import Explanation
from borderless.finance.incentives import IncentiveResult
from borderless.finance.plan import Plan, SourceRow
from borderless.finance.points import Score
from borderless.finance.treaty_checks import TreatyTest
from borderless.finding import Finding, Reference


def to_json(data: Any) -> str:
    """Data as JSON text, numbers exact to the digits they are shown with."""
    return json.dumps(data, default=_plain, ensure_ascii=False, indent=2)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"cannot write {type(value).__name__} as JSON")


def plan_data(plan: Plan) -> dict[str, Any]:
    """The whole plan."""
    summary = plan.summary
    return {
        "film": plan.film.title,
        "as_of": plan.as_of,
        "currency": plan.currency,
        "summary": {
            "budget": _cents(summary.budget),
            "secured": _cents(summary.secured),
            "applied": _cents(summary.applied),
            "planned": _cents(summary.planned),
            "gap": _cents(summary.gap),
            "closes": summary.closes,
            "next": plan.next_step,
        },
        "budget_by_country": {
            country or "not given": _cents(amount)
            for country, amount in plan.budget_by_country.items()
        },
        "rates": [
            {
                "currency": quote.currency,
                "to": quote.to,
                "value": quote.value,
                "date": quote.date,
                "source": quote.source,
                "pinned": quote.pinned,
            }
            for quote in plan.quotes
        ],
        "sources": [_source(row) for row in plan.sources],
        "shares": plan.shares,
        "official": {
            "verdict": plan.official.verdict,
            "because": plan.official.because,
            "governing": plan.official.governing,
            "certain": plan.official.certain,
        },
        "treaties": [_treaty(test) for test in plan.official.tests],
        "incentives": [_incentive(one) for one in plan.incentives],
        "funds": [_incentive(one) for one in plan.funds],
        "aid": [_aid(test) for test in plan.aid],
        "findings": [finding_data(finding) for finding in plan.findings],
        "assumptions": plan.assumptions,
    }


def finding_data(finding: Finding) -> dict[str, Any]:
    """A finding."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "place": str(finding.place) if finding.place else None,
        "file": finding.place.file if finding.place else None,
        "line": finding.place.line if finding.place else None,
        "figures": finding.figures,
        "reference": reference_data(finding.reference) if finding.reference else None,
        "fix": finding.fix,
    }


def reference_data(reference: Reference) -> dict[str, Any]:
    """The rule that something rests on."""
    return {
        "rule": reference.rule,
        "article": reference.article,
        "version": reference.version or None,
        "verified": reference.verified,
        "url": reference.url or None,
        "theirs": reference.theirs or None,
    }


def explanation_data(explanation: Explanation) -> dict[str, Any]:
    """A scheme's benefit with its steps."""
    return {
        "id": explanation.scheme.id,
        "name": explanation.scheme.name,
        "version": explanation.version.from_,
        "verdict": explanation.verdict,
        "currency": explanation.scheme.currency,
        "amount": _amount(explanation.amount),
        "net": _amount(explanation.net),
        "missing": explanation.missing,
        "assumed": explanation.assumed,
        "figures": explanation.figures,
        "gates": [
            {
                "says": gate.says,
                "verdict": gate.verdict,
                "applies": gate.asked,
                "figures": gate.figures,
                "missing": gate.missing,
                "reference": reference_data(gate.reference),
            }
            for gate in explanation.gates
        ],
        "steps": [
            {
                "number": step.number,
                "name": step.name,
                "says": step.says,
                "sum": step.sum,
                "value": step.value,
                "applies": step.applies,
                "limits": [
                    {
                        "called": limit.called,
                        "kind": limit.kind,
                        "value": limit.value,
                        "binds": limit.binds,
                        "reference": reference_data(limit.reference),
                    }
                    for limit in step.limits
                ],
                "reference": reference_data(step.reference),
            }
            for step in explanation.steps
        ],
        "binding": [limit.called for limit in explanation.binding],
    }


def _source(row: SourceRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "kind": row.source.kind,
        "country": row.country,
        "status": row.status,
        "original": _amount(row.original),
        "original_currency": row.original.currency if row.original else None,
        "amount": _cents(row.amount),
        "share": row.share,
        "incentive": row.source.incentive,
        "assumption": row.source.assumption,
    }


def _incentive(result: IncentiveResult) -> dict[str, Any]:
    version = result.version
    return {
        "id": result.scheme.id,
        "name": result.scheme.name,
        "country": result.scheme.country,
        "country_name": country_name(result.scheme.country) if result.scheme.country else None,
        "verdict": result.verdict,
        "picked_by": result.picked_by,
        "day": result.day,
        "in_plan": result.counted,
        "best": result.best,
        "excluded_by": result.excluded_by,
        "amount_in_plan_currency": _cents(result.amount),
        "bankable": result.bankable,
        "envelope": version.envelope.kind if version else None,
        "payments": [
            {
                "event": part.payment.event,
                "share": part.payment.share,
                "months_after": part.payment.months_after,
                "amount": _cents(part.amount),
                "expected": part.expected,
            }
            for part in result.instalments
        ],
        "explanation": explanation_data(result.explanation) if result.explanation else None,
    }


def _treaty(test: TreatyTest) -> dict[str, Any]:
    return {
        "id": test.treaty.id,
        "name": test.treaty.name,
        "verdict": test.verdict,
        "governs": test.governs,
        "limits": test.limits,
        "shares": [
            {
                "country": row.country,
                "share": row.share,
                "spend_share": row.spend_share,
                "minimum": row.minimum,
                "maximum": row.maximum,
                "party": row.party,
                "verdict": row.verdict,
            }
            for row in test.shares
        ],
        "points": points_data(test.points) if test.points else None,
        "checks": [
            {
                "about": check.about,
                "says": check.says,
                "verdict": check.verdict,
                "figures": check.figures,
                "change": check.change or None,
                "reference": reference_data(check.reference),
            }
            for check in test.checks
        ],
        "changes": test.changes,
    }


def points_data(score: Score) -> dict[str, Any]:
    """A points test, row by row."""
    return {
        "id": score.test.id,
        "earned": score.earned,
        "open": score.open,
        "possible": score.possible,
        "pass": score.needed,
        "verdict": score.verdict,
        "rows": [
            {
                "id": row.row.id,
                "says": row.row.says,
                "group": row.row.group or None,
                "points": row.row.points,
                "earned": row.earned,
                "because": row.because,
                "applies": row.applies,
            }
            for row in score.rows
        ],
    }


def _aid(test: AidTest) -> dict[str, Any]:
    return {
        "id": test.ceiling.id,
        "name": test.ceiling.name,
        "country": test.country or None,
        "aid": _cents(test.aid),
        "base": _cents(test.base),
        "intensity": test.intensity,
        "limit": test.limit,
        "possible_limit": test.possible_limit,
        "says": test.says,
        "open": test.open_facts,
        "verdict": test.verdict,
        "reference": reference_data(test.reference),
    }


def _amount(money: Money | None) -> Decimal | None:
    return money.amount if money else None


def _cents(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else round(amount, 2)
