"""The section "Where each euro is best spent": what it says, and that it stands by itself."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from placement_answers import answer, impossible, nothing_better
from test_report import Element, read, walk

from borderless.dossier.placement_report import placement_section
from borderless.dossier.report import SECTIONS, report_html
from borderless.finance.placement.answer import Answer, Binding, Goal, Held, Move
from borderless.finding import Finding, Place, Severity

EVIL = '<script>alert("x")</script></style>&'


def page(made: Answer) -> str:
    return report_html(made.before.plan, [], made)


def section(html: str) -> Element:
    (found,) = [one for one in walk(read(html)) if one.attrs.get("id") == "placement"]
    return found


def text_of(element: Element) -> str:
    return " ".join(re.sub(r"[\u00a0\u202f]", " ", element.words()).split())


@pytest.fixture(scope="module")
def html() -> str:
    return page(answer())


@pytest.fixture(scope="module")
def text(html: str) -> str:
    return text_of(section(html))


def test_without_an_answer_the_page_is_as_it_was() -> None:
    plan = answer().before.plan
    html = report_html(plan, [])
    assert report_html(plan, [], None) == html
    assert 'href="#placement"' not in html
    assert 'id="placement"' not in html


def test_the_verdict_comes_first_here_and_on_the_first_screen(html: str, text: str) -> None:
    verdict = "Proved best within 0.01 %: net cost 1.51m EUR, 134 702 less than today"
    assert text.startswith(f"Where each euro is best spent {verdict}.")
    (body,) = read(html).all("body")
    whole = text_of(body)
    short = f"Where each euro is best spent: p{verdict[1:]} (the moves and the proof)."
    assert whole.index("Next: ") < whole.index(short) < whole.index("Secured")


def test_the_rest_of_the_page_is_todays_plan(html: str, text: str) -> None:
    (body,) = read(html).all("body")
    assert "The plan closes: 5 076 680 EUR" in text_of(body)
    assert "holds 50.0 %" in text_of(body)
    assert "The rest of this page is today’s plan" in text


def test_before_and_after_stand_side_by_side(text: str) -> None:
    assert "Budget 5 076 525 5 076 525 0" in text
    assert "Cost of partners 0 15 000 +15 000" in text
    assert (
        "Polish 30 % cash rebate Counts for 83.7 %: 90 % sure, 93 % once discounted"
        " 756 704 935 560 +178 855"
    ) in text
    assert "Net cost 1 643 164 1 508 462 −134 702" in text
    assert "Today and best ✓ Qualifies: the same under each text" in text
    assert "Denmark 50.0 % 45.0 % 1 958 913 1 535 400 −423 512" in text


def test_moves_limits_and_the_next_euro(text: str) -> None:
    assert "Sound design and mix: DK → PL account 3200, row 24 of the budget 255 452 64 146" in text
    assert "Editor: Agnieszka Glińska → Line Langebek – −1 200" in text
    assert "Share of Denmark: 50 % → 45 % – not by itself" in text
    assert "At least 10 % for each co-producer. (the treaty) Art. 6(2)" in text
    assert "Art. 14(3) unverified" in text
    assert "At most 2 partners. (your wish)" in text
    assert "From the linear relaxation at the answer, every yes-or-no held." in text
    assert "Poland 0.251 Sweden 0.128 Denmark 0.000" in text


def test_frontiers_are_charts_with_tables(html: str, text: str) -> None:
    assert "1 1 568 462 2 900 000 Denmark, Poland; best found, not proved" in text
    assert "3 – – no structure meets the wishes" in text
    assert "Here today's partners may leave" in text
    labels = [one.attrs["aria-label"] for one in walk(section(html)) if "aria-label" in one.attrs]
    said = [re.sub("[\u00a0\u202f]", " ", label) for label in labels]
    assert any(
        one.startswith("Spend by country: Denmark 1 958 913 EUR today, 1 535 400 EUR in the best")
        for one in said
    )
    assert any(
        one.startswith("Net cost by partners besides Denmark. 0: 1 918 462 EUR;") for one in said
    )
    assert any(one.startswith("Net cost by share of Denmark. 30 %: ") for one in said)


def test_held_schemes_findings_and_assumptions_are_told(text: str) -> None:
    assert "Swedish production rebate, 0 EUR: its envelope is closed" in text
    assert "Note FIN109 Two candidates have no fee; today's is taken. What to do: give it" in text
    assert "Later money is worth 6 % less for each year" in text
    assert "Searched 3 models with 4 210 rows and 3 105 columns, 412 of them yes-or-no" in text


def test_wishes_that_clash_are_the_section() -> None:
    text = text_of(section(page(impossible())))
    assert "These wishes cannot all stand: at most 1 partner; spend at least 2 000 000 EUR" in text
    assert "Moves" not in text


def test_nothing_better_is_said() -> None:
    text = text_of(section(page(nothing_better())))
    assert "Nothing improves on today: proved best" in text
    assert "Moves None: today’s structure stays as it is." in text


def test_another_goal_is_not_called_the_least_net_cost() -> None:
    text = text_of(section(page(answer(goal=Goal("soft-money"), proposals=True))))
    assert "expected soft money 3.58m EUR" in text
    assert "Net cost of the best structure, a ring where the answer lies" in text
    assert "give your own, with what they cost, as [[placement.option]] in film.toml." in text


def test_a_share_that_is_not_known_has_no_ring() -> None:
    made = answer()
    assert made.after is not None
    shares = dict.fromkeys(made.after.plan.shares)
    unknown = replace(made, after=replace(made.after, plan=replace(made.after.plan, shares=shares)))
    by_share = placement_section(unknown).frontiers[1]
    assert by_share.chart
    assert "45" not in by_share.text.split(".")[0]


def test_everything_a_user_wrote_is_escaped() -> None:
    finding = Finding("X1", Severity.ERROR, EVIL, Place(EVIL, 1, EVIL), {EVIL: EVIL}, fix=EVIL)
    made = answer(
        moves=(Move("line", EVIL, EVIL, EVIL, None, None, EVIL, 3),),
        binding=(Binding(EVIL, "wish"),),
        held=(Held(EVIL, EVIL, EVIL, answer().before.cost),),
        assumptions=(EVIL,),
        instead=EVIL,
        findings=(finding,),
    )
    html = page(made)
    assert read(html).all("script") == []
    assert html.count("</style>") == 1
    assert html.count("&lt;script&gt;") >= 12


# --- form ----------------------------------------------------------------------------------------


def test_ids_are_unique_and_the_contents_lead_to_the_section(html: str) -> None:
    elements = walk(read(html))
    ids = [one.attrs["id"] for one in elements if "id" in one.attrs]
    assert len(set(ids)) == len(ids)
    contents = [
        link.attrs["href"][1:] for nav in elements if nav.tag == "nav" for link in nav.all("a")
    ]
    order = [anchor for anchor, _ in SECTIONS]
    order.insert(order.index("map") + 1, "placement")
    assert contents == order
    assert [one for one in ids if one in order] == order


def test_headings_tables_and_unfolding_parts_are_marked(html: str) -> None:
    levels = [int(one.tag[1]) for one in read(html).all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in section(html).all("table"):
        assert table.all("caption")
        assert all("scope" in header.attrs for header in table.all("th"))
    for details in section(html).all("details"):
        assert details.all("summary")


def test_it_loads_and_runs_nothing_and_is_the_same_each_time(html: str) -> None:
    assert read(html).all("script", "link", "img", "iframe", "object", "embed", "use") == []
    assert page(answer()) == html
    assert len(html.encode()) < 330_000
