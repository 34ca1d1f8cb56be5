"""What moves come to in the film as it is now, by the exact reading of every rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal

from django.utils.translation import gettext as _

from borderless.film.model import Film
from borderless.finance.placement.answer import Side
from borderless.finance.placement.sides import side_of, situation_of
from borderless.finding import Finding, Severity
from borderless.rulebook.library import Library


@dataclass(frozen=True, slots=True)
class Effect:
    """A film before and after some moves; amounts in `currency`."""

    before: Side
    after: Side
    currency: str
    new_errors: tuple[Finding, ...]
    """Errors that the plan has only afterwards."""

    @property
    def net(self) -> Decimal:
        """How much less the film costs net of soft money."""
        return self.before.net - self.after.net

    @property
    def rows(self) -> Sequence[tuple[str, Decimal, Decimal]]:
        """Name, before, after."""
        return (
            (_("Budget"), self.before.cost, self.after.cost),
            (_("Soft money to expect"), _expected(self.before), _expected(self.after)),
            (_("Net cost"), self.before.net, self.after.net),
            (_("Gap"), self.before.gap, self.after.gap),
        )


def effect_of(film: Film, changed: Film, library: Library, as_of: Day) -> Effect | None:
    """The effect of a change; None where one of the two cannot be planned."""
    before, _found = side_of(film, library, as_of, film.currency)
    if before is None:
        return None
    # New partners are told from those of before, so that both count the same costs of partners.
    today = situation_of(before.plan)
    after, _found = side_of(changed, library, as_of, film.currency, today=today)
    if after is None:
        return None
    told = {(one.code, one.message) for one in before.plan.findings}
    errors = tuple(
        one
        for one in after.plan.findings
        if one.severity is Severity.ERROR and (one.code, one.message) not in told
    )
    return Effect(before, after, film.currency, errors)


def _expected(side: Side) -> Decimal:
    return side.expected_claims + side.grants
