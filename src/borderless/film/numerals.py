"""Numbers as people in different countries type them into a budget.

The decimal sign may be a point or a comma; thousands may be set off by a space, a point, a comma
or an apostrophe; a negative may stand in parentheses. One cell alone cannot always tell ("1.234"),
so `decimal_sign` asks a whole column, and whoever reads a cell learns when it was ambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

DecimalSign = Literal[".", ","]

CURRENCY_SIGNS: dict[str, tuple[str, ...]] = {
    "€": ("EUR",),
    "£": ("GBP",),
    "$": ("USD", "CAD", "AUD", "NZD", "MXN", "SGD", "HKD", "TWD", "CLP", "COP", "ARS"),
    "us$": ("USD",),
    "c$": ("CAD",),
    "ca$": ("CAD",),
    "a$": ("AUD",),
    "au$": ("AUD",),
    "nz$": ("NZD",),
    "r$": ("BRL",),
    "zł": ("PLN",),
    "zl": ("PLN",),
    "kr": ("DKK", "NOK", "SEK", "ISK"),
    "dkr": ("DKK",),
    "nkr": ("NOK",),
    "skr": ("SEK",),
    "kč": ("CZK",),
    "ft": ("HUF",),
    "lei": ("RON",),
    "fr": ("CHF",),
    "sfr": ("CHF",),
    "₺": ("TRY",),
    "₪": ("ILS",),
    "₹": ("INR",),
    "₩": ("KRW",),
    "₴": ("UAH",),
    "₾": ("GEL",),
    "¥": ("JPY", "CNY"),
}
"""What a sign may stand for, the commonest first, signs in lower case."""

_SCALES = {
    **dict.fromkeys(("k", "tsd", "tys", "thousand"), 3),
    **dict.fromkeys(("m", "mio", "mill", "mln", "million", "millions", "millionen"), 6),
    **dict.fromkeys(("bn", "mia", "mrd", "mld", "billion"), 9),
}
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\t"), " ")
_SAME = {ord("’"): "'", ord("‘"): "'", ord("٬"): "'", ord("_"): "_"}
_MINUS = {ord(dash): "-" for dash in "−–—‐‑﹣－"}
_FOLD = {**_SPACES, **_SAME, **_MINUS}
_CORE = re.compile(r"[.,]?[0-9](?:[0-9.,'_ ]*[0-9])?")
_AROUND = re.compile(r"[^\W\d_]*\$|[^\W\d_]+\.?|[0-9]+|\S")
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+")
_GROUPS = re.compile(r"[0-9]{1,3}(?:([ '.,])[0-9]{3})(?:\1[0-9]{3})*")
# Lakh and crore: groups of two before the last three.
_INDIAN_GROUPS = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")
_MOST_DIGITS = 20


class NumeralError(ValueError):
    """A text is not a number; the message says what was read and what would be right."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number read from text, the currency sign or code beside it, and whether it was clear."""

    value: Decimal
    currency: str = ""
    """As written: "PLN", "zł", "€"; empty when there was none."""
    ambiguous: bool = False
    """One separator before three digits: 1.234 was read as 1234."""
    percent: bool = False


@lru_cache(maxsize=8192)
def read_numeral(text: str, decimal_comma: bool | None = None) -> Numeral:  # noqa: FBT001
    """The number in `text`, with its currency sign. A percentage becomes a share (60 % is 0.6).

    `decimal_comma` says which sign the column uses; None leaves it to the text, where a single
    separator followed by three digits is taken to set off thousands.

    Raises:
        NumeralError: the text is not one number.
    """
    folded = text.translate(_FOLD).strip()
    if _SCIENTIFIC.fullmatch(folded):
        raise NumeralError(
            f"{text.strip()!r} is a number that a spreadsheet shortened; write out all its digits"
        )
    core = _CORE.search(folded)
    if core is None:
        raise NumeralError(f"{_shown(text)} is not a number")
    tail = folded[core.end() :]
    if tail[:2] in {",-", ".-"}:  # "1 500,-": a whole amount, the dash is not a minus
        tail = tail[2:]
    elif tail[:1] in {",", "."}:
        tail = tail[1:]
    marks = _read_marks(text, folded[: core.start()], tail)
    digits, ambiguous = _plain_digits(core[0], decimal_comma, text, scaled=marks.scale > 0)
    value = Decimal(digits).scaleb(marks.scale - (2 if marks.percent else 0))
    value = Decimal(f"{value:f}")  # 12 600 000 rather than 1.26E+7
    return Numeral(-value if marks.negative else value, marks.currency, ambiguous, marks.percent)


