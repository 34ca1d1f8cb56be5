"""A film saved, restored and put away: by whom, from which revision, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from borderless.film.plain_files import CannotWriteError
from borderless.web.accounts.models import Organisation, OrganisationMember
from borderless.web.films import access as door
from borderless.web.films.access import Access
from borderless.web.films.actions.filing import PutFile, TakeFile
from borderless.web.films.actions.making import MakeFilm, PutAway, new_files
from borderless.web.films.actions.saving import RestoreRevision, SaveFiles, SaveFilm
from borderless.web.films.actions.sharing import ReplaceFolder
from borderless.web.films.models import Film, Revision, RevisionKind, Role
from borderless.web.films.pages import document_at
from borderless.web.films.store import NoRoomError, StaleError, files_of

EDITS = (Role.OWNER, Role.EDITOR)


def retitled(film: Film, title: str) -> Any:
    """The film's document under another title."""
    document = document_at(Access(film, Role.OWNER, None), film.head)
    assert document is not None
    return document.model_copy(update={"title": title})


def with_title(film: Film, line: str) -> dict[str, bytes]:
    """film.toml with another line where the title stands."""
    lines = files_of(film.newest())["film.toml"].decode().splitlines(keepends=True)
    changed = [f"{line}\n" if one.startswith("title =") else one for one in lines]
    assert changed != lines
    return {"film.toml": "".join(changed).encode()}


# --- who may, and from which revision ------------------------------------------------------------


DEEDS: dict[str, Callable[[Access, int], Any]] = {
    "a document": lambda access, base: SaveFilm(access, base, retitled(access.film, "B"), "").run(),
    "files": lambda access, base: SaveFiles(access, base, {"a.txt": b"a"}, (), "").run(),
    "a file": lambda access, base: PutFile(access, base, "a.txt", b"a").run(),
    "one less": lambda access, base: TakeFile(access, base, "film.toml").run(),
    "a folder": lambda access, base: ReplaceFolder(access, base, {"a.txt": b"a"}).run(),
    "an older one": lambda access, base: RestoreRevision(access, base, 1).run(),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("role", list(Role))
def test_who_may_save(role: Role, deed: str, needle: Film, anna: Any) -> None:
    SaveFiles(Access(needle, Role.OWNER, anna), 1, {"b.txt": b"b"}, (), "").run()
    access = Access(needle, role, anna)
    if role in EDITS:
        assert DEEDS[deed](access, 2).number == 3
    else:
        with pytest.raises(PermissionDenied):
            DEEDS[deed](access, 2)
        assert needle.revisions.count() == 2


@pytest.mark.parametrize("deed", DEEDS)
def test_nothing_is_saved_over_somebody_elses_change(deed: str, needle: Film, anna: Any) -> None:
    access = Access(needle, Role.OWNER, anna)
    SaveFiles(access, 1, {"b.txt": b"b"}, (), "").run()
    with pytest.raises(StaleError):
        DEEDS[deed](access, 1)
    assert needle.revisions.count() == 2


@pytest.mark.parametrize("role", list(Role))
def test_only_an_owner_puts_a_film_away(role: Role, needle: Film, anna: Any) -> None:
    access = Access(needle, role, anna)
    if role != Role.OWNER:
        with pytest.raises(PermissionDenied):
            PutAway(access).run()
        return
    PutAway(access).run()
    assert door.access_to(anna, needle.pk) is None
    assert list(door.films_of(anna)) == []
    PutAway(access, away=False).run()
    assert list(door.films_of(anna)) == [needle]
    assert needle.revisions.count() == 1


def test_what_a_company_makes_of_its_people(
    make_film: Callable[..., Film], anna: Any, ben: Any, vera: Any, sam: Any
) -> None:
    film = make_film({"film.toml": b""})
    film.organisation = Organisation.objects.create(name="Shore Films")
    film.save()
    OrganisationMember.objects.create(organisation=film.organisation, user=ben, is_admin=True)
    OrganisationMember.objects.create(organisation=film.organisation, user=vera)
    film.roles.create(user=vera, role=Role.VIEWER, granted_by=anna)
    roles = [door.role_of(one, film) for one in (anna, ben, vera, sam)]
    assert roles == [Role.OWNER, Role.OWNER, Role.EDITOR, None]
    ben.is_active = False
    assert door.access_to(ben, film.pk) is None


def test_a_film_is_made_for_a_company_by_its_people_alone(sam: Any) -> None:
    house = Organisation.objects.create(name="Others")
    with pytest.raises(PermissionDenied):
        MakeFilm(sam, {"film.toml": b""}, "A", organisation=house).run()
    assert not Film.objects.exists()


# --- restoring -----------------------------------------------------------------------------------


def test_an_older_folder_comes_back_whole_as_one_more(needle: Film, anna: Any) -> None:
    access = Access(needle, Role.OWNER, anna)
    old = files_of(needle.newest())
    SaveFiles(access, 1, {"film.toml": b"broken ="}, ("budget.csv",), "").run()
    assert needle.newest().document is None
    assert needle.title == "The Girl with the Needle"  # as long as nobody knows better
    restored = RestoreRevision(access, 2, 1).run()
    assert restored is not None
    assert (restored.number, restored.kind) == (3, RevisionKind.RESTORED)
    assert files_of(restored) == old
    assert restored.document == needle.revisions.get(number=1).document
    assert RestoreRevision(access, 3, 1).run() is None
    with pytest.raises(Revision.DoesNotExist):
        RestoreRevision(access, 3, 99).run()


# --- what cannot be kept -------------------------------------------------------------------------


def test_without_room_nothing_is_saved_and_it_is_said(
    needle: Film, anna: Any, signed_in: Callable[[Any], Client], settings: Any
) -> None:
    settings.FILM_BYTES = 1000
    with pytest.raises(NoRoomError):
        SaveFiles(Access(needle, Role.OWNER, anna), 1, {"a.txt": b"a"}, (), "").run()
    path = reverse("source-status", args=[needle.pk, 0])
    response = signed_in(anna).post(path, {"base": "1", "status": "planned"})
    assert response.status_code == 413
    assert "Nothing was saved" in response.content.decode()
    assert needle.revisions.count() == 1
    with pytest.raises(NoRoomError):
        MakeFilm(anna, {"a.txt": b"a" * 1001}, "Large").run()
    assert Film.objects.count() == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title = "The Girl with the Needle"\n', 'title = "A\\u0000B"\n'),
        ('original_title = "Pigen', 'original_title = "\\u0000Pigen'),
        ("[facts]\n", '[facts]\n"a\\u0000b" = true\n'),
    ],
)
def test_a_zero_character_is_an_error_with_its_line(
    old: str, new: str, needle: Film, anna: Any, signed_in: Callable[[Any], Client]
) -> None:
    before = files_of(needle.newest())["film.toml"].decode()
    text = before.replace(old, new, 1)
    assert text != before
    client = signed_in(anna)
    path = reverse("file", args=[needle.pk, "film.toml"])
    client.post(path, {"base": "1", "text": text})
    needle.refresh_from_db()
    assert needle.head == 2
    assert needle.newest().document is None
    for page in ("overview", "people", "budget", "finance", "recoupment", "files", "history"):
        assert client.get(reverse(page, args=[needle.pk])).status_code == 200
    assert needle.title in client.get("/").content.decode()
    assert "zero character" in client.get(path).content.decode()
    assert f"{path}?line=" in client.get(reverse("overview", args=[needle.pk])).content.decode()


