"""What a placement answer says in plain sentences, alike in the terminal and on the page."""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, Decimal

from borderless.film.document import Stage
from borderless.film.places import country_name
from borderless.finance.placement.answer import Answer, Binding, Move, NextEuro, Outcome, Side
from borderless.finance.situation import NOTHING, Situation
from borderless.finance.wording import grouped, number_words
from borderless.finding import Verdict

ITSELF = Decimal("0.5")
"""A difference below this, in units of the reporting currency, is rounding and no gain."""

HOW_NEXT_EURO = "From the linear relaxation at the answer, every yes-or-no held."

HOW_BY_PARTNERS = (
    "Here today's partners may leave, with what they bring, unless the film says that they stay."
)

PROPOSED = (
    "The film names no places that its lines may go to, so we proposed them, at today's cost;"
    " give your own, with what they cost, as [[placement.option]] in film.toml."
)

_OFFICIAL = {
    Verdict.QUALIFIES: "qualifies",
    Verdict.DOES_NOT: "does not qualify",
    Verdict.NOT_KNOWN: "not known",
}


def verdict(answer: Answer) -> str:
    """The whole answer in one line, without a full stop."""
    after = answer.after
    if answer.outcome is Outcome.IMPOSSIBLE:
        return conflict(answer)
    if after is None:
        return f"Nothing was found in {_seconds(answer)}; give it more time"
    figure, today = figure_of(answer, after), figure_of(answer, answer.before)
    shown = f"{figure_name(answer)} {short_money(figure, answer.currency)}"
    difference = figure - today
    if abs(difference) < ITSELF:
        return _nothing_better(answer, shown)
    less = "less" if difference < 0 else "more"
    changed = f"{grouped(abs(difference), 0)} {less} than today"
    if answer.outcome is Outcome.PROVED:
        return f"Proved best{_within(answer)}: {shown}, {changed}"
    how = "Best found" if answer.outcome is Outcome.BEST_FOUND else "Stopped; the best found"
    return f"{how} in {_seconds(answer)}: {shown}, {changed}; {_still_possible(answer)}"


def _nothing_better(answer: Answer, shown: str) -> str:
    if answer.outcome is Outcome.PROVED:
        return f"Nothing improves on today: proved best{_within(answer)}, {shown}"
    stopped = "stopped after" if answer.outcome is Outcome.CANCELLED else "in"
    return (
        f"Nothing better than today was found, {stopped} {_seconds(answer)}: {shown};"
        f" {_still_possible(answer)}"
    )


def conflict(answer: Answer) -> str:
    """Why there is no answer, in the words of the wishes."""
    if not answer.conflict:
        return "No structure meets the wishes and the law"
    if len(answer.conflict) == 1:
        return f"This wish cannot stand: {answer.conflict[0]}"
    return f"These wishes cannot all stand: {'; '.join(answer.conflict)}"


def asides(answer: Answer) -> tuple[str, ...]:
    """What must be known beside the verdict, as whole sentences."""
    said = []
    if answer.after is not None and answer.gain is not None and answer.gain <= -ITSELF:
        if answer.goal.kind == "net":
            said.append(
                "It costs more than today because today's plan does not meet every wish and limit."
            )
        else:
            said.append(
                f"Net of soft money the film then costs {grouped(-answer.gain, 0)}"
                f" {answer.currency} more than today."
            )
    if answer.instead:
        said.append(f"{answer.instead[:1].upper()}{answer.instead[1:].rstrip('.')}.")
    if answer.proposals:
        said.append(PROPOSED)
    return tuple(said)


def figure_name(answer: Answer) -> str:
    """What the goal counts, as the verdict names it."""
    if answer.goal.kind == "net":
        return "net cost"
    if answer.goal.kind == "soft-money":
        return "expected soft money"
    return f"spend in {country_name(answer.goal.country)}"


def figure_of(answer: Answer, side: Side) -> Decimal:
    """What the goal counts, of one structure, in the reporting currency."""
    if answer.goal.kind == "net":
        return side.net
    if answer.goal.kind == "soft-money":
        return side.expected_claims + side.grants
    return local_spend(side, answer.goal.country)


def local_spend(side: Side, place: str) -> Decimal:
    """Production cost in a country, or in one of its regions."""
    plan = side.plan
    if "-" not in place:
        return plan.budget_by_country.get(place, NOTHING)
    situation = Situation(plan.film, plan.rates, plan.library, plan.as_of, plan.currency)
    lines = (
        line
        for line in plan.film.budget
        if line.region == place and line.phase is not Stage.DISTRIBUTION
    )
    return sum((situation.line(line) for line in lines), NOTHING)