def read_number(text: str, *, decimal_comma: bool | None = None) -> Decimal:
    """The number in `text`, its currency sign set aside; see `read_numeral`.

    Raises:
        NumeralError: the text is not one number.
    """
    return read_numeral(text, decimal_comma).value


def decimal_sign(texts: Iterable[str]) -> DecimalSign | None:
    """The decimal sign that a column uses; None when no cell tells or when cells contradict."""
    signs: set[DecimalSign] = set()
    for text in texts:
        core = _CORE.search(text.translate(_FOLD))
        if core and (sign := _sign_shown_by(core[0])):
            signs.add(sign)
    return signs.pop() if len(signs) == 1 else None


def currency_of_sign(sign: str, at_hand: str | None) -> str:
    """The ISO code a sign or code means; `at_hand` is the currency that decides "$" and "kr".

    Raises:
        ValueError: the sign is unknown, or could be several currencies.
    """
    from borderless.film.places import check_currency

    meanings = CURRENCY_SIGNS.get(sign.lower().rstrip("."))
    if meanings is None:
        return check_currency(sign)
    if len(meanings) == 1:
        return meanings[0]
    if at_hand in meanings:
        return at_hand
    several = (
        ", ".join(meanings[:-1]) + f" or {meanings[-1]}"
        if len(meanings) < 5
        else (", ".join(meanings[:3]) + " or another")
    )
    raise ValueError(f"{sign!r} could be {several}; write the three letters")


@dataclass(slots=True)
class _Marks:
    negative: bool = False
    percent: bool = False
    scale: int = 0
    currency: str = ""


def _read_marks(text: str, head: str, tail: str) -> _Marks:
    marks = _Marks()
    signs = brackets = 0
    for is_tail, part in ((False, head), (True, tail)):
        for mark in _AROUND.findall(part):
            word = mark.rstrip(".").lower()
            if mark in "()":
                brackets += 1 if mark == "(" and not is_tail else 10
            elif mark in "+-":
                signs += 1
                marks.negative = mark == "-"
            elif mark == "%" and not marks.percent:
                marks.percent = True
            elif is_tail and word in _SCALES and not marks.scale:
                marks.scale = _SCALES[word]
            elif not marks.currency and (found := _currency_token(mark)):
                marks.currency, scale = found
                marks.scale = marks.scale or scale
            elif marks.currency and _same_currency(marks.currency, mark):
                marks.currency = mark
            else:
                raise NumeralError(f"{_shown(text)} is not a number (we stop at {mark!r})")
    if signs > 1 or brackets not in {0, 11} or (brackets and signs):
        raise NumeralError(f"{_shown(text)} has more signs than one number can carry")
    marks.negative = marks.negative or brackets == 11
    return marks


def _currency_token(token: str) -> tuple[str, int] | None:
    """A sign or three-letter code; also MEUR and TDKK, as some budgets head their columns."""
    bare = token.rstrip(".")
    if bare.lower() in CURRENCY_SIGNS or (len(bare) == 3 and bare.isascii() and bare.isalpha()):
        return bare, 0
    if len(bare) == 4 and bare[0] in "MmTtkK" and bare[1:].isascii() and bare[1:].isupper():
        return bare[1:], 6 if bare[0] in "Mm" else 3
    return None


def _same_currency(sign: str, code: str) -> bool:
    """Whether "$ 500 USD" names one currency twice."""
    return code.upper() in CURRENCY_SIGNS.get(sign.lower(), ())


def _sign_shown_by(core: str) -> DecimalSign | None:
    """What this one numeral proves about the decimal sign, if anything."""
    points, commas = core.count("."), core.count(",")
    if points and commas:
        return "." if core.rfind(".") > core.rfind(",") else ","
    if points + commas == 0:
        return None
    mark: DecimalSign = "." if points else ","
    if points + commas > 1:  # repeated, so it sets off thousands
        return "," if points else "."
    return None if _is_ambiguous(core) else mark


