"""A search that is stopped, repeated or handed to another solver says the same, or says less."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Event
from typing import Any

import highspy
import pytest
from films import AS_OF, european_team
from hypothesis import HealthCheck, given, settings
from small_films import Case, cases

from borderless.film.model import Film
from borderless.finance.placement import (
    Answer,
    Outcome,
    Progress,
    Search,
    export_model,
    optimise,
)
from borderless.finance.placement.draft import unit_for
from borderless.finance.placement.sides import side_of, situation_of
from borderless.rulebook.aid import AidCeiling
from borderless.rulebook.library import Library, Rule, load
from borderless.rulebook.scheme import Scheme

D = Decimal
OURS, _ = load()
some = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def rebate(territory: str, pays: str, most: int, least: int) -> Scheme:
    step: dict[str, Any] = {"name": "amount", "says": "a part", "take": "spend_local"}
    step |= {"rate": pays, "at_most": [{"amount": most}]}
    gate = {"figure": "spend_local", "at_least": least, "says": "a least spend"}
    return Scheme.model_validate(
        {
            "rule": "incentive",
            "id": f"{territory.lower()}-rebate",
            "name": f"rebate of {territory}",
            "territory": territory,
            "kind": "cash_rebate",
            "currency": "EUR",
            "authority": "",
            "as_of": date(2026, 1, 1),
            "version": [{"from": date(2020, 1, 1), "gate": [gate], "step": [step]}],
        }
    )


RULES = [
    rebate("DK", "0.10", 150_000, 100_000),
    rebate("PL", "0.30", 240_000, 300_000),
    rebate("SE", "0.25", 200_000, 250_000),
    rebate("NO", "0.25", 300_000, 350_000),
]


def library() -> Library:
    ours: list[Rule] = [*OURS.treaties(), *OURS.points_tests(), OURS.governing(), *RULES]
    return Library(OURS.vocabulary, OURS.settings, {rule.id: rule for rule in ours})


def many_ways() -> Film:
    """Twelve lines, four countries and three possible partners."""
    lines = [
        {
            "description": f"Work {number}",
            "amount": 61_007 + 12_913 * number,
            "currency": "EUR",
            "country": "DK",
            "phase": "post" if number % 3 else "shoot",
            "whole": number % 2 == 0,
            "places": [
                {"place": place, "factor": factor}
                for place, factor in (("PL", "0.93"), ("SE", "0.99"), ("NO", "1.04"))
                if (number + len(factor) + ord(place[0])) % 4
            ],
        }
        for number in range(12)
    ]
    partners = [
        {"country": "PL", "cost": 15_000, "keep": True},
        {"country": "SE", "cost": 9_000},
        {"country": "NO", "cost": 12_000},
    ]
    return Film.model_validate(
        {
            "title": "Many ways",
            "delegate": "DK",
            "minutes": 100,
            "dates": {"shooting_start": "2026-09-01", "delivery": "2027-06-30"},
            "person": european_team(),
            "budget": lines,
            "placement": {"discount": 0, "partner": partners, "official": "preferred"},
        }
    )


def searched(film: Film, law: Library, search: Search, **more: Any) -> Answer:
    answer, findings = optimise(film, law, as_of=AS_OF, search=search, **more)
    assert answer is not None, findings
    return answer


EXACT = Search(gap=0.0, frontier=False)


def is_honest(stopped: Answer, best: Answer) -> None:
    """What a stopped search says is true of the best there is."""
    assert best.outcome is Outcome.PROVED
    assert best.objective is not None
    assert (stopped.after is None) == (stopped.film is None) == (stopped.objective is None)
    if stopped.bound is not None:
        assert not math.isnan(stopped.bound)
        assert stopped.bound <= best.objective + 0.02
    if stopped.objective is None or stopped.after is None or stopped.film is None:
        return
    assert stopped.objective >= best.objective - 0.02
    assert float(stopped.after.net) == pytest.approx(stopped.objective, abs=1)
    assert stopped.bound is not None
    assert stopped.gap is not None
    assert stopped.gap >= 0
    again, findings = side_of(stopped.film, stopped.library, AS_OF, stopped.currency)
    assert again is not None, findings
    assert again.cost == stopped.after.cost


# --- stopped --------------------------------------------------------------------------------------


def test_without_any_time_nothing_is_claimed_that_is_not_so() -> None:
    answer = searched(many_ways(), library(), Search(gap=0.0, time_limit=0.0))
    assert answer.outcome is Outcome.BEST_FOUND
    is_honest(answer, searched(many_ways(), library(), EXACT))
    assert answer.conflict == ()


@some
@given(cases(most_lines=4))
def test_without_any_time_a_small_film_is_told_no_lie(case: Case) -> None:
    stopped = searched(case.film, case.library, Search(gap=0.0, time_limit=0.0, frontier=False))
    best = searched(case.film, case.library, EXACT)
    if best.outcome is Outcome.IMPOSSIBLE:
        assert stopped.outcome in (Outcome.IMPOSSIBLE, Outcome.BEST_FOUND)
        assert stopped.after is None
        return
    assert stopped.outcome in (Outcome.BEST_FOUND, Outcome.PROVED)
    is_honest(stopped, best)


@pytest.mark.parametrize("seconds", [0.001, 0.01, 0.05, 0.2])
def test_a_short_time_gives_a_true_bound(seconds: float) -> None:
    answer = searched(many_ways(), library(), Search(gap=0.0, time_limit=seconds, frontier=False))
    assert answer.outcome in (Outcome.BEST_FOUND, Outcome.PROVED)
    is_honest(answer, searched(many_ways(), library(), EXACT))


@pytest.mark.parametrize("after", [1, 2, 3, 5, 10, 30])
def test_a_search_that_is_cancelled_keeps_what_it_found(after: int) -> None:
    stop, told = Event(), list[Progress]()

    def watch(progress: Progress) -> None:
        told.append(progress)
        if len(told) >= after:
            stop.set()

    answer = searched(many_ways(), library(), EXACT, watch=watch, cancel=stop)
    assert told
    assert answer.outcome in (Outcome.CANCELLED, Outcome.PROVED)
    if not stop.is_set():
        assert answer.outcome is Outcome.PROVED
    is_honest(answer, searched(many_ways(), library(), EXACT))


def test_a_search_that_was_cancelled_before_it_began() -> None:
    stop = Event()
    stop.set()
    answer = searched(many_ways(), library(), Search(gap=0.0), cancel=stop)
    assert answer.outcome is Outcome.CANCELLED
    is_honest(answer, searched(many_ways(), library(), EXACT))


def test_what_is_told_on_the_way_brackets_the_answer() -> None:
    told: list[Progress] = []
    answer = searched(many_ways(), library(), Search(gap=0.0), watch=told.append)
    assert answer.objective is not None
    searching = [one for one in told if one.phase != "drawing the frontier"]
    for one in searching:
        assert one.objective is None or one.objective >= answer.objective - 0.02
        assert one.bound is None or not math.isnan(one.bound)
    assert [one.seconds for one in told] == sorted(one.seconds for one in told)


# --- repeated -------------------------------------------------------------------------------------


def same(one: Answer, other: Answer) -> None:
    assert one.outcome is other.outcome
    assert (one.objective, one.bound, one.gap) == (other.objective, other.bound, other.gap)
    assert one.moves == other.moves
    assert one.film == other.film
    assert one.binding == other.binding
    assert one.next_euro == other.next_euro
    assert (one.frontier, one.by_share) == (other.frontier, other.by_share)
    assert (one.conflict, one.assumptions) == (other.conflict, other.assumptions)


def test_the_same_film_twice_has_the_same_answer() -> None:
    film, law = many_ways(), library()
    same(searched(film, law, Search(gap=0.0)), searched(film, law, Search(gap=0.0)))
    same(searched(film, law, Search(gap=0.0)), searched(many_ways(), library(), Search(gap=0.0)))


@some
@given(cases(most_lines=4))
def test_a_small_film_twice_has_the_same_answer(case: Case) -> None:
    same(searched(case.film, case.library, EXACT), searched(case.film, case.library, EXACT))


def test_what_was_found_is_the_best_of_the_film_that_was_found() -> None:
    """The rebuilt film has nothing open, so that a second search leaves it as it is."""
    first = searched(many_ways(), library(), EXACT)
    assert first.film is not None
    second = searched(first.film, library(), EXACT)
    assert second.after is not None
    assert first.after is not None
    assert second.after.cost == first.after.cost
    assert [move for move in second.moves if move.kind in ("line", "person")] == []


def test_no_structure_of_the_frontier_is_better_than_the_answer() -> None:
    answer = searched(many_ways(), library(), Search(gap=0.0))
    assert answer.objective is not None
    assert len(answer.frontier) == 4
    nets = [one.net for one in (*answer.frontier[1:], *answer.by_share) if one.net is not None]
    assert nets
    assert min(nets) >= answer.objective - 0.02, "Poland stays, so a frontier with it is no better"
    by_number = {one.label: one.net for one in answer.frontier}
    assert answer.after is not None
    best = by_number[str(len(answer.after.partners) - 1)]
    assert best == pytest.approx(answer.objective, abs=max(1.0, 1e-4 * answer.objective))


def test_a_point_of_the_frontier_is_the_answer_of_a_film_that_has_to_be_there() -> None:
    film, law = many_ways(), library()
    by_number = {one.label: one for one in searched(film, law, Search(gap=0.0)).frontier}
    for country in ("SE", "NO"):
        partners = tuple(
            one.model_copy(update={"keep": one.country in ("PL", country)})
            for one in film.placement.partner
        )
        wishes = film.placement.model_copy(update={"partner": partners, "partners_at_most": 2})
        there = searched(film.model_copy(update={"placement": wishes}), law, EXACT)
        assert there.objective is not None
        point = by_number["2"].net
        assert point is not None
        assert point <= there.objective + 1
        if by_number["2"].partners == ("DK", "PL", country):
            assert point == pytest.approx(there.objective, rel=2e-4)


def aided_with_a_dear_partner(*, keep: bool | None) -> tuple[Film, Library]:
    """Sweden would pay 58 % of what is spent there, where a tenth may be; it costs 900,000."""
    limit = AidCeiling.model_validate(
        {
            "rule": "aid",
            "id": "tenth",
            "name": "a tenth",
            "scope": "state",
            "states": ["SE"],
            "status": "verified",
            "as_of": date(2026, 1, 1),
            "intensity": [{"share": "0.1", "says": "a tenth"}],
        }
    )
    law = library()
    rules = {**law.rules, "tenth": limit, "se-rebate": rebate("SE", "0.58", 9_000_000, 800_000)}
    film = many_ways()
    placement = {"discount": 0, "proportion": 1, "partner": [{"country": "SE", "cost": 900_000}]}
    if keep is not None:
        placement["partner"][0]["keep"] = keep  # type: ignore[index]
    line = {"description": "Work", "amount": 1_000_000, "currency": "EUR", "country": "SE"}
    return (
        Film.model_validate(
            {
                **film.model_dump(exclude_defaults=True),
                "budget": [{**line, "places": [{"place": "DK"}]}],
                "placement": placement,
            }
        ),
        Library(law.vocabulary, law.settings, rules),
    )


def test_the_frontier_keeps_the_ceilings_of_aid_that_the_answer_does_not_touch() -> None:
    free, law = aided_with_a_dear_partner(keep=None)
    answer = searched(free, law, Search(gap=0.0))
    assert answer.after is not None
    assert answer.after.partners == ("DK",)
    held, _ = aided_with_a_dear_partner(keep=True)
    there = searched(held, law, EXACT)
    assert there.objective is not None
    # 464,000 at the least spend is more than a tenth, so Sweden pays nothing and Denmark does.
    assert there.objective == pytest.approx(1_000_000 + 900_000 - 100_000, abs=1)
    by_number = {one.label: one.net for one in answer.frontier}
    assert by_number["1"] == pytest.approx(there.objective, abs=1)


# --- another solver -------------------------------------------------------------------------------


def solved_plainly(path: Path) -> float:
    """The optimum of an MPS file by HiGHS as it comes, infinite where there is none."""
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 0.0)
    assert highs.readModel(str(path)) == highspy.HighsStatus.kOk
    highs.run()
    status = highs.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        assert status == highspy.HighsModelStatus.kInfeasible
        return math.inf
    return float(highs.getInfo().objective_function_value)


def test_another_solver_finds_the_same_in_the_exported_models(tmp_path: Path) -> None:
    film, law = many_ways(), library()
    target = tmp_path / "film.mps"
    written, findings = export_model(film, law, as_of=AS_OF, target=target, search=EXACT)
    assert written, findings
    assert len(written) > 3, "Denmark alone, with each of three, and with several"
    assert all(path.exists() and path.suffix == ".mps" for path in written)
    answer = searched(film, law, EXACT)
    assert answer.objective is not None
    unit = unit_for(situation_of(answer.before.plan))
    best = min(map(solved_plainly, written)) * unit
    assert best == pytest.approx(answer.objective, abs=0.5)


def test_many_lines_that_go_in_no_crumbs_are_settled_as_well_as_another_solver_does(
    tmp_path: Path,
) -> None:
    """Enough lines that the partners and claims are settled first, and the lines after them."""
    lines = [
        {
            "description": f"Work {number}",
            "amount": 11_003 + 1_717 * (number * 37 % 55),
            "currency": "EUR",
            "country": "DK",
            "places": [
                {"place": "PL", "factor": "0.97", "at_least": "0.3"},
                {"place": "SE", "factor": "1.01", "at_least": "0.4"},
                {"place": "NO", "factor": "1.02", "at_least": "0.25"},
            ],
        }
        for number in range(55)
    ]
    wide = many_ways().model_dump(exclude_defaults=True)
    film = Film.model_validate({**wide, "budget": lines})
    target = tmp_path / "film.mps"
    written, _ = export_model(film, library(), as_of=AS_OF, target=target)
    answer = searched(film, library(), Search(frontier=False))
    assert answer.outcome is Outcome.PROVED
    assert answer.objective is not None
    assert answer.bound is not None
    unit = unit_for(situation_of(answer.before.plan))
    best = min(map(solved_plainly, written)) * unit
    assert answer.bound <= best + 0.5
    assert answer.objective == pytest.approx(best, rel=1e-4)
    assert answer.after is not None
    assert float(answer.after.net) == pytest.approx(answer.objective, abs=1.0)


def test_where_a_ceiling_of_aid_binds_the_exported_model_has_it_too(tmp_path: Path) -> None:
    """58 % where 50 % may be: the rebate is not cut to fit, so work has to go elsewhere."""
    limit = AidCeiling.model_validate(
        {
            "rule": "aid",
            "id": "half",
            "name": "half",
            "scope": "film",
            "states": ["DK"],
            "status": "verified",
            "as_of": date(2026, 1, 1),
            "intensity": [{"share": "0.5", "says": "half"}],
        }
    )
    law = library()
    rules = {**law.rules, "half": limit, "dk-rebate": rebate("DK", "0.58", 9_000_000, 0)}
    law = Library(law.vocabulary, law.settings, rules)
    line = {"description": "Work", "amount": 1_000_000, "currency": "EUR", "country": "DK"}
    bare = many_ways().model_dump(exclude_defaults=True)
    placement = {"discount": 0}
    places = [{"place": "IS", "factor": "1.3"}]
    film = Film.model_validate(
        {**bare, "budget": [{**line, "places": places}], "placement": placement}
    )
    answer = searched(film, law, EXACT)
    assert answer.objective is not None
    written, _ = export_model(film, law, as_of=AS_OF, target=tmp_path / "film.mps", search=EXACT)
    unit = unit_for(situation_of(answer.before.plan))
    # x in Denmark: 0.58 x is half of x + 1.3 (1 - x) at most, so x is 0.65 of 0.73.
    x = 0.65 / 0.73
    assert answer.objective == pytest.approx(1e6 * (x + 1.3 * (1 - x) - 0.58 * x), abs=0.5)
    assert min(map(solved_plainly, written)) * unit == pytest.approx(answer.objective, abs=0.5)


def test_one_regime_is_written_to_the_file_that_was_named(tmp_path: Path) -> None:
    film = many_ways().model_copy(
        update={"placement": many_ways().placement.model_copy(update={"partner": ()})}
    )
    target = tmp_path / "film.mps"
    written, _ = export_model(film, library(), as_of=AS_OF, target=target, search=EXACT)
    assert written == [target]
    answer = searched(film, library(), EXACT)
    assert answer.objective is not None
    unit = unit_for(situation_of(answer.before.plan))
    assert solved_plainly(target) * unit == pytest.approx(answer.objective, abs=0.5)


def test_the_unit_of_money_is_said_in_the_file(tmp_path: Path) -> None:
    target = tmp_path / "film.mps"
    written, _ = export_model(many_ways(), library(), as_of=AS_OF, target=target, search=EXACT)
    for path in written:
        first = path.read_text("utf-8").splitlines()[0]
        assert first.startswith("*"), first
        assert "EUR" in first


def test_a_file_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "film.mps"
    with pytest.raises(OSError, match="nowhere"):
        export_model(many_ways(), library(), as_of=AS_OF, target=target, search=EXACT)
