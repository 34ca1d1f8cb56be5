"""Total rows of a budget: recognised, compared with the lines they sum up, never counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal

from borderless.film.budget_cells import Record
from borderless.film.faults import fault, quoted
from borderless.film.model import BudgetLine
from borderless.finding import Finding, Place

_CENT = Decimal("0.01")
_Sums = tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Total:
    """A total row and the lines that it was found to sum up."""

    record: Record
    label: str
    amount: Decimal
    """NaN when the row has no figure that can be read."""
    currency: str | None
    since: int | None
    """Index of the first line it sums up; None when no run of lines above has this sum."""
    until: int
    """Index after the last line above it."""
    unchecked: str = ""
    """Why it was not compared, if it was not."""
    nearest: Decimal = Decimal(0)
    """The sum above it that comes closest."""


@dataclass(slots=True)
class Totals:
    """Running sums over the lines, asked at each row that is or may be a total.

    A total may sum up the lines since any earlier total, or all: the sums at each of those points
    are kept, so that a nested subtotal is found in one look-up.
    """

    found: list[Total] = field(default_factory=list)
    incomplete: int | None = None
    """Row of the first line that could not be read; sums below it prove nothing."""
    count: int = 0
    sums: dict[str, Decimal] = field(default_factory=dict)
    boundaries: dict[_Sums, int] = field(default_factory=lambda: {(): 0})

    def add(self, line: BudgetLine) -> None:
        """Counts a line."""
        self.sums[line.currency] = self.sums.get(line.currency, Decimal(0)) + line.amount
        self.count += 1

    def take(self, record: Record, figure: Decimal, label: str, *, certain: bool) -> bool:
        """Whether the row is a total: always when `certain`, else when its figure is a sum above.

        A row that only might be a total needs at least two lines to sum up.
        """
        total = self._compared(record, figure, label)
        if not certain and (total.since is None or total.until - total.since < 2 or not figure):
            return False
        self.found.append(total)
        self.boundaries[_key(self.sums)] = self.count
        return True

    def _compared(self, record: Record, figure: Decimal, label: str) -> Total:
        if not figure.is_finite():
            return Total(record, label, figure, None, None, self.count, "it has no figure")
        if not self.sums and not figure:
            return Total(record, label, figure, None, 0, 0)
        for currency in self.sums:
            rest = dict(self.sums)
            rest[currency] -= figure
            since = self.boundaries.get(_key(rest))
            if since is not None:
                return Total(record, label, figure, currency, since, self.count)
        unchecked = ""
        if self.incomplete is not None:
            unchecked = f"row {self.incomplete} could not be read"
        elif len(self.sums) > 1:
            unchecked = "the lines are in several currencies"
        only = next(iter(self.sums), None)
        whole = self.sums[only] if only else Decimal(0)
        last = next(reversed(self.boundaries), ())
        since_last = whole - dict(last).get(only or "", Decimal(0))
        nearest = min(whole, since_last, key=lambda amount: abs(amount - figure))
        return Total(record, label, figure, only, None, self.count, unchecked, nearest)

    def findings(self, file: str) -> list[Finding]:
        """One finding for all totals that agree, one for each that does not."""
        findings = []
        agreeing = [total for total in self.found if total.since is not None]
        if agreeing:
            rows = ", ".join(_named(total) for total in agreeing[:5])
            more = f" and {len(agreeing) - 5} more" if len(agreeing) > 5 else ""
            message = f"Totals left out, each equal to the lines above it: {rows}{more}."
            findings.append(fault("FLM051", message, Place(file, agreeing[0].record.line)))
        for total in self.found:
            place = Place(file, total.record.line, "amount")
            if total.since is not None:
                continue
            if total.unchecked:
                message = f"Total left out, not compared since {total.unchecked}: {_named(total)}."
                findings.append(fault("FLM051", message, place))
                continue
            currency = total.currency or ""
            message = (
                f"The total {_named(total)} says {_shown(total.amount)} {currency}, "
                f"but the lines above it sum to {_shown(total.nearest)} {currency}."
            )
            fix = "Correct the total, or find the line that is missing or written twice."
            findings.append(
                fault(
                    "FLM052",
                    message.replace(" ,", ",").replace(" .", "."),
                    place,
                    fix,
                    total=f"{_shown(total.amount)} {currency}".strip(),
                    lines=f"{_shown(total.nearest)} {currency}".strip(),
                )
            )
        return findings


def _key(sums: dict[str, Decimal]) -> _Sums:
    """Sums to the cent, since spreadsheets store fractions they do not show."""
    cents = ((c, s.quantize(_CENT, ROUND_HALF_EVEN)) for c, s in sorted(sums.items()))
    return tuple((currency, amount) for currency, amount in cents if amount)


def _named(total: Total) -> str:
    return f"row {total.record.line} ({quoted(total.label, 40)})"


def _shown(amount: Decimal) -> str:
    return f"{amount:,f}".removesuffix(".00").replace(",", " ")
