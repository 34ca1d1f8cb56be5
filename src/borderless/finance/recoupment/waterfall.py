"""Who is paid back when: contracts and receipts in, payments, statements, positions and findings out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal

from borderless.film.money import Money
from borderless.film.rates import NoRateError
from borderless.film.recoupment import Deal, Recoupment
from borderless.film.takings import Receipt, RowKind
from borderless.film.takings_table import Takings
from borderless.finance.plan import Places, Plan, nowhere
from borderless.finance.recoupment.amendments import Era, eras_of
from borderless.finance.recoupment.contracts import Basis, structure_of, usual_start
from borderless.finance.recoupment.incomes import Exchange, before, matched, reported_costs
from borderless.finance.recoupment.ladder import Curve, curve_of
from borderless.finance.recoupment.ledger import Income
from borderless.finance.recoupment.reasons import Standing, standings_of
from borderless.finance.recoupment.recoupment_settings import settings
from borderless.finance.recoupment.settlement import Settlement, settled
from borderless.finance.recoupment.simulate import (
    Case,
    Expected,
    expected,
    incomes_of_estimates,
    incomes_of_gross,
)
from borderless.finance.recoupment.statements import Statement, periods_of, statements_of
from borderless.finance.recoupment.structure import UNDISTRIBUTED, Structure
from borderless.finance.recoupment.views import Viewed, viewed
from borderless.finding import Finding, Severity, has_errors

CASES: tuple[Case, ...] = ("low", "mid", "high")


@dataclass(frozen=True, slots=True)
class Contracts:
    """A film's recoupment, compiled for every era, with what it rests on."""

    recoupment: Recoupment
    eras: tuple[tuple[Era, Structure], ...]
    basis: Basis
    exchange: Exchange

    @property
    def structure(self) -> Structure:
        """The contracts from the start."""
        return self.eras[0][1]


@dataclass(frozen=True, slots=True)
class Waterfall:
    """What a film's receipts pay to whom; money in the account's currency."""

    plan: Plan
    contracts: Contracts
    basis: str
    """In words, what the receipts are: reported, estimated, or one gross amount."""
    simulated: bool
    day: Day
    """The day up to which it is worked out."""
    settlement: Settlement
    statements: tuple[Statement, ...]
    standings: tuple[Standing, ...]
    outside: tuple[tuple[Deal, Receipt, Decimal], ...]
    views: tuple[Viewed, ...]
    cases: dict[Case, Settlement]
    """With sales estimates: all three cases."""
    curve: Curve
    findings: tuple[Finding, ...]

    @property
    def currency(self) -> str:
        """Of the account."""
        return self.contracts.structure.currency

    @property
    def parties(self) -> tuple[str, ...]:
        """Everybody who was paid or could be, in the order of the schedule."""
        found = dict.fromkeys(self.settlement.structure.parties)
        found |= dict.fromkeys(one.party for one in self.settlement.payments if one.party)
        return tuple(found)


def contracts_of(
    plan: Plan, receipts: Sequence[Receipt] = (), file: str = "", places: Places = nowhere
) -> tuple[Contracts | None, list[Finding]]:
    """The compiled contracts of a plan's film; `None` where there are none, or with errors."""
    recoupment = plan.film.recoupment
    if recoupment is None:
        return None, [
            Finding(
                "FIN807",
                Severity.ERROR,
                "The film has no [recoupment], so nobody knows who is paid back when.",
                places(),
                fix="describe deals, agent and tiers in film.toml; docs/recoupment.md shows how",
            )
        ]
    reported, findings = reported_costs(recoupment, receipts, file)
    dates = plan.film.dates
    basis = Basis(
        plan.film.currency,
        usual_start(recoupment, dates.release, dates.delivery, plan.as_of),
        {row.name: row.original for row in plan.sources if row.original is not None},
        reported,
    )
    eras, more = eras_of(recoupment, places)
    findings += more
    compiled = []
    for era in eras:
        structure, more = structure_of(era.recoupment, basis, places)
        findings += [one for one in more if one not in findings]
        compiled.append((era, structure))
    exchange = Exchange(plan.rates, plan.as_of)
    findings += _without_rate(compiled, exchange)
    if has_errors(findings):
        return None, findings
    return Contracts(recoupment, tuple(compiled), basis, exchange), findings


