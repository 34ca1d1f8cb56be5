"""[recoupment] in film.toml rewritten for a changed film: only what changed, as people write it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from borderless.film.film_toml import parse_toml, read_film
from borderless.film.film_toml_edits import edited_toml
from borderless.film.model import Film
from borderless.film.recoupment import Agent, Claim, Interest, Recoupment, Tier

BARE = """title = "The Ferry"
currency = "EUR"
delegate = "DK"

[[source]]
name = "Aunt"
amount = "30_000 EUR"
"""
WHOLE = (
    BARE
    + """
[recoupment]                          # signed in Cannes

[[recoupment.agent]]
name = "Agent"
commission = 0.2

[[recoupment.tier]]                   # she comes first
name = "Aunt"
claim = [{ party = "Aunt", source = "Aunt", premium = 0.15 }]

[[recoupment.tier]]
name = "Funds"

[[recoupment.tier.claim]]             # half of what comes
party = "Fund"
share = 0.5
amount = "600_000 PLN"

[[recoupment.tier.claim]]
party = "Other fund"
share = 0.25

[[recoupment.tier]]
name = "Net"
claim = [{ party = "Nordic", share = 1 }]
"""
)


def film_of(text: str) -> Film:
    toml, findings = parse_toml("film.toml", text.encode())
    assert toml, findings
    film, _ = read_film(toml, ())
    assert film
    return film


def edited(text: str, new: Recoupment) -> str:
    toml, _ = parse_toml("film.toml", text.encode())
    assert toml
    old = film_of(text)
    return edited_toml(toml, old, old.model_copy(update={"recoupment": new})).decode()


def with_tiers(*tiers: Tier) -> Recoupment:
    found = film_of(WHOLE).recoupment
    assert found
    return found.model_copy(update={"tier": tiers})


def tiers() -> tuple[Tier, ...]:
    return with_tiers(*(film_of(WHOLE).recoupment or Recoupment()).tier).tier


def test_a_new_tier_is_written_as_people_write_it() -> None:
    interest = Interest(rate=Decimal("0.075"))
    claim = Claim(party="Bank", amount=Decimal("5000.5"), interest=interest)
    text = edited(WHOLE, with_tiers(*tiers(), Tier(name="Bank", claim=(claim,))))
    assert text.startswith(WHOLE.rstrip("\n"))
    added = text.removeprefix(WHOLE.rstrip("\n"))
    assert " ".join(added.split()) == (
        '[[recoupment.tier]] name = "Bank" claim = [{party = "Bank",'
        " amount = 5000.5, interest = {rate = 0.075}}]"
    )


def test_one_share_changes_one_figure() -> None:
    aunt, funds, net = tiers()
    first, second = funds.claim
    changed = funds.model_copy(
        update={"claim": (first, second.model_copy(update={"share": Decimal("0.3")}))}
    )
    assert edited(WHOLE, with_tiers(aunt, changed, net)) == WHOLE.replace("0.25", "0.3")


def test_an_amount_keeps_its_currency_beside_it() -> None:
    aunt, funds, net = tiers()
    first, second = funds.claim
    more = first.model_copy(update={"amount": Decimal(700_000)})
    changed = funds.model_copy(update={"claim": (more, second)})
    text = edited(WHOLE, with_tiers(aunt, changed, net))
    assert text == WHOLE.replace("600_000 PLN", "700_000 PLN")


def test_a_claim_of_an_inline_list() -> None:
    aunt, funds, net = tiers()
    claim = aunt.claim[0].model_copy(update={"premium": Decimal("0.2")})
    changed = aunt.model_copy(update={"claim": (claim,)})
    assert edited(WHOLE, with_tiers(changed, funds, net)) == WHOLE.replace("0.15", "0.2")


@pytest.mark.parametrize("order", [(1, 0, 2), (2, 1, 0), (0, 2, 1), (1,), (2, 0)])
def test_tiers_take_their_comments_with_them(order: tuple[int, ...]) -> None:
    all_of_them = tiers()
    text = edited(WHOLE, with_tiers(*(all_of_them[number] for number in order)))
    assert text.startswith(WHOLE[: WHOLE.index("[[recoupment.tier]]")].rstrip("\n"))
    assert text.count("# she comes first") == (0 in order)
    assert text.count("# half of what comes") == (1 in order)
    assert text.count("when") == 0
    names = [tier.name for tier in (film_of(text).recoupment or Recoupment()).tier]
    assert names == [all_of_them[number].name for number in order]


def test_a_first_recoupment_has_a_heading_for_each_entry() -> None:
    agent = Agent(name="Match", commission=Decimal("0.2"))
    net = Tier(name="Net", claim=(Claim(party="Nordic", share=Decimal(1)),), sharing="shares")
    text = edited(BARE, Recoupment(agent=(agent,), tier=(net,), assumption="assumed"))
    assert text.startswith(BARE)
    lines = [line for line in text.removeprefix(BARE).splitlines() if line]
    assert lines == [
        "[recoupment]",
        'assumption = "assumed"',
        "[[recoupment.agent]]",
        'name = "Match"',
        "commission = 0.2",
        "[[recoupment.tier]]",
        'name = "Net"',
        'claim = [{party = "Nordic", share = 1}]',
        'sharing = "shares"',
    ]
