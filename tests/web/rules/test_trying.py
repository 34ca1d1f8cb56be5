"""A scheme tried with bare figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as Day
from decimal import Decimal

import pytest
from django.utils import translation

from borderless.rulebook.library import version_for
from borderless.web.design import reader
from borderless.web.films.reading import our_library
from borderless.web.rules.trying import Trial, trial


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield
    reader.reads_in("")


def tried(typed: dict[str, str]) -> Trial:
    library = our_library()
    scheme = library.scheme("gb-avec")
    assert scheme
    version, _, _ = version_for(scheme, {}, Day(2026, 3, 1))
    assert version
    return trial(library, scheme, version, typed)


FIGURES = {"figure-core_total": "9,500,000", "figure-core_local": "9 000 000"}


def amount(found: Trial) -> Decimal | None:
    assert found.result
    return found.result.amount.amount if found.result.amount else None


def test_the_british_credit() -> None:
    found = tried(FIGURES)
    assert amount(found) == 2_584_000
    assert found.notes == (
        "format is taken as feature, because not given",
        "kind is taken as fiction, because not given",
    )


def test_a_value_of_the_rule_may_be_changed_in_per_cent() -> None:
    assert amount(tried(FIGURES | {"value-credit_to_date.rate": "35"})) == 2_660_000
    assert amount(tried(FIGURES | {"value-credit_to_date.rate": "35 %"})) == 2_660_000


def test_figures_are_read_as_the_reader_writes_them() -> None:
    with translation.override("pl"):
        reader.reads_in("PL")
        typed = {"figure-core_total": "9.500.000,00", "figure-core_local": "9.000.000"}
        assert amount(tried(typed | {"value-credit_to_date.rate": "35,0"})) == 2_660_000


def test_answers_settle_the_verdict() -> None:
    answers = {"fact-british_certificate": "yes", "fact-production_company": "yes"}
    found = tried(FIGURES | answers | {"fact-kind": "animation"})
    assert found.result
    assert found.result.verdict.value == "qualifies"
    assert amount(found) == 2_964_000  # 39 % for animation


def test_nothing_is_worked_out_before_anything_is_told() -> None:
    found = tried({"as_of": "2026-03-01"})
    assert (found.result, found.has_errors) == (None, False)
    assert {one.key for one in found.figures} >= {"core_total", "core_local"}
    assert {one.unit for one in found.figures if one.key == "core_total"} == {"GBP"}
    rate = next(one for one in found.values if one.key == "credit_to_date.rate")
    assert (rate.now, rate.unit) == ("34%", "%")


@pytest.mark.parametrize(
    "text", ["many", "-5", "1e99", "9" * 40, "NaN", "∞", "1,2,3,4", "\x00", "1 000 000 000 000 001"]
)
def test_what_cannot_be_read_is_said_beside_it(text: str) -> None:
    found = tried(FIGURES | {"figure-core_total": text})
    assert found.result is None
    assert [one.key for one in found.figures if one.error] == ["core_total"]
    assert next(one.typed for one in found.figures if one.key == "core_total") == text.strip()


def test_an_answer_that_is_none() -> None:
    found = tried(FIGURES | {"fact-british_certificate": "perhaps", "fact-kind": "opera"})
    assert {one.key for one in found.facts if one.error} == {"kind", "british_certificate"}


def test_every_scheme_can_be_tried() -> None:
    library = our_library()
    for scheme in (*library.incentives(), *library.funds()):
        version = scheme.version[-1]
        empty = trial(library, scheme, version, {})
        typed = {one.name: "50" for one in empty.figures}
        typed |= {one.name: "40" for one in empty.values}
        typed |= {one.name: one.answers[0] if one.answers else "yes" for one in empty.facts}
        found = trial(library, scheme, version, typed)
        assert found.result is not None, scheme.id
