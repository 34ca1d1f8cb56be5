"""A film as finance sees it: budget and sources in one currency, shares and aid by country."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from decimal import Decimal
from functools import cached_property

from borderless.film.document import Stage
from borderless.film.model import BudgetLine, Film, Source, SourceKind, Status
from borderless.film.money import Money
from borderless.film.rates import Rates
from borderless.rulebook.library import Library

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Situation:
    """A film, the day it is looked at, and the rates and rules it is looked at with."""

    film: Film
    rates: Rates
    library: Library
    as_of: Day
    currency: str
    """The reporting currency."""
    official: Mapping[str, bool | None] = field(default_factory=dict)
    """By country: whether the film is (approvable as) an official co-production there."""

    def convert(self, amount: Decimal, currency: str, to: str | None = None) -> Decimal:
        """An amount in another currency (the reporting one by default), exact and unrounded."""
        return self.rates.convert(Money(amount, currency), to or self.currency).amount

    def line(self, line: BudgetLine, to: str | None = None) -> Decimal:
        """A budget line in another currency."""
        return self.convert(line.amount, line.currency, to)

    def source(self, source: Source, to: str | None = None) -> Decimal:
        """A typed source in another currency; a computed one is nothing here."""
        if source.amount is None:
            return NOTHING
        return self.convert(source.amount, source.currency or self.film.currency, to)

    @cached_property
    def budget(self) -> Decimal:
        """The whole budget in the reporting currency."""
        return sum((self.line(line) for line in self.film.budget), NOTHING)

    @cached_property
    def cost(self) -> Decimal:
        """Production cost, without distribution, in the reporting currency."""
        lines = (line for line in self.film.budget if line.phase is not Stage.DISTRIBUTION)
        return sum((self.line(line) for line in lines), NOTHING)

    @cached_property
    def spend(self) -> dict[str, Decimal]:
        """Production cost by country where it is spent; "" where no line says."""
        spend: dict[str, Decimal] = {}
        for line in self.film.budget:
            if line.phase is not Stage.DISTRIBUTION:
                country = line.country or ""
                spend[country] = spend.get(country, NOTHING) + self.line(line)
        return spend

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """Co-producing countries, the delegate's first; service companies do not co-produce."""
        return coproducing_countries(self.film)

    @cached_property
    def bringing(self) -> tuple[str, ...]:
        """Countries whose co-producers bring finance, or could."""
        found = dict.fromkeys(self.countries)
        found |= dict.fromkeys(one.coproducer or self.film.delegate for one in self.film.source)
        return tuple(found)

    @cached_property
    def brought(self) -> dict[str, Decimal]:
        """Finance typed in the plan by country of the co-producer who brings it."""
        brought: dict[str, Decimal] = {}
        for source in self.film.source:
            if source.status is not Status.REFUSED:
                country = source.coproducer or self.film.delegate
                brought[country] = brought.get(country, NOTHING) + self.source(source)
        return brought

    @cached_property
    def shares(self) -> dict[str, Decimal | None]:
        """Share of each co-producing country, 0-1; `None` where the film does not say it.

        Stated shares are summed by country. With a single country it is the whole. One unstated
        share is what the others leave.
        """
        if len(self.countries) == 1:
            return {self.countries[0]: Decimal(1)}
        shares: dict[str, Decimal | None] = dict.fromkeys(self.countries)
        for one in self.film.coproducer:
            if one.role != "executive" and one.share is not None:
                shares[one.country] = (shares[one.country] or NOTHING) + one.share
        open_ = [country for country, share in shares.items() if share is None]
        if len(open_) == 1:
            shares[open_[0]] = 1 - sum((share for share in shares.values() if share), NOTHING)
        return shares

    @cached_property
    def involved(self) -> tuple[str, ...]:
        """Countries with a producer, spend or a source: where incentives may be open."""
        found = dict.fromkeys(self.countries)
        found |= dict.fromkeys(one.country for one in self.film.coproducer)
        found |= dict.fromkeys(sorted(country for country in self.spend if country))
        for source in self.film.source:
            scheme = self.library.scheme(source.incentive) if source.incentive else None
            if scheme and scheme.country:
                found[scheme.country] = None
        return tuple(found)

    @cached_property
    def dates(self) -> dict[str, Day | None]:
        """The film's dates by name."""
        return {name: getattr(self.film.dates, name) for name in type(self.film.dates).model_fields}

    def is_public(self, source: Source) -> bool:
        """Whether a source is public aid of a state."""
        if source.public is not None:
            return source.public
        if source.incentive:
            return True
        return source.kind in self.library.settings.state_aid_kinds

    def public_aid(self, country: str, to: str) -> Decimal:
        """Typed public aid that a country's co-producers bring, without computed incentives."""
        return sum(
            (
                self.source(source, to)
                for source in self.film.source
                if source.status is not Status.REFUSED
                and not source.incentive
                and source.kind is not SourceKind.INCENTIVE
                and (source.coproducer or self.film.delegate) == country
                and self.is_public(source)
            ),
            NOTHING,
        )


def coproducing_countries(film: Film) -> tuple[str, ...]:
    """Co-producing countries, the delegate's first; service companies do not co-produce."""
    found = dict.fromkeys([film.delegate])
    found |= dict.fromkeys(one.country for one in film.coproducer if one.role != "executive")
    return tuple(found)
