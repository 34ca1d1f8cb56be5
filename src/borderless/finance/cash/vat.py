"""VAT that floats: paid with each invoice, refunded some months later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from borderless.film.cash import Vat
from borderless.film.days import months_later
from borderless.film.model import Film
from borderless.film.places import country_name
from borderless.finance.cash.cash_settings import Settings
from borderless.finance.cash.costs import CashPart, cost_items
from borderless.finance.cash.items import NOTHING, Flow, Item, Side
from borderless.finance.cash.milestones import Milestones


def vat_items(
    film: Film,
    vat: Vat,
    cash: Sequence[CashPart],
    rates: Mapping[str, Decimal],
    days: Milestones,
    settings: Settings,
) -> list[Item]:
    """The tax on invoices of each country, out and in again; an item each for country and currency.

    Pay bears no VAT. What is refunded sums to what was paid, so the tax only costs time.
    """
    invoices = [CashPart(NOTHING, part.invoices) for part in cash]
    flows: dict[tuple[str, str], list[Flow]] = {}
    for item in cost_items(film, invoices, rates, days, settings)[0]:
        rate = vat.rate.get(item.country, NOTHING)
        if not rate:
            continue
        for flow in item.flows:
            refund = months_later(flow.day, vat.refunded_after)
            flows.setdefault((item.country, item.currency), []).extend(
                (
                    Flow(flow.day, flow.amount * rate, "paid"),
                    Flow(refund, -flow.amount * rate, "refunded"),
                )
            )
    return [
        Item(
            f"VAT, {country_name(country)}",
            Side.VAT,
            "vat",
            currency,
            tuple(sorted(found, key=lambda flow: flow.day)),
            rates[currency],
            country,
        )
        for (country, currency), found in flows.items()
    ]
