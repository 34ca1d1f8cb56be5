from __future__ import annotations

from decimal import Decimal

import pytest

from borderless.rulebook.scheme import Version
from borderless.rulebook.what_if import NoSuchParameterError, full_path, parameters, with_parameter

VERSION = Version.model_validate(
    {
        "from": "2024-01-01",
        "gate": [{"figure": "spend_local", "at_least": 100}],
        "step": [
            {
                "name": "base",
                "says": "base",
                "take": "spend_local",
                "at_most": [{"share": "0.8", "of": "spend_total"}, {"amount": 500}],
            },
            {"name": "amount", "says": "rebate", "take": "base", "rate": "0.30"},
        ],
    }
)


def test_a_bare_rate_is_that_of_the_first_step_that_has_one() -> None:
    assert full_path(VERSION, "rate") == "amount.rate"
    assert with_parameter(VERSION, "rate", Decimal("0.35")).step[1].rate == Decimal("0.35")


def test_untouched_parts_are_shared() -> None:
    changed = with_parameter(VERSION, "amount.rate", Decimal("0.35"))
    assert changed.step[0] is VERSION.step[0]
    assert changed.gate is VERSION.gate
    assert VERSION.step[1].rate == Decimal("0.30")


def test_limits_and_gates_have_paths_too() -> None:
    assert list(parameters(VERSION)) == [
        "base.at_most.1.share",
        "base.at_most.2.amount",
        "amount.rate",
        "gate.1.at_least",
    ]
    changed = with_parameter(VERSION, "base.at_most.2.amount", Decimal(900))
    assert changed.step[0].at_most[1].amount == Decimal(900)
    assert with_parameter(VERSION, "gate.1.at_least", Decimal(7)).gate[0].at_least == Decimal(7)


def test_an_unknown_path_names_those_there_are() -> None:
    with pytest.raises(NoSuchParameterError, match=r"no parameter 'rat'; it has base\.at_most"):
        with_parameter(VERSION, "rat", Decimal(1))
