"""The documentation is under test: every command, option and rule key has its place in docs/."""

from __future__ import annotations

import re
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest
import typer.main
from typer.testing import CliRunner

from borderless.cli.app import app
from borderless.film.model import Film
from borderless.film.recoupment import (
    Agent,
    Amendment,
    Claim,
    Deal,
    Draw,
    Interest,
    Medium,
    Onward,
    Part,
    PremiumStep,
    Recoupment,
    Statements,
    Tier,
    View,
    When,
)
from borderless.film.wishes import Candidate, LineOption, Placement, PossiblePartner, SpendWish
from borderless.finance.wording import number_words
from borderless.rulebook.aid import AidCeiling, Intensity
from borderless.rulebook.library import load
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


def test_every_key_of_placement_is_documented() -> None:
    text = (DOCS / "film-folder.md").read_text("utf-8")
    section = text.split("### What may change", 1)[1].split("\n## ", 1)[0]
    named = keys(Placement, LineOption, PossiblePartner, SpendWish, Candidate)
    missing = {
        key
        for key in named
        if f"`{key}`" not in section
        and f"`{key} = " not in section
        and f"`[[placement.{key}]]`" not in section
    }
    assert missing == set()


def test_every_key_of_recoupment_is_documented() -> None:
    text = (DOCS / "recoupment.md").read_text("utf-8")
    models = (Recoupment, Deal, Agent, Tier, Claim, When, Interest, Draw, PremiumStep, Part)
    named = keys(*models, Onward, View, Amendment, Statements)
    words = {*Medium, *(word for model in (*models, View) for word in _words_of(model))}
    assert {key for key in named | words if f"`{key}`" not in text} == set()


def _words_of(model: type) -> set[str]:
    """The words that its keys take, where these are a choice."""
    fields = model.model_fields.values()  # type: ignore[attr-defined]
    kinds = [get_args(one.annotation) for one in fields if get_origin(one.annotation) is Literal]
    return {word for kind in kinds for word in kind if isinstance(word, str)}


def test_what_the_docs_call_usual_is_what_the_rulebook_says() -> None:
    settings = load()[0].settings.placement
    shares = ("discount", "open_condition", "smallest_share", "proportion")
    said = {name: number_words(getattr(settings, name), "share") for name in shares}
    for kind, value in settings.probability.items():
        said[f"probability.{kind}"] = number_words(value, "share")
    said["partner_cost"] = f"{settings.partner_cost:,} {settings.currency}".replace(",", " ")
    said["spend_per_grant"] = number_words(Decimal(settings.spend_per_grant), "number")
    text = (DOCS / "placement.md").read_text("utf-8")
    rows = [line.split("|")[1:3] for line in text.splitlines() if line.startswith("| `")]
    usual = {name.strip(" `"): value.strip() for name, value in rows}
    assert {name: usual.get(name) for name in said} == said


def test_the_python_of_the_docs_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(DOCS.parent)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    blocks = (DOCS / "python.md").read_text("utf-8").split("```python\n")[1:]
    names: dict[str, object] = {}
    for block in blocks:
        exec(block.split("```", 1)[0], names)
    assert str(names["read"].amount[0]) == "2584000.0"  # type: ignore[attr-defined]
    assert names["answer"].outcome == "proved best"  # type: ignore[attr-defined]
    assert len(names["written"]) == 2  # type: ignore[arg-type]


HADSEL = ("optimise", "examples/one-day-in-hadsel", "--no-frontier")


@pytest.mark.parametrize(
    ("document", "number", "words"),
    [
        ("README.md", 0, ("plan", "examples/the-girl-with-the-needle")),
        ("README.md", 1, HADSEL),
        ("README.md", 2, ("waterfall", "examples/the-girl-with-the-needle")),
        ("docs/placement.md", 0, HADSEL),
        ("docs/cashflow.md", 0, ("cashflow", "examples/the-girl-with-the-needle")),
    ],
)
def test_the_output_in_the_docs_is_real(
    document: str, number: int, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(DOCS.parent)
    monkeypatch.setenv("COLUMNS", "110")
    text = Path(document).read_text("utf-8")
    shown = text.split("```text\n")[1:][number].split("```")[0].splitlines()
    real = iter([_plain(line) for line in CliRunner().invoke(app, list(words)).output.splitlines()])
    # `in` reads on from the line found, so the lines are there in this order.
    assert [line for line in shown if line != "…" and _plain(line) not in real] == []


def test_the_amounts_of_the_readme_are_real() -> None:
    readme = (DOCS.parent / "README.md").read_text("utf-8")
    words = ["rules", "try", "gb-avec", "core_total=9500000", "core_local=9000000"]
    real = {_plain(line) for line in CliRunner().invoke(app, words).output.splitlines()}
    shown = [line for line in readme.splitlines() if line.startswith(("amount:", "net:"))]
    assert len(shown) == 2
    assert [line for line in shown if _plain(line) not in real] == []


def test_every_link_of_the_docs_leads_somewhere() -> None:
    documents = [
        *DOCS.glob("*.md"),
        *(DOCS.parent / one for one in ("README.md", "CONTRIBUTING.md")),
    ]
    broken = []
    for document in documents:
        for target in re.findall(r"\]\(([^)#:]*)(?:#([^)]*))?\)", document.read_text("utf-8")):
            file = document.parent / target[0] if target[0] else document
            if not file.exists() or (target[1] and target[1] not in _anchors(file)):
                broken.append((document.name, target))
    assert broken == []


def _anchors(file: Path) -> set[str]:
    titles = re.findall(r"^#+ (.*)$", file.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def _plain(line: str) -> str:
    return line.replace("\u202f", " ").rstrip()