@pytest.mark.parametrize("text", ['"a\\u0000b" = 1\n', '"\\u0000" = "\\u0000"\n'])
def test_a_finding_that_quotes_a_zero_character_closes_no_page(
    text: str, needle: Film, anna: Any, signed_in: Callable[[Any], Client]
) -> None:
    files = files_of(needle.newest())
    put = {"film.toml": text.encode() + files["film.toml"]}
    SaveFiles(Access(needle, Role.OWNER, anna), 1, put, (), "").run()
    client = signed_in(anna)
    assert client.get("/").status_code == 200
    assert client.get(reverse("overview", args=[needle.pk])).status_code == 200


def test_a_document_with_a_zero_character_is_not_written(needle: Film, anna: Any) -> None:
    with pytest.raises(CannotWriteError, match="zero character"):
        SaveFilm(Access(needle, Role.OWNER, anna), 1, retitled(needle, "A\x00B"), "").run()
    assert needle.revisions.count() == 1


def test_titles_that_are_too_much_for_a_list(anna: Any, needle: Film) -> None:
    assert MakeFilm(anna, new_files("A", "DK"), "A\x00" + "B" * 400).run().title == "A"
    SaveFiles(
        Access(needle, Role.OWNER, anna), 1, with_title(needle, f'title = "{"x" * 400}"'), (), ""
    ).run()
    needle.refresh_from_db()
    assert needle.title == "x" * 300
    assert (needle.newest().document or {})["title"] == "x" * 400


# --- saved late ----------------------------------------------------------------------------------


