"""Every incentive of the film's countries: eligible or not, how much, and when the cash comes.

Schemes that exclude each other are resolved to the set that pays most. Regional schemes are read
before national ones, because national rules deduct regional money and not the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from decimal import Decimal

from borderless.film.days import months_later
from borderless.film.model import Source, Status
from borderless.film.rates import NoRateError
from borderless.finance.explain import Explanation, explain
from borderless.finance.figures import film_facts, film_figures
from borderless.finance.situation import NOTHING, Situation
from borderless.finding import Verdict
from borderless.rulebook.library import version_for
from borderless.rulebook.scheme import Payment, Scheme, Version

MOST_COMBINED = 14
"""Schemes of one country that are combined exhaustively; beyond it the listing order decides."""


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of the benefit and when its cash is expected."""

    payment: Payment
    amount: Decimal | None
    """In the reporting currency."""
    expected: Day | None
    """`None` where the film does not give the date of the event."""


@dataclass(frozen=True, slots=True)
class IncentiveResult:
    """One incentive read for the film."""

    scheme: Scheme
    version: Version | None
    """`None`: no version of the rule governs on the day."""
    picked_by: str
    """Which of the film's dates picked the version, or `as_of`."""
    day: Day
    explanation: Explanation | None
    """`None` without a version, or without an exchange rate into the scheme's currency."""
    amount: Decimal | None
    """Net benefit in the reporting currency; `None` where not known."""
    source: Source | None
    """The line of the finance plan that names it."""
    counted: bool
    """Its amount stands in the plan."""
    excluded_by: tuple[str, ...]
    """Ids of chosen schemes that it cannot stand beside."""
    best: bool
    """Part of the combination of its country that pays most."""
    instalments: tuple[Instalment, ...]
    no_rate: str = ""
    """The currency that has no exchange rate, where that is what stops it."""

    @property
    def verdict(self) -> Verdict:
        """Whether the film is eligible."""
        if self.explanation is None:
            return Verdict.NOT_KNOWN if self.version else Verdict.DOES_NOT
        return self.explanation.verdict

    @property
    def bankable(self) -> bool:
        """Whether a bank may count on it before the decision: no ranking, no calls."""
        return self.version is not None and self.version.envelope.kind in ("uncapped", "first_come")


def incentives_of(situation: Situation) -> list[IncentiveResult]:
    """Every incentive of the involved countries, those in the plan first within each country."""
    results: list[IncentiveResult] = []
    for country in situation.involved:
        schemes = [
            scheme
            for scheme in situation.library.incentives(country)
            if scheme.territory == country or _touches(situation, scheme)
        ]
        if schemes:
            results += _of_country(situation, schemes)
    return results


def _touches(situation: Situation, scheme: Scheme) -> bool:
    """Whether the film spends in a region, or its plan names the region's scheme."""
    return any(line.region == scheme.territory for line in situation.film.budget) or any(
        source.incentive == scheme.id for source in situation.film.source
    )


def _of_country(situation: Situation, schemes: Sequence[Scheme]) -> list[IncentiveResult]:
    planned = [scheme for scheme in schemes if _source(situation, scheme)]
    planned_best = best_combination(situation, planned)
    chosen = {result.scheme.id: result for result in planned_best}
    all_best = best_combination(situation, list(schemes))
    best_ids = {result.scheme.id for result in all_best}
    aid = sum((result.amount or NOTHING for result in planned_best), NOTHING)
    results = []
    for scheme in schemes:
        if scheme.id in chosen:
            result = replace(chosen[scheme.id], counted=True)
        else:
            rivals = tuple(sorted(one for one in chosen if _exclusive(situation, scheme.id, one)))
            beside = NOTHING if rivals else aid
            result = replace(read_incentive(situation, scheme, beside), excluded_by=rivals)
        results.append(replace(result, best=scheme.id in best_ids))
    return sorted(results, key=lambda result: (not result.counted, result.source is None))


def best_combination(situation: Situation, schemes: Sequence[Scheme]) -> list[IncentiveResult]:
    """The set of compatible schemes that pays most, each read with the others' money as aid."""
    best: list[IncentiveResult] = []
    best_sum = Decimal(-1)
    for chosen in _compatible(situation, schemes):
        results = _read_together(situation, chosen)
        total = sum((result.amount or NOTHING for result in results), NOTHING)
        if total > best_sum:
            best, best_sum = results, total
    return best


