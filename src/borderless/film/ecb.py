"""The European Central Bank's reference rates, read from the history file the ECB publishes.

The file (`eurofxref-hist.csv`, alone in a zip) has one row per ECB day, newest first: the date,
then units of each currency for 1 EUR, `N/A` where the ECB did not quote it. An installed package
ships one; a newer one can be stored by `refresh`. Only the rows that are asked for are parsed,
since the plan of one film needs one day out of seven thousand.
"""

from __future__ import annotations

import io
import os
import re
import struct
import tomllib
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from importlib.util import find_spec
from operator import gt
from pathlib import Path
from typing import Literal

from borderless.film.plain_files import write_whole
from borderless.finding import Finding, Place, Severity

PUBLISHED_AT = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip"
"""Where the ECB publishes its history file, every working day around 16:00 CET."""

Origin = Literal["installed package", "refreshed"]

_SHIPPED_BY = "currency_converter"
_FILE = "eurofxref-hist.zip"
_MEMBER = "eurofxref-hist.csv"
_NOT_QUOTED = frozenset({"N/A", ""})
_RATE = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
_CODE = re.compile(r"[A-Z]{3}")
_DAYS = re.compile(rb"([0-9]{4}-[0-9]{2}-[0-9]{2},)+")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# What zipfile lets through when an archive is damaged, encrypted or packed in an unknown way.
_UNREADABLE = (
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


class RateFileError(Exception):
    """A file that should hold ECB reference rates does not; `problem` says what was read."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(path, problem)
        self.path = path
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.path} cannot be used as a file of ECB rates: {self.problem}"


@dataclass(frozen=True, slots=True)
class Limits:
    """What rates.toml says, in days, bytes and shares."""

    stale_after_days: int
    look_back_days: int
    largest_file_bytes: int
    far_from_ecb_share: Decimal


@cache
def limits() -> Limits:
    """The thresholds of rates.toml."""
    text = Path(__file__).with_name("rates.toml").read_text(encoding="utf-8")
    return Limits(**tomllib.loads(text, parse_float=Decimal))


@dataclass(frozen=True, slots=True)
class Table:
    """An ECB history file, unpacked but not yet parsed."""

    path: Path
    columns: tuple[str, ...]
    """Currencies in the order of the row's cells; empty for the trailing comma."""
    rows: bytes
    """Newest first, each ended by a newline."""
    newest: date
    oldest: date


@dataclass(frozen=True, slots=True)
class RateFile:
    """The rate file in use: where it is, what it covers, where it came from."""

    path: Path
    newest: date
    oldest: date
    origin: Origin


def read_table(path: Path) -> Table:
    """The rate file at `path`, a zip or a CSV as the ECB publishes them.

    Raises:
        RateFileError: no such file, too large, or not in the ECB's form. Of the rows only
            the form and order of the days is looked at; `check_rows` looks at every cell.
    """
    try:
        stat = path.stat()
    except (OSError, ValueError) as error:
        raise RateFileError(path, f"it cannot be opened ({_reason(error)})") from error
    return _read_table(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=3)
def _read_table(path: Path, _mtime: int, _size: int) -> Table:
    most = limits().largest_file_bytes
    text = _text(path, most + 1)
    if len(text) > most:
        raise RateFileError(path, f"it holds more than the {most:,} bytes we read")
    text = text.replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"
    header, _, rows = text.partition(b"\n")
    columns = _columns(path, header)
    _check_days(path, rows)
    newest, oldest = rows.partition(b"\n")[0], rows[rows.rfind(b"\n", 0, -1) + 1 :]
    return Table(path, columns, rows, _day(path, newest), _day(path, oldest))


def _newest(path: Path) -> date:
    """The newest day of a rate file, without unpacking the rest of it."""
    header, _, row = _text(path, 4_096).partition(b"\n")
    _columns(path, header)
    return _day(path, row)


def _text(path: Path, count: int) -> bytes:
    """At most the first `count` bytes of a CSV file, or of the one CSV file in a zip."""
    most = limits().largest_file_bytes
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except (OSError, ValueError) as error:
        raise RateFileError(path, f"it cannot be opened ({_reason(error)})") from error
    if len(content) > most:
        raise RateFileError(path, f"it holds more than the {most:,} bytes we read")
    text = _unpack(path, content, count) if content.startswith(b"PK") else content[:count]
    if not (text := text.removeprefix(b"\xef\xbb\xbf")).isascii():
        raise RateFileError(path, "it is not a plain-text CSV file")
    return text


def _unpack(path: Path, content: bytes, count: int) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) != 1 or not members[0].filename.lower().endswith(".csv"):
                raise RateFileError(
                    path, f"the zip holds {len(members)} files; it should hold one CSV and no other"
                )
            if members[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise RateFileError(path, "the zip is packed in a way the ECB does not use")
            # The size a zip declares is only a claim, so it is what we unpack that is limited.
            with archive.open(members[0]) as member:
                return member.read(count)
    except _UNREADABLE as error:
        raise RateFileError(path, f"the zip is damaged ({_reason(error)})") from error


def _columns(path: Path, header: bytes) -> tuple[str, ...]:
    first, *columns = (cell.strip() for cell in header.decode("ascii").split(","))
    if first != "Date":
        raise RateFileError(path, f"its first line begins with {first[:40]!r}; it should be Date")
    return tuple(columns)


def _reason(error: Exception) -> str:
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return words.rstrip(".") or type(error).__name__


def _day(path: Path, row: bytes) -> date:
    text = row[:40].decode("ascii").partition(",")[0]
    # `fromisoformat` also takes 20261030 and 2026-W44-5, which would break the search by text.
    if _ISO_DAY.fullmatch(text):
        with suppress(ValueError):
            return date.fromisoformat(text)
    raise RateFileError(path, f"a row begins with {text!r}; it should be a day such as 2026-10-30")


def _check_days(path: Path, rows: bytes) -> None:
    """Refuses days out of order: the search for a row would silently end at another day's."""
    lines = rows.split(b"\n")[:-1]
    starts = [line[:11] for line in lines]
    if _DAYS.fullmatch(b"".join(starts)) and all(map(gt, starts, starts[1:])):
        return
    later: date | None = None
    for line in lines:
        day = _day(path, line)
        if later is not None and day >= later:
            raise RateFileError(path, f"{day} follows {later}; each row should be an earlier day's")
        later = day


def _rate(path: Path, cell: str) -> Decimal | None:
    if cell in _NOT_QUOTED:
        return None
    if not _RATE.fullmatch(cell) or not (rate := Decimal(cell)):
        raise RateFileError(path, f"it has the rate {cell[:40]!r}; it should be a positive number")
    return rate


def _start(table: Table, day: date) -> int:
    """Where the row of the last ECB day on or before `day` begins; past the end if none does."""
    wanted = day.isoformat().encode()
    low, high = 0, len(table.rows)
    while low < high:
        middle = (low + high) // 2
        start = table.rows.rfind(b"\n", 0, middle) + 1
        if table.rows[start : start + 10] <= wanted:
            high = start
        else:
            low = table.rows.find(b"\n", middle) + 1
    return low


def _rows(table: Table, start: int = 0) -> Iterator[tuple[date, list[str]]]:
    """Days and cells from the row that begins at `start`, newest first."""
    while start < len(table.rows):
        end = table.rows.find(b"\n", start)
        row = table.rows[start:end]
        yield _day(table.path, row), [cell.strip() for cell in row.decode("ascii").split(",")[1:]]
        start = end + 1


def rates_on(table: Table, day: date) -> tuple[date | None, dict[str, tuple[Decimal, date]]]:
    """The last ECB day on or before `day`, and what 1 EUR bought: currency to (units, day).

    A currency without a figure on that ECB day takes the last one from at most `look_back_days`
    earlier, under its own day. Before the file's first day: `(None, {})`.

    Raises:
        RateFileError: a row that is read is not in the ECB's form.
    """
    ecb_day: date | None = None
    quoted: dict[str, tuple[Decimal, date]] = {}
    for of, cells in _rows(table, _start(table, day)):
        ecb_day = ecb_day or of
        if (ecb_day - of).days > limits().look_back_days:
            break
        for currency, cell in zip(table.columns, cells, strict=False):
            if currency and currency not in quoted and (rate := _rate(table.path, cell)):
                quoted[currency] = rate, of
    return ecb_day, quoted


def quoted_around(table: Table, currency: str, day: date) -> tuple[date | None, date | None]:
    """The last day on or before `day`, and the first after it, on which the ECB quoted `currency`.

    Raises:
        RateFileError: a row is not in the ECB's form.
    """
    if currency not in table.columns:
        return None, None
    column = table.columns.index(currency)
    after: date | None = None
    for of, cells in _rows(table):
        if cells[column : column + 1] and cells[column] not in _NOT_QUOTED:
            if of <= day:
                return of, after
            after = of
    return None, after


def check_rows(table: Table) -> None:
    """Looks at every cell: real days, positive rates, no missing column.

    Raises:
        RateFileError: what is wrong, and in which row.
    """
    named = [currency for currency in table.columns if currency]
    if not named or not all(_CODE.fullmatch(currency) for currency in named):
        raise RateFileError(table.path, "its first line should name currencies such as USD,JPY")
    if len(named) != len(set(named)):
        raise RateFileError(table.path, "its first line names a currency twice")
    for day, cells in _rows(table):
        if len(cells) != len(table.columns):
            raise RateFileError(
                table.path,
                f"the row of {day} has {len(cells)} rates for {len(table.columns)} currencies",
            )
        for currency, cell in zip(table.columns, cells, strict=True):
            rate = _rate(table.path, cell)
            if rate is not None and not currency:
                raise RateFileError(
                    table.path, f"the row of {day} has a rate under a column without a name"
                )


def borderless_home() -> Path:
    """The folder for what people keep across films: $BORDERLESS_HOME, or the system's own."""
    if home := os.environ.get("BORDERLESS_HOME"):
        return Path(home)
    from platformdirs import user_data_dir

    return Path(user_data_dir("borderless"))


def _refreshed(home: Path | None) -> Path:
    return (home or borderless_home()) / "rates" / _FILE


def _shipped() -> Path:
    # Finding the package without importing it saves a third of a second.
    spec = find_spec(_SHIPPED_BY)
    if spec is None or not spec.submodule_search_locations:
        raise RateFileError(Path(_FILE), f"the package {_SHIPPED_BY} that ships it is missing")
    return Path(next(iter(spec.submodule_search_locations))) / _FILE


def current_table(home: Path | None = None) -> tuple[RateFile, Table, list[Finding]]:
    """The newer of the refreshed and the shipped rate file, with a finding for a broken one.

    Raises:
        RateFileError: neither can be read.
    """
    found: list[tuple[date, Path, Origin]] = []
    broken: list[RateFileError] = []
    try:
        shipped = _shipped()
        found.append((_newest(shipped), shipped, "installed package"))
    except RateFileError as error:
        broken.append(error)
    if (refreshed := _refreshed(home)).exists():
        try:
            found.append((_newest(refreshed), refreshed, "refreshed"))
        except RateFileError as error:
            broken.append(error)
    # Only the newer one is unpacked whole, unless it turns out to be broken further down.
    for _, path, origin in sorted(found, key=lambda one: one[0], reverse=True):
        try:
            table = read_table(path)
        except RateFileError as error:
            broken.append(error)
        else:
            file = RateFile(path, table.newest, table.oldest, origin)
            return file, table, [_passed_over(error, file) for error in broken]
    raise broken[0]


def current_file(home: Path | None = None) -> RateFile:
    """The rate file in use: the newer of the refreshed and the shipped one.

    Raises:
        RateFileError: neither can be read, so the installation is damaged.
    """
    return current_table(home)[0]


def refresh(
    file: Path, home: Path | None = None, *, today: date | None = None
) -> tuple[RateFile | None, list[Finding]]:
    """Stores a newer history file, as the ECB publishes it, for every later run.

    The file is checked cell by cell, and against the one in use: it must end later, begin no
    later, and know every currency. What was stored before is kept beside it, ending in `.bak`.

    Returns:
        The stored file, or `None` and a finding (RAT105) that says why nothing was changed.
    """
    today = today or local_today()
    try:
        table = read_table(file)
        check_rows(table)
        if table.newest > today:
            raise RateFileError(
                file, f"its newest day, {table.newest}, is later than today, {today}"
            )
    except RateFileError as error:
        return None, [_refused(error)]
    try:
        present, now, _ = current_table(home)
    except RateFileError:
        pass  # Nothing in use to compare with: any sound file is better than none.
    else:
        if table.newest <= present.newest:
            return None, [_not_newer(table, present)]
        if lost := _lost(table, now):
            return None, [_refused(RateFileError(file, lost))]
    target = _refreshed(home)
    try:
        _store(table, target)
    except OSError as error:
        reason = f"the copy at {target} cannot be written ({_reason(error)})"
        return None, [_refused(RateFileError(file, reason))]
    return RateFile(target, table.newest, table.oldest, "refreshed"), []


def _lost(table: Table, now: Table) -> str:
    """What the file in use tells and this one does not, as a sentence; empty if nothing."""
    if table.oldest > now.oldest:
        return f"it begins on {table.oldest}, the file in use already on {now.oldest}"
    if lost := sorted(set(now.columns) - set(table.columns) - {""}):
        return f"it lacks {', '.join(lost)}, which the file in use has"
    return ""


def local_today() -> date:
    """Today where the reader of the plan is."""
    return datetime.now(UTC).astimezone().date()


def _store(table: Table, target: Path) -> None:
    """Writes what was checked, so that a reader sees the old file or the new one, never half."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        header = ",".join(("Date", *table.columns)).encode() + b"\n"
        archive.writestr(_MEMBER, header + table.rows)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        write_whole(target.with_name(f"{target.name}.bak"), target.read_bytes())
    write_whole(target, packed.getvalue())


def _refused(error: RateFileError) -> Finding:
    return Finding(
        "RAT105",
        Severity.ERROR,
        f"This file cannot be used as a file of ECB rates: {error.problem}. Nothing was changed.",
        Place(str(error.path)),
        fix=f"give the history file as the ECB publishes it, {PUBLISHED_AT}",
    )


def _not_newer(table: Table, present: RateFile) -> Finding:
    return Finding(
        "RAT105",
        Severity.WARNING,
        f"This file ends on {table.newest}, no later than the file in use ({present.origin}), "
        f"which ends on {present.newest}. Nothing was changed.",
        Place(str(table.path)),
        {"newest": table.newest.isoformat(), "in_use": present.newest.isoformat()},
        fix=f"download {PUBLISHED_AT} again",
    )


def _passed_over(error: RateFileError, instead: RateFile) -> Finding:
    return Finding(
        "RAT105",
        Severity.WARNING,
        f"This rate file was passed over: {error.problem}. The one in use ({instead.origin}) ends "
        f"on {instead.newest}.",
        Place(str(error.path)),
        {"in_use": instead.newest.isoformat()},
        fix="run `borderless rates --refresh FILE` with the history file of the ECB",
    )
