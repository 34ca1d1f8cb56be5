"""The documentation of findings is under test: a paragraph for each code, and no more."""

from __future__ import annotations

import re
from pathlib import Path

from borderless.codes import codes, paragraph

SOURCE = Path(__file__).parents[1] / "src" / "borderless"


def used_codes() -> set[str]:
    return {
        code
        for file in SOURCE.rglob("*.py")
        for code in re.findall(r'"([A-Z]{3}[0-9]{3})"', file.read_text("utf-8"))
    }


def test_every_code_has_its_paragraph_and_every_paragraph_its_code() -> None:
    assert used_codes() == set(codes())


def test_a_paragraph_says_more_than_its_title() -> None:
    for code in codes():
        text = paragraph(code)
        assert text is not None
        title, _, body = text.partition("\n")
        assert title.startswith(f"{code} ")
        assert len(body.split()) >= 8, code


def test_no_such_code() -> None:
    assert paragraph("FIN999") is None
