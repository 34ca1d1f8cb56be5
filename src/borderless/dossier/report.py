"""The finance plan as one printable HTML file: answers first, every figure with its article.

The file needs nothing from outside: no script, no font, no picture, no network. What people and
their files say is text wherever it appears, and never markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from borderless.dossier import report_words as written
from borderless.dossier.charts import finance_bars, spend_map
from borderless.film.model import Post, Status
from borderless.film.places import country_name
from borderless.finance.explain import Explanation, GateExplained
from borderless.finance.incentives import IncentiveResult
from borderless.finance.plan import Plan, SourceRow
from borderless.finding import Finding, Severity, Verdict
from borderless.rulebook.aid import AidCeiling
from borderless.rulebook.points import PointsTest
from borderless.rulebook.scheme import Scheme
from borderless.rulebook.treaty import Treaty

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"
NOTHING = Decimal(0)


def report_html(plan: Plan, reading: Sequence[Finding]) -> str:
    """The whole report.

    Args:
        plan: the finance plan.
        reading: findings of reading the film's files and rules, shown with the plan's own.

    Returns:
        One HTML document that loads nothing.
    """
    from markupsafe import Markup

    spend = spend_map(plan)
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            plan=plan,
            film=plan.film,
            official=plan.official,
            css=Markup((_TEMPLATES / "report.css").read_text("utf-8")),  # noqa: S704 - our own file
            bars=finance_bars(plan),
            spend=spend,
            map_svg=Markup(spend.svg),  # noqa: S704 - drawn from country codes and numbers
            directors=[one.name for one in plan.film.person if one.post is Post.DIRECTOR],
            partners=_partners(plan),
            groups=finance_groups(plan),
            uncounted=[row for row in plan.sources if row.amount is None],
            findings=_by_severity([*reading, *plan.findings]),
            rules=rules_used(plan),
            funds=_funds(plan),
        )
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "amount": written.amount,
        "money": written.money,
        "percent": written.percent,
        "points": written.points,
        "day": written.day,
        "words": written.words,
        "prose": written.prose,
        "sentence": written.sentence,
        "country": country_name,
    }
    environment.globals |= {
        "VERDICT": written.VERDICT,
        "ELIGIBLE": written.ELIGIBLE,
        "MET": written.MET,
        "MARK": written.MARK,
        "SEVERITY": written.SEVERITY,
        "ENVELOPE": written.ENVELOPE,
        "QUALIFIES": Verdict.QUALIFIES,
        "DOES_NOT": Verdict.DOES_NOT,
        "OPEN": Verdict.NOT_KNOWN,
        "web_link": written.web_link,
        "conditions": conditions,
        "questions": questions,
        "figure_name": figure_name,
    }
    return environment


@dataclass(frozen=True, slots=True)
class Partner:
    """A co-producing country with its companies and its share."""

    country: str
    companies: tuple[str, ...]
    share: Decimal | None
    delegate: bool


def _partners(plan: Plan) -> list[Partner]:
    return [
        Partner(
            code,
            tuple(
                one.company
                for one in plan.film.coproducer
                if one.country == code and one.role != "executive"
            ),
            share,
            code == plan.film.delegate,
        )
        for code, share in plan.shares.items()
    ]


@dataclass(frozen=True, slots=True)
class FinanceGroup:
    """What the co-producers of one country bring."""

    country: str
    coproduces: bool
    held: Decimal | None
    """The country's share in the film, 0-1."""
    rows: tuple[SourceRow, ...]
    total: Decimal
    """In the reporting currency; amounts that are not known are not in it."""
    share: Decimal | None
    """Of the budget."""
    unknown: int
    """How many of its amounts are not known."""


def finance_groups(plan: Plan) -> list[FinanceGroup]:
    """The lines of the finance plan by co-producing country, the delegate's first."""
    codes = dict.fromkeys([*plan.shares, *(row.country for row in plan.sources)])
    groups = []
    for code in codes:
        rows = tuple(row for row in plan.sources if row.country == code)
        total = plan.by_country(code)
        groups.append(
            FinanceGroup(
                code,
                code in plan.shares,
                plan.shares.get(code),
                rows,
                total,
                total / plan.summary.budget if plan.summary.budget else None,
                sum(row.amount is None and row.status is not Status.REFUSED for row in rows),
            )
        )
    return groups


