"""A new film's folder: a commented film.toml and a budget.csv that read without errors.

The example film is invented from end to end; it shows every table once, so that a producer
replaces lines instead of looking up keys.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from borderless.film.places import check_country

# A partner for the example: near, with other money, and not the delegate's own country.
_PARTNER, _OTHER_PARTNER = "PL", "DK"
_COMPANY = {"PL": "Latarnia Film", "DK": "Fyrtårn Film"}


class FolderNotEmptyError(Exception):
    """A film was to be started where there are files already; nothing was written."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        return f"{self.folder} is not empty; name a new folder, so that no file is overwritten."


def scaffold(folder: Path, title: str, delegate: str, *, currency: str = "EUR") -> list[Path]:
    """Creates `folder` with a commented film.toml and budget.csv; the paths of the files written.

    `delegate` is the country of the delegate producer (ISO 3166-1 alpha-2), `currency` the one
    that the plan is read in (ISO 4217).

    Raises:
        FolderNotEmptyError: the folder has files, or is a file; nothing was written.
        ValueError: the country is unknown or the title is empty; nothing was written.
        OSError: the disk or its permissions do not allow it.
    """
    from borderless.film.places import check_currency

    delegate, currency, title = check_country(delegate), check_currency(currency), title.strip()
    if not title:
        raise ValueError("a film needs a title, if only a working one")
    if folder.is_symlink() and not folder.exists():
        raise FolderNotEmptyError(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderNotEmptyError(folder)
    folder.mkdir(parents=True, exist_ok=True)
    partner = _OTHER_PARTNER if delegate == _PARTNER else _PARTNER
    marks = {
        "TITLE": _toml_text(title),
        "DELEGATE": delegate,
        "PARTNER": partner,
        "COMPANY": _toml_text(_COMPANY[partner]),
        "CURRENCY": currency,
    }
    return [
        _write(folder / name, _filled(text, marks))
        for name, text in (("film.toml", _FILM), ("budget.csv", _BUDGET))
    ]


def _toml_text(text: str) -> str:
    # JSON escapes are TOML escapes, as long as nothing beyond the basic plane is escaped.
    shown = "".join(char for char in text if char.isprintable())
    return json.dumps(shown, ensure_ascii=False)


def _filled(text: str, marks: dict[str, str]) -> str:
    for mark, value in marks.items():
        if mark != "TITLE":
            text = text.replace(f"<{mark}>", value)
    return text.replace("<TITLE>", marks["TITLE"])  # last, so that a title may hold any mark


def _write(path: Path, text: str) -> Path:
    """Writes a new file, whole or not at all."""
    handle, partial = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".partial", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(partial).chmod(0o644)
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
    return path


_FILM = """\
# The film, in one file. Everything below the title is an invented example: replace what differs,
# delete what you do not need. Text after # is a comment; it stays when the file is rewritten.

title = <TITLE>
# original_title = ""
kind = "fiction"               # fiction, documentary or animation
format = "feature"             # feature, short, single or series
minutes = 98                   # running time; of one episode for a series
languages = ["en"]             # BCP 47: da, pl, pt-BR
currency = "<CURRENCY>"               # the currency the plan is read in
delegate = "<DELEGATE>"                # country of the delegate (majority) producer, ISO 3166
# as_of = 2027-01-15           # read the rules as they stood on this day; left out: today

# Whatever nobody has confirmed yet. The plan repeats every one of these sentences.
assumptions = ["every company, person, date and amount of this example is invented"]

# Days by which rules choose their version and money is timed: year-month-day.
[dates]
application = 2027-03-01
preproduction_start = 2027-05-03
shooting_start = 2027-08-02
shooting_end = 2027-09-10
delivery = 2028-03-31

# Exchange rates. Without them, the European Central Bank's of the day the plan is read as of.
# [rates]
# date = 2027-01-15            # the ECB's rates of this day for the whole plan
# base = "EUR"
# [rates.per_base]             # units of a currency for one of `base`, where a contract fixes it
# PLN = 4.30

# One [[coproducer]] for every company with a share. Shares run from 0 to 1 and sum to 1.
[[coproducer]]
company = "Our Company"
country = "<DELEGATE>"
role = "delegate"              # delegate, coproducer or executive (paid for work, no share)
share = 0.65

[[coproducer]]
company = <COMPANY>
country = "<PARTNER>"
share = 0.35
assumption = "shares are not agreed yet"

# The people whose nationality or residence a treaty or a points test asks for.
[[person]]
post = "director"              # director, writer, composer, first_role, cinematographer, editor …
name = "A. Director"
nationality = ["<DELEGATE>"]
residence = "<DELEGATE>"

[[person]]
post = "writer"
name = "A. Writer"
nationality = ["<DELEGATE>"]

[[person]]
post = "cinematographer"
name = "A. Cinematographer"
nationality = ["<PARTNER>"]
residence = "<PARTNER>"

# Where the film is made, and for how long. Days of the shoot are shooting days.
[[phase]]
stage = "shoot"                # development, preproduction, shoot, post, delivery …
name = "Exteriors"
start = 2027-08-02
end = 2027-08-20
days = 15
country = "<DELEGATE>"

[[phase]]
stage = "shoot"
name = "Studio"
start = 2027-08-23
end = 2027-09-10
days = 15
country = "<PARTNER>"
# region = "PL-10"             # ISO 3166-2, where a region has money of its own

[[phase]]
stage = "post"
start = 2027-09-13
end = 2028-02-25
country = "<DELEGATE>"

# The finance plan: one [[source]] for every source of money.
# kind: selective_fund, regional_fund, automatic_support, supranational_fund, incentive, presale,
#       broadcaster_presale, minimum_guarantee, equity, producer_investment, deferral, loan, gap …
# status: confirmed, applied, planned or refused
[[source]]
name = "National film fund"
kind = "selective_fund"
coproducer = "<DELEGATE>"              # the producer who brings it
amount = "900_000 <CURRENCY>"         # or a number, with currency = "…" on a line of its own
status = "applied"
paid = [{ event = "signature", share = 0.5 }, { event = "delivery", share = 0.5 }]

[[source]]
name = "Broadcaster"
kind = "broadcaster_presale"
coproducer = "<DELEGATE>"
amount = 250_000               # in the film's currency
status = "planned"
assumption = "first talks only"

[[source]]
name = "Fund of the partner's country"
kind = "selective_fund"
coproducer = "<PARTNER>"
amount = 400_000
status = "planned"

# An incentive's amount is computed from the budget, never typed: `borderless rules` lists them.
# [[source]]
# incentive = "pl-rebate"
# coproducer = "PL"
# status = "planned"

# Answers that only the producer knows; `borderless rules show ID` says which a rule asks for.
# [facts]
# theatrical_release = true
"""

_BUDGET = """\
account,description,phase,department,amount,currency,country,region,labour,vfx,above_the_line,\
person,resident,assumption,note
1100,Script and rights,development,story,60000,<CURRENCY>,<DELEGATE>,,yes,,yes,A. Writer,yes,,
1300,Producers,preproduction,production,110000,<CURRENCY>,<DELEGATE>,,yes,,yes,,yes,,
1400,Director,shoot,direction,90000,<CURRENCY>,<DELEGATE>,,yes,,yes,A. Director,yes,,
1500,Principal cast,shoot,cast,170000,<CURRENCY>,<DELEGATE>,,yes,,yes,,,not cast yet,
2100,Crew on location,shoot,crew,310000,<CURRENCY>,<DELEGATE>,,yes,,,,yes,,
2150,Studio crew,shoot,crew,260000,<CURRENCY>,<PARTNER>,,yes,,,,yes,,
2200,Camera and lenses,shoot,camera,75000,<CURRENCY>,<PARTNER>,,0,,,,,,
2400,Sets,shoot,art,160000,<CURRENCY>,<PARTNER>,,60 %,,,,,,pay is about 60 % of the cost
2500,Costume and make-up,shoot,costume,80000,<CURRENCY>,<PARTNER>,,70 %,,,,,,
2800,Locations,shoot,locations,45000,<CURRENCY>,<DELEGATE>,,,,,,,,
2900,Travel and lodging,shoot,transport,95000,<CURRENCY>,<DELEGATE>,,,,,,,,
3100,Picture editing,post,editing,65000,<CURRENCY>,<DELEGATE>,,80 %,,,,,,
3200,Sound,post,sound,70000,<CURRENCY>,<DELEGATE>,,60 %,,,,,,
3300,Visual effects,post,vfx,85000,<CURRENCY>,<PARTNER>,,80 %,yes,,,,,
3400,Music,post,music,40000,<CURRENCY>,<DELEGATE>,,80 %,,,,,,
4100,Insurance and legal,overhead,production,55000,<CURRENCY>,<DELEGATE>,,,,,,,,
4200,Overhead,overhead,production,100000,<CURRENCY>,<DELEGATE>,,,,,,,,
4900,Contingency,contingency,,150000,<CURRENCY>,<DELEGATE>,,,,,,,,
"""
