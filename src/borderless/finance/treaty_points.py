"""Points tables and key posts of a treaty, with the fewest changes that would pass them."""

from __future__ import annotations

from borderless.finance.points import Score, score
from borderless.finance.situation import NOTHING, Situation
from borderless.finance.treaty_checks import Check, points_words, verdict_of
from borderless.finding import Verdict
from borderless.rulebook.treaty import Treaty


def check_points(situation: Situation, treaty: Treaty) -> tuple[Score | None, list[Check]]:
    """The points table for this kind of work, and what is missing to pass it."""
    if not treaty.points:
        return None, []
    kind = situation.film.kind
    test_id = treaty.points.get(kind)
    test = situation.library.points(test_id) if test_id else None
    if test is None:
        return None, [
            Check(
                "points",
                f"The text has no points table for {kind.value} that the rulebook has read",
                Verdict.NOT_KNOWN,
                {},
                situation.library.reference(treaty),
                "ask the competent authority how it tests this kind of work",
            )
        ]
    result = score(situation.film, test, treaty.parties)
    needed = "not known" if result.needed is None else points_words(result.needed)
    change = ""
    if result.verdict is Verdict.DOES_NOT:
        change = f"earn {points_words(result.short)} more points" + _cheapest_rows(result)
    elif result.verdict is Verdict.NOT_KNOWN:
        open_rows = ", ".join(row.row.says for row in result.rows if row.earned is None)
        change = f"name who does it, and where: {open_rows}"
    return result, [
        Check(
            "points",
            f"At least {needed} of {points_words(result.possible)} points",
            result.verdict,
            {
                "earned": points_words(result.earned),
                "not known": points_words(result.open),
                "possible": points_words(result.possible),
                "pass": needed,
            },
            situation.library.reference(test, test.row[0]),
            change,
        )
    ]


def _cheapest_rows(result: Score) -> str:
    """The fewest rows that would close the shortfall, largest first."""
    lost = sorted(
        (row for row in result.rows if row.applies and row.earned is not None),
        key=lambda row: row.row.points - (row.earned or NOTHING),
        reverse=True,
    )
    short, chosen = result.short, []
    for row in lost:
        gain = row.row.points - (row.earned or NOTHING)
        if short <= 0 or gain <= 0:
            break
        chosen.append(f"{row.row.says} ({points_words(gain)})")
        short -= gain
    return f", for instance from the co-producing Parties: {', '.join(chosen)}" if chosen else ""


def check_key_posts(situation: Situation, treaty: Treaty) -> list[Check]:
    """The posts that some treaties list instead of giving points."""
    checks = []
    for rule in treaty.key_posts:
        if rule.kind and situation.film.kind not in rule.kind:
            continue
        people = [one for one in situation.film.person if one.post.value in rule.posts]
        outside = [
            one.name
            for one in people
            if one.nationality and not set(one.nationality) & treaty.parties
        ]
        filled = {one.post.value for one in people}
        truth: bool | None = True
        if rule.outsiders is not None and len(outside) > rule.outsiders:
            with_consent = rule.outsiders_with_consent or rule.outsiders
            truth = None if len(outside) <= with_consent else False
        elif not set(rule.posts) <= filled or rule.outsiders is None:
            truth = None
        checks.append(
            Check(
                "points",
                rule.says or "Key posts are filled in proportion to the shares",
                verdict_of(truth),
                {"filled": f"{len(filled)} of {len(rule.posts)}", "outsiders": ", ".join(outside)},
                situation.library.reference(treaty, rule),
                "name the people in the key posts" if truth is None else "",
            )
        )
    return checks
