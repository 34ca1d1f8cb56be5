"""Every payout of one party, with what it was a share of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal

from borderless.dossier import waterfall_words as words
from borderless.finance.recoupment.explained import explained
from borderless.finance.recoupment.waterfall import Waterfall


@dataclass(frozen=True, slots=True)
class Payout:
    """One line of a party; money in the account's currency, sentences the engine's."""

    day: Day
    came: str
    """What came in, and through whom; "" of a compensation."""
    row: int | None
    """Its row in the file of receipts."""
    position: str
    says: str
    owed: str
    amount: Decimal
    passed_on: bool
    """Whether it goes on into its own account first."""


def payouts_of(waterfall: Waterfall, party: str) -> list[Payout]:
    """The lines of a party in the order of the receipts; those that were paid sum to its total."""
    currency = waterfall.currency
    return [
        Payout(
            one.day,
            f"{words.income_words(one.income)}: {words.money(one.income.amount, currency)}"
            if one.income
            else "",
            one.income.row if one.income else None,
            one.position,
            words.entry_words(one, currency),
            words.owed_words(one),
            one.amount,
            one.paid != one.amount,
        )
        for one in explained(waterfall.settlement)
        if one.party == party
    ]
