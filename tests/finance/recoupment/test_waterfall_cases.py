"""Small waterfalls worked out by hand: conditions, bases, corridors, currencies, and lines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from borderless.film.recoupment import Medium, Recoupment
from borderless.finance.recoupment.contracts import Basis, structure_of
from borderless.finance.recoupment.ledger import Exchange, Income, Ledger
from borderless.finance.recoupment.structure import Right, Stream

STARTS = date(2025, 1, 1)
REST = {"name": "rest", "claim": [{"party": "Rest", "share": "1"}]}


def tier(name: str, *claims: dict[str, Any], **terms: Any) -> dict[str, Any]:
    return {"name": name, "claim": list(claims)} | terms


def ledger_of(*tiers: dict[str, Any], exchange: Exchange | None = None, **more: Any) -> Ledger:
    recoupment = Recoupment.model_validate({"currency": "EUR", "tier": [*tiers, REST]} | more)
    structure, findings = structure_of(recoupment, Basis("EUR", STARTS), lambda *_: None)
    assert [one.code for one in findings if one.severity.value == "error"] == []
    return Ledger(structure, exchange)


def pay(ledger: Ledger, amount: str | int, day: date = STARTS, **stream: Any) -> dict[str, Decimal]:
    """What this amount pays to whom."""
    pot = ledger.structure.entry(stream.get("deal", "")) or ledger.structure.account
    number = len(ledger.incomes)
    ledger.take(Income(day, Decimal(amount), Stream(pot.index, **stream)))
    found: dict[str, Decimal] = {}
    for income, (party, _, _), cents in ledger.payments:
        if income == number:
            found[party] = found.get(party, Decimal(0)) + cents
    return found


# --- when -----------------------------------------------------------------------------------------


def test_a_bonus_opens_and_closes_in_the_middle_of_a_payment() -> None:
    # 10 % of what comes between 1 000 and 3 000: of 4 000 at once 200, in two payments 50 and 150.
    when = {"receipts_from": "1000", "receipts_until": "3000"}
    bonus = tier("bonus", {"party": "Star", "share": "0.1", "when": when})
    assert pay(ledger_of(bonus), 4_000) == {"Star": 200, "Rest": 3_800}
    ledger = ledger_of(bonus)
    assert pay(ledger, 1_500) == {"Star": 50, "Rest": 1_450}
    assert pay(ledger, 2_500) == {"Star": 150, "Rest": 2_350}
    assert pay(ledger, 100) == {"Rest": 100}


def test_a_claim_opens_when_another_has_recouped() -> None:
    loan = tier("loan", {"party": "Bank", "amount": "600"})
    points = tier("points", {"party": "Star", "share": "0.1", "when": {"after": ["loan"]}})
    # The points stand above the loan, but begin only with the 401st euro that is left of 1 000.
    assert pay(ledger_of(points, loan), 1_000) == {"Bank": 600, "Star": 40, "Rest": 360}


def test_a_claim_closes_when_all_that_it_names_have_recouped() -> None:
    loan = tier("loan", {"party": "Bank", "amount": "450"})
    equity = tier("equity", {"party": "Ada", "amount": "450"})
    until = {"until_recouped": ["loan", "equity"]}
    uplift = tier("uplift", {"party": "Agent", "share": "0.1", "when": until})
    # 10 % of the 1 000 in which loan and equity are filled with the other 900.
    assert pay(ledger_of(uplift, loan, equity), 1_500) == {
        "Agent": 100, "Bank": 450, "Ada": 450, "Rest": 500,
    }  # fmt: skip


def test_territories_media_and_deals_narrow_a_claim() -> None:
    when = {"territories": ["DK", "SE"], "media": ["svod"]}
    ledger = ledger_of(tier("points", {"party": "Star", "share": "0.5", "when": when}))
    assert pay(ledger, 100, territory="DK", medium=Medium.SVOD)["Star"] == 50
    assert pay(ledger, 100, territory="NO", medium=Medium.SVOD) == {"Rest": 100}
    assert pay(ledger, 100, territory="SE", medium=Medium.VIDEO) == {"Rest": 100}
    assert pay(ledger, 100) == {"Rest": 100}  # of which nobody knows whence it came


def test_an_event_opens_on_its_day_and_without_a_day_it_has_not_happened() -> None:
    award = {"party": "Star", "share": "0.5", "when": {"event": "award"}}
    assert pay(ledger_of(tier("award", award)), 100) == {"Rest": 100}
    ledger = ledger_of(tier("award", award), events={"award": date(2025, 9, 6)})
    assert pay(ledger, 100, date(2025, 9, 5)) == {"Rest": 100}
    assert pay(ledger, 100, date(2025, 9, 6)) == {"Star": 50, "Rest": 50}


def test_a_contract_that_has_ended_takes_nothing_and_nobody_waits_for_it() -> None:
    loan = tier("loan", {"party": "Bank", "amount": "1000", "when": {"until": "2025-12-31"}})
    points = tier("points", {"party": "Star", "share": "0.1", "when": {"after": ["loan"]}})
    ledger = ledger_of(loan, points)
    assert pay(ledger, 400, date(2025, 12, 31)) == {"Bank": 400}
    assert pay(ledger, 400, date(2026, 1, 1)) == {"Star": 40, "Rest": 360}
    assert ledger.positions[0].balance is not None
    assert ledger.positions[0].balance.due == 600


def test_what_passes_an_ended_contract_is_what_it_would_have_taken_of() -> None:
    when = {"until": "2025-12-31", "territories": ["DK"]}
    deal = {"name": "North", "to": "Ada"}
    ledger = ledger_of(tier("loan", {"party": "Bank", "amount": "1000", "when": when}), deal=[deal])
    position = next(one for one in ledger.positions if one.right.party == "Bank")
    pay(ledger, 100, date(2025, 6, 1), territory="DK")
    assert position.passed_closed == 0
    pay(ledger, 200, date(2026, 6, 1), territory="DK")
    pay(ledger, 400, date(2026, 6, 1), territory="FR")  # never its own
    pay(ledger, 800, date(2026, 6, 1), territory="DK", deal="North")  # never came so far
    assert position.passed_closed == 200


# --- of what --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "star"),
    [
        # North keeps 25 % of 1 000; the bank has 250 of the 750, the tier is reached by 500.
        ({"of": "residual"}, 50),
        ({"of": "account"}, 75),
        ({"of": "source"}, 100),
        ({"of_after": "commission"}, 60),  # 750 − 20 %
    ],
)
def test_the_same_ten_per_cent_of_four_bases(base: dict[str, str], star: int) -> None:
    ledger = ledger_of(
        tier("commission", {"party": "Agent", "share": "0.2", "of": "account"}),
        tier("loan", {"party": "Bank", "amount": "100"}),
        tier("points", {"party": "Star", "share": "0.1"} | base),
        deal=[{"name": "North", "fee": "0.25"}],
    )
    # 1 000 − 250 = 750 − 150 = 600 − 100 = 500
    assert pay(ledger, 1_000, deal="North")["Star"] == star


def test_a_shortfall_is_made_good_before_anything_passes_on() -> None:
    # 10 % of the account below a loan of 900: 90 are owed when it is filled.
    ledger = ledger_of(
        tier("loan", {"party": "Bank", "amount": "900"}),
        tier("points", {"party": "Star", "share": "0.1", "of": "account"}),
    )
    assert pay(ledger, 900) == {"Bank": 900}
    assert ledger.positions[1].arrears == 90
    # The next 50 are all the star's: 5 of its own and 45 of the 90.
    assert pay(ledger, 50) == {"Star": 50}
    assert ledger.positions[1].arrears == 45
    # 50 more bring 45 + 5, and then 10 % of each euro.
    assert pay(ledger, 150) == {"Star": 60, "Rest": 90}
    assert ledger.positions[1].arrears == 0


def test_a_limit_of_all_that_a_share_may_bring() -> None:
    ledger = ledger_of(tier("points", {"party": "Star", "share": "0.5", "at_most": "100"}))
    assert pay(ledger, 150) == {"Star": 75, "Rest": 75}
    assert pay(ledger, 150) == {"Star": 25, "Rest": 125}


# --- side by side ---------------------------------------------------------------------------------


def test_a_corridor_stands_beside_a_loan_as_long_as_the_loan_does() -> None:
    loan = tier("loan", {"party": "Bank", "amount": "900"}, {"party": "Ada", "share": "0.1"})
    ledger = ledger_of(loan)
    assert pay(ledger, 500) == {"Bank": 450, "Ada": 50}
    assert pay(ledger, 600) == {"Bank": 450, "Ada": 50, "Rest": 100}
    assert pay(ledger, 100) == {"Rest": 100}


def test_fixed_shares_and_who_takes_the_share_of_one_that_is_filled() -> None:
    # 60/40 of a tier: of 500 Ada, owed 150, would have 300.
    for freed, bo, rest in (("others", 350, 0), ("down", 200, 150)):
        both = tier(
            "equity",
            {"party": "Ada", "amount": "150", "share": "0.6"},
            {"party": "Bo", "amount": "900", "share": "0.4"},
            sharing="shares",
            freed=freed,
        )
        found = pay(ledger_of(both), 500)
        assert found == {"Ada": 150, "Bo": bo} | ({"Rest": rest} if rest else {})


def test_classes_in_order() -> None:
    # A development class with 200 % before a production class with 120 %.
    ledger = ledger_of(
        tier("development", {"party": "Ada", "amount": "100", "multiple": "2"}),
        tier("production", {"party": "Bo", "amount": "1000", "multiple": "1.2"}),
    )
    assert pay(ledger, 1_500) == {"Ada": 200, "Bo": 1_200, "Rest": 100}


def test_two_at_source_shares_that_are_too_much_are_cut_in_proportion_and_stay_owed() -> None:
    # 20 % and 10 % of 1 000 at the account, but only 150 are left by the bank.
    ledger = ledger_of(
        tier("loan", {"party": "Bank", "amount": "850"}),
        tier(
            "points",
            {"party": "Star", "share": "0.2", "of": "account"},
            {"party": "Writer", "share": "0.1", "of": "account"},
        ),
    )
    assert pay(ledger, 1_000) == {"Bank": 850, "Star": 100, "Writer": 50}
    assert [round(one.arrears) for one in ledger.positions[1:3]] == [100, 50]


# --- currencies -----------------------------------------------------------------------------------

LOAN = {"party": "Bank", "amount": "1000", "currency": "USD"}


def test_a_claim_in_another_currency_at_the_rate_of_its_contract() -> None:
    ledger = ledger_of(tier("loan", LOAN | {"rate": "contract", "contract_rate": "0.8"}))
    assert pay(ledger, 1_000) == {"Bank": 800, "Rest": 200}


def test_a_claim_in_another_currency_at_the_rate_of_each_payment() -> None:
    def rate(right: Right, day: date) -> Decimal:
        assert right.currency == "USD"
        return Decimal("0.8") if day.year == 2025 else Decimal("0.9")

    ledger = ledger_of(tier("loan", LOAN), exchange=rate)
    # 400 EUR are 500 USD; the other 500 USD are 450 EUR a year on.
    assert pay(ledger, 400) == {"Bank": 400}
    assert pay(ledger, 600, date(2026, 1, 1)) == {"Bank": 450, "Rest": 150}
    assert ledger.positions[0].taken == 1_000
    assert ledger.positions[0].credited == 850


# --- lines ----------------------------------------------------------------------------------------


def test_each_payment_has_its_line() -> None:
    ledger = ledger_of(
        tier("commission", {"party": "Agent", "share": "0.2", "of": "account"}),
        tier("loan", {"party": "Bank", "amount": "600"}),
    )
    pay(ledger, 500)
    pay(ledger, 500)
    lines = [
        f"{line.income} {ledger.structure.rights[line.right].name}: {line.taken:.0f}"
        f" of {line.base:.0f}"
        + (f"; owed {line.due_before:.0f}, then {line.due_after:.0f}" if line.due_before else "")
        for line in ledger.lines
    ]
    # What passed by the loan when it was filled is no part of its line.
    assert lines == [
        "0 commission: 100 of 500",
        "0 loan: 400 of 400; owed 600, then 200",
        "1 commission: 100 of 500",
        "1 loan: 200 of 200; owed 200, then 0",
        "1 rest: 200 of 200",
    ]


def test_the_cent_that_is_left_of_three_thirds() -> None:
    thirds = tier("equity", *({"party": who, "amount": "100"} for who in ("Ada", "Bo", "Cy")))
    assert pay(ledger_of(thirds), 100)["Ada"] == Decimal("33.34")
    named = ledger_of(thirds, remainder="Cy")
    assert pay(named, 100) == {
        "Ada": Decimal("33.33"), "Bo": Decimal("33.33"), "Cy": Decimal("33.34"),
    }  # fmt: skip
    # Nothing drifts: in the end everybody has 100.
    pay(named, 100)
    pay(named, 100)
    assert {leaf[0]: cents for leaf, cents in named.paid.items() if cents} == {
        "Ada": 100, "Bo": 100, "Cy": 100,
    }  # fmt: skip
