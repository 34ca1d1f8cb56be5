"""Worked computations of the authorities (and derived from their rules) hold to the cent.

Each `*.toml` beside this file is data that a lawyer can read and extend; this is all the code.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from borderless.film.model import Film
from borderless.finance.explain import explain
from borderless.finance.points import score
from borderless.rulebook.library import Library, load, version_for

FOLDER = Path(__file__).parent


def cases(points: bool) -> list[Any]:
    found = []
    for file in sorted(FOLDER.glob("*.toml")):
        if file.name.startswith("points-") is points:
            data = tomllib.loads(file.read_text("utf-8"), parse_float=Decimal)
            found += [
                pytest.param(case, id=f"{file.stem}: {case['name']}") for case in data["case"]
            ]
    return found


@cache
def library() -> Library:
    return load()[0]


@pytest.mark.parametrize("case", cases(points=False))
def test_the_amount_is_the_published_one(case: dict[str, Any]) -> None:
    assert case["basis"] in ("published", "derived")
    assert case["source"]
    scheme = library().scheme(case["scheme"])
    assert scheme is not None
    version, _, _ = version_for(scheme, {}, case["on"])
    assert version is not None, "no version of the rule on that day"
    known = set(version.figures()) | set(library().vocabulary.figure)
    assert set(case["figures"]) <= known
    figures = {name: Decimal(value) for name, value in case["figures"].items()}
    result = explain(library(), scheme, version, figures, case.get("facts", {}))
    if "amount" in case:
        assert result.amount is not None, result.missing
        assert result.amount.amount == Decimal(case["amount"])
    else:
        assert case["verdict"] != "qualifies" or result.amount is None
    if "net" in case:
        assert result.net is not None
        assert result.net.amount == Decimal(case["net"])
    assert result.verdict.value == case["verdict"], result.missing


@pytest.mark.parametrize("case", cases(points=True))
def test_the_points_are_the_published_ones(case: dict[str, Any]) -> None:
    assert case["basis"] in ("published", "derived")
    test = library().points(case["test"])
    assert test is not None
    phases = [
        {"stage": "post" if stage == "vfx" else stage, "country": country, "vfx": stage == "vfx"}
        for stage, countries in case.get("stages", {}).items()
        for country in countries
    ]
    film = Film.model_validate(
        {
            "title": case["name"],
            "delegate": case["parties"][0],
            "person": [{"name": "-", **person} for person in case.get("people", [])],
            "phase": phases,
            "test": {case["test"]: case.get("claims", {})},
        }
    )
    result = score(film, test, case["parties"])
    assert result.earned == Decimal(case["points"]), [
        (row.row.id, row.earned, row.because) for row in result.rows
    ]
    assert result.possible == Decimal(case["possible"])
    assert result.verdict.value == case["verdict"]
