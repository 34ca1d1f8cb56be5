"""Who is paid back when: contracts and receipts in; payments, statements and findings out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from decimal import Decimal

from borderless.film.money import Money
from borderless.film.recoupment import Deal, Recoupment
from borderless.film.takings import Estimate, Receipt, RowKind
from borderless.film.takings_table import Takings
from borderless.finance.plan import Places, Plan, nowhere
from borderless.finance.recoupment.amendments import Era, eras_of
from borderless.finance.recoupment.contracts import Basis, structure_of, usual_start
from borderless.finance.recoupment.incomes import (
    Exchange,
    Matched,
    before,
    matched,
    reported_costs,
    reported_payments,
)
from borderless.finance.recoupment.ladder import Curve, curve_of, next_of
from borderless.finance.recoupment.ledger import Income
from borderless.finance.recoupment.rates_needed import flow_without_rate, rights_without_rate
from borderless.finance.recoupment.reasons import Standing, standings_of
from borderless.finance.recoupment.recoupment_settings import settings
from borderless.finance.recoupment.settlement import Settlement, entering, settled
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

    def as_amended(self) -> Contracts:
        """Every amendment from the start, for receipts that have yet to come."""
        era, structure = self.eras[-1]
        return replace(
            self, recoupment=era.recoupment, eras=((Era(era.recoupment, None), structure),)
        )


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
    receipts: tuple[Receipt, ...]
    """The rows that count: up to the day, and of a simulation only reported costs."""
    estimates: tuple[Estimate, ...]
    """With which it is simulated; none where receipts count."""
    settlement: Settlement
    statements: tuple[Statement, ...]
    standings: tuple[Standing, ...]
    outside: tuple[tuple[Deal, Receipt, Decimal], ...]
    views: tuple[Viewed, ...]
    cases: dict[Case, Settlement]
    """With sales estimates: all three cases."""
    curve: Curve
    next: dict[int, float]
    """By right that is owed money: the further gross that fills it, on the day, if it comes as the
    receipts did. Rights that no gross fills are left out."""
    findings: tuple[Finding, ...]

    @property
    def currency(self) -> str:
        """Of the account."""
        return self.contracts.structure.currency

    @property
    def parties(self) -> tuple[str, ...]:
        """Everybody who was paid or could be, in the order of the schedule."""
        return parties_of(self.settlement)


@dataclass(frozen=True, slots=True)
class _Flow:
    """What comes in, and what is said of it."""

    words: str
    incomes: tuple[Income, ...]
    others: dict[Case, tuple[Income, ...]]
    """Of estimates: all three cases."""
    outside: tuple[tuple[Deal, Receipt, Decimal], ...] = ()


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
    eras, findings = eras_of(recoupment, places)
    reported, more = reported_costs(eras, receipts, file)
    findings += more
    dates = plan.film.dates
    basis = Basis(
        plan.film.currency,
        usual_start(recoupment, dates.release, dates.delivery, plan.as_of),
        {row.name: row.original for row in plan.sources if row.original is not None},
        reported,
    )
    compiled = []
    for era in eras:
        structure, more = structure_of(era.recoupment, basis, places)
        findings += [one for one in more if one not in findings]
        compiled.append((era, structure))
    exchange = Exchange(plan.rates, plan.as_of)
    findings += rights_without_rate(compiled, exchange)
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

    simulated = gross is not None or all(
        row.kind is not RowKind.RECEIPT for row in takings.receipts
    )
    receipts = tuple(
        row
        for row in takings.receipts
        if (not simulated or row.kind is RowKind.COSTS) and (until is None or row.date <= until)
    )
    file = takings.files[0] if takings.receipts and takings.files else "receipts.csv"
    contracts, findings = contracts_of(plan, receipts, file, places)
    if contracts is None:
        return None, findings
    if simulated:
        contracts = contracts.as_amended()
    exchange, structure = contracts.exchange, contracts.structure
    estimates, apart = expected(contracts.recoupment, structure, takings.estimates)
    estimates = estimates if simulated else []
    findings += flow_without_rate(gross, estimates, structure, exchange)
    found = matched(contracts.eras, receipts, exchange, file)
    findings += found.findings
    if has_errors(findings):
        return None, findings
    flow = _flow(contracts, gross, estimates, None if simulated else found)
    incomes = before(flow.incomes, until)
    today = [structure.starts] if simulated and incomes else [structure.starts, plan.as_of]
    day = until or max([*today, *(one.day for one in incomes)])
    settlement = settled(contracts.eras, incomes, exchange, day)
    parties = [party for party in parties_of(settlement) if party != UNDISTRIBUTED]
    said, more = reported_payments(receipts, parties, structure.currency, exchange, file)
    findings += more
    every = contracts.recoupment.statements or settings().statements
    periods = periods_of(min([structure.starts, *(one.day for one in incomes[:1])]), day, every)
    views, more = _views(contracts, incomes, places)
    findings += more
    usual = _usual_shares(contracts, incomes)
    waterfall = Waterfall(
        plan,
        contracts,
        flow.words,
        simulated,
        day,
        receipts,
        tuple(one.estimate for one in estimates),
        settlement,
        statements_of(settlement.payments, periods, parties, said),
        standings_of(settlement, day),
        flow.outside,
        views,
        {
            case: settled(contracts.eras, before(one, until), exchange, day)
            for case, one in flow.others.items()
        },
        _curve(settlement, usual, exchange),
        _next(settlement, usual, exchange, day),
        (),
    )
    sales = takings.files[-1] if takings.estimates and takings.files else "sales.csv"
    findings += waterfall_findings(waterfall, apart, places, sales)
    order = list(Severity)
    findings.sort(key=lambda finding: order.index(finding.severity))
    return replace(waterfall, findings=tuple(findings)), findings


def parties_of(settlement: Settlement) -> tuple[str, ...]:
    """Everybody who was paid or could be, in the order of the schedule."""
    found = dict.fromkeys(settlement.structure.parties)
    found |= dict.fromkeys(one.party for one in settlement.payments if one.party)
    return tuple(found)


def _flow(
    contracts: Contracts,
    gross: Money | None,
    estimates: Sequence[Expected],
    reported: Matched | None,
) -> _Flow:
    """The receipts reported; else the gross asked for; else the estimates."""
    structure, exchange = contracts.structure, contracts.exchange
    if reported is not None:
        return _Flow("receipts as reported", reported.incomes, {}, reported.outside)
    if gross is not None:
        day = structure.all_in
        amount = exchange.convert(gross, structure.currency, day).quantize(structure.cent)
        incomes, how = incomes_of_gross(
            amount, contracts.recoupment, structure, estimates, exchange
        )
        return _Flow(f"a gross of {gross}, {how}; all on {day}", incomes, {})
    made = {case: incomes_of_estimates(estimates, structure, exchange, case) for case in CASES}
    if not made["mid"]:
        return _Flow("there are no receipts and no sales estimates yet", (), {})
    words = "the middle of the sales estimates, every territory sold (there are no receipts yet)"
    return _Flow(words, made["mid"], made)


def _usual_shares(contracts: Contracts, incomes: Sequence[Income]) -> Sequence[Income]:
    """Incomes as which more would come: those that there are, else as a gross is spread."""
    if sum((one.amount for one in incomes), Decimal(0)) > 0:
        return incomes
    structure, exchange = contracts.structure, contracts.exchange
    return incomes_of_gross(Decimal(1), contracts.recoupment, structure, (), exchange)[0]


def _views(
    contracts: Contracts, incomes: Sequence[Income], places: Places
) -> tuple[tuple[Viewed, ...], list[Finding]]:
    found, findings = [], []
    last = contracts.eras[-1][0].recoupment
    for number, view in enumerate(last.view):
        one, more = viewed(
            last,
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


def _next(
    settlement: Settlement, usual: Sequence[Income], exchange: Exchange, day: Day
) -> dict[int, float]:
    """The further gross that fills each right, which first makes good what was returned."""
    returns = float(settlement.outstanding_returns)
    found = next_of(settlement.ledger, usual, exchange, day)
    return {right: at + returns for right, at in found.items()}


def _curve(settlement: Settlement, usual: Sequence[Income], exchange: Exchange) -> Curve:
    """From nothing to well beyond what is owed, spread over deals as the receipts are."""
    structure = settlement.structure
    shares = [entering(income, structure) for income in usual]
    rates = exchange.of_right(structure.currency)
    owed = Decimal(0)
    for right in structure.rights:
        if right.owed is not None:
            fx = rates(right, structure.starts)
            owed += right.owed.invested * (1 + right.owed.premium) * fx
    most = max(owed * 2, settlement.received, Decimal(1))
    return curve_of(structure, shares, exchange, most, settings().ladder_points)
