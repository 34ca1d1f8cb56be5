"""`borderless waterfall`: read contracts and receipts, pay them out, show who has what and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Day
from pathlib import Path

import typer

from borderless.cli.app import EXIT_STRICT, fail
from borderless.cli.console import write_json
from borderless.cli.placed_files import PlacedFiles
from borderless.cli.reading import Reading, plan_or_stop, read_or_stop, stopped
from borderless.film.budget_words import folded
from borderless.film.faults import closest
from borderless.film.money import Money
from borderless.film.numerals import NumeralError, currency_of_sign, read_numeral
from borderless.film.takings_table import Takings, read_takings
from borderless.finance.recoupment.waterfall import Waterfall, make_waterfall
from borderless.finding import Finding, has_errors

WITHOUT = "no waterfall"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options ask for."""

    receipts: Path | None = None
    sales: Path | None = None
    gross: str = ""
    until: Day | None = None
    explain: str = ""
    """A party whose every line is to be shown."""
    as_json: bool = False
    xlsx: Path | None = None
    strict: bool = False


def run_waterfall(
    folder: Path, as_of: str, currency: str, rules: Sequence[Path], asked: Asked
) -> int:
    """The exit code: 0 paid out, 1 errors under `--strict`, 2 input that could not be read."""
    as_json = asked.as_json
    if asked.xlsx is not None and asked.xlsx.suffix.lower() != ".xlsx":
        named = asked.xlsx.with_suffix(".xlsx")
        fail(f"--xlsx: name the file with the ending .xlsx, such as {named}.")
    reading = read_or_stop(folder, as_of, currency, rules, as_json=as_json, without=WITHOUT)
    account = reading.film.currency
    if reading.film.recoupment is not None and reading.film.recoupment.currency:
        account = reading.film.recoupment.currency
    gross = read_gross(asked.gross, account) if asked.gross else None
    plan, _ = plan_or_stop(reading, as_json=as_json, without=WITHOUT)
    takings, found = _takings(folder, reading, asked, gross)
    if has_errors(found):
        return stopped([*reading.findings, *found], as_json=as_json, without=WITHOUT)
    waterfall, findings = make_waterfall(
        plan, takings, gross=gross, until=asked.until, places=reading.folder.place_of
    )
    findings = [*reading.findings, *found, *findings]
    if waterfall is None:
        return stopped(findings, as_json=as_json, without=WITHOUT)
    also_in = reading.currency if reading.currency != waterfall.currency else None
    if also_in and (lacking := plan.rates.missing([waterfall.currency], also_in)):
        return stopped([*findings, *lacking], as_json=as_json, without=WITHOUT)
    party = _party(waterfall, asked.explain) if asked.explain else ""
    _show(waterfall, findings, asked, party, also_in)
    return EXIT_STRICT if asked.strict and has_errors(findings) else 0


def _takings(
    folder: Path, reading: Reading, asked: Asked, gross: Money | None
) -> tuple[Takings, list[Finding]]:
    for option, file in (("--receipts", asked.receipts), ("--sales", asked.sales)):
        if file is not None and not file.is_file():
            fail(f"{option} {file}: there is no such file.")
    if gross is not None and asked.receipts is not None:
        fail("--gross stands for receipts; leave out --receipts, or --gross.")
    return read_takings(folder, reading.film.currency, receipts=asked.receipts, sales=asked.sales)


def _show(
    waterfall: Waterfall,
    findings: Sequence[Finding],
    asked: Asked,
    party: str,
    also_in: str | None,
) -> None:
    if asked.xlsx is not None:
        from borderless.dossier.waterfall_xlsx import write_waterfall

        files = PlacedFiles()
        with files.beside("--xlsx", asked.xlsx) as partial:
            write_waterfall(waterfall, findings, partial)
        files.place()
    if asked.as_json:
        from borderless.dossier.waterfall_json import waterfall_data

        write_json(waterfall_data(waterfall, party or None, also_in), findings)
    elif party:
        from borderless.cli.waterfall_lines import print_party

        print_party(waterfall, party)
    else:
        from borderless.cli.waterfall_text import print_waterfall

        print_waterfall(waterfall, findings, also_in)
    if asked.xlsx is not None:
        typer.echo(f"wrote {asked.xlsx}", err=asked.as_json)


# --- options -------------------------------------------------------------------------------------


def read_gross(text: str, account: str) -> Money:
    """The amount of `--gross`: 5m, 800k, 1.5m USD, "1 500 000", "1,5m".

    Without a currency it is in the account's. A wrong one ends with one sentence.
    """
    right = "write it as 5m, 800k, 1500000 or 1.5m USD"
    try:
        read = read_numeral(text)
        currency = currency_of_sign(read.currency, account) if read.currency else account
    except NumeralError as error:
        fail(f"--gross: {error}; {right}.")
    except ValueError as error:
        fail(f"--gross: {error}.")
    if read.percent:
        fail(f"--gross: read {text!r}, which is a share and no amount; {right}.")
    if read.value <= 0:
        fail(f"--gross: read {text!r}; give an amount above 0, such as 5m.")
    if read.ambiguous and "m" not in text.lower() and "k" not in text.lower():
        typer.echo(f"--gross: {text} was read as {Money(read.value, currency)}", err=True)
    return Money(read.value, currency)


def _party(waterfall: Waterfall, name: str) -> str:
    """The party of `--explain`; one that is not there ends with the names that are."""
    viewing = [one.view.party for one in waterfall.views if one.view.party]
    known = {folded(party): party for party in (*waterfall.parties, *viewing)}
    wanted = folded(name)
    if wanted not in known:
        inside = [party for key, party in known.items() if wanted and wanted in key]
        near = inside[0] if len(inside) == 1 else closest(name, list(known.values()))
        meant = f"did you mean {near!r}?" if near else f"there are {', '.join(known.values())}."
        fail(f"--explain: nobody is called {name!r}; {meant}")
    return known[wanted]
