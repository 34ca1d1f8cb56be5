"""The report: what it says, that it escapes, and that it stands by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from rich_film import film_data, plan_of

from borderless.dossier.report import SECTIONS, about, report_html
from borderless.film.model import Film
from borderless.finding import Finding, Place, Reference, Severity
from borderless.rulebook.library import load

INLINE = {"a", "b", "strong", "span", "code", "time", "small", "text"}
VOID = {"meta", "link", "br", "img", "input", "hr", "path", "line", "rect"}
EVIL = '<script>alert("x")</script></style>&'


@dataclass
class Element:
    tag: str
    attrs: dict[str, str]
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def all(self, *tags: str) -> list[Element]:
        own = [self] if self.tag in tags else []
        return own + [one for child in self.children for one in child.all(*tags)]

    def words(self) -> str:
        inside = self.text + "".join(child.words() for child in self.children)
        inline = self.tag in INLINE or self.tag == "#text"
        return inside if inline and "under" not in self.attrs.get("class", "") else f" {inside} "


class Reader(HTMLParser):
    """Reads a page into elements."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("root", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {key: value or "" for key, value in attrs})
        self.open[-1].children.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(Element("#text", {}, text=data))


def read(html: str) -> Element:
    reader = Reader()
    reader.feed(html)
    assert reader.open == [reader.root], "every element is closed"
    return reader.root


def words(html: str) -> str:
    """What is read on the page, with plain spaces."""
    (body,) = read(html).all("body")
    return " ".join(re.sub(r"[\u00a0\u202f]", " ", body.words()).split())


def report(data: dict[str, Any] | None = None, *rules: Path, reading: Any = ()) -> str:
    library, faults = load(rules)
    assert [one for one in faults if one.severity is Severity.ERROR] == []
    plan, _ = plan_of(data or film_data(), library)
    return report_html(plan, reading)


@pytest.fixture(scope="module")
def html() -> str:
    return report()


# --- what it says --------------------------------------------------------------------------------


def test_the_answer_and_the_next_step_come_first(html: str) -> None:
    text = words(html)
    plan, _ = plan_of(film_data())
    answer = text.index("The plan closes: 6 017 287 EUR for a budget of 5 917 381 EUR.")
    assert answer < text.index(f"Next: {plan.next_step}") < text.index("Secured 4 479 603 EUR")
    for shown in ("The Salt Ferry", "Saltfærgen", "Karin Aalto", "Strandvejen Film, Denmark"):
        assert text.index(shown) < answer
    assert "Feature film, fiction, 108 minutes" in text


def test_a_plan_that_does_not_close_says_what_is_missing() -> None:
    data = film_data()
    data["source"] = data["source"][:2]
    assert "The plan is short of 3 989 980 EUR for a budget of 5 917 381 EUR." in words(
        report(data)
    )


def test_every_source_has_its_money_status_and_share(html: str) -> None:
    text = words(html)
    assert "Danish Film Institute selective fund secured 11 200 000 DKK 1 499 090 25.3 %" in text
    assert "applied for 350 000 EUR 350 000 5.9 %" in text
    assert "paid 60 % at signature, 40 % at delivery" in text


def test_countries_have_subtotals_and_the_plan_its_sum(html: str) -> None:
    text = words(html)
    assert "Wisła Pictures; holds 35.0 %, brings 40.0 %, spends 50.5 %" in text
    assert "Poland brings 2 368 992 40.0 %" in text
    assert "Financed 6 017 287 101.7 % Surplus 99 906 1.7 % Budget 5 917 381 100.0 %" in text


def test_a_computed_amount_unfolds_into_steps_that_lead_to_it(html: str) -> None:
    (table,) = [one for one in read(html).all("table") if one.attrs.get("class") == "plan-table"]
    (unfolding,) = table.all("details")
    text = " ".join(re.sub(r"[\u00a0\u202f]", " ", unfolding.words()).split())
    steps = unfolding.all("ol")[0].all("li")
    assert [one.attrs["value"] for one in steps] == ["1", "2", "3", "4", "5"]
    assert "= 12 680 000.00" in text
    assert "Benefit 3 804 000.00 PLN In EUR, at 1 EUR = 4.2440 PLN 896 324 EUR" in text
    assert "Art. 14(1)" in text
    assert "100 % at audit: 896 324 EUR, about 30 October 2027" in text


def test_the_map_has_a_table_that_says_the_same(html: str) -> None:
    text = words(html)
    assert "Poland co-producing 2 987 747 50.5 %" in text
    assert "Iceland 48 000 0.8 %" in text
    labels = [one.attrs["aria-label"] for one in read(html).all("div") if "aria-label" in one.attrs]
    (europe,) = [one for one in labels if one.startswith("Tile map of Europe")]
    assert "Poland 50.5\u00a0% of the spend, co-producing" in europe


