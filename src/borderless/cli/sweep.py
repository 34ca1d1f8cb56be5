"""`borderless sweep`: every set of partners of one film, a row each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from borderless.cli.app import fail
from borderless.cli.batch_options import (
    MOST_TASKS,
    BatchOptions,
    amount,
    carry_out,
    keep,
    print_json,
    print_table,
)
from borderless.cli.reading import read_or_stop
from borderless.film.places import check_country
from borderless.finance.batch.basis import basis_of
from borderless.finance.batch.partner_sets import number_of_sets, parse_choose, partner_sets
from borderless.finance.batch.rows import Row, SweepRow, shares_text
from borderless.finance.batch.tasks import sweep_tasks
from borderless.finding import Verdict


def run_sweep(folder: Path, partners: str, choose: str, options: BatchOptions) -> int:
    """The exit code: 0 every set has its row, 2 input that could not be read."""
    reading = read_or_stop(
        folder,
        options.day.isoformat() if options.day else "",
        options.terms.currency,
        options.rules,
        as_json=options.as_json,
        without="no sweep",
    )
    countries = _countries(partners, reading.film.delegate)
    try:
        sizes = parse_choose(choose, len(countries))
    except ValueError as error:
        fail(f"--choose: {error}.")
    count = number_of_sets(len(countries), sizes)
    if count > MOST_TASKS:
        fail(
            f"--choose: that makes {count:,} sets of partners, more than {MOST_TASKS:,};"
            " name fewer countries or smaller sets."
        )
    sets = list(partner_sets(countries, sizes))
    basis = basis_of(reading.library)
    rows = carry_out(sweep_tasks(reading.film, sets, reading.as_of, options.terms, basis), options)
    keep(rows, options)
    if options.as_json:
        print_json(rows)
    elif options.out is None:
        _print(rows)
    return 0


def _countries(text: str, delegate: str) -> list[str]:
    """The partner countries as named, each once, without the delegate's, who is always in."""
    found: dict[str, None] = {}
    for word in text.replace(";", ",").split(","):
        if not word.strip():
            continue
        try:
            found[check_country(word)] = None
        except ValueError as error:
            fail(f"--partners: {error}")
    if delegate in found:
        del found[delegate]
        typer.echo(f"--partners: {delegate} is the delegate's country, in every set.", err=True)
    if not found:
        fail("--partners names no country; write some as SE,PL,NO.")
    return list(found)


def _print(rows: Sequence[Row]) -> None:
    sweep = [row for row in rows if isinstance(row, SweepRow)]
    currency = sweep[0].currency
    print_table(
        ("partners", "shares", "official", "outcome"),
        (f"incentives {currency}", "grants", "net cost", "gap"),
        [
            (
                ", ".join(row.partners) or "none",
                shares_text(row) + (" (equal, not agreed)" if row.shares_are == "equal" else ""),
                row.official,
                row.outcome,
                amount(row.incentives),
                amount(row.grants),
                amount(row.net),
                amount(row.gap),
            )
            for row in sweep
        ],
        sweep,
    )
    official = [
        (row.net, row)
        for row in sweep
        if row.net is not None and row.official == Verdict.QUALIFIES.value and not row.error
    ]
    if official:
        net, best = min(official, key=lambda pair: pair[0])
        named = ", ".join(best.partners) or "none"
        typer.echo(
            f"lowest net cost as an official co-production: {named}, {amount(net)} {currency}"
        )
