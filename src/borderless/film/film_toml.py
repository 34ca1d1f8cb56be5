"""film.toml: from bytes to a `Film`, every problem with its line and a way out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from borderless.film.agreement import disagreements
from borderless.film.faults import fault, quoted
from borderless.film.film_sentences import leaves, sentence, texts_for_numbers
from borderless.film.model import BudgetLine, Film
from borderless.film.placement_lines import idle_options, line_problems
from borderless.film.toml_money import money_read
from borderless.film.toml_places import Keys, key_lines
from borderless.finding import Finding, Place, has_errors

_BOM = b"\xef\xbb\xbf"
_SPOT = re.compile(r"\(at line ([0-9]+), column ([0-9]+)\)")
# No film costs a thousand million million; such a number is a slip, or written to do harm.
_LARGEST_EXPONENT = 15
_MOST_DECIMALS = 20


@dataclass(frozen=True, slots=True)
class FilmToml:
    """The file as it was read: its bytes, its values, and where each key stands."""

    name: str
    content: bytes
    text: str
    data: dict[str, Any]
    lines: dict[Keys, int]

    def place(self, keys: Keys) -> Place:
        """The line of a key; of what encloses it when the key itself is not written."""
        for length in range(len(keys), 0, -1):
            if keys[:length] in self.lines:
                return Place(self.name, self.lines[keys[:length]], field_name(keys))
        return Place(self.name, None, field_name(keys))


def field_name(keys: Keys) -> str | None:
    """A key path as one reads it: source[2].amount, its numbers counted from 0."""
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)
    return text.removeprefix(".") or None


def parse_toml(name: str, content: bytes) -> tuple[FilmToml | None, list[Finding]]:
    """The TOML of `content`; None with one finding when it is not TOML."""
    try:
        text = content.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return None, [
            fault(
                "FLM008",
                f"Line {line} has the byte {content[error.start]:#04x}, which is not UTF-8 text.",
                Place(name, line),
                "Save the file with the encoding UTF-8.",
            )
        ]
    try:
        data = tomllib.loads(text, parse_float=Decimal)
        lines = key_lines(text.replace("\r\n", "\n"))
    except RecursionError:
        message = "Its brackets are nested deeper than any film needs, so it was not read."
        return None, [fault("FLM010", message, Place(name), "Remove the nested brackets.")]
    except ValueError as error:  # also what int() says of a number with thousands of digits
        return None, [_syntax_fault(name, text, str(error))]
    return FilmToml(name, content, text, data, lines), []


def read_film(
    toml: FilmToml, budget: tuple[BudgetLine, ...], *, whole: bool = True
) -> tuple[Film | None, list[Finding]]:
    """The film of a parsed film.toml with the lines of its budget; None when it has errors.

    Where `budget` is not the `whole` budget, as some lines could not be read, names of lines are
    not looked up in it.
    """
    findings = list(_out_of_range(toml))
    data, money = money_read(dict(toml.data), toml.place, stated_currency(toml))
    findings += money
    if isinstance(facts := data.get("facts"), dict):
        data["facts"] = _dates_as_text(facts)
    if "budget" in data:
        del data["budget"]
        findings.append(
            fault(
                "FLM011",
                "film.toml has the key 'budget', but a budget's lines stand in their own file.",
                toml.place(("budget",)),
                "Move the lines to budget.csv or budget.xlsx and delete the key.",
            )
        )
    for problem in texts_for_numbers(data):
        findings.append(fault(problem.code, problem.message, toml.place(problem.keys), problem.fix))
    told = {finding.place for finding in findings}
    film = None
    try:
        film = Film.model_validate({**data, "budget": budget})
    except ValidationError as error:
        for problem in sentence(data, error):
            place = toml.place(problem.keys)
            if place not in told:  # one sentence for each place is enough
                told.add(place)
                findings.append(fault(problem.code, problem.message, place, problem.fix))
    between = list(disagreements(data))
    if budget and whole:
        between += line_problems(data, budget)
        between += idle_options(film) if film else ()
    for problem in between:
        if (place := toml.place(problem.keys)) not in told:
            findings.append(fault(problem.code, problem.message, place, problem.fix))
    findings.sort(key=lambda finding: finding.place.line or 0 if finding.place else 0)
    return (None if has_errors(findings) else film), findings


def stated_currency(toml: FilmToml | None) -> str | None:
    """The film's currency when film.toml states a real one, or EUR when it states none.

    None when film.toml cannot be read or states what is no currency, so that the budget is read
    without inventing one.
    """
    from borderless.film.places import check_currency

    stated = toml.data.get("currency", Film.model_fields["currency"].default) if toml else None
    try:
        return check_currency(stated) if isinstance(stated, str) else None
    except ValueError:
        return None


def _dates_as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _dates_as_text(part) for key, part in value.items()}
    return value.isoformat() if isinstance(value, date | time) else value


def _out_of_range(toml: FilmToml) -> Iterator[Finding]:
    """Numbers that are none (nan, inf) or that no film could need (1e999)."""
    for keys, value in leaves((), toml.data):
        if isinstance(value, Decimal) and not value.is_finite():
            message = f"{keys[-1]} is {str(value).lower()}, which is not a number."
            yield fault("FLM014", message, toml.place(keys), "Write a number.")
        elif (
            isinstance(value, int | Decimal)
            and not isinstance(value, bool)
            and (_is_immense(Decimal(value)))
        ):
            message = f"{keys[-1]} is {quoted(value)}, a number no film could need."
            yield fault("FLM014", message, toml.place(keys), "Look at its digits.")


def _is_immense(value: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    return value.adjusted() >= _LARGEST_EXPONENT or (
        isinstance(exponent, int) and not -_MOST_DECIMALS <= exponent <= _LARGEST_EXPONENT
    )


_CAUSES = (
    ("Illegal character '\\n'", "A text is not closed.", "Write the missing quotation mark."),
    ("Cannot overwrite", "A key is written twice.", "Keep one of the two lines."),
    ("Duplicate inline", "A key is written twice.", "Keep one of the two."),
    (
        "Cannot declare",
        "A table is opened twice, or as [name] and as [[name]].",
        "Lists such as source and person are written [[source]], each with its own heading.",
    ),
    ("Unclosed array", "A list is not closed.", "Write the missing ]."),
    ("Unclosed inline", "A table in braces is not closed.", "Write the missing }."),
    ("Unterminated string", "A text is not closed.", "Write the missing quotation mark."),
    ("Expected ']", "A heading is not closed.", "Write the missing ]."),
    ("Expected '='", "A key has no value.", "Write key = value."),
    ("Exceeds the limit", "A number has thousands of digits.", "Write a shorter number."),
)
_SLIPS = (
    (r"[“”„«»‘’]", "It has typographic quotation marks.", 'Use the straight marks "…".'),
    (r"=\s*[0-9]+,[0-9]", "It has a decimal comma.", "Write a decimal point: 0.35."),
    (r"=\s*[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{4}", "It has a date.", "Write it as 2026-10-30."),
    (r"=\s*[0-9]{1,3}( [0-9]{3})+", "Its number has spaces.", "Write 12_600_000."),
    (r"=\s*[0-9]{4}-[0-9]{2}-[0-9]{2}", "Its date does not exist.", "Write a day of the calendar."),
    (r"=\s*(yes|no|Yes|No|True|False|TRUE|FALSE)\b", "", "Write true or false, in small letters."),
    (r"=\s*0[0-9]", "Its number begins with 0.", "Leave out the 0, or write it as text."),
    (r"\\", "It has a backslash.", "Write texts with backslashes in single quotation marks '…'."),
    (r"=\s*[^\W\d]", "Its text has no quotation marks.", 'Write key = "text".'),
    (r"^\s*[^=\[\]#]*$", "It is not key = value.", "Write key = value, or # before a comment."),
)


def _syntax_fault(name: str, text: str, problem: str) -> Finding:
    """What the parser stopped at, in our words, with the line it stopped in."""
    rows = text.split("\n")
    spot = _SPOT.search(problem)
    line = int(spot[1]) if spot else max(len(text.rstrip().split("\n")), 1)
    row = rows[line - 1].rstrip("\r") if line <= len(rows) else ""
    where = f"line {line}, column {spot[2]}" if spot else f"the end of the file, line {line}"
    if row.lstrip().startswith("[") and problem.startswith("Cannot overwrite"):
        problem = "Cannot declare"
    cause, fix = next(((c, f) for start, c, f in _CAUSES if problem.startswith(start)), ("", ""))
    if not cause:
        cause, fix = next(
            ((c, f) for slip, c, f in _SLIPS if re.search(slip, row)),
            ("", "Write key = value, with texts in quotation marks."),
        )
    message = f"This is not TOML at {where}: {quoted(row)}. {cause}".rstrip()
    return fault("FLM010", message, Place(name, line), fix)
