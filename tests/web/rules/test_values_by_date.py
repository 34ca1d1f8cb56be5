"""Each value of a rule by date."""

from __future__ import annotations

from datetime import date as Day

from borderless.rulebook.scheme import Scheme
from borderless.web.films.reading import our_library
from borderless.web.rules.values_by_date import Value, values

SOURCE = {"key": "law", "title": "A law", "article": "art. 5", "verified": True}


def scheme(*versions: dict[str, object]) -> Scheme:
    """An incentive of 30 % with these versions."""
    step = {"name": "amount", "says": "The rebate", "take": "spend_local", "source": "law"}
    return Scheme.model_validate(
        {
            "rule": "incentive",
            "id": "xx-rebate",
            "name": "A rebate",
            "territory": "PL",
            "kind": "cash_rebate",
            "currency": "PLN",
            "authority": "The institute",
            "status": "verified",
            "as_of": Day(2026, 1, 1),
            "source": [SOURCE],
            "version": [
                {"step": [step | {"rate": one.pop("rate", "0.30")}], **one} for one in versions
            ],
        }
    )


def told(value: Value) -> list[tuple[Day, Day | None, str]]:
    return [(one.since, one.until, one.value) for one in value.spans]


def test_versions_with_the_same_figure_are_one_span() -> None:
    rule = scheme(
        {"from": Day(2019, 1, 1), "until": Day(2019, 12, 31)},
        {"from": Day(2020, 1, 1), "until": Day(2021, 12, 31)},
        {"from": Day(2022, 1, 1), "rate": "0.355"},
    )
    (rate,) = values(rule)
    assert (rate.path, rate.says, rate.changed) == ("amount.rate", "The rebate", True)
    assert told(rate) == [
        (Day(2019, 1, 1), Day(2021, 12, 31), "30%"),
        (Day(2022, 1, 1), None, "35.5%"),
    ]
    assert {(one.article, one.verified) for one in rate.spans} == {("A law, art. 5", True)}


def test_a_time_without_a_version_is_a_gap() -> None:
    rule = scheme({"from": Day(2011, 1, 1), "until": Day(2011, 12, 31)}, {"from": Day(2024, 1, 1)})
    (rate,) = values(rule)
    assert told(rate) == [
        (Day(2011, 1, 1), Day(2011, 12, 31), "30%"),
        (Day(2024, 1, 1), None, "30%"),
    ]
    assert not rate.changed


def test_a_version_ends_where_the_next_begins() -> None:
    rule = scheme({"from": Day(2011, 1, 1)}, {"from": Day(2024, 1, 1), "rate": "0.2"})
    (rate,) = values(rule)
    assert told(rate)[0] == (Day(2011, 1, 1), Day(2023, 12, 31), "30%")


def test_a_condition_is_the_same_although_another_was_put_before_it() -> None:
    least = {"figure": "spend_local", "at_least": 1_000_000, "says": "Local spend", "source": "law"}
    more = {"figure": "minutes", "at_least": 70, "says": "Length", "source": "law"}
    rule = scheme(
        {"from": Day(2019, 1, 1), "until": Day(2019, 12, 31), "gate": [least]},
        {"from": Day(2020, 1, 1), "gate": [more, least | {"at_least": 2_000_000}]},
    )
    by_words = {one.says: one for one in values(rule)}
    assert by_words["Local spend"].path == "gate.2.at_least"
    assert told(by_words["Local spend"]) == [
        (Day(2019, 1, 1), Day(2019, 12, 31), "1,000,000\xa0PLN"),
        (Day(2020, 1, 1), None, "2,000,000\xa0PLN"),
    ]
    assert told(by_words["Length"]) == [(Day(2020, 1, 1), None, "70")]


def test_what_is_announced_is_no_law_yet() -> None:
    rule = scheme(
        {"from": Day(2019, 1, 1), "until": Day(2026, 12, 31)},
        {"from": Day(2027, 1, 1), "expected": True},
    )
    assert [one.expected for one in values(rule)[0].spans] == [False, True]


def test_every_scheme_of_the_rulebook() -> None:
    library = our_library()
    for one in (*library.incentives(), *library.funds()):
        for value in values(one):
            assert all(span.value for span in value.spans), (one.id, value.path)
            days = [(span.since, span.until or Day.max) for span in value.spans]
            assert days == sorted(days)
