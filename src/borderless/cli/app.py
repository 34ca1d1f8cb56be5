"""The verbs. Each imports what it needs when it runs, so that a cold start stays short."""

from __future__ import annotations

import sys
from datetime import date as Day
from pathlib import Path
from typing import Annotated, NoReturn, Optional

import typer

from borderless.cli.rules import rules_app

EXIT_STRICT = 1
EXIT_BAD_INPUT = 2

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Borderless: who may co-produce a film, what soft money it gets, and whether it closes.",
)
app.add_typer(rules_app, name="rules")

Folder = Annotated[Path, typer.Argument(help="The film's folder, with film.toml and budget.csv.")]
AsOf = Annotated[str, typer.Option(help="Read the rules as of this day, YYYY-MM-DD.")]
ReportingCurrency = Annotated[str, typer.Option(help="Reporting currency, e.g. EUR.")]
RuleFolders = Annotated[
    Optional[list[Path]],  # noqa: UP045 - typer reads the annotation at run time
    typer.Option("--rules", help="A folder (or file) of your own rules; may be given again."),
]

Sales = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option(help="A sales agent's estimates; else sales.csv or .xlsx of the folder."),
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 if there are errors.")]
Jobs = Annotated[
    Optional[int],  # noqa: UP045
    typer.Option(min=1, help="Processes on this machine; else one for each core."),
]
Cluster = Annotated[str, typer.Option(help="Run on a Dask cluster: tcp://host:port.")]


@app.command()
def plan(
    folder: Folder,
    as_of: AsOf = "",
    currency: ReportingCurrency = "",
    rules: RuleFolders = None,
    json: Annotated[bool, typer.Option("--json", help="Print the whole plan as JSON.")] = False,
    html: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Write the plan as one self-contained, printable page."),
    ] = None,
    strict: Strict = False,
) -> None:
    """Make the finance plan of a film: partners, soft money, gap, and what to do next."""
    from borderless.cli.plan import run_plan

    raise typer.Exit(
        run_plan(folder, as_of, currency, rules or [], as_json=json, html=html, strict=strict)
    )


@app.command()
def optimise(
    folder: Folder,
    as_of: AsOf = "",
    currency: ReportingCurrency = "",
    rules: RuleFolders = None,
    maximise: Annotated[
        str, typer.Option(help="net (the least net cost), soft-money or local-spend:PL.")
    ] = "net",
    gap: Annotated[
        str, typer.Option(help="Proved best within this share, 0-1 or in percent.")
    ] = "0.01 %",
    time_limit: Annotated[float, typer.Option(help="Seconds to search at most.")] = 60.0,
    threads: Annotated[int, typer.Option(help="Threads of the solver.")] = 1,
    frontier: Annotated[
        bool, typer.Option("--frontier/--no-frontier", help="Work out the frontiers too.")
    ] = True,
    json: Annotated[bool, typer.Option("--json", help="Print the whole answer as JSON.")] = False,
    html: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Write today's plan and the answer as one self-contained page."),
    ] = None,
    write: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Write the film found as a new folder."),
    ] = None,
    export: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Write the programme as an .mps file, for another solver."),
    ] = None,
    strict: Strict = False,
) -> None:
    """Find where each euro is best spent: places, partners, shares and people."""
    from borderless.cli.optimise import Wanted, model_file, read_search, run_optimise

    search = read_search(maximise, gap, time_limit, threads, frontier=frontier)
    wanted = Wanted(json, html, write, model_file(export))
    raise typer.Exit(
        run_optimise(folder, as_of, currency, rules or [], search, wanted, strict=strict)
    )


@app.command()
def cashflow(
    folder: Folder,
    as_of: AsOf = "",
    currency: ReportingCurrency = "",
    rules: RuleFolders = None,
    confirmed_only: Annotated[
        bool, typer.Option("--confirmed-only", help="Count signed sources only.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the cash flow as JSON.")] = False,
    xlsx: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Write the cash flow as a workbook."),
    ] = None,
    strict: Strict = False,
) -> None:
    """Show when money comes and goes, how low cash sinks, and what bridges it."""
    from borderless.cli.cashflow import run_cashflow

    raise typer.Exit(
        run_cashflow(
            folder,
            as_of,
            currency,
            rules or [],
            confirmed_only=confirmed_only,
            as_json=json,
            xlsx=xlsx,
            strict=strict,
        )
    )