def test_a_country_without_a_tile_is_named_beside_the_map() -> None:
    data = film_data()
    data["budget"][25]["country"] = "TV"
    assert "Not on the map: Tuvalu." in words(report(data))


def test_treaties_show_shares_points_and_demands(html: str) -> None:
    text = words(html)
    assert "Convention on Cinematographic Co-production (revised 2017)" in text
    assert "not known, may govern this film; if it does, the film qualifies" in text
    assert "Sweden 15.0 % 10.0 % 70.0 % 14.4 % yes ✓ qualifies" in text
    assert "Points: 19 of 19 earned; the mark is 15" in text
    assert "Second role, by days worked Piotr Zawadzki (PL) 2 2" in text
    assert "CETS 147), Art. 6(1)" in text


def test_one_country_alone_has_no_treaty() -> None:
    data = film_data()
    data["coproducer"] = data["coproducer"][:1]
    text = words(report(data))
    assert "It does not qualify: one country alone is no co-production." in text


def test_incentives_outside_the_plan_are_shown_and_said_to_be_outside(html: str) -> None:
    text = words(html)
    assert "eligible, cash rebate, in the plan" in text
    assert "eligibility not known, cash rebate, not in the plan; the amount if every open" in text
    assert "not bankable before the letter" in text
    assert "What would settle it Is the combined culture and production test" in text


def test_aid_is_measured_against_its_limit(html: str) -> None:
    text = words(html)
    assert "3 615 929 EUR of public aid is 61.1 % of 5 917 381 EUR; the limit is 60 %" in text
    gauges = [one for one in read(html).all("span") if one.attrs.get("class") == "fill"]
    assert gauges[0].attrs["style"] == "width:61.11%"


def test_a_fund_is_a_ceiling(html: str) -> None:
    text = words(html)
    assert "Eurimages co-production support at most 500 000 EUR" in text
    assert "the plan asks for 350 000 EUR; a committee decides" in text


def test_findings_of_the_reading_come_with_place_figures_rule_and_way_out() -> None:
    finding = Finding(
        "CSV204",
        Severity.ERROR,
        "The amount '12,00,0' is no number.",
        Place("budget.csv", 41, "amount"),
        {"amount": "12,00,0"},
        Reference("pl-rebate", "Act, Art. 14", verified=False),
        "write 12000",
    )
    html = report(reading=[finding])
    text = words(html)
    assert "Error CSV204 budget.csv:41 amount The amount '12,00,0' is no number." in text
    assert "amount: 12,00,0" in text
    assert "What to do: write 12000" in text
    assert "Rule pl-rebate: Act, Art. 14 unverified" in text
    assert text.index("CSV204") < text.index("Warning FIN")


def test_it_says_what_it_rests_on(html: str) -> None:
    text = words(html)
    assert "it is no legal advice" in text
    assert "Gotland Film Fund: in negotiation" in text
    assert "1 EUR = 7.4712 DKK 2 March 2026 ECB reference rate" in text
    assert re.search(r"incentive, se-rebate .{0,60}stale, \d+ months before the plan", text)


# --- what is not known ---------------------------------------------------------------------------

RULE = """
rule = "incentive"
id = "dk-test"
name = "Danish test rebate"
territory = "DK"
kind = "cash_rebate"
currency = "DKK"
authority = "somebody"
status = "unverified"
as_of = 2026-01-01
[[source]]
key = "law"
title = "The law"
article = "Art. 1"
url = "{url}"
[[version]]
from = 2020-01-01
[[version.step]]
name = "amount"
says = "A share of the spend"
take = "{take}"
rate = 0.1
source = "law"
"""


def own_rule(folder: Path, take: str = "spend_local", url: str = "https://example.org/law") -> Path:
    (folder / "dk-test.toml").write_text(dedent(RULE).format(take=take, url=url), "utf-8")
    return folder


def with_source(**source: Any) -> dict[str, Any]:
    data = film_data()
    data["source"].append(source)
    return data


def test_an_amount_that_is_not_known_is_not_a_zero(tmp_path: Path) -> None:
    data = with_source(incentive="dk-test", coproducer="DK")
    text = words(report(data, own_rule(tmp_path, take="score")))
    assert "Danish test rebate computed planned not known not known not known" in text
    assert "Denmark brings without 1 amount not known 2 919 868" in text


def test_a_rule_of_the_users_own_says_so_and_that_nobody_verified_it(tmp_path: Path) -> None:
    data = with_source(incentive="dk-test", coproducer="DK")
    html = report(data, own_rule(tmp_path))
    text = words(html)
    assert "unverified; yours: dk-test.toml" in text
    assert "The law, Art. 1 unverified your rule dk-test.toml" in text
    assert 'href="https://example.org/law"' in html


