"""Placement answers made by hand from real plans: the film today, and the same film moved about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from borderless.film.folder import read_film
from borderless.film.model import Film
from borderless.finance.placement.answer import (
    Answer,
    Binding,
    Claim,
    FrontierPoint,
    Goal,
    Held,
    ModelSize,
    Move,
    NextEuro,
    Outcome,
    Side,
)
from borderless.finance.plan import Plan, make_plan
from borderless.finding import Finding, Reference, Severity
from borderless.rulebook.library import load

D = Decimal
NEEDLE = Path(__file__).parents[2] / "examples" / "the-girl-with-the-needle"
AS_OF = date(2022, 10, 14)

MOVES_TO_POLAND = ("Sound design and mix", "Grading and laboratory", "Danish crew on location")


def film_today() -> Film:
    film = read_film(NEEDLE).film
    assert film is not None
    return film


def film_moved() -> Film:
    """Sound, grading and the crew on location go to Poland, which takes 40 % for its 35."""
    film = film_today()
    budget = tuple(
        line.model_copy(update={"country": "PL", "region": None})
        if line.description in MOVES_TO_POLAND
        else line
        for line in film.budget
    )
    shares = {"DK": D("0.45"), "PL": D("0.40"), "SE": D("0.15")}
    partners = tuple(
        one.model_copy(update={"share": shares[one.country]}) for one in film.coproducer
    )
    return film.model_copy(update={"budget": budget, "coproducer": partners})


def plan_of_film(film: Film) -> Plan:
    plan, findings = make_plan(film, load()[0], as_of=AS_OF)
    assert plan is not None, findings
    return plan


def side(plan: Plan, grants: str, partner_cost: str = "0") -> Side:
    claims = tuple(
        Claim(one, one.amount, D("0.9"), D("0.93"))
        for one in plan.incentives
        if one.counted and one.amount
    )
    expected = sum((claim.expected for claim in claims), D(0))
    cost = plan.summary.budget
    net = cost + D(partner_cost) - D(grants) - expected
    return Side(plan, cost, D(partner_cost), claims, D(grants), net)


MOVES = (
    Move(
        "line",
        "Sound design and mix",
        "DK",
        "PL",
        D("255451.88"),
        D("64146.10"),
        "3200",
        24,
    ),
    Move(
        "line",
        "Grading and laboratory",
        "SE",
        "PL",
        D("172672.33"),
        D("43356.40"),
        "3500",
        27,
    ),
    Move(
        "person",
        "editor",
        "Agnieszka Glińska",
        "Line Langebek",
        None,
        D("-1200"),
    ),
    Move("share", "Denmark", "50 %", "45 %", None, None),
    Move("claim", "Polish 30 % cash rebate", "", "", D("756704"), D("0")),
)

BINDING = (
    Binding(
        "At least 10 % for each co-producer",
        "treaty",
        "coe-2017",
        Reference("coe-2017", "Art. 6(2)", url="https://example.org/coe"),
    ),
    Binding(
        "Qualifying cost is at most 80 % of the total",
        "rule",
        "pl-rebate",
        Reference("pl-rebate", "Art. 14(3)", verified=False),
    ),
    Binding("At most 2 partners", "wish"),
)


def answer(**changes: Any) -> Answer:
    """A proved answer; `changes` are fields of `Answer` that a test wants otherwise."""
    before = side(plan_of_film(film_today()), "2800000")
    moved = film_moved()
    after = side(plan_of_film(moved), "2800000", "15000")
    net = float(after.net)
    made = Answer(
        outcome=Outcome.PROVED,
        goal=Goal(),
        currency="EUR",
        as_of=AS_OF,
        before=before,
        after=after,
        film=moved,
        objective=net,
        bound=net * 0.99995,
        gap=0.00005,
        moves=MOVES,
        binding=BINDING,
        next_euro=(NextEuro("PL", 0.2513), NextEuro("DK", 0.0), NextEuro("SE", 0.128)),
        frontier=(
            FrontierPoint("0", 0, net + 410_000, 1_500_000.0, ("DK",), True),
            FrontierPoint("1", 1, net + 60_000, 2_900_000.0, ("DK", "PL"), False),
            FrontierPoint("2", 2, net, 3_100_000.0, ("DK", "PL", "SE"), True),
            FrontierPoint("3", 3, None, None, (), True),
        ),
        by_share=tuple(
            FrontierPoint(
                f"{share} %", share / 100, net + gone, 2_900_000.0 - gone, ("DK", "PL"), True
            )
            for share, gone in ((30, 90_000), (45, 0), (50, 12_000), (60, 35_000), (70, 150_000))
        ),
        held=(Held("se-rebate", "Swedish production rebate", "its envelope is closed", D(0)),),
        conflict=(),
        instead="",
        proposals=False,
        assumptions=("later money is worth 6 % less for each year",),
        findings=(
            Finding(
                "FIN109",
                Severity.INFO,
                "Two candidates have no fee; today's is taken.",
                fix="give it",
            ),
        ),
        size=ModelSize(4210, 3105, 412, 3),
        seconds=12.4,
        library=before.plan.library,
    )
    return replace(made, **changes)


def impossible() -> Answer:
    """An answer that no structure gives."""
    return answer(
        outcome=Outcome.IMPOSSIBLE,
        after=None,
        film=None,
        objective=None,
        bound=None,
        gap=None,
        moves=(),
        binding=(),
        next_euro=(),
        frontier=(),
        by_share=(),
        conflict=("at most 1 partner", "spend at least 2 000 000 EUR in Sweden"),
    )


def nothing_better() -> Answer:
    """An answer that is today's structure."""
    made = answer()
    net = float(made.before.net)
    return replace(made, after=made.before, film=film_today(), objective=net, bound=net, moves=())
