"""A film's risk as one answer: scenarios, currency hedge, backtest, what it rests on, findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from decimal import Decimal
from threading import Event

from borderless.film.ecb import RateFileError, current_table
from borderless.film.takings_table import Takings
from borderless.finance.cash.answer import Cashflow
from borderless.finance.cash.cashflow import make_cashflow
from borderless.finance.plan import Places, Plan, nowhere
from borderless.finance.recoupment.simulate import Expected, expected
from borderless.finance.recoupment.waterfall import Contracts, contracts_of
from borderless.finance.risk.backtest import Backtest, backtest
from borderless.finance.risk.cash_flows import moved_of
from borderless.finance.risk.currency_paths import Method
from borderless.finance.risk.film_model import FilmModel, film_model
from borderless.finance.risk.hedge import Hedge, hedge
from borderless.finance.risk.history import monthly_history
from borderless.finance.risk.risk import RiskResult, Watch, run_risk
from borderless.finance.risk.risk_findings import risk_findings
from borderless.finance.risk.risk_settings import Settings
from borderless.finance.risk.spread_out import Workforce
from borderless.finance.wording import number_words
from borderless.finding import Finding, Severity, has_errors


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a risk is worked out."""

    scenarios: int
    seed: int
    method: Method | None = None
    """How exchange rates are drawn; else as the film says."""
    replay: bool = True
    """Put the backtest beside the forecast."""


@dataclass(frozen=True, slots=True)
class RiskReport:
    """What can go wrong with a film's money."""

    plan: Plan
    cashflow: Cashflow
    film: FilmModel
    method: Method
    result: RiskResult
    hedge: Hedge
    backtest: Backtest | None
    assumptions: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def currency(self) -> str:
        """The plan's, in which everything but the parties' money is."""
        return self.plan.currency

    @property
    def account_currency(self) -> str | None:
        """The collection account's, in which the parties' money is."""
        recoupment = self.film.model.recoupment
        return recoupment.structure.currency if recoupment else None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A film ready for scenarios."""

    plan: Plan
    cashflow: Cashflow
    film: FilmModel
    method: Method
    findings: tuple[Finding, ...]


def prepare(
    plan: Plan,
    takings: Takings,
    *,
    method: Method | None = None,
    places: Places = nowhere,
) -> tuple[Prepared | None, list[Finding]]:
    """Cash flow, contracts and currencies of a film as arrays.

    A film without [recoupment] or without sales estimates has no payback, and is told so; one
    without any dates has no cash flow, and nothing can be said.
    """
    cashflow, findings = make_cashflow(plan, places=places)
    if cashflow is None:
        return None, findings
    contracts: Contracts | None = None
    expectations: list[Expected] = []
    if plan.film.recoupment is not None:
        contracts, more = contracts_of(plan, (), "", places)
        if contracts is None:
            return None, [*findings, *more]
        expectations, _ = expected(contracts.recoupment, contracts.structure, takings.estimates)
        missing = plan.rates.missing(
            sorted({one.estimate.currency for one in expectations}), contracts.structure.currency
        )
        if has_errors(missing):
            return None, [*findings, *missing]
    ends = [period.end for period in cashflow.periods]
    how: Method = method or plan.film.risk.method or "bootstrap"
    film, more = film_model(plan, moved_of(cashflow), ends, contracts, expectations, method=how)
    findings = [*findings, *more]
    if film is None:
        return None, findings
    return Prepared(plan, cashflow, film, how, tuple(findings)), findings


def assess(
    plan: Plan,
    takings: Takings,
    wanted: Wanted,
    workforce: Workforce,
    *,
    watch: Watch | None = None,
    cancel: Event | None = None,
    places: Places = nowhere,
) -> tuple[RiskReport | None, list[Finding]]:
    """What many scenarios say about a film's money; `None` with the findings that stopped it."""
    prepared, findings = prepare(plan, takings, method=wanted.method, places=places)
    if prepared is None:
        return None, findings
    film = prepared.film
    result = run_risk(
        film.model, wanted.scenarios, wanted.seed, workforce, watch=watch, cancel=cancel
    )
    if result is None:
        return None, [*findings, _stopped()]
    differentials = {code: float(rate) for code, rate in plan.film.risk.differential.items()}
    hedged, more = hedge(
        film.exposures,
        film.history,
        film.rates,
        differentials=differentials,
        method=prepared.method,
    )
    findings = [*findings, *more]
    replayed = None
    if wanted.replay and not (cancel is not None and cancel.is_set()):
        replayed, more = replay(prepared, seed=wanted.seed)
        findings += more
    report = RiskReport(
        plan,
        prepared.cashflow,
        film,
        prepared.method,
        result,
        hedged,
        replayed,
        assumptions_of(plan, film.model.settings, prepared.method),
        (),
    )
    findings += risk_findings(report, takings, places)
    order = list(Severity)
    findings.sort(key=lambda finding: order.index(finding.severity))
    return replace(report, findings=tuple(findings)), findings


