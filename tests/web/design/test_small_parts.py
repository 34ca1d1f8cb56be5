"""The small parts of pages: bars, maps, findings, fields, pages after one another."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from borderless.finding import Finding, Place, Reference, Severity
from borderless.web.design.templatetags.drawings import drawing, page_numbers, side_by_side
from borderless.web.design.tile_map import Shade, tile_blocks

PLAN = [
    {"share": Decimal("0.76"), "ink": "accent", "label": "Secured"},
    {"share": Decimal("0.09"), "ink": "applied", "label": "Applied for"},
    {"share": Decimal("0.15"), "ink": "planned", "label": "Planned"},
]


def test_parts_of_a_bar_stand_one_after_another() -> None:
    placed = [(one.start, one.width, one.holds_text) for one in side_by_side(PLAN)]
    assert placed == [
        ("0.000", "76.000", True),
        ("76.000", "9.000", False),
        ("85.000", "15.000", True),
    ]


def test_a_bar_begins_on_the_right_where_reading_does() -> None:
    with translation.override("ar"):
        assert [one.start for one in side_by_side(PLAN)] == ["24.000", "15.000", "0.000"]


@given(st.lists(st.floats(-0.2, 2, allow_nan=False), max_size=8))
def test_a_bar_never_leaves_its_frame(shares: list[float]) -> None:
    parts = [{"share": share, "ink": "accent", "label": "x"} for share in shares]
    for one in side_by_side(parts):
        assert 0 <= float(one.start) <= float(one.start) + float(one.width) <= 100.01


def test_a_bar_says_itself_to_those_who_do_not_see_it() -> None:
    page = render_to_string("components/bar.html", {"parts": PLAN, "label": "The plan"})
    assert 'aria-label="The plan: Secured 76.0%, Applied for 9.0%, Planned 15.0%"' in page


def test_a_bar_in_french_keeps_points_in_its_attributes() -> None:
    with translation.override("fr"):
        page = render_to_string("components/bar.html", {"parts": PLAN})
    assert 'x="76.000%"' in page
    assert "76,0" in page


def test_charts_of_the_report_carry_no_style_attributes() -> None:
    chart = '<svg><path d="M0" style="fill:var(--accent);stroke:var(--on-3)"/></svg>'
    assert drawing(chart) == ('<svg><path d="M0" fill="var(--accent)" stroke="var(--on-3)"/></svg>')


def test_the_map_shades_countries_and_says_them() -> None:
    blocks = tile_blocks({"DK": Shade(5, "Denmark: 50 %"), "PL": Shade(4, href="/rules/?c=PL")})
    assert [block.says for block in blocks] == ["Map: Denmark: 50 %; Poland"]
    page = render_to_string("components/tilemap.html", {"blocks": blocks})
    assert '<a href="/rules/?c=PL" aria-label="Poland">' in page


def test_a_finding_shows_its_place_and_what_to_do() -> None:
    finding = Finding(
        "FIN204",
        Severity.ERROR,
        "Sweden holds <5 %.",
        Place("film.toml", 41, "share"),
        {"share": "4.8 %"},
        Reference("coe-2017", "art. 6", "2019-01-01", verified=False, url="javascript:alert(1)"),
        "Raise it.",
    )
    page = render_to_string("components/findings.html", {"findings": [finding]})
    for shown in ("film.toml:41 share", "Sweden holds &lt;5 %.", "Raise it.", "unverified"):
        assert shown in page
    assert "javascript:" not in page


class Source(forms.Form):
    amount = forms.DecimalField(help_text="In the currency of the contract.")
    firm = forms.BooleanField(required=False)


def test_a_field_ties_its_hint_and_its_fault_to_itself() -> None:
    form = Source({"amount": "12.600,5O"})
    page = render_to_string("components/form.html", {"form": form})
    assert 'aria-invalid="true"' in page
    for tied in ("id_amount_helptext", "id_amount_error"):
        assert page.count(f'id="{tied}"') == 1
    assert 'aria-describedby="id_amount_helptext id_amount_error"' in page


def test_pages_far_from_the_current_one_are_left_out() -> None:
    assert page_numbers(Paginator(range(400), 20), 9) == [1, None, 7, 8, 9, 10, 11, None, 20]
    assert page_numbers(Paginator(range(3), 20), 1) == [1]
