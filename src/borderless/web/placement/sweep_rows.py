"""Sets of partner countries as a table that can be put in another order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from borderless.web.design import reader

COLUMNS = (
    ("partners", lazy("Partners")),
    ("official", lazy("Official")),
    ("incentives", lazy("Incentives")),
    ("grants", lazy("Grants")),
    ("net", lazy("Net cost")),
    ("gap", lazy("Gap")),
)
"""What the table can be put in order by, and the head of the column."""
_VERDICTS = ("qualifies", "not known", "does not", "")


@dataclass(frozen=True, slots=True)
class Row:
    """One set of partners; amounts in the sweep's currency."""

    partners: str
    shares: str
    equal: bool
    """The shares are equal by country, as nobody has agreed any."""
    official: str
    text: str
    incentives: float | None
    grants: float | None
    net: float | None
    gap: float | None
    problems: str
    error: str
    is_best: bool


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: what a click on it asks for, and how it is in order now."""

    label: str
    sort: str
    now: str
    """"ascending", "descending" or nothing."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """The whole table."""

    currency: str
    rows: tuple[Row, ...]
    heads: tuple[Head, ...]
    asked: int
    best: str
    """The set with the lowest net cost among official co-productions, in a sentence."""
    error: str
    optimised: bool


def sweep_of(data: Mapping[str, Any], sort: str) -> Sweep:
    """The table of a job, in an order such as "net" or "-gap"; the least net cost first else."""
    if data.get("error"):
        return Sweep("", (), (), 0, "", data["error"], optimised=False)
    rows: Sequence[Mapping[str, Any]] = data["rows"]
    key = sort.removeprefix("-")
    if key not in {name for name, _label in COLUMNS}:
        key, sort = "net", "net"
    official = [one for one in rows if one["official"] == "qualifies" and one["net"] is not None]
    best = min(official, key=lambda one: one["net"], default=None)
    known = [one for one in rows if _value(one, key) is not None]
    unknown = [one for one in rows if _value(one, key) is None]
    known.sort(key=lambda one: _value(one, key), reverse=sort.startswith("-"))
    return Sweep(
        data["currency"],
        tuple(_row(one, is_best=one is best) for one in [*known, *unknown]),
        tuple(_head(name, str(label), key, sort) for name, label in COLUMNS),
        data["asked"],
        _best(data, best),
        "",
        data["optimised"],
    )


def _value(row: Mapping[str, Any], key: str) -> Any:
    if key == "partners":
        return (len(row["partners"]), _names(row["partners"]))
    if key == "official":
        return _VERDICTS.index(row["official"])
    return row[key]


def _head(name: str, label: str, key: str, sort: str) -> Head:
    if name != key:
        return Head(label, name, "")
    if sort.startswith("-"):
        return Head(label, name, "descending")
    return Head(label, f"-{name}", "ascending")


def _row(one: Mapping[str, Any], *, is_best: bool) -> Row:
    shares = [
        f"{country} {reader.percent(share) if share is not None else '?'}"
        for country, share in one["shares"].items()
    ]
    return Row(
        _names(one["partners"]) or _("none"),
        ", ".join(shares),
        one["shares_are"] == "equal",
        one["official"],
        one["text"],
        one["incentives"],
        one["grants"],
        one["net"],
        one["gap"],
        one["problems"],
        one["error"],
        is_best,
    )


def _names(partners: Sequence[str]) -> str:
    return reader.several([reader.country(one) for one in partners])


def _best(data: Mapping[str, Any], best: Mapping[str, Any] | None) -> str:
    if best is None:
        return _("No set of these partners is known to be an official co-production.")
    facts = {
        "partners": _names(best["partners"]) or reader.country(data["delegate"]),
        "net": reader.money(best["net"], data["currency"]),
    }
    return _("Lowest net cost as an official co-production: %(partners)s, %(net)s.") % facts
