"""The risk of a film as plain data, for `--json`: figures with their standard errors, and the seed.

Amounts are JSON numbers in the currency named beside them, shares 0-1; what is not known is null.
`timing` is in seconds and no part of the result.
"""

from __future__ import annotations

from math import isfinite
from typing import Any

from borderless.finance.risk.assess import RiskReport
from borderless.finance.risk.backtest import Backtest, Coverage
from borderless.finance.risk.hedge import Hedge
from borderless.finance.risk.risk import PartyOutcome, Share
from borderless.finance.risk.tally import Tally

BARS = 40
"""Bars of the gap's histogram."""


def risk_data(report: RiskReport) -> dict[str, Any]:
    """The whole answer."""
    result, film = report.result, report.film
    quantiles = film.model.settings.quantiles
    edges, shares = result.gap.coarse(BARS)
    return {
        "film": report.plan.film.title,
        "as_of": report.plan.as_of,
        "currency": report.currency,
        "account_currency": report.account_currency,
        "scenarios": result.scenarios,
        "asked": result.asked,
        "seed": result.seed,
        "method": report.method,
        "closes": _share(result.closes),
        "overdrawn": _share(result.overdrawn),
        "gap": tally_data(result.gap, quantiles)
        | {"histogram": {"edges": edges, "shares": shares}},
        "peak_borrowing": tally_data(result.peak, quantiles),
        "balances": [
            {"until": day, "plan": round(plan, 2), **tally_data(tally, quantiles)}
            for day, plan, tally in zip(
                film.period_ends, film.planned, result.balances, strict=True
            )
        ],
        "gross": tally_data(result.gross, quantiles) if result.gross else None,
        "parties": [_party(one, quantiles) for one in result.parties],
        "contributions": [
            {
                "uncertainty": one.uncertainty.name.lower(),
                "first_order": _number(one.first),
                "first_order_error": _number(one.first_error),
                "total": _number(one.total),
                "total_error": _number(one.total_error),
                "gap_low": round(one.low, 2),
                "gap_high": round(one.high, 2),
            }
            for one in result.contributions
        ],
        "hedge": hedge_data(report.hedge),
        "backtest": backtest_data(report.backtest),
        "assumptions": report.assumptions,
        "timing": {name: round(seconds, 3) for name, seconds in result.timing.items()},
    }


def tally_data(tally: Tally, quantiles: tuple[float, ...]) -> dict[str, Any]:
    """Mean, deviation and quantiles, with their standard errors."""
    return {
        "scenarios": tally.scenarios,
        "mean": _number(tally.mean),
        "mean_error": _number(tally.deviation / tally.scenarios**0.5),
        "deviation": _number(tally.deviation),
        "least": _number(tally.least),
        "most": _number(tally.most),
        "quantiles": {f"{share:g}": _number(tally.quantile(share)) for share in quantiles},
        "quantile_errors": {
            f"{share:g}": _number(tally.quantile_error(share)) for share in quantiles
        },
    }


def hedge_data(hedge: Hedge) -> dict[str, Any]:
    """Currency by currency, and the hedge advised."""
    return {
        "currency": hedge.base,
        "deviation": _number(hedge.deviation),
        "currencies": [
            {
                "currency": one.currency,
                "net": _number(one.net),
                "deviation": _number(one.deviation),
                "share": _number(one.share),
                "left": _number(one.left),
                "cost": _number(one.cost),
            }
            for one in hedge.currencies
        ],
        "steps": [
            {
                "currency": one.currency,
                "left": _number(one.left),
                "removed": _number(one.removed),
                "cost": _number(one.cost),
            }
            for one in hedge.steps
        ],
        "advised": hedge.advised,
        "cost": _number(hedge.cost),
        "assumed_parity": hedge.assumed_parity,
        "not_counted": hedge.not_counted,
    }


def backtest_data(backtest: Backtest | None) -> dict[str, Any] | None:
    """How often reality fell inside the bands."""
    if backtest is None:
        return None
    worst = backtest.worst
    return {
        "currency": backtest.base,
        "method": backtest.method,
        "scenarios": backtest.scenarios,
        "seed": backtest.seed,
        "horizon_months": backtest.horizon,
        "starts": len(backtest.starts),
        "first": backtest.starts[0].month,
        "last": backtest.starts[-1].month,
        "windows": _number(backtest.windows),
        "coverage": _coverage(backtest.coverage),
        "eras": [
            {"from": first, "until": last, "coverage": _coverage(covered)}
            for (first, last), covered in backtest.eras.items()
        ],
        "currencies": {
            currency: _coverage(covered) for currency, covered in backtest.currencies.items()
        },
        "worst": {
            "start": worst.month,
            "planned": _number(worst.planned),
            "realised": _number(worst.realised),
        }
        if worst
        else None,
    }


def _coverage(covered: tuple[Coverage, ...]) -> list[dict[str, Any]]:
    return [
        {
            "band": one.band,
            "inside": _number(one.share),
            "error": _number(one.error),
            "too_narrow": one.too_narrow,
        }
        for one in covered
    ]


def _party(one: PartyOutcome, quantiles: tuple[float, ...]) -> dict[str, Any]:
    return {
        "party": one.name,
        "invested": _number(one.invested),
        "paid": tally_data(one.paid, quantiles),
        "multiple": tally_data(one.multiple, quantiles) if one.multiple else None,
        "return": tally_data(one.rate, quantiles) if one.rate else None,
        "recouped": _share(one.recouped) if one.recouped else None,
        "recouped_by": [{"day": day, "probability": _number(p)} for day, p in one.by_day],
    }


def _share(share: Share) -> dict[str, float | None]:
    return {"value": _number(share.value), "error": _number(share.error)}


def _number(value: float) -> float | None:
    """Ten significant digits: what is beyond is noise."""
    return float(f"{value:.10g}") if isfinite(value) else None
