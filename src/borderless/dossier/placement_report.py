"""The section "Where each euro is best spent" of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from borderless.dossier import placement_words as words
from borderless.dossier.placement_charts import (
    FrontierDot,
    SpendPair,
    frontier_chart,
    spend_chart,
)
from borderless.dossier.placement_rows import (
    Compared,
    ComparedCountry,
    country_rows,
    exact,
    money_rows,
    partner_names,
    without_structure,
)
from borderless.dossier.typography import money_words
from borderless.film.places import country_name
from borderless.finance.placement.answer import Answer, FrontierPoint, NextEuro
from borderless.finance.wording import number_words
from borderless.finding import Finding, Severity

HEADING = ("placement", "Where each euro is best spent")
"""Anchor and heading of the section."""


@dataclass(frozen=True, slots=True)
class Frontier:
    """What the best structure costs under one more condition, as a chart and a table."""

    heading: str
    column: str
    caption: str
    note: str
    points: tuple[FrontierPoint, ...]
    chart: tuple[Markup, ...]
    text: str


@dataclass(frozen=True, slots=True)
class PlacementSection:
    """All that the section shows."""

    answer: Answer
    verdict: str
    in_short: str
    """The verdict as it goes on after a colon."""
    asides: tuple[str, ...]
    money: tuple[Compared, ...]
    countries: tuple[ComparedCountry, ...]
    official: tuple[tuple[str, str, str], ...]
    """Whose status, as which verdict, in which words: today's and the best's, once where alike."""
    spend: tuple[Markup, ...]
    spend_text: str
    frontiers: tuple[Frontier, ...]
    findings: tuple[Finding, ...]
    next_euro: tuple[NextEuro, ...]
    size: str


def placement_section(answer: Answer) -> PlacementSection:
    """What the page says of a placement answer."""
    rows = country_rows(answer) if answer.after else ()
    verdict = words.verdict(answer)
    return PlacementSection(
        answer,
        verdict,
        verdict[:1].lower() + verdict[1:],
        words.asides(answer),
        money_rows(answer),
        rows,
        _official(answer),
        spend_chart(
            [SpendPair(row.name, row.spend_before, row.spend_after) for row in rows],
            answer.currency,
        ),
        _spend_text(answer, rows),
        tuple(_frontiers(answer)) if answer.after else (),
        tuple(one for severity in Severity for one in answer.findings if one.severity is severity),
        words.next_euro(answer),
        words.size_words(answer),
    )


def _official(answer: Answer) -> tuple[tuple[str, str, str], ...]:
    named = words.sides_named(answer)
    return tuple((name, side.official.value, words.official_words(side)) for name, side in named)


def _spend_text(answer: Answer, rows: Sequence[ComparedCountry]) -> str:
    parts = [
        f"{row.name} {money_words(row.spend_before, answer.currency)} today,"
        f" {money_words(row.spend_after, answer.currency)} in the best structure"
        for row in rows
    ]
    return f"Spend by country: {'; '.join(parts)}."


def _frontiers(answer: Answer) -> list[Frontier]:
    delegate = country_name(answer.before.plan.film.delegate)
    found = []
    if answer.frontier:
        found.append(
            _frontier(
                0,
                answer,
                answer.frontier,
                "By number of partners",
                "Partners",
                f"Partners besides {delegate}",
            )
        )
    if answer.by_share:
        found.append(
            _frontier(
                1,
                answer,
                answer.by_share,
                f"By the share of {delegate}",
                "Share",
                f"Share of {delegate}",
            )
        )
    return found


def _frontier(
    number: int,
    answer: Answer,
    points: tuple[FrontierPoint, ...],
    heading: str,
    column: str,
    axis: str,
) -> Frontier:
    dots = [
        FrontierDot(point.value, point.label, point.net, point.proved, chosen=False)
        for point in points
        if point.net is not None
    ]
    said = "; ".join(
        f"{point.label}: {money_words(exact(point.net), answer.currency)}"
        if point.net is not None
        else f"{point.label}: {without_structure(point)}"
        for point in points
    )
    return Frontier(
        heading,
        column,
        axis,
        "" if number else words.HOW_BY_PARTNERS,
        points,
        frontier_chart(
            number, [*dots, *_chosen(number, answer)], axis[:1].lower() + axis[1:], answer.currency
        ),
        f"Net cost by {axis[:1].lower() + axis[1:]}. {said}.",
    )


def _chosen(number: int, answer: Answer) -> list[FrontierDot]:
    """The answer as a point: at its own number of partners, or its own delegate share."""
    after = answer.after
    if after is None:
        return []
    net, partners = float(after.net), len(after.partners) - 1
    if number == 0:
        return [FrontierDot(partners, str(partners), net, proved=True, chosen=True)]
    share = after.plan.shares.get(after.plan.film.delegate)
    if share is None:
        return []
    label = number_words(round(share, 3), "share")
    return [FrontierDot(float(share), label, net, proved=True, chosen=True)]


GLOBALS = {
    "move_words": words.move_words,
    "binding_words": words.binding_words,
    "partner_names": partner_names,
    "without_structure": without_structure,
    "exact": exact,
    "signed": words.signed,
    "worth": words.worth,
    "HOW_NEXT_EURO": words.HOW_NEXT_EURO,
}
"""What the template calls."""
