"""One rule, two readings: evaluate (float64) and explain (exact) agree to the cent on any rule."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_rules import film, money, schemes

from borderless.finance.evaluate import Films, evaluate
from borderless.finance.explain import explain
from borderless.rulebook.library import Library, load
from borderless.rulebook.scheme import Scheme

CENT = Decimal("0.01")


def float_error(amount: Decimal) -> Decimal:
    """What float64 may lose: a millionth on a hundred million, and in proportion beyond."""
    return max(Decimal("1e-6"), abs(amount) * Decimal("1e-14"))


@cache
def the_library() -> Library:
    loaded, findings = load()
    assert findings == []
    return loaded


@pytest.fixture
def library() -> Library:
    return the_library()


def exact(
    library: Library, scheme: Scheme, figures: dict[str, Decimal], facts: dict[str, Any]
) -> Decimal | None:
    amount = explain(library, scheme, scheme.version[0], figures, facts).amount
    return None if amount is None else amount.amount


@settings(max_examples=250, deadline=None)
@given(schemes(), st.lists(film, min_size=1, max_size=4), st.sampled_from(["feature", "series"]))
def test_the_readings_agree_to_the_cent(
    scheme: Scheme, films: list[dict[str, Decimal]], format_: str
) -> None:
    library = the_library()
    facts = {"format": format_}
    columns = {name: np.array([float(one[name]) for one in films]) for name in films[0]}
    many = evaluate(scheme.version[0], columns, facts)
    for index, one in enumerate(films):
        truth = explain(library, scheme, scheme.version[0], one, facts)
        single = evaluate(scheme.version[0], {n: float(v) for n, v in one.items()}, facts)
        assert truth.amount is not None
        assert truth.net is not None
        for read, money_ in ((many.amount, truth.amount), (many.net, truth.net)):
            value = float(np.asarray(read)[index]) if np.ndim(read) else float(read)
            # The exact amount is rounded to the cent; float64 is not.
            assert abs(Decimal(value) - money_.amount) <= CENT / 2 + float_error(money_.amount)
        assert single.amount == pytest.approx(float(truth.amount.amount), abs=0.00501, rel=1e-12)
        fails = np.broadcast_to(np.asarray(many.fails), len(films))[index]
        assert fails == (truth.verdict == "does not")


# --- the rulebook's own schemes ------------------------------------------------------------------


def _ids() -> list[str]:
    return [scheme.id for scheme in the_library().incentives()]


@pytest.mark.parametrize("scheme_id", _ids())
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_every_scheme_reads_the_same_in_columns(scheme_id: str, data: st.DataObject) -> None:
    library = the_library()
    scheme = library.scheme(scheme_id)
    assert scheme is not None
    kinds = st.sampled_from(["fiction", "documentary", "animation"])
    formats = st.sampled_from(["feature", "short", "single", "series"])
    for version in scheme.version:
        words = library.vocabulary.figure
        figures = {}
        for name in version.figures():
            unit = words[name].unit
            figures[name] = data.draw(
                {
                    "money": money,
                    "share": st.decimals(0, 1, places=2),
                    "count": st.decimals(1, 200, places=0),
                    "score": st.decimals(0, 100, places=0),
                }[unit]
            )
        facts: dict[str, Any] = {name: data.draw(st.booleans()) for name in version.facts()}
        facts |= {"format": data.draw(formats), "kind": data.draw(kinds)}
        facts["coproducing_countries"] = data.draw(st.sampled_from(["one", "two", "many"]))
        truth = explain(library, scheme, version, figures, facts)
        columns = {name: np.array([float(value)] * 3) for name, value in figures.items()}
        many = evaluate(version, columns, facts)
        assert truth.amount is not None, (scheme_id, truth.missing)
        quantum = Decimal("0.00501") if truth.amount.currency != "KRW" else Decimal("0.501")
        for value in np.atleast_1d(many.amount):
            assert abs(Decimal(float(value)) - truth.amount.amount) <= quantum


# --- not known -----------------------------------------------------------------------------------


def _scheme(version: dict[str, Any]) -> Scheme:
    return Scheme.model_validate(
        {
            "rule": "incentive",
            "id": "xx-small",
            "name": "small",
            "territory": "DK",
            "kind": "cash_rebate",
            "currency": "EUR",
            "authority": "",
            "as_of": date(2026, 1, 1),
            "version": [{"from": date(2020, 1, 1), **version}],
        }
    )


QUARTER = {"name": "amount", "says": "a quarter", "take": "spend_local", "rate": "0.25"}


def test_a_missing_figure_is_not_known_and_never_zero(library: Library) -> None:
    scheme = _scheme({"step": [QUARTER]})
    result = explain(library, scheme, scheme.version[0], {})
    assert result.amount is None
    assert result.missing == ("spend_local",)
    assert np.isnan(evaluate(scheme.version[0], {}).amount)


def test_nan_in_a_column_stays_not_known_for_that_film_alone() -> None:
    scheme = _scheme({"gate": [{"figure": "spend_local", "at_least": 100}], "step": [QUARTER]})
    found = evaluate(scheme.version[0], {"spend_local": np.array([400.0, np.nan, 40.0])})
    assert np.isnan(np.asarray(found.amount)[1])
    assert list(np.asarray(found.amount)[[0, 2]]) == [100.0, 0.0]
    assert list(np.asarray(found.qualifies)) == [True, False, False]
    assert list(np.asarray(found.fails)) == [False, False, True]


def test_a_failed_gate_decides_even_where_the_amount_is_not_known() -> None:
    scheme = _scheme(
        {
            "gate": [{"figure": "spend_total", "at_least": 100}],
            "step": [QUARTER],
        }
    )
    found = evaluate(
        scheme.version[0],
        {"spend_total": np.array([50.0, 150.0]), "spend_local": np.array([np.nan, np.nan])},
    )
    assert np.asarray(found.amount)[0] == 0.0
    assert np.isnan(np.asarray(found.amount)[1])


def test_an_open_fact_leaves_the_verdict_open_and_shows_the_amount(library: Library) -> None:
    scheme = _scheme({"gate": [{"fact": "theatrical", "is": True}], "step": [QUARTER]})
    result = explain(library, scheme, scheme.version[0], {"spend_local": Decimal(400)})
    assert result.verdict == "not known"
    assert result.amount is not None
    assert result.amount.amount == Decimal("100.00")
    assert result.missing == ("theatrical",)


# --- what-ifs ------------------------------------------------------------------------------------


def test_a_changed_figure_changes_only_what_rests_on_it() -> None:
    scheme = _scheme({"step": [QUARTER]})
    films = Films({"spend_local": np.array([100.0, 200.0]), "spend_total": 1000.0})
    assert list(np.asarray(films.evaluate(scheme.version[0], keep=True).amount)) == [25.0, 50.0]
    films.change("spend_local", np.array([400.0, 800.0]))
    assert list(np.asarray(films.evaluate(scheme.version[0]).amount)) == [100.0, 200.0]


def test_many_films_in_several_pieces_and_threads_equal_one_by_one() -> None:
    scheme = _scheme(
        {
            "gate": [{"figure": "spend_local", "at_least": "0.10", "share_of": "spend_total"}],
            "step": [
                {
                    "name": "base",
                    "says": "base",
                    "take": "spend_local",
                    "at_most": [{"share": "0.8", "of": "spend_total"}],
                },
                {**QUARTER, "take": "base", "at_most": [{"amount": 5_000_000}]},
                {"name": "net", "says": "net", "take": "amount", "rate": "0.75"},
            ],
        }
    )
    rng = np.random.default_rng(4)
    total = rng.uniform(1e5, 4e7, 300_001)
    local = total * rng.uniform(0, 1, 300_001)
    found = evaluate(scheme.version[0], {"spend_local": local, "spend_total": total})
    truth = np.where(
        local >= 0.1 * total, np.minimum(0.25 * np.minimum(local, 0.8 * total), 5e6), 0
    )
    np.testing.assert_allclose(np.asarray(found.amount), truth, rtol=1e-14)
    np.testing.assert_allclose(np.asarray(found.net), 0.75 * truth, rtol=1e-14)


def test_a_film_exactly_on_a_threshold_does_not_fall() -> None:
    """0.1 × 3 is more than 0.3 in float64; in money it is not."""
    cents = np.arange(1, 400_001, dtype=np.float64) * 1237
    local, total = cents / 100, cents / 10
    for word, qualifies in (("at_least", True), ("more_than", False), ("at_most", True)):
        gate = {"figure": "spend_local", word: "0.10", "share_of": "spend_total"}
        scheme = _scheme({"gate": [gate], "step": [QUARTER]})
        found = evaluate(scheme.version[0], {"spend_local": local, "spend_total": total})
        assert np.all(np.asarray(found.qualifies) == qualifies), word


def test_a_single_film_is_read_again_only_where_a_figure_changed() -> None:
    scheme = _scheme({"step": [QUARTER]})
    films = Films({"spend_local": 100.0, "spend_total": 1000.0})
    first = films.evaluate(scheme.version[0])
    films.change("spend_total", 2000.0)
    assert films.evaluate(scheme.version[0]) is first
    films.change("spend_local", 400.0)
    assert films.evaluate(scheme.version[0]).amount == 100.0
    assert films.evaluate(scheme.version[0], {"format": "series"}) is not first
