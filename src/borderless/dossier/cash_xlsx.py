"""The cash flow as a workbook that a line producer opens and goes on working in.

Periods across, sources and costs down, in the reporting currency. Amounts are values; totals and
balances are formulas, so that a changed amount moves the balance. What people wrote is always text
and never a formula, whatever it begins with.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date as Day
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from borderless.finance.cash.answer import Cashflow
from borderless.finance.cash.items import Item
from borderless.finance.cash.items import Side as Of
from borderless.finding import Finding

MONEY = "#,##0;[Red]-#,##0;–"
CENTS = "#,##0.00;[Red]-#,##0.00;–"
DAY = "yyyy-mm-dd"
SHARE = "0.00%"
RATE = "0.000000"
FIRST_PERIOD = 7
"""Column of the first period, after name, kind, status, currency and two totals."""
HEADER = 5
_BOLD = Font(bold=True)
_FAINT = Font(color="666666")
_BAND = PatternFill("solid", fgColor="EDEDED")
_RULE = Border(top=Side(style="thin", color="888888"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MOST_TEXT = 32_767  # characters that a cell holds


def cashflow_workbook(cashflow: Cashflow, findings: Sequence[Finding] = ()) -> bytes:
    """The workbook as the bytes of an .xlsx file.

    Args:
        cashflow: what to write.
        findings: those to show; the cash flow's own by default.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "Cash flow"
    _Calendar(sheet, cashflow).write()
    _instalments(book.create_sheet("Instalments"), cashflow)
    if cashflow.loans:
        _loans(book.create_sheet("Loans"), cashflow)
    _findings(book.create_sheet("Findings"), findings or cashflow.findings)
    _read_with(book.create_sheet("Read with"), cashflow)
    book.calculation.fullCalcOnLoad = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class _Calendar:
    """The sheet with the periods across."""

    def __init__(self, sheet: Worksheet, cashflow: Cashflow) -> None:
        self.sheet = sheet
        self.cashflow = cashflow
        self.last = FIRST_PERIOD + len(cashflow.periods) - 1
        self.row = HEADER + 1

    def write(self) -> None:
        """The whole sheet."""
        sheet, cashflow = self.sheet, self.cashflow
        _text(sheet, 1, 1, cashflow.plan.film.title, Font(bold=True, size=14))
        only = ", confirmed money only" if cashflow.confirmed_only else ""
        _text(
            sheet, 2, 1, f"Cash flow in {cashflow.currency}{only}; rules of {cashflow.plan.as_of}"
        )
        _text(sheet, 3, 1, "Above zero into the account, below zero out of it.", _FAINT)
        self._header()
        totals = [
            self._section("Sources", [Of.SOURCE]),
            self._section("Costs", [Of.COST]),
        ]
        if cashflow.of(Of.VAT):
            totals.append(self._section("VAT", [Of.VAT]))
        if cashflow.loans:
            totals.append(self._section("Loans, drawn and repaid", [Of.LOAN]))
            totals.append(self._section("Fees and interest", [Of.FEE, Of.INTEREST]))
        self._balance(totals)
        sheet.freeze_panes = sheet.cell(HEADER + 1, FIRST_PERIOD)
        for column, width in enumerate((38, 22, 15, 9, 15, 15), start=1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        for column in range(FIRST_PERIOD, self.last + 1):
            sheet.column_dimensions[get_column_letter(column)].width = 12
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = f"{HEADER - 1}:{HEADER}"
        sheet.print_title_cols = "A:A"

    def _header(self) -> None:
        sheet, currency = self.sheet, self.cashflow.currency
        names = ("", "kind", "status, country", "currency", "total, own", f"total {currency}")
        for column, name in enumerate(names, start=1):
            _text(sheet, HEADER, column, name, _BOLD)
        for column, period in enumerate(self.cashflow.periods, start=FIRST_PERIOD):
            _text(sheet, HEADER - 1, column, period.label, _BOLD)
            _day(sheet, HEADER, column, period.end)
        for column in range(1, self.last + 1):
            sheet.cell(HEADER, column).fill = _BAND
            sheet.cell(HEADER - 1, column).alignment = Alignment(horizontal="right")

    def _section(self, title: str, sides: Iterable[Of]) -> int:
        """The items of some sides and their total; the total's row."""
        _text(self.sheet, self.row, 1, title, _BOLD)
        self.row += 1
        first = self.row
        for side in sides:
            for item in self.cashflow.of(side):
                self._item(item)
        if self.row == first:
            _text(self.sheet, self.row, 1, "none", _FAINT)
            self.row += 1
        _text(self.sheet, self.row, 1, f"{title}, total", _BOLD)
        for column in range(FIRST_PERIOD - 1, self.last + 1):
            letter = get_column_letter(column)
            self._formula(column, f"=SUM({letter}{first}:{letter}{self.row - 1})")
        self.row += 2
        return self.row - 2

    def _item(self, item: Item) -> None:
        sheet, row = self.sheet, self.row
        _text(sheet, row, 1, item.name)
        _text(sheet, row, 2, item.kind.replace("_", " "))
        _text(sheet, row, 3, item.status.value if item.status else item.country)
        _text(sheet, row, 4, item.currency)
        _number(sheet, row, 5, item.total, MONEY)
        start, end = get_column_letter(FIRST_PERIOD), get_column_letter(self.last)
        cell = sheet.cell(row, 6, f"=SUM({start}{row}:{end}{row})")
        cell.number_format = MONEY
        for column, amount in enumerate(item.reporting, start=FIRST_PERIOD):
            if amount:
                _number(sheet, row, column, amount, MONEY)
        self.row += 1

    def _balance(self, totals: Sequence[int]) -> None:
        """Opening, net and closing of each period."""
        names = ("Opening balance", "Net of the period", "Closing balance")
        for offset, name in enumerate(names):
            _text(self.sheet, self.row + offset, 1, name, _BOLD)
        opening, net, closing = self.row, self.row + 1, self.row + 2
        for column in range(FIRST_PERIOD, self.last + 1):
            letter, before = get_column_letter(column), get_column_letter(column - 1)
            first = column == FIRST_PERIOD
            self.row = opening
            self._formula(column, "=0" if first else f"={before}{closing}")
            self.row = net
            self._formula(column, "=" + "+".join(f"{letter}{row}" for row in totals))
            self.row = closing
            self._formula(column, f"={letter}{opening}+{letter}{net}")
        self.row = closing + 2
        letter, end = get_column_letter(FIRST_PERIOD), get_column_letter(self.last)
        _text(self.sheet, self.row, 1, "Lowest closing balance", _BOLD)
        self._formula(6, f"=MIN({letter}{closing}:{end}{closing})")

    def _formula(self, column: int, formula: str) -> None:
        cell = self.sheet.cell(self.row, column, formula)
        cell.number_format, cell.font, cell.border = MONEY, _BOLD, _RULE


def _instalments(sheet: Worksheet, cashflow: Cashflow) -> None:
    months = cashflow.settings.slip_months
    late = {(one.source, one.instalment, one.day): one for one in cashflow.slips}
    names = (
        "source", "instalment", "day", "currency", "amount", cashflow.currency,
        f"{months} months late: lowest point", "lower by", "more days below zero", "dearer by",
    )  # fmt: skip
    _titles(sheet, names, (40, 28, 12, 9, 16, 14, 20, 14, 20, 14))
    row = 2
    for item in cashflow.of(Of.SOURCE):
        for flow in item.flows:
            _text(sheet, row, 1, item.name)
            _text(sheet, row, 2, flow.label + ("" if flow.known else ", day not known"))
            _day(sheet, row, 3, flow.day)
            _text(sheet, row, 4, item.currency)
            _number(sheet, row, 5, flow.amount, CENTS)
            _number(sheet, row, 6, flow.amount * item.rate, CENTS)
            slip = (
                late.get((item.source, flow.label, flow.day)) if item.source is not None else None
            )
            if slip:
                _number(sheet, row, 7, slip.lowest.amount, MONEY)
                _number(sheet, row, 8, slip.lower_by, MONEY)
                _number(sheet, row, 9, Decimal(slip.more_days), "0")
                _number(sheet, row, 10, slip.dearer_by, MONEY)
            row += 1


def _loans(sheet: Worksheet, cashflow: Cashflow) -> None:
    names = (
        "loan", "kind", "pledged", "advance", "size", "fee share", "rate", "fee", "interest",
        "brings at most", "drawn", "owed at the end",
    )  # fmt: skip
    _titles(sheet, names, (32, 14, *(14 for _ in names[2:])))
    for row, one in enumerate(cashflow.loans, start=2):
        _text(sheet, row, 1, one.loan.name)
        _text(sheet, row, 2, one.loan.kind.replace("_", " "))
        _number(sheet, row, 3, one.pledged, CENTS)
        if one.loan.advance is not None:
            _number(sheet, row, 4, one.loan.advance, SHARE)
        _number(sheet, row, 5, one.size, CENTS)
        _number(sheet, row, 6, one.loan.fee, SHARE)
        _number(sheet, row, 7, one.loan.rate, SHARE)
        _number(sheet, row, 8, one.fee, CENTS)
        _number(sheet, row, 9, one.interest, CENTS)
        cell = sheet.cell(row, 10, f"=E{row}*(1-F{row})-I{row}")
        cell.number_format = CENTS
        _number(sheet, row, 11, one.drawn, CENTS)
        _number(sheet, row, 12, one.owed, CENTS)


def _findings(sheet: Worksheet, findings: Sequence[Finding]) -> None:
    _titles(sheet, ("code", "severity", "place", "finding", "what to do"), (10, 10, 28, 90, 60))
    for row, finding in enumerate(findings, start=2):
        _text(sheet, row, 1, finding.code)
        _text(sheet, row, 2, finding.severity.value)
        _text(sheet, row, 3, str(finding.place) if finding.place else "")
        _text(sheet, row, 4, finding.message)
        _text(sheet, row, 5, finding.fix or "")
        for column in (4, 5):
            sheet.cell(row, column).alignment = Alignment(wrap_text=True, vertical="top")


def _read_with(sheet: Worksheet, cashflow: Cashflow) -> None:
    _titles(sheet, ("read with", "", ""), (24, 18, 110))
    row = 2
    for quote in cashflow.plan.quotes:
        _text(sheet, row, 1, f"1 {quote.currency} in {quote.to}")
        _number(sheet, row, 2, quote.value, RATE, places=10)
        _text(sheet, row, 3, f"{quote.source}, {quote.date}")
        row += 1
    for one in sorted(cashflow.days.by_name.values(), key=lambda one: (one.day, one.name)):
        _text(sheet, row, 1, one.name.replace("_", " "))
        _day(sheet, row, 2, one.day)
        _text(sheet, row, 3, one.because or "given by the film")
        row += 1
    for assumption in (*cashflow.plan.assumptions, *cashflow.assumptions):
        _text(sheet, row, 1, "assumption")
        _text(sheet, row, 3, assumption)
        row += 1
    _text(sheet, row, 1, "A planning tool, not legal advice.", _FAINT)


def _titles(sheet: Worksheet, names: Sequence[str], widths: Sequence[int]) -> None:
    for column, (name, width) in enumerate(zip(names, widths, strict=True), start=1):
        _text(sheet, 1, column, name, _BOLD)
        sheet.cell(1, column).fill = _BAND
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "B2"


def _text(sheet: Worksheet, row: int, column: int, text: str, font: Font | None = None) -> None:
    """Text that stays text: a leading = + - @ is marked as a quoted cell and not as a formula."""
    cell: Any = sheet.cell(row, column)
    clean = _CONTROL.sub("", text)[:_MOST_TEXT]
    if not clean:
        return
    cell.value, cell.data_type = clean, "s"
    if clean.lstrip()[:1] in {"=", "+", "-", "@"}:
        cell.quotePrefix = True
    if font:
        cell.font = font


def _number(
    sheet: Worksheet, row: int, column: int, amount: Decimal, form: str, places: int = 4
) -> None:
    """A number to more digits than are shown, so that totals of it agree."""
    cell = sheet.cell(row, column, float(round(amount, places) + 0))
    cell.number_format = form


def _day(sheet: Worksheet, row: int, column: int, day: Day) -> None:
    cell = sheet.cell(row, column, day)
    cell.number_format = DAY
