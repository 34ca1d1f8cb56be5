"""The overview: one line first, the next step with its place, and no money for a viewer."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from borderless.web.films.access import Access
from borderless.web.films.actions.saving import SaveFiles
from borderless.web.films.figures import in_short
from borderless.web.films.models import Film, Role
from borderless.web.films.store import files_of
from borderless.web.overview.summary import (
    families,
    map_shades,
    source_parts,
    spend_by_country,
    status_parts,
)

PLAN = {
    "budget": "1000",
    "secured": "400",
    "applied": "250",
    "planned": "100",
    "gap": "250",
    "closes": False,
    "spend": {"DK": "600", "PL": "300", "": "100"},
    "shares": {"DK": "0.6", "PL": "0.4", "SE": None},
    "sources": [
        {"name": "A fund", "country": "PL", "status": "planned", "amount": "100"},
        {"name": "A bank", "country": "DK", "status": "refused", "amount": "900"},
        {"name": "DFI", "country": "DK", "status": "confirmed", "amount": "400"},
        {"name": "DR", "country": "DK", "status": "applied", "amount": "250"},
        {"name": "A rebate", "country": "PL", "status": "planned", "amount": None},
    ],
}


def page(client: Client, film: Film) -> str:
    response = client.get(reverse("overview", args=[film.pk]))
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    """What a reader reads, without the no-break spaces of figures."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html).replace("\xa0", " "))


def money_in(html: str) -> list[str]:
    """Amounts, by their currency and by the usual groupings of thousands."""
    main = html[html.index("<main") :]
    return re.findall(r"\d[^<]{0,4}\b(?:EUR|DKK|PLN|SEK)\b|\d{1,3}(?:[.,\xa0\u202f]\d{3})+", main)


def test_the_bar_ends_with_what_is_missing() -> None:
    parts = [(one.ink, one.amount, one.share) for one in status_parts(PLAN)]
    assert parts == [
        ("accent", Decimal(400), Decimal("0.4")),
        ("applied", Decimal(250), Decimal("0.25")),
        ("planned", Decimal(100), Decimal("0.1")),
        ("gap", Decimal(250), Decimal("0.25")),
    ]
    assert [one.ink for one in status_parts(PLAN | {"closes": True})] == [
        "accent",
        "applied",
        "planned",
    ]


def test_the_surest_sources_come_first_and_refused_ones_do_not_count() -> None:
    assert [one.label for one in source_parts(PLAN)] == ["DFI", "DR", "A fund"]


def test_countries_by_spend_with_those_that_only_hold_a_share() -> None:
    spend = spend_by_country(PLAN)
    assert [(one.country, one.coproduces) for one in spend] == [
        ("DK", True),
        ("PL", True),
        ("SE", True),
        ("", False),
    ]
    assert set(map_shades(spend)) == {"DK", "PL", "SE"}


def test_a_plan_without_any_cost_divides_by_nothing() -> None:
    nothing = PLAN | {"budget": "0", "spend": {}, "closes": True}
    assert {one.share for one in status_parts(nothing)} == {0}
    assert {one.share for one in spend_by_country(nothing)} == {0}


def test_a_strategy_that_is_new_stands_last() -> None:
    counts = {"NEW": {"info": 1}, "FIN": {"error": 2, "warning": 1}, "FLM": {"warning": 3}}
    assert [(one.name, one.errors, one.warnings, one.notes) for one in families(counts)] == [
        ("The film's files", 0, 3, 0),
        ("Finance", 2, 1, 0),
        ("NEW", 0, 0, 1),
    ]


def test_the_first_thing_is_the_answer(
    needle: Film, signed_in: Callable[[Any], Client], fiona: Any
) -> None:
    html = page(signed_in(fiona), needle)
    main = words(html[html.index("<main") :])
    assert main.startswith(" In one line The plan closes: 155 EUR more than the budget of")
    assert "Next: apply for Polish 30 % cash rebate" in main
    assert "Danish Film Institute" in main
    assert "Latest changes" in main
    assert "Put this film away" not in main


