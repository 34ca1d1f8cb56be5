"""The workbench for one person: database, owner, examples, worker and server in one start."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from pathlib import Path

EXIT_BAD_INPUT = 2


def serve(host: str, port: int, folder: Path, *, browser: bool) -> int:
    """Prepares the data folder, then serves until it is told to stop.

    Args:
        host: address to listen on.
        port: a free port.
        folder: where the data lies, for the person to read.
        browser: open the browser.

    Returns:
        The exit code.
    """
    import django

    django.setup()
    prepare()
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
    shown = f"[{shown}]" if ":" in shown else shown
    from django.urls import reverse

    token = os.environ["BORDERLESS_OPEN_TOKEN"]
    address = f"http://{shown}:{port}{reverse('open-local', args=[token])}"
    print(f"Borderless is at {address}")  # noqa: T201 - what the person waits for
    print(f"Data: {folder} · stop with Ctrl-C", flush=True)  # noqa: T201
    worker = LocalWorker()
    worker.start()
    if browser:
        threading.Thread(target=_open_when_up, args=(shown, port, address), daemon=True).start()
    from granian import Granian
    from granian.constants import Interfaces

    try:
        Granian(
            "borderless.web.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=1,
            blocking_threads=8,
            log_enabled=False,
            respawn_failed_workers=True,
        ).serve()
    finally:
        worker.stop()
    return 0


def prepare() -> None:
    """Brings the database up to date; on the first start, makes the owner and the examples."""
    from django.core.management import call_command

    from borderless.web.accounts.local import local_owner
    from borderless.web.accounts.models import User
    from borderless.web.home.examples import make_examples

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    is_first = not User.objects.filter(is_local=True).exists()
    owner = local_owner()
    if is_first:
        make_examples(owner)


class LocalWorker:
    """A worker process beside the server, started again should it die."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._watch = threading.Thread(target=self._keep_alive, name="local-worker", daemon=True)

    def start(self) -> None:
        """Starts the process and watches it."""
        self._watch.start()

    def stop(self) -> None:
        """Ends the process; work that runs is taken up at the next start."""
        self._stopping.set()
        if self._process and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=3)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def _keep_alive(self) -> None:
        while not self._stopping.is_set():
            # Ctrl-C reaches the whole terminal; the worker is stopped by us instead.
            quiet = {"preexec_fn": _deaf} if os.name == "posix" else {}
            self._process = subprocess.Popen(
                [sys.executable, "-m", "django", "work"],
                stdout=subprocess.DEVNULL,
                **quiet,  # type: ignore[call-overload]
            )
            self._process.wait()
            self._stopping.wait(2)


def _deaf() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _open_when_up(host: str, port: int, address: str) -> None:
    for _ in range(100):
        try:
            with socket.create_connection((host.strip("[]"), port), timeout=1):
                webbrowser.open(address)
                return
        except OSError:
            time.sleep(0.1)
