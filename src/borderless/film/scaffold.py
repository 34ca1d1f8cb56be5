"""A new film's folder: film.toml and budget.csv that explain themselves and can be planned."""

from __future__ import annotations

from datetime import date as Day
from importlib.resources import files
from pathlib import Path

from borderless.film.places import check_country
from borderless.film.plain_files import replace_file

_TEMPLATES = ("film.toml", "budget.csv")
_PARTNERS = ("PL", "DK")


class FolderNotEmptyError(Exception):
    """The folder holds something already; nothing was written."""


def scaffold(folder: Path, title: str, delegate: str) -> list[Path]:
    """Writes film.toml and budget.csv for a new film into an empty or new folder.

    `delegate` is the country of the delegate producer (ISO 3166-1); a co-producer of another
    country stands beside it as an example. Amounts are in EUR.

    Returns:
        The files written.

    Raises:
        FolderNotEmptyError: the folder has files, or is itself a file.
        ValueError: the delegate is no country, or the title is empty.
    """
    country = check_country(delegate)
    if not title.strip():
        raise ValueError("The film has no title; give one.")
    if folder.exists() and not folder.is_dir():
        raise FolderNotEmptyError(f"{folder} is a file; name a folder that is new or empty.")
    if folder.is_dir() and (found := next(folder.iterdir(), None)):
        raise FolderNotEmptyError(
            f"{folder} is not empty (it has {found.name}); name a folder that is new or empty."
        )
    words = _words(title, country, Day.today())  # noqa: DTZ011 - the writer's own calendar day
    texts = {name: _filled(name, words) for name in _TEMPLATES}
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        replace_file(folder / name, text.encode("utf-8"))
    return [folder / name for name in texts]


def _words(title: str, country: str, today: Day) -> dict[str, str]:
    import tomlkit

    year = today.year + 1
    return {
        "title": tomlkit.item(title.strip()).as_string(),
        "delegate": country,
        "partner": next(code for code in _PARTNERS if code != country),
        "today": today.isoformat(),
        "application": f"{year}-01-15",
        "preproduction": f"{year}-07-01",
        "shooting_start": f"{year}-09-01",
        "shooting_end": f"{year}-10-10",
        "delivery": f"{year + 1}-06-30",
    }


def _filled(name: str, words: dict[str, str]) -> str:
    text = (files("borderless.film") / "scaffold" / name).read_text("utf-8")
    # The title comes last, as a title may itself hold one of the marks.
    for mark in sorted(words, key=lambda word: word == "title"):
        text = text.replace(f"@{mark}@", words[mark])
    return text