def test_a_gap_is_told_with_its_size_and_the_step_leads_where_it_is_done(
    needle: Film, anna: Any, signed_in: Callable[[Any], Client]
) -> None:
    toml = files_of(needle.newest())["film.toml"].replace(b"12_600_000 DKK", b"2_600_000 DKK")
    SaveFiles(Access(needle, Role.OWNER, anna), 1, {"film.toml": toml}, (), "Less").run()
    html = page(signed_in(anna), needle)
    assert "2.101.033 EUR is missing of a budget of 5.076.525 EUR" in words(html)
    plan = in_short(needle.newest()).plan
    assert not plan["closes"]
    assert plan["next_from"]["code"] == "FIN202"  # the rebate's condition is not met any more
    line = toml[: toml.index(b'incentive = "pl-rebate"')].count(b"\n")
    file = reverse("file", args=[needle.pk, "film.toml"])
    assert f'<b>Next:</b> <a href="{file}?line={line}">' in html


def test_a_step_that_no_finding_names_is_done_among_the_sources(
    needle: Film, anna: Any, signed_in: Callable[[Any], Client]
) -> None:
    finance = reverse("finance", args=[needle.pk])
    assert f'<b>Next:</b> <a href="{finance}">' in page(signed_in(anna), needle)


def test_files_with_errors_still_have_a_page_that_leads_to_the_line(
    needle: Film, anna: Any, signed_in: Callable[[Any], Client]
) -> None:
    toml = files_of(needle.newest())["film.toml"].replace(b'currency = "EUR"', b'currency = "EUX"')
    SaveFiles(Access(needle, Role.OWNER, anna), 1, {"film.toml": toml}, (), "Oh").run()
    html = page(signed_in(anna), needle)
    line = toml[: toml.index(b"EUX")].count(b"\n") + 1
    assert "There is no plan yet" in html
    file = reverse("file", args=[needle.pk, "film.toml"])
    assert f"{file}?line={line}" in html


@pytest.mark.parametrize("who", ["vera", "guest"])
def test_a_viewer_sees_the_film_and_no_money(
    who: str,
    needle: Film,
    anna: Any,
    vera: Any,
    guest_link: tuple[Any, str],
    signed_in: Callable[[Any], Client],
) -> None:
    toml = files_of(needle.newest())["film.toml"] + b"\n# x\n"
    what = "The institute gives 12 600 000 DKK"
    SaveFiles(Access(needle, Role.OWNER, anna), 1, {"film.toml": toml}, (), what).run()
    if who == "vera":
        client = signed_in(vera)
    else:
        client = Client()
        client.post(reverse("guest", args=[guest_link[1]]))
    html = page(client, needle)
    assert money_in(html) == []
    for secret in ("The institute", "Danish Film Institute", "Polish 30 %", "Findings", "38,6"):
        assert secret not in html
    assert "Magnus von Horn" in html
    assert "Lava Films" in html
    assert "Files changed" in html


def test_a_viewer_is_told_no_finding_of_broken_files(
    make_film: Callable[..., Film], vera: Any, anna: Any, signed_in: Callable[[Any], Client]
) -> None:
    film = make_film({"film.toml": b'title = "X"\nsource = [{amount = "77 345 EUR"}]\n'})
    film.roles.create(user=vera, role=Role.VIEWER, granted_by=anna)
    html = page(signed_in(vera), film)
    assert "77 345" not in html
    assert "FLM" not in html


def test_few_queries_however_long_the_history(
    needle: Film,
    anna: Any,
    signed_in: Callable[[Any], Client],
    django_assert_max_num_queries: Any,
) -> None:
    client = signed_in(anna)
    page(client, needle)
    for number in range(1, 8):
        note = {"note.txt": str(number).encode()}
        SaveFiles(Access(needle, Role.OWNER, anna), number, note, (), f"Note {number}").run()
    page(client, needle)
    with django_assert_max_num_queries(8):
        html = page(client, needle)
    assert html.count('<li class="is-current">') == 1
    assert "Note 3" in html
    assert "Note 2<" not in html  # the five latest
    assert "Note 7" in html


def test_a_film_is_put_away_and_taken_back(
    needle: Film, anna: Any, ben: Any, signed_in: Callable[[Any], Client]
) -> None:
    away = reverse("film-put-away", args=[needle.pk])
    back = reverse("film-take-back", args=[needle.pk])
    assert signed_in(ben).post(away).status_code == 403
    owner = signed_in(anna)
    assert owner.post(away).status_code == 302
    assert owner.get(reverse("overview", args=[needle.pk])).status_code == 404
    assert needle.title in owner.get("/").content.decode()
    assert needle.title not in signed_in(ben).get("/").content.decode().split("Examples")[0]
    assert signed_in(ben).post(back).status_code == 403
    assert owner.post(back).status_code == 302
    page(owner, needle)
    assert owner.post(back).status_code == 404  # it is there already
