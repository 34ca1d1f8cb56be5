"""The header row of a budget: where it is, and which column holds what, in nine languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from borderless.film.budget_cells import Cell, Record, as_text
from borderless.film.budget_words import folded
from borderless.film.faults import closest, fault, quoted
from borderless.film.numerals import NumeralError, read_numeral
from borderless.finding import Finding, Place

ROWS_SEARCHED = 60
"""How far down a header row is looked for."""

ALIASES: dict[str, str] = {
    "account": (
        "account, account code, account no, account number, acct, acct no, acct code, code, "
        "compte, n compte, no compte, numero de compte, poste, konto, kontonr, konto nr, "
        "kontonummer, nr konta, pozycja, cuenta, codigo, n cuenta, codice, conto, "
        "cost code, budget code"
    ),
    "description": (
        "description, text, item, detail, details, line item, libelle, designation, intitule, "
        "bezeichnung, beschreibung, opis, nazwa, nazwa kosztu, tytul, descripcion, concepto, "
        "beskrivelse, tekst, post, beskrivning, benamning, descrizione, voce, cost item"
    ),
    "phase": (
        "phase, stage, etape, periode, faza, etap, fase, etapa, fas, produktionsphase, "
        "production stage, production phase, period, okres, cost period"
    ),
    "department": (
        "department, dept, departement, abteilung, dzial, pion, departamento, afdeling, avdeling, "
        "avdelning, reparto, dipartimento, section, category, categorie, kategorie, kategoria"
    ),
    "amount": (
        "amount, total, montant, montant total, betrag, summe, gesamt, gesamtbetrag, kwota, "
        "wartosc, razem, importe, importe total, belob, belop, belopp, sum, i alt, summa, importo, "
        "totale, budget, budget amount, total amount, cost, total cost, kosten, koszt, cout, "
        "coste, costo"
    ),
    "currency": (
        "currency, curr, cur, ccy, devise, monnaie, wahrung, waluta, moneda, divisa, valuta, "
        "valuuta"
    ),
    "country": (
        "country, pays, land, kraj, pais, paese, country code, country of spend, territory"
    ),
    "region": (
        "region, region code, woj, wojewodztwo, bundesland, comunidad, provincia, regione, state"
    ),
    "labour": (
        "labour, labor, labour share, labor share, pay, wages, salaries, salaire, salaires, "
        "lohn, lohne, lohnanteil, personalkosten, wynagrodzenia, salarios, mano de obra, "
        "lon, lonn, salari, lavoro, main d oeuvre, labour pct, labour percent"
    ),
    "vfx": (
        "vfx, visual effects, effets visuels, visuelle effekte, efekty wizualne, efectos visuales"
    ),
    "above_the_line": "above the line, atl, atl btl, above line, above",
    "person": (
        "person, name, payee, nom, personne, name der person, osoba, imie i nazwisko, nazwisko, "
        "nombre, persona, navn, namn, nome, supplier, vendor"
    ),
    "resident": (
        "resident, residence, residency, tax resident, resident fiscal, ansassig, "
        "steueransassig, rezydent, residente, hjemmehorende, bosatt, skattskyldig"
    ),
    "places": (
        "places, may go, may go to, could go, could go to, other places, possible places, "
        "alternative places, autres lieux, lieux possibles, andere orte, mogliche orte, "
        "inne miejsca, mozliwe miejsca, otros lugares, lugares posibles, altri luoghi, "
        "luoghi possibili, andre steder, mulige steder, andra platser, mojliga platser"
    ),
    "pinned": (
        "pinned, stays, must stay, reste sur place, ortsfest, zostaje, se queda, resta, bliver, "
        "blir, stannar"
    ),
    "whole": (
        "whole, undivided, indivisible, en un seul lieu, entier, ungeteilt, unteilbar, "
        "niepodzielne, w calosci, entero, intero, indivisibile, udelt, odelad"
    ),
    "assumption": "assumption, hypothese, annahme, zalozenie, supuesto, hipotesis, antagelse, "
    "antagande, ipotesi",
    "note": "note, notes, remark, remarks, comment, comments, remarque, commentaire, notiz, "
    "bemerkung, anmerkung, kommentar, uwagi, uwaga, nota, notas, observaciones, merknad, "
    "anteckning, commento",
}
"""Headings of each column, folded (lower case, no accents), commonest first."""

_FIELD = {
    heading.strip(): name
    for name, headings in ALIASES.items()
    for heading in [*headings.split(","), name.replace("_", " ")]
}
_RATE_COLUMNS = frozenset(
    "rate units unit x qty quantity quantite menge anzahl ilosc stawka unites".split()  # noqa: SIM905
)
_CODE = re.compile(r"^(.*?)[\s(\[,/-]+(?:in |en |w )?([A-Z]{3}|€|£|\$|zł|kr)[)\]]?$")
_PERCENT = re.compile(r"%|\bpct\b|\bpercent\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """The header row: which column holds which field, and what the headings add."""

    record: Record
    columns: dict[str, int]
    """Field of a budget line to 0-based column."""
    currency: str = ""
    """Currency named in the amount's heading, as in "Amount (EUR)"."""
    percent: frozenset[str] = frozenset()
    """Fields whose heading says that numbers are percentages."""

    def heading(self, field: str) -> str:
        """The column's heading as the user wrote it."""
        return as_text(self.record.cells[self.columns[field]])


