"""What changed between two revisions, for those who see money and those who do not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from borderless.web.films.access import Access
from borderless.web.films.actions.saving import SaveFiles
from borderless.web.films.models import Film, Revision, Role
from borderless.web.history.comparing import MOST_CHANGES, compared, document_of

FILM = """title = "Two shores"
kind = "fiction"
format = "feature"
minutes = 95
languages = ["da"]
currency = "EUR"
delegate = "DK"

[[coproducer]]
company = "Shore One"
country = "DK"
share = 0.6

[[coproducer]]
company = "Shore Two"
country = "PL"
share = 0.4

[[person]]
post = "director"
name = "Ida"
residence = "DK"

[[source]]
name = "A fund"
kind = "selective_fund"
coproducer = "DK"
amount = 100000
status = "applied"
"""
BUDGET = "account,description,amount,currency,country\n1100,Script,1000,EUR,DK\n"
FILES = {"film.toml": FILM.encode(), "budget.csv": BUDGET.encode()}


@pytest.fixture
def shores(make_film: Callable[..., Film]) -> Film:
    return make_film(FILES)


def saved(film: Film, files: dict[str, str], take: tuple[str, ...] = ()) -> Revision:
    """A revision more, by Anna."""
    anna = film.roles.get(role=Role.OWNER).user
    put = {path: text.encode() for path, text in files.items()}
    revision = SaveFiles(Access(film, Role.OWNER, anna), film.head, put, take, "").run()
    assert revision is not None
    return revision


def test_changes_of_the_document_and_of_its_files(shores: Film) -> None:
    changed = FILM.replace('"DK"\n\n[[source', '"SE"\n\n[[source').replace("100000", "120000")
    new = saved(shores, {"film.toml": changed, "notes.txt": "Call Ida.\n"})
    found = compared(shores.revisions.get(number=1), new, sees_money=True)
    assert [(one.name, one.field, one.before, one.after) for one in found.changes] == [
        ("director Ida", "residence", "DK", "SE"),
        ('source "A fund"', "amount", "100,000", "120,000"),
    ]
    assert [(one.path, one.kind, one.is_main) for one in found.files] == [
        ("film.toml", "changed", True),
        ("notes.txt", "added", False),
    ]
    assert found.files[0].text is not None
    assert "+amount = 120000" in found.files[0].text.lines


def test_who_sees_no_money_is_told_how_much_is_hidden(shores: Film) -> None:
    changed = (
        FILM.replace('"DK"\n\n[[source', '"SE"\n\n[[source')
        .replace("100000", "120000")
        .replace("share = 0.6", "share = 0.55")
        + '\n[[coproducer]]\ncompany = "Shore Three"\ncountry = "SE"\nshare = 0.05\n'
    )
    new = saved(shores, {"film.toml": changed, "notes.txt": "The fee is 5000.\n"})
    found = compared(shores.revisions.get(number=1), new, sees_money=False)
    assert [(one.name, one.field, one.before, one.after) for one in found.changes] == [
        ("co-producer Shore Three", "", "", "company: Shore Three; country: SE"),
        ("director Ida", "residence", "DK", "SE"),
    ]
    assert found.files == ()
    assert found.hidden == 3  # two shares and an amount


def test_files_alone_are_compared_while_they_have_errors(shores: Film) -> None:
    broken = saved(shores, {"film.toml": FILM.replace('"feature"', '"featur"')})
    assert document_of(broken) is None
    found = compared(shores.revisions.get(number=1), broken, sees_money=True)
    assert (found.unread, found.changes, found.files[0].is_main) == (True, (), False)
    hidden = compared(shores.revisions.get(number=1), broken, sees_money=False)
    assert (hidden.unread, hidden.changes, hidden.files, hidden.hidden) == (True, (), (), 0)


def test_a_comment_is_no_change_of_the_document_but_one_of_the_file(shores: Film) -> None:
    new = saved(shores, {"film.toml": "# Ours.\n" + FILM})
    found = compared(shores.revisions.get(number=1), new, sees_money=True)
    assert found.changes == ()
    assert found.files[0].text is not None
    assert found.files[0].text.lines[1] == "+# Ours."


def test_files_that_are_no_text_are_named(shores: Film) -> None:
    first = saved(shores, {"poster.jpg": "one"})
    second = saved(shores, {"poster.jpg": "two"})
    third = saved(shores, {}, ("poster.jpg",))
    assert [one.text for one in compared(first, second, sees_money=True).files] == [None]
    assert [one.kind for one in compared(second, third, sees_money=True).files] == ["removed"]


def test_many_changes_are_cut_and_counted(shores: Film) -> None:
    lines = "".join(f"{2000 + n},Line {n},10,EUR,DK\n" for n in range(MOST_CHANGES + 7))
    new = saved(shores, {"budget.csv": BUDGET + lines})
    found = compared(shores.revisions.get(number=1), new, sees_money=True)
    assert (len(found.changes), found.more) == (MOST_CHANGES, 7)


def test_nothing_differs_from_itself_and_the_first_has_none_before_it(shores: Film) -> None:
    first = shores.revisions.get(number=1)
    assert compared(first, first, sees_money=True).is_nothing
    assert compared(None, first, sees_money=True).is_nothing


def test_a_document_of_another_time_is_unread(shores: Film) -> None:
    first = shores.revisions.get(number=1)
    first.document = {"title": 5}
    assert document_of(first) is None
