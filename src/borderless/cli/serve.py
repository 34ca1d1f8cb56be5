"""`borderless serve`: the workbench in the browser, for one person on this machine."""

from __future__ import annotations

import os
import secrets
import socket
from importlib.util import find_spec
from pathlib import Path

from borderless.cli.app import fail

FIRST_PORT = 8000
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_NEEDED = ("django", "allauth", "granian", "ninja")


def run_serve(host: str, port: int | None, *, browser: bool) -> int:
    """Serves until Ctrl-C; the exit code."""
    if missing := [name for name in _NEEDED if find_spec(name) is None]:
        fail(
            f"serve: the workbench is not installed (no {missing[0]}); "
            "install it with: pip install 'borderless[web]'"
        )
    from borderless.web.config.environment import home

    folder = home()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        secret = _kept_secret(folder / "secret-key")
    except OSError as error:
        fail(f"serve: {folder} cannot be written: {error.strerror or error}.")
    chosen = _free_port(host, port)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "borderless.web.config.settings",
        "BORDERLESS_LOCAL": "1",
        "BORDERLESS_SECRET_KEY": os.environ.get("BORDERLESS_SECRET_KEY") or secret,
        "BORDERLESS_HOSTS": ",".join(_names(host)),
        "BORDERLESS_OPEN_TOKEN": secrets.token_urlsafe(24),
    }
    from borderless.web.local_server import serve

    return serve(host, chosen, folder, browser=browser)


def _kept_secret(file: Path) -> str:
    """The secret of this data folder, made on the first start and readable by its owner alone."""
    if not file.exists():
        from borderless.film.plain_files import write_whole

        write_whole(file, secrets.token_urlsafe(50).encode("ascii"), 0o600)
    return file.read_text("ascii").strip()


def _names(host: str) -> list[str]:
    """Host names that a request may name; for all addresses, also this machine's own."""
    names = ["localhost", "127.0.0.1", "[::1]"]
    if host in LOOPBACK:
        return names
    own = socket.gethostname()
    names += [own, f"{own}.local"]
    if host not in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return [*names, f"[{host}]" if ":" in host else host]
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(own, None)}
    except OSError:
        found = set()
    return [*names, *(f"[{name}]" if ":" in name else name for name in sorted(found))]


def _free_port(host: str, port: int | None) -> int:
    """The port asked for, or the first free one from 8000 on."""
    if port is not None:
        if not _is_free(host, port):
            fail(f"--port: {port} is taken or not allowed; give another, such as {port + 1}.")
        return port
    free = (one for one in range(FIRST_PORT, FIRST_PORT + 100) if _is_free(host, one))
    return next(free, None) or fail("serve: no port from 8000 to 8099 is free; give --port.")


def _is_free(host: str, port: int) -> bool:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        fail(f"--host: {host!r} is no address of this machine; write 127.0.0.1 or 0.0.0.0.")
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError:
            return False
    return True
