"""The films of `examples/`: what the search finds, held to the second reading and to files."""

from __future__ import annotations

import shutil
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from borderless.film.folder import FilmFolder, read_film, write_film
from borderless.film.model import Film
from borderless.film.wishes import Placement
from borderless.finance.placement import Answer, Outcome, optimise
from borderless.finance.placement.answer import Side
from borderless.finance.placement.sides import evaluated, side_of, situation_of
from borderless.finance.plan import make_plan
from borderless.finding import Severity, Verdict
from borderless.rulebook.library import Library, load

EXAMPLES = Path(__file__).parents[3] / "examples"
NEEDLE, HADSEL, LUNCHBOX = "the-girl-with-the-needle", "one-day-in-hadsel", "the-lunchbox"
EACH = pytest.mark.parametrize("name", [NEEDLE, HADSEL, LUNCHBOX])
D = Decimal
CENT = D("0.01")


@cache
def library() -> Library:
    return load()[0]


def film_of(read: FilmFolder) -> Film:
    assert read.film is not None, read.findings
    return read.film


def answered(read: FilmFolder) -> Answer:
    film = film_of(read)
    assert film.as_of is not None
    answer, findings = optimise(film, library(), as_of=film.as_of)
    assert answer is not None, findings
    return answer


@cache
def answer_of(name: str) -> Answer:
    return answered(read_film(EXAMPLES / name))


def after(answer: Answer) -> Side:
    assert answer.after is not None
    return answer.after


def moved(answer: Answer) -> dict[str, str]:
    """Lines that move, by description: where they go."""
    return {move.what: move.after for move in answer.moves if move.kind == "line"}


# --- all of them ---------------------------------------------------------------------------------


@EACH
def test_the_answer_is_proved_and_better_than_today(name: str) -> None:
    answer = answer_of(name)
    assert answer.outcome is Outcome.PROVED
    assert answer.gain is not None
    assert answer.gain > 10_000
    assert not answer.proposals
    assert answer.held == ()
    assert "FIN703" not in {one.code for one in answer.findings}
    assert answer.objective == pytest.approx(float(after(answer).net), abs=1)


@EACH
def test_every_line_that_moves_is_worth_it(name: str) -> None:
    answer = answer_of(name)
    worths = [move.worth for move in answer.moves if move.kind == "line"]
    assert worths
    for worth in worths:
        assert worth is not None
        assert worth > 0


@EACH
def test_claims_are_to_the_cent_what_the_second_reading_gives(name: str) -> None:
    answer = answer_of(name)
    for side in (answer.before, after(answer)):
        situation = situation_of(side.plan)
        earlier: dict[str, Decimal] = {}
        for claim in side.claims:
            scheme = claim.result.scheme
            value = evaluated(situation, claim, earlier.get(scheme.country, Decimal(0)))
            second = situation.convert(Decimal(repr(value)), scheme.currency)
            assert second.quantize(CENT) == claim.amount.quantize(CENT), scheme.id
            earlier[scheme.country] = earlier.get(scheme.country, Decimal(0)) + claim.amount


@EACH
def test_todays_plan_is_that_of_a_film_without_wishes(name: str) -> None:
    answer, film = answer_of(name), film_of(read_film(EXAMPLES / name))
    plain = film.model_copy(update={"placement": Placement()})
    plan, _ = make_plan(plain, library(), as_of=answer.as_of)
    assert plan is not None
    before = answer.before.plan
    assert before.film == film
    assert (before.summary, before.shares) == (plan.summary, plan.shares)
    assert [one.amount for one in before.incentives] == [one.amount for one in plan.incentives]
    assert before.official.verdict is plan.official.verdict


@EACH
def test_the_film_found_reads_back_and_plans_to_the_same_net_cost(
    tmp_path: Path, name: str
) -> None:
    answer, read = answer_of(name), read_film(EXAMPLES / name)
    assert answer.film is not None
    write_film(read, answer.film, tmp_path)
    again = film_of(read_film(tmp_path))
    assert bare(again) == bare(answer.film)
    side, findings = side_of(again, library(), answer.as_of, answer.currency)
    assert side is not None, findings
    assert (side.net, side.cost) == (after(answer).net, after(answer).cost)
    assert side.plan.summary == after(answer).plan.summary


def bare(film: Film) -> Film:
    """The film without the rows of its lines, which are new where lines were split."""
    lines = tuple(line.model_copy(update={"row": None}) for line in film.budget)
    return film.model_copy(update={"budget": lines})


# --- The Girl with the Needle --------------------------------------------------------------------


def test_needle_moves_work_to_poland_and_keeps_its_partners() -> None:
    answer = answer_of(NEEDLE)
    assert after(answer).plan.shares == answer.before.plan.shares
    assert after(answer).official is Verdict.QUALIFIES
    lines = moved(answer)
    assert set(lines) == {"Sound design and mix", "Danish crew on location", "Production sound"}
    assert all("DK" in places and "PL" in places for places in lines.values()), "parts of each"


