"""The tables of a placement answer: today's structure beside the one found."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from borderless.film.places import country_name
from borderless.finance.placement.answer import Answer, Claim, FrontierPoint, Side
from borderless.finance.situation import NOTHING
from borderless.finance.wording import grouped, number_words


@dataclass(frozen=True, slots=True)
class Compared:
    """One amount of both structures, in the reporting currency."""

    name: str
    before: Decimal | None
    """`None` where the structure does not have it."""
    after: Decimal | None
    weight: Literal["part", "plain", "sum"] = "plain"
    """A part of the row below it, an amount of its own, or what it all comes to."""
    note: str = ""

    @property
    def change(self) -> Decimal:
        """How much more it is in the structure found; what is not there is nothing."""
        return (self.after or NOTHING) - (self.before or NOTHING)


@dataclass(frozen=True, slots=True)
class ComparedCountry:
    """Share and spend of a country in both structures."""

    country: str
    name: str
    share_before: Decimal | None
    share_after: Decimal | None
    coproduces_before: bool
    coproduces_after: bool
    spend_before: Decimal
    spend_after: Decimal

    @property
    def change(self) -> Decimal:
        """How much more is spent there."""
        return self.spend_after - self.spend_before


def money_rows(answer: Answer) -> tuple[Compared, ...]:
    """Budget, partners' costs and soft money down to the net cost, and the gap."""
    before, after = answer.before, answer.after
    if after is None:
        return ()

    def row(name: str, weight: Literal["part", "plain", "sum"], field: str) -> Compared:
        return Compared(name, getattr(before, field), getattr(after, field), weight)

    rows = [row("Budget", "plain", "cost")]
    if before.partner_cost or after.partner_cost:
        rows.append(row("Cost of partners", "plain", "partner_cost"))
    if before.grants or after.grants:
        rows.append(row("Grants in the plan", "part", "grants"))
    rows += _claim_rows(before, after)
    soft = Compared(
        "Soft money to expect",
        before.expected_claims + before.grants,
        after.expected_claims + after.grants,
        note="grants, and claims by how surely and how soon they pay",
    )
    notes = []
    if before.partner_cost or after.partner_cost:
        notes.append("with partner costs")
    if before.gap < 0 or after.gap < 0:
        notes.append("below nothing: a surplus")
    gap = Compared("Gap", before.gap, after.gap, note="; ".join(notes))
    return (*rows, soft, row("Net cost", "sum", "net"), gap)


def _claim_rows(before: Side, after: Side) -> list[Compared]:
    sides = [{one.result.scheme.id: one for one in side.claims} for side in (before, after)]
    rows = []
    for scheme in dict.fromkeys([*sides[1], *sides[0]]):
        old, new = (side.get(scheme) for side in sides)
        shown = new or old
        assert shown is not None
        rows.append(
            Compared(
                shown.result.scheme.name,
                old.amount if old else None,
                new.amount if new else None,
                "part",
                _counts_for(shown),
            )
        )
    return rows


def _counts_for(claim: Claim) -> str:
    counts = number_words(round(claim.probability * claim.discount, 3), "share")
    surely = number_words(round(claim.probability, 3), "share")
    worth = number_words(round(claim.discount, 3), "share")
    return f"counts for {counts}: {surely} sure, {worth} once discounted"


def country_rows(answer: Answer) -> tuple[ComparedCountry, ...]:
    """Every country of either structure, co-producing ones first."""
    before, after = answer.before.plan, (answer.after or answer.before).plan
    spending = sorted(
        {*before.budget_by_country, *after.budget_by_country},
        key=lambda one: -after.budget_by_country.get(one, NOTHING),
    )
    order = dict.fromkeys([*after.shares, *before.shares, *(one for one in spending if one)])
    if any(plan.budget_by_country.get("") for plan in (before, after)):
        order[""] = None
    return tuple(
        ComparedCountry(
            country,
            country_name(country) if country else "place not given",
            before.shares.get(country),
            after.shares.get(country),
            country in before.shares,
            country in after.shares,
            before.budget_by_country.get(country, NOTHING),
            after.budget_by_country.get(country, NOTHING),
        )
        for country in order
    )


def without_structure(point: FrontierPoint) -> str:
    """Why a point of a frontier has no structure."""
    return "no structure meets the wishes" if point.proved else "not searched: time ran out"


def partner_names(point: FrontierPoint) -> str:
    """The co-producing countries of a point of a frontier, and what those who leave take along."""
    names = ", ".join(country_name(country) for country in point.partners)
    lost = exact(point.lost)
    if not lost:
        return names
    return f"{names}; {grouped(lost, 0)} of other finance leaves with the rest"


def exact(figure: float | None) -> Decimal | None:
    """A solver's figure as a decimal to the cent, for showing beside exact ones."""
    return None if figure is None else Decimal(str(round(figure, 2)))
