"""Public aid against its ceilings, as a gauge that also says its figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from borderless.finance.aid import AidTest

_FULL = Decimal(1)


@dataclass(frozen=True, slots=True)
class Gauge:
    """One ceiling; widths and places in percent of the gauge."""

    test: AidTest
    fill: str
    mark: str
    possible: str
    """Place of the ceiling that open facts may raise it to; "" where it is the same."""


def gauges(tests: tuple[AidTest, ...]) -> list[Gauge]:
    """Every ceiling that binds the film."""
    return [
        Gauge(
            test,
            _percent(min(test.intensity or Decimal(0), _FULL)),
            _percent(min(test.limit, _FULL)),
            _percent(min(test.possible_limit, _FULL)) if test.possible_limit != test.limit else "",
        )
        for test in tests
    ]


def _percent(share: Decimal) -> str:
    return f"{share * 100:.2f}%"
