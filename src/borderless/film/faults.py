"""The findings of a film folder: every FLM code with its severity, and how one is made.

A code never changes its meaning; `codes/FLM.md` explains each to the person who meets it.
"""

from __future__ import annotations

from borderless.finding import Finding, Place, Severity

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

SEVERITY: dict[str, Severity] = {
    # the folder and its files
    "FLM001": _ERROR,  # no such folder
    "FLM002": _ERROR,  # no film.toml
    "FLM003": _WARNING,  # no budget
    "FLM004": _ERROR,  # two budgets
    "FLM005": _ERROR,  # file too large
    "FLM006": _ERROR,  # file leads out of the folder, or is no plain file
    "FLM007": _ERROR,  # file cannot be opened
    "FLM008": _ERROR,  # file is not text
    # film.toml
    "FLM010": _ERROR,  # not TOML
    "FLM011": _ERROR,  # unknown key
    "FLM012": _ERROR,  # missing key
    "FLM013": _ERROR,  # value of the wrong sort
    "FLM014": _ERROR,  # number out of range
    "FLM015": _ERROR,  # unknown word
    "FLM016": _ERROR,  # unknown country, region, currency or language
    "FLM017": _ERROR,  # money text unreadable or contradictory
    "FLM018": _ERROR,  # shares do not sum to 1
    "FLM019": _ERROR,  # share above 1
    "FLM020": _ERROR,  # entry contradicts itself
    "FLM021": _INFO,  # thousands or decimals
    "FLM022": _WARNING,  # the same entry twice
    "FLM023": _ERROR,  # placement names no line of the budget
    "FLM024": _ERROR,  # placement names several lines where one is meant
    "FLM025": _WARNING,  # an option fits no line
    "FLM026": _ERROR,  # two wishes for one partner or person
    # the budget as a file
    "FLM030": _ERROR,  # no header row
    "FLM031": _ERROR,  # second header row
    "FLM032": _ERROR,  # two columns for one thing
    "FLM033": _ERROR,  # more cells than columns
    "FLM034": _ERROR,  # quotation mark not closed
    "FLM035": _ERROR,  # workbook cannot be opened
    "FLM036": _ERROR,  # too many rows or columns
    "FLM037": _ERROR,  # formula without a value
    "FLM038": _INFO,  # encoding guessed
    "FLM039": _INFO,  # which sheet
    # the budget's lines
    "FLM040": _ERROR,  # amount missing
    "FLM041": _ERROR,  # amount is not a number
    "FLM042": _ERROR,  # negative amount
    "FLM043": _ERROR,  # unknown country, region or currency
    "FLM044": _ERROR,  # unknown word (phase, yes or no)
    "FLM045": _ERROR,  # labour share out of range
    "FLM046": _ERROR,  # places or currencies of one line contradict
    "FLM047": _ERROR,  # a place where a line may go cannot be read
    # what was understood
    "FLM050": _INFO,  # currency assumed
    "FLM051": _INFO,  # total rows left out
    "FLM052": _WARNING,  # total row differs
    "FLM053": _INFO,  # headings left out
    "FLM054": _INFO,  # column not read
    "FLM055": _INFO,  # thousands or decimals
    "FLM056": _WARNING,  # budget has no lines
    "FLM057": _INFO,  # no phase column
    "FLM058": _INFO,  # topsheet left out, its total agrees
    "FLM059": _WARNING,  # topsheet left out, no figure agrees
    # receipts.csv and sales.csv
    "FLM060": _ERROR,  # no header row, or a needed column is not headed
    "FLM061": _ERROR,  # two columns for one thing
    "FLM062": _ERROR,  # two files for one thing
    "FLM063": _INFO,  # a file with nearly the name
    "FLM064": _ERROR,  # a needed cell is empty
    "FLM065": _ERROR,  # date unreadable or ambiguous
    "FLM066": _ERROR,  # figure is not a number
    "FLM067": _ERROR,  # figure out of range
    "FLM068": _ERROR,  # unknown territory or currency
    "FLM069": _ERROR,  # unknown word (medium, kind)
    "FLM070": _ERROR,  # row contradicts itself or its neighbours
    "FLM071": _ERROR,  # header row of another make
    "FLM072": _INFO,  # day first assumed
    "FLM073": _WARNING,  # day and month may be swapped
    "FLM074": _INFO,  # period taken as its last day
    "FLM075": _INFO,  # word for a medium that says little
    "FLM076": _WARNING,  # estimate without a range
    "FLM077": _INFO,  # column not read
    "FLM078": _WARNING,  # mid estimate worked out
    "FLM079": _WARNING,  # no rows
    # a folder as an archive
    "FLM080": _ERROR,  # no archive, broken, locked or empty
    "FLM081": _ERROR,  # more than is taken
    "FLM082": _ERROR,  # a name that no file of the folder may have
    "FLM083": _ERROR,  # a kind of file that the folder does not hold
    "FLM084": _ERROR,  # one name twice
    "FLM085": _INFO,  # a file was left out
}


def fault(
    code: str, message: str, place: Place | None = None, fix: str | None = None, **figures: str
) -> Finding:
    """A finding of this family; the code decides the severity."""
    return Finding(code, SEVERITY[code], message, place, figures, fix=fix)


def quoted(value: object, most: int = 60) -> str:
    """A value as read, short enough for a sentence."""
    text = str(value).strip()
    return repr(text if len(text) <= most else text[: most - 1] + "…")


def sentence_of(error: ValueError) -> str:
    """What a check of a code or a number says, as a sentence."""
    text = str(error)
    return text[:1].upper() + text[1:] + ("" if text.endswith("?") else ".")


def closest(word: str, words: list[str]) -> str | None:
    """The word that was probably meant, or None."""
    from difflib import get_close_matches

    folded = {option.lower().replace("_", " "): option for option in words}
    wanted = word.lower().replace("_", " ").replace("-", " ").strip()
    near = get_close_matches(wanted, folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else None
