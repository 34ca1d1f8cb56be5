"""What the answer says is what the film is: read again by `explain`, `evaluate` and brute force."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_rules import rate
from small_films import AS_OF, PLACES, Case, best_by_brute_force, cases, film_of, library_of

from borderless.film.model import Film
from borderless.finance.placement import Answer, Outcome, Search, optimise
from borderless.finance.placement.answer import Side
from borderless.finance.placement.sides import evaluated, side_of, situation_of
from borderless.finance.situation import NOTHING
from borderless.finding import Verdict
from borderless.rulebook.aid import AidCeiling
from borderless.rulebook.library import Library, load
from borderless.rulebook.scheme import Scheme

D = Decimal
CENT = D("0.01")
KEPT_OFF = 5.0
"""Where rounding would undo a structure, each threshold is kept a unit away."""
OURS, _ = load()
some = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
SHARES = st.sampled_from([None, D("0.2"), D("0.5"), D("0.75")])


def answer_of(film: Film, library: Library) -> Answer:
    answer, findings = optimise(film, library, as_of=AS_OF, search=Search(gap=0.0, frontier=False))
    assert answer is not None, findings
    return answer


@st.composite
def divisible(draw: st.DrawFn, most_lines: int = 4) -> Case:
    """The lines may be split, some of them not into parts that are too small."""
    case = draw(cases(most_lines))
    lines = [
        line.model_copy(
            update={
                "whole": draw(st.integers(0, 4)) == 0,
                "places": tuple(
                    one.model_copy(update={"at_least": draw(SHARES)}) for one in line.places
                ),
            }
        )
        for line in case.film.budget
    ]
    film = case.film.model_copy(update={"budget": tuple(lines)})
    return Case(film, case.library, case.score, case.weights)


@st.composite
def coproduced(draw: st.DrawFn) -> Case:
    """The same, with partners who are in, or could be, and what they bring."""
    case = draw(divisible(3))
    partners: list[dict[str, Any]] = []
    for country in sorted(draw(st.sets(st.sampled_from(["PL", "SE"]), min_size=1))):
        one: dict[str, Any] = {"country": country, "cost": draw(st.sampled_from([0, 45_000]))}
        one["keep"] = draw(st.sampled_from([True, None]))
        kind = draw(st.sampled_from(["free", "fixed", "between"]))
        if kind == "fixed":
            one["share_at_least"] = one["share_at_most"] = draw(st.sampled_from(["0.2", "0.3501"]))
        if kind == "between":
            one |= {"share_at_least": "0.15", "share_at_most": "0.4"}
        partners.append(one)
    placement = case.film.placement.model_dump(exclude_defaults=True)
    placement |= {"partner": partners, "proportion": 1}
    film = Film.model_validate(
        {**case.film.model_dump(exclude_defaults=True), "placement": placement}
    )
    return Case(film, case.library, case.score, case.weights)


def second_reading(side: Side) -> None:
    """Every claim's amount is what `evaluate` gives, in the plan's order, to the cent."""
    situation = situation_of(side.plan)
    earlier: dict[str, Decimal] = {}
    for claim in sorted(
        side.claims, key=lambda one: ("-" not in one.result.scheme.territory, one.result.scheme.id)
    ):
        scheme = claim.result.scheme
        before = earlier.get(scheme.country, NOTHING)
        value = situation.convert(D(repr(evaluated(situation, claim, before))), scheme.currency)
        assert value == pytest.approx(claim.amount, abs=CENT), scheme.id
        earlier[scheme.country] = before + claim.amount


def the_model_reckoned_the_same(answer: Answer) -> None:
    assert answer.after is not None
    held = {one.scheme for one in answer.held}
    for claim in answer.after.claims:
        if claim.result.scheme.id not in held:
            assert claim.modelled is not None
            assert claim.modelled == pytest.approx(float(claim.amount), abs=1.0)
    if not held:
        assert answer.objective == pytest.approx(float(answer.after.net), abs=KEPT_OFF)


def the_parts_are_the_lines(today: Film, answer: Answer) -> None:
    """Parts of a line in one place or more sum to it, each at the price of its place."""
    assert answer.film is not None
    for line in today.budget:
        parts = [
            part
            for part in answer.film.budget
            if part.description.split(" (")[0] == line.description
        ]
        price = {line.country: D(1)}
        price |= {one.place: one.factor or D(1) for one in line.places}
        assert len({part.country for part in parts}) == len(parts)
        shares = [part.amount / (price[part.country] * line.amount) for part in parts]
        if {price[part.country] for part in parts} == {D(1)}:
            assert sum((part.amount for part in parts), NOTHING) == line.amount
        crumbs = D(len(parts)) / 100 / line.amount
        assert sum(shares) == pytest.approx(D(1), abs=crumbs)
        least = {one.place: one.at_least or NOTHING for one in line.places}
        for part, share in zip(parts, shares, strict=True):
            assert share >= least.get(str(part.country), NOTHING) - crumbs
        if line.whole:
            assert len(parts) == 1


def cents_of(answer: Answer) -> float:
    """What rounding of parts to the cent may add up to."""
    assert answer.film is not None
    return 0.01 + 0.005 * len(answer.film.budget)


def read_again(answer: Answer, library: Library) -> Side:
    """The answer's film planned afresh, by who knows nothing of the search."""
    assert answer.film is not None
    side, findings = side_of(answer.film, library, AS_OF, "EUR", today=None)
    assert side is not None, findings
    return side


