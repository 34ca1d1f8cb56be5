"""Receipts as incomes: through which deal each came, what it is in the account's currency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date as Day
from decimal import Decimal

from borderless.film.faults import closest
from borderless.film.model import PinnedRates
from borderless.film.money import Money
from borderless.film.rates import NoRateError, Rates, rates_for
from borderless.film.recoupment import Deal, Medium, Recoupment
from borderless.film.takings import Receipt, RowKind
from borderless.finance.recoupment.amendments import Era
from borderless.finance.recoupment.ledger import Income
from borderless.finance.recoupment.structure import Right, Stream, Structure
from borderless.finding import Finding, Place, Severity


@dataclass(slots=True)
class Exchange:
    """Exchange rates by day: the ECB's of the day for what has happened, else the plan's."""

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
        if (fixed := right.fixed_rate(self.account)) is not None:
            return fixed
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
    eras: Sequence[tuple[Era, Structure]],
    receipts: Sequence[Receipt],
    exchange: Exchange,
    file: str,
) -> Matched:
    """Each receipt with the pot that it enters under the contracts of its day."""
    incomes: list[Income] = []
    outside: list[tuple[Deal, Receipt, Decimal]] = []
    findings: list[Finding] = []
    first = eras[0][1]
    for receipt in in_order(receipts, RowKind.RECEIPT):
        place = Place(file, receipt.row, "amount")
        amount = _converted(receipt, first.currency, exchange, place)
        if isinstance(amount, Finding):
            findings.append(amount)
            continue
        amount = amount.quantize(first.cent)
        recoupment, structure = _in_force(eras, receipt)
        deal = deal_of(recoupment, receipt.deal, receipt.territory, receipt.medium)
        if deal is not None and deal.outside:
            outside.append((deal, receipt, amount))
            continue
        stream = stream_of(recoupment, structure, receipt.deal, receipt.territory, receipt.medium)
        if stream is None:
            known = [era.recoupment for era, _ in eras]
            findings.append(_unknown_deal(known, receipt.deal, Place(file, receipt.row, "deal")))
            continue
        incomes.append(Income(receipt.date, amount, stream, receipt.row))
    return Matched(tuple(incomes), tuple(outside), tuple(findings))


def in_order(receipts: Iterable[Receipt], kind: RowKind) -> list[Receipt]:
    """The rows of one kind in the order of their days."""
    return sorted(
        (one for one in receipts if one.kind is kind), key=lambda one: (one.date, one.row or 0)
    )


def _converted(receipt: Receipt, to: str, exchange: Exchange, place: Place) -> Decimal | Finding:
    """A row's amount in another currency, on its day."""
    try:
        return exchange.convert(Money(receipt.amount, receipt.currency), to, receipt.date)
    except NoRateError as error:
        says = str(error)
        return Finding("FIN806", Severity.ERROR, f"{says[:1].upper()}{says[1:]}.", place)


def _in_force(
    eras: Sequence[tuple[Era, Structure]], receipt: Receipt
) -> tuple[Recoupment, Structure]:
    """The contracts of the receipt's day; where they do not know its deal, those that do."""
    signed = [
        (era.recoupment, structure)
        for era, structure in eras
        if era.begins is None or era.begins <= receipt.date
    ]
    others = [
        (era.recoupment, structure)
        for era, structure in eras
        if receipt.deal and any(one.name == receipt.deal for one in era.recoupment.deal)
    ]
    known = receipt.deal in signed[-1][0].sellers
    return others[0] if others and not known else signed[-1]


def stream_of(
    recoupment: Recoupment,
    structure: Structure,
    name: str,
    territory: str | None,
    medium: Medium | None,
) -> Stream | None:
    """Where money of a deal, territory and medium enters; `None`: nowhere, or no deal of that name.

    Without a name the deal that fits best is taken; without one that fits, the agent who sells what
    no deal covers; without one, or with several, the account itself.
    """
    if name:
        pot = structure.entry(name)
        if pot is None and name != structure.account.name:
            return None
        return Stream((pot or structure.account).index, name, territory, medium)
    deal = deal_of(recoupment, "", territory, medium)
    if deal is not None and deal.outside:
        return None
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
    eras: Sequence[Era], receipts: Iterable[Receipt], file: str
) -> tuple[dict[str, list[tuple[Day, Money]]], list[Finding]]:
    """Costs that deals and agents report, by name, in the order of their days."""
    known = {name for era in eras for name in era.recoupment.sellers}
    found: dict[str, list[tuple[Day, Money]]] = {}
    findings = []
    for receipt in in_order(receipts, RowKind.COSTS):
        name = receipt.deal or receipt.party
        last = eras[-1].recoupment
        if not name and (deal := deal_of(last, "", receipt.territory, receipt.medium)):
            name = deal.name
        if name in known:
            money = Money(receipt.amount, receipt.currency)
            found.setdefault(name, []).append((receipt.date, money))
        else:
            place = Place(file, receipt.row, "deal")
            findings.append(_unknown_deal([era.recoupment for era in eras], name, place))
    return found, findings


def reported_payments(
    receipts: Iterable[Receipt], parties: Sequence[str], to: str, exchange: Exchange, file: str
) -> tuple[list[tuple[Day, str, Decimal]], list[Finding]]:
    """What parties say that they were paid: day, party and amount in the account's currency."""
    found: list[tuple[Day, str, Decimal]] = []
    findings = []
    for receipt in in_order(receipts, RowKind.PAYMENT):
        place = Place(file, receipt.row, "party")
        amount = _converted(receipt, to, exchange, place)
        if isinstance(amount, Finding):
            findings.append(amount)
        elif receipt.party in parties:
            found.append((receipt.date, receipt.party, amount))
        else:
            near = closest(receipt.party, list(parties))
            findings.append(
                Finding(
                    "FIN805",
                    Severity.WARNING,
                    f"A payment to {receipt.party!r} is in no statement: no contract pays a party"
                    " of that name" + (f"; did you mean {near!r}?" if near else "."),
                    place,
                    fix=f"name a party as [recoupment] does: {', '.join(parties)}",
                )
            )
    return found, findings


def _unknown_deal(contracts: Sequence[Recoupment], name: str, place: Place) -> Finding:
    known = list(dict.fromkeys(name for each in contracts for name in each.sellers))
    near = closest(name, known) if name else None
    listed = ", ".join(known) or "none is there yet"
    message = f"The deal {name!r} is not in [recoupment]"
    if not name:
        message = "The row names no deal or agent, and no deal covers its territory and medium"
    return Finding(
        "FIN804",
        Severity.ERROR,
        message + (f"; did you mean {near!r}?" if near else "."),
        place,
        fix=f"name a deal or agent: {listed}",
    )


def before(incomes: Sequence[Income], until: Day | None) -> tuple[Income, ...]:
    """The incomes up to a day."""
    return tuple(one for one in incomes if until is None or one.day <= until)