def make_waterfall(
    plan: Plan,
    takings: Takings,
    *,
    gross: Money | None = None,
    until: Day | None = None,
    places: Places = nowhere,
) -> tuple[Waterfall | None, list[Finding]]:
    """Pays a film's receipts; without receipts its estimates, or one gross amount.

    Args:
        plan: the finance plan, whose sources contracts may name and whose rates count for days to
            come.
        takings: the rows of receipts.csv and sales.csv.
        gross: one amount instead of receipts, for a quick look.
        until: pay only what came up to this day.
        places: finds where in the user's files a part of the film stands.

    Returns:
        The waterfall with its findings; or none, and the findings that stopped it.
    """
    from borderless.finance.recoupment.waterfall_findings import waterfall_findings

    file = next((name for name in takings.files if name.startswith("receipts")), "receipts.csv")
    use_receipts = gross is None and bool(takings.receipts)
    receipts = takings.receipts if use_receipts else ()
    contracts, findings = contracts_of(plan, receipts, file, places)
    if contracts is None:
        return None, findings
    structure, exchange = contracts.structure, contracts.exchange
    expectations, apart = expected(contracts.recoupment, structure, takings.estimates)
    missing = [*_missing(expectations, structure, exchange), *_no_rate(gross, structure, exchange)]
    if missing:
        return None, [*findings, *missing]
    found = matched(contracts.recoupment, structure, receipts, exchange, file)
    findings += found.findings
    if has_errors(findings):
        return None, findings
    words, incomes, cases = "receipts as reported", found.incomes, {}
    if gross is not None:
        amount = exchange.convert(gross, structure.currency, structure.starts)
        incomes, how = incomes_of_gross(
            amount.quantize(structure.cent), contracts.recoupment, structure, expectations, exchange
        )
        words = f"a gross of {gross}, {how}; all on {structure.starts}"
    elif not use_receipts:
        made = {
            case: incomes_of_estimates(expectations, structure, exchange, case) for case in CASES
        }
        incomes = made["mid"]
        words = (
            "no receipts yet: the middle of the sales estimates, every territory sold"
            if incomes
            else "no receipts and no sales estimates yet"
        )
        cases = {case: settled(contracts.eras, one, exchange) for case, one in made.items()}
    incomes = before(incomes, until)
    settlement = settled(contracts.eras, incomes, exchange, until)
    day = until or max(
        [plan.as_of if use_receipts else structure.starts, *(i.day for i in incomes)]
    )
    settlement.ledger.move_to(day)
    said = [
        (
            row.date,
            row.party,
            exchange.convert(Money(row.amount, row.currency), structure.currency, row.date),
        )
        for row in receipts
        if row.kind is RowKind.PAYMENT and (until is None or row.date <= until)
    ]
    every = contracts.recoupment.statements or settings().statements
    periods = periods_of(min([structure.starts, *(i.day for i in incomes[:1])]), day, every)
    waterfall = Waterfall(
        plan,
        contracts,
        words,
        not use_receipts,
        day,
        settlement,
        statements_of(settlement.payments, periods, _parties(settlement), said),
        standings_of(settlement, day),
        found.outside,
        (),
        cases if until is None else {},
        _curve(contracts, settlement, incomes),
        (),
    )
    views, more = _views(contracts, incomes, places)
    findings += more
    from dataclasses import replace

    waterfall = replace(waterfall, views=views)
    findings += waterfall_findings(waterfall, apart, places)
    order = list(Severity)
    findings.sort(key=lambda finding: order.index(finding.severity))
    return replace(waterfall, findings=tuple(findings)), findings


def _parties(settlement: Settlement) -> list[str]:
    found = dict.fromkeys(settlement.structure.parties)
    found |= dict.fromkeys(one.party for one in settlement.payments)
    return [party for party in found if party != UNDISTRIBUTED]


def _views(
    contracts: Contracts, incomes: Sequence[Income], places: Places
) -> tuple[tuple[Viewed, ...], list[Finding]]:
    found, findings = [], []
    for number, view in enumerate(contracts.recoupment.view):
        one, more = viewed(
            contracts.recoupment,
            view,
            number,
            contracts.basis,
            incomes,
            contracts.exchange,
            places,
        )
        findings += more
        if one is not None:
            found.append(one)
    return tuple(found), findings


def _curve(contracts: Contracts, settlement: Settlement, incomes: Sequence[Income]) -> Curve:
    """From nothing to well beyond what is owed, spread over deals as the receipts are."""
    structure = settlement.structure
    shares = list(incomes)
    if not shares:
        shares = list(
            incomes_of_gross(Decimal(1), contracts.recoupment, structure, (), contracts.exchange)[0]
        )
    rates = contracts.exchange.of_right(structure.currency)
    owed = Decimal(0)
    for right in structure.rights:
        if right.owed is not None:
            fx = (
                Decimal(1)
                if right.currency in ("", structure.currency)
                else right.contract_rate or rates(right, structure.starts)
            )
            owed += right.owed.invested * (1 + right.owed.premium) * fx
    most = max(owed * 2, settlement.received, Decimal(1))
    return curve_of(structure, shares, contracts.exchange, most, settings().ladder_points)


def _without_rate(eras: Sequence[tuple[Era, Structure]], exchange: Exchange) -> list[Finding]:
    """Rights in a currency that the plan has no rate for."""
    found = []
    for _, structure in eras:
        currencies = {
            right.currency
            for right in structure.rights
            if right.currency and right.contract_rate is None
        }
        for one in exchange.plan.missing(sorted(currencies), structure.currency):
            if one not in found:
                found.append(one)
    return found


def _missing(
    expectations: Sequence[Expected], structure: Structure, exchange: Exchange
) -> list[Finding]:
    currencies = {one.estimate.currency for one in expectations}
    return exchange.plan.missing(sorted(currencies), structure.currency)


def _no_rate(gross: Money | None, structure: Structure, exchange: Exchange) -> list[Finding]:
    if gross is None:
        return []
    try:
        exchange.plan.convert(gross, structure.currency)
    except NoRateError:
        return exchange.plan.missing([gross.currency], structure.currency)
    return []