def replay(
    prepared: Prepared, *, seed: int, scenarios: int | None = None
) -> tuple[Backtest | None, list[Finding]]:
    """The plan's currency flows from every month of the ECB's history, with only data before it."""
    film = prepared.film
    currencies = sorted({one.currency for one in film.exposures})
    try:
        _, table, _ = current_table()
        history, _ = monthly_history(table, currencies, prepared.plan.currency)
    except RateFileError as error:
        return None, [Finding("RAT105", Severity.ERROR, f"{error}.")]
    return backtest(
        history,
        film.exposures,
        film.rates,
        method=prepared.method,
        scenarios=scenarios or film.model.settings.backtest_scenarios,
        seed=seed,
    )


def assumptions_of(plan: Plan, settings: Settings, method: Method) -> tuple[str, ...]:
    """What the scenarios take for granted, in sentences."""
    low, mid, high = (_percent(part) for part in settings.overspend)
    statuses = [
        f"{name} {_percent(settings.stands[name])}" for name in ("confirmed", "applied", "planned")
    ]
    named = [
        f"{name} {_percent(share)}"
        for name, share in settings.stands.items()
        if name not in ("confirmed", "applied", "planned")
    ]
    how = {
        "bootstrap": "blocks of the ECB's monthly history, put one after another",
        "gbm": "geometric Brownian motion with the covariance of the ECB's history",
        "student_t": "a Student-t process with the covariance of the ECB's history",
    }[method]
    rates = ", ".join(
        f"{code} {_percent(float(rate))}" for code, rate in plan.film.risk.differential.items()
    )
    return (
        f"Exchange rates are drawn as {how}; the trend of the past is not carried on.",
        f"Overspend of the cost still to be spent: {low}, {mid} and {high} are its 10, 50 and 90 %"
        " quantiles.",
        f"A source pays in full with the probability of its status: {', '.join(statuses)}"
        + (f"; {', '.join(named)}" if named else "")
        + f"; sources fail together with a correlation of {_percent(settings.sources_together)}.",
        "An incentive is refused by the kind of its envelope, loses"
        f" {_percent(settings.incentive_cut)} at the audit on average and comes"
        f" {settings.incentive_delay:g} months late on average.",
        "Territories bring what sales.csv says, lognormal on either side of the middle, together"
        f" with a correlation of {_percent(settings.sales_together)}.",
        f"Interest differentials: {rates}." if rates else "No interest differentials are given.",
    )


def _percent(share: float) -> str:
    return number_words(Decimal(str(round(share, 4))), "share")


def _stopped() -> Finding:
    return Finding(
        "FIN881",
        Severity.ERROR,
        "Stopped before the first scenarios were done, so nothing is known.",
    )


def days_of(report: RiskReport) -> Sequence[Day]:
    """The last day of each period of the balances."""
    return report.film.period_ends


__all__ = ["Method", "Prepared", "RiskReport", "Wanted", "assess", "prepare", "replay"]
