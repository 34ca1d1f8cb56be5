"""What the search took for granted, and what to settle before anybody relies on its answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from difflib import get_close_matches

from borderless.film.model import Film
from borderless.film.places import country_name
from borderless.finance.placement.answer import Claim, Side
from borderless.finance.placement.draft import Draft
from borderless.finance.placement.options import Choices
from borderless.finance.placement.sides import by_evaluate, situation_of
from borderless.finance.placement.worth import unanswered
from borderless.finance.plan import Places
from borderless.finance.situation import Situation
from borderless.finance.treaty_checks import percent
from borderless.finance.wording import grouped
from borderless.finding import Finding, Severity, Verdict
from borderless.rulebook.library import Library

CENT = Decimal("0.01")
DOES_NOT = Verdict.DOES_NOT
OF_THE_PLAN = frozenset({"FIN102", "FIN103"})
"""Findings about the structure's own plan that a producer wants to see beside the answer."""


def taken_for_granted(
    today: Situation, choices: Choices, draft: Draft, after: Side
) -> tuple[str, ...]:
    """Our own choices that the answer rests on, each with where to give one's own."""
    return tuple(dict.fromkeys(_taken(today, choices, draft, after)))


def _taken(today: Situation, choices: Choices, draft: Draft, after: Side) -> Iterator[str]:
    film, usual = today.film, today.library.settings.placement
    if choices.proposed:
        phases = ", ".join(stage.value for stage in usual.proposed_phases)
        yield (
            f"the film names no places for its lines: those of {phases} were offered to the partner"
            " countries at today's cost; give your own under [[placement.option]]"
        )
    if film.placement.discount is None:
        yield f"later money is discounted at {percent(usual.discount)} a year (`discount`)"
    for claim in after.claims:
        scheme = claim.result.scheme
        if scheme.id not in film.placement.probability and claim.probability != 1:
            assert claim.result.version is not None
            kind = claim.result.version.envelope.kind.replace("_", " ")
            situation = situation_of(after.plan)
            open_ = unanswered(situation, scheme, claim.result.version)
            conditions = " and conditions are not answered" if open_ else ""
            yield (
                f"{scheme.name} counts for {percent(claim.probability)}, as its envelope is"
                f" {kind}{conditions} (`probability`)"
            )
        if any(part.expected is None for part in claim.result.instalments):
            yield f"{scheme.name} is not discounted: the film gives no date for its payment"
    stated = {one.country for one in film.placement.partner if one.cost is not None}
    for country in after.partners[1:]:
        if country not in today.countries and country not in stated:
            cost = f"{grouped(usual.partner_cost, 0)} {usual.currency}"
            yield f"{country_name(country)} as a partner costs {cost} (`cost` of the partner)"
    texts = draft.regime.texts
    asked = any(one.proportion and one.proportion.tolerance is not None for one in texts)
    if film.placement.proportion is None and len(after.partners) > 1 and not asked:
        yield (
            "a country's spend falls short of its share by at most"
            f" {percent(usual.proportion)} of the cost, where treaties say only that they are in"
            " proportion (`proportion`)"
        )
    if draft.asks_for_grants:
        yield (
            "a country spends at least what its own selective and regional funds give, or as much"
            " as today (a [[placement.spend]] with `at_least` says otherwise)"
        )
    for wish, otherwise in draft.usual.items():
        if wish not in draft.partners.keep_wishes.values() and wish in draft.partners.plain:
            yield f"{wish} ({otherwise} says otherwise)"
    yield "shooting days and the places of the shoot's phases stay as they are planned"
    for name in draft.aid.not_held:
        yield f"{name}: the typed aid alone passes the ceiling, so the search does not hold it"


def wrong_wishes(film: Film, library: Library, places: Places) -> list[Finding]:
    """Wishes that name what the rulebook lacks, and films in which there is nothing to place."""
    found = []
    if not film.budget:
        found.append(
            Finding(
                "FIN706",
                Severity.ERROR,
                "The film has no budget lines, so there is nothing to place.",
                places("budget"),
                fix="fill budget.csv or budget.xlsx",
            )
        )
    incentives = {one.id for one in library.incentives()}
    for key, names in (
        ("refuse", film.placement.refuse),
        ("probability", tuple(film.placement.probability)),
    ):
        for name in names:
            if name not in incentives:
                near = get_close_matches(name, sorted(incentives), n=1)
                meant = f"; did you mean {near[0]!r}?" if near else "."
                found.append(
                    Finding(
                        "FIN705",
                        Severity.ERROR,
                        f"There is no incentive {name!r} in the rulebook{meant}",
                        places("placement", key),
                        fix="`borderless rules list --kind incentive` shows their ids",
                    )
                )
    return found


def answer_findings(before: Side, after: Side, draft: Draft) -> Iterator[Finding]:
    """What stands between the answer and a plan that somebody can sign."""
    for claim in after.claims:
        explanation = claim.result.explanation
        if explanation and explanation.verdict is Verdict.NOT_KNOWN:
            asked = ", ".join(explanation.missing)
            yield Finding(
                "FIN701",
                Severity.WARNING,
                f"The structure counts {claim.result.scheme.name}, whose conditions are not all"
                f" known to hold: {asked}.",
                fix=f"answer under [facts.{claim.result.scheme.id}] in film.toml, or set"
                " certain_only = true under [placement]",
            )
    if draft.regime.is_official and len(after.partners) > 1 and after.official is DOES_NOT:
        yield Finding(
            "FIN704",
            Severity.WARNING,
            "The structure was found as an official co-production, and on a second reading it is"
            f" none: {after.plan.official.because}.",
            fix="see what fails under Official co-production, and pin the work or the people it"
            " rests on",
        )
    told = {(one.code, one.message) for one in before.plan.findings}
    for finding in after.plan.findings:
        if finding.code in OF_THE_PLAN and (finding.code, finding.message) not in told:
            yield replace(finding, place=None)
    for held in draft.claims.held:
        yield Finding(
            "FIN702",
            Severity.INFO,
            f"{held.scheme.name} is held at today's amount: {held.why}.",
            fix="state the share of its country (share_at_least = share_at_most), which makes most"
            " such rules linear",
        )
    for claim in after.claims:
        if claim.modelled is not None and abs(Decimal(repr(claim.modelled)) - claim.amount) > 1:
            yield _disagreement(claim, "the model", Decimal(repr(claim.modelled)))
    for claim, amount in by_evaluate(situation_of(after.plan), after.claims):
        if abs(amount - claim.amount) > CENT:
            yield _disagreement(claim, "the vectorised reading", amount)


def _disagreement(claim: Claim, whose: str, amount: Decimal) -> Finding:
    return Finding(
        "FIN703",
        Severity.WARNING,
        f"{claim.result.scheme.name} pays {grouped(claim.amount, 2)} to the structure by the exact"
        f" reading, and {grouped(amount, 2)} by {whose}.",
        fix="report it with the film's folder: the two should agree",
    )
