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
days = st.integers(0, 900).map(lambda n: START + timedelta(days=n))


@st.composite
def interests(draw: Any) -> dict[str, Any]:
    interest = {
        "rate": Decimal(draw(st.integers(1, 15))) / 100,
        "compounds": draw(st.sampled_from(["never", "yearly", "quarterly", "monthly"])),
        "days": draw(st.sampled_from(["act/365", "act/360", "30/360"])),
        "pays_first": draw(st.sampled_from(["interest", "principal"])),
    }
    if draw(st.integers(0, 4)) == 0:
        interest["from"] = draw(days)
    return interest


@st.composite
def debts(draw: Any, *, timeless: bool) -> dict[str, Any]:
    """What a claim recoups, and how that grows."""
    debt: dict[str, Any] = {}
    if not timeless and draw(st.integers(0, 2)) == 0:
        debt["drawn"] = [
            {"date": draw(days), "amount": draw(amounts)} for _ in range(draw(st.integers(1, 3)))
        ]
    else:
        debt["amount"] = draw(amounts)
    if draw(st.booleans()):
        debt["premium"] = draw(shares)
    if draw(st.integers(0, 3)) == 0:
        debt["fee"] = draw(amounts)
    if not timeless and draw(st.booleans()):
        debt["interest"] = draw(interests())
    if not timeless and draw(st.integers(0, 3)) == 0:
        months = draw(st.lists(st.integers(1, 30), min_size=1, max_size=2, unique=True))
        debt["premium_steps"] = [{"months": n, "premium": draw(shares)} for n in sorted(months)]
    return debt


@st.composite
def parts(draw: Any) -> dict[str, Any]:
    part = {
        "party": draw(st.sampled_from(["Flo", "Gus"])),
        "share": draw(st.integers(1, 50).map(lambda n: Decimal(n) / 100)),
        "of": draw(st.sampled_from(["claim", "tier"])),
    }
    if draw(st.booleans()):
        part["at_most"] = draw(amounts)
    return part


@st.composite
def claims(
    draw: Any,
    tiers: tuple[str, ...],
    *,
    timeless: bool,
    conditions: bool,
    earlier: tuple[str, ...] = (),
    carries: bool = False,
    sources: bool = True,
) -> dict[str, Any]:
    """A claim. `tiers` recoup money and may be waited for; `earlier` stand above in its account.

    `carries`: what does not reach it is never lost. `sources`: its share may be of the source.
    """
    kind = draw(st.sampled_from(["share", "gross", "owed", "owed", "corridor", "gross corridor"]))
    claim: dict[str, Any] = {"party": draw(st.sampled_from(PARTIES))}
    if kind != "owed":
        claim["share"] = draw(shares)
    if kind in ("gross", "gross corridor"):
        bases = ["account", *(["source"] if sources else []), *(["after"] if earlier else [])]
        base = draw(st.sampled_from(bases))
        claim |= {"of_after": draw(st.sampled_from(earlier))} if base == "after" else {"of": base}
        claim["arrears"] = "carry" if carries else draw(st.sampled_from(["carry", "lapse"]))
    if kind in ("share", "gross") and draw(st.booleans()):
        claim["at_most"] = draw(amounts)
    if kind in ("owed", "corridor", "gross corridor"):
        claim |= draw(debts(timeless=timeless))
        if draw(st.integers(0, 5)) == 0:
            claim["at_most"] = draw(amounts)
    if draw(st.integers(0, 3)) == 0:
        claim["part"] = draw(st.lists(parts(), min_size=1, max_size=2))
    if conditions and draw(st.integers(0, 2)) == 0:
        low = draw(amounts)
        claim["when"] = draw(st.sampled_from([{"receipts_from": low}, {"receipts_until": low}]))
        if tiers and draw(st.booleans()):
            name = draw(st.sampled_from(tiers))
            claim["when"] = draw(st.sampled_from([{"after": [name]}, {"until_recouped": [name]}]))
    elif conditions and not timeless and draw(st.integers(0, 4)) == 0:
        day = draw(days)
        claim["when"] = draw(st.sampled_from([{"from": day}, {"until": day}]))
    return claim


@st.composite
def recoupments(
    draw: Any,
    *,
    timeless: bool = False,
    conditions: bool = True,
    deals: bool = True,
    carries: bool = False,
    sources: bool = True,
) -> Recoupment:
    """A film's contracts; `timeless`: without interest, draws and dates."""
    tiers: list[dict[str, Any]] = []
    recouping: tuple[str, ...] = ()
    for number in range(draw(st.integers(1, 5))):
        made = draw(
            st.lists(
                claims(
                    recouping,
                    timeless=timeless,
                    conditions=conditions,
                    earlier=tuple(one["name"] for one in tiers),
                    carries=carries,
                    sources=sources,
                ),
                min_size=1,
                max_size=3,
            )
        )
        tier = {
            "name": f"tier {number}",
            "claim": made,
            "sharing": draw(st.sampled_from(["balances", "invested", "equal", "shares"])),
            "freed": draw(st.sampled_from(["others", "down"])),
        }
        if tier["sharing"] == "shares":
            for one in made:
                one.setdefault("share", draw(shares))
        if draw(st.booleans()):
            tier["bears_excess"] = made[0]["party"]
        if any("amount" in one or "drawn" in one for one in made):
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
def receipts(
    draw: Any, structure: Structure, *, spread: bool = True, returns: bool = False
) -> list[Income]:
    """Up to eight incomes, in the order of their days; `returns`: some may be negative."""
    entries = [pot.index for pot in structure.pots if pot.kind.value in ("deal", "account")]
    found, day = [], START
    for _ in range(draw(st.integers(1, 8))):
        if spread:
            day += timedelta(days=draw(st.integers(0, 400)))
        amount = Decimal(draw(st.integers(1, 20_000_000))) / 100
        if returns and draw(st.integers(0, 2)) == 0:
            amount = -amount / 4
            amount = amount.quantize(Decimal("0.01"))
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
