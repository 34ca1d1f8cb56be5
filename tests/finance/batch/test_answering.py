"""From a task to its row, on small films that show one thing each."""

from __future__ import annotations

import pickle
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest
from films import AS_OF, film

from borderless.film.model import Film
from borderless.finance.batch.answering import run_task
from borderless.finance.batch.basis import Basis, OtherInstallationError, basis_of, library_of
from borderless.finance.batch.rows import SlateRow, SweepRow
from borderless.finance.batch.tasks import Terms, slate_task, sweep_tasks
from borderless.rulebook.library import load

BASIS = basis_of(load()[0])
ICELAND = """
    rule = "incentive"
    id = "is-own"
    name = "A quarter back"
    territory = "IS"
    kind = "cash_rebate"
    currency = "EUR"
    authority = "nobody"
    status = "verified"
    as_of = 2026-01-01

    [[version]]
    from = 2020-01-01
    [[version.step]]
    name = "amount"
    says = "A quarter of what is spent in Iceland"
    take = "spend_local"
    rate = 0.25
    source = "text"
    [[version.payment]]
    event = "delivery"
    share = 1
    source = "text"
    [version.envelope]
    kind = "first_come"
    says = "While money lasts"
    source = "text"

    [[source]]
    key = "text"
    title = "invented"
    verified = true
"""
ABROAD = [
    {"amount": 600_000, "currency": "EUR", "country": "DK"},
    {"amount": 400_000, "currency": "EUR", "country": "IS"},
]


def swept(
    made: Film, *partners: str, optimise: bool = False, basis: Basis = BASIS, currency: str = ""
) -> SweepRow:
    (task,) = sweep_tasks(made, [partners], AS_OF, Terms(optimise, currency), basis)
    row = run_task(pickle.loads(pickle.dumps(task)))
    assert isinstance(row, SweepRow)
    return row


def slated(made: Film, *, optimise: bool = False) -> SlateRow:
    row = run_task(slate_task(made, "a film", AS_OF, Terms(optimise), BASIS))
    assert isinstance(row, SlateRow)
    return row


def own_rule(folder: Path) -> Basis:
    (folder / "is-own.toml").write_text(dedent(ICELAND))
    library, findings = load([folder])
    assert findings == []
    return basis_of(library)


def test_a_new_partners_scheme_is_claimed_and_weighed_as_the_search_weighs_it(
    tmp_path: Path,
) -> None:
    made = film({"DK": "0.5", "SE": "0.5"}, budget=ABROAD)
    row = swept(made, "IS", basis=own_rule(tmp_path))
    assert row.incentives_by_country == {"IS": Decimal("100000.00")}
    assert row.partner_cost is not None
    # 85 % likely to be paid, ten months after the start of the shoot, and so worth less than that
    assert row.net is not None
    counted = 1_000_000 + row.partner_cost - row.net
    assert Decimal(78_000) < counted < Decimal(85_000)
    refused = made.model_copy(
        update={"placement": made.placement.model_copy(update={"refuse": ("is-own",)})}
    )
    assert swept(refused, "IS", basis=own_rule(tmp_path)).incentives == 0


def test_a_partner_of_today_claims_what_the_film_says_and_no_more(tmp_path: Path) -> None:
    made = film({"DK": "0.5", "IS": "0.5"}, budget=ABROAD)
    assert swept(made, "IS", basis=own_rule(tmp_path)).incentives == 0
    claimed = film({"DK": "0.5", "IS": "0.5"}, budget=ABROAD, source=[{"incentive": "is-own"}])
    assert swept(claimed, "IS", basis=own_rule(tmp_path)).incentives == 100_000


def test_own_rules_travel_with_the_task_and_are_read_once(tmp_path: Path) -> None:
    basis = own_rule(tmp_path)
    (tmp_path / "is-own.toml").unlink()
    sent = pickle.loads(pickle.dumps(basis))
    assert library_of(sent).scheme("is-own") is not None
    assert library_of(sent) is library_of(basis)
    assert library_of(BASIS).scheme("is-own") is None
    assert basis.digest != BASIS.digest


def test_rules_that_were_changed_on_the_way_are_refused(tmp_path: Path) -> None:
    basis = own_rule(tmp_path)
    with pytest.raises(OtherInstallationError):
        library_of(Basis(basis.digest))


def test_amounts_are_in_the_reporting_currency() -> None:
    row = swept(film({"DK": "0.5", "SE": "0.5"}), "SE", currency="DKK")
    assert row.currency == "DKK"
    assert row.cost is not None
    assert row.cost > 7_000_000


@pytest.mark.parametrize("optimise", [False, True])
def test_a_film_without_a_plan_is_a_row_with_its_sentence(optimise: bool) -> None:
    made = film({"DK": "1"}, budget=[{"amount": 1, "currency": "KES", "country": "DK"}])
    row = swept(made, "SE", optimise=optimise)
    assert "KES" in row.error
    assert (row.net, row.outcome, row.incentives) == (None, "", None)
    assert "KES" in slated(made, optimise=optimise).error


def test_wishes_that_cannot_stand_together_are_named() -> None:
    wishes = {"partners_at_most": 0, "official": "ignored"}
    row = swept(film({"DK": "1"}, placement=wishes), "SE", optimise=True)
    assert row.outcome == "impossible"
    assert "at most 0 partners beside Denmark" in row.error


def test_a_slates_row_has_before_and_after() -> None:
    made = film({"DK": "0.5", "SE": "0.5"})
    planned, searched = slated(made), slated(made, optimise=True)
    assert (planned.outcome, planned.before_net) == ("planned", Decimal(1_000_000))
    assert searched.before_net == Decimal(1_000_000)
    assert searched.after_net is not None
    assert searched.gain == Decimal(1_000_000) - searched.after_net
