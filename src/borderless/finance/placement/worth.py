"""What promised money is worth: how surely it comes, and how much later than it is needed."""

from __future__ import annotations

from decimal import Decimal

from borderless.finance.explain import ExactAlgebra
from borderless.finance.figures import film_facts
from borderless.finance.incentives import expected_day
from borderless.finance.reading import Reader
from borderless.finance.situation import Situation
from borderless.rulebook.scheme import Scheme, Version

ONE = Decimal(1)
_DAYS_A_YEAR = Decimal("365.25")


def probability(situation: Situation, scheme: Scheme, version: Version) -> Decimal:
    """That a scheme pays: as the film says, or by its envelope and its open conditions; 0-1."""
    stated = situation.film.placement.probability.get(scheme.id)
    if stated is not None:
        return stated
    usual = situation.library.settings.placement
    sure = usual.probability[version.envelope.kind]
    return sure * usual.open_condition if unanswered(situation, scheme, version) else sure


def unanswered(situation: Situation, scheme: Scheme, version: Version) -> tuple[str, ...]:
    """Facts that nobody has answered and that a condition of eligibility may turn on.

    What the partners decide (who co-produces, official status) is not among them.
    """
    facts = film_facts(situation, scheme, version)
    words = situation.library.vocabulary.fact
    reader = Reader[Decimal | None](ExactAlgebra(), {}, facts, None)
    open_: dict[str, None] = {}
    for gate in version.gate:
        if gate.when is not None and reader.holds(gate.when)[1]:
            continue
        if any(reader.holds(gate)):
            continue
        for name in sorted(gate.facts()):
            word = words.get(name)
            if facts.get(name) is None and not (word and word.film):
                open_[name] = None
    return tuple(open_)


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
