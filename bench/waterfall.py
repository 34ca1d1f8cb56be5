"""The recoupment engines: the exact one beside a plain Decimal loop, the lanes beside a float loop.

First, receipts through a schedule of fifteen tiers, to the cent, with a line for every payment. The
peer is the shortest honest loop for this one schedule: it knows its tiers by heart, and neither
rounds to cents nor says why anybody was paid. Half as many receipts show that time is linear, and a
schedule of which every tier takes of every receipt shows the dearest case.

Then lump sums, a scenario each, through the same schedule and through one that is as hard as
contracts get: shares that open and close by receipts and by another's recoupment, a corridor beside
a loan, parts with limits, equal shares that fill up, a debt onward. The peers are loops written for
each schedule, a scenario at a time. Before anything is timed, all are held to the same payments.

    python bench/waterfall.py [RECEIPTS] [SCENARIOS]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from borderless.film.recoupment import Recoupment
from borderless.finance.recoupment.contracts import Basis, structure_of
from borderless.finance.recoupment.lane_growth import move_to
from borderless.finance.recoupment.lanes import LaneEngine
from borderless.finance.recoupment.ledger import Income, Ledger
from borderless.finance.recoupment.structure import Stream, Structure

RECEIPTS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
SCENARIOS = int(sys.argv[2]) if len(sys.argv) > 2 else 1 << 20
CHUNK = 32_768
SAMPLE = 20_000
THREADS = 2
ROUNDS = 3
STARTS = date(2025, 1, 1)

Lanes = NDArray[np.float64]
Paid = dict[str, Any]


def tier(name: str, *claims: dict[str, Any], **terms: Any) -> dict[str, Any]:
    return {"name": name, "claim": claims} | terms


def structure(tiers: Sequence[dict[str, Any]], **more: Any) -> Structure:
    recoupment = Recoupment.model_validate({"currency": "EUR", "tier": tiers} | more)
    found, findings = structure_of(recoupment, Basis("EUR", STARTS), lambda *_: None)
    assert findings == [], findings
    return found


LOANS = {f"Bank {number}": Decimal(250_000) for number in range(9)}
EQUITY = {"Ada": Decimal(360_000), "Bo": Decimal(240_000)}

SIMPLE = structure(
    [
        tier("Account", {"party": "Account", "share": "0.01", "of": "account"}),
        tier("Commission", {"party": "Agent", "share": "0.2", "of": "account"}),
        tier("Expenses", {"party": "Agent", "amount": "75000"}),
        *(tier(bank, {"party": bank, "amount": amount}) for bank, amount in LOANS.items()),
        tier("Equity", *({"party": who, "amount": amount} for who, amount in EQUITY.items())),
        tier("Deferments", {"party": "Crew", "amount": "100000"}),
        tier("Profit", *({"party": who, "share": "0.5"} for who in ("Financiers", "Producer"))),
    ]
)

ALL_TAKE = structure(
    [
        tier(f"Points {number}", {"party": f"Party {number}", "share": "0.02", "of": "account"})
        for number in range(15)
    ]
)

HARD = structure(
    [
        tier("Account", {"party": "Account", "share": "0.01", "of": "account"}),
        tier("Bonus", {"party": "Star", "share": "0.02", "of": "account",
                       "when": {"receipts_from": 1_000_000, "receipts_until": 4_000_000}}),
        tier("Uplift", {"party": "Agent", "share": "0.05", "when": {"until_recouped": ["Loan"]}}),
        tier("Loan", {"party": "Bank", "amount": 600_000},
             {"party": "Producer", "share": "0.1", "note": "a corridor beside the loan"}),
        tier("Equity", {"party": "Ada", "amount": 800_000, "premium": "0.2"},
             {"party": "Fund", "amount": 400_000, "premium": "0.2", "part": [
                 {"party": "Producer", "share": "0.4"},
                 {"party": "Writer", "share": "0.1", "at_most": 30_000}]}),
        tier("Deferments", *({"party": f"Crew {n}", "amount": n * 50_000} for n in (1, 2, 3)),
             sharing="equal"),
        tier("Award", {"party": "Director", "share": "0.05", "at_most": 100_000,
                       "when": {"after": ["Equity"]}}),
        tier("Profit", {"party": "Financiers", "share": "0.5"},
             {"party": "Producer", "share": "0.5", "part": [
                 {"party": "Star", "share": "0.05", "of": "tier", "at_most": 100_000}]}),
    ],
    deal=[{"name": "World", "fee": "0.25", "costs": 200_000}],
    onward=[{"party": "Producer", "tier": [
        tier("Repayment", {"party": "Eurimages", "share": "0.05", "amount": 60_000})]}],
)  # fmt: skip


# --- the peers ------------------------------------------------------------------------------------


def by_loop(amounts: Sequence[Any], zero: Any) -> Paid:
    """The simple schedule by heart, in Decimals or floats."""
    one = type(zero)
    debts = [("Agent", one(75_000)), *((bank, one(owed)) for bank, owed in LOANS.items())]
    left_of = [owed for _, owed in debts]
    ada, bo, crew = one(EQUITY["Ada"]), one(EQUITY["Bo"]), one(100_000)
    account_share, agent_share, half = one("0.01"), one("0.2"), one("0.5")
    paid = dict.fromkeys(
        ["Account", "Agent", *LOANS, "Ada", "Bo", "Crew", "Financiers", "Producer"], zero
    )
    for amount in amounts:
        paid["Account"] += amount * account_share
        paid["Agent"] += amount * agent_share
        left = amount - amount * account_share - amount * agent_share
        for number, (party, _) in enumerate(debts):
            owed = left_of[number]
            if not owed:
                continue
            take = min(left, owed)
            left_of[number] = owed - take
            paid[party] += take
            left -= take
            if not left:
                break
        if left and (equity := ada + bo):
            take = min(left, equity)
            to_ada = take * ada / equity
            ada, bo, left = ada - to_ada, bo - (take - to_ada), left - take
            paid["Ada"] += to_ada
            paid["Bo"] += take - to_ada
        if left and crew:
            take = min(left, crew)
            crew, left = crew - take, left - take
            paid["Crew"] += take
        paid["Financiers"] += left * half
        paid["Producer"] += left * half
    return paid


def hard_by_loop(amount: float) -> Paid:
    """The hard schedule by heart: pours to the next event, and looks again."""
    paid = dict.fromkeys([one for one in HARD.parties if one], 0.0)
    costs, bank, ada, fund, writer = 200_000.0, 600_000.0, 960_000.0, 480_000.0, 30_000.0
    award, star, onward, received = 100_000.0, 100_000.0, 60_000.0, 0.0
    crews = {f"Crew {number}": number * 50_000.0 for number in (1, 2, 3)}
    while amount > 1e-7:
        rate = dict.fromkeys(paid, 0.0)
        ends = [amount]
        rate["World"] = 0.25
        bank_rate = ada_rate = fund_rate = writer_rate = award_rate = star_rate = 0.0
        crew_rates = dict.fromkeys(crews, 0.0)
        left, at_costs = 0.75, costs > 0
        if at_costs:
            rate["World"] += left
            ends.append(costs / left)
            left = 0.0
        coming, producer = left, 0.0
        if coming:
            ends += [(one - received) / coming for one in (1e6, 4e6) if received < one]
        rate["Account"] = coming * 0.01
        left -= rate["Account"]
        if 1e6 <= received < 4e6:
            rate["Star"] += coming * 0.02
            left -= coming * 0.02
        if bank > 0:
            rate["Agent"] = left * 0.05
            left -= rate["Agent"]
            producer += left * 0.1
            bank_rate, left = left * 0.9, 0.0
            rate["Bank"] = bank_rate
        elif ada + fund > 0:
            ada_rate, fund_rate = left * ada / (ada + fund), left * fund / (ada + fund)
            writer_rate = fund_rate * 0.1 if writer > 0 else 0.0
            producer += fund_rate * 0.4
            rate["Ada"] = ada_rate
            rate["Fund"] = fund_rate * 0.6 - writer_rate
            rate["Writer"] = writer_rate
            left = 0.0
        elif any(crews.values()):
            waiting = [one for one, owed in crews.items() if owed > 0]
            for one in waiting:
                crew_rates[one] = rate[one] = left / len(waiting)
            left = 0.0
        else:
            award_rate = left * 0.05 if award > 0 else 0.0
            rate["Director"] = award_rate
            left -= award_rate
            star_rate = left * 0.05 if star > 0 else 0.0
            rate["Star"] += star_rate
            rate["Financiers"] = left * 0.5
            producer += left * 0.5 - star_rate
        onward_rate = producer * 0.05 if onward > 0 else 0.0
        rate["Eurimages"] = onward_rate
        rate["Producer"] = producer - onward_rate
        pairs = [(bank, bank_rate), (ada, ada_rate), (fund, fund_rate), (writer, writer_rate),
                 (award, award_rate), (star, star_rate), (onward, onward_rate),
                 *((crews[one], crew_rates[one]) for one in crews)]  # fmt: skip
        step = min(ends + [room / speed for room, speed in pairs if speed > 0])
        for party, speed in rate.items():
            paid[party] += speed * step
        costs = _less(costs, 0.75 * step if at_costs else 0.0)
        bank, ada = _less(bank, bank_rate * step), _less(ada, ada_rate * step)
        fund = _less(fund, fund_rate * step)
        writer, award = _less(writer, writer_rate * step), _less(award, award_rate * step)
        star, onward = _less(star, star_rate * step), _less(onward, onward_rate * step)
        crews = {one: _less(owed, crew_rates[one] * step) for one, owed in crews.items()}
        received += coming * step
        received = next((one for one in (1e6, 4e6) if abs(received - one) < 1e-6), received)
        amount -= step
    return paid


def _less(owed: float, paid: float) -> float:
    left = owed - paid
    return left if left > 1e-7 else 0.0


# --- our engines ----------------------------------------------------------------------------------


def exactly(schedule: Structure, amounts: Sequence[Decimal]) -> Ledger:
    ledger = Ledger(schedule)
    stream = Stream(schedule.pots[0].index)
    for number, amount in enumerate(amounts):
        ledger.take(Income(STARTS + timedelta(days=number // 10), amount, stream))
    return ledger


def in_lanes(engine: LaneEngine, amounts: Lanes) -> Lanes:
    """What every lane is paid: the state of the run."""
    state = engine.state(amounts.size)
    move_to(engine.structure, engine.rows, state, None, STARTS)
    engine.pay(state, amounts, engine.opening(STARTS, Stream(engine.structure.pots[0].index)))
    return state


def chunked(engine: LaneEngine, amounts: Lanes, threads: int) -> None:
    parts = np.array_split(amounts, max(amounts.size // CHUNK, 1))
    if threads == 1:
        for part in parts:
            in_lanes(engine, part)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(partial(in_lanes, engine), parts))


def by_party(engine: LaneEngine, state: Lanes) -> dict[str, Lanes]:
    found: dict[str, Lanes] = {}
    for (party, _, _), row in engine.rows.leaves.items():
        found[party] = found.get(party, np.zeros(state.shape[1])) + state[row]
    return found


# --- the runs -------------------------------------------------------------------------------------


def timed(run: Callable[[], Any]) -> float:
    """Shortest of a few runs, in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def exact_path(rng: np.random.Generator) -> None:
    amounts = [Decimal(int(cents)) / 100 for cents in rng.integers(1, 100_000, RECEIPTS)]
    expected = by_loop(amounts, Decimal(0))
    ledger = exactly(SIMPLE, amounts)
    for party, amount in expected.items():
        paid = sum(cents for (who, _, _), cents in ledger.paid.items() if who == party)
        assert abs(paid - amount) < Decimal("0.05"), party
    loop = timed(partial(by_loop, amounts, Decimal(0)))
    print(f"Exact path, {len(SIMPLE.ranks)} tiers, to the cent, {len(ledger.lines):,} lines kept")
    print(f"  {'plain Decimal loop':34}{RECEIPTS:8,} receipts{loop:8.3f} s")
    for name, schedule, count in (
        ("ledger", SIMPLE, RECEIPTS),
        ("ledger, half of the receipts", SIMPLE, RECEIPTS // 2),
        ("ledger, all tiers always take", ALL_TAKE, RECEIPTS),
    ):
        took = timed(partial(exactly, schedule, amounts[:count]))
        against = loop * count / RECEIPTS
        print(f"  {name:34}{count:8,} receipts{took:8.3f} s   {took / against:.1f} × the loop")


def lanes(
    name: str, schedule: Structure, amounts: Lanes, one_by_one: Callable[[float], Paid]
) -> None:
    engine = LaneEngine(schedule)
    sample = amounts[:SAMPLE]
    found = by_party(engine, in_lanes(engine, sample))
    for lane, amount in enumerate(sample[:500].tolist()):
        for party, expected in one_by_one(amount).items():
            assert abs(found[party][lane] - expected) < 1e-3, (name, amount, party)
    loop = timed(lambda: [one_by_one(amount) for amount in sample.tolist()]) / sample.size
    way = "in closed form" if engine.plain else "stretch by stretch"
    print(f"{name}: {len(schedule.ranks)} tiers, {len(schedule.rights)} claims, {way}")
    print(f"  {'plain float loop':34}{1 / loop:12,.0f} scenarios/s")
    for threads in range(1, THREADS + 1):
        took = timed(partial(chunked, engine, amounts, threads)) / amounts.size
        words = f"lanes, {threads} thread" + ("s" if threads > 1 else "")
        print(f"  {words:34}{1 / took:12,.0f} scenarios/s   {loop / took:.0f} × the loop")


def main() -> None:
    rng = np.random.Generator(np.random.SFC64(20261125))
    exact_path(rng)
    # A tenth of the films take less than 0.4 million, a tenth more than 7.
    amounts = rng.lognormal(np.log(1_700_000), 1.1, SCENARIOS)
    print(f"\nLump sums, {SCENARIOS:,} scenarios in chunks of {CHUNK:,}")
    lanes("Simple schedule", SIMPLE, amounts, lambda amount: by_loop([amount], 0.0))
    lanes("Hard schedule", HARD, amounts, hard_by_loop)


if __name__ == "__main__":
    main()
