"""What rules say, in the sentences that the terminal and the pages share."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal

import pytest

from borderless.dossier.rule_words import (
    answers_known,
    envelope_words,
    facts_asked,
    gate_words,
    is_a_share,
    limits_words,
    outside_words,
    passing_words,
    payment_words,
    usual_facts,
)
from borderless.rulebook.conditions import Condition, Gate
from borderless.rulebook.library import load, version_for
from borderless.rulebook.points import Floor, PointsTest, Row
from borderless.rulebook.scheme import Envelope, Payment
from borderless.rulebook.treaty import OutsideLimits, ShareLimits

LIBRARY, _ = load()


def test_a_condition_with_where_it_is_asked() -> None:
    gate = Gate(
        figure="spend_local",
        at_least=Decimal(1_000_000),
        when=Condition(fact="kind", **{"is": "animation"}),
    )
    words = gate_words(gate, LIBRARY.vocabulary, "PLN")
    assert words == "spend_local is at least 1\u202f000\u202f000.00 PLN (where kind is animation)"


def test_terms() -> None:
    payment = Payment(event="tax_filing", share=Decimal("0.6"), months_after=Decimal(3))
    assert payment_words(payment) == "60 %, 3 months after tax filing"
    assert envelope_words(Envelope(kind="first_come"), "EUR") == "first come"
    pot = Envelope(kind="ranked", annual=Decimal(25_000_000))
    assert envelope_words(pot, "EUR") == "ranked, 25\u202f000\u202f000.00 EUR a year"


def test_shares_of_states() -> None:
    assert limits_words(ShareLimits(minimum=Decimal("0.1"))) == "each from 10 % to the rest"
    both = ShareLimits(minimum=Decimal("0.05"), maximum=Decimal("0.8"))
    assert limits_words(both) == "each from 5 % to 80 %"
    assert limits_words(ShareLimits()) == "each from not known to the rest"
    third = OutsideLimits(total=Decimal("0.3"))
    assert outside_words(third) == "third countries: at most 30 % together"
    assert outside_words(None) == outside_words(OutsideLimits()) == ""


def test_what_it_takes_to_pass() -> None:
    test = PointsTest(
        rule="points",
        id="a-test",
        name="A test",
        pass_mark=Decimal(3),
        as_of=Day(2026, 1, 1),
        row=(Row(id="a", says="A", points=Decimal(5), group="people"),),
        floor=(Floor(group="people", at_least=Decimal(2)),),
    )
    assert passing_words(test) == ["passes at 3 of 5", "at least 2 in people"]
    by_share = test.model_copy(
        update={"pass_mark": None, "pass_share": Decimal("0.5"), "floor": ()}
    )
    assert passing_words(by_share) == ["passes at 50 % of the points that apply"]


def test_facts_their_usual_answers_and_their_words() -> None:
    scheme = LIBRARY.scheme("gb-avec")
    assert scheme
    version, _, _ = version_for(scheme, {}, Day(2026, 3, 1))
    assert version
    assert "certified" in facts_asked(LIBRARY, scheme, version)["british_certificate"].lower()
    facts, notes = usual_facts(LIBRARY, version, {"kind": "animation"})
    assert facts == {"kind": "animation", "format": "feature"}
    assert notes == ["format is taken as feature, because not given"]
    answers = answers_known(version)
    assert "animation" in answers["kind"]
    assert "british_certificate" not in answers


@pytest.mark.parametrize(
    ("path", "value", "share"),
    [
        ("rebate.rate", "0.30", True),
        ("base.at_most.1.share", "0.80", True),
        ("gate.9.at_least", "0.75", True),
        ("within_limits.at_most.1.when.all.1.more_than", "0.50", True),
        ("gate.3.at_least", "70", False),
        ("amount.at_least.1.amount", "0", False),
        ("gate.1.at_least", "1", False),
    ],
)
def test_which_parameters_are_shares(path: str, value: str, *, share: bool) -> None:
    assert is_a_share(path, Decimal(value)) == share
