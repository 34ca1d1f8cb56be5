"""A waterfall as plain data, for `--json` and for other programs.

As in `plan_json`: amounts are JSON numbers, shares 0-1, dates ISO 8601, what is not known or has no
end is null. Amounts are in the account's currency, to its cents, unless a `currency` stands beside
them. Keys are only ever added; docs/recoupment.md says what each means.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from borderless.dossier import waterfall_answer as answer
from borderless.dossier import waterfall_words as words
from borderless.dossier.plan_json import finding_data
from borderless.dossier.waterfall_rows import (
    converted,
    party_rows,
    receipt_rows,
    statements_with_money,
)
from borderless.film.money import minor_units
from borderless.finance.recoupment.explained import Entry, EntryKind, explained
from borderless.finance.recoupment.reasons import Standing
from borderless.finance.recoupment.settlement import Settlement
from borderless.finance.recoupment.statements import Statement
from borderless.finance.recoupment.waterfall import CASES, Waterfall


def waterfall_data(
    waterfall: Waterfall, party: str | None = None, also_in: str | None = None
) -> dict[str, Any]:
    """The whole waterfall.

    Args:
        waterfall: as it was paid.
        party: leave out the lines of all others.
        also_in: a currency to give the parties' totals in too.
    """
    settlement, structure = waterfall.settlement, waterfall.settlement.structure
    entries = [one for one in explained(settlement) if party is None or one.party == party]
    return {
        "film": waterfall.plan.film.title,
        "as_of": waterfall.plan.as_of,
        "day": waterfall.day,
        "starts": structure.starts,
        "currency": waterfall.currency,
        "basis": waterfall.basis,
        "simulated": waterfall.simulated,
        "answer": answer.headline(waterfall),
        "next": answer.next_in_line(waterfall),
        "received": _cents(waterfall, settlement.received),
        "undistributed": _cents(waterfall, settlement.undistributed),
        "returns_outstanding": _cents(waterfall, settlement.outstanding_returns),
        "tiers": [
            {
                "name": one.name,
                "recouped": round(one.share, 6),
                "owed": _cents(waterfall, one.owed),
                "further_gross": _gross(one.further),
                "why": one.why or None,
            }
            for one in answer.tiers_recouping(waterfall)
        ],
        "pots": [
            {
                "name": pot.name,
                "kind": pot.kind,
                "received": _cents(waterfall, settlement.ledger.pot_received[pot.index]),
                "rest_to": structure.pots[pot.rest_pot].name
                if pot.rest_pot >= 0
                else pot.rest_party or None,
            }
            for pot in structure.pots
        ],
        "positions": [_position(waterfall, one) for one in waterfall.standings],
        "parties": _parties(waterfall, also_in),
        "statements": [_statement(waterfall, one) for one in statements_with_money(waterfall)],
        "lines": [_line(waterfall, one) for one in entries],
        "receipts": _receipts(waterfall),
        "outside": [
            {
                "date": receipt.date,
                "deal": deal.name,
                "territory": receipt.territory,
                "medium": receipt.medium,
                "original": receipt.amount,
                "original_currency": receipt.currency,
                "amount": _cents(waterfall, amount),
                "row": receipt.row,
            }
            for deal, receipt, amount in waterfall.outside
        ],
        "views": [
            {
                "name": one.view.name,
                "party": one.view.party or None,
                "receipts": _cents(waterfall, one.received),
                "due": _cents(waterfall, one.party),
                "paid": _cents(waterfall, settlement.total(one.view.party or one.view.name)),
            }
            for one in waterfall.views
        ],
        "cases": {
            case: _case(waterfall, waterfall.cases[case]) for case in CASES if waterfall.cases
        },
        "curve": {
            "day": waterfall.curve.day,
            "gross": [round(one, 2) for one in waterfall.curve.gross],
            "parties": {
                words.party_name(name): [round(one, 2) for one in values]
                for name, values in waterfall.curve.parties.items()
            },
            "filled": {
                structure.rights[right].name: _gross(at)
                for right, at in waterfall.curve.filled.items()
            },
        },
        "amendments": [
            {
                "name": chapter.era.name,
                "signed": chapter.era.begins,
                "retroactive": chapter.era.retroactive,
            }
            for chapter in settlement.chapters[1:]
        ],
        "assumptions": [
            f"{name}: {assumption}"
            for name, assumption in waterfall.contracts.recoupment.assumed()
            if assumption
        ],
        "taken_for_granted": words.taken_for_granted(waterfall),
        "findings": [finding_data(one) for one in waterfall.findings],
    }


def _position(waterfall: Waterfall, one: Standing) -> dict[str, Any]:
    right = one.right
    places = minor_units(right.currency)
    gross = waterfall.curve.filled.get(right.index)
    return {
        "name": right.name,
        "party": right.party,
        "tier": one.rank.name,
        "pot": one.pot.name,
        "kind": one.pot.kind,
        "terms": words.terms(right, words.structure_of(waterfall, one)),
        "share": right.share,
        "currency": right.currency,
        "taken": round(one.taken, places),
        "credited": _cents(waterfall, one.credited),
        "owed": None if one.owed is None else round(one.owed, places),
        "invested": None if one.invested is None else round(one.invested, places),
        "interest": round(one.interest, places),
        "arrears": _cents(waterfall, one.arrears),
        "state": one.state,
        "why": one.why or None,
        "filled_on": one.filled_on,
        "filled_at_gross": None if one.former else _gross(gross),
        "further_gross": None if one.former else _gross(waterfall.next.get(right.index)),
        "removed_by": one.former or None,
        "parts": [
            {
                "party": part.party,
                "share": part.share,
                "of": "tier" if part.of_tier else "claim",
                "at_most": part.at_most,
                "taken": round(had, places),
            }
            for part, had in zip(right.parts, one.parts, strict=True)
        ],
    }


def _parties(waterfall: Waterfall, also_in: str | None) -> list[dict[str, Any]]:
    found = []
    for row in party_rows(waterfall):
        if row.is_sum:
            continue
        data: dict[str, Any] = {
            "party": row.party or None,
            "total": _cents(waterfall, row.total),
            "reported": None if row.reported is None else _cents(waterfall, row.reported),
            "drift": None if row.drift is None else _cents(waterfall, row.drift),
        }
        if waterfall.cases:
            data["cases"] = {case: _cents(waterfall, row.figures[case]) for case in CASES}
        if also_in:
            amount = converted(waterfall, row.total, also_in)
            data["in"] = {"currency": also_in, "total": round(amount, minor_units(also_in))}
        found.append(data)
    return found


def _statement(waterfall: Waterfall, one: Statement) -> dict[str, Any]:
    return {
        "party": one.party,
        "from": one.period.first,
        "to": one.period.last,
        "positions": [
            {
                "position": row.position,
                "prior": _cents(waterfall, row.prior),
                "current": _cents(waterfall, row.current),
                "compensation": _cents(waterfall, row.compensation),
                "cumulative": _cents(waterfall, row.cumulative),
            }
            for row in one.rows
        ],
        "calculated": _cents(waterfall, one.calculated),
        "actual": None if one.actual is None else _cents(waterfall, one.actual),
        "calculated_so_far": _cents(waterfall, one.calculated_so_far),
        "actual_so_far": None
        if one.actual_so_far is None
        else _cents(waterfall, one.actual_so_far),
        "difference_so_far": None if one.drift is None else _cents(waterfall, one.drift),
    }


def _line(waterfall: Waterfall, entry: Entry) -> dict[str, Any]:
    line, right, income = entry.line, entry.right, entry.income
    data: dict[str, Any] = {
        "date": entry.day,
        "party": entry.party or None,
        "position": entry.position,
        "kind": entry.kind,
        "paid": _cents(waterfall, entry.paid),
        "amount": _cents(waterfall, entry.amount),
        "says": words.entry_words(entry, waterfall.currency),
        "row": income.row if income else None,
        "deal": income.stream.deal or None if income else None,
        "territory": income.stream.territory if income else None,
        "medium": income.stream.medium if income else None,
        "receipt": income.amount if income else None,
        "part": None,
    }
    if line is not None and right is not None:
        places = minor_units(right.currency)
        data |= {
            "arrived": _cents(waterfall, line.arrived),
            "base": _cents(waterfall, line.base),
            "base_is": words.base_words(right, entry.structure),
            "share": right.share,
            "taken": _cents(waterfall, line.taken),
            "owed_before": None if line.due_before is None else round(line.due_before, places),
            "owed_after": None if line.due_after is None else round(line.due_after, places),
            "owed_currency": right.currency,
        }
    if entry.part is not None:
        data["part"] = {"share": entry.part.share, "of": right.party if right else None}
    if entry.kind is EntryKind.COMPENSATION:
        data |= {
            "because": entry.because,
            "had": _cents(waterfall, entry.had),
            "should_have_had": _cents(waterfall, entry.had + entry.amount),
        }
    return data


def _receipts(waterfall: Waterfall) -> list[dict[str, Any]]:
    return [
        {
            "row": one.receipt.row,
            "date": one.receipt.date,
            "kind": one.receipt.kind,
            "through": one.through or None,
            "territory": one.receipt.territory,
            "medium": one.receipt.medium,
            "original": one.receipt.amount,
            "original_currency": one.receipt.currency,
            "amount": None if one.amount is None else _cents(waterfall, one.amount),
            "outside": one.outside,
        }
        for one in receipt_rows(waterfall)
    ]


def _case(waterfall: Waterfall, settlement: Settlement) -> dict[str, Any]:
    return {
        "received": _cents(waterfall, settlement.received),
        "undistributed": _cents(waterfall, settlement.undistributed),
        "parties": {
            party: _cents(waterfall, settlement.total(party)) for party in waterfall.parties
        },
    }


def _cents(waterfall: Waterfall, amount: Decimal) -> Decimal:
    return round(amount, minor_units(waterfall.currency)) + 0


def _gross(amount: float | None) -> float | None:
    return None if amount is None else round(amount, 2)
