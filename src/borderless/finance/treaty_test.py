"""One treaty or convention tested on a film: every demand, whether or not the text governs."""

from __future__ import annotations

from datetime import date as Day

from borderless.finance.conditions import condition_outcome
from borderless.finance.situation import Situation
from borderless.finance.treaty_checks import Check, TreatyTest, party_standing, verdict_of, worst
from borderless.finance.treaty_points import check_key_posts, check_points
from borderless.finance.treaty_shares import (
    check_financial_only,
    check_outsiders,
    check_proportion,
    check_shares,
)
from borderless.finding import Reference, Verdict
from borderless.rulebook.library import Library
from borderless.rulebook.treaty import Party, Treaty


def read_treaty(situation: Situation, treaty: Treaty, day: Day) -> TreatyTest:
    """Every demand of one text on the film, whether or not it governs."""
    size = "two" if len(situation.countries) == 2 else "many"
    limits = treaty.two if size == "two" else treaty.many
    checks = [
        *_works(situation, treaty),
        *_in_force(situation.library, treaty, day),
        *_parties(situation, treaty, day, size),
    ]
    rows, share_checks = check_shares(situation, treaty, limits, day, size)
    checks += share_checks
    checks += check_outsiders(situation, treaty, day)
    checks += check_financial_only(situation, treaty)
    points, point_checks = check_points(situation, treaty)
    checks += point_checks
    checks += check_key_posts(situation, treaty)
    checks += _conditions(situation, treaty)
    checks += check_proportion(situation, treaty, rows)
    return TreatyTest(treaty, worst(checks), size, tuple(checks), tuple(rows), points)


def demands_beside_shares(situation: Situation, treaty: Treaty) -> list[Check]:
    """What a text asks of the work, its people and its makers, whatever their shares."""
    _, points = check_points(situation, treaty)
    return [
        *_works(situation, treaty),
        *points,
        *check_key_posts(situation, treaty),
        *_conditions(situation, treaty),
    ]


def _works(situation: Situation, treaty: Treaty) -> list[Check]:
    works, film = treaty.works, situation.film
    truth: bool | None = True
    if works.kind and film.kind not in works.kind:
        truth = False
    if works.format and film.format not in works.format:
        truth = False
    if works.minutes_at_least and truth:
        truth = None if film.minutes is None else film.minutes >= works.minutes_at_least
    if truth and not works.source:
        return []
    return [
        Check(
            "works",
            works.says or "The text covers this kind of work",
            verdict_of(truth),
            {"kind": film.kind.value, "format": film.format.value},
            situation.library.reference(treaty, works),
        )
    ]


def _in_force(library: Library, treaty: Treaty, day: Day) -> list[Check]:
    if treaty.in_force is not None and treaty.in_force <= day:
        return []
    since = treaty.in_force.isoformat() if treaty.in_force else "not known"
    return [
        Check(
            "in_force",
            f"In force on {day.isoformat()}",
            Verdict.NOT_KNOWN if treaty.in_force is None else Verdict.DOES_NOT,
            {"in force since": since},
            library.reference(treaty),
            "ask the competent authority whether the treaty is in force"
            if treaty.in_force is None
            else "",
        )
    ]


def _parties(situation: Situation, treaty: Treaty, day: Day, size: str) -> list[Check]:
    if treaty.kind != "convention":
        outsiders = [code for code in situation.countries if code not in treaty.parties]
        if not outsiders or treaty.outside:
            return []
        return [
            Check(
                "parties",
                "The text says nothing of third countries that the rulebook has read",
                Verdict.NOT_KNOWN,
                {"third countries": ", ".join(outsiders)},
                situation.library.reference(treaty),
                "ask both authorities whether a third country may join",
            )
        ]
    needed = 2 if size == "two" else treaty.many_parties
    standing = {code: party_standing(treaty, code, day) for code in situation.countries}
    sure = [code for code, state in standing.items() if state]
    maybe = [code for code, state in standing.items() if state is None]
    truth = True if len(sure) >= needed else None if len(sure) + len(maybe) >= needed else False
    figures = {"Parties": ", ".join(sure) or "none"}
    if maybe:
        figures["probably Parties (declared)"] = ", ".join(maybe)
    return [
        Check(
            "parties",
            f"Co-producers from at least {needed} Parties",
            verdict_of(truth),
            figures,
            _party_reference(situation.library, treaty, [*maybe, *sure]),
            ""
            if truth
            else f"add a co-producer from a Party ({needed} are needed)"
            if truth is False
            else "confirm with the depositary which of these are bound: " + ", ".join(maybe),
        )
    ]


def _party_reference(library: Library, treaty: Treaty, countries: list[str]) -> Reference:
    party: Party | None = next((one for one in treaty.party if one.country in countries[:1]), None)
    return library.reference(treaty, party)


def _conditions(situation: Situation, treaty: Treaty) -> list[Check]:
    checks = []
    for gate in treaty.gate:
        if gate.when and condition_outcome(situation, gate.when) is False:
            continue
        truth = condition_outcome(situation, gate)
        asked = ", ".join(sorted(gate.facts()))
        checks.append(
            Check(
                "condition",
                gate.says,
                verdict_of(truth),
                {},
                situation.library.reference(treaty, gate),
                f"answer under [facts] in film.toml: {asked}" if truth is None and asked else "",
            )
        )
    return checks