@pytest.fixture
def overtaken(
    needle: Film, anna: Any, ben: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[int], dict[str, bytes]], int], None]:
    """Ben saves after a request of Anna's has read the film, and before it has saved."""

    def overtake(put: Callable[[int], dict[str, bytes]], times: int = 1) -> None:
        real = door.access_to
        done: list[Any] = []

        def read(user: Any, film_id: Any) -> Access | None:
            found = real(user, film_id)
            if user == anna and not done:
                done.append(1)
                film = Film.objects.get(pk=needle.pk)
                SaveFiles(Access(film, Role.EDITOR, ben), film.head, put(film.head), (), "").run()
            return found

        monkeypatch.setattr(door, "access_to", read)

    return overtake


def set_status(client: Client, film: Film, word: str = "planned") -> HttpResponse:
    path = reverse("source-status", args=[film.pk, 0])
    return client.post(path, {"base": "1", "status": word})  # type: ignore[return-value]


def test_who_is_overtaken_while_saving_is_joined(
    needle: Film, anna: Any, signed_in: Callable[[Any], Client], overtaken: Any
) -> None:
    overtaken(lambda _: with_title(needle, 'title = "Naalen"'))
    assert set_status(signed_in(anna), needle)["Location"] == reverse("finance", args=[needle.pk])
    newest = Film.objects.get(pk=needle.pk).newest()
    assert (newest.number, newest.kind) == (3, RevisionKind.MERGED)
    document = newest.document or {}
    assert (document["title"], document["source"][0]["status"]) == ("Naalen", "planned")


def test_who_is_overtaken_at_the_same_thing_is_asked(
    needle: Film, anna: Any, signed_in: Callable[[Any], Client], overtaken: Any
) -> None:
    files = files_of(needle.newest())
    name = (needle.newest().document or {})["source"][0]["name"].encode()
    entry = files["film.toml"].index(name)
    status = files["film.toml"].index(b'status = "', entry)
    end = files["film.toml"].index(b"\n", status)
    toml = files["film.toml"][:status] + b'status = "refused"' + files["film.toml"][end:]
    overtaken(lambda _: {"film.toml": toml})
    response = set_status(signed_in(anna), needle)
    draft = needle.drafts.get()
    assert response["Location"] == reverse("merge", args=[needle.pk, draft.pk])
    assert (draft.base, draft.author) == (1, anna)
    assert Film.objects.get(pk=needle.pk).head == 2
    page = signed_in(anna).get(response["Location"]).content.decode()
    assert "refused" in page.lower()


def test_who_is_overtaken_by_a_broken_file_keeps_a_draft(
    needle: Film, anna: Any, signed_in: Callable[[Any], Client], overtaken: Any
) -> None:
    overtaken(lambda _: {"film.toml": b"broken ="})
    response = set_status(signed_in(anna), needle)
    assert response["Location"] == reverse("merge", args=[needle.pk, needle.drafts.get().pk])
    assert signed_in(anna).get(response["Location"]).status_code == 200


def test_who_is_overtaken_again_and_again_keeps_a_draft(
    needle: Film,
    anna: Any,
    ben: Any,
    signed_in: Callable[[Any], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = SaveFilm.run

    def late(self: SaveFilm) -> Revision | None:
        if self.access.user == anna:
            film = Film.objects.get(pk=needle.pk)
            put = {"note.txt": str(film.head).encode()}
            SaveFiles(Access(film, Role.EDITOR, ben), film.head, put, (), "").run()
        return real(self)

    monkeypatch.setattr(SaveFilm, "run", late)
    response = set_status(signed_in(anna), needle)
    assert response["Location"] == reverse("merge", args=[needle.pk, needle.drafts.get().pk])
    documents = [one.document or {} for one in needle.revisions.all()]
    statuses = {one["source"][0]["status"] for one in documents}
    assert statuses == {(needle.revisions.get(number=1).document or {})["source"][0]["status"]}


def test_a_long_account_of_a_late_change_is_cut(needle: Film, anna: Any, ben: Any) -> None:
    from django.contrib.messages.storage.fallback import FallbackStorage
    from django.test import RequestFactory

    from borderless.web.films.pages import save_or_join

    access = Access(needle, Role.OWNER, anna)
    mine = retitled(needle, "Mine")
    other = Access(Film.objects.get(pk=needle.pk), Role.EDITOR, ben)
    SaveFilm(other, 1, retitled(needle, "His"), "").run()
    request = RequestFactory().post("/")
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    save_or_join(request, access, 1, mine, "w" * 400, "/")
    assert needle.drafts.get().what == "w" * 300
