"""A waterfall as a workbook: what an account manager sends out, and the lines to check it by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from borderless.dossier import waterfall_answer as answer
from borderless.dossier import waterfall_words as words
from borderless.dossier.waterfall_rows import (
    party_rows,
    receipt_rows,
    statements_with_money,
    tier_shares,
)
from borderless.dossier.workbook import Column, Sheet, Value, write_workbook
from borderless.film.places import country_name
from borderless.finance.recoupment.explained import Entry, explained
from borderless.finance.recoupment.reasons import Standing
from borderless.finance.recoupment.statements import Statement
from borderless.finance.recoupment.waterfall import CASES, Waterfall
from borderless.finding import Finding

DISCLAIMER = "A planning tool, not legal advice; the contracts govern."


def write_waterfall(waterfall: Waterfall, findings: Sequence[Finding], target: Path) -> None:
    """Writes the workbook.

    Args:
        waterfall: as it was paid.
        findings: of the reading and of the waterfall, as they are to be shown.
        target: the .xlsx file.

    Raises:
        OSError: the file cannot be written.
    """
    sheets = [
        _summary(waterfall, findings),
        _positions(waterfall),
        _statements(waterfall),
        _payouts(waterfall),
        _receipts(waterfall),
    ]
    if waterfall.cases:
        sheets.append(_cases(waterfall))
    title = f"{waterfall.plan.film.title}: recoupment to {waterfall.day}"
    write_workbook(sheets, title, waterfall.plan.as_of, target)


def _summary(waterfall: Waterfall, findings: Sequence[Finding]) -> Sheet:
    currency = waterfall.currency
    rows = party_rows(waterfall)
    heads = [name.capitalize() for name in rows[-1].figures]
    reported = any(row.reported is not None for row in rows)
    if reported:
        heads += ["Was paid", "Difference"]
    columns = [Column("", 44), *(Column(f"{head}, {currency}", 18, currency) for head in heads)]
    sheet = Sheet("Summary", columns)
    sheet.add(waterfall.plan.film.title)
    sheet.add(answer.headline(waterfall))
    sheet.add(f"next: {answer.next_in_line(waterfall)}")
    sheet.add()
    for row in rows:
        both = (row.reported, row.drift) if reported else ()
        sheet.add(row.name, *row.figures.values(), *both, is_sum=row.is_sum)
    if waterfall.outside:
        sheet.add()
        sheet.add("Beside the account: recorded, in no total")
        for deal, receipt, amount in waterfall.outside:
            sheet.add(f"{receipt.date}  {deal.name}", amount)
    if waterfall.views:
        sheet.add()
        sheet.add("As single contracts define receipts: due by the definition")
        for view in waterfall.views:
            received = words.money(view.received, currency)
            sheet.add(f"{view.view.name}, of receipts of {received}", view.party)
    if findings:
        sheet.add()
        sheet.add("Findings")
        for finding in findings:
            sheet.add(f"{finding.code} {finding.severity.value}: {finding.message}")
    assumed = waterfall.contracts.recoupment.assumed()
    sheet.notes = [
        *words.taken_for_granted(waterfall),
        *(f"assumption: {name}: {text}" for name, text in assumed if text),
        DISCLAIMER,
    ]
    return sheet


def _positions(waterfall: Waterfall) -> Sheet:
    currency = waterfall.currency
    sheet = Sheet(
        "Positions",
        [
            Column("Layer", 20),
            Column("Position", 30),
            Column("Party", 24),
            Column("Takes", 44),
            Column("Currency", 10),
            Column("Taken", 16, currency),
            Column("Still owed", 16, currency),
            Column("Interest grown", 16, currency),
            Column(f"Taken, {currency}", 16, currency),
            Column("State", 14),
            Column("Why", 50),
            Column(f"Filled by a further gross of, {currency}", 18, currency),
        ],
    )
    for one in waterfall.standings:
        row = sheet.add(*_position(waterfall, one))
        for column in (5, 6, 7):
            sheet.currencies[row, column] = one.right.currency or currency
        for part, had in zip(one.right.parts, one.parts, strict=True):
            row = sheet.add(
                one.pot.name,
                f"{one.right.name}: part",
                part.party,
                words.part_words(part, one.right),
                one.right.currency,
                had,
            )
            sheet.currencies[row, 5] = one.right.currency or currency
    sheet.notes = ["A position without an end has nothing under “Still owed”."]
    return sheet


def _position(waterfall: Waterfall, one: Standing) -> Iterator[Value]:
    right = one.right
    yield words.pot_name(one.pot)
    yield right.name
    yield right.party
    yield words.terms(right, words.structure_of(waterfall, one))
    yield right.currency
    yield one.taken
    yield one.owed
    yield one.interest or None
    yield one.credited
    yield one.state.value
    yield one.why
    further = None if one.former else waterfall.next.get(right.index)
    yield None if further is None else Decimal(further)


def _statements(waterfall: Waterfall) -> Sheet:
    currency = waterfall.currency
    names = ("Prior", "Current", "Of it compensation", "Cumulative", "Calculated", "Actual")
    money = [Column(name, 16, currency) for name in (*names, "Difference so far")]
    sheet = Sheet(
        "Statements",
        [Column("Party", 26), Column("From", 12), Column("To", 12), Column("Position", 32), *money],
    )
    for one in statements_with_money(waterfall):
        for row in one.rows:
            sheet.add(
                one.party,
                one.period.first,
                one.period.last,
                row.position,
                row.prior,
                row.current,
                row.compensation or None,
                row.cumulative,
            )
        sheet.add(*_statement_sum(one), is_sum=True)
    sheet.notes = [
        f"Amounts in {currency}. Calculated and actual are of the period. The difference is what"
        " was calculated less what was paid since the start: above nothing, the party waits for"
        " money. Nothing stands under actual where nobody reports payments.",
    ]
    return sheet


def _statement_sum(one: Statement) -> Iterator[Value]:
    yield one.party
    yield one.period.first
    yield one.period.last
    yield "all positions"
    yield one.calculated_so_far - one.calculated
    yield one.calculated
    yield sum((row.compensation for row in one.rows), Decimal(0)) or None
    yield one.calculated_so_far
    yield one.calculated
    yield one.actual
    yield one.drift


def _payouts(waterfall: Waterfall) -> Sheet:
    currency = waterfall.currency
    sheet = Sheet(
        "Payouts",
        [
            Column("Day", 12),
            Column("Row", 7),
            Column("Came through", 32),
            Column("Receipt", 16, currency),
            Column("Party", 26),
            Column("Position", 32),
            Column("Reached its tier", 16, currency),
            Column("Share is of", 16, currency),
            Column("Share", 10, "share"),
            Column("Taken", 16, currency),
            Column("Paid", 16, currency),
            Column("Owed before", 16, currency),
            Column("Owed after", 16, currency),
            Column("Owed in", 9),
            Column("How", 60),
        ],
    )
    entries = explained(waterfall.settlement)
    for one in entries:
        row = sheet.add(*_payout(one, currency))
        for column in (11, 12):
            sheet.currencies[row, column] = (one.right.currency if one.right else "") or currency
    total = sum((one.paid for one in entries), Decimal(0))
    sheet.add(*[None] * 4, "paid out", *[None] * 5, total, *[None] * 4, is_sum=True)
    sheet.notes = [
        f"Amounts in {currency}, but for what is owed. Taken is exact, shown rounded; paid is whole"
        " cents that sum to the receipt. What passes on into a party's own account has nothing"
        " under paid; it is paid further down.",
    ]
    return sheet


def _payout(one: Entry, currency: str) -> Iterator[Value]:
    income, line, right = one.income, one.line, one.right
    yield one.day
    yield income.row if income else None
    yield words.income_words(income) if income else "compensation"
    yield income.amount if income else None
    yield words.party_name(one.party)
    yield one.position
    yield line.arrived if line else None
    yield line.base if line else None
    yield one.part.share if one.part else right.share if right else None
    yield line.taken if line else None
    yield one.paid if one.paid == one.amount else None
    yield line.due_before if line else None
    yield line.due_after if line else None
    yield right.currency if right and line and line.due_before is not None else None
    yield words.entry_words(one, currency)


def _receipts(waterfall: Waterfall) -> Sheet:
    currency = waterfall.currency
    sheet = Sheet(
        "Receipts",
        [
            Column("Row", 7),
            Column("Day", 12),
            Column("Kind", 10),
            Column("Amount", 16, currency),
            Column("Currency", 10),
            Column("Territory", 20),
            Column("Medium", 12),
            Column("Matched to", 26),
            Column(f"Counted, {currency}", 16, currency),
            Column("", 22),
            Column("Note", 40),
        ],
    )
    total = waterfall.settlement.received
    if waterfall.simulated:
        for income in waterfall.settlement.incomes:
            stream = income.stream
            sheet.add(
                income.row,
                income.day,
                "simulated",
                None,
                None,
                country_name(stream.territory) if stream.territory else None,
                stream.medium.value if stream.medium else None,
                stream.deal or waterfall.settlement.structure.account.name,
                income.amount,
            )
    for one in receipt_rows(waterfall):
        receipt = one.receipt
        row = sheet.add(
            receipt.row,
            receipt.date,
            receipt.kind.value,
            receipt.amount,
            receipt.currency,
            country_name(receipt.territory) if receipt.territory else None,
            receipt.medium.value if receipt.medium else None,
            one.through,
            None if one.outside else one.amount,
            "beside the account" if one.outside else None,
            receipt.note,
        )
        sheet.currencies[row, 3] = receipt.currency
    sheet.add(*[None] * 7, "receipts", total, is_sum=True)
    return sheet


def _cases(waterfall: Waterfall) -> Sheet:
    currency = waterfall.currency
    sheet = Sheet(
        "Cases", [Column("", 40), *(Column(case.capitalize(), 18, currency) for case in CASES)]
    )
    sheet.add("gross receipts", *(waterfall.cases[case].received for case in CASES))
    for name, shares in tier_shares(waterfall).items():
        row = sheet.add(f"{name} recouped", *shares)
        sheet.currencies |= {(row, column): "share" for column in (1, 2, 3)}
    sheet.add()
    for party in party_rows(waterfall):
        sheet.add(party.name, *(party.figures[case] for case in CASES), is_sum=party.is_sum)
    sheet.notes = [
        "Each case sells every territory at that figure: together they are no forecast, for not all"
        " are low, or high, at once.",
    ]
    return sheet
