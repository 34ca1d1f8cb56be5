"""The web tests' people and films, and a workbench that a browser can open.

Anna produces in Copenhagen and owns the film, Ben edits it, Fiona looks at its finance, Vera only
looks, Sam is a stranger.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chromium import CHROMIUM

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Browser, BrowserContext, Page

    from borderless.web.accounts.models import User
    from borderless.web.films.models import Film, GuestLink

EXAMPLES = Path(__file__).parent.parent / "examples"
PASSWORD = "a long enough password"

# Playwright runs an event loop in the tests' thread, where Django would refuse its database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def folder_files(folder: Path) -> dict[str, bytes]:
    """Every file of a film's folder, as an upload or an import has them."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as in life: in memory, threads that wait would fail instead."""
    from django.db import connection

    if connection.vendor == "sqlite":
        name = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        connection.settings_dict["TEST"]["NAME"] = name


@pytest.fixture
def make_user(db: None) -> Callable[..., User]:
    """Makes a person with a confirmed address."""
    from allauth.account.models import EmailAddress

    from borderless.web.accounts.models import User

    def make(name: str, **profile: Any) -> User:
        email = f"{name.lower()}@example.org"
        user = User.objects.create_user(email, PASSWORD, name=name, **profile)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        return user

    return make


@pytest.fixture
def anna(make_user: Callable[..., User]) -> User:
    """Owns the film."""
    return make_user("Anna", country="DK", city="Copenhagen", time_zone="Europe/Copenhagen")


@pytest.fixture
def ben(make_user: Callable[..., User]) -> User:
    """Edits it, in Warsaw, with decimal commas."""
    return make_user("Ben", country="PL", time_zone="Europe/Warsaw")


@pytest.fixture
def fiona(make_user: Callable[..., User]) -> User:
    """Sees its finance."""
    return make_user("Fiona")


@pytest.fixture
def vera(make_user: Callable[..., User]) -> User:
    """Sees it without its money."""
    return make_user("Vera")


@pytest.fixture
def sam(make_user: Callable[..., User]) -> User:
    """A stranger to the film."""
    return make_user("Sam")


@pytest.fixture
def make_film(anna: User) -> Callable[..., Film]:
    """Makes a film of Anna's from files, or from an example by its folder's name."""
    from borderless.web.films.actions.making import MakeFilm

    def make(files: Mapping[str, bytes] | str, owner: User = anna) -> Film:
        if isinstance(files, str):
            return MakeFilm(owner, folder_files(EXAMPLES / files), files).run()
        return MakeFilm(owner, files, "A film").run()

    return make


@pytest.fixture
def needle(make_film: Callable[..., Film], anna: User, ben: User, fiona: User, vera: User) -> Film:
    """The Girl with the Needle, which Anna owns and shares with Ben, Fiona and Vera."""
    from borderless.web.films.models import FilmRole, Role

    film = make_film("the-girl-with-the-needle")
    for user, role in ((ben, Role.EDITOR), (fiona, Role.FINANCE_VIEWER), (vera, Role.VIEWER)):
        FilmRole.objects.create(film=film, user=user, role=role, granted_by=anna)
    return film


@pytest.fixture
def guest_link(needle: Film, anna: User) -> tuple[GuestLink, str]:
    """An open link for somebody without an account, and its secret."""
    from datetime import timedelta

    from django.utils import timezone

    from borderless.web.films.models import GuestLink, Role

    secret = GuestLink.new_secret()
    link = GuestLink.objects.create(
        film=needle,
        label="Ms Kim, a fund",
        role=Role.VIEWER,
        digest=GuestLink.digest_of(secret),
        created_by=anna,
        expires_at=timezone.now() + timedelta(days=7),
    )
    return link, secret


@pytest.fixture
def signed_in(client: Client) -> Callable[[User], Client]:
    """The test client as a person."""
    from django.test import Client as NewClient

    def sign_in(user: User) -> Client:
        fresh = NewClient()
        fresh.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        return fresh

    return sign_in


# --- in a browser --------------------------------------------------------------------------------


class Desk:
    """Somebody at a browser: opens pages of the running workbench, and hears its complaints."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context = context
        self.url = url
        self.heard: list[str] = []
        self.page: Page = self.new_page()

    def new_page(self) -> Page:
        """One more tab."""
        page = self.context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(str(error)))
        page.on("request", self._request)
        return page

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.heard.append(message.text)

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.heard.append(f"asked {request.url}")

    def open(self, path: str) -> Page:
        """Opens an address of the workbench."""
        self.page.goto(f"{self.url}{path}")
        return self.page


@pytest.fixture
def desk(browser: Browser, live_server: Any, client: Client) -> Iterator[Callable[..., Desk]]:
    """Puts a person (or nobody) at a browser; fails when a page complains or asks elsewhere."""
    from django.conf import settings
    from django.test import Client as NewClient

    desks: list[Desk] = []

    def sit_down(
        user: User | None = None, *, width: int = 1280, scheme: str = "light", **how: Any
    ) -> Desk:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,  # type: ignore[arg-type]
            **how,
        )
        context.set_default_timeout(15_000)
        if user is not None:
            fresh = NewClient()
            fresh.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
            cookie = fresh.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies(
                [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
            )
        made = Desk(context, live_server.url)
        desks.append(made)
        return made

    yield sit_down
    for one in desks:
        one.context.close()
    assert [text for one in desks for text in one.heard] == []


needs_browser = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed")
