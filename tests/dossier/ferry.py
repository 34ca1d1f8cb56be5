"""A film with every layer of contracts, for what leaves the house."""

from __future__ import annotations

FILM = """
title = "The Ferry"
delegate = "DK"
currency = "EUR"
as_of = 2026-06-30
[dates]
release = 2025-01-01
[rates.per_base]
PLN = 4
[[source]]
name = "Kino guarantee"
kind = "minimum_guarantee"
coproducer = "DK"
amount = "200_000 PLN"
status = "confirmed"

[[recoupment.deal]]
name = "Kino"
party = "=Kino Polska"
territories = ["PL"]
fee = 0.30
costs = 0
source = "Kino guarantee"
agent = "none"
[[recoupment.deal]]
name = "DR"
form = "licence"
territories = ["DK"]
media = ["television"]
outside = true
[[recoupment.agent]]
name = "Agent"
commission = 0.2
expenses = 10_000
[[recoupment.tier]]
name = "manager"
[[recoupment.tier.claim]]
party = "Manager"
share = 0.01
of = "account"
[[recoupment.tier]]
name = "equity"
[[recoupment.tier.claim]]
party = "Investor"
amount = 50_000
premium = 0.2
[[recoupment.tier]]
name = "fund"
[[recoupment.tier.claim]]
party = "Fund"
share = 0.5
amount = 40_000
part = [{ party = "Writer", share = 0.1, at_most = 1_500 }]
[[recoupment.tier]]
name = "award"
when = { event = "Oscar" }
[[recoupment.tier.claim]]
party = "Star"
amount = 5_000
[[recoupment.tier]]
name = "profit"
[[recoupment.tier.claim]]
party = "Producer"
share = 1
[[recoupment.onward]]
party = "Producer"
[[recoupment.onward.tier]]
name = "support"
[[recoupment.onward.tier.claim]]
party = "Eurimages"
share = 0.12
[[recoupment.view]]
name = "Author"
party = "Writer"
[[recoupment.view.tier]]
name = "author"
[[recoupment.view.tier.claim]]
party = "Writer"
share = 0.02
[[recoupment.amendment]]
name = "cheaper"
signed = 2026-01-01
retroactive = true
[[recoupment.amendment.tier]]
name = "manager"
[[recoupment.amendment.tier.claim]]
party = "Manager"
share = 0.005
of = "account"
"""
RECEIPTS = """date,kind,amount,currency,territory,medium,deal,party,note
2025-03-31,receipt,100000,EUR,FR,,,,+cmd
2027-03-31,receipt,400000,PLN,PL,theatrical,,,
2025-12-31,receipt,9000,EUR,DK,television,,,
2025-05-01,payment,60000,EUR,,,,Investor,
2026-06-30,receipt,50000,EUR,DE,,,,
"""
SALES = """territory,low,mid,high
FR,50000,100000,200000
PL,20000,60000,90000
"""
