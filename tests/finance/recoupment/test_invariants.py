"""What every recoupment must hold, whatever its contracts say.

Amounts are compared as calculated (exact decimals, to 1e-12 of all receipts) where the cents of two
ways of paying may differ, and as paid (whole cents) where they may not.

More receipts. A payment is never negative, so whoever is paid on top of what came before never
loses (`test_every_income_is_paid_out_to_the_cent`). What happens when an *earlier* receipt turns
out higher, the later ones being the same, is another question:

* With one kind of receipt nobody loses, whatever the conditions, if time plays no part (no
  interest, draws or dates) and shortfalls are carried: what is paid depends on the sum alone.
* With several kinds nobody loses either, if no claim opens or closes by amounts or by another's
  recoupment, looks at what kind the receipt is, or takes its share at source.
* Beyond that somebody may lose, and rightly so. The last tests show the smallest case of each.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st
from random_schedules import START, by_party, compiled, paid, receipts, recoupments

from borderless.film.recoupment import Recoupment
from borderless.finance.recoupment.cents import cents_of
from borderless.finance.recoupment.ledger import Income, Ledger
from borderless.finance.recoupment.structure import Stream, Structure

NOTHING, CENT = Decimal(0), Decimal("0.01")
TINY = Decimal("1e-12")

EXAMPLES = settings(max_examples=120, deadline=None)


def total(incomes: list[Income]) -> Decimal:
    return sum((one.amount for one in incomes), NOTHING)


def assert_same(
    found: dict[str, Decimal], expected: dict[str, Decimal], of: Decimal, *, but: str | None = None
) -> None:
    for party in found.keys() | expected.keys() - {but}:
        difference = found.get(party, NOTHING) - expected.get(party, NOTHING)
        assert abs(difference) <= TINY * of, party


def assert_nobody_loses(before: Ledger, after: Ledger, of: Decimal) -> None:
    now = by_party(after)
    for party, amount in by_party(before).items():
        assert now.get(party, NOTHING) >= amount - TINY * of, party


def drawn(data: Any, recoupment: Recoupment, **how: Any) -> tuple[Structure, list[Income]]:
    note(str(recoupment.model_dump(exclude_defaults=True)))
    structure = compiled(recoupment)
    return structure, data.draw(receipts(structure, **how))


def of_one_kind(data: Any, recoupment: Recoupment) -> tuple[Structure, list[Income]]:
    structure, incomes = drawn(data, recoupment, spread=False)
    return structure, [Income(one.day, one.amount, incomes[0].stream) for one in incomes]


def changed(data: dict[str, Any], tier: int, **how: Any) -> Recoupment:
    tiers = list(data["tier"])
    tiers[tier] = tiers[tier] | how
    return Recoupment.model_validate(data | {"tier": tiers})


# --- conservation and bounds ----------------------------------------------------------------------


@EXAMPLES
@given(st.data())
def test_every_income_is_paid_out_to_the_cent(data: Any) -> None:
    structure, incomes = drawn(data, data.draw(recoupments()), returns=True)
    ledger = Ledger(structure)
    for number, income in enumerate(incomes):
        behind = ledger.returns.get(income.stream.deal, NOTHING)
        ledger.take(income)
        payments = [cents for of, _, cents in ledger.payments if of == number]
        assert all(cents > 0 and cents % CENT == 0 for cents in payments)
        assert sum(payments, NOTHING) == max(income.amount - behind, NOTHING)
    outstanding = sum(ledger.returns.values(), NOTHING)
    given_out = sum(ledger.paid.values(), NOTHING)
    assert given_out == total(incomes) + outstanding
    assert abs(sum(ledger.exact.values(), NOTHING) - given_out) <= TINY


@EXAMPLES
@given(st.data())
def test_no_position_is_above_its_cap_or_below_nothing(data: Any) -> None:
    structure, incomes = drawn(data, data.draw(recoupments()))
    ledger = Ledger(structure)
    for income in incomes:
        ledger.take(income)
        for position in ledger.positions:
            right, balance = position.right, position.balance
            assert position.taken >= 0
            assert position.arrears >= 0
            assert right.at_most is None or position.taken <= right.at_most
            for part, taken in zip(right.parts, position.part_taken, strict=True):
                assert taken >= 0
                assert part.at_most is None or taken <= part.at_most
            if balance is None:
                continue
            held = (balance.principal, balance.interest, balance.fee, balance.premium)
            assert min(held) >= 0
            owed = right.owed
            assert owed is not None
            if owed.premium_steps or balance.drawn == 0:
                continue
            ever = balance.invested * (1 + owed.premium) + owed.fee + balance.accrued
            assert abs(position.taken + balance.due - ever) <= TINY * ever
    for line in ledger.lines:
        assert 0 < line.taken <= line.arrived + TINY * total(incomes)
    assert min(ledger.exact.values(), default=NOTHING) >= -TINY


@EXAMPLES
@given(st.data())
def test_what_is_paid_is_within_a_cent_of_what_is_calculated(data: Any) -> None:
    # Not a law: where claims take from different territories and recoup a few cents each, the cents
    # of one set of payees can put another a cent above its ceiling.
    structure, incomes = drawn(data, data.draw(recoupments()))
    ledger = paid(structure, incomes)
    for leaf, exact in ledger.exact.items():
        assert abs(ledger.paid[leaf] - exact) <= CENT, leaf


@EXAMPLES
@given(
    st.lists(st.integers(0, 10_000_000), min_size=1, max_size=9),
    st.sampled_from(["", "party 0", "party 3"]),
)
def test_cents_are_rounded_by_the_largest_remainders(parts: list[int], remainder: str) -> None:
    whole = Decimal(sum(parts) // 1000) * CENT
    calculated = {
        (f"party {n}", n, -1): whole * part / max(sum(parts), 1) for n, part in enumerate(parts)
    }
    cents = cents_of(calculated, whole, CENT, remainder)
    assert sum(cents.values(), NOTHING) == whole
    over = {}
    for leaf, exact in calculated.items():
        floor = exact.quantize(CENT, ROUND_FLOOR)
        assert cents[leaf] in (floor, floor + CENT)
        over[leaf] = (cents[leaf] > floor, exact - floor)
    rounded_up = [rest for up, rest in over.values() if up]
    down = [rest for up, rest in over.values() if not up]
    assert not rounded_up or not down or min(rounded_up) >= max(down)


@pytest.mark.parametrize(
    ("remainder", "expected"), [("", "Ada"), ("Bo", "Bo"), ("Cy", "Cy"), ("nobody", "Ada")]
)
def test_the_cent_that_cannot_be_shared_is_the_remainder_partys(
    remainder: str, expected: str
) -> None:
    thirds = {(name, n, -1): Decimal("0.10") / 3 for n, name in enumerate(("Ada", "Bo", "Cy"))}
    cents = cents_of(thirds, Decimal("0.10"), CENT, remainder)
    assert {leaf[0] for leaf, amount in cents.items() if amount == Decimal("0.04")} == {expected}


# --- more receipts --------------------------------------------------------------------------------


def raised(data: Any, incomes: list[Income]) -> list[Income]:
    """One of the incomes turns out higher."""
    number = data.draw(st.integers(0, len(incomes) - 1))
    one = incomes[number]
    more = Decimal(data.draw(st.integers(1, 20_000_000))) / 100
    return [
        *incomes[:number],
        Income(one.day, one.amount + more, one.stream),
        *incomes[number + 1 :],
    ]


@EXAMPLES
@given(st.data())
def test_nobody_loses_by_a_higher_receipt_of_the_same_kind(data: Any) -> None:
    structure, incomes = of_one_kind(data, data.draw(recoupments(timeless=True, carries=True)))
    more = raised(data, incomes)
    assert_nobody_loses(paid(structure, incomes), paid(structure, more), total(more))


@EXAMPLES
@given(st.data())
def test_nobody_loses_by_a_higher_receipt_where_nothing_is_conditional(data: Any) -> None:
    recoupment = data.draw(
        recoupments(timeless=True, conditions=False, carries=True, sources=False)
    )
    structure, incomes = drawn(data, recoupment)
    more = raised(data, incomes)
    assert_nobody_loses(paid(structure, incomes), paid(structure, more), total(more))


# --- lump sum, order, scale -----------------------------------------------------------------------


@EXAMPLES
@given(st.data())
def test_a_lump_sum_pays_as_its_instalments_do(data: Any) -> None:
    structure, incomes = of_one_kind(data, data.draw(recoupments(timeless=True, carries=True)))
    lump = [Income(START, total(incomes), incomes[0].stream)]
    whole, instalments = paid(structure, lump), paid(structure, incomes)
    assert_same(by_party(whole), by_party(instalments), total(incomes))
    for leaf, amount in instalments.paid.items():
        assert abs(amount - whole.paid.get(leaf, NOTHING)) <= CENT, leaf


@EXAMPLES
@given(st.data())
def test_the_order_of_incomes_of_one_kind_is_irrelevant(data: Any) -> None:
    structure, incomes = of_one_kind(data, data.draw(recoupments(timeless=True, carries=True)))
    shuffled = data.draw(st.permutations(incomes))
    assert_same(
        by_party(paid(structure, incomes)), by_party(paid(structure, shuffled)), total(incomes)
    )


@EXAMPLES
@given(st.data())
def test_the_order_of_all_incomes_is_irrelevant_where_nothing_is_conditional(data: Any) -> None:
    recoupment = data.draw(
        recoupments(timeless=True, conditions=False, carries=True, sources=False)
    )
    structure, incomes = drawn(data, recoupment, spread=False)
    shuffled = data.draw(st.permutations(incomes))
    assert_same(
        by_party(paid(structure, incomes)), by_party(paid(structure, shuffled)), total(incomes)
    )


MONEY = {
    "amount", "at_most", "fee", "receipts_from", "receipts_until", "costs", "minimum_guarantee",
    "expenses", "costs_at_most", "expenses_at_most", "advance", "kept_at_most",
}  # fmt: skip


def scaled(value: Any, factor: Decimal, *, deal: bool = False) -> Any:
    """A document with every amount multiplied; a deal's or agent's `fee` is a share."""
    if isinstance(value, dict):
        return {
            key: inner * factor
            if key in MONEY and isinstance(inner, Decimal) and not (deal and key == "fee")
            else scaled(inner, factor, deal=deal or key == "deal")
            for key, inner in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [scaled(inner, factor, deal=deal) for inner in value]
    return value


@EXAMPLES
@given(st.data(), st.sampled_from([Decimal("0.01"), Decimal("0.5"), Decimal(3), Decimal(1000)]))
def test_in_another_unit_of_money_everything_is_the_same(data: Any, factor: Decimal) -> None:
    recoupment = data.draw(recoupments())
    structure, incomes = drawn(data, recoupment)
    written = recoupment.model_dump(exclude_defaults=True, by_alias=True)
    larger = compiled(Recoupment.model_validate(scaled(written, factor)))
    ledger = Ledger(larger)
    for one in incomes:
        # What is calculated needs no cents, so the receipts may have fractions of them.
        ledger.take(Income(one.day, (one.amount * factor), one.stream))
    expected = {
        party: amount * factor for party, amount in by_party(paid(structure, incomes)).items()
    }
    assert_same(by_party(ledger), expected, total(incomes) * factor)


# --- side by side ---------------------------------------------------------------------------------


@EXAMPLES
@given(st.data())
def test_the_listing_order_of_a_tier_is_irrelevant(data: Any) -> None:
    recoupment = data.draw(recoupments())
    structure, incomes = drawn(data, recoupment)
    written = recoupment.model_dump(exclude_defaults=True, by_alias=True)
    for tier in range(len(recoupment.tier)):
        claims = data.draw(st.permutations(written["tier"][tier]["claim"]))
        written = changed(written, tier, claim=claims).model_dump(
            exclude_defaults=True, by_alias=True
        )
    relisted = compiled(Recoupment.model_validate(written))
    assert_same(
        by_party(paid(relisted, incomes)), by_party(paid(structure, incomes)), total(incomes)
    )


def halved(claim: dict[str, Any]) -> dict[str, Any]:
    half: dict[str, Any] = scaled(claim, Decimal("0.5"))
    if "share" in half:
        half["share"] /= 2
    for part in half.get("part", ()):
        # Of all that reaches the tier both halves would give it the whole part.
        part["share"] /= 2 if part.get("of") == "tier" else 1
    if "when" in claim:
        half["when"] = claim["when"]
    return half


@EXAMPLES
@given(st.data())
def test_an_investor_in_two_halves_changes_nothing(data: Any) -> None:
    recoupment = data.draw(recoupments())
    written = recoupment.model_dump(exclude_defaults=True, by_alias=True)
    number = data.draw(st.integers(0, len(recoupment.tier) - 1))
    if recoupment.tier[number].sharing == "equal":
        written = changed(written, number, sharing="invested").model_dump(
            exclude_defaults=True, by_alias=True
        )
    structure, incomes = drawn(data, Recoupment.model_validate(written))
    claims = written["tier"][number]["claim"]
    which = data.draw(st.integers(0, len(claims) - 1))
    half = halved(claims[which])
    split = changed(written, number, claim=[*claims[:which], half, half, *claims[which + 1 :]])
    assert_same(
        by_party(paid(compiled(split), incomes)),
        by_party(paid(structure, incomes)),
        total(incomes),
    )


@EXAMPLES
@given(
    st.lists(st.integers(1, 99), min_size=2, max_size=5),
    st.integers(0, 4),
    st.integers(1, 10_000_000),
)
def test_who_bears_the_excess_bears_all_of_it(shares: list[int], which: int, cents: int) -> None:
    bearer = which % len(shares)
    tier = {
        "name": "profits",
        "claim": [
            {"party": f"party {n}", "share": Decimal(share) / 100} for n, share in enumerate(shares)
        ],
        "bears_excess": f"party {bearer}",
    }
    structure = compiled(Recoupment.model_validate({"currency": "EUR", "tier": [tier]}))
    amount = Decimal(cents) / 100
    found = by_party(paid(structure, [Income(START, amount, Stream(0))]))
    others = sum(share for n, share in enumerate(shares) if n != bearer)
    for n, share in enumerate(shares):
        expected = amount * share / 100
        if n == bearer:
            expected = min(expected, amount * max(100 - others, 0) / 100)
        elif others > 100:  # the bearer has nothing left to bear it with: the rest is cut
            expected = amount * share / others
        assert abs(found.get(f"party {n}", NOTHING) - expected) <= TINY * amount


def test_who_bears_the_excess_bears_it_once_however_many_claims_he_has() -> None:
    claims = [
        {"party": "Ada", "share": "0.5"},
        {"party": "Ada", "share": "0.4"},
        {"party": "Bo", "share": "0.3"},
    ]
    tier = {"name": "profits", "claim": claims, "bears_excess": "Ada"}
    assert of({"tier": [tier]}, ("", 1000)) == {"Ada": Decimal(700), "Bo": Decimal(300)}


# --- where more receipts do cost somebody something -----------------------------------------------


def of(recoupment: dict[str, Any], *incomes: tuple[str, int], days: int = 0) -> dict[str, Decimal]:
    """Payments of receipts given as deal or territory, and amount; `days` lie between them."""
    structure = compiled(Recoupment.model_validate({"currency": "EUR"} | recoupment))
    ledger = Ledger(structure)
    for number, (where, amount) in enumerate(incomes):
        pot = structure.entry(where) or structure.account
        stream = Stream(pot.index, pot.name, where if len(where) == 2 else None)
        ledger.take(Income(START + timedelta(days=number * days), Decimal(amount), stream))
    found: dict[str, Decimal] = {}
    for (party, _, _), cents in ledger.paid.items():
        found[party] = found.get(party, NOTHING) + cents
    return found


def test_a_lender_earns_less_interest_when_money_comes_early() -> None:
    loan = {"party": "Bank", "amount": "1000", "interest": {"rate": "0.1"}}
    bank = {"tier": [{"name": "loan", "claim": [loan]}]}
    assert of(bank, ("", 100), ("", 2000), days=365)["Bank"] == Decimal(1090)
    assert of(bank, ("", 500), ("", 2000), days=365)["Bank"] == Decimal(1050)


def test_a_corridor_on_one_territory_ends_sooner_when_another_territory_pays_the_bank() -> None:
    corridor = {"party": "Agent", "share": "0.1", "when": {"territories": ["DK"]}}
    tiers = {"tier": [{"name": "loan", "claim": [{"party": "Bank", "amount": "900"}, corridor]}]}
    assert of(tiers, ("FR", 100), ("DK", 1000))["Agent"] == Decimal("88.89")
    assert of(tiers, ("FR", 900), ("DK", 1000)).get("Agent", 0) == 0


def test_receipts_of_one_territory_may_close_a_claim_on_another() -> None:
    until = {"territories": ["DK"], "receipts_until": "1000"}
    bonus = {"party": "Star", "share": "0.1", "when": until}
    tiers = {"tier": [{"name": "bonus", "claim": [bonus]}]}
    assert of(tiers, ("FR", 500), ("DK", 500))["Star"] == Decimal(50)
    assert of(tiers, ("FR", 900), ("DK", 500))["Star"] == Decimal(10)


def test_a_share_at_source_is_owed_from_money_that_never_came_this_far() -> None:
    contracts = {
        "deal": [{"name": "North", "minimum_guarantee": "5000"}],
        "tier": [
            {"name": "points", "claim": [{"party": "Star", "share": "0.1", "of": "source"}]},
            {"name": "profits", "claim": [{"party": "Ada", "share": "1"}]},
        ],
    }
    assert of(contracts, ("North", 1000), ("account", 1000))["Ada"] == Decimal(800)
    assert of(contracts, ("North", 4000), ("account", 1000))["Ada"] == Decimal(500)


def test_a_shortfall_that_lapses_depends_on_how_the_money_was_cut_up() -> None:
    for arrears, lump, twice in (("carry", 200, 200), ("lapse", 200, 100)):
        share = {"party": "Star", "share": "0.1", "of": "account", "arrears": arrears}
        tiers = {
            "tier": [
                {"name": "costs", "claim": [{"party": "Bank", "amount": "1000"}]},
                {"name": "points", "claim": [share]},
            ]
        }
        assert of(tiers, ("", 2000))["Star"] == Decimal(lump)
        assert of(tiers, ("", 1000), ("", 1000))["Star"] == Decimal(twice)


# --- returns --------------------------------------------------------------------------------------


def test_a_return_is_made_good_by_the_next_receipts_of_the_deal() -> None:
    contracts = {
        "deal": [{"name": "North"}, {"name": "South"}],
        "tier": [{"name": "profits", "claim": [{"party": "Ada", "share": "1"}]}],
    }
    assert of(contracts, ("North", 100), ("North", -30))["Ada"] == Decimal(100)
    # What another deal brings is not touched.
    assert of(contracts, ("North", 100), ("North", -30), ("South", 50))["Ada"] == Decimal(150)
    assert of(contracts, ("North", 100), ("North", -30), ("North", 20))["Ada"] == Decimal(100)
    assert of(contracts, ("North", 100), ("North", -30), ("North", 50))["Ada"] == Decimal(120)
    twice = (("North", 100), ("North", -30), ("North", -30), ("North", 50), ("North", 50))
    assert of(contracts, *twice)["Ada"] == Decimal(140)


@EXAMPLES
@given(st.data())
def test_with_returns_the_sum_is_paid_as_if_it_had_come_at_once(data: Any) -> None:
    recoupment = data.draw(recoupments(timeless=True, carries=True))
    structure, incomes = drawn(data, recoupment, spread=False, returns=True)
    stream = incomes[0].stream
    incomes = [Income(one.day, one.amount, stream) for one in incomes]
    ledger = paid(structure, incomes)
    # What was paid stays paid: the most that had come in by any day.
    so_far = [total(incomes[: number + 1]) for number in range(len(incomes))]
    most = max(NOTHING, *so_far)
    lump = by_party(paid(structure, [Income(START, most, stream)]))
    assert_same(by_party(ledger), lump, max(most, Decimal(1)))
    assert sum(ledger.returns.values(), NOTHING) == most - total(incomes)