@app.command()
def risk(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[backtest] FOLDER",
            help="The film's folder; after `backtest`, its currency flows are replayed since 1999.",
        ),
    ],
    scenarios: Annotated[int, typer.Option(help="How many scenarios.")] = 100_000,
    seed: Annotated[int, typer.Option(help="Of all random numbers; the answer names it.")] = 1,
    method: Annotated[
        str, typer.Option(help="Exchange rates: bootstrap (the default), gbm or student_t.")
    ] = "",
    sales: Sales = None,
    as_of: AsOf = "",
    currency: ReportingCurrency = "",
    rules: RuleFolders = None,
    jobs: Jobs = None,
    cluster: Cluster = "",
    json: Annotated[bool, typer.Option("--json", help="Print every figure as JSON.")] = False,
    html: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Write the plan with its risk as one self-contained page."),
    ] = None,
    strict: Strict = False,
) -> None:
    """Say what can go wrong: whether the plan closes, how deep the account sinks, who recoups."""
    from borderless.cli.risk import Options, run_risk_command

    options = Options(
        as_of,
        currency,
        rules or [],
        sales,
        scenarios,
        seed,
        method,
        jobs,
        cluster,
        json,
        html,
        strict,
    )
    raise typer.Exit(run_risk_command(words, options))


@app.command()
def waterfall(
    folder: Folder,
    receipts: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="What came in; else receipts.csv or .xlsx of the folder."),
    ] = None,
    sales: Sales = None,
    gross: Annotated[
        str, typer.Option(help="One amount instead of receipts: 5m, 800k, 1.5m USD.")
    ] = "",
    until: Annotated[str, typer.Option(help="Pay what came up to this day, YYYY-MM-DD.")] = "",
    explain: Annotated[str, typer.Option(help="Show every line of this party.")] = "",
    as_of: AsOf = "",
    currency: Annotated[
        str, typer.Option(help="Show the parties' totals in this currency too, e.g. PLN.")
    ] = "",
    rules: RuleFolders = None,
    json: Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")] = False,
    xlsx: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Write statements and payouts as a workbook."),
    ] = None,
    strict: Strict = False,
) -> None:
    """Pay a film's receipts out: who is recouped, who is next, and why each has what it has."""
    from borderless.cli.waterfall import Asked, run_waterfall

    asked = Asked(receipts, sales, gross, read_day(until, "--until"), explain, json, xlsx, strict)
    raise typer.Exit(run_waterfall(folder, as_of, currency, rules or [], asked))


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="The folder to create.")],
    title: Annotated[str, typer.Option(help="The film's title.")] = "",
    delegate: Annotated[str, typer.Option(help="Country of the delegate producer.")] = "DK",
) -> None:
    """Start a film: a folder with a commented film.toml and budget.csv."""
    from borderless.film.places import check_country
    from borderless.film.scaffold import FolderNotEmptyError, scaffold

    try:
        files = scaffold(
            folder, title or folder.name.replace("-", " ").title(), check_country(delegate)
        )
    except (FolderNotEmptyError, ValueError, OSError) as error:
        fail(str(error))
    for file in files:
        typer.echo(f"wrote {file}")
    typer.echo(f"now: borderless plan {folder}")


@app.command()
def schema() -> None:
    """Print the JSON schema of a film."""
    from borderless.dossier.plan_json import to_json
    from borderless.film.model import Film

    typer.echo(to_json(Film.model_json_schema()))


@app.command()
def explain(code: Annotated[str, typer.Argument(help="A finding's code, e.g. FIN101.")]) -> None:
    """Say what a finding's code means, why it matters and how to fix it."""
    from borderless.codes import codes, paragraph

    text = paragraph(code.upper())
    if text is None:
        from difflib import get_close_matches

        close = ", ".join(get_close_matches(code.upper(), codes(), n=3)) or ", ".join(codes())
        fail(f"there is no finding {code!r}; codes near it: {close}.")
    typer.echo(text)


