"""The tables of a waterfall, alike in the terminal and in a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from borderless.dossier.waterfall_words import party_name
from borderless.film.money import Money
from borderless.film.takings import Receipt, RowKind
from borderless.finance.recoupment.settlement import Settlement
from borderless.finance.recoupment.statements import Period, Statement
from borderless.finance.recoupment.structure import UNDISTRIBUTED
from borderless.finance.recoupment.waterfall import CASES, Waterfall

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party's totals in the account's currency, or the sum of all."""

    party: str
    name: str
    figures: dict[str, Decimal]
    """By the head of their column: a statement's three, or the three cases."""
    total: Decimal
    reported: Decimal | None = None
    """What it says it was paid."""
    drift: Decimal | None = None
    """Calculated less reported: above nothing, it waits for money."""
    is_sum: bool = False


def party_rows(waterfall: Waterfall) -> list[PartyRow]:
    """Every party, what goes to nobody where there is any, and the receipts."""
    settlement = waterfall.settlement
    parties = list(waterfall.parties)
    if settlement.undistributed or any(one.undistributed for one in waterfall.cases.values()):
        parties.append(UNDISTRIBUTED)
    last = {one.party: one for one in waterfall.statements}
    rows = []
    for party in parties:
        statement = last.get(party)
        rows.append(
            PartyRow(
                party,
                party_name(party),
                _figures(waterfall, party),
                settlement.total(party),
                statement.actual_so_far if statement else None,
                statement.drift if statement else None,
            )
        )
    # Returns that wait to be made good are in the receipts and in nobody's payments yet.
    sums = {
        name: sum((row.figures[name] for row in rows), NOTHING)
        for name in (rows[0].figures if rows else ())
    }
    total = sum((row.total for row in rows), NOTHING)
    return [*rows, PartyRow("", "paid out", sums, total, is_sum=True)]


def _figures(waterfall: Waterfall, party: str) -> dict[str, Decimal]:
    if waterfall.cases:
        return {case: waterfall.cases[case].total(party) for case in CASES}
    total = waterfall.settlement.total(party)
    if waterfall.simulated or not waterfall.statements:
        return {"in all": total}
    now = paid_within(waterfall.settlement, party, waterfall.statements[-1].period)
    return {"before": total - now, "this period": now, "in all": total}


def paid_within(settlement: Settlement, party: str, period: Period) -> Decimal:
    """What a party is paid for a period."""
    return sum(
        (
            one.amount
            for one in settlement.payments
            if one.party == party and period.first <= one.day <= period.last
        ),
        NOTHING,
    )


def statements_with_money(waterfall: Waterfall) -> Iterator[Statement]:
    """Statements in which something happened, by party, then by period."""
    for party in waterfall.parties:
        for one in waterfall.statements:
            if one.party == party and (one.calculated or one.actual or any(map(_moves, one.rows))):
                yield one


def _moves(row: object) -> bool:
    return bool(getattr(row, "current", NOTHING))


def tier_shares(waterfall: Waterfall) -> dict[str, tuple[Decimal, ...]]:
    """How much of what the account's tiers are owed is back in each case, 0-1."""
    structure = waterfall.settlement.structure
    return {
        structure.ranks[tier].name: tuple(
            _recouped(waterfall, waterfall.cases[case], tier) for case in CASES
        )
        for tier in structure.account.tiers
        if any(structure.rights[one].owed for one in structure.ranks[tier].rights)
    }


def _recouped(waterfall: Waterfall, settlement: Settlement, tier: int) -> Decimal:
    exchange = waterfall.contracts.exchange.of_right(waterfall.currency)
    taken = owed = NOTHING
    for position in settlement.ledger.positions:
        if position.right.tier == tier and position.balance is not None:
            fx = exchange(position.right, waterfall.day)
            taken += position.taken * fx
            owed += (position.limit() or NOTHING) * fx
    return taken / (taken + owed) if taken + owed else NOTHING


def converted(waterfall: Waterfall, amount: Decimal, currency: str) -> Decimal:
    """An amount of the account in another currency, at the plan's rate."""
    return waterfall.plan.rates.convert(Money(amount, waterfall.currency), currency).amount


# --- receipts ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A row of receipts.csv with what became of it."""

    receipt: Receipt
    through: str
    """The deal or agent that it was matched to, or who reports the costs or payment."""
    amount: Decimal | None
    """In the account's currency; `None` where it is no receipt of money."""
    outside: bool = False


def receipt_rows(waterfall: Waterfall) -> list[ReceiptRow]:
    """The rows of receipts.csv up to the day, in their order."""
    by_row = {one.row: one for one in waterfall.settlement.incomes if one.row is not None}
    beside = {receipt.row: (deal, amount) for deal, receipt, amount in waterfall.outside}
    rows = []
    for receipt in waterfall.receipts:
        if receipt.kind is not RowKind.RECEIPT:
            rows.append(ReceiptRow(receipt, receipt.party or receipt.deal, None))
        elif receipt.row in beside:
            deal, amount = beside[receipt.row]
            rows.append(ReceiptRow(receipt, deal.name, amount, outside=True))
        elif receipt.row is not None and (income := by_row.get(receipt.row)) is not None:
            account = waterfall.settlement.structure.account.name
            rows.append(ReceiptRow(receipt, income.stream.deal or account, income.amount))
    return rows
