"""The stylesheets and pages keep their promises: any direction, strict policy, small, readable."""

from __future__ import annotations

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template

import borderless.web.design

WEB = Path(borderless.web.design.__file__).parent.parent
STATIC = WEB / "design" / "static" / "borderless"
SHEETS = sorted(WEB.rglob("static/**/*.css"))
TEMPLATES = sorted(WEB.rglob("templates/**/*.html"))
SCRIPTS = sorted(STATIC.glob("*.js"))

PHYSICAL = re.compile(
    r"""(?<![\w-])(
        (margin|padding|border|scroll-margin|scroll-padding)-(left|right|top|bottom)
      | left | right | top | bottom | width | height | (min|max)-(width|height)
      | border-(top|bottom)-(left|right)-radius
    )\s*: | (text-align|float|clear)\s*:\s*(left|right)""",
    re.VERBOSE,
)
MEDIA = re.compile(r"@(media|container)[^{]*")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def name_of(path: Path) -> str:
    return str(path.relative_to(WEB))


@pytest.mark.parametrize("sheet", SHEETS, ids=name_of)
def test_sheets_know_no_left_and_right(sheet: Path) -> None:
    text = MEDIA.sub("", COMMENT.sub("", sheet.read_text("utf-8")))
    assert [found.group(0) for found in PHYSICAL.finditer(text)] == []


class Watch(HTMLParser):
    """Collects what the content security policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []
        self._script = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and not given.keys() & {"src", "type"}):
            self.refused.append(f"<{tag}> within the page")
        if "style" in given:
            self.refused.append(f"style attribute of <{tag}>")
        self.refused += [f"{name} of <{tag}>" for name in given if name.startswith(("on", "hx-on"))]
        if (given.get("href") or given.get("action") or "").startswith("javascript:"):
            self.refused.append(f"script address of <{tag}>")


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_pages_hold_no_style_and_no_script(template: Path) -> None:
    watch = Watch()
    watch.feed(re.sub(r"{%.*?%}", "", template.read_text("utf-8")))
    assert watch.refused == []


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_what_a_page_takes_in_exists(template: Path) -> None:
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", template.read_text("utf-8"))
    files = re.findall(r"{% static ['\"]([^'\"]+)['\"]", text)
    assert [file for file in files if finders.find(file) is None] == []
    for part in re.findall(r"{% (?:include|extends) ['\"]([^'\"]+)['\"]", text):
        get_template(part)


def test_styles_and_scripts_are_small() -> None:
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in [*SHEETS, *SCRIPTS]}
    assert sum(sizes.values()) < 60_000, sizes
    assert len((STATIC / "page.js").read_bytes()) <= 6_144


def test_scripts_have_no_words_of_their_own() -> None:
    """Sentences stand in templates, where they are translated."""
    for script in SCRIPTS:
        code = re.sub(r"//.*|/\*.*?\*/", "", script.read_text("utf-8"))
        assert re.findall(r'"[A-Z][a-z]+ [a-z ]+', code) == [], script.name


# --- contrast, by WCAG 2.2's formula for relative luminance ---

PAIR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
TOKENS = {
    name: (light, dark)
    for name, light, dark in PAIR.findall((STATIC / "tokens.css").read_text("utf-8"))
}
TEXT = [
    *[(ink, ground) for ink in ("ink", "soft", "accent") for ground in ("paper", "wash", "raised")],
    *[("on-accent", "accent"), ("on-accent", "accent-deep"), ("on-chosen", "chosen")],
    *[("paper", "ink"), ("ink", "step-0"), ("accent", "chosen"), ("soft", "chosen")],
    *[(f"on-{ink}", ink) for ink in ("applied", "planned", "gap")],
    *[(f"on-{step}", f"step-{step}") for step in range(6)],
]
EDGES = [
    *[("edge", ground) for ground in ("paper", "wash", "raised")],
    *[("accent", ground) for ground in ("paper", "wash", "raised", "step-1")],
]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(ink: str, ground: str, scheme: int) -> None:
    assert contrast(TOKENS[ink][scheme], TOKENS[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_of_fields_can_be_seen(edge: str, ground: str, scheme: int) -> None:
    assert contrast(TOKENS[edge][scheme], TOKENS[ground][scheme]) >= 3


def test_the_report_has_the_same_colours() -> None:
    report = (WEB.parent / "dossier" / "templates" / "report.css").read_text("utf-8")
    light, dark = report.split("prefers-color-scheme: dark", 1)
    named = re.compile(r"--([\w-]+): (#[0-9a-f]{3,6})")

    def long(colour: str) -> str:
        return colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])

    for side, text in enumerate((light, dark)):
        for name, colour in named.findall(text):
            assert TOKENS[name][side] == long(colour), name
