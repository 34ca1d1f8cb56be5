"""Two people who save the same film in the same moment, on connections of their own."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from borderless.web.films.access import Access
from borderless.web.films.actions.saving import SaveFiles
from borderless.web.films.models import Film, Role
from borderless.web.films.store import StaleError, files_of

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What came of deeds that begin together: an answer, or the error that it raised."""
    gate = Barrier(len(deeds))
    answers: list[Any] = [None] * len(deeds)

    def do(place: int, deed: Callable[[], Any]) -> None:
        try:
            gate.wait(20)
            answers[place] = deed()
        except Exception as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [Thread(target=do, args=one) for one in enumerate(deeds)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return answers


def test_exactly_one_wins(needle: Film, anna: Any, ben: Any) -> None:
    old = files_of(needle.newest())

    def save(user: Any, role: Role) -> Callable[[], Any]:
        access = Access(Film.objects.get(pk=needle.pk), role, user)
        put = {f"{user.name}.txt": user.name.encode()}
        return SaveFiles(access, 1, put, (), user.name).run

    answers = at_once(save(anna, Role.OWNER), save(ben, Role.EDITOR))
    (won,) = [one for one in answers if not isinstance(one, Exception)]
    (lost,) = [one for one in answers if isinstance(one, Exception)]
    assert isinstance(lost, StaleError)
    assert (lost.base, lost.head) == (1, 2)
    needle.refresh_from_db()
    assert (needle.head, needle.revisions.count()) == (2, 2)
    assert files_of(needle.newest()) == old | {f"{won.what}.txt": won.what.encode()}


def test_changes_of_different_things_are_both_in_the_film(
    needle: Film, anna: Any, ben: Any, signed_in: Callable[[Any], Client]
) -> None:
    def changes(user: Any, source: int, word: str) -> Callable[[], int]:
        client, path = signed_in(user), reverse("source-status", args=[needle.pk, source])
        return lambda: client.post(path, {"base": "1", "status": word}).status_code

    assert at_once(changes(anna, 0, "planned"), changes(ben, 1, "planned")) == [302, 302]
    needle.refresh_from_db()
    assert needle.head == 3
    sources = (needle.newest().document or {})["source"]
    assert [one["status"] for one in sources[:2]] == ["planned", "planned"]
    assert not needle.drafts.exists()
