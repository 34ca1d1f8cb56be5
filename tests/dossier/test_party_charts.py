"""How likely each party has its money back: one small chart for each, names made harmless."""

from __future__ import annotations

import re
from datetime import date

import pytest
from test_recoupment_charts import HOSTILE, inside, texts

from borderless.dossier.party_charts import RecoupedLine, recouped_chart, recouped_text
from borderless.dossier.report import TEMPLATES

PARTIES = [
    RecoupedLine("Nordic Bank", ((date(2025, 1, 1), 0.1), (date(2027, 1, 1), 0.97))),
    RecoupedLine("Talent deferrals", ((date(2025, 1, 1), 0), (date(2027, 1, 1), 0.22))),
    RecoupedLine(HOSTILE, ()),
]


def test_each_party_has_its_name_and_where_it_ends() -> None:
    for svg in recouped_chart(PARTIES):
        shown = [text.replace("\u00a0", " ") for text in texts(svg)]
        assert {"97 %", "22 %", "–", "100 %", "0"} <= set(shown)
        assert svg.count('fill="var(--step-1)"') == 2, "who is not known has no curve"
        assert inside(svg)


@pytest.mark.parametrize("count", [1, 2, 3, 7, 25])
def test_any_number_of_parties_has_room(count: int) -> None:
    for svg in recouped_chart(PARTIES[:1] * count):
        assert "NaN" not in svg
        assert [text.replace("\u00a0", " ") for text in texts(svg)].count("97 %") == count
        assert inside(svg)


def test_parties_in_a_sentence() -> None:
    said = re.sub(r"[\u202f\u00a0]", " ", recouped_text(PARTIES[:2]))
    assert said == (
        "How likely each party has its money back: Nordic Bank 97 % by Jan 2027;"
        " Talent deferrals 22 % by Jan 2027."
    )
    assert "not known" in recouped_text(PARTIES[2:])
    assert recouped_chart([]) == recouped_chart(PARTIES[2:]) == ()


def test_nothing_is_hostile_fixed_or_fetched() -> None:
    css = (TEMPLATES / "report.css").read_text("utf-8")
    charts = recouped_chart(PARTIES)
    for svg in charts:
        assert "<script" not in svg
        assert not re.search(r"(href|src|url\(|@import|http|font-family)", svg)
        assert not re.search(r"#[0-9a-f]{3,6}\b", svg), "a fixed colour"
        assert all(f"--{ink}:" in css for ink in re.findall(r"var\(--([\w-]+)\)", svg))
    assert charts == recouped_chart(PARTIES), "the same to the byte"
