"""What nobody wishes in so many words, and every producer, lawyer or authority asks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from films import AS_OF, european_team, people
from test_wishes import D, answer_of, film_of, found, law, scheme

from borderless.film.folder import read_film, write_film
from borderless.film.model import Film
from borderless.finance.placement import Outcome, optimise
from borderless.finding import Verdict

POLISH = scheme("pl-rebate", "PL", "0.3")
SHOOT: dict[str, Any] = {"description": "Shoot", "amount": 600_000, "country": "DK"}
POST: dict[str, Any] = {
    "description": "Post",
    "amount": 400_000,
    "country": "DK",
    "phase": "post",
    "places": [{"place": "PL"}],
}
PAIR = [
    {"company": "Danish", "country": "DK", "share": "0.7", "role": "delegate"},
    {"company": "Polish", "country": "PL", "share": "0.3"},
]


def pair(*lines: dict[str, Any], **placement: Any) -> Film:
    return film_of(*lines, coproducer=PAIR, placement={"official": "ignored", **placement})


def test_the_delegate_holds_no_less_than_any_other_however_much_moves() -> None:
    everything = pair({**SHOOT, "places": [{"place": "PL"}]}, POST)
    shares = found(everything, POLISH).plan.shares
    assert shares["DK"] is not None
    assert shares["PL"] is not None
    assert shares["DK"] >= shares["PL"]


def test_a_partner_who_is_asked_to_hold_more_may_lead() -> None:
    partner = {"country": "PL", "share_at_least": "0.6"}
    film = pair({**SHOOT, "places": [{"place": "PL"}]}, POST, partner=[partner])
    share = found(film, POLISH).plan.shares["PL"]
    assert share is not None
    assert share >= D("0.6")


def test_a_partner_spends_a_fifth_of_what_it_finances() -> None:
    """Poland holds 10 % and nothing pays there: still 2 % of the cost is spent there."""
    partner = {"country": "PL", "keep": True, "share_at_least": "0.1", "cost": 0}
    dear = {**POST, "places": [{"place": "PL", "factor": "1.2"}]}
    side = found(film_of(SHOOT, dear, placement={"partner": [partner], "official": "ignored"}))
    share = side.plan.shares["PL"]
    assert share is not None
    spent = side.plan.budget_by_country["PL"]
    assert spent >= D("0.2") * share * side.cost - 1


def test_money_alone_need_not_be_spent_at_home() -> None:
    money = [PAIR[0], {**PAIR[1], "financial_only": True}]
    dear = {**POST, "places": [{"place": "PL", "factor": "1.2"}]}
    film = film_of(SHOOT, dear, coproducer=money, placement={"official": "ignored"})
    assert "PL" not in found(film).plan.budget_by_country


def test_a_line_that_needs_a_partner_goes_nowhere_without_one() -> None:
    there = {**POST, "places": [{"place": "PL", "needs_partner": True}]}
    alone = found(film_of(SHOOT, there), POLISH)
    assert alone.plan.budget_by_country == {"DK": D(1_000_000)}
    partner = {"country": "PL", "cost": 10_000}
    joined = found(
        film_of(SHOOT, there, placement={"partner": [partner], "official": "ignored"}), POLISH
    )
    assert joined.partners == ("DK", "PL")
    assert joined.plan.budget_by_country["PL"] > 0


def test_of_two_offers_from_one_place_the_cheaper_is_taken() -> None:
    offers = [
        {"lines": ["Post"], "place": "PL", "factor": "0.9"},
        {"lines": ["Post"], "place": "PL", "factor": "0.5"},
    ]
    for options in (offers, offers[::-1]):
        film = film_of(SHOOT, {**POST, "places": []}, placement={"option": options})
        assert found(film).cost == 600_000 + 200_000


def test_a_pinned_line_keeps_its_place_whoever_is_paid() -> None:
    candidate = {
        "post": "composer",
        "name": "Another",
        "nationality": ["PL"],
        "line": "Music",
        "fee": 50_000,
        "place": "PL",
    }
    music = {"description": "Music", "amount": 80_000, "pinned": True}
    side = found(film_of(SHOOT, music, placement={"candidate": [candidate]}), POLISH)
    assert [(one.country, one.amount) for one in side.plan.film.budget][1] == ("DK", D(50_000))


# --- points for places ---------------------------------------------------------------------------


def three_parties(**people_: str) -> Film:
    """Denmark, Poland and Sweden; the United States would do the post for less."""
    partners = [
        {"company": "A", "country": "DK", "share": "0.5", "role": "delegate"},
        {"company": "B", "country": "PL", "share": "0.3"},
        {"company": "C", "country": "SE", "share": "0.2"},
    ]
    lines = [
        {"description": f"Shoot in {country}", "amount": 200_000, "country": country}
        for country in ("DK", "PL", "SE")
    ]
    cheap = {**POST, "places": [{"place": "US", "factor": "0.5"}]}
    return film_of(
        *lines,
        cheap,
        coproducer=partners,
        person=[
            *european_team()[len(people_) :],
            *people(**people_),
        ],
        phase=[
            {"stage": "shoot", "country": "DK", "days": 20},
            {"stage": "post", "country": "DK"},
        ],
        placement={"proportion": 1},
    )


def test_work_leaves_the_parties_where_people_earn_the_points() -> None:
    side = found(three_parties())
    assert side.plan.budget_by_country["US"] == 200_000
    assert side.official is not Verdict.DOES_NOT


def test_work_stays_where_the_points_need_it() -> None:
    """Without director and composer 16 points are left, of which three are for places."""
    film = three_parties(director="US", writer="DK", composer="US")
    side = found(film)
    assert side.official is not Verdict.DOES_NOT
    assert any(line.phase == "post" and line.country == "DK" for line in side.plan.film.budget)


# --- wishes that are slips -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "placement", [{"refuse": ["pl-rebat"]}, {"probability": {"pl-rebat": Decimal("0.5")}}]
)
def test_a_misspelt_scheme_stops_the_search(placement: dict[str, Any]) -> None:
    answer, findings = optimise(film_of(SHOOT, placement=placement), law(POLISH), as_of=AS_OF)
    assert answer is None
    (wrong,) = [one for one in findings if one.code == "FIN705"]
    assert "'pl-rebat'" in wrong.message
    assert "did you mean 'pl-rebate'?" in wrong.message


def test_a_film_without_lines_has_nothing_to_place() -> None:
    answer, findings = optimise(film_of(budget=[]), law(), as_of=AS_OF)
    assert answer is None
    assert "FIN706" in {one.code for one in findings}


def test_a_written_film_is_searched_again_to_the_same_net_cost(tmp_path: Any) -> None:
    """Rounded shares at the edge of a wish do not make the film that was written impossible."""
    folder = tmp_path / "film"
    folder.mkdir()
    (folder / "film.toml").write_text(
        """title = "A film"
delegate = "DK"
minutes = 100

[[coproducer]]
company = "Danish"
country = "DK"
role = "delegate"
share = 0.5

[[coproducer]]
company = "Polish"
country = "PL"
share = 0.5

[placement]
official = "ignored"

[[placement.partner]]
country = "DK"
share_at_least = 0.5
share_at_most = 0.5

[[placement.option]]
lines = ["Post"]
place = "PL"
factor = 0.913
""",
        "utf-8",
    )
    (folder / "budget.csv").write_text(
        "description;phase;amount;currency;country\n"
        "Shoot;shoot;614 733,37;EUR;DK\n"
        "Post;post;387 411,19;EUR;DK\n",
        "utf-8",
    )
    reading = read_film(folder)
    assert reading.film is not None, reading.findings
    first = answer_of(reading.film, POLISH)
    assert first.film is not None
    assert first.after is not None
    write_film(reading, first.film, tmp_path / "written")
    again = read_film(tmp_path / "written").film
    assert again is not None
    second = answer_of(again, POLISH)
    assert second.outcome is Outcome.PROVED, second.conflict
    assert second.after is not None
    assert second.after.net == first.after.net
