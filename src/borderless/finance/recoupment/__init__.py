"""Who is paid back when: contracts compiled, receipts paid out, every payout explained.

`waterfall.make_waterfall` is the front door. `contracts` compiles `[recoupment]` to a `structure`
of pots, tiers and rights; `ledger` pays it in exact decimals by the rates of `flow`, `lanes` pays
many scenarios of it in float64.
"""
