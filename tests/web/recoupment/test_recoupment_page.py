"""The recoupment's page: tiers in order, a ladder to slide along, payouts explained."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from borderless.web.films.models import Film
from borderless.web.films.store import files_of

PLAIN = b"""title = "The Ferry"
currency = "EUR"
delegate = "DK"
as_of = 2026-06-30

[dates]
release = 2025-01-01

[[coproducer]]
company = "Nordic"
country = "DK"
share = 0.6

[[coproducer]]
company = "Lava"
country = "PL"
share = 0.4

[[source]]
name = "The aunt"
kind = "equity"
amount = "30_000 EUR"
status = "confirmed"

[[source]]
name = "World sales"
kind = "minimum_guarantee"
amount = "20_000 EUR"
status = "confirmed"
"""
ORDER = b"""
[recoupment]                           # signed in Cannes

[[recoupment.agent]]
name = "Agent"
commission = 0.2

[[recoupment.tier]]
name = "Aunt"                          # first of all
claim = [{ party = "The aunt", source = "The aunt" }]

[[recoupment.tier]]
name = "Net"
claim = [{ party = "Nordic", share = 0.6 }, { party = "Lava", share = 0.4 }]
"""
BUDGET = b"account,description,phase,amount,currency,country\n1000,Crew,shoot,50000,EUR,DK\n"
RECEIPTS = (
    b"date,kind,amount,currency,deal,party\n"
    b"2025-03-31,receipt,10000.00,EUR,Agent,\n"
    b"2025-09-30,receipt,50000.00,EUR,Agent,\n"
    b"2025-10-31,payment,500.00,EUR,,The aunt\n"
)


@pytest.fixture
def ferry(make_film: Callable[..., Film]) -> Film:
    files = {"film.toml": PLAIN + ORDER, "budget.csv": BUDGET, "receipts.csv": RECEIPTS}
    return make_film(files)


@pytest.fixture
def bare(make_film: Callable[..., Film]) -> Film:
    return make_film({"film.toml": PLAIN, "budget.csv": BUDGET})


@pytest.fixture
def at_annas(signed_in: Callable[[Any], Client], anna: Any) -> Client:
    return signed_in(anna)


def address(film: Film, name: str = "recoupment", *rest: Any) -> str:
    return reverse(name, args=[film.pk, *rest])


def text_of(film: Film) -> str:
    film.refresh_from_db()
    return files_of(film.newest())["film.toml"].decode()


def document_of(film: Film) -> dict[str, Any]:
    film.refresh_from_db()
    document: dict[str, Any] | None = film.newest().document
    assert document is not None
    return document


def posted(client: Client, film: Film, name: str, /, *rest: Any, **data: Any) -> Any:
    film.refresh_from_db()
    return client.post(address(film, name, *rest), {"base": film.head, **data})


def filled(client: Client, film: Film, index: int) -> dict[str, Any]:
    """The form of a tier as it is shown, ready to be sent."""
    form = client.get(address(film, "tier", index)).context["form"]
    return {field.html_name: field.value() or "" for field in form if field.value() is not False}


@pytest.mark.parametrize(
    ("who", "sees", "edits"),
    [
        ("anna", 200, 200),
        ("ben", 200, 200),
        ("fiona", 200, 403),
        ("vera", 403, 403),
        ("sam", 404, 404),
    ],
)
def test_each_role_at_its_door(
    request: pytest.FixtureRequest,
    needle: Film,
    signed_in: Callable[[Any], Client],
    who: str,
    sees: int,
    edits: int,
) -> None:
    client = signed_in(request.getfixturevalue(who))
    party = {"party": "Lava Films"}
    assert client.get(address(needle)).status_code == sees
    assert client.get(address(needle, "recoupment-xlsx")).status_code == sees
    assert client.get(address(needle, "recoupment-payouts"), party).status_code == sees
    assert client.get(address(needle, "tier", 0)).status_code == edits
    assert client.get(address(needle, "tier-new")).status_code == edits
    for name, rest in (("tier-move", [0]), ("tier-delete", [0]), ("recoupment-start", [])):
        response = posted(client, needle, name, *rest, to="down")
        assert response.status_code == (302 if edits == 200 else edits)


def test_who_only_looks_gets_no_forms(
    needle: Film, signed_in: Callable[[Any], Client], fiona: Any
) -> None:
    main = signed_in(fiona).get(address(needle)).content.decode().split("<main")[1]
    assert "Producer" in main
    assert 'method="post"' not in main


def test_the_page_of_estimates(needle: Film, at_annas: Client) -> None:
    page = at_annas.get(address(needle)).content.decode()
    assert "The Match Factory" in page
    assert "commission of 20" in page
    assert "Denmark, Sweden, Norway, Finland and Iceland" in page
    assert "1.500.739,81" in page
    assert " style=" not in page
    assert re.search(r"files/of/film.toml/\?line=\d+", page)


def test_the_slider_has_who_has_what_at_each_gross(ferry: Film, at_annas: Client) -> None:
    page = at_annas.get(address(ferry))
    data = json.loads(page.context["slider"].data)
    gross = data["gross"]
    assert gross[0] == 0
    assert gross == sorted(gross)
    parties = dict(data["parties"])
    assert set(parties) == {"Agent", "The aunt", "Nordic", "Lava"}
    for index, at in enumerate(gross):
        paid = {name: values[index] for name, values in parties.items()}
        left = at * 0.8
        assert paid["Agent"] == pytest.approx(at * 0.2, abs=0.02)
        assert paid["The aunt"] == pytest.approx(min(left, 30_000), abs=0.02)
        assert paid["Nordic"] == pytest.approx(max(left - 30_000, 0) * 0.6, abs=0.02)
    assert data["decimal"] == ",", "Anna writes from Copenhagen"
    assert 'data-slider="{&quot;decimal' in page.content.decode()


def test_a_gross_is_paid_out_to_the_cent_without_scripts(ferry: Film, at_annas: Client) -> None:
    page = at_annas.get(address(ferry), {"gross": "100.000,50"}).content.decode()
    assert "20.000,10" in page, "the agent's fifth"
    assert "30.000,24" in page, "Nordic: 60 % of 80,000.40 less 30,000"
    assert 'value="100.000,50"' in page


@pytest.mark.parametrize("typed", ["much", "-5", "0", "1e9", "<b>", "9" * 39])
def test_a_gross_that_is_none_is_told(ferry: Film, at_annas: Client, typed: str) -> None:
    response = at_annas.get(address(ferry), {"gross": typed})
    assert response.status_code == 200
    page = response.content.decode()
    assert "<b>”" not in page
    if typed != "9" * 39:
        assert 'id="gross-wrong"' in page


def test_receipts_have_statements_by_party_and_period(ferry: Film, at_annas: Client) -> None:
    page = at_annas.get(address(ferry)).content.decode()
    statements = page.split('id="statements"')[1]
    assert statements.index("<bdi>Agent</bdi>") < statements.index("<bdi>The aunt</bdi>")
    assert "2.000,00" in statements
    assert "Was paid" in statements
    assert "500,00" in statements


def test_every_payout_says_why(ferry: Film, at_annas: Client) -> None:
    url = address(ferry, "recoupment-payouts")
    page = at_annas.get(url, {"party": "The aunt"}).content.decode()
    assert "30.000,00" in page
    assert "row 2" in page
    assert "8.000,00" in page
    assert at_annas.get(url, {"party": "nobody of this name"}).status_code == 404
    assert at_annas.get(url).status_code == 404


def test_the_workbook_opens(ferry: Film, at_annas: Client) -> None:
    response = at_annas.get(address(ferry, "recoupment-xlsx"))
    book = load_workbook(io.BytesIO(response.content))
    assert "Statements" in book.sheetnames
    assert 'filename="the-ferry-recoupment.xlsx"' in response["Content-Disposition"]


def test_a_film_with_errors_leads_to_the_line(
    make_film: Callable[..., Film], at_annas: Client
) -> None:
    broken = ORDER.replace(b'claim = [{ party = "The aunt"', b'claim = [{ person = "The aunt"')
    page = at_annas.get(address(make_film({"film.toml": PLAIN + broken}))).content.decode()
    assert "a file has to be mended first" in page
    assert "film.toml/?line=" in page


def test_a_name_that_leads_nowhere_leaves_the_tiers_to_mend(
    make_film: Callable[..., Film], at_annas: Client
) -> None:
    wrong = ORDER.replace(b'source = "The aunt"', b'source = "The uncle"')
    film = make_film({"film.toml": PLAIN + wrong, "budget.csv": BUDGET})
    page = at_annas.get(address(film)).content.decode()
    assert "FIN801" in page
    assert "The order of payment" in page
    assert at_annas.get(address(film, "recoupment-xlsx")).status_code == 404


# --- saving --------------------------------------------------------------------------------------


def test_a_tier_goes_down_and_keeps_its_comment(ferry: Film, at_annas: Client) -> None:
    posted(at_annas, ferry, "tier-move", 0, to="down")
    text = text_of(ferry)
    assert text.index('name = "Net"') < text.index('name = "Aunt"')
    assert "# signed in Cannes" in text
    assert text.startswith(PLAIN.decode())
    assert files_of(ferry.newest())["receipts.csv"] == RECEIPTS
    assert ferry.newest().what == "Moved the tier Aunt down"


@pytest.mark.parametrize(("index", "to"), [(0, "up"), (1, "down")])
def test_beyond_the_ends_nothing_changes(
    ferry: Film, at_annas: Client, index: int, to: str
) -> None:
    assert posted(at_annas, ferry, "tier-move", index, to=to).status_code == 302
    ferry.refresh_from_db()
    assert ferry.head == 1


def test_a_form_that_nobody_changed_changes_nothing(needle: Film, at_annas: Client) -> None:
    for index in range(4):
        data = filled(at_annas, needle, index)
        assert posted(at_annas, needle, "tier", index, **data).status_code == 302
        needle.refresh_from_db()
        assert needle.head == 1, f"tier {index}"


def test_a_claim_is_changed_and_the_rest_of_the_file_is_not(ferry: Film, at_annas: Client) -> None:
    data = filled(at_annas, ferry, 1)
    data |= {"share_0": "55", "party_2": "Director", "share_2": "5 %"}
    assert posted(at_annas, ferry, "tier", 1, **data).status_code == 302
    assert text_of(ferry).startswith(PLAIN.decode())
    (tier,) = document_of(ferry)["recoupment"]["tier"][1:]
    assert [(one["party"], one["share"]) for one in tier["claim"]] == [
        ("Nordic", "0.55"),
        ("Lava", "0.4"),
        ("Director", "0.05"),
    ]


def test_a_claim_is_taken_out(ferry: Film, at_annas: Client) -> None:
    data = filled(at_annas, ferry, 1) | {"gone_0": "on"}
    posted(at_annas, ferry, "tier", 1, **data)
    (tier,) = document_of(ferry)["recoupment"]["tier"][1:]
    assert [one["party"] for one in tier["claim"]] == ["Lava"]


def test_what_the_form_does_not_ask_for_stays(needle: Film, at_annas: Client) -> None:
    data = filled(at_annas, needle, 3) | {"share_1": "30"}
    posted(at_annas, needle, "tier", 3, **data)
    tier = document_of(needle)["recoupment"]["tier"][3]
    assert tier["claim"][0]["part"][0]["party"] == "Director and writers"
    assert tier["claim"][1]["share"] == "0.3"


def test_a_tier_is_added_and_taken_out(ferry: Film, at_annas: Client) -> None:
    tier = {"name": "Bank", "sharing": "balances", "party_0": "Bank", "amount_0": "5000,50"}
    tier |= {"interest_0": "7,5"}
    assert posted(at_annas, ferry, "tier-new", **tier).status_code == 302
    assert text_of(ferry).startswith(PLAIN.decode())
    (added,) = document_of(ferry)["recoupment"]["tier"][2:]
    assert added["claim"][0]["amount"] == "5000.5"
    assert added["claim"][0]["interest"]["rate"] == "0.075"
    posted(at_annas, ferry, "tier-delete", 2)
    assert len(document_of(ferry)["recoupment"]["tier"]) == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "This field is required."),
        ({"party_0": ""}, "Say who takes it."),
        ({"party_0": "", "share_0": ""}, "A tier needs somebody who takes from it."),
        ({"share_0": "half"}, "half"),
        ({"share_0": "140"}, "less than or equal to 1"),
        ({"share_0": "-1"}, "This cannot be less than nothing."),
        ({"share_0": ""}, "has neither a share nor an amount"),
        ({"amount_0": "12.600,5O"}, "12.600,5O"),
        ({"currency_0": "QQQ"}, "Write three letters, such as EUR."),
        ({"interest_0": "5"}, "but no amount that they are of"),
        ({"source_0": "The uncle"}, "The uncle"),
        ({"sharing": "fairly"}, "fairly"),
    ],
)
def test_what_is_wrong_is_told_beside_what_was_typed(
    ferry: Film, at_annas: Client, typed: dict[str, str], said: str
) -> None:
    tier = {"name": "More", "sharing": "balances", "party_0": "Bank", "share_0": "5"}
    response = posted(at_annas, ferry, "tier-new", **(tier | typed), note="kept")
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page
    assert 'value="kept"' in page
    ferry.refresh_from_db()
    assert ferry.head == 1


@pytest.mark.parametrize("index", [2, 99, 10**12])
def test_a_tier_that_is_not_there(ferry: Film, at_annas: Client, index: int) -> None:
    assert at_annas.get(address(ferry, "tier", index)).status_code == 404
    assert posted(at_annas, ferry, "tier-move", index, to="up").status_code == 404
    assert posted(at_annas, ferry, "tier-delete", index).status_code == 404


# --- a beginning ---------------------------------------------------------------------------------


def test_a_usual_order_is_begun_and_marked_as_assumed(bare: Film, at_annas: Client) -> None:
    assert "Begin with a usual order" in at_annas.get(address(bare)).content.decode()
    asked = {
        "agent": "Match",
        "commission": "20 %",
        "expenses": "1.000",
        "guarantee": "World sales",
    }
    assert posted(at_annas, bare, "recoupment-start", **asked).status_code == 302
    assert text_of(bare).startswith(PLAIN.decode())
    made = document_of(bare)["recoupment"]
    (agent,) = made["agent"]
    assert (agent["name"], agent["commission"], agent["source"]) == ("Match", "0.2", "World sales")
    assert agent["expenses_at_most"] == "1000"
    assert [tier["name"] for tier in made["tier"]] == ["Money put in", "Net profits"]
    assert [claim["share"] for claim in made["tier"][1]["claim"]] == ["0.6", "0.4"]
    assert all(claim["assumption"] for tier in made["tier"] for claim in tier["claim"])
    page = at_annas.get(address(bare)).content.decode()
    assert "Who has what at which gross" in page
    assert "until “The aunt” is back" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"agent": "Match", "commission": "120"}, "Write a share from 0 to 100."),
        ({"agent": "Match", "commission": "a fifth"}, "a fifth"),
        ({"agent": "Match", "expenses": "-1"}, "This cannot be less than nothing."),
        ({"agent": "Match", "guarantee": "The uncle"}, "The uncle"),
        ({"commission": "20"}, "Say who it is."),
    ],
)
def test_a_beginning_that_cannot_be(
    bare: Film, at_annas: Client, typed: dict[str, str], said: str
) -> None:
    response = posted(at_annas, bare, "recoupment-start", **typed)
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page
    assert at_annas.get(address(bare)).status_code == 200
    bare.refresh_from_db()
    assert bare.head == 1


def test_a_beginning_without_anything(make_film: Callable[..., Film], at_annas: Client) -> None:
    film = make_film({"film.toml": b'title = "Bare"\ncurrency = "EUR"\ndelegate = "DK"\n'})
    assert at_annas.get(address(film)).status_code == 200
    assert posted(at_annas, film, "recoupment-start").status_code == 302
    page = at_annas.get(address(film))
    assert page.status_code == 200
    assert "Net profits" in page.content.decode()


def test_there_is_no_second_beginning(ferry: Film, at_annas: Client) -> None:
    posted(at_annas, ferry, "recoupment-start", agent="Match")
    ferry.refresh_from_db()
    assert ferry.head == 1
