"""Exact money: a decimal amount that never forgets its currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache


class CurrencyMismatchError(ValueError):
    """Two currencies were added without a dated rate between them."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(f"{left} and {right} cannot be added without a dated exchange rate")
        self.left = left
        self.right = right


@cache
def minor_units(currency: str) -> int:
    """Decimals that an amount in `currency` is written with (CLDR: EUR 2, KRW and JPY 0).

    The fils and millimes of three-decimal currencies are kept. HUF is written with 2 decimals by
    ISO 4217, with none in practice; we follow CLDR, which follows ISO.
    """
    from babel.numbers import get_currency_precision

    return get_currency_precision(currency)


@cache
def _quantum(currency: str) -> Decimal:
    return Decimal(1).scaleb(-minor_units(currency))


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in one currency. Arithmetic is exact; rounding happens only in `rounded`."""

    amount: Decimal
    currency: str

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        return Money(self.amount * factor, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.amount <= other.amount

    def __str__(self) -> str:
        return f"{self.rounded().amount:,}".replace(",", "\u202f") + f" {self.currency}"

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatchError(self.currency, other.currency)

    def rounded(self) -> Money:
        """Rounded once, half to even, to the currency's minor unit."""
        rounded = self.amount.quantize(_quantum(self.currency), rounding=ROUND_HALF_EVEN)
        return Money(rounded + 0, self.currency)  # + 0: there is no minus nothing

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in a currency."""
        return cls(Decimal(0), currency)
