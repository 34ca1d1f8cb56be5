"""The documentation is under test: every command, option and rule key has its place in docs/."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer.main

from borderless.cli.app import app
from borderless.film.model import Film
from borderless.rulebook.aid import AidCeiling, Intensity
from borderless.rulebook.points import Floor, PointsTest
from borderless.rulebook.points import Row as PointsRow
from borderless.rulebook.scheme import Limit, Payment, Scheme, Step, Switch, Version
from borderless.rulebook.treaty import Party, Treaty

DOCS = Path(__file__).parents[1] / "docs"


def commands() -> list[tuple[str, list[str]]]:
    group = typer.main.get_command(app)
    found = []
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", {"": command})
        for sub, leaf in inner.items():
            options = [
                o for p in leaf.params for o in p.opts if o.startswith("--") and o != "--help"
            ]
            found.append((f"borderless {name} {sub}".strip(), options))
    return found


@pytest.mark.parametrize(("command", "options"), commands())
def test_every_command_and_option_is_documented(command: str, options: list[str]) -> None:
    text = (DOCS / "commands.md").read_text("utf-8")
    assert f"## {command}" in text
    section = text.split(f"## {command}", 1)[1].split("\n## ", 1)[0]
    for option in options:
        assert option in section, option


def keys(*models: type) -> set[str]:
    return {
        field.alias or name
        for model in models
        for name, field in model.model_fields.items()  # type: ignore[attr-defined]
    }


def test_every_key_of_a_rule_is_documented() -> None:
    text = (DOCS / "rulebook.md").read_text("utf-8")
    models = (Scheme, Version, Step, Limit, Switch, Payment, PointsTest, PointsRow, Floor)
    missing = {
        key
        for key in keys(*models, Treaty, Party, AidCeiling, Intensity)
        if f"`{key}" not in text
        and f"{key}`" not in text
        and f"{key}]" not in text
        and f"{key} =" not in text
    }
    assert missing == set()


def test_every_part_of_a_film_is_documented() -> None:
    text = (DOCS / "film-folder.md").read_text("utf-8")
    missing = {key for key in keys(Film) if f"`{key}`" not in text and f"[{key}" not in text}
    assert missing == set()


def test_the_python_of_the_docs_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DOCS.parent)
    blocks = (DOCS / "python.md").read_text("utf-8").split("```python\n")[1:]
    names: dict[str, object] = {}
    for block in blocks:
        exec(block.split("```", 1)[0], names)
    assert str(names["read"].amount[0]) == "2584000.0"  # type: ignore[attr-defined]


def test_the_output_in_the_readme_is_real(monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    monkeypatch.chdir(DOCS.parent)
    monkeypatch.setenv("COLUMNS", "110")
    readme = (DOCS.parent / "README.md").read_text("utf-8")
    plan = CliRunner().invoke(app, ["plan", "examples/the-girl-with-the-needle"]).output
    words = ["rules", "try", "gb-avec", "core_total=9500000", "core_local=9000000"]
    real = {_plain(line) for line in (plan + CliRunner().invoke(app, words).output).splitlines()}
    shown = readme.split("```text\n")[1].split("```")[0].splitlines()
    shown += [line for line in readme.splitlines() if line.startswith(("amount:", "net:"))]
    assert [line for line in shown if line != "…" and _plain(line) not in real] == []


def _plain(line: str) -> str:
    return line.replace("\u202f", " ").rstrip()