def short_money(amount: Decimal, currency: str) -> str:
    """An amount as a headline has it: 3.21m EUR, 214 000 EUR."""
    if abs(amount) >= 1_000_000:
        return f"{grouped(amount / 1_000_000, 2)}m {currency}"
    return f"{grouped(amount, 0)} {currency}"


def signed(amount: Decimal, places: int = 0) -> str:
    """A difference with its sign; "0" without one."""
    rounded = round(amount, places)
    if not rounded:
        return grouped(abs(rounded), places)
    return f"{'+' if rounded > 0 else '−'}{grouped(abs(rounded), places)}"


def gap_words(gap: float) -> str:
    """The distance of objective and bound, never told smaller than it is."""
    exact = Decimal(str(gap)) * 100
    percent = exact.quantize(Decimal("0.01"), ROUND_CEILING)
    return f"{percent.normalize():f} %"


def _within(answer: Answer) -> str:
    return f" within {gap_words(answer.gap)}" if answer.gap else ""


def _still_possible(answer: Answer) -> str:
    objective, bound = answer.objective, answer.bound
    if objective is None or bound is None or not math.isfinite(objective - bound):
        return "how much better another could be is not known"
    distance = Decimal(str(abs(objective - bound)))
    share = f" ({gap_words(answer.gap)})" if answer.gap and math.isfinite(answer.gap) else ""
    return f"at most {grouped(distance, 0)} {answer.currency}{share} better is possible"


def _seconds(answer: Answer) -> str:
    return f"{answer.seconds:.0f} s" if answer.seconds >= 1 else "less than a second"


# --- moves, limits, status -----------------------------------------------------------------------


def move_words(move: Move) -> str:
    """What changes, without its worth: "Sound mix: Denmark → Poland"."""
    if move.kind == "partner":
        return f"{move.what} joins" + (f" with {move.after}" if move.after else "")
    if move.kind == "leaves":
        return f"{move.what} leaves" + (f", which held {move.before}" if move.before else "")
    if move.kind == "claim":
        return f"{move.what} is claimed"
    if move.kind == "unclaim":
        return f"{move.what} is no longer claimed"
    name = f"Share of {move.what}" if move.kind == "share" else move.what
    return f"{name[:1].upper()}{name[1:]}: {move.before or '–'} → {move.after or '–'}"


def binding_words(binding: Binding) -> str:
    """Whose limit it is."""
    return {
        "rule": "a rule",
        "treaty": "the treaty",
        "wish": "your wish",
        "usual": "taken for granted",
    }[binding.kind]


def official_words(side: Side) -> str:
    """Official status in a few words, with the points of each text that governs or may."""
    official = side.plan.official
    words = f"{_OFFICIAL[official.verdict]}: {official.because}"
    points = []
    for test in official.tests:
        if test.points and test.governs is not False:
            earned = number_words(test.points.earned, "score")
            possible = number_words(test.points.possible, "score")
            mark = test.points.needed
            needed = f", {number_words(mark, 'score')} needed" if mark is not None else ""
            points.append(f"{earned} of {possible} points{needed} ({test.treaty.id})")
    return f"{words}; {', '.join(points)}" if points else words


def sides_named(answer: Answer) -> tuple[tuple[str, Side], ...]:
    """Both structures by name; one for both where their official status reads alike."""
    before, after = answer.before, answer.after
    if after is None:
        return (("today", before),)
    if official_words(before) == official_words(after):
        return (("today and best", after),)
    return (("today", before), ("best", after))


def next_euro(answer: Answer) -> tuple[NextEuro, ...]:
    """What the next euro brings back, the most first."""
    return tuple(sorted(answer.next_euro, key=lambda one: -one.worth))


def worth(one: NextEuro) -> str:
    """What one unit brings back, to the thousandth."""
    text = f"{abs(one.worth):.3f}"
    return f"−{text}" if one.worth < 0 and float(text) else text


def size_words(answer: Answer) -> str:
    """How large the search was."""
    size = answer.size
    models = f"{size.models} {'model' if size.models == 1 else 'models'}"
    return (
        f"{models} with {grouped(Decimal(size.rows), 0)} rows and"
        f" {grouped(Decimal(size.columns), 0)} columns, {grouped(Decimal(size.whole), 0)} of them"
        f" yes-or-no, in {_seconds(answer)}"
    )
