"""What is to come, for the report: cash flow, recoupment and risk, each where it is given."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date as Day
from typing import TYPE_CHECKING

from borderless.dossier import cash_report, recoupment_report
from borderless.dossier.typography import day

if TYPE_CHECKING:
    from borderless.dossier.cash_report import CashSection
    from borderless.dossier.recoupment_report import RecoupmentSection
    from borderless.dossier.risk_report import RiskSection
    from borderless.finance.cash.answer import Cashflow
    from borderless.finance.recoupment.waterfall import Waterfall
    from borderless.finance.risk.assess import RiskReport
    from borderless.finding import Finding

_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True, slots=True)
class InShort:
    """A section's answer on the first screen."""

    heading: str
    says: str
    """Without a full stop."""
    anchor: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """The sections that are there, in their order."""

    cash: CashSection | None
    recoupment: RecoupmentSection | None
    risk: RiskSection | None
    headings: tuple[tuple[str, str], ...]
    """Anchors and headings."""
    in_short: tuple[InShort, ...]
    findings: tuple[Finding, ...]

    @property
    def heading(self) -> dict[str, str]:
        """Headings by anchor."""
        return dict(self.headings)


def outlook_of(
    risk: RiskReport | None, waterfall: Waterfall | None, cashflow: Cashflow | None
) -> Outlook:
    """The sections of what is given; a risk brings its own cash flow."""
    cashflow = risk.cashflow if risk else cashflow
    cash = cash_report.cash_section(cashflow) if cashflow else None
    recoupment = recoupment_report.recoupment_section(waterfall) if waterfall else None
    told = _risk_section(risk) if risk else None
    headings: list[tuple[str, str]] = []
    in_short: list[InShort] = []
    findings: list[Finding] = []
    if cash:
        headings.append(cash_report.HEADING)
        in_short.append(InShort(cash_report.HEADING[1], cash.answer, cash_report.HEADING[0]))
        findings += cash.cashflow.findings
    if recoupment:
        headings.append(recoupment_report.HEADING)
        in_short.append(
            InShort(recoupment_report.HEADING[1], recoupment.in_short, recoupment_report.HEADING[0])
        )
        findings += recoupment.waterfall.findings
    if told:
        headings.append(told.heading)
        in_short.append(InShort(told.heading[1], f"the plan {told.verdict}", told.heading[0]))
        findings += told.report.findings
    return Outlook(cash, recoupment, told, tuple(headings), tuple(in_short), tuple(findings))


def _risk_section(risk: RiskReport) -> RiskSection:
    # Imported late, for it brings the engine of the scenarios along.
    from borderless.dossier.risk_report import risk_section

    return risk_section(risk)


def dated(text: str) -> str:
    """The text with its days written out: 2024-06-01 is 1 June 2024."""
    return _DAY.sub(_written_out, text)


def _written_out(found: re.Match[str]) -> str:
    try:
        return day(Day.fromisoformat(found.group()))
    except ValueError:
        return found.group()