# --- random films and random law ------------------------------------------------------------------


@some
@given(divisible())
def test_split_lines_are_never_worse_than_any_whole_placement(case: Case) -> None:
    truth = best_by_brute_force(case)
    answer = answer_of(case.film, case.library)
    if answer.outcome is Outcome.IMPOSSIBLE:
        assert math.isinf(truth)
        return
    assert answer.outcome is Outcome.PROVED
    assert answer.after is not None
    net = float(answer.after.net)
    assert read_again(answer, case.library).net == answer.after.net
    assert answer.bound is not None
    assert net >= answer.bound - cents_of(answer)
    if not answer.held:
        assert answer.bound <= truth + 0.01
        assert net <= truth + KEPT_OFF
    second_reading(answer.after)
    the_model_reckoned_the_same(answer)
    the_parts_are_the_lines(case.film, answer)


@some
@given(coproduced())
def test_with_partners_every_amount_is_read_again_and_shares_sum_to_one(case: Case) -> None:
    answer = answer_of(case.film, case.library)
    if answer.outcome is Outcome.IMPOSSIBLE:
        assert answer.conflict
        return
    assert answer.outcome is Outcome.PROVED
    assert answer.after is not None
    assert answer.bound is not None
    assert float(answer.after.net) >= answer.bound - cents_of(answer)
    shares = answer.after.plan.shares
    stated = [one.share for one in answer.after.plan.film.coproducer if one.role != "executive"]
    if len(shares) > 1:
        assert None not in stated
        assert sum(one for one in stated if one is not None) == 1
    assert sum(share for share in shares.values() if share is not None) == 1
    for wish in case.film.placement.partner:
        share = shares.get(wish.country)
        if share is None:
            assert not wish.keep
            continue
        assert share >= (wish.share_at_least or 0)
        assert share <= (1 if wish.share_at_most is None else wish.share_at_most)
    second_reading(answer.after)
    the_model_reckoned_the_same(answer)
    the_parts_are_the_lines(case.film, answer)


@pytest.mark.parametrize("amount", ["2097151.99", "2097152.02", "3000000", "9000000.50"])
@pytest.mark.parametrize("least", ["0.01", "0.02", "1"])
@pytest.mark.parametrize("whole", [True, False])
def test_a_threshold_of_a_cent_hides_no_placement(amount: str, least: str, whole: bool) -> None:
    """Poland pays all of what is spent there from a cent on, so nothing is better than to stay."""
    step = {"name": "amount", "says": "all", "take": "spend_local", "rate": 1}
    step |= {"when": {"figure": "spend_local", "at_least": least}}
    rule = rebate("pl-all", "PL", 1).model_dump(by_alias=True, mode="json", exclude_unset=True)
    rule["version"][0]["step"] = [step]
    line = {"description": "Work", "amount": amount, "currency": "EUR", "country": "PL"}
    places = [{"place": "SE", "factor": "0.8"}]
    film = film_of([{**line, "whole": whole, "places": places}], {}, {})
    answer = answer_of(film, library_of([Scheme.model_validate(rule)]))
    assert answer.after is not None
    assert answer.bound is not None
    assert answer.bound <= 0.01
    assert answer.after.net == 0


# --- state aid ------------------------------------------------------------------------------------


def rebate(name: str, territory: str, pays: Any) -> Scheme:
    step = {"name": "amount", "says": "a part", "take": "spend_local", "rate": pays}
    return Scheme.model_validate(
        {
            "rule": "incentive",
            "id": name,
            "name": name,
            "territory": territory,
            "kind": "cash_rebate",
            "currency": "EUR",
            "authority": "",
            "as_of": date(2026, 1, 1),
            "version": [{"from": date(2020, 1, 1), "step": [step]}],
        }
    )