def conditions(explanation: Explanation) -> dict[str, list[GateExplained]]:
    """The conditions that apply to the film, by how they came out."""
    asked = [gate for gate in explanation.gates if gate.asked is not Verdict.DOES_NOT]
    return {
        name: [gate for gate in asked if gate.verdict is verdict]
        for name, verdict in (
            ("failed", Verdict.DOES_NOT),
            ("open", Verdict.NOT_KNOWN),
            ("met", Verdict.QUALIFIES),
        )
    }


def questions(plan: Plan, explanation: Explanation) -> list[tuple[str, str]]:
    """What would settle the verdict or the amount: the key of the answer, and the question."""
    asks = {one.fact: one.asks for one in explanation.scheme.asks}
    listed = []
    for name in explanation.missing:
        test = plan.library.points(name.removeprefix("test:"))
        if name.startswith("test:") and test:
            listed.append((f"test.{test.id}", f"Points claimed in the test: {test.name}"))
        else:
            listed.append((name, asks.get(name) or figure_name(plan, name)))
    return listed


def figure_name(plan: Plan, name: str) -> str:
    """A figure or fact in the words of the rulebook, cut to a label."""
    vocabulary = plan.library.vocabulary
    word = vocabulary.figure.get(name) or vocabulary.fact.get(name)
    if word is None:
        return written.words(name.removeprefix("test:"))
    return word.says.split(":")[0].split(",")[0].split(";")[0]


@dataclass(frozen=True, slots=True)
class FundUse:
    """A fund, and the line of the plan that counts on it."""

    result: IncentiveResult
    row: SourceRow | None


def _funds(plan: Plan) -> list[FundUse]:
    rows = {row.source.fund: row for row in plan.sources if row.source.fund}
    uses = [FundUse(result, rows.get(result.scheme.id)) for result in plan.funds]
    return sorted(uses, key=lambda use: use.row is None)


def _by_severity(findings: Iterable[Finding]) -> list[tuple[Severity, list[Finding]]]:
    found = list(findings)
    groups = [(one, [f for f in found if f.severity is one]) for one in Severity]
    return [(severity, listed) for severity, listed in groups if listed]


@dataclass(frozen=True, slots=True)
class RuleUsed:
    """A rule that the report rests on, and how sure the rulebook is of it."""

    id: str
    name: str
    sort: str
    as_of: Day
    status: str
    """verified | partly | unverified"""
    stale: bool
    theirs: str
    """The user's own file, or ""."""


def rules_used(plan: Plan) -> list[RuleUsed]:
    """Every rule that was read for the film, in the order of the report."""
    used: list[RuleUsed] = []
    for test in plan.official.tests:
        used.append(_rule(plan, test.treaty, "treaty", test.treaty.status))
        if test.points:
            used.append(_points_rule(plan, test.points.test))
    for results, sort in ((plan.incentives, "incentive"), (plan.funds, "fund")):
        used += [_rule(plan, one.scheme, sort, one.scheme.status) for one in results]
    used += [_rule(plan, one.ceiling, "state aid", one.ceiling.status) for one in plan.aid]
    return list({one.id: one for one in used}.values())


def _points_rule(plan: Plan, test: PointsTest) -> RuleUsed:
    checked = {source.verified for source in test.source}
    status = "verified" if checked == {True} else "partly" if True in checked else "unverified"
    return _rule(plan, test, "points test", status)


def _rule(
    plan: Plan, rule: Treaty | Scheme | AidCeiling | PointsTest, sort: str, status: str
) -> RuleUsed:
    age = (plan.as_of.year - rule.as_of.year) * 12 + plan.as_of.month - rule.as_of.month
    return RuleUsed(
        rule.id,
        rule.name,
        sort,
        rule.as_of,
        status,
        age > plan.library.settings.stale_after_months,
        str(plan.library.theirs.get(rule.id, "")),
    )
