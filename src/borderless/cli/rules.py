"""`borderless rules`: list, show and try the rulebook's rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

rules_app = typer.Typer(no_args_is_help=True, help="The rulebook: list, show and try its rules.")

RuleFolders = Annotated[
    Optional[list[Path]],  # noqa: UP045 - typer reads the annotation at run time
    typer.Option("--rules", help="A folder (or file) of your own rules; may be given again."),
]
AsOf = Annotated[str, typer.Option(help="The day to read the rule on, YYYY-MM-DD.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@rules_app.command("list")
def list_rules(
    country: Annotated[str, typer.Option(help="Only rules of this country, e.g. PL.")] = "",
    kind: Annotated[
        str, typer.Option(help="Only incentive, fund, treaty, points, aid or governing.")
    ] = "",
    rules: RuleFolders = None,
    json: AsJson = False,
) -> None:
    """List the rules with their countries, status and the day they were last checked."""
    from borderless.cli.rules_text import run_list

    raise typer.Exit(run_list(country, kind, rules or [], as_json=json))


@rules_app.command()
def show(
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="The rule's id, e.g. pl-rebate.")],
    as_of: AsOf = "",
    rules: RuleFolders = None,
    json: AsJson = False,
) -> None:
    """Show a rule: conditions, steps, figures it reads, questions it asks, sources."""
    from borderless.cli.rules_text import run_show

    raise typer.Exit(run_show(rule_id, as_of, rules or [], as_json=json))


@rules_app.command("try")
def try_rule(
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="The scheme's id, e.g. gb-avec.")],
    figures: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(
            metavar="KEY=VALUE", help="Figures, facts, or a parameter such as rate=0.35."
        ),
    ] = None,
    as_of: AsOf = "",
    rules: RuleFolders = None,
    json: AsJson = False,
) -> None:
    """Evaluate one scheme from bare figures: amount, net amount, every step with its article."""
    from borderless.cli.rules_try import run_try

    raise typer.Exit(run_try(rule_id, figures or [], as_of, rules or [], as_json=json))


@rules_app.command()
def figures(json: AsJson = False) -> None:
    """List the words that rules are written in: figures and facts."""
    from borderless.cli.rules_text import run_figures

    raise typer.Exit(run_figures(as_json=json))
