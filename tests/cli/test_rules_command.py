"""`borderless rules`: what people type, and what they get."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from borderless.cli.app import app

runner = CliRunner()


def run(*words: str, code: int = 0) -> str:
    result = runner.invoke(app, list(words))
    assert result.exit_code == code, result.output
    return result.output


def tried(*words: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(
        run("rules", "try", *words, "--as-of", "2026-03-01", "--json")
    )
    return data


def test_the_british_credit_from_bare_figures() -> None:
    data = tried("gb-avec", "core_total=9500000", "core_local=9000000")
    assert data["amount"] == 2_584_000
    assert data["net"] == 1_938_000
    assert data["verdict"] == "not known", "nobody said that it is certified"
    assert data["binding"] == ["80 % of total core expenditure"]
    assert [step["number"] for step in data["steps"]] == list(range(1, len(data["steps"]) + 1))
    assert all(step["reference"]["article"] for step in data["steps"])
    assert "format is taken as feature, because not given" in data["notes"]


def test_numbers_are_read_as_people_write_them() -> None:
    data = tried("gb-avec", "core_total=9 500 000,00", "core_local=9.000.000,00")
    assert data["amount"] == 2_584_000


def test_answers_settle_the_verdict() -> None:
    answers = ["british_certificate=yes", "production_company=yes"]
    data = tried("gb-avec", "core_total=9500000", "core_local=9000000", *answers)
    assert data["verdict"] == "qualifies"
    data = tried("gb-avec", "core_total=9500000", "core_local=900000", *answers)
    assert (data["verdict"], data["amount"]) == ("does not", 0)


def test_a_what_if_changes_one_parameter_and_says_so() -> None:
    data = tried("gb-avec", "core_total=9500000", "core_local=9000000", "rate=0.35")
    assert data["amount"] == 2_660_000
    assert "what if: credit_to_date.rate = 0.35 instead of the rule's own" in data["notes"]


def test_a_missing_figure_is_not_known() -> None:
    data = tried("pl-rebate", "spend_local=5000000")
    assert data["amount"] is None
    assert "spend_total" in data["missing"]


def test_the_terminal_shows_every_step() -> None:
    text = run("rules", "try", "gb-avec", "core_total=9500000", "core_local=9000000")
    assert "2\u202f584\u202f000.00 GBP" in text
    assert "binds: 80 % of total core expenditure" in text


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["gb-avc"], "there is no scheme 'gb-avc'; near it: gb-avec"),
        (["coe-2017"], "coe-2017 is no incentive or fund"),
        (["gb-avec", "core_totl=1"], "reads nothing called 'core_totl'; did you mean core_total"),
        (["gb-avec", "core_total"], "cannot read 'core_total'; write key=value"),
        (["gb-avec", "core_total=many"], "core_total: cannot read 'many' as a number"),
        (["gb-avec", "core_total=nan"], "core_total: "),
        (["gb-avec", "--as-of", "2019-01-01"], "no version covers 2019-01-01"),
        (["gb-avec", "--as-of", "soon"], "--as-of: cannot read 'soon' as a day"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_two(words: list[str], says: str) -> None:
    text = run("rules", "try", *words, code=2)
    assert says in text
    assert "Traceback" not in text


def test_list_by_country_and_kind() -> None:
    data = json.loads(run("rules", "list", "--country", "PL", "--kind", "incentive", "--json"))
    assert [one["id"] for one in data] == ["pl-rebate"]
    assert "unknown country 'Poland'; did you mean PL?" in run(
        "rules", "list", "--country", "Poland", code=2
    )
    assert "there is no kind 'rebate'" in run("rules", "list", "--kind", "rebate", code=2)


@pytest.mark.parametrize(
    "rule_id", ["pl-rebate", "coe-2017", "coe-2017-fiction", "eu-cinema-2013", "governing"]
)
def test_show_reads_any_rule_aloud(rule_id: str) -> None:
    text = run("rules", "show", rule_id)
    assert rule_id in text
    assert "Sources" in text
    json.loads(run("rules", "show", rule_id, "--json"))


def test_show_says_what_a_scheme_reads_and_asks() -> None:
    text = run("rules", "show", "gb-avec", "--as-of", "2026-03-01")
    for word in ("core_total", "british_certificate", "credit_to_date.rate=0.34", "envelope"):
        assert word in text


def test_show_of_a_rule_that_is_not_there() -> None:
    assert "near it: pl-rebate" in run("rules", "show", "pl-rebat", code=2)


def test_rules_of_ones_own_are_listed_as_ones_own(tmp_path: Path) -> None:
    from borderless.rulebook.library import DATA

    text = (DATA / "incentives" / "dk-rebate.toml").read_text("utf-8")
    (tmp_path / "mine.toml").write_text(text.replace('"dk-rebate"', '"dk-mine"', 1), "utf-8")
    data = json.loads(run("rules", "list", "--country", "DK", "--rules", str(tmp_path), "--json"))
    mine = next(one for one in data if one["id"] == "dk-mine")
    assert mine["theirs"] == str(tmp_path / "mine.toml")


def test_a_faulty_rule_stops_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('rule = "incentive"\n', "utf-8")
    text = run("rules", "list", "--rules", str(tmp_path), code=2)
    assert "lacks the key 'id'" in text


def test_figures_lists_the_words() -> None:
    assert "core_local: Core spend in the territory" in run("rules", "figures")


def test_explain_a_code() -> None:
    assert run("explain", "fin101").startswith("FIN101 The plan does not close")
    assert "codes near it" in run("explain", "FIN1O1", code=2)


def test_schema_is_json_with_the_words_of_film_toml() -> None:
    data = json.loads(run("schema"))
    assert {"title", "delegate", "coproducer", "source", "budget"} <= set(data["properties"])
