"""The finance plan's page: who sees it, what it says, and what its forms save."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from borderless.web.films.models import Draft, Film
from borderless.web.films.store import files_of

PLAIN = b"""title = "The Ferry"
currency = "EUR"
delegate = "DK"

[[coproducer]]
company = "Nordic"
country = "DK"
share = 1

[[source]]
name = "The aunt"                      # she said so on the phone
kind = "equity"
amount = "30_000 EUR"
status = "planned"
"""
BUDGET = b"account,description,phase,amount,currency,country\n1000,Crew,shoot,40000,EUR,DK\n"
SOURCE = {
    "name": "A fund",
    "kind": "selective_fund",
    "coproducer": "DK",
    "amount": "10000",
    "currency": "EUR",
    "status": "applied",
}


@pytest.fixture
def ferry(make_film: Callable[..., Film]) -> Film:
    return make_film({"film.toml": PLAIN, "budget.csv": BUDGET})


@pytest.fixture
def at_annas(signed_in: Callable[[Any], Client], anna: Any) -> Client:
    return signed_in(anna)


def address(film: Film, name: str = "finance", *rest: Any) -> str:
    return reverse(name, args=[film.pk, *rest])


def text_of(film: Film, path: str = "film.toml") -> str:
    film.refresh_from_db()
    return files_of(film.newest())[path].decode()


def document_of(film: Film) -> dict[str, Any]:
    film.refresh_from_db()
    document: dict[str, Any] | None = film.newest().document
    assert document is not None
    return document


def posted(client: Client, film: Film, url: str, data: Mapping[str, Any]) -> Any:
    film.refresh_from_db()
    return client.post(url, {"base": film.head, **data})


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
    assert client.get(address(needle)).status_code == sees
    assert client.get(address(needle, "source", 0)).status_code == edits
    assert client.get(address(needle, "source-new")).status_code == edits
    for name in ("source-status", "source-delete"):
        posting = client.post(address(needle, name, 0), {"base": 1, "status": "confirmed"})
        assert posting.status_code == (302 if edits == 200 else edits)
        needle.refresh_from_db()
        if edits != 200:
            assert needle.head == 1
            continue
        assert client.post(address(needle, name, 99), {"base": 1}).status_code == 404


def test_who_only_looks_gets_no_forms(
    needle: Film, signed_in: Callable[[Any], Client], fiona: Any
) -> None:
    page = signed_in(fiona).get(address(needle)).content.decode()
    assert "Danish Film Institute" in page
    assert "Take out" not in page
    assert "<select" not in page.split("<main")[1]


def test_the_plan_says_what_the_engine_says(needle: Film, at_annas: Client) -> None:
    page = at_annas.get(address(needle)).content.decode()
    assert "The plan closes" in page
    for text in ("12.600.000", "1.694.049", "50,0", "756.704", "0,2069", "0,1344"):
        assert text in page
    for heading in ("When it is paid", "Official co-production", "State aid", "Assumptions"):
        assert heading in page
    assert "European Convention on Cinematographic Co-production (1992)" in page
    assert page.count("Why this figure?") == 1, "the only incentive of the plan"
    assert " style=" not in page
    assert re.search(r'<svg class="gauge" role="img" aria-label="Public money [\d,]+', page)


def test_a_rule_that_is_not_in_force_says_so(needle: Film, at_annas: Client) -> None:
    page = at_annas.get(address(needle)).content.decode()
    rebate = page.split('id="rule-dk-rebate"')[1].split("</article>")[0]
    assert "No version of the rule is in force on 2 May 2022" in rebate


def test_what_is_not_in_the_plan_can_be_put_into_it(
    make_film: Callable[..., Film], at_annas: Client
) -> None:
    budget = BUDGET.replace(b"40000", b"9000000").replace(b"DK", b"IE")
    film = make_film({"film.toml": PLAIN.replace(b"DK", b"IE"), "budget.csv": budget})
    page = at_annas.get(address(film), {"as_of": "2026-11-01"}).content.decode()
    assert 'sources/new/?incentive=ie-s481">Put it into the plan' in page
    form = at_annas.get(address(film, "source-new"), {"incentive": "ie-s481"}).context["form"]
    assert form.initial == {"incentive": "ie-s481", "coproducer": "IE"}


def test_another_day_is_a_what_if(needle: Film, at_annas: Client) -> None:
    page = at_annas.get(address(needle) + "?as_of=2026-01-15").content.decode()
    assert "15 Jan 2026" in page
    assert "Back to the film" in page


@pytest.mark.parametrize("typed", ["tomorrow", "2026-13-01", "0000-00-00", "<script>"])
def test_a_day_that_is_none_is_told(needle: Film, at_annas: Client, typed: str) -> None:
    response = at_annas.get(address(needle), {"as_of": typed})
    assert response.status_code == 200
    page = response.content.decode()
    assert "write a day as 2026-01-31" in page
    assert "<script>”" not in page


def test_before_the_rulebook_there_is_no_plan_but_its_sources(
    needle: Film, at_annas: Client
) -> None:
    page = at_annas.get(address(needle), {"as_of": "1900-01-01"}).content.decode()
    assert "There is no plan for this day" in page
    assert "FIN601" in page
    assert "Danish Film Institute" in page


def test_a_film_with_errors_leads_to_the_line(
    make_film: Callable[..., Film], at_annas: Client
) -> None:
    film = make_film({"film.toml": PLAIN.replace(b'"30_000 EUR"', b'"thirty EUR"')})
    page = at_annas.get(address(film)).content.decode()
    assert "a file has to be mended first" in page
    line = PLAIN.decode().splitlines().index('amount = "30_000 EUR"') + 1
    assert f'film.toml/?line={line}"' in page
    assert at_annas.get(address(film, "source-new")).status_code == 404


def test_a_film_without_budget_or_sources(make_film: Callable[..., Film], at_annas: Client) -> None:
    film = make_film({"film.toml": b'title = "Bare"\ncurrency = "EUR"\ndelegate = "DK"\n'})
    page = at_annas.get(address(film)).content.decode()
    assert "No source yet" in page
    assert at_annas.get(address(film, "source-new")).status_code == 200


# --- saving --------------------------------------------------------------------------------------


def test_a_new_source_touches_nothing_else(ferry: Film, at_annas: Client) -> None:
    before = text_of(ferry)
    response = posted(
        at_annas,
        ferry,
        address(ferry, "source-new"),
        SOURCE
        | {
            "event_0": "signature",
            "share_0": "40",
            "event_1": "delivery",
            "share_1": "60 %",
            "months_1": "2",
            "assumption": "they like us",
        },
    )
    assert response.status_code == 302
    after = text_of(ferry)
    assert after.startswith(before.rstrip("\n"))
    added = after.removeprefix(before.rstrip("\n"))
    assert 'name = "A fund"' in added
    assert 'assumption = "they like us"' in added
    assert "0.4" in added
    assert [one["share"] for one in document_of(ferry)["source"][1]["paid"]] == ["0.4", "0.6"]
    assert files_of(ferry.newest())["budget.csv"] == BUDGET


def test_a_status_changes_one_word(ferry: Film, at_annas: Client) -> None:
    before = text_of(ferry)
    posted(at_annas, ferry, address(ferry, "source-status", 0), {"status": "confirmed"})
    assert text_of(ferry) == before.replace('"planned"', '"confirmed"')
    assert ferry.newest().what == "The aunt is confirmed"


def test_a_status_that_is_none_saves_nothing(ferry: Film, at_annas: Client) -> None:
    response = posted(at_annas, ferry, address(ferry, "source-status", 0), {"status": "hoped"})
    assert response.status_code == 404
    ferry.refresh_from_db()
    assert ferry.head == 1


def test_a_source_is_taken_out(ferry: Film, at_annas: Client) -> None:
    posted(at_annas, ferry, address(ferry, "source-delete", 0), {})
    assert "The aunt" not in text_of(ferry)


def test_a_form_that_nobody_changed_changes_nothing(needle: Film, at_annas: Client) -> None:
    for index in range(13):
        form = at_annas.get(address(needle, "source", index)).context["form"]
        data = {field.html_name: field.value() or "" for field in form}
        response = posted(at_annas, needle, address(needle, "source", index), data)
        assert response.status_code == 302, form.fields
        needle.refresh_from_db()
        assert needle.head == 1, f"source {index}"


def test_an_incentive_is_put_into_the_plan(ferry: Film, at_annas: Client) -> None:
    page = at_annas.get(address(ferry, "source-new") + "?incentive=dk-rebate")
    initial = page.context["form"].initial
    chosen = initial.get("incentive") or next(
        value
        for _, group in page.context["form"].fields["incentive"].choices[1:]
        for value, _ in group
    )
    response = posted(
        at_annas, ferry, address(ferry, "source-new"), {"incentive": chosen, "status": "planned"}
    )
    assert response.status_code == 302
    assert f'incentive = "{chosen}"' in text_of(ferry)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Give the source a name."),
        ({"kind": ""}, "Say what kind of money it is."),
        ({"amount": ""}, "Give an amount, or choose an incentive."),
        ({"amount": "12.600,5O"}, "12.600,5O"),
        ({"amount": "-5"}, "This cannot be less than nothing."),
        ({"currency": "EURO"}, "at most 3 characters"),
        ({"currency": "QQQ"}, "“QQQ” is no currency"),
        ({"event_0": "delivery", "share_0": "40"}, "The instalments come to"),
        ({"event_0": "delivery", "share_0": "140"}, "Write a share from 0 to 100"),
        ({"event_0": "delivery", "share_0": "half"}, "half"),
        ({"event_0": "delivery"}, "Say how much of it"),
        ({"share_0": "100"}, "Say when it is paid."),
        ({"event_0": "delivery", "share_0": "100", "months_0": "soon"}, "soon"),
        ({"event_0": "never", "share_0": "100"}, "never"),
        ({"status": "hoped"}, "hoped"),
        ({"incentive": "xx-none"}, "xx-none"),
    ],
)
def test_what_is_wrong_is_told_beside_what_was_typed(
    ferry: Film, at_annas: Client, typed: dict[str, str], said: str
) -> None:
    response = posted(at_annas, ferry, address(ferry, "source-new"), SOURCE | typed)
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page
    if "name" not in typed:
        assert 'value="A fund"' in page
    ferry.refresh_from_db()
    assert ferry.head == 1


@pytest.mark.parametrize("amount", ["1" * 30, "0." + "0" * 30 + "1", "9" * 39])
def test_amounts_beyond_reason_are_told_or_shown(
    ferry: Film, at_annas: Client, amount: str
) -> None:
    response = posted(at_annas, ferry, address(ferry, "source-new"), SOURCE | {"amount": amount})
    assert response.status_code in (302, 422)
    assert at_annas.get(address(ferry)).status_code == 200


def test_two_changes_of_different_things_are_joined(ferry: Film, at_annas: Client) -> None:
    posted(at_annas, ferry, address(ferry, "source-new"), SOURCE)
    late = at_annas.post(address(ferry, "source-status", 0), {"base": 1, "status": "confirmed"})
    assert late.status_code == 302
    assert Draft.objects.count() == 0
    text = text_of(ferry)
    assert "A fund" in text
    assert 'status = "confirmed"' in text


def test_two_changes_of_one_thing_are_asked_about(ferry: Film, at_annas: Client) -> None:
    posted(at_annas, ferry, address(ferry, "source-status", 0), {"status": "refused"})
    late = at_annas.post(address(ferry, "source-status", 0), {"base": 1, "status": "confirmed"})
    draft = Draft.objects.get()
    assert late["Location"] == reverse("merge", args=[ferry.pk, draft.pk])
    assert document_of(ferry)["source"][0]["status"] == "refused"


@pytest.mark.parametrize("base", ["", "0", "77", "x", "-1", "9" * 30])
def test_a_form_from_no_revision_saves_nothing(ferry: Film, at_annas: Client, base: str) -> None:
    for name, data in (("source-new", SOURCE), ("source-delete", {}), ("source-status", {})):
        rest = [] if name == "source-new" else [0]
        response = at_annas.post(address(ferry, name, *rest), {**data, "base": base})
        assert response.status_code == 404
    ferry.refresh_from_db()
    assert ferry.head == 1
