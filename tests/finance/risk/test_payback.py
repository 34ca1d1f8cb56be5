"""Who has what back in the scenarios, held to the exact engine and to hand-worked figures."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from small_models import START, model, recoupment_risk, territory

from borderless.film.days import months_later
from borderless.finance.risk.chunk import ChunkRunner, party_name
from borderless.finance.risk.draws import SalesDraws
from borderless.finance.risk.payback import PaybackEngine, internal_rate
from borderless.finance.risk.risk_model import PartyRisk

QUARTERS = tuple(months_later(START, 3 * n) - timedelta(days=1) for n in range(1, 9))
SCHEDULE = {
    "tier": [
        {"name": "manager", "claim": [{"party": "Manager", "share": "0.01", "of": "account"}]},
        {"name": "equity", "claim": [{"party": "Ada", "amount": 1000, "premium": "0.2"}]},
        {
            "name": "profit",
            "claim": [{"party": "Ada", "share": "0.5"}, {"party": "Bo", "share": "0.5"}],
        },
    ]
}


def paid(amounts: list[float], delays: list[float], months: tuple[float, ...] = (0.5,)) -> object:
    made = recoupment_risk(SCHEDULE, (territory(1.0, months=months, delay=1.0),), days=QUARTERS)
    draws = SalesDraws(np.array([amounts]), np.array([delays]))
    return PaybackEngine(made).paid(
        draws, np.empty((0, len(amounts))), len(amounts), in_detail=True
    )


def test_money_falls_through_the_tiers() -> None:
    back = paid([500.0, 2000.0], [0.0, 0.0])
    manager, ada, bo = back.paid  # type: ignore[attr-defined]
    assert manager == pytest.approx([5.0, 20.0])
    assert ada == pytest.approx([495.0, 1200.0 + 390.0])
    assert bo == pytest.approx([0.0, 390.0])
    assert back.recouped[1] == [1] * 8  # type: ignore[attr-defined]


def test_a_delay_moves_money_to_a_later_statement() -> None:
    """Due after half a month: in the first quarter; four months late, in the second."""
    back = paid([2000.0, 2000.0, 2000.0], [0.0, 4.0, 500.0])
    detail = back.by_distribution[1]  # type: ignore[attr-defined]
    first, second, last = detail[0], detail[1], detail[-1]
    assert first == pytest.approx([1590.0, 0.0, 0.0])
    assert second == pytest.approx([0.0, 1590.0, 0.0])
    assert last == pytest.approx([0.0, 0.0, 1590.0])  # the last statement takes all that is to come
    assert back.recouped[1] == [1, 2, 2, 2, 2, 2, 2, 3]  # type: ignore[attr-defined]


def test_parts_come_month_by_month() -> None:
    back = paid([1200.0], [0.0], months=tuple(0.5 + n for n in range(6)))
    manager = back.by_distribution[0][:, 0]  # type: ignore[attr-defined]
    assert manager == pytest.approx([6.0, 6.0, 0, 0, 0, 0, 0, 0])


def test_the_internal_rate_is_the_rate_at_which_both_are_worth_the_same() -> None:
    party = PartyRisk("Ada", (), (), 100.0, ((0.0, 60.0), (6.0, 40.0)))
    months = (12.0, 24.0)
    flows = np.array([[110.0, 0.0, 40.0], [0.0, 0.0, 80.0]])
    found = internal_rate(party, months, flows)
    for lane, rate in enumerate(found):
        if flows[:, lane].sum() == 0:
            assert rate == -1.0
            continue
        worth = sum(a / (1 + rate) ** (m / 12) for m, a in zip(months, flows[:, lane], strict=True))
        put_in = sum(a / (1 + rate) ** (m / 12) for m, a in party.months)
        assert worth == pytest.approx(put_in, rel=1e-7)


def test_one_year_at_ten_per_cent() -> None:
    party = PartyRisk("Ada", (), (), 100.0, ((0.0, 100.0),))
    assert internal_rate(party, (12.0,), np.array([[110.0]]))[0] == pytest.approx(0.10)


def test_outcomes_of_a_chunk_have_multiples_and_returns() -> None:
    made = model(recoupment=recoupment_risk(SCHEDULE, (territory(1500.0),), days=QUARTERS))
    found, recouped = ChunkRunner(made, 1).outcomes(0, 2048)
    assert found[party_name("multiple", 1)] == pytest.approx(found[party_name("paid", 1)] / 1000.0)
    assert found[party_name("return", 1)].max() > 0.2
    assert party_name("multiple", 0) not in found  # the manager put nothing in
    assert 0 < recouped[1][-1] < 2048
    assert date(2026, 3, 31) == QUARTERS[0]