@app.command()
def rates(
    refresh: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="A newer eurofxref-hist.zip or .csv of the ECB to use from now on."),
    ] = None,
) -> None:
    """Show which exchange-rate file is in use, or put a newer one in its place."""
    from borderless.film.ecb import RateFileError
    from borderless.film.rates import current_file
    from borderless.film.rates import refresh as refresh_file
    from borderless.finding import has_errors

    if refresh is not None:
        _, findings = refresh_file(refresh)
        for finding in findings:
            typer.echo(str(finding), err=True)
        if has_errors(findings):
            raise typer.Exit(EXIT_BAD_INPUT)
    try:
        file = current_file()
    except RateFileError as error:
        fail(f"the exchange-rate file cannot be used: {error}")
    typer.echo(
        f"ECB reference rates from {file.oldest} to {file.newest} ({file.origin}): {file.path}"
    )


# --- many plans at once -----------------------------------------------------------------------

Out = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option(help="Write the rows to this .csv or .parquet file; goes on where it stopped."),
]
TimeLimit = Annotated[float, typer.Option(help="Seconds that one search may take.")]


@app.command()
def sweep(
    folder: Folder,
    partners: Annotated[str, typer.Option(help="Countries to choose from, e.g. SE,PL,NO.")],
    choose: Annotated[
        str, typer.Option(help="Partners in a set, e.g. 2 or 1..4; else from one to all.")
    ] = "",
    out: Out = None,
    optimise: Annotated[
        bool,
        typer.Option("--optimise/--no-optimise", help="Find each set's best structure too."),
    ] = False,
    time_limit: TimeLimit = 60.0,
    jobs: Jobs = None,
    cluster: Cluster = "",
    as_of: AsOf = "",
    currency: ReportingCurrency = "",
    rules: RuleFolders = None,
    json: Annotated[bool, typer.Option("--json", help="Print the rows as JSON.")] = False,
) -> None:
    """Plan a film with every set of partner countries, a row each."""
    from borderless.cli.batch_options import read_options
    from borderless.cli.sweep import run_sweep

    options = read_options(
        out=out,
        optimise=optimise,
        time_limit=time_limit,
        jobs=jobs,
        cluster=cluster,
        as_of=as_of,
        currency=currency,
        rules=rules or [],
        as_json=json,
    )
    raise typer.Exit(run_sweep(folder, partners, choose, options))


@app.command()
def slate(
    folders: Annotated[list[Path], typer.Argument(help="The films' folders.")],
    out: Out = None,
    optimise: Annotated[
        bool,
        typer.Option("--optimise/--no-optimise", help="Optimise each film, or only plan it."),
    ] = True,
    time_limit: TimeLimit = 60.0,
    jobs: Jobs = None,
    cluster: Cluster = "",
    as_of: AsOf = "",
    currency: ReportingCurrency = "",
    rules: RuleFolders = None,
    json: Annotated[bool, typer.Option("--json", help="Print the rows as JSON.")] = False,
) -> None:
    """Optimise many films, a row each."""
    from borderless.cli.batch_options import read_options
    from borderless.cli.slate import run_slate

    options = read_options(
        out=out,
        optimise=optimise,
        time_limit=time_limit,
        jobs=jobs,
        cluster=cluster,
        as_of=as_of,
        currency=currency,
        rules=rules or [],
        as_json=json,
    )
    raise typer.Exit(run_slate(folders, options))


@app.command()
def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 lets others in your network in.")
    ] = "127.0.0.1",
    port: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(min=1, max=65535, help="Port; else the first free one from 8000 on."),
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the browser.")
    ] = True,
) -> None:
    """Open the workbench in the browser, for one person on this machine."""
    from borderless.cli.serve import run_serve

    raise typer.Exit(run_serve(host, port, browser=browser))


def fail(message: str) -> NoReturn:
    """Says what is wrong and leaves with the exit code for bad input."""
    typer.echo(message, err=True)
    raise typer.Exit(EXIT_BAD_INPUT)


def read_day(text: str, option: str) -> Day | None:
    """A day given as an option, or `None` where it is not given."""
    if not text:
        return None
    try:
        return Day.fromisoformat(text)
    except ValueError:
        fail(f"{option}: cannot read {text!r} as a day; write it as 2026-01-31.")


def read_currency(text: str) -> str:
    """A currency given as `--currency`; "" where it is not given."""
    from borderless.film.places import check_currency

    if not text:
        return ""
    try:
        return check_currency(text)
    except ValueError as error:
        fail(f"--currency: {error}")


def main() -> None:
    """Runs the command line; mistakes of the user end with one sentence, not a traceback."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
