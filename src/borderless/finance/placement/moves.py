"""What changes between today's structure and the one found, and what each change is worth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from borderless.film.model import BudgetLine, Film
from borderless.film.places import country_name
from borderless.finance.placement.answer import Move, Side
from borderless.finance.placement.options import Choices, Option
from borderless.finance.placement.rebuilt import Decisions
from borderless.finance.placement.sides import expected_by_evaluate, situation_of
from borderless.finance.situation import Situation
from borderless.finance.treaty_checks import percent

CENT = Decimal("0.01")


def moves_between(
    today: Situation, before: Side, after: Side, choices: Choices, decided: Decisions
) -> list[Move]:
    """Every difference, the most valuable first; those without a worth of their own come last."""
    assert before.plan.film is today.film
    found = [
        *_lines(today, after, choices, decided),
        *_claims(before, after),
        *_people(before.plan.film, after.plan.film, choices),
        *_partners(before, after),
    ]
    return sorted(found, key=lambda move: (move.worth is None, -(move.worth or Decimal(0))))


def _lines(today: Situation, after: Side, choices: Choices, decided: Decisions) -> Iterator[Move]:
    situation = situation_of(after.plan)
    there = float(after.expected_claims)
    for choice in choices.lines:
        if not choice.is_open:
            continue
        line = today.film.budget[choice.number]
        now = [
            (option, decided.shares.get((choice.number, number), 0.0))
            for number, option in enumerate(choice.options)
        ]
        now = [(option, share) for option, share in now if share > 1e-5]
        if len(now) == 1 and now[0][0].today:
            continue
        film = after.plan.film
        reverted = film.model_copy(update={"budget": _reverted(film, line)})
        back = replace(situation, film=reverted)
        saved = float(back.budget) - float(situation.budget)
        soft = there - expected_by_evaluate(back, after.claims)
        amount = sum(
            (option.cost * Decimal(repr(share)) for option, share in now if not option.today),
            Decimal(0),
        )
        yield Move(
            "line",
            line.description or line.account,
            _place(choice.options[0]),
            ", ".join(_part(option, share) for option, share in now),
            amount,
            Decimal(repr(saved + soft)).quantize(CENT),
            line.account,
            line.row,
        )


def _reverted(film: Film, line: BudgetLine) -> tuple[BudgetLine, ...]:
    """The lines with one of them back as it is today; parts that were split off are dropped."""
    lines, done = [], False
    for one in film.budget:
        is_part = one.account == line.account and one.description.startswith(line.description)
        own = one.row == line.row if line.row is not None else is_part
        if own or (one.row is None and is_part):
            if not done:
                lines.append(line)
            done = True
        else:
            lines.append(one)
    return tuple(lines)


def _place(option: Option) -> str:
    return option.place or "no place"


def _part(option: Option, share: float) -> str:
    return (
        _place(option) if share > 1 - 1e-5 else f"{_place(option)} {share:.1%}".replace("%", " %")
    )


def _claims(before: Side, after: Side) -> Iterator[Move]:
    old = {one.scheme.id: one for one in before.plan.incentives if one.counted and one.amount}
    new = {claim.result.scheme.id: claim for claim in after.claims}
    situation = situation_of(after.plan)
    for name, claim in new.items():
        if name in old:
            continue
        others = tuple(one for one in after.claims if one is not claim)
        worth = float(after.expected_claims) - expected_by_evaluate(situation, others)
        yield Move(
            "claim",
            claim.result.scheme.name,
            "",
            name,
            claim.amount.quantize(CENT),
            Decimal(repr(worth)).quantize(CENT),
        )
    for name, result in old.items():
        if name not in new:
            amount = (result.amount or Decimal(0)).quantize(CENT)
            yield Move("unclaim", result.scheme.name, name, "", amount, None)


def _people(before: Film, after: Film, choices: Choices) -> Iterator[Move]:
    for post in choices.posts:
        old = ", ".join(one.name for one in before.person if one.post is post.post)
        new = ", ".join(one.name for one in after.person if one.post is post.post)
        if old != new:
            yield Move("person", post.post.value.replace("_", " "), old, new, None, None)


def _partners(before: Side, after: Side) -> Iterator[Move]:
    old, new = before.plan.shares, after.plan.shares
    for country in dict.fromkeys([*old, *new]):
        name = country_name(country)
        if country not in old:
            yield Move("partner", name, "", percent(new[country]), None, None)
        elif country not in new:
            yield Move("leaves", name, percent(old[country]), "", None, None)
        elif old[country] is not None and old[country] != new[country]:
            yield Move("share", name, percent(old[country]), percent(new[country]), None, None)