def _compatible(situation: Situation, schemes: Sequence[Scheme]) -> Iterator[list[Scheme]]:
    """Every largest set of schemes in which none excludes another."""
    rivals = {
        scheme.id: {other.id for other in schemes if _exclusive(situation, scheme.id, other.id)}
        for scheme in schemes
    }
    contested = [scheme for scheme in schemes if rivals[scheme.id]][:MOST_COMBINED]
    free = [scheme for scheme in schemes if scheme not in contested]

    def extend(index: int, taken: list[Scheme]) -> Iterator[list[Scheme]]:
        if index == len(contested):
            ids = {scheme.id for scheme in taken}
            left_out = [scheme for scheme in contested if scheme.id not in ids]
            if all(rivals[scheme.id] & ids for scheme in left_out):
                yield [scheme for scheme in schemes if scheme in taken or scheme in free]
            return
        scheme = contested[index]
        if not rivals[scheme.id] & {one.id for one in taken}:
            yield from extend(index + 1, [*taken, scheme])
        yield from extend(index + 1, taken)

    yield from extend(0, [])


def _exclusive(situation: Situation, one: str, other: str) -> bool:
    """Whether two schemes may not stand on the same film; either of them may say so."""
    if one == other:
        return False
    for first, second in ((one, other), (other, one)):
        scheme = situation.library.scheme(first)
        if scheme:
            version, _, _ = version_for(scheme, situation.dates, situation.as_of)
            if version and second in version.excludes:
                return True
    return False


def _read_together(situation: Situation, schemes: Sequence[Scheme]) -> list[IncentiveResult]:
    aid = NOTHING
    results = []
    for scheme in sorted(schemes, key=reading_order):
        result = read_incentive(situation, scheme, aid)
        aid += result.amount or NOTHING
        results.append(result)
    return results


def reading_order(scheme: Scheme) -> tuple[bool, str]:
    """Regional schemes before national ones: these deduct their money, not the other way round."""
    return "-" not in scheme.territory, scheme.id


def _source(situation: Situation, scheme: Scheme) -> Source | None:
    return next(
        (
            source
            for source in situation.film.source
            if source.incentive == scheme.id and source.status is not Status.REFUSED
        ),
        None,
    )


def read_incentive(
    situation: Situation, scheme: Scheme, other_incentives: Decimal = NOTHING
) -> IncentiveResult:
    """One scheme read for the film.

    Args:
        situation: the film.
        scheme: the rule.
        other_incentives: what other incentives of the country give, in the reporting currency.
    """
    source = _source(situation, scheme)
    version, picked_by, day = version_for(scheme, situation.dates, situation.as_of)
    empty = IncentiveResult(
        scheme, version, picked_by, day, None, None, source, False, (), False, ()
    )
    if version is None:
        return empty
    try:
        aid = situation.convert(other_incentives, situation.currency, scheme.currency)
        figures = film_figures(situation, scheme, version, aid)
    except NoRateError:
        return replace(empty, no_rate=scheme.currency)
    facts = film_facts(situation, scheme, version)
    explanation = explain(situation.library, scheme, version, figures, facts)
    amount = None
    if explanation.net is not None and not version.expected:
        amount = situation.convert(explanation.net.amount, scheme.currency)
    return replace(
        empty,
        explanation=explanation,
        amount=amount,
        instalments=tuple(
            Instalment(
                payment,
                None if amount is None else amount * payment.share,
                expected_day(situation, payment.event, payment.months_after),
            )
            for payment in version.payment
        ),
    )


def expected_day(situation: Situation, event: str, months_after: Decimal) -> Day | None:
    """When an instalment's cash is expected: the event's date, and whole months later.

    A tax return is filed for the year in which the film is delivered, so that event is taken as
    the end of the year of delivery; an audit as the delivery.
    """
    dates = situation.film.dates
    delivered = dates.delivery
    known: dict[str, Day | None] = {
        **situation.dates,
        "audit": delivered,
        "tax_filing": Day(delivered.year, 12, 31) if delivered else None,
    }
    start = known.get(event)
    if start is None:
        return None
    return months_later(start, int(months_after))