def test_an_address_that_is_not_of_the_web_is_no_link(tmp_path: Path) -> None:
    html = report(film_data(), own_rule(tmp_path, url="javascript:alert(1)"))
    assert "The law" in html
    assert "javascript:" not in html


def test_refused_and_unknown_sources_are_not_counted() -> None:
    data = with_source(incentive="dk-none", coproducer="DK")
    data["source"][0]["status"] = "refused"
    text = words(report(data))
    assert "Danish Film Institute selective fund refused 11 200 000 DKK not counted –" in text
    assert "Not counted: the rulebook does not have the incentive dk-none." in text


def test_a_film_without_budget_has_no_charts_and_says_so() -> None:
    data = film_data()
    data["budget"] = []
    html = report(data)
    assert "The budget has no lines yet, so nothing can be planned." in words(html)
    assert "Of a budget of" not in html


def test_a_share_nobody_gave_is_not_known() -> None:
    data = film_data()
    for one in data["coproducer"]:
        one.pop("share")
    text = words(report(data))
    assert "Wisła Pictures; holds not known, brings 40.0 %" in text


def test_a_series_is_counted_in_episodes() -> None:
    film = Film.model_validate(film_data() | {"format": "series", "episodes": 6, "minutes": "44.5"})
    assert about(film) == "series, fiction, 6 × 44.5 minutes"


# --- form ----------------------------------------------------------------------------------------


def test_everything_a_user_wrote_is_escaped(tmp_path: Path) -> None:
    data = film_data()
    data["title"] = data["original_title"] = EVIL
    data["assumptions"] = [EVIL]
    data["coproducer"][0]["company"] = EVIL
    data["person"][0]["name"] = EVIL
    data["source"][0] |= {"name": EVIL, "note": EVIL}
    data["budget"][0]["description"] = EVIL
    folder = tmp_path / "<script>x"
    folder.mkdir()
    data["source"].append({"incentive": "dk-test", "coproducer": "DK", "name": EVIL})
    finding = Finding("X1", Severity.ERROR, EVIL, Place(EVIL, 1, EVIL), {EVIL: EVIL}, fix=EVIL)
    html = report(data, own_rule(folder), reading=[finding])
    page = read(html)
    assert page.all("script") == []
    assert html.count("</style>") == 1
    assert html.count("&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;") >= 14
    assert f"{EVIL} · finance plan" in page.all("title")[0].words()


def test_it_loads_and_runs_nothing(html: str) -> None:
    page = read(html)
    (policy,) = [
        one.attrs["content"] for one in page.all("meta") if "Content-Security" in str(one.attrs)
    ]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")
    assert page.all("script", "link", "img", "iframe", "object", "embed", "use", "image") == []
    elements = [one for one in walk(page) if one.tag != "#text"]
    for one in elements:
        assert not [key for key in one.attrs if key.startswith("on") or key in ("src", "srcset")]
        if "href" in one.attrs:
            assert one.tag == "a"
        assert "url(" not in one.attrs.get("style", "")
    (css,) = page.all("style")
    assert not re.search(r"url\(|@import|http", css.words())


def walk(element: Element) -> list[Element]:
    return [element, *(one for child in element.children for one in walk(child))]


def test_ids_are_unique_and_every_anchor_leads_somewhere(html: str) -> None:
    elements = walk(read(html))
    ids = [one.attrs["id"] for one in elements if "id" in one.attrs]
    assert len(set(ids)) == len(ids)
    targets = {one.attrs["href"][1:] for one in elements if one.attrs.get("href", "")[:1] == "#"}
    targets |= {one.attrs["aria-labelledby"] for one in elements if "aria-labelledby" in one.attrs}
    assert targets <= set(ids)
    assert {anchor for anchor, _ in SECTIONS} <= targets


def test_every_unfolding_part_says_what_it_holds(html: str) -> None:
    found = read(html).all("details")
    assert len(found) > 8
    for one in found:
        first = next(child for child in one.children if child.tag != "#text")
        assert first.tag == "summary"
        assert first.words().strip()


def test_headings_go_down_one_level_at_a_time(html: str) -> None:
    page = read(html)
    levels = [int(one.tag[1]) for one in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_have_captions_and_headers_a_scope(html: str) -> None:
    page = read(html)
    assert page.all("html")[0].attrs["lang"] == "en"
    for table in page.all("table"):
        assert table.all("caption")
        assert all("scope" in header.attrs for header in table.all("th"))


def test_the_same_plan_gives_the_same_file() -> None:
    assert report() == report()


def test_the_file_is_small(html: str) -> None:
    assert len(html.encode()) < 300_000


def test_printed_pages_carry_the_title(html: str) -> None:
    assert r'@top-left{content:"The\000020 Salt\000020 Ferry' in html
