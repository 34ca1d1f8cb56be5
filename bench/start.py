"""A cold start of `borderless plan`: the whole, its imports, and a peer doing nothing, in one run.

python bench/start.py [FOLDER]
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

FILM = sys.argv[1] if len(sys.argv) > 1 else "examples/the-girl-with-the-needle"
ROUNDS = 7
IMPORTS = "import borderless.cli.app, borderless.cli.plan, borderless.cli.plan_text"


def shortest(*command: str) -> float:
    """Shortest of several cold processes, in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Prints the table."""
    python = sys.executable
    nothing = shortest(python, "-c", "pass")
    imports = shortest(python, "-c", IMPORTS)
    whole = shortest(str(Path(python).with_name("borderless")), "plan", FILM)
    pydantic = shortest(python, "-c", "import pydantic, rich.console, typer")
    print(f"{'an empty Python':48}{nothing:7.3f} s")
    print(f"{'its libraries alone (pydantic, rich, typer)':48}{pydantic:7.3f} s")
    print(f"{'imports of borderless plan':48}{imports - nothing:7.3f} s   (bar 0.5)")
    print(f"{f'borderless plan {FILM}':48}{whole:7.3f} s   (bar 1.5)")
    print(f"plan / bar = {whole / 1.5:.2f}    imports / bar = {(imports - nothing) / 0.5:.2f}")


if __name__ == "__main__":
    main()
