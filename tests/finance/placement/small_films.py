"""Random small films with random law, and every one of their placements by brute force."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import Any

import numpy as np
from films import AS_OF
from hypothesis import strategies as st
from numpy.typing import NDArray
from random_rules import money, schemes

from borderless.film.model import BudgetLine, Film
from borderless.finance.evaluate import evaluate
from borderless.finance.figures import counts_line
from borderless.rulebook.library import Library, load
from borderless.rulebook.scheme import Scheme

PLACES = ("DK", "PL", "SE")
OURS, _ = load()
Column = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """A film that is made in one country, with lines that others could serve."""

    film: Film
    library: Library
    score: Decimal
    weights: dict[str, Decimal] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Only what differs from case to case."""
        lines = [
            f"{one.description}: {one.amount} {one.country} {one.phase.value} labour {one.labour}"
            f" vfx {one.vfx} -> {[(p.place, p.factor) for p in one.places]}"
            for one in self.film.budget
        ]
        rules = [
            {
                "id": rule.id,
                "territory": rule.territory,
                **rule.version[0].model_dump(
                    exclude_defaults=True, include={"gate", "step", "excludes"}
                ),
            }
            for rule in self.library.incentives()
        ]
        wishes = self.film.placement.model_dump(exclude_defaults=True)
        return "\n".join(["", *lines, *map(repr, rules), repr(wishes), f"score {self.score}"])

    def _repr_pretty_(self, printer: Any, _: bool) -> None:
        printer.text(repr(self))


def library_of(rules: list[Scheme]) -> Library:
    """Our words and settings, and no law but these schemes."""
    return Library(
        OURS.vocabulary,
        OURS.settings,
        {"governing": OURS.rules["governing"], **{rule.id: rule for rule in rules}},
    )


def film_of(lines: list[dict[str, Any]], placement: dict[str, Any], facts: dict[str, Any]) -> Film:
    return Film.model_validate(
        {
            "title": "A small film",
            "delegate": "DK",
            "minutes": 100,
            "dates": {"shooting_start": "2026-09-01", "delivery": "2027-06-30"},
            "budget": lines,
            "placement": {"discount": 0, **placement},
            "facts": facts,
        }
    )


@st.composite
def lines(draw: st.DrawFn, most: int) -> list[dict[str, Any]]:
    made = []
    for number in range(draw(st.integers(1, most))):
        home = draw(st.sampled_from(PLACES))
        others = draw(st.sets(st.sampled_from(PLACES), max_size=2)) - {home}
        made.append(
            {
                "description": f"line {number}",
                "amount": draw(st.decimals(1000, 12_000_000, places=2)),
                "currency": "EUR",
                "country": home,
                "phase": draw(st.sampled_from(["shoot", "post", "financing"])),
                "labour": draw(st.sampled_from(["0", "0.5", "1"])),
                "vfx": draw(st.booleans()),
                "whole": True,
                "places": [
                    {"place": place, "factor": draw(st.sampled_from(["0.8", "0.95", "1", "1.1"]))}
                    for place in sorted(others)
                ],
            }
        )
    return made


@st.composite
def cases(draw: st.DrawFn, most_lines: int = 6) -> Case:
    rules = []
    for number in range(draw(st.integers(1, 3))):
        one = draw(schemes())
        changes: dict[str, Any] = {
            "id": f"xx-random-{number}",
            "territory": draw(st.sampled_from(PLACES)),
        }
        rules.append(one.model_copy(update=changes))
    if len(rules) > 1 and draw(st.booleans()):
        version = rules[0].version[0].model_copy(update={"excludes": (rules[1].id,)})
        rules[0] = rules[0].model_copy(update={"version": (version,)})
    weights = {rule.id: draw(st.sampled_from([Decimal(1), Decimal("0.6")])) for rule in rules}
    score = draw(st.decimals(0, 50, places=0))
    placement = {"probability": weights}
    made = draw(lines(most_lines).filter(lambda made: any(one["places"] for one in made)))
    if draw(st.booleans()):
        place = draw(st.sampled_from(PLACES))
        placement["spend"] = [{"place": place, "at_most": draw(money)}]  # type: ignore[assignment]
    return Case(film_of(made, placement, {"score": score}), library_of(rules), score, weights)


def options_of(line: BudgetLine) -> list[BudgetLine]:
    """The line as it is, and at each of its other places."""
    found = [line]
    for one in line.places:
        amount = round(line.amount * (one.factor or Decimal(1)), 2)
        found.append(line.model_copy(update={"country": one.place, "amount": amount}))
    return found


def best_by_brute_force(case: Case) -> float:
    """The least net cost over every placement and every set of claims, by `evaluate` alone."""
    film, library = case.film, case.library
    options = [options_of(line) for line in film.budget]
    picks = np.array(list(product(*[range(len(one)) for one in options])))
    placed = len(picks)

    def summed(counts: Any) -> Column:
        column = np.zeros(placed)
        for number, places in enumerate(options):
            worth = np.array([float(counts(place)) for place in places])
            column += worth[picks[:, number]]
        return column

    cost = summed(lambda line: line.amount)
    allowed = np.ones(placed, bool)
    for wish in film.placement.spend:
        spent = summed(lambda line, place=wish.place: line.amount * (line.country == place))
        assert wish.at_most is not None
        allowed &= spent <= float(wish.at_most) + 1e-6
    # A country that no line can go to is not asked for its money.
    reached = {"DK", *(str(place.country) for places in options for place in places)}
    rules = [rule for rule in library.incentives() if rule.territory in reached]
    best = np.inf
    for claimed in product([False, True], repeat=len(rules)):
        taken = [rule for rule, yes in zip(rules, claimed, strict=True) if yes]
        ids = {rule.id for rule in taken}
        if any(ids & set(rule.version[0].excludes) for rule in taken):
            continue
        soft, by_country = np.zeros(placed), {place: np.zeros(placed) for place in PLACES}
        for rule in taken:
            figures = {
                name: summed(
                    lambda line, rule=rule, choice=word.lines: (
                        line.amount
                        * (line.labour if choice.labour else 1)
                        * counts_line(line, rule.territory, choice)
                    )
                )
                for name in rule.version[0].figures()
                if (word := library.vocabulary.figure[name]).lines
            }
            figures |= {
                "other_aid": by_country[rule.territory].copy(),
                "score": np.full(placed, float(case.score)),
                "coproducer_share": np.full(placed, float(rule.territory == "DK")),
            }
            paid = np.broadcast_to(
                evaluate(rule.version[0], figures, {"format": "feature"}).net, placed
            )
            by_country[rule.territory] = by_country[rule.territory] + paid
            soft += paid * float(case.weights[rule.id])
        net = np.where(allowed, cost - soft, np.inf)
        best = min(best, float(net.min()))
    return best


__all__ = ["AS_OF", "PLACES", "Case", "best_by_brute_force", "cases", "film_of", "library_of"]