def test_needle_has_no_use_for_a_fourth_country() -> None:
    answer = answer_of(NEEDLE)
    by_number = {point.label: point.net for point in answer.frontier}
    two, three = by_number["2"], by_number["3"]
    assert two is not None
    assert three is not None
    assert three - two > 40_000, "Norway costs what it costs, and work it would do more dearly"


# --- One Day in Hadsel ---------------------------------------------------------------------------


def test_hadsel_finishes_in_ireland_and_closes() -> None:
    answer = answer_of(HADSEL)
    assert after(answer).partners == ("FR", "NO", "PL", "US", "IE")
    assert after(answer).official is Verdict.QUALIFIES
    assert {claim.result.scheme.id for claim in after(answer).claims} == {
        "no-nfi-incentive",
        "ie-s481-sceal",
    }
    assert answer.before.gap > 0 > after(answer).gap
    assert answer.gain is not None
    assert answer.gain > 100_000, "more than the partner costs, which is counted"
    lines = moved(answer)
    assert {name for name, places in lines.items() if places == "IE"} == {
        "Sound editing and mix",
        "Grading and laboratory",
        "Music",
    }
    assert lines["Camera package"] == "NO"
    assert "IE" in lines["Visual effects"]
    shares = after(answer).plan.shares
    assert shares == {
        "FR": D("0.4231"),
        "NO": D("0.25"),
        "PL": D("0.1269"),
        "US": D("0.1"),
        "IE": D("0.1"),
    }
    short = [one for one in after(answer).plan.findings if one.code == "FIN103"]
    assert any("Ireland holds 10 %" in str(one).replace("\u202f", " ") for one in short)
    (person,) = [move for move in answer.moves if move.kind == "person"]
    assert (person.before, person.after) == ("Claire Aubry", "Aoife Kinsella")


def test_hadsel_lets_a_service_company_do_it_where_ireland_need_not_be_in(tmp_path: Path) -> None:
    text = (EXAMPLES / HADSEL / "film.toml").read_text("utf-8")
    assert text.count("\nkeep = true") == 1
    (tmp_path / "film.toml").write_text(text.replace("\nkeep = true", ""), "utf-8")
    shutil.copy(EXAMPLES / HADSEL / "budget.csv", tmp_path)
    answer = answered(read_film(tmp_path))
    assert "IE" not in after(answer).partners
    assert after(answer_of(HADSEL)).net - after(answer).net == pytest.approx(Decimal(55_000))


# --- The Lunchbox --------------------------------------------------------------------------------


def test_lunchbox_cannot_be_official_with_all_four() -> None:
    answer = answer_of(LUNCHBOX)
    assert answer.before.official is Verdict.DOES_NOT
    assert after(answer).official is Verdict.DOES_NOT
    assert after(answer).partners == ("IN", "FR", "DE", "US")
    assert "cannot be an official co-production" in answer.instead
    assert "official as a film of India and France" in answer.instead
    assert moved(answer) == {
        "Picture editing": "IN",
        "Sound editing": "FR",
        "Grading and laboratory": "IN",
    }


def test_lunchbox_plans_without_errors() -> None:
    film = film_of(read_film(EXAMPLES / LUNCHBOX))
    assert film.as_of is not None
    plan, findings = make_plan(film, library(), as_of=film.as_of)
    assert plan is not None
    both = (*findings, *plan.findings)
    assert [one for one in both if one.severity is Severity.ERROR] == []
    assert {one.code for one in both if one.severity is Severity.WARNING} == {"FIN301"}
    soft = [one for one in film.source if one.name.startswith("French soft money")]
    amounts = [one.amount for one in soft if one.amount is not None]
    half = sum(amounts, Decimal(0)) / plan.summary.budget
    assert half == pytest.approx(Decimal("0.5"), abs=Decimal("0.005")), "half is published"


def test_lunchbox_is_a_french_indian_film_under_the_wishes_of_its_readme(tmp_path: Path) -> None:
    readme = (EXAMPLES / LUNCHBOX / "README.md").read_text("utf-8")
    wishes = readme.split("```toml\n")[1].split("```")[0]
    text = (EXAMPLES / LUNCHBOX / "film.toml").read_text("utf-8")
    (tmp_path / "film.toml").write_text(f"{text}\n{wishes}", "utf-8")
    shutil.copy(EXAMPLES / LUNCHBOX / "budget.csv", tmp_path)
    answer = answered(read_film(tmp_path))
    assert answer.outcome is Outcome.PROVED
    assert after(answer).partners == ("IN", "FR")
    assert after(answer).plan.official.governing == ("fr-in-2010",)
    assert after(answer).official is Verdict.NOT_KNOWN, "its entry into force was not read"
    assert answer.instead == ""
    assert [move.what for move in answer.moves if move.kind == "leaves"] == [
        "Germany",
        "United States",
    ]
    assert after(answer).gap > 0, "what the two bring must come in another way"
