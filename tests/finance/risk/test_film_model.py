"""From a film's folder to the arrays of the scenarios."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from borderless.film.folder import read_film
from borderless.film.takings_table import read_takings
from borderless.finance.plan import Plan, make_plan
from borderless.finance.recoupment.incomes import Exchange
from borderless.finance.recoupment.settlement import settled
from borderless.finance.recoupment.simulate import expected, incomes_of_estimates
from borderless.finance.recoupment.waterfall import contracts_of
from borderless.finance.risk.assess import Prepared, prepare
from borderless.finance.risk.chunk import GAP, ChunkRunner
from borderless.finance.risk.draws import SalesDraws
from borderless.finance.risk.payback import PaybackEngine
from borderless.finance.risk.risk_settings import settings_for, usual
from borderless.rulebook.library import load

NEEDLE = Path(__file__).parents[3] / "examples" / "the-girl-with-the-needle"


@pytest.fixture(scope="module")
def needle() -> Plan:
    film = read_film(NEEDLE).film
    assert film is not None and film.as_of is not None
    plan, _ = make_plan(film, load()[0], as_of=film.as_of)
    assert plan is not None
    return plan


@pytest.fixture(scope="module")
def prepared(needle: Plan) -> Prepared:
    takings, _ = read_takings(NEEDLE, "EUR")
    found, findings = prepare(needle, takings)
    assert found is not None, findings
    return found


def test_without_any_mishap_the_gap_is_the_plan_s(needle: Plan, prepared: Prepared) -> None:
    """Everything at its plan: the gap is that of the finance plan and the cost of its loans."""
    model = prepared.film.model
    still = replace(
        model,
        settings=replace(
            model.settings, overspend=(0.0, 0.0, 0.0), incentive_cut=0.0, incentive_delay=0.0
        ),
        sources=tuple(replace(one, stands=1.0) for one in model.sources),
        incentives=tuple(replace(one, granted=1.0) for one in model.incentives),
    )
    drawn = ChunkRunner(still, 1).drawn(0, 16)
    drawn.factors[:] = 1.0
    from borderless.finance.risk.gap import balances_of, gap_of

    identity = prepared.cashflow.identity
    fees = float(identity.fees + identity.interest - identity.budgeted)
    assert gap_of(still, drawn) == pytest.approx(
        np.full(16, float(needle.summary.gap) + fees), abs=0.01
    )
    balances = balances_of(still, drawn)[:, 0]
    assert balances == pytest.approx(prepared.film.planned, abs=0.01)


def test_the_planned_balance_is_that_of_the_cash_flow_without_loans(prepared: Prepared) -> None:
    """But for the loans' fees and interest, which are costs with or without the loan's money."""
    lowest = float(prepared.cashflow.lowest_without_loans.amount)
    costs = float(prepared.cashflow.finance_cost)
    assert lowest - costs <= min(prepared.film.planned) <= lowest + costs


def test_the_middle_of_the_estimates_is_paid_as_the_exact_engine_pays(
    needle: Plan, prepared: Prepared
) -> None:
    """Medians, nothing late, no rate moved: the lanes pay what the ledger pays."""
    recoupment = prepared.film.model.recoupment
    assert recoupment is not None
    sure = replace(
        recoupment, territories=tuple(replace(one, delay=0.0) for one in recoupment.territories)
    )
    sales = SalesDraws(
        np.array([[one.median] for one in sure.territories]),
        np.zeros((len(sure.territories), 1)),
    )
    slots = len(prepared.film.model.sampler.slots)
    paid = PaybackEngine(sure).paid(sales, np.ones((slots, 1)), 1, in_detail=False)
    contracts, _ = contracts_of(needle)
    assert contracts is not None
    takings, _ = read_takings(NEEDLE, "EUR")
    expectations, _ = expected(contracts.recoupment, contracts.structure, takings.estimates)
    exchange = Exchange(needle.rates, date(2022, 10, 14))
    incomes = incomes_of_estimates(expectations, contracts.structure, exchange, "mid")
    settlement = settled(contracts.eras, incomes, exchange)
    for party, amount in zip(recoupment.parties, paid.paid, strict=True):
        # Within a few euros: the ledger rounds each monthly part of an estimate to cents.
        assert amount[0] == pytest.approx(float(settlement.total(party.name)), abs=5.0), party.name


def test_money_is_put_in_on_the_days_of_the_cash_flow(prepared: Prepared) -> None:
    recoupment = prepared.film.model.recoupment
    assert recoupment is not None
    parties = {one.name: one for one in recoupment.parties}
    institute = parties["Danish Film Institute"]
    months = [month for month, _ in institute.months]
    assert len(months) == 5  # from the signature to the audit
    assert months[0] < -18  # two years before the première
    assert months[-1] == pytest.approx(0.5, abs=0.2)
    assert sum(amount for _, amount in institute.months) == pytest.approx(institute.invested)


def test_exposures_are_the_flows_to_come_in_other_currencies(prepared: Prepared) -> None:
    by_currency: dict[str, float] = {}
    for one in prepared.film.exposures:
        assert one.month > 0 and one.currency != "EUR"
        by_currency[one.currency] = by_currency.get(one.currency, 0.0) + one.amount
    assert set(by_currency) == {"DKK", "PLN", "SEK"}
    assert by_currency["PLN"] < 0  # more zloty go out than come in


def test_chances_come_from_the_film_then_its_status(needle: Plan, prepared: Prepared) -> None:
    stands = {one.name: one.stands for one in prepared.film.model.sources}
    assert stands["SVT"] == 0.75  # [risk] of the film
    assert stands["DR"] == usual().stands["confirmed"]
    granted = {one.name: one.granted for one in prepared.film.model.incentives}
    assert list(granted.values()) == [0.85]  # first come, first served
    assert settings_for(needle.film.risk).stands["Eurimages"] == 0.65


def test_a_film_without_any_dates_is_refused_in_words(needle: Plan) -> None:
    takings, _ = read_takings(NEEDLE, "EUR")
    bare: dict[str, Any] = {"dates": type(needle.film.dates)(), "phase": ()}
    plan = replace(needle, film=needle.film.model_copy(update=bare))
    found, findings = prepare(plan, takings)
    assert found is None
    assert findings and findings[0].message


def test_the_gap_of_the_scenarios_has_the_plan_inside(prepared: Prepared) -> None:
    found, _ = ChunkRunner(prepared.film.model, 7).outcomes(0, 8192)
    gap = found[GAP]
    planned = float(prepared.plan.summary.gap)
    assert np.quantile(gap, 0.01) < planned < np.quantile(gap, 0.99)
    assert Decimal(0) < prepared.plan.summary.budget