def _is_ambiguous(core: str) -> bool:
    """One separator, three digits after it and one to three before it: thousands or decimals."""
    whole, _, rest = core.replace(",", ".").partition(".")
    return (
        len(rest) == 3
        and rest.isdigit()
        and whole.isdigit()
        and (len(whole) <= 3 and not whole.startswith("0"))
    )


def _plain_digits(
    core: str,
    decimal_comma: bool | None,  # noqa: FBT001
    text: str,
    *,
    scaled: bool,
) -> tuple[str, bool]:
    """Digits with at most one decimal point, and whether a reader could read them otherwise."""
    core = core.replace("_", "")
    shown = _sign_shown_by(core)
    ambiguous = False
    if shown is None and ("." in core or "," in core):
        if decimal_comma is not None:
            shown = "," if decimal_comma else "."
        elif scaled:  # "12.600m": millions are written with decimals, not with thousands
            shown = "," if "," in core else "."
            ambiguous = True
        else:
            shown = "." if "," in core else ","
            ambiguous = True
    whole, fraction = core, ""
    if shown and shown in core:
        whole, _, fraction = core.rpartition(shown)
    if (
        not whole.isdigit()
        and whole
        and not (_GROUPS.fullmatch(whole) or _INDIAN_GROUPS.fullmatch(whole))
    ):
        raise NumeralError(f"{_shown(text)} is not one number; its thousands are set off unevenly")
    if fraction and not fraction.isdigit():
        raise NumeralError(f"{_shown(text)} is not one number; look at its decimals")
    whole = re.sub("[ '.,]", "", whole)
    if len(whole) + len(fraction) > _MOST_DIGITS:
        raise NumeralError(f"{_shown(text)} has more than {_MOST_DIGITS} digits")
    return f"{whole or 0}.{fraction}" if fraction else whole, ambiguous


def _shown(text: str) -> str:
    text = text.strip()
    return repr(text if len(text) <= 40 else text[:39] + "…")


def written(value: Decimal, sign: DecimalSign | None = ".") -> str:
    """`value` as plain digits without thousands, so that no reader can take it for another number.

    Three decimals get a fourth, since 1.234 could be read as 1234.
    """
    text = f"{value.normalize():f}" if value else "0"
    whole, _, fraction = text.partition(".")
    if not fraction:
        return whole
    if len(fraction) == 3:
        fraction += "0"
    return f"{whole}{sign or '.'}{fraction.ljust(2, '0')}"


def rewritten(old: str, value: Decimal, sign: DecimalSign | None) -> str:
    """`value` in the manner of the cell text `old`: its currency sign, thousands and decimals."""
    folded = old.translate(_FOLD)
    core = _CORE.search(folded)
    plain = written(value, sign)
    if core is None or value < 0 or any(mark in folded for mark in "()-%") or "_" in core[0]:
        return plain
    head, tail = old[: core.start()], old[core.end() :]
    if any(_SCALES.get(token.rstrip(".").lower()) for token in _AROUND.findall(tail)):
        return plain + _kept_currency(old)
    whole, mark, fraction = plain.partition(sign or ".")
    grouping = next(
        (char for char, fold in zip(old[core.start() :], core[0], strict=False) if fold in " '"), ""
    )
    if not grouping and (found := _GROUPS.match(core[0])) and found[1] != sign:
        grouping = found[1]
    if grouping and len(whole) > 3:
        first = len(whole) % 3 or 3
        whole = grouping.join([whole[:first], *re.findall("...", whole[first:])])
    decimals = len(core[0].rpartition(sign)[2]) if sign and sign in core[0] else 0
    if decimals > len(fraction) and decimals != 3:
        mark, fraction = sign or ".", fraction.ljust(decimals, "0")
    return f"{head}{whole}{mark if fraction else ''}{fraction}{tail}"


def _kept_currency(old: str) -> str:
    try:
        currency = read_numeral(old).currency
    except NumeralError:
        return ""
    return f" {currency}" if currency else ""
