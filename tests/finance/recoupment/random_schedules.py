"""Random recoupment schedules and receipts for property tests."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from borderless.film.recoupment import Recoupment
from borderless.finance.recoupment.contracts import Basis, structure_of
from borderless.finance.recoupment.ledger import Income, Ledger
from borderless.finance.recoupment.structure import Stream, Structure

START = date(2025, 1, 1)
PARTIES = ("Ada", "Bo", "Cy", "Dee", "Eli")

shares = st.integers(1, 60).map(lambda n: Decimal(n) / 100)
amounts = st.integers(1, 40).map(lambda n: Decimal(n * 5_000))


@st.composite
def interests(draw: Any) -> dict[str, Any]:
    return {
        "rate": Decimal(draw(st.integers(1, 15))) / 100,
        "compounds": draw(st.sampled_from(["never", "yearly", "quarterly", "monthly"])),
        "days": draw(st.sampled_from(["act/365", "act/360", "30/360"])),
        "pays_first": draw(st.sampled_from(["interest", "principal"])),
    }


@st.composite
def claims(
    draw: Any, tiers: tuple[str, ...], *, timeless: bool, conditions: bool
) -> dict[str, Any]:
    kind = draw(st.sampled_from(["share", "gross", "owed", "owed", "corridor"]))
    claim: dict[str, Any] = {"party": draw(st.sampled_from(PARTIES))}
    if kind in ("share", "gross", "corridor"):
        claim["share"] = draw(shares)
    if kind == "gross":
        claim["of"] = draw(st.sampled_from(["account", "source"]))
        claim["arrears"] = draw(st.sampled_from(["carry", "lapse"]))
    if kind in ("share", "gross") and draw(st.booleans()):
        claim["at_most"] = draw(amounts)
    if kind in ("owed", "corridor"):
        claim["amount"] = draw(amounts)
        if draw(st.booleans()):
            claim["premium"] = draw(shares)
        if not timeless and draw(st.booleans()):
            claim["interest"] = draw(interests())
    if draw(st.integers(0, 3)) == 0:
        claim["part"] = [
            {"party": "Flo", "share": draw(shares), "of": draw(st.sampled_from(["claim", "tier"]))}
        ]
        if draw(st.booleans()):
            claim["part"][0]["at_most"] = draw(amounts)
    if conditions and draw(st.integers(0, 2)) == 0:
        low = draw(amounts)
        claim["when"] = draw(st.sampled_from([{"receipts_from": low}, {"receipts_until": low}]))
        if tiers and draw(st.booleans()):
            name = draw(st.sampled_from(tiers))
            claim["when"] = draw(st.sampled_from([{"after": [name]}, {"until_recouped": [name]}]))
    return claim


@st.composite
def recoupments(
    draw: Any, *, timeless: bool = False, conditions: bool = True, deals: bool = True
) -> Recoupment:
    tiers: list[dict[str, Any]] = []
    recouping: tuple[str, ...] = ()
    for number in range(draw(st.integers(1, 5))):
        made = draw(
            st.lists(
                claims(recouping, timeless=timeless, conditions=conditions), min_size=1, max_size=3
            )
        )
        tier = {
            "name": f"tier {number}",
            "claim": made,
            "sharing": draw(st.sampled_from(["balances", "invested", "equal"])),
            "freed": draw(st.sampled_from(["others", "down"])),
        }
        if draw(st.booleans()):
            tier["bears_excess"] = made[0]["party"]
        if any("amount" in one for one in made):
            recouping = (*recouping, f"tier {number}")
        tiers.append(tier)
    data: dict[str, Any] = {"currency": "EUR", "tier": tiers}
    if deals and draw(st.booleans()):
        data["deal"] = [
            {
                "name": "North",
                "form": draw(st.sampled_from(["fee", "net", "royalty"])),
                "fee": draw(shares),
                "royalty": draw(shares),
                "minimum_guarantee": draw(amounts),
                "costs": draw(amounts),
                "territories": ["DK"],
            }
        ]
        if draw(st.booleans()):
            data["agent"] = [
                {"name": "Agent", "commission": draw(shares), "expenses": draw(amounts)}
            ]
    if draw(st.integers(0, 3)) == 0:
        data["onward"] = [
            {
                "party": "Ada",
                "tier": [
                    {
                        "name": "fund",
                        "claim": [{"party": "Fund", "share": "0.1", "amount": "20000"}],
                    }
                ],
            }
        ]
    return Recoupment.model_validate(data)


def compiled(recoupment: Recoupment) -> Structure:
    structure, _ = structure_of(recoupment, Basis("EUR", START), lambda *_: None)
    return structure


@st.composite
def receipts(draw: Any, structure: Structure, *, spread: bool = True) -> list[Income]:
    """Up to eight incomes, in the order of their days."""
    entries = [pot.index for pot in structure.pots if pot.kind.value in ("deal", "account")]
    found, day = [], START
    for _ in range(draw(st.integers(1, 8))):
        if spread:
            day += timedelta(days=draw(st.integers(0, 400)))
        amount = Decimal(draw(st.integers(1, 20_000_000))) / 100
        pot = draw(st.sampled_from(entries))
        name = structure.pots[pot].name
        found.append(Income(day, amount, Stream(pot, name)))
    return found


def paid(structure: Structure, incomes: list[Income]) -> Ledger:
    ledger = Ledger(structure)
    for income in incomes:
        ledger.take(income)
    return ledger


def by_party(ledger: Ledger) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for (party, _, _), amount in ledger.exact.items():
        found[party] = found.get(party, Decimal(0)) + amount
    return found
