"""`borderless optimise`: read the folder, search, show and write what was found."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import typer

from borderless.cli.app import EXIT_STRICT, fail
from borderless.cli.console import write_json
from borderless.cli.placed_files import PlacedFiles, refuse_folder
from borderless.cli.progress import search_watched
from borderless.cli.reading import Reading, read_or_stop, stopped
from borderless.film.numerals import read_number
from borderless.film.wishes import check_place
from borderless.finance.placement import optimise
from borderless.finance.placement.answer import Answer, Goal, Outcome, Search
from borderless.finding import Finding, Severity, has_errors

EXIT_IMPOSSIBLE = 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written besides the answer on standard output."""

    as_json: bool = False
    html: Path | None = None
    folder: Path | None = None
    """A new folder for the optimised film."""
    model: Path | None = None
    """An .mps file for another solver."""


def run_optimise(
    folder: Path,
    as_of: str,
    currency: str,
    rules: Sequence[Path],
    search: Search,
    wanted: Wanted,
    *,
    strict: bool,
) -> int:
    """The exit code: 0 an answer, 1 none is possible (or errors under `--strict`), 2 bad input."""
    as_json = wanted.as_json
    if wanted.folder is not None:
        refuse_folder(wanted.folder)
    reading = read_or_stop(folder, as_of, currency, rules, as_json=as_json, without="no answer")
    answer, findings = search_watched(
        lambda watch, cancel: optimise(
            reading.film,
            reading.library,
            as_of=reading.as_of,
            currency=reading.currency,
            places=reading.folder.place_of,
            search=search,
            watch=watch,
            cancel=cancel,
        )
    )
    if answer is None:
        return stopped([*reading.findings, *findings], as_json=as_json, without="no answer")
    written = _write(reading, answer, search, wanted)
    found = [*reading.findings, *answer.findings, *_errors_of_the_plan_found(answer)]
    if as_json:
        from borderless.dossier.placement_json import answer_data

        write_json(answer_data(answer), found)
    else:
        from borderless.cli.optimise_text import print_answer

        print_answer(answer, found)
    for sentence in written:
        typer.echo(sentence, err=as_json)
    if answer.outcome is Outcome.IMPOSSIBLE:
        return EXIT_IMPOSSIBLE
    return EXIT_STRICT if strict and has_errors(found) else 0


def _errors_of_the_plan_found(answer: Answer) -> list[Finding]:
    """What is still wrong with the film found, where the search has not said it already."""
    if answer.after is None:
        return []
    said = {(one.code, one.message) for one in answer.findings}
    return [
        one
        for one in answer.after.plan.findings
        if one.severity is Severity.ERROR and (one.code, one.message) not in said
    ]


def _write(reading: Reading, answer: Answer, search: Search, wanted: Wanted) -> list[str]:
    """Writes what is wanted, all of it or nothing; what was written, in sentences."""
    files = PlacedFiles()
    sentences = []
    if wanted.folder is not None and answer.film is None:
        sentences.append(f"{wanted.folder} was not written: there is no film to write")
    elif wanted.folder is not None and answer.film is not None:
        files.film(reading.folder, answer.film, wanted.folder)
        sentences.append(_wrote_film(reading, wanted.folder))
    if wanted.model is not None:
        names = _add_model(files, reading, search, wanted.model)
        sentences += [f"wrote {wanted.model.with_name(name)}" for name in names]
    if wanted.html is not None:
        from borderless.dossier.report import report_html

        files.text("--html", wanted.html, report_html(answer.before.plan, reading.findings, answer))
        sentences.append(f"wrote {wanted.html}")
    files.place()
    return sentences


def _wrote_film(reading: Reading, target: Path) -> str:
    origin = reading.folder.path
    budget = f" and {reading.folder.budget.name}" if reading.folder.budget else ""
    kept = f"wrote film.toml{budget} into {target}; nothing else of {origin} was copied"
    if (origin / "rules").is_dir():
        kept += f", so name its own rules with --rules {origin / 'rules'}"
    return kept


def _add_model(files: PlacedFiles, reading: Reading, search: Search, target: Path) -> list[str]:
    """The names of the files: one for each way in which the law may see the set of partners."""
    from borderless.finance.placement import export_model

    with files.beside("--export", target) as partial:
        paths, _ = export_model(
            reading.film,
            reading.library,
            as_of=reading.as_of,
            currency=reading.currency,
            search=search,
            target=partial,
        )
    return [path.name for path in paths]


# --- options -------------------------------------------------------------------------------------


def read_search(
    maximise: str, gap: str, time_limit: float, threads: int, *, frontier: bool
) -> Search:
    """How to search, from the options; a wrong one ends with one sentence."""
    if not (math.isfinite(time_limit) and time_limit > 0):
        fail(f"--time-limit: read {time_limit:g}; give seconds above 0, such as 60.")
    if threads < 1:
        fail(f"--threads: read {threads}; give 1 or more.")
    return Search(_goal(maximise), time_limit, _gap(gap), threads, frontier)


def _goal(text: str) -> Goal:
    kind, _, place = text.strip().partition(":")
    if kind == "net" and not place:
        return Goal("net")
    if kind == "soft-money" and not place:
        return Goal("soft-money")
    if kind != "local-spend" or not place:
        fail(f"--maximise: cannot read {text!r}; write net, soft-money or local-spend:PL.")
    try:
        return Goal("local-spend", check_place(place))
    except ValueError as error:
        fail(f"--maximise: {error}.")


def _gap(text: str) -> float:
    try:
        share = Decimal(text)
    except InvalidOperation:
        try:
            share = read_number(text)
        except ValueError:
            fail(
                f"--gap: cannot read {text!r}; write a share from 0 to 1, such as 0.0001 or 0.01 %."
            )
    if not (share.is_finite() and 0 <= share <= 1):
        fail(f"--gap: read {text!r}; it is a share from 0 to 1, such as 0.0001 or 0.01 %.")
    return float(share)


def model_file(target: Path | None) -> Path | None:
    """The file of `--export`, which a solver knows by its ending."""
    if target is not None and target.suffix.lower() != ".mps":
        fail(f"--export: name the file with the ending .mps, such as {target.with_suffix('.mps')}.")
    return target
