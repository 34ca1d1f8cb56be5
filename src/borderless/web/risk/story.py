"""Everything that the page tells of one run, drawings with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from borderless.web.design import reader
from borderless.web.risk import drawings, rows


@dataclass(frozen=True, slots=True)
class History:
    """How the bands would have held since 1999."""

    data: Mapping[str, Any]
    sentence: str
    worst: str
    method: str
    bands: tuple[str, ...]
    covered: tuple[rows.Covered, ...]


@dataclass(frozen=True, slots=True)
class Scenarios:
    """What the scenarios say."""

    data: Mapping[str, Any]
    headline: str
    method: str
    fan: str
    fan_says: str
    months: tuple[rows.Balance, ...]
    gap: str
    gap_says: str
    gap_rows: tuple[tuple[float, float, float], ...]
    """From, up to, share of the scenarios."""
    quantile_names: tuple[str, ...]
    quantities: tuple[rows.Quantity, ...]
    tornado: str
    tornado_says: str
    parts: tuple[rows.Part, ...]
    parties: tuple[rows.Party, ...]
    chances: tuple[tuple[rows.Chance, str], ...]
    hedge: str
    history: History | None


def scenarios(data: Mapping[str, Any]) -> Scenarios:
    """A finished or stopped run, from the job's plain data."""
    currency = data["currency"]
    balances, parts = rows.balances(data), rows.parts(data)
    histogram = data["gap"]["histogram"]
    edges, shares = histogram["edges"], histogram["shares"]
    marks = [(_quantile(share), value) for share, value in data["gap_marks"]]
    fan_says, gap_says = _fan_says(balances, currency), _gap_says(marks, currency)
    tornado_says = _parts_say(parts)
    return Scenarios(
        data,
        rows.headline(data),
        str(rows.METHODS.get(data["method"], data["method"])),
        drawings.fan(balances, fan_says),
        fan_says,
        rows.month_ends(balances),
        drawings.gap(edges, shares, marks, gap_says),
        gap_says,
        tuple(
            (left, right, share)
            for left, right, share in zip(edges, edges[1:], shares, strict=False)
            if share
        ),
        rows.quantile_names(data),
        rows.quantities(data),
        drawings.tornado(parts, tornado_says),
        tornado_says,
        parts,
        rows.parties(data),
        tuple((one, drawings.recouped(one)) for one in rows.chances(data)),
        rows.hedge_sentence(data["hedge"]),
        told(data["backtest"], data["method"]) if data["backtest"] else None,
    )


def history(data: Mapping[str, Any]) -> History | None:
    """A replay of history on its own; None where no money moves with exchange rates."""
    return told(data["backtest"], data["method"]) if data["backtest"] else None


def told(backtest: Mapping[str, Any], method: str) -> History:
    """How the bands held, in a sentence and as rows."""
    whole = rows.covered(backtest)[0]
    names = rows.bands(backtest)
    facts = {
        "count": reader.number(backtest["starts"]),
        "first": str(backtest["first"])[:7],
        "last": str(backtest["last"])[:7],
        "windows": reader.number(round(backtest["windows"] or 0)),
        "bands": reader.several(
            [
                _("the %(band)s band in %(share)s")
                % {"band": name, "share": reader.percent(cell[0])}
                for name, cell in zip(names, whole.cells, strict=True)
            ]
        ),
    }
    sentence = (
        _(
            "Replayed from %(count)s months, %(first)s to %(last)s, each with only the data before"
            " it, reality fell inside %(bands)s of them. They overlap: %(windows)s windows fit side"
            " by side."
        )
        % facts
    )
    return History(
        backtest,
        sentence,
        _worst(backtest),
        str(rows.METHODS.get(method, method)),
        names,
        rows.covered(backtest),
    )


def _worst(backtest: Mapping[str, Any]) -> str:
    worst = backtest["worst"]
    if not worst:
        return ""
    return _(
        "The worst miss: begun in %(start)s, the flows were planned at %(planned)s and came to"
        " %(realised)s."
    ) % {
        "start": str(worst["start"])[:7],
        "planned": reader.money(round(worst["planned"] or 0), backtest["currency"]),
        "realised": reader.money(round(worst["realised"] or 0), backtest["currency"]),
    }


def _quantile(share: float) -> str:
    return _("middle") if share == 0.5 else reader.percent(share, 0)


def _fan_says(balances: tuple[rows.Balance, ...], currency: str) -> str:
    if not balances:
        return _("No cash balance is known.")
    last = balances[-1]
    lowest = min(balances, key=lambda one: one.quantiles[0])
    facts = {
        "end": reader.day(last.day),
        "middle": reader.money(round(last.quantiles[2]), currency),
        "low": reader.money(round(last.quantiles[0]), currency),
        "high": reader.money(round(last.quantiles[4]), currency),
        "when": reader.day(lowest.day),
        "lowest": reader.money(round(lowest.quantiles[0]), currency),
    }
    return (
        _(
            "Cash balance: on %(end)s %(middle)s in the middle, and %(low)s to %(high)s in nine of"
            " ten scenarios. The 5 %% quantile is lowest on %(when)s, %(lowest)s."
        )
        % facts
    )


def _gap_says(marks: list[tuple[str, float]], currency: str) -> str:
    said = reader.several(
        [f"{name} {reader.money(round(value), currency)}" for name, value in marks]
    )
    return _("Missing money, by the share of scenarios that stay below: %(said)s.") % {"said": said}


def _parts_say(parts: tuple[rows.Part, ...]) -> str:
    if not any(one.total for one in parts):
        return _("Nothing makes the gap uncertain.")
    said = reader.several([f"{one.name} {reader.percent(one.total)}" for one in parts])
    return _("Parts of the variance of the gap: %(said)s.") % {"said": said}
