"""A film's folder as a ZIP: packed the same every time, unpacked with suspicion.

An archive may come from anybody. Nothing in it is trusted: neither names, which could lead out of
the folder, nor the sizes that it states, which a bomb understates. Bytes are counted as they come.
"""

from __future__ import annotations

import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from borderless.film.faults import fault, quoted
from borderless.finding import Finding, Place

SUFFIXES = frozenset(
    {
        *(".toml", ".csv", ".tsv", ".xlsx", ".json"),
        *(".fountain", ".fdx", ".pdf", ".txt", ".md"),
        *(".srt", ".vtt", ".ass", ".ssa", ".ttml", ".dfxp", ".xml"),
        *(".ics", ".vcf", ".docx", ".pptx", ".png", ".jpg", ".jpeg"),
    }
)
"""Kinds of file that a film's folder holds; nothing that a machine would run."""

_LEFTOVER = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._|~\$)|\.bak$")
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
_UNDATED = (1980, 1, 1, 0, 0, 0)
_CHUNK = 65_536
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold; sizes in bytes."""

    files: int = 500
    each: int = 20_000_000
    """Of one file, unpacked."""
    all: int = 100_000_000
    """Of all files, unpacked."""
    name: int = 200
    """Letters of a path."""
    depth: int = 6
    """Folders within folders."""


class _TooLargeError(Exception):
    """More came out than may."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files as a ZIP; equal files give equal bytes."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(path, _UNDATED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, content)
    return made.getvalue()


def unpack(content: bytes, limits: Limits | None = None) -> tuple[dict[str, bytes], list[Finding]]:
    """The files of a ZIP, and what was left out or is wrong.

    One folder around everything is taken off. Leftovers of operating systems are left out, and so
    are kinds of file that a film's folder does not hold. With an error, there are no files at all:
    an archive is taken whole or not.

    Args:
        content: the archive's bytes.
        limits: how much it may hold.

    Returns:
        Content by path, and findings; never raises for what is in the archive.
    """
    most = limits or Limits()
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        message = "This is no ZIP archive, or a broken one."
        return {}, [fault("FLM080", message, None, "Pack the film's folder again as .zip.")]
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > most.files:
            message = f"The archive has {len(entries)} files; at most {most.files} are taken."
            return {}, [fault("FLM081", message, None, "Pack the film's folder alone.")]
        return _taken(archive, entries, most)


def _taken(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], most: Limits
) -> tuple[dict[str, bytes], list[Finding]]:
    names = _without_one_folder(
        [
            entry.filename.replace("\\", "/") if _is_windows(entry) else entry.filename
            for entry in entries
        ]
    )
    files: dict[str, bytes] = {}
    findings: list[Finding] = []
    seen: dict[str, str] = {}
    room = most.all
    for entry, name in zip(entries, names, strict=True):
        if _LEFTOVER.search(name):
            findings.append(_left_out(name, "it is a leftover of a program or a system"))
            continue
        path = checked_name(name, most)
        if isinstance(path, Finding):
            if path.code == "FLM083":
                findings.append(_left_out(name, "a film's folder holds no such kind of file"))
                continue
            return {}, [path]
        if wrong := _wrong_entry(entry, path):
            return {}, [wrong]
        twin = seen.setdefault(path.casefold(), path)
        if path in files or twin != path:
            message = f"The archive has {quoted(path)} twice, or alike but for capitals."
            return {}, [fault("FLM084", message, Place(path), "Keep the one that holds.")]
        try:
            files[path] = b"".join(_unpacked(archive, entry, min(most.each, room)))
        except _TooLargeError:
            message = f"{quoted(path)} unpacks to more than is taken"
            message += f" ({most.each} bytes a file, {most.all} in all)."
            return {}, [fault("FLM081", message, Place(path), "Leave large files out.")]
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
            message = f"{quoted(path)} cannot be unpacked; the archive is broken."
            return {}, [fault("FLM080", message, Place(path), "Pack the folder again as .zip.")]
        room -= len(files[path])
    if not files:
        message = "The archive has no file that a film's folder holds."
        return {}, [*findings, fault("FLM080", message, None, "Pack a folder with film.toml.")]
    return files, findings


def checked_name(path: str, limits: Limits | None = None) -> str | Finding:
    """A file's path within a film's folder, as it is kept; or why it cannot be.

    Args:
        path: parts with `/` between them, such as `subtitles/en.srt`.
        limits: how long and how deep it may be.
    """
    most = limits or Limits()
    name = unicodedata.normalize("NFC", path)
    parts = name.split("/")
    wrong = (
        not name
        or len(name) > most.name
        or len(parts) > most.depth
        or any(
            not part
            or part.startswith(".")
            or part != part.strip()
            or part.endswith(".")
            or _FORBIDDEN.search(part)
            or _RESERVED.match(part)
            or not part.isprintable()
            for part in parts
        )
    )
    if wrong:
        message = f"{quoted(path)} is no name for a file in a film's folder."
        fix = "Use letters, digits, spaces, - and _, such as budget.csv or subtitles/en.srt."
        return fault("FLM082", message, None, fix)
    if PurePosixPath(name).suffix.lower() not in SUFFIXES:
        message = f"{quoted(path)} is of a kind that a film's folder does not hold."
        fix = f"These are: {', '.join(sorted(SUFFIXES))}."
        return fault("FLM083", message, None, fix)
    return name


def _wrong_entry(entry: zipfile.ZipInfo, path: str) -> Finding | None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        message = f"{quoted(path)} is a link or a device and no plain file."
        return fault("FLM082", message, Place(path), "Put the file itself into the folder.")
    if entry.flag_bits & _ENCRYPTED:
        message = f"{quoted(path)} is locked with a password."
        return fault("FLM080", message, Place(path), "Pack the folder without a password.")
    return None


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    """The content in pieces, counted as it comes and not as the archive says."""
    count = 0
    with archive.open(entry) as file:
        while piece := file.read(_CHUNK):
            count += len(piece)
            if count > most:
                raise _TooLargeError
            yield piece


def _without_one_folder(names: list[str]) -> list[str]:
    """Names without the one folder that everything but leftovers is in, if there is one."""
    kept = [name for name in names if not _LEFTOVER.search(name)]
    tops = {name.split("/", 1)[0] for name in kept}
    if len(tops) != 1 or not all("/" in name for name in kept):
        return names
    top = f"{tops.pop()}/"
    if top in ("../", "./", "/", "rules/", "subtitles/", "messages/"):
        return names
    return [name.removeprefix(top) for name in names]


def _is_windows(entry: zipfile.ZipInfo) -> bool:
    """Whether names may have backslashes between folders, as some old packers wrote them."""
    return entry.create_system == 0 and "/" not in entry.filename


def _left_out(name: str, why: str) -> Finding:
    return fault("FLM085", f"{quoted(name)} was left out: {why}.", None)
