"""The rulebook's pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from borderless.web.films.access import Access
from borderless.web.films.actions.saving import SaveFiles
from borderless.web.films.models import Film, Role
from borderless.web.films.reading import our_library

OWN_RULE = b"""rule = "incentive"
id = "dk-harbour"
name = "A harbour's rebate"
territory = "DK"
kind = "cash_rebate"
currency = "DKK"
authority = "The harbour"
status = "unverified"
as_of = 2026-01-01

[[version]]
from = 2020-01-01

[[version.step]]
name = "amount"
says = "A tenth of what is spent at the harbour"
take = "spend_local"
rate = 0.10
source = "letter"

[[source]]
key = "letter"
title = "A letter"
"""


@pytest.fixture
def reading(signed_in: Callable[[Any], Client], sam: Any) -> Client:
    """Anybody who is signed in."""
    return signed_in(sam)


def text_of(desk: Client, address: str, status: int = 200) -> str:
    response = desk.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def test_nobody_reads_it_without_signing_in(client: Client, db: None) -> None:
    assert client.get("/rulebook/").status_code == 302
    assert client.get("/rulebook/pl-rebate/").status_code == 302
    assert client.get("/rulebook/pl-rebate/try/").status_code == 302


def test_the_list_with_its_map_and_the_map_as_a_list(reading: Client) -> None:
    text = text_of(reading, "/rulebook/")
    assert f"{len(our_library().rules)} rules" in text
    assert 'aria-label="Poland: Polish 30 % cash rebate"' in text
    assert "As a list" in text
    assert "verified" in text


def test_filters_are_in_the_address_and_stay_on_the_next_page(reading: Client) -> None:
    text = text_of(reading, "/rulebook/?kind=incentive&country=PL")
    assert re.findall(r'<th scope="row"><a href="([^"]*)"', text) == ["/rulebook/pl-rebate/"]
    assert '<option value="PL" selected>Poland</option>' in text
    assert "1 rule fits" in text
    assert 'href="?q=e&amp;page=2"' in text_of(reading, "/rulebook/?q=e&kind=&country=")


@pytest.mark.parametrize(
    "query",
    [
        "?kind=nonsense",
        "?country=%00",
        "?country=" + "x" * 5000,
        "?q=" + "%22%3E%3Cscript%3E" * 20,
        "?standing=perhaps",
        "?page=" + "9" * 4500,
        "?page=-1",
    ],
)
def test_odd_questions_get_a_page(reading: Client, query: str) -> None:
    assert "<script>&gt;" not in text_of(reading, f"/rulebook/{query}")


def test_every_rule_has_a_page(reading: Client) -> None:
    for rule_id in our_library().rules:
        text = text_of(reading, reverse("rule", args=[rule_id]))
        assert "Sources" in text


def test_a_scheme_is_read_aloud(reading: Client) -> None:
    text = text_of(reading, "/rulebook/pl-rebate/?as_of=2026-03-01")
    for words in ("Conditions", "How the amount comes about", "When it is paid", "Versions"):
        assert words in text
    assert "The Girl with the Needle" in text  # an example takes it
    assert "As it stands since Jan 1, 2022" in text
    assert "As it stands since Feb 11, 2019" in text_of(
        reading, "/rulebook/pl-rebate/?as_of=2019-06-01"
    )
    assert "No version covers" in text_of(reading, "/rulebook/pl-rebate/?as_of=1999-01-01")
    assert text_of(reading, "/rulebook/pl-rebate/?as_of=soon")
    links = re.findall(r'<a href="https?://[^>]*>', text)
    assert links
    assert all("noopener" in link or "noreferrer" in link for link in links)


def test_a_value_by_date_with_its_article(reading: Client) -> None:
    text = text_of(reading, "/rulebook/hu-rebate/")
    table = text[text.index("Each value by date</h2>") :]
    row = table[table.index("<code>amount.rate</code>") :]
    shown = re.findall(r'<td class="num">([^<]*)</td>', row)
    assert list(dict.fromkeys(shown))[:3] == ["20%", "25%", "30%"]


def test_texts_that_are_no_schemes(reading: Client) -> None:
    assert "third countries: at most" in text_of(reading, "/rulebook/coe-2017/")
    assert "passes at" in text_of(reading, "/rulebook/coe-2017-fiction/")
    assert text_of(reading, "/rulebook/no-such-rule/", 404)


def test_a_scheme_is_tried_by_its_address(reading: Client) -> None:
    there = "/rulebook/gb-avec/try/?as_of=2026-03-01"
    assert "What it gives" not in text_of(reading, there)
    text = text_of(reading, f"{there}&figure-core_total=9500000&figure-core_local=9000000")
    assert "2,584,000.00\xa0GBP" in text
    assert "1,938,000.00\xa0GBP" in text
    what_if = f"{there}&figure-core_total=9500000&figure-core_local=9000000"
    text = text_of(reading, f"{what_if}&value-credit_to_date.rate=35")
    assert "2,660,000.00\xa0GBP" in text
    assert "35 instead of 34%" in text


def test_a_figure_that_cannot_be_read_stays_as_typed(reading: Client) -> None:
    text = text_of(reading, "/rulebook/gb-avec/try/?figure-core_total=many", 422)
    assert 'value="many"' in text
    assert "is not a number" in text


def test_trying_what_cannot_be_tried(reading: Client) -> None:
    assert text_of(reading, "/rulebook/coe-2017/try/", 404)
    assert text_of(reading, "/rulebook/no-such-rule/try/", 404)
    assert "No version covers" in text_of(reading, "/rulebook/pl-rebate/try/?as_of=1999-01-01")


@pytest.fixture
def with_own_rule(needle: Film, anna: Any) -> Film:
    saved = SaveFiles(
        Access(needle, Role.OWNER, anna), 1, {"rules/dk-harbour.toml": OWN_RULE}, (), ""
    ).run()
    assert saved is not None
    return needle


def test_a_film_s_own_rules_are_marked_and_shown_with_the_film_alone(
    with_own_rule: Film, signed_in: Callable[[Any], Client], fiona: Any, reading: Client
) -> None:
    desk = signed_in(fiona)
    query = f"?film={with_own_rule.pk}"
    text = text_of(desk, f"/rulebook/{query}&country=DK&kind=incentive")
    assert "the film&#x27;s own" in text or "the film's own" in text
    page = text_of(desk, f"/rulebook/dk-harbour/{query}")
    assert "A tenth of what is spent at the harbour" in page
    assert f'href="/rulebook/{query}"' in page
    tried = text_of(desk, f"/rulebook/dk-harbour/try/{query}&figure-spend_local=1000")
    assert "100.00\xa0DKK" in tried
    assert text_of(desk, "/rulebook/dk-harbour/", 404)
    assert "dk-harbour" not in text_of(reading, "/rulebook/?country=DK")


def test_a_film_s_rules_are_not_for_strangers_nor_for_viewers(
    with_own_rule: Film, signed_in: Callable[[Any], Client], vera: Any, reading: Client
) -> None:
    for path in ("/rulebook/", "/rulebook/dk-harbour/", "/rulebook/dk-harbour/try/"):
        assert text_of(reading, f"{path}?film={with_own_rule.pk}", 404)
        assert text_of(signed_in(vera), f"{path}?film={with_own_rule.pk}", 403)
        assert text_of(reading, f"{path}?film=nonsense", 404)
