"""What promised money is worth: how surely it comes, and how much later than it is needed."""

from __future__ import annotations

from decimal import Decimal

from borderless.finance.incentives import expected_day
from borderless.finance.situation import Situation
from borderless.rulebook.scheme import Scheme, Version

ONE = Decimal(1)
_DAYS_A_YEAR = Decimal("365.25")


def probability(situation: Situation, scheme: Scheme, version: Version) -> Decimal:
    """That a scheme pays: as the film says, or by the kind of its envelope; 0-1."""
    stated = situation.film.placement.probability.get(scheme.id)
    if stated is not None:
        return stated
    return situation.library.settings.placement.probability[version.envelope.kind]


def discount(situation: Situation, version: Version) -> Decimal:
    """What one unit, paid as the scheme pays, is worth at the start of the shoot; 0-1.

    Present value with yearly compounding, sum of share × (1 + rate) ** -years over the payments. A
    payment whose day is not known is taken at its face value, as is money that comes before.
    """
    rate = situation.film.placement.discount
    if rate is None:
        rate = situation.library.settings.placement.discount
    start = situation.dates.get("shooting_start") or situation.as_of
    worth = Decimal(0)
    for payment in version.payment:
        day = expected_day(situation, payment.event, payment.months_after)
        years = max(Decimal((day - start).days), Decimal(0)) / _DAYS_A_YEAR if day else Decimal(0)
        worth += payment.share * (ONE + rate) ** -years
    return worth if version.payment else ONE
