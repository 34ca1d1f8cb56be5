"""`borderless risk` as a user meets it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from borderless.cli.app import app

EXAMPLES = Path(__file__).parents[2] / "examples"
NEEDLE = EXAMPLES / "the-girl-with-the-needle"


def run(*words: str, code: int = 0) -> Any:
    result = CliRunner().invoke(app, ["risk", *words])
    assert result.exit_code == code, result.output + result.stderr
    return result


@pytest.fixture(scope="module")
def needle() -> Any:
    return json.loads(run(str(NEEDLE), "--scenarios", "20000", "--seed", "7", "--json").stdout)


def test_it_works() -> None:
    text = run(str(NEEDLE), "--scenarios", "9000", "--seed", "7").stdout
    assert text.startswith("The Girl with the Needle  closes in ")
    for part in ("deepest overdraft", "Who is paid back", "What the gap comes from", "Backtest"):
        assert part in text
    assert "seed 7" in text


def test_json_carries_every_figure_the_seed_and_the_timing(needle: Any) -> None:
    assert needle["seed"] == 7
    assert needle["scenarios"] == needle["asked"] == 20_000
    assert set(needle["timing"]) == {"pilot", "scenarios", "contributions", "all"}
    assert 0 < needle["closes"]["value"] < 1
    assert needle["closes"]["error"] > 0
    gap = needle["gap"]
    assert list(gap["quantiles"].values()) == sorted(gap["quantiles"].values())
    assert sum(gap["histogram"]["shares"]) == pytest.approx(1.0)
    assert gap["quantile_errors"]["0.5"] > 0
    assert {one["uncertainty"] for one in needle["contributions"]} == {
        "currency",
        "overspend",
        "sources",
        "incentives",
    }
    assert needle["hedge"]["advised"] == ["PLN"]
    assert [one["band"] for one in needle["backtest"]["coverage"]] == [0.5, 0.8, 0.95]
    assert needle["backtest"]["first"] == "2001-01-31"


def test_every_party_has_its_probability_and_its_days(needle: Any) -> None:
    parties = {one["party"]: one for one in needle["parties"]}
    lava = parties["Lava Films"]
    assert lava["recouped"]["value"] > 0.9
    chances = [one["probability"] for one in lava["recouped_by"]]
    assert chances == sorted(chances)
    assert parties["Collection account manager"]["recouped"] is None
    assert parties["Danish Film Institute"]["multiple"]["quantiles"]["0.5"] < 1


def test_the_same_seed_gives_the_same_answer_on_one_process_and_two(needle: Any) -> None:
    words = (str(NEEDLE), "--scenarios", "140000", "--seed", "3", "--json")
    one, two = (json.loads(run(*words, "--jobs", jobs).stdout) for jobs in ("1", "2"))
    for answer in (one, two):
        del answer["timing"]
    assert one == two
    assert one["gap"] != needle["gap"]


@pytest.mark.parametrize("method", ["gbm", "student_t"])
def test_other_ways_to_draw_rates(method: str, needle: Any) -> None:
    words = (str(NEEDLE), "--scenarios", "20000", "--seed", "7", "--json", "--method", method)
    answer = json.loads(run(*words).stdout)
    assert answer["method"] == method
    assert answer["closes"]["value"] == pytest.approx(needle["closes"]["value"], abs=0.03)


def test_the_backtest_by_itself() -> None:
    text = run("backtest", str(NEEDLE)).stdout
    assert "Replayed from 2" in text
    assert "2008" in text and "PLN" in text
    data = json.loads(run("backtest", str(NEEDLE), "--json").stdout)
    assert data["backtest"]["starts"] > 200


def test_a_film_without_contracts_is_told_so(tmp_path: Path) -> None:
    film = tmp_path / "film"
    film.mkdir()
    for name in ("film.toml", "budget.csv"):
        shutil.copy(EXAMPLES / "the-lunchbox" / name, film / name)
    result = run(str(film), "--scenarios", "3000", "--json")
    answer = json.loads(result.stdout)
    assert answer["parties"] == []
    assert "FIN884" in {one["code"] for one in answer["findings"]}


def test_what_the_film_says_about_its_risk_counts(tmp_path: Path) -> None:
    film = tmp_path / "film"
    shutil.copytree(NEEDLE, film)
    text = (film / "film.toml").read_text("utf-8")
    assert "[risk]" in text
    text = text.split("[risk]")[0] + "[risk]\nstands = { confirmed = 1.0, SVTT = 0.5 }\n"
    (film / "film.toml").write_text(text, "utf-8")
    answer = json.loads(run(str(film), "--scenarios", "3000", "--json").stdout)
    said = [one for one in answer["findings"] if one["code"] == "FIN885"]
    assert "'SVTT'" in said[0]["message"] and "'SVT'" in said[0]["message"]
    assert said[0]["line"] == text[: text.index("stands")].count("\n") + 1
    assert any("confirmed 100 %" in one for one in answer["assumptions"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["a", "b"], "write risk FOLDER, or risk backtest FOLDER"),
        (["x", "--scenarios", "0"], "--scenarios: read 0"),
        (["x", "--seed", "-1"], "--seed: read -1"),
        (["x", "--method", "dice"], "--method: cannot read 'dice'"),
        (["x", "--cluster", "nowhere"], "--cluster: cannot read 'nowhere'"),
        (["x", "--cluster", "tcp://localhost:1", "--jobs", "2"], "--jobs is for this machine"),
        (["no-such-folder"], "There is no folder"),
    ],
)
def test_a_wrong_word_is_one_sentence(words: list[str], told: str) -> None:
    result = run(*words, code=2)
    assert told in result.stderr


def test_a_wrong_key_of_risk_is_told_at_its_line(tmp_path: Path) -> None:
    film = tmp_path / "film"
    shutil.copytree(NEEDLE, film)
    text = (film / "film.toml").read_text("utf-8").split("[risk]")[0]
    (film / "film.toml").write_text(text + "[risk]\noverspend_mid = 0.1\n", "utf-8")
    result = run(str(film), code=2)
    assert "overspend_low, overspend_mid and overspend_high together" in result.stderr


def test_it_runs_on_a_cluster(needle: Any) -> None:
    pytest.importorskip("distributed")
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        processes=False,
        dashboard_address=None,
        protocol="tcp",
        host="127.0.0.1",
    ) as cluster:
        words = (str(NEEDLE), "--scenarios", "20000", "--seed", "7", "--json")
        answer = json.loads(run(*words, "--cluster", cluster.scheduler_address).stdout)
    del answer["timing"]
    assert answer == {key: value for key, value in needle.items() if key != "timing"}
