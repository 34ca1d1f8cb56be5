"""The days by which money moves: those the film gives, and those that follow from them.

A day that the film does not give is taken from its dated phases, or from the usual length of a
phase; each says what it was taken from, so that the cash flow can repeat it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date as Day
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise

from borderless.film.days import days_later, months_later
from borderless.film.document import Stage
from borderless.film.model import Dates, Film, Phase
from borderless.finance.cash.cash_settings import Settings

DERIVED = ("signature", "audit", "tax_filing")
"""Events besides the film's dates that every cash flow knows."""
ORDER = (
    "preproduction_start",
    "shooting_start",
    "shooting_end",
    "rough_cut",
    "delivery",
    "release",
)
"""The film's dates as they follow each other."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """An event with its day."""

    name: str
    day: Day
    because: str = ""
    """What the day was taken from; empty where the film gives it."""
    guessed: bool = False
    """Whether a usual length stands behind it, not the film's own schedule."""


@dataclass(frozen=True, slots=True)
class Milestones:
    """Every event whose day is known or follows."""

    by_name: Mapping[str, Milestone]

    def day(self, event: str) -> Day | None:
        """The day of an event; `None` where nothing says it."""
        found = self.by_name.get(event)
        return found.day if found else None

    @property
    def words(self) -> tuple[str, ...]:
        """Every event that an instalment may name."""
        return tuple(dict.fromkeys((*Dates.model_fields, *DERIVED, *self.by_name)))

    def out_of_order(self) -> list[tuple[Milestone, Milestone]]:
        """Neighbouring dates of the film of which the later comes first."""
        known = [self.by_name[name] for name in ORDER if name in self.by_name]
        stated = [one for one in known if not one.because]
        return [(one, other) for one, other in pairwise(stated) if other.day < one.day]


def milestones(film: Film, settings: Settings) -> Milestones | None:
    """The film's events; `None` where it gives no date that the others could follow from."""
    found: dict[str, Milestone] = {}
    for name in Dates.model_fields:
        day = getattr(film.dates, name)
        if day:
            found[name] = Milestone(name, day)
    for name, day in film.cash.events.items():
        found[name] = Milestone(name, day)
    _from_phases(film.phase, found)
    _around_the_shoot(film.phase, settings, found)
    if "shooting_start" not in found:
        return None
    _after_the_shoot(settings, found)
    return Milestones(found)


def _from_phases(phases: Iterable[Phase], found: dict[str, Milestone]) -> None:
    by_stage: dict[Stage, list[Phase]] = {}
    for phase in phases:
        by_stage.setdefault(phase.stage, []).append(phase)

    def take(name: str, stage: Stage, *, first: bool) -> None:
        some = by_stage.get(stage, [])
        days = [day for one in some if (day := one.start if first else one.end)]
        if days and name not in found:
            word = "first day" if first else "last day"
            because = f"the {word} of {stage.value} among the phases"
            found[name] = Milestone(name, min(days) if first else max(days), because)

    take("preproduction_start", Stage.PREPRODUCTION, first=True)
    take("shooting_start", Stage.SHOOT, first=True)
    take("shooting_end", Stage.SHOOT, first=False)
    take("delivery", Stage.DELIVERY, first=False)
    take("delivery", Stage.POST, first=False)


def _around_the_shoot(
    phases: Iterable[Phase], settings: Settings, found: dict[str, Milestone]
) -> None:
    """The first and last shooting day and the start of preparation, from whatever is known."""
    usual = settings.usual
    length = _shoot_length(phases, settings)

    def guess(name: str, day: Day, because: str) -> None:
        if name not in found:
            found[name] = Milestone(name, day, because, guessed=True)

    if (released := found.get("release")) and not found.keys() & {*ORDER[:-1]}:
        before = months_later(released.day, -usual["release"])
        guess("delivery", before, f"{_count(usual['release'])} months before the release")
    if "shooting_end" in found:
        start = days_later(found["shooting_end"].day, 1 - length)
        guess("shooting_start", start, f"{length} days of shoot up to the last")
    if prepared := found.get("preproduction_start"):
        start = months_later(prepared.day, usual["preproduction"])
        because = f"{_count(usual['preproduction'])} months of preparation"
        guess("shooting_start", start, because)
    if "delivery" in found:
        end = months_later(found["delivery"].day, -usual["post"])
        because = f"{_count(usual['post'])} months of post-production before the delivery"
        guess("shooting_start", days_later(end, 1 - length), because)
    if "application" in found:
        months = usual["application_to_preproduction"] + usual["preproduction"]
        start = months_later(found["application"].day, months)
        guess("shooting_start", start, f"{_count(months)} months after the application")
    if "shooting_start" not in found:
        return
    start = found["shooting_start"].day
    guess("shooting_end", days_later(start, length - 1), f"{length} days of shoot")
    before = months_later(start, -usual["preproduction"])
    because = f"{_count(usual['preproduction'])} months before the shoot"
    guess("preproduction_start", before, because)


def _after_the_shoot(settings: Settings, found: dict[str, Milestone]) -> None:
    usual = settings.usual

    def derive(name: str, day: Day, because: str, *, guessed: bool = True) -> None:
        if name not in found:
            found[name] = Milestone(name, day, because, guessed)

    end = found["shooting_end"].day
    if "release" in found:
        before = months_later(found["release"].day, -usual["release"])
        if before > end:
            because = f"{_count(usual['release'])} months before the release"
            derive("delivery", before, because)
    post = _count(usual["post"])
    derive("delivery", months_later(end, usual["post"]), f"{post} months of post-production")
    delivered = found["delivery"].day
    cut = days_later(end, int((delivered - end).days * usual["rough_cut_share"]))
    derive("rough_cut", cut, "its usual place between shoot and delivery")
    after = months_later(delivered, usual["release"])
    derive("release", after, f"{_count(usual['release'])} months after the delivery")
    audited = months_later(delivered, usual["audit"])
    derive("audit", audited, f"{_count(usual['audit'])} months after the delivery")
    filed = Day(delivered.year, 12, 31)
    derive("tax_filing", filed, "the end of the year of delivery", guessed=False)
    prepared = found["preproduction_start"].day
    if "application" in found and found["application"].day > prepared:
        because = "the day of the application"
        derive("signature", found["application"].day, because, guessed=False)
    derive("signature", prepared, "the start of preparation", guessed=False)
    before = months_later(prepared, -usual["application_to_preproduction"])
    months = _count(usual["application_to_preproduction"])
    derive("application", before, f"{months} months before the preparation")


def _shoot_length(phases: Iterable[Phase], settings: Settings) -> int:
    """Days of the calendar that the shoot takes, from its shooting days or the usual weeks."""
    days = sum(phase.days or 0 for phase in phases if phase.stage is Stage.SHOOT)
    return calendar_days(days, settings) if days else int(settings.usual["shoot"] * 7)


def calendar_days(working: int, settings: Settings) -> int:
    """Days of the calendar that so many working days take."""
    weeks = Decimal(working) / settings.usual["working_days"]
    return int((weeks * 7).to_integral_value(ROUND_CEILING))


def _count(months: Decimal) -> str:
    return f"{months.normalize():f}"


def span(first: Day, last: Day) -> tuple[Day, Day]:
    """A stretch of days, of at least one, whichever way its ends were given."""
    return first, max(first, last)
