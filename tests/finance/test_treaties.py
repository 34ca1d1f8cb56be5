"""Who may officially co-produce, and which text governs."""

from __future__ import annotations

from typing import Any

import pytest
from films import european_team, film, people, situation

from borderless.finance.treaties import OfficialStatus, official_status
from borderless.finance.treaty_checks import TreatyTest
from borderless.finding import Verdict

THREE = {"DK": "0.5", "PL": "0.35", "SE": "0.15"}


def status(shares: dict[str, str], **changes: Any) -> OfficialStatus:
    return official_status(situation(film(shares, **changes)))


def under(found: OfficialStatus, text: str) -> TreatyTest:
    return next(test for test in found.tests if test.treaty.id == text)


def test_three_parties_qualify_under_either_convention() -> None:
    found = status(THREE)
    assert found.verdict is Verdict.QUALIFIES
    assert found.governing == ("coe-2017", "coe-1992")
    assert not found.certain, "Denmark and Sweden are only declared Parties of 2017"
    assert under(found, "coe-1992").points is not None
    assert under(found, "coe-1992").points.earned == 19  # type: ignore[union-attr]
    assert under(found, "coe-2017").points.earned == 21  # type: ignore[union-attr]


def test_a_party_of_1992_alone_makes_1992_govern() -> None:
    found = status({"FR": "0.5", "NO": "0.25", "PL": "0.25"})
    assert found.governing == ("coe-1992",)
    assert found.certain
    assert found.verdict is Verdict.QUALIFIES


def test_a_third_country_may_join_up_to_thirty_per_cent() -> None:
    shares = {"FR": "0.5", "NO": "0.25", "PL": "0.15", "US": "0.10"}
    assert status(shares).verdict is Verdict.QUALIFIES
    shares = {"FR": "0.3", "NO": "0.15", "PL": "0.15", "US": "0.40"}
    found = status(shares)
    assert found.verdict is Verdict.DOES_NOT
    assert found.governing == ("coe-1992",)
    assert under(found, "coe-1992").changes == (
        "lower the share of United States from 40 % to 30 %",
    )
    assert found.by_country["US"] is False


def test_a_share_under_the_minimum_names_the_smallest_change() -> None:
    found = status({"FR": "0.65", "NO": "0.26", "PL": "0.09"})
    assert found.verdict is Verdict.DOES_NOT
    assert under(found, "coe-1992").changes == ("raise the share of Poland from 9 % to 10 %",)


def test_a_share_that_only_the_newer_text_allows_leaves_the_status_open() -> None:
    found = status({"DK": "0.75", "PL": "0.17", "SE": "0.08"})
    assert under(found, "coe-2017").verdict is not Verdict.DOES_NOT
    assert under(found, "coe-1992").verdict is Verdict.DOES_NOT
    assert found.verdict is Verdict.NOT_KNOWN


def test_two_states_without_a_treaty_fall_under_a_convention() -> None:
    found = status({"GB": "0.6", "DE": "0.4"})
    assert found.governing == ("coe-1992",)
    assert under(found, "coe-1992").limits == "two"
    assert found.verdict is Verdict.QUALIFIES
    assert status({"GB": "0.85", "DE": "0.15"}).verdict is Verdict.DOES_NOT


def test_two_states_with_a_treaty_are_governed_by_it() -> None:
    found = status({"CH": "0.7", "CA": "0.3"})
    assert found.governing == ("ca-ch-2023",)
    assert found.certain


def test_the_treaty_of_the_day_is_the_one_that_was_in_force() -> None:
    before = status({"CH": "0.7", "CA": "0.3"}, dates={"shooting_start": "2023-05-01"})
    assert before.governing == ("ca-ch-1987",)


def test_two_states_whose_treaties_nobody_listed_are_not_known() -> None:
    found = status({"DK": "0.6", "PL": "0.4"})
    assert found.verdict is Verdict.NOT_KNOWN
    assert found.unknown_treaty
    assert "holds no bilateral treaty between Denmark and Poland" in found.because


def test_two_states_that_share_nothing_cannot() -> None:
    found = status({"GB": "0.6", "US": "0.4"})
    assert found.verdict is Verdict.DOES_NOT
    assert "no convention or treaty" in found.because


def test_one_country_is_no_coproduction() -> None:
    found = status({"DK": "1"})
    assert found.verdict is Verdict.DOES_NOT
    assert found.tests == ()


def test_too_few_points_say_which_rows_would_do() -> None:
    outsiders = people(director="US", writer="US", first_role="US")
    found = status(
        {"FR": "0.5", "NO": "0.3", "PL": "0.2"},
        person=[
            one
            for one in european_team()
            if one["post"] not in ("director", "writer", "first_role")
        ]
        + outsiders,
    )
    assert found.verdict is Verdict.DOES_NOT
    change = under(found, "coe-1992").changes[0]
    assert change.startswith("earn 5 more points, for instance from the co-producing Parties:")
    assert change.count("(3)") == 2


def test_a_missing_name_leaves_the_points_open() -> None:
    found = status({"FR": "0.5", "NO": "0.3", "PL": "0.2"}, person=european_team()[:5])
    assert found.verdict is Verdict.NOT_KNOWN
    assert "name who does it, and where" in under(found, "coe-1992").changes[0]


def test_an_unstated_share_is_not_known() -> None:
    made = film(THREE).model_dump(mode="json")["coproducer"]
    for one in made[1:]:
        one["share"] = None
    found = status(THREE, coproducer=made)
    assert found.verdict is Verdict.NOT_KNOWN
    assert any("state the share" in change for change in found.tests[0].changes)


@pytest.mark.parametrize(("share", "verdict"), [("0.20", "not known"), ("0.30", "does not")])
def test_a_purely_financial_share_is_never_assured(share: str, verdict: str) -> None:
    rest = f"{1 - float(share) - 0.2:.2f}"
    made = film({"FR": rest, "NO": "0.2", "IT": share}).model_dump(mode="json")["coproducer"]
    made[2]["financial_only"] = True
    found = status({"FR": rest, "NO": "0.2", "IT": share}, coproducer=made)
    check = next(one for one in found.tests[0].checks if one.about == "financial_only")
    assert check.verdict.value == verdict
    assert "10 % to 25 %" in check.change or "case by case" in check.change


def test_a_service_company_is_no_coproducer() -> None:
    made = film({"FR": "0.6", "NO": "0.4"}).model_dump(mode="json")["coproducer"]
    made.append({"company": "Service", "country": "PL", "role": "executive"})
    assert set(situation(film({"FR": "0.6", "NO": "0.4"}, coproducer=made)).countries) == {
        "FR",
        "NO",
    }
