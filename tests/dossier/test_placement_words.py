"""What an answer says: the verdict for every end of a search, the moves, and the rows."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from placement_answers import answer, impossible, nothing_better

from borderless.dossier import placement_words as words
from borderless.dossier.placement_rows import country_rows, money_rows
from borderless.finance.placement.answer import Answer, Goal, Move, NextEuro, Outcome

D = Decimal


def plain(text: str) -> str:
    return re.sub("[\u00a0\u202f]", " ", text)


def verdict(made: Answer) -> str:
    return plain(words.verdict(made))


def test_a_proof_says_how_near_and_what_is_gained() -> None:
    assert verdict(answer()) == (
        "Proved best within 0.01 %: net cost 1.51m EUR, 134 702 less than today"
    )
    assert verdict(answer(gap=0.0)).startswith("Proved best: net cost 1.51m EUR")


def test_time_that_ran_out_says_how_much_better_is_possible() -> None:
    net = float(answer().after.net)  # type: ignore[union-attr]
    made = answer(outcome=Outcome.BEST_FOUND, seconds=60.2, bound=net - 12_000, gap=0.00796)
    assert verdict(made) == (
        "Best found in 60 s: net cost 1.51m EUR, 134 702 less than today;"
        " at most 12 000 EUR (0.8 %) better is possible"
    )
    stopped = replace(made, outcome=Outcome.CANCELLED, bound=None, gap=None)
    assert verdict(stopped) == (
        "Stopped; the best found in 60 s: net cost 1.51m EUR, 134 702 less than today;"
        " how much better another could be is not known"
    )
    infinite = replace(made, bound=float("-inf"), gap=float("inf"))
    assert verdict(infinite).endswith("; how much better another could be is not known")


def test_nothing_better_is_said() -> None:
    assert verdict(nothing_better()) == (
        "Nothing improves on today: proved best within 0.01 %, net cost 1.64m EUR"
    )
    found = replace(nothing_better(), outcome=Outcome.BEST_FOUND, seconds=60)
    assert verdict(found).startswith("Nothing better than today was found, in 60 s: net cost")


def test_wishes_that_clash_are_named() -> None:
    assert verdict(impossible()) == (
        "These wishes cannot all stand: at most 1 partner; spend at least 2 000 000 EUR in Sweden"
    )


def test_one_wish_that_cannot_stand_and_none_have_their_own_words() -> None:
    one = replace(impossible(), conflict=("at most 1 partner",))
    assert verdict(one) == "This wish cannot stand: at most 1 partner"
    none = replace(impossible(), conflict=())
    assert verdict(none) == "No structure meets the wishes and the law"


def test_other_goals_have_their_own_figure() -> None:
    soft = verdict(answer(goal=Goal("soft-money")))
    assert "expected soft money 3.58m EUR, 149 702 more than today" in soft
    local = verdict(answer(goal=Goal("local-spend", "PL")))
    assert "spend in Poland 3.12m EUR, 596 185 more than today" in local
    region = words.local_spend(answer().before, "PL-02")
    assert f"{region:.0f}" == "80699", "390 000 PLN at 4.8328"


def test_a_best_that_costs_more_than_today_says_why() -> None:
    made = answer()
    assert made.after is not None
    dearer = replace(made, after=replace(made.after, net=made.before.net + 9_000))
    assert "9 000 more than today" in verdict(dearer)
    (why,) = words.asides(dearer)
    assert "today's plan does not meet every wish" in why
    (other,) = words.asides(replace(dearer, goal=Goal("local-spend", "PL")))
    assert plain(other) == "Net of soft money the film then costs 9 000 EUR more than today."


def test_proposals_and_what_is_done_instead_are_said() -> None:
    made = answer(proposals=True, instead="no treaty binds the three; each state is asked alone")
    assert words.asides(made) == (
        "No treaty binds the three; each state is asked alone.",
        words.PROPOSED,
    )
    assert "[[placement.option]]" in words.PROPOSED


@pytest.mark.parametrize(
    ("move", "says"),
    [
        (
            Move("line", "Sound mix", "Denmark", "Poland", D(255_000), D("41000.2")),
            "Sound mix: Denmark → Poland",
        ),
        (
            Move("person", "Editor", "A. Glińska", "L. Langebek", None, D(-1200)),
            "Editor: A. Glińska → L. Langebek",
        ),
        (Move("person", "Editor", "", "L. Langebek", None, None), "Editor: – → L. Langebek"),
        (Move("partner", "Norway", "", "12 %", None, None), "Norway joins with 12 %"),
        (Move("leaves", "Sweden", "15 %", "", None, None), "Sweden leaves, which held 15 %"),
        (Move("share", "Denmark", "50 %", "45 %", None, None), "Share of Denmark: 50 % → 45 %"),
        (Move("claim", "Polish rebate", "", "", D(1), D("0.2")), "Polish rebate is claimed"),
        (
            Move("unclaim", "Polish rebate", "", "", D(1), D(5)),
            "Polish rebate is no longer claimed",
        ),
    ],
)
def test_moves_in_words(move: Move, says: str) -> None:
    assert plain(words.move_words(move)) == says


@pytest.mark.parametrize(
    ("gap", "says"),
    [(0.0001, "0.01 %"), (0.0000001, "0.01 %"), (0.0312, "3.12 %"), (0.1, "10 %"), (0.0, "0 %")],
)
def test_a_gap_is_never_told_smaller_than_it_is(gap: float, says: str) -> None:
    assert words.gap_words(gap) == says


@pytest.mark.parametrize(
    ("worth", "says"), [(0.25, "0.250"), (-0.15, "−0.150"), (-0.0001, "0.000"), (0.0, "0.000")]
)
def test_the_next_euro_has_its_sign(worth: float, says: str) -> None:
    assert words.worth(NextEuro("PL", worth)) == says


def test_the_rows_of_money_add_up_to_the_net_cost() -> None:
    rows = {row.name: row for row in money_rows(answer())}
    for field in ("before", "after"):
        cost, partners, soft, net = (
            getattr(rows[name], field)
            for name in ("Budget", "Cost of partners", "Soft money to expect", "Net cost")
        )
        assert cost + partners - soft == net
    assert (
        rows["Polish 30 % cash rebate"].note == "counts for 83.7 %: 90 % sure, 93 % once discounted"
    )
    assert rows["Gap"].note == "with partner costs; below nothing: a surplus"


def test_a_scheme_of_one_side_only_is_absent_on_the_other() -> None:
    made = answer()
    assert made.after is not None
    (claim,) = made.after.claims
    without = replace(made, before=replace(made.before, claims=()))
    row = next(row for row in money_rows(without) if row.name == claim.result.scheme.name)
    assert row.before is None
    assert row.after == claim.amount == row.change


def test_countries_of_either_side_have_a_row() -> None:
    rows = {row.country: row for row in country_rows(answer())}
    assert list(rows) == ["DK", "PL", "SE"]
    assert (rows["DK"].share_before, rows["DK"].share_after) == (D("0.50"), D("0.45"))
    assert round(sum(row.change for row in rows.values()), 6) == 0