def ceiling(name: str, states: list[str], scope: str, *intensity: dict[str, Any]) -> AidCeiling:
    return AidCeiling.model_validate(
        {
            "rule": "aid",
            "id": name,
            "name": name,
            "scope": scope,
            "states": states,
            "status": "verified",
            "as_of": date(2026, 1, 1),
            "intensity": [{"says": "a share", **one} for one in intensity],
        }
    )


def with_aid(library: Library, *ceilings: AidCeiling) -> Library:
    rules = {**library.rules, **{one.id: one for one in ceilings}}
    return Library(library.vocabulary, library.settings, rules)


def failing(side: Side) -> set[tuple[str, str]]:
    return {
        (test.ceiling.id, test.country)
        for test in side.plan.aid
        if test.verdict is Verdict.DOES_NOT
    }


def never_newly_failing(film: Film, library: Library) -> Answer:
    answer = answer_of(film, library)
    if answer.after is not None:
        assert failing(answer.after) <= failing(answer.before)
        assert answer.bound is not None
        assert float(answer.after.net) >= answer.bound - cents_of(answer)
        second_reading(answer.after)
    return answer


EU = OURS.rules["eu-cinema-2013"]
FRANCE = OURS.rules["fr-aid"]


@st.composite
def aided(draw: st.DrawFn) -> Case:
    """Rebates and funds that together may pass a ceiling of aid."""
    rebates = [
        rebate(f"{place.lower()}-rebate-{number}", place, draw(rate))
        for number, place in enumerate(draw(st.lists(st.sampled_from(PLACES), max_size=4)))
    ]
    lines = []
    for number in range(draw(st.integers(1, 3))):
        home = draw(st.sampled_from(PLACES))
        lines.append(
            {
                "description": f"line {number}",
                "amount": 1000 * draw(st.integers(100, 3000)),
                "currency": "EUR",
                "country": home,
                "places": [{"place": place} for place in PLACES if place != home],
                "whole": draw(st.booleans()),
            }
        )
    limits = [
        ceiling("all-states", [*PLACES], "film", {"share": draw(st.sampled_from(["0.2", "0.5"]))}),
        ceiling(
            "each-state",
            [*draw(st.sets(st.sampled_from(PLACES), min_size=1))],
            "state",
            {
                "share": draw(st.sampled_from(["0.1", "0.3"])),
                "base": draw(st.sampled_from(["total_cost", "national_share"])),
            },
        ),
    ]
    partners = [
        {"country": country, "keep": draw(st.sampled_from([True, None])), "cost": 0}
        for country in sorted(draw(st.sets(st.sampled_from(["PL", "SE"]))))
    ]
    film = film_of(lines, {"partner": partners, "proportion": 1, "official": "ignored"}, {})
    grant = {"name": "a fund", "kind": "selective_fund", "currency": "EUR"}
    sources = [{**grant, "amount": draw(st.sampled_from([0, 50_000, 400_000]))}]
    film = Film.model_validate({**film.model_dump(exclude_defaults=True), "source": sources})
    return Case(film, with_aid(library_of(rebates), *limits), D(0))


@some
@given(aided())
def test_aid_never_newly_passes_a_ceiling(case: Case) -> None:
    never_newly_failing(case.film, case.library)


def shot_in_denmark(partner: dict[str, Any], **changes: Any) -> Film:
    lines: list[dict[str, Any]] = [
        {
            "description": "Shoot",
            "amount": 1_000_000,
            "currency": "EUR",
            "country": "DK",
            "places": [{"place": partner["country"], "factor": "1.01"}],
        }
    ]
    film = film_of(lines, {"partner": [partner], "proportion": 1, "official": "ignored"}, {})
    facts = {"difficult_work": False}
    return Film.model_validate(
        {**film.model_dump(exclude_defaults=True), "facts": facts, **changes}
    )


def test_parts_of_lines_are_rounded_so_that_aid_keeps_its_ceiling() -> None:
    """At 14 % in all, 10 % of the cost is reached by spending 71,428.57 and a part of a cent."""
    rebates = [rebate(f"dk-rebate-{number}", "DK", pays) for number, pays in enumerate(ONE_ONE_12)]
    library = with_aid(library_of(rebates), ceiling("dk", ["DK"], "state", {"share": "0.1"}))
    line = {"description": "Work", "amount": 100_000, "currency": "EUR", "country": "DK"}
    film = film_of([{**line, "places": [{"place": "PL"}]}], {}, {})
    answer = never_newly_failing(film, library)
    assert answer.after is not None
    assert float(answer.after.net) == pytest.approx(90_000, abs=1.0)


