"""Receipts as incomes: through which deal each came, what it is in the account's currency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Day
from decimal import Decimal

from borderless.film.faults import closest
from borderless.film.model import PinnedRates
from borderless.film.money import Money
from borderless.film.rates import NoRateError, Rates, rates_for
from borderless.film.recoupment import Deal, Medium, Recoupment
from borderless.film.takings import Receipt, RowKind
from borderless.finance.recoupment.contracts import NO_AGENT
from borderless.finance.recoupment.ledger import Income
from borderless.finance.recoupment.structure import Right, Stream, Structure
from borderless.finding import Finding, Place, Severity


@dataclass(slots=True)
class Exchange:
    """Exchange rates by day: the ECB's of the day for what has happened, the plan's for the rest."""

    plan: Rates
    """The rates of the plan: of contracts at budget rates, and of days to come."""
    known_until: Day
    """The day the plan is read: later rates are not known."""
    _days: dict[Day, Rates] = field(default_factory=dict)

    def convert(self, money: Money, to: str, day: Day, rule: str = "payment") -> Decimal:
        """Money in another currency on a day, exact.

        Raises:
            NoRateError: there is no rate, in the plan either.
        """
        if money.currency == to:
            return money.amount
        if rule == "budget" or day > self.known_until:
            return self.plan.convert(money, to).amount
        if day not in self._days:
            self._days[day] = rates_for(PinnedRates(), day, today=self.known_until)[0]
        try:
            return self._days[day].convert(money, to).amount
        except NoRateError:
            return self.plan.convert(money, to).amount

    def of_right(self, account: str) -> Exchangers:
        """The rates at which rights in other currencies are paid."""
        return Exchangers(self, account)


@dataclass(frozen=True, slots=True)
class Exchangers:
    """Units of the account's currency for one of a right's."""

    rates: Exchange
    account: str

    def __call__(self, right: Right, day: Day) -> Decimal:
        """The rate that the right's contract names, on a day."""
        return self.rates.convert(Money(Decimal(1), right.currency), self.account, day, right.rate)


@dataclass(frozen=True, slots=True)
class Matched:
    """Receipts, sorted by what becomes of them."""

    incomes: tuple[Income, ...]
    """In the order of their days."""
    outside: tuple[tuple[Deal, Receipt, Decimal], ...]
    """Money that never passes the account, in its currency: recorded, in no total."""
    findings: tuple[Finding, ...]


def matched(
    recoupment: Recoupment,
    structure: Structure,
    receipts: Sequence[Receipt],
    exchange: Exchange,
    file: str,
) -> Matched:
    """Each receipt with the pot that it enters."""
    incomes: list[Income] = []
    outside: list[tuple[Deal, Receipt, Decimal]] = []
    findings: list[Finding] = []
    cent = structure.cent
    for receipt in sorted(receipts, key=lambda one: (one.date, one.row or 0)):
        if receipt.kind is not RowKind.RECEIPT:
            continue
        place = Place(file, receipt.row, "amount")
        money = Money(receipt.amount, receipt.currency)
        deal = deal_of(recoupment, receipt.deal, receipt.territory, receipt.medium)
        rule = "payment"
        try:
            amount = exchange.convert(money, structure.currency, receipt.date, rule)
        except NoRateError as error:
            findings.append(
                Finding(
                    "FIN806", Severity.ERROR, f"{str(error)[:1].upper()}{str(error)[1:]}.", place
                )
            )
            continue
        amount = amount.quantize(cent)
        if isinstance(deal, Deal) and deal.outside:
            outside.append((deal, receipt, amount))
            continue
        stream = stream_of(recoupment, structure, receipt.deal, receipt.territory, receipt.medium)
        if stream is None:
            findings.append(_unknown_deal(recoupment, receipt.deal, place))
            continue
        incomes.append(Income(receipt.date, amount, stream, receipt.row))
    return Matched(tuple(incomes), tuple(outside), tuple(findings))


def stream_of(
    recoupment: Recoupment,
    structure: Structure,
    name: str,
    territory: str | None,
    medium: Medium | None,
) -> Stream | None:
    """Where money of a deal, territory and medium enters; `None`: no deal of that name.

    Without a name the deal that fits best is taken; without one that fits, the agent who sells what
    no deal covers; without one, or with several, the account itself.
    """
    if name:
        pot = structure.entry(name)
        if pot is None and name != structure.account.name:
            return None
        return Stream((pot or structure.account).index, name, territory, medium)
    deal = deal_of(recoupment, "", territory, medium)
    if deal is not None:
        pot = structure.entry(deal.name)
        assert pot is not None
        return Stream(pot.index, deal.name, territory, medium)
    if len(recoupment.agent) == 1:
        pot = structure.entry(recoupment.agent[0].name)
        assert pot is not None
        return Stream(pot.index, pot.name, territory, medium)
    return Stream(structure.account.index, "", territory, medium)


def deal_of(
    recoupment: Recoupment, name: str, territory: str | None, medium: Medium | None
) -> Deal | None:
    """The deal that covers a territory and medium best, or the one named."""
    if name:
        return next((one for one in recoupment.deal if one.name == name), None)
    fitting = [
        (bool(one.territories), bool(one.media), one)
        for one in recoupment.deal
        if (not one.territories or territory in one.territories)
        and (not one.media or medium in one.media)
    ]
    return max(fitting, key=lambda fit: fit[:2])[2] if fitting else None


def reported_costs(
    recoupment: Recoupment, receipts: Iterable[Receipt], file: str
) -> tuple[dict[str, list[tuple[Day, Money]]], list[Finding]]:
    """Costs that deals and agents report, by name, in the order of their days."""
    known = {one.name for one in recoupment.deal} | {one.name for one in recoupment.agent}
    found: dict[str, list[tuple[Day, Money]]] = {}
    findings = []
    for receipt in sorted(receipts, key=lambda one: (one.date, one.row or 0)):
        if receipt.kind is not RowKind.COSTS:
            continue
        name = receipt.deal or receipt.party
        if not name and (deal := deal_of(recoupment, "", receipt.territory, receipt.medium)):
            name = deal.name
        if name in known:
            money = Money(receipt.amount, receipt.currency)
            found.setdefault(name, []).append((receipt.date, money))
        else:
            findings.append(_unknown_deal(recoupment, name, Place(file, receipt.row, "deal")))
    return found, findings


def _unknown_deal(recoupment: Recoupment, name: str, place: Place) -> Finding:
    known = [one.name for one in recoupment.deal] + [one.name for one in recoupment.agent]
    near = closest(name, known) if name else None
    listed = ", ".join(known) or "none is there yet"
    return Finding(
        "FIN804",
        Severity.ERROR,
        f"The deal {name!r} is not in [recoupment]"
        + (f"; did you mean {near!r}?" if near else "."),
        place,
        fix=f"name a deal or agent: {listed}",
    )


def before(incomes: Sequence[Income], until: Day | None) -> tuple[Income, ...]:
    """The incomes up to a day."""
    return tuple(one for one in incomes if until is None or one.day <= until)


def scaled(income: Income, amount: Decimal) -> Income:
    """The same income with another amount."""
    return replace(income, amount=amount)


__all__ = [
    "NO_AGENT",
    "Exchange",
    "Matched",
    "before",
    "deal_of",
    "matched",
    "reported_costs",
    "scaled",
    "stream_of",
]
