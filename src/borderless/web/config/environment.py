"""What the surroundings say: one list of every variable that the workbench reads."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable; `docs/workbench.md` has a row for each."""

    name: str
    default: str
    means: str


VARIABLES = (
    Variable(
        "BORDERLESS_HOME", "", "Folder of the data; left out: the platform's user-data folder."
    ),
    Variable("DATABASE_URL", "", "postgres://user:password@host/name; left out: SQLite at home."),
    Variable(
        "BORDERLESS_SECRET_KEY", "", "Signs sessions and links; needed unless it serves one person."
    ),
    Variable(
        "BORDERLESS_HOSTS", "", "Host names, with commas between them, that requests may name."
    ),
    Variable("BORDERLESS_DEBUG", "", "1 shows errors to whoever meets them; never in production."),
    Variable(
        "BORDERLESS_LOCAL", "", "1 serves one person on this machine; `borderless serve` sets it."
    ),
    Variable(
        "BORDERLESS_OPEN_TOKEN", "", "Ends the link that opens it; `borderless serve` makes one."
    ),
    Variable(
        "BORDERLESS_HTTPS", "1", "0 where no TLS stands before the server, as on a home network."
    ),
    Variable("BORDERLESS_PROXY", "", "1 where a proxy in front sets X-Forwarded-Proto and -For."),
    Variable(
        "BORDERLESS_EMAIL_URL", "", "smtp://user:password@host:587; left out: mail is printed."
    ),
    Variable("BORDERLESS_EMAIL_FROM", "workbench@localhost", "Sender of the mail."),
    Variable("BORDERLESS_SIGNUP", "1", "0 closes sign-up; people come by invitation only."),
    Variable("BORDERLESS_UPLOAD_MB", "25", "Largest upload, in megabytes."),
    Variable(
        "BORDERLESS_FILM_MB", "250", "Most that all revisions of one film may take, in megabytes."
    ),
    Variable("BORDERLESS_JOB_SECONDS", "600", "Longest that one piece of long work may take."),
    Variable(
        "BORDERLESS_JOB_SILENCE", "60", "Seconds after which a silent worker is taken for dead."
    ),
    Variable("BORDERLESS_TIME_ZONE", "UTC", "Time zone for people who have not said theirs."),
)
_DEFAULTS = {variable.name: variable.default for variable in VARIABLES}


def text(name: str) -> str:
    """A variable's value, or its default; raises `KeyError` for one that is not in the list."""
    return os.environ.get(name) or _DEFAULTS[name]


def is_on(name: str) -> bool:
    """Whether a variable says yes."""
    return text(name).strip().lower() in {"1", "true", "yes", "on"}


def whole(name: str) -> int:
    """A variable as a whole number.

    Raises:
        ValueError: it is none; the message says what was read.
    """
    value = text(name)
    if not value.strip().isdigit():
        raise ValueError(
            f"{name}: read {value!r}; write a whole number, such as {_DEFAULTS[name]}."
        )
    return int(value)


def home() -> Path:
    """The folder of the data; it need not exist."""
    given = text("BORDERLESS_HOME")
    return Path(given).expanduser() if given else user_data_path("borderless", appauthor=False)