ONE_ONE_12 = ("0.01", "0.01", "0.12")


def test_shares_are_rounded_so_that_aid_keeps_its_ceiling() -> None:
    """54,606 is 30 % of 182,020, which is 16.3836 % of the cost: 16.38 % would be too little."""
    limit = ceiling("se", ["SE"], "state", {"share": "0.3", "base": "national_share"})
    library = with_aid(library_of([rebate("se-rebate", "SE", "0.057")]), limit)
    lines = [
        {"description": "Shoot", "amount": 958_000, "currency": "EUR", "country": "SE"},
        {"description": "Post", "amount": 153_000, "currency": "EUR", "country": "DK"},
    ]
    partner = {"country": "SE", "keep": True, "cost": 0}
    wishes = {"partner": [partner], "proportion": 1, "official": "ignored", "propose": False}
    answer = never_newly_failing(film_of(lines, wishes, {}), library)
    assert answer.after is not None
    assert answer.after.net == 1_111_000 - 54_606


def two_companies(country: str) -> list[dict[str, Any]]:
    return [
        {"company": "Danish", "country": "DK", "share": "0.7", "role": "delegate"},
        {"company": "Other", "country": country, "share": "0.3"},
    ]


def test_the_ceiling_of_a_film_across_borders_goes_when_the_partner_goes() -> None:
    """60 % with a partner in the Union, 50 % without: the partner's cost is more than the tenth."""
    library = with_aid(library_of([rebate("dk-rebate", "DK", "0.58")]), EU)  # type: ignore[arg-type]
    partner = {"country": "PL", "keep": False, "cost": 200_000}
    film = shot_in_denmark(partner, coproducer=two_companies("PL"))
    answer = never_newly_failing(film, library)
    assert answer.before.plan.aid[0].verdict is Verdict.QUALIFIES
    assert answer.after is not None
    assert answer.after.net >= 500_000, "half of the cost at least is no public money"


def test_a_partner_in_the_union_raises_the_ceiling() -> None:
    """Alone the film may take 50 %; a partner who costs 10,000 is worth the tenth more."""
    library = with_aid(library_of([rebate("dk-rebate", "DK", "0.58")]), EU)  # type: ignore[arg-type]
    answer = never_newly_failing(shot_in_denmark({"country": "PL", "cost": 10_000}), library)
    assert answer.after is not None
    assert answer.after.partners == ("DK", "PL")
    assert answer.after.net == 1_000_000 - 580_000 + 10_000


def test_aid_of_france_is_held_against_its_share_where_it_coproduces() -> None:
    """Half of the French share of 30 % is 150,000; half of the cost would be 500,000."""
    library = with_aid(library_of([rebate("fr-rebate", "FR", "0.4")]), FRANCE)  # type: ignore[arg-type]
    partner = {"country": "FR", "keep": True, "share_at_least": "0.3", "share_at_most": "0.3"}
    answer = never_newly_failing(shot_in_denmark({**partner, "cost": 0}), library)
    assert answer.outcome is Outcome.PROVED
    assert answer.after is not None
    (test,) = answer.after.plan.aid
    assert (test.country, test.verdict) == ("FR", Verdict.QUALIFIES)
    assert test.aid <= D("0.15") * answer.after.cost
    # 375,000 there bring 150,000; the ceiling grows a little with what is dearer there.
    assert answer.after.net == pytest.approx(D(855_000), abs=D(2_000))


def test_money_of_a_country_that_does_not_coproduce_is_not_summed() -> None:
    library = with_aid(
        library_of([rebate("pl-rebate", "PL", "0.5")]),
        ceiling("pl", ["PL"], "state", {"share": "0.1"}),
    )
    film = shot_in_denmark({"country": "PL", "cost": 0})
    answer = never_newly_failing(film, library)
    assert answer.after is not None
    assert answer.after.partners == ("DK",)
    assert answer.after.net == 505_000


def test_typed_aid_that_passes_a_ceiling_today_does_not_make_everything_impossible() -> None:
    limit = ceiling("dk", ["DK"], "state", {"share": "0.1"})
    library = with_aid(library_of([rebate("pl-rebate", "PL", "0.5")]), limit)
    fund = {"name": "a fund", "kind": "selective_fund", "amount": 300_000}
    answer = never_newly_failing(
        shot_in_denmark({"country": "PL", "cost": 0}, source=[fund]), library
    )
    assert answer.outcome is Outcome.PROVED
    assert failing(answer.before) == {("dk", "DK")}
    assert answer.after is not None
    assert any("dk: the typed aid alone passes the ceiling" in one for one in answer.assumptions)