@lru_cache(maxsize=1024)
def field_of(heading: str) -> tuple[str | None, str]:
    """The field that a heading names, and a currency named with it: Amount (EUR)."""
    if field := _FIELD.get(folded(_PERCENT.sub(" ", heading))):
        return field, ""
    found = _CODE.match(heading.strip())
    if found and _FIELD.get(folded(found[1])) == "amount":
        return "amount", found[2]
    return None, ""


def _fields(record: Record) -> list[str]:
    return [
        field for cell in record.cells if isinstance(cell, str) and (field := field_of(cell)[0])
    ]


def is_header(record: Record) -> bool:
    """Whether a row names an amount and at least one other column, and holds no figures."""
    fields = _fields(record)
    if "amount" not in fields or len(set(fields)) < 2:
        return False
    return not any(_is_figure(cell) for cell in record.cells)


def _is_figure(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return cell is not None
    try:
        read_numeral(cell)
    except NumeralError:
        return False
    return True


def find_header(records: Sequence[Record], file: str) -> tuple[int | None, list[Finding]]:
    """Index of the header row; None with a finding when there is none.

    A row that names more columns than an earlier one wins: the earlier heads a topsheet.
    """
    found = [(n, r) for n, r in enumerate(records[:ROWS_SEARCHED]) if is_header(r)]
    if not found:
        first = next((r for r in records if any(as_text(c).strip() for c in r.cells)), None)
        read = quoted(" | ".join(as_text(cell) for cell in first.cells), 100) if first else ""
        shown = f" The first row is {read}." if first else " It is empty."
        message = f"No header row in the first {ROWS_SEARCHED} rows of {file}.{shown}"
        fix = "Head the columns: account, description, phase, amount, currency, country."
        return None, [fault("FLM030", message, Place(file, first.line if first else None), fix)]
    return max(found, key=lambda pair: (len(set(_fields(pair[1]))), -pair[0]))[0], []


def read_header(record: Record, file: str) -> tuple[Header | None, list[Finding]]:
    """The columns of a header row; None with a finding when two columns claim one field."""
    columns: dict[str, int] = {}
    findings: list[Finding] = []
    currency, percent, doubled = "", set[str](), False
    headings = [as_text(cell).strip() for cell in record.cells]
    priced = any(folded(heading) in _RATE_COLUMNS for heading in headings)
    for column, heading in enumerate(headings):
        field, code = field_of(heading)
        if field is None:
            continue
        if field in columns:
            earlier = headings[columns[field]]
            preferred = _preferred(field, columns[field], column, headings, priced=priced)
            if preferred is None:
                doubled = True
                message = (
                    f"The columns {quoted(earlier)} ({letter(columns[field])}) and "
                    f"{quoted(heading)} ({letter(column)}) could both be "
                    f"the {field.replace('_', ' ')}."
                )
                fix = f"Call the right one {field!r} and give the other a name of your own."
                findings.append(fault("FLM032", message, Place(file, record.line, field), fix))
                continue
            columns[field] = preferred
        else:
            columns[field] = column
        if columns[field] == column:
            currency = code if field == "amount" else currency
            if _PERCENT.search(heading):
                percent.add(field)
    findings += _not_read(file, record, headings, columns)
    header = Header(record, columns, currency, frozenset(percent))
    return (None if doubled else header), findings


def _preferred(field: str, one: int, two: int, headings: list[str], *, priced: bool) -> int | None:
    """Which of two columns for one field is meant, when that is certain."""
    exact = [column for column in (one, two) if folded(headings[column]) == field.replace("_", " ")]
    if field == "amount":
        totals = [c for c in (one, two) if folded(headings[c]) != "amount"]
        if priced and len(totals) == 1:  # amount × units × rate = total
            return totals[0]
        return None
    return exact[0] if len(exact) == 1 else None


def _not_read(
    file: str, record: Record, headings: list[str], columns: dict[str, int]
) -> list[Finding]:
    """One finding for the columns that nobody reads, so that a slip in a heading is noticed."""
    used = set(columns.values())
    others = [h for n, h in enumerate(headings) if h and n not in used]
    if not others:
        return []
    missing = [name for name in ALIASES if name not in columns]
    guesses = [f"{h!r} ({guess}?)" if (guess := closest(h, missing)) else repr(h) for h in others]
    message = f"Columns kept but not read: {', '.join(guesses)}."
    return [fault("FLM054", message, Place(file, record.line))]


def letter(column: int) -> str:
    """A column as spreadsheets call it: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
