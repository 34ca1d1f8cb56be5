"""The demands that treaties make, and what each says about a film."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal

from borderless.finance.points import Score
from borderless.finance.wording import number_words
from borderless.finding import Reference, Verdict
from borderless.rulebook.treaty import Treaty


@dataclass(frozen=True, slots=True)
class Check:
    """One demand of a treaty and how the film meets it."""

    about: str
    """works | parties | share | outside | financial_only | points | proportion | condition"""
    says: str
    verdict: Verdict
    figures: dict[str, str]
    reference: Reference
    change: str = ""
    """The smallest change that would meet it."""


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One co-producing country against the limits."""

    country: str
    share: Decimal | None
    spend_share: Decimal | None
    """Its part of the production cost, where budget lines say where they are spent."""
    minimum: Decimal | None
    maximum: Decimal | None
    party: bool | None
    """Bound by the text; `None`: probably (declared), or its entry into force is not known."""
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class TreatyTest:
    """A treaty or convention tested on the film."""

    treaty: Treaty
    verdict: Verdict
    limits: str
    """Which limits were used: two | many."""
    checks: tuple[Check, ...]
    shares: tuple[ShareRow, ...]
    points: Score | None
    governs: bool | None = False
    """True, False, or `None` where that is not certain."""
    route: str = ""

    @property
    def if_it_governs(self) -> Verdict:
        """The verdict supposing that the text binds the states; that doubt is weighed apart."""
        return worst(check for check in self.checks if check.about not in ("parties", "in_force"))

    @property
    def changes(self) -> tuple[str, ...]:
        """The smallest changes that would make it qualify, one for each failed check."""
        return tuple(
            dict.fromkeys(
                check.change
                for check in self.checks
                if check.change
                and check.verdict is not Verdict.QUALIFIES
                and check.about != "proportion"
            )
        )


def worst(checks: Iterable[Check]) -> Verdict:
    """The verdict over several checks; proportion is shown and not judged."""
    verdicts = {check.verdict for check in checks if check.about != "proportion"}
    for verdict in (Verdict.DOES_NOT, Verdict.NOT_KNOWN):
        if verdict in verdicts:
            return verdict
    return Verdict.QUALIFIES


def party_standing(treaty: Treaty, country: str, day: Day) -> bool | None:
    """Whether a state is bound on that day; `None` where it is probable or not known."""
    party = next((one for one in treaty.party if one.country == country), None)
    if party is None or party.standing == "signed":
        return False
    if party.until and day > party.until:
        return False
    if party.from_ and day < party.from_:
        return False
    return None if party.standing == "declared" else True


def verdict_of(truth: bool | None) -> Verdict:  # noqa: FBT001 - the answer itself
    """Yes, no or not known as a verdict."""
    return {True: Verdict.QUALIFIES, False: Verdict.DOES_NOT, None: Verdict.NOT_KNOWN}[truth]


def percent(share: Decimal | None) -> str:
    """A share as people read it."""
    return "not known" if share is None else number_words(round(share, 4), "share")


def points_words(points: Decimal) -> str:
    """Points as people read them."""
    return number_words(points, "score")
