"""Every address asked by everybody, and compared with one written table.

`permission_table.toml` says for each route and method who gets in. A route that is not in the
table fails, and so does a row whose route is gone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from borderless.web.accounts.models import Invitation, Organisation, OrganisationMember, User
from borderless.web.api.models import Scope, make_token
from borderless.web.films.models import Draft, Film, GuestLink, Role
from borderless.web.jobs.models import Job

TABLE = tomllib.loads((Path(__file__).parent / "permission_table.toml").read_text("utf-8"))
PEOPLE = ("owner", "editor", "finance_viewer", "viewer", "guest", "stranger", "anonymous")
METHODS = ("GET", "POST")


@dataclass(frozen=True)
class Route:
    name: str
    parameters: tuple[str, ...]

    @property
    def is_api(self) -> bool:
        return self.name.startswith("api-v1:") and not self.name.endswith("openapi-json")


def routes() -> dict[str, Route]:
    return {route.name: route for route in walked(get_resolver().url_patterns, "", ())}


def walked(patterns: Any, namespace: str, taken: tuple[str, ...]) -> Iterator[Route]:
    for pattern in patterns:
        parameters = (*taken, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walked(pattern.url_patterns, inner, parameters)
        else:
            assert isinstance(pattern, URLPattern)
            regex = pattern.pattern.regex.groupindex
            names = dict.fromkeys([*parameters, *regex])
            assert pattern.name, f"{pattern} has no name"
            yield Route(namespace + pattern.name, tuple(names))


def verdict(response: Any) -> str:
    """What an answer means, in the words of the table."""
    status = response.status_code
    if status == 302 and response["Location"].startswith(reverse(settings.LOGIN_URL)):
        return "sign in"
    words = {401: "sign in", 403: "no", 404: "hidden", 405: "no such method"}
    assert status < 500, f"{status} {response.content[:2000]!r}"
    return words.get(status, "yes")


def test_every_route_is_in_the_table_and_every_row_has_a_route() -> None:
    assert set(TABLE["routes"]) == set(routes())


def expected(route: str, method: str, who: str) -> set[str]:
    """The answers that the table allows; one, but for methods that a route does not have."""
    row = TABLE["routes"][route]
    if method in row:
        return {TABLE["groups"][row[method]][who]}
    # Whoever has to sign in first is not told which methods there are.
    return {"no such method"} | ({"sign in"} if who in ("guest", "anonymous") else set())


@pytest.fixture
def values(
    needle: Film, anna: User, ben: User, guest_link: tuple[GuestLink, str]
) -> dict[str, Any]:
    """A value for every parameter of every route."""
    revision = needle.newest()
    house = Organisation.objects.create(name="A house")
    OrganisationMember.objects.create(organisation=house, user=anna, is_admin=True)
    member = OrganisationMember.objects.create(organisation=house, user=ben)
    job = Job.objects.create(film=needle, revision=revision, kind="risk", key="k")
    draft = Draft.objects.create(
        film=needle, author=anna, base=1, document=revision.document, back_to="/"
    )
    token, _ = make_token(anna, "x", [Scope.RULES])
    return {
        "film_id": needle.pk,
        "job_id": job.pk,
        "draft_id": draft.pk,
        "number": 1,
        "other": 1,
        "path": "film.toml",
        "rule_id": "pl-rebate",
        "link_id": guest_link[0].pk,
        "secret": "not-a-secret",
        "token": "not-a-token",
        "token_id": token.pk,
        "organisation_id": house.pk,
        "member_id": member.pk,
        "invitation_id": Invitation.objects.create(organisation=house, email="x@example.org").pk,
        "user_id": ben.pk,
        "role_id": needle.roles.get(user=ben, role=Role.EDITOR).pk,
        "index": 0,
        "key": "abc",
        "pk": 1,
        "uidb36": "1",
        "slug": "the-girl-with-the-needle",
        "what": "person",
        "kind": "partner",
    }


@pytest.fixture
def bodies(needle: Film) -> dict[tuple[str, str], Any]:
    """What the API is sent, by method and route, so that nothing is refused for its form."""
    return {
        ("POST", "api-v1:make_film"): {"title": "Another", "delegate": "DK"},
        ("POST", "api-v1:ask_for_job"): {"kind": "risk"},
        ("PUT", "api-v1:save_document"): needle.newest().document,
    }


@pytest.fixture
def clients(
    anna: User,
    ben: User,
    fiona: User,
    vera: User,
    sam: User,
    guest_link: tuple[GuestLink, str],
    signed_in: Callable[[User], Client],
) -> dict[str, Client]:
    """Everybody at a browser, the guest with the link opened."""
    from borderless.web.films.access import GUEST_SESSION_KEY

    guest = Client()
    session = guest.session
    session[GUEST_SESSION_KEY] = [guest_link[0].pk]
    session.save()
    guest.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    people = {"owner": anna, "editor": ben, "finance_viewer": fiona, "viewer": vera}
    signed = {who: signed_in(user) for who, user in (people | {"stranger": sam}).items()}
    return signed | {"guest": guest, "anonymous": Client()}


@pytest.fixture
def tokens(anna: User, ben: User, fiona: User, vera: User, sam: User) -> dict[str, str]:
    """A token with every scope for everybody who can have one."""
    people = {
        "owner": anna,
        "editor": ben,
        "finance_viewer": fiona,
        "viewer": vera,
        "stranger": sam,
    }
    return {who: make_token(user, "all", list(Scope.values))[1] for who, user in people.items()}


@pytest.mark.parametrize("who", PEOPLE)
def test_the_table_is_what_happens(
    who: str,
    values: dict[str, Any],
    bodies: dict[tuple[str, str], Any],
    clients: dict[str, Client],
    tokens: dict[str, str],
) -> None:
    wrong = []
    for route in routes().values():
        address = reverse(route.name, kwargs={name: values[name] for name in route.parameters})
        headers = {"if-match": '"1"'}
        if route.is_api and who in tokens:
            headers["authorization"] = f"Bearer {tokens[who]}"
        for method in (*METHODS, *(("PUT",) if route.is_api else ())):
            wanted = expected(route.name, method, who)
            body = bodies.get((method, twin(route.name)), {}) if route.is_api else None
            got = asked(clients[who], method, address, headers, body)
            if got not in wanted:
                wrong.append(f"{method} {route.name} as {who}: {got}, not {' or '.join(wanted)}")
    assert wrong == []


def twin(route: str) -> str:
    """The name of the bodies of an address that has a name for each of its methods."""
    return {
        "api-v1:list_films": "api-v1:make_film",
        "api-v1:list_jobs": "api-v1:ask_for_job",
        "api-v1:show_document": "api-v1:save_document",
    }.get(route, route)


def asked(client: Client, method: str, address: str, headers: dict[str, str], body: Any) -> str:
    """What somebody gets; whatever it changed is undone."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        if body is not None and method in ("POST", "PUT"):
            send_json = client.put if method == "PUT" else client.post
            response = send_json(address, body, content_type="application/json", headers=headers)
        else:
            send = client.post if method == "POST" else client.get
            # Forms say from which revision they were made; else there is nothing to change.
            response = send(address, {"base": "1"}, headers=headers)
        word = verdict(response)
        transaction.set_rollback(True)
    client.cookies = cookies  # signing out is undone too
    return word
