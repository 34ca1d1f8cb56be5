"""The scripts of every page in a browser: drafts, questions, notices, the look."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import SHUT_RDWR
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message
from django.contrib.staticfiles import finders
from django.template import engines
from django.test import RequestFactory

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

POLICY = "; ".join(
    ["default-src 'none'"]
    + [f"{kind}-src 'self'" for kind in ("script", "style", "img", "connect")]
)
FORM = """
{% extends "base.html" %}{% block title %}Source{% endblock %}
{% block content %}
<form method="post" data-draft="film:1:source" data-guard>
  <input type="hidden" name="base" value="BASE">
  <label>Name <input name="name" value="DR"></label>
  <label>Note <textarea name="note"></textarea></label>
  <label><input type="checkbox" name="firm" value="1"> Firm</label>
  <label>Password <input type="password" name="secret"></label>
  <button>Save</button>
  <button name="remove" data-confirm="Remove DR from the plan?" data-agree="Remove it">
    Remove</button>
</form>
<button hx-post="/late/" hx-target="#answer">Late</button>
<button hx-get="/broken/" hx-target="#answer">Broken</button>
<button hx-get="/ended/" hx-target="#answer">Ended</button>
<button hx-get="/cut/" hx-target="#answer">Cut</button>
<div id="answer"></div>
{% endblock %}
"""
SAVED = '{% extends "base.html" %}{% block content %}<h1>Plan</h1>{% endblock %}'


def page_of(source: str, **context: Any) -> str:
    request = RequestFactory().get("/source/")
    return str(engines["django"].from_string(source).render(context, request))


class Workbench(ThreadingHTTPServer):
    """Answers the browser: one page, its static files, and what a test wants to go wrong."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.base = "17"
        self.posted: list[str] = []
        self.token = ""
        self.says_saved = True

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/source/"


class Answer(BaseHTTPRequestHandler):
    """One answer."""

    server: Workbench

    def do_GET(self) -> None:
        if self.path.startswith("/static/"):
            name = self.path.removeprefix("/static/")
            kind = mimetypes.guess_type(name)[0] or "text/plain"
            self.say(Path(str(finders.find(name))).read_bytes(), kind=kind)
        elif self.path == "/broken/":
            self.say(b"no", 500)
        elif self.path == "/ended/":
            self.send_response(302)
            self.send_header("location", "/accounts/login/")
            self.send_header("content-length", "0")
            self.end_headers()
        elif self.path == "/cut/":
            self.close_connection = True
            self.connection.shutdown(SHUT_RDWR)
        else:
            self.say(page_of(FORM.replace("BASE", self.server.base)).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        if self.path == "/late/":
            self.server.token = self.headers["x-csrftoken"]
            self.say(b"<p>Ben saved before you</p>", 409)
        else:
            self.server.posted.append(body)
            message = Message(SUCCESS, "Saved as revision 18.")
            shown = [message] if self.server.says_saved else []
            self.say(page_of(SAVED, messages=shown).encode())

    def say(self, body: bytes, status: int = 200, kind: str = "text/html; charset=utf-8") -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.send_header("content-security-policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def workbench() -> Iterator[Workbench]:
    with Workbench() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def page(browser: Browser, workbench: Workbench) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on(
        "console",
        lambda message: faults.append(message.text) if "Policy" in message.text else None,
    )
    opened.on("dialog", lambda dialog: dialog.accept())
    opened.goto(workbench.address)
    yield opened
    context.close()
    assert faults == []


def type_note(page: Page, text: str) -> None:
    page.get_by_label("Note").fill(text)
    while text not in page.evaluate("JSON.stringify(localStorage)"):
        page.wait_for_timeout(20)


def drafts(page: Page) -> list[str]:
    kept: list[str] = page.evaluate(
        "Object.keys(localStorage).filter(one => one.startsWith('draft:'))"
    )
    return kept


def test_what_was_typed_comes_back_with_the_revision_it_was_typed_on(
    page: Page, workbench: Workbench
) -> None:
    page.get_by_label("Firm").check()
    type_note(page, "An assumption of ours")
    workbench.base = "18"
    page.reload()
    page.get_by_role("button", name="Put it back").click()
    assert page.get_by_label("Note").input_value() == "An assumption of ours"
    assert page.get_by_label("Firm").is_checked()
    # Made from revision 17, so that the server joins it with 18 instead of undoing it.
    assert page.locator("[name=base]").input_value() == "17"


def test_a_password_is_never_kept(page: Page) -> None:
    page.get_by_label("Password").fill("correct horse")
    type_note(page, "x")
    assert "correct horse" not in page.evaluate("JSON.stringify(localStorage)")


def test_a_draft_can_be_discarded(page: Page) -> None:
    type_note(page, "x")
    page.reload()
    page.get_by_role("button", name="Discard it").click()
    assert drafts(page) == []


def test_a_draft_is_forgotten_once_it_is_saved(page: Page) -> None:
    type_note(page, "x")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Plan").wait_for()
    assert drafts(page) == []


def test_a_draft_stays_where_the_server_did_not_say_that_it_saved(
    page: Page, workbench: Workbench
) -> None:
    workbench.says_saved = False
    type_note(page, "x")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Plan").wait_for()
    assert len(drafts(page)) == 1


def test_a_question_comes_before_what_cannot_be_undone(page: Page, workbench: Workbench) -> None:
    page.get_by_role("button", name="Remove").click()
    dialog = page.get_by_role("dialog")
    assert "Remove DR from the plan?" in dialog.inner_text()
    dialog.get_by_role("button", name="Cancel").click()
    assert workbench.posted == []
    page.get_by_role("button", name="Remove").click()
    dialog.get_by_role("button", name="Remove it").click()
    page.get_by_role("heading", name="Plan").wait_for()
    assert len(workbench.posted) == 1
    assert "remove=" in workbench.posted[0]


def test_a_late_answer_is_shown_and_the_token_is_sent(page: Page, workbench: Workbench) -> None:
    page.get_by_role("button", name="Late").click()
    page.get_by_text("Ben saved before you").wait_for()
    assert len(workbench.token) > 30


@pytest.mark.parametrize(
    ("button", "says"),
    [
        ("Broken", "it is our fault"),
        ("Ended", "You were signed out"),
        ("Cut", "The connection is gone"),
    ],
)
def test_what_goes_wrong_is_said(page: Page, button: str, says: str) -> None:
    page.get_by_role("button", name=button).click()
    page.locator("#notices .notice").get_by_text(says).wait_for()
    assert page.locator("#answer").inner_text() == ""
    page.get_by_role("button", name="Close this notice").click()
    assert page.locator("#notices .notice").count() == 0


def test_a_chosen_look_holds_after_a_reload(page: Page) -> None:
    page.locator("summary", has_text="English").click()
    page.get_by_role("button", name="Dark").click()
    page.keyboard.press("Escape")
    assert page.locator("details.menu[open]").count() == 0
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
