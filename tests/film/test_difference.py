"""The readable difference between two revisions of a film."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date as Day
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from borderless.film.difference import Difference, differences, names_money, without_money
from borderless.film.document import Stage
from borderless.film.folder import read_film
from borderless.film.model import BudgetLine, Coproducer, Film, Person, Phase, Source

NEEDLE = Path(__file__).parents[2] / "examples" / "the-girl-with-the-needle"


@pytest.fixture(scope="module")
def needle() -> Film:
    film = read_film(NEEDLE).film
    assert film is not None
    return film


def line(account: str, description: str, amount: int, row: int | None = None) -> BudgetLine:
    return BudgetLine(
        account=account, description=description, amount=Decimal(amount), currency="EUR", row=row
    )


def salt(**parts: Any) -> Film:
    return Film(title="Salt", delegate="DK", **parts)


def told(old: Film, new: Film) -> list[tuple[str, str, str, Any, Any]]:
    return [(d.kind, d.name, d.field, d.before, d.after) for d in differences(old, new)]


def with_entry(film: Film, kind: str, number: int, /, **changes: Any) -> Film:
    entries = list(getattr(film, kind))
    entries[number] = entries[number].model_copy(update=changes)
    return film.model_copy(update={kind: tuple(entries)})


def with_part(film: Film, part: str, /, **changes: Any) -> Film:
    changed = getattr(film, part).model_copy(update=changes)
    return film.model_copy(update={part: changed})


def test_the_same_film_has_none(needle: Film) -> None:
    assert differences(needle, needle) == []


def test_plain_keys_and_dates(needle: Film) -> None:
    changed = needle.model_copy(
        update={
            "title": "The Needle",
            "languages": ("da", "pl"),
            "dates": needle.dates.model_copy(update={"delivery": None}),
        }
    )
    assert told(needle, changed) == [
        ("changed", "film", "title", "The Girl with the Needle", "The Needle"),
        ("changed", "film", "languages", ("da",), ("da", "pl")),
        ("changed", "dates", "delivery", Day(2024, 3, 1), None),
    ]


def test_one_key_of_a_source(needle: Film) -> None:
    changed = with_entry(needle, "source", 1, amount=Decimal(2_100_000))
    found = differences(needle, changed)
    assert found == [
        Difference(
            path=("source", 1, "amount"),
            kind="changed",
            name='source "DR"',
            field="amount",
            before=Decimal(2_000_000),
            after=Decimal(2_100_000),
        )
    ]


def test_an_entry_put_in_front_changes_no_other(needle: Film) -> None:
    new = Source(name="TV 2", amount=Decimal(100), currency="DKK")
    changed = needle.model_copy(update={"source": (new, *needle.source)})
    assert told(needle, changed) == [
        (
            "added",
            'source "TV 2"',
            "",
            None,
            {"name": "TV 2", "amount": Decimal(100), "currency": "DKK"},
        )
    ]
    assert [(d.kind, d.name, d.after) for d in differences(changed, needle)] == [
        ("removed", 'source "TV 2"', None)
    ]


def test_an_entry_renamed_where_it_stands_is_the_same(needle: Film) -> None:
    changed = with_entry(needle, "source", 1, name="Danmarks Radio")
    assert told(needle, changed) == [("changed", 'source "DR"', "name", "DR", "Danmarks Radio")]


def test_an_incentive_goes_by_its_id(needle: Film) -> None:
    number = next(n for n, one in enumerate(needle.source) if one.incentive)
    changed = with_entry(needle, "source", number, status="refused")
    assert told(needle, changed) == [
        ("changed", 'source "pl-rebate"', "status", "planned", "refused")
    ]


def test_an_entry_that_moved(needle: Film) -> None:
    first, *others = needle.source
    changed = needle.model_copy(update={"source": (*others, first)})
    last = len(needle.source)
    assert told(needle, changed) == [("moved", 'source "Danish Film Institute"', "", 1, last)]


def test_instalments_are_one_value(needle: Film) -> None:
    first, second, *others = needle.source[0].paid
    paid = (
        first.model_copy(update={"share": Decimal("0.3")}),
        second.model_copy(update={"share": Decimal("0.4")}),
        *others,
    )
    [only] = differences(needle, with_entry(needle, "source", 0, paid=paid))
    assert (only.name, only.field) == ('source "Danish Film Institute"', "paid")
    assert only.before[0] == {"event": "signature", "share": Decimal("0.2")}
    assert only.after[0] == {"event": "signature", "share": Decimal("0.3")}


def test_rows_are_no_difference_and_lead_nowhere() -> None:
    old = salt(budget=(line("1", "Script", 10, 2), line("2", "Crew", 20, 3), line("3", "", 5, 4)))
    new = salt(
        budget=(
            line("1", "Script", 10, 2),
            line("15", "Rights", 7, 3),  # in the row where the crew was
            line("2", "Crew", 25, 4),
            line("3", "", 5, 5),
        )
    )
    assert told(old, new) == [
        (
            "added",
            "budget line 15 Rights",
            "",
            None,
            {"account": "15", "description": "Rights", "amount": 7, "currency": "EUR"},
        ),
        ("changed", "budget line 2 Crew", "amount", 20, 25),
    ]
    assert differences(old, new)[1].path == ("budget", 2, "amount")


def test_twin_lines_keep_their_order() -> None:
    old = salt(budget=(line("2", "Crew", 20), line("1", "Script", 10), line("2", "Crew", 20)))
    new = salt(budget=old.budget[1:])
    assert [(d.kind, d.path) for d in differences(old, new)] == [("removed", ("budget", 0))]


def test_a_line_renumbered_where_it_stands() -> None:
    old = salt(budget=(line("1", "Script", 10), line("2", "Crew", 20), line("3", "Cut", 30)))
    new = salt(budget=(line("1", "Script", 10), line("2100", "Crew", 20), line("3", "Cut", 30)))
    assert told(old, new) == [("changed", "budget line 2 Crew", "account", "2", "2100")]


def test_a_large_budget_that_is_all_new() -> None:
    old = salt(budget=tuple(line(f"{n}", f"Line {n}", n) for n in range(1, 1501)))
    new = salt(budget=tuple(line(f"A{n}", f"Cost {n}", n + 7) for n in range(1, 1501)))
    found = differences(old, new)
    assert sum(d.kind == "removed" for d in found) == sum(d.kind == "added" for d in found) == 1500


def test_people_phases_and_partners_by_their_names() -> None:
    old = salt(
        coproducer=(Coproducer(company="One", country="DK", share=Decimal("0.6")),),
        person=(Person(post="first_role", name="Vic"),),
        phase=(Phase(stage=Stage.POST, name="mix", country="DK"),),
    )
    new = salt(
        coproducer=(
            Coproducer(company="One", country="DK", share=Decimal("0.5")),
            Coproducer(company="Lava", country="PL", share=Decimal("0.5")),
        ),
        person=(Person(post="first_role", name="Vic", residence="DK"),),
        phase=(Phase(stage=Stage.POST, name="mix", country="SE"),),
    )
    assert [(d.kind, d.name, d.field) for d in differences(old, new)] == [
        ("changed", "co-producer One", "share"),
        ("added", "co-producer Lava", ""),
        ("changed", "first role Vic", "residence"),
        ("changed", "phase post, mix", "country"),
    ]


def test_tables_with_keys_of_their_own(needle: Film) -> None:
    facts = dict(needle.facts) | {"theatrical": False, "no-40": {"applied": True}}
    changed = needle.model_copy(
        update={
            "facts": facts,
            "risk": needle.risk.model_copy(update={"stands": {"SVT": Decimal("0.75")}}),
        }
    )
    assert told(needle, changed) == [
        ("changed", "facts", "theatrical", True, False),
        ("added", "facts of no-40", "applied", None, True),
        ("removed", "how surely sources pay", "Eurimages", Decimal("0.65"), None),
    ]


def test_inside_the_recoupment(needle: Film) -> None:
    assert needle.recoupment is not None
    tiers = list(needle.recoupment.tier)
    claim = tiers[2].claim[1].model_copy(update={"share": Decimal("0.2")})
    tiers[2] = tiers[2].model_copy(update={"claim": (tiers[2].claim[0], claim, tiers[2].claim[2])})
    part = tiers[3].claim[0].part[0].model_copy(update={"share": Decimal("0.06")})
    net = tiers[3].claim[0].model_copy(update={"part": (part,)})
    tiers[3] = tiers[3].model_copy(update={"claim": (net, *tiers[3].claim[1:])})
    del tiers[1]
    recoupment = needle.recoupment.model_copy(update={"tier": tuple(tiers)})
    found = differences(needle, needle.model_copy(update={"recoupment": recoupment}))
    assert [(d.kind, d.name, d.field) for d in found] == [
        ("removed", 'tier "Producer\'s investment"', ""),
        ("changed", 'claim of Polish Film Institute in tier "Film institutes"', "share"),
        (
            "changed",
            "part of Director and writers in claim of Nordisk Film Production"
            ' in tier "Net receipts"',
            "share",
        ),
    ]
    assert found[1].path == ("recoupment", "tier", 1, "claim", 1, "share")
    assert all(names_money(one) for one in found)


def test_a_whole_recoupment_comes_and_goes(needle: Film) -> None:
    without = needle.model_copy(update={"recoupment": None})
    [gone] = differences(needle, without)
    assert (gone.kind, gone.name, gone.field, gone.after) == ("removed", "recoupment", "", None)
    assert gone.before["currency"] == "EUR"
    [come] = differences(without, needle)
    assert (come.kind, come.before) == ("added", None)


# Who may see what.

CHANGES: list[tuple[str, Callable[[Film], Film], bool]] = [
    ("title", lambda f: f.model_copy(update={"title": "N"}), False),
    ("currency", lambda f: f.model_copy(update={"currency": "DKK"}), True),
    ("assumptions", lambda f: f.model_copy(update={"assumptions": ("5 million",)}), True),
    ("a date", lambda f: with_part(f, "dates", release=Day(2024, 9, 1)), False),
    ("a rate", lambda f: with_part(f, "rates", per_base={"PLN": Decimal(4)}), True),
    ("a person's residence", lambda f: with_entry(f, "person", 0, residence="SE"), False),
    ("a note on a person", lambda f: with_entry(f, "person", 0, note="fee 40 000"), True),
    ("a partner's role", lambda f: with_entry(f, "coproducer", 1, role="executive"), False),
    ("a partner's share", lambda f: with_entry(f, "coproducer", 1, share=None), True),
    ("a phase's days", lambda f: with_entry(f, "phase", 1, days=40), False),
    ("a source's status", lambda f: with_entry(f, "source", 1, status="refused"), True),
    ("a budget line's country", lambda f: with_entry(f, "budget", 1, country="PL"), True),
    ("a budget line", lambda f: f.model_copy(update={"budget": f.budget[1:]}), True),
    ("a wish", lambda f: with_part(f, "placement", propose=False), True),
    ("the cash flow", lambda f: with_part(f, "cash", weekly=False), True),
    ("a fact", lambda f: f.model_copy(update={"facts": {}}), True),
    ("the order of sources", lambda f: f.model_copy(update={"source": f.source[::-1]}), True),
    ("the order of people", lambda f: f.model_copy(update={"person": f.person[::-1]}), False),
    ("a partner", lambda f: f.model_copy(update={"coproducer": f.coproducer[:2]}), True),
    ("a person", lambda f: f.model_copy(update={"person": f.person[1:]}), False),
]


@pytest.mark.parametrize(("change", "is_money"), [pytest.param(c, m, id=n) for n, c, m in CHANGES])
def test_what_names_money(needle: Film, change: Callable[[Film], Film], is_money: bool) -> None:
    found = differences(needle, change(needle))
    assert found
    assert {names_money(one) for one in found} == {is_money}


def test_every_part_of_the_document_is_shut_until_opened() -> None:
    """A key that is new in the model is money, whatever it holds."""
    open_parts = {
        name
        for name in Film.model_fields
        if not names_money(Difference((name, "x"), "changed", "", "x", None, None))
    }
    assert open_parts == {
        "title",
        "original_title",
        "kind",
        "format",
        "minutes",
        "episodes",
        "languages",
        "delegate",
        "as_of",
        "dates",
        "test",
    }


def test_without_money_a_partner_comes_without_its_share(needle: Film) -> None:
    fewer = needle.model_copy(
        update={"coproducer": needle.coproducer[:2], "source": needle.source[1:]}
    )
    [only] = without_money(differences(fewer, needle))
    assert (only.kind, only.name) == ("added", "co-producer Nordisk Film Sweden")
    assert only.after == {"company": "Nordisk Film Sweden", "country": "SE"}
    assert not names_money(only)
