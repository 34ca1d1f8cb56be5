"""The finance plan as one HTML file: readable on any screen, printable, and complete by itself.

The file loads nothing and runs nothing: no script, no font, no picture from elsewhere. The same
plan always gives the same file, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from borderless.dossier import placement_report as placement
from borderless.dossier import report_finance as finance
from borderless.dossier import report_rules as rules
from borderless.dossier import typography as type_
from borderless.dossier.charts import STEPS, draw, step_of
from borderless.dossier.outlook import Outlook, dated, outlook_of
from borderless.dossier.tiles import blocks_with, without_tile
from borderless.film.document import Post
from borderless.film.model import Film, Format, Status
from borderless.film.places import country_name
from borderless.finance.placement.answer import Answer
from borderless.finance.plan import Plan
from borderless.finance.treaties import OfficialStatus
from borderless.finding import Finding, Severity, Verdict

if TYPE_CHECKING:
    from jinja2 import Environment

    from borderless.finance.cash.answer import Cashflow
    from borderless.finance.recoupment.waterfall import Waterfall
    from borderless.finance.risk.assess import RiskReport

TEMPLATES = Path(__file__).parent / "templates"

SECTIONS = (
    ("short", "The plan in short"),
    ("plan", "Finance plan"),
    ("map", "Where the money is spent"),
    ("official", "Official co-production"),
    ("incentives", "Incentives"),
    ("aid", "State aid"),
    ("funds", "Funds with ceilings"),
    ("findings", "Findings"),
    ("basis", "What this plan rests on"),
)
"""Anchors and headings, in the order in which they are read."""


def report_html(
    plan: Plan,
    reading: Sequence[Finding],
    answer: Answer | None = None,
    *,
    risk: RiskReport | None = None,
    waterfall: Waterfall | None = None,
    cashflow: Cashflow | None = None,
) -> str:
    """The whole plan as one HTML document.

    Args:
        plan: the plan; its money is in `plan.currency`.
        reading: what was found while the film and the rules were read; shown before the plan's own
            findings.
        answer: where each euro is best spent, for a section of its own; the rest of the page stays
            the plan's.
        risk: what many scenarios say, for a section of its own; its cash flow is shown too.
        waterfall: who is paid back when, for a section of its own.
        cashflow: when money comes and goes, for a section of its own; that of `risk` comes first.
    """
    outlook = outlook_of(risk, waterfall, cashflow)
    groups = finance.country_groups(plan)
    spend = finance.spend_rows(plan)
    involved = dict.fromkeys([*plan.shares, *(row.country for row in spend if row.country)])
    blocks = blocks_with(involved)
    drawings = draw(
        finance.status_bar(plan),
        finance.country_bars(plan, groups),
        blocks,
        {row.country: row.share for row in spend if row.country and row.share is not None},
        tuple(plan.shares),
        plan.summary.budget,
        plan.currency,
    )
    found = [*reading, *plan.findings]
    found += _not_among(found, outlook.findings)
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            plan=plan,
            film=plan.film,
            sections=SECTIONS,
            contents=_contents(answer, outlook),
            placement=placement.placement_section(answer) if answer else None,
            placement_heading=placement.HEADING[1],
            outlook=outlook,
            stylesheet=_stylesheet(plan, outlook),
            about=about(plan.film),
            directors=_named(plan.film, Post.DIRECTOR),
            stats=finance.stats(plan),
            groups=groups,
            spend=spend,
            blocks=blocks,
            untiled=without_tile(list(involved)),
            tint_limits=STEPS,
            drawings=drawings,
            status_text=finance.status_text(plan),
            countries_text=finance.countries_text(plan, groups),
            routes=_routes(plan.official, plan),
            incentives=rules.incentives_by_country(plan),
            funds=[rules.scheme_card(plan, one) for one in plan.funds],
            cards={
                one.scheme.id: rules.scheme_card(plan, one)
                for one in plan.incentives
                if one.counted
            },
            findings=[one for severity in Severity for one in found if one.severity is severity],
            counts={
                severity: sum(1 for one in found if one.severity is severity)
                for severity in Severity
            },
            rates=_rates(plan),
            rules_used=rules.rules_used(plan),
        )
    )


def _contents(answer: Answer | None, outlook: Outlook) -> list[tuple[str, str]]:
    """The sections of this page.

    A placement answer follows what the plan spends where; what is to come stands before the
    findings.
    """
    found = list(SECTIONS)
    if answer:
        found.insert(1 + [anchor for anchor, _ in found].index("map"), placement.HEADING)
    before = [anchor for anchor, _ in found].index("findings")
    found[before:before] = outlook.headings
    return found


def _not_among(found: Iterable[Finding], more: Iterable[Finding]) -> list[Finding]:
    """Further findings, each once, that do not say again what was said."""
    said = {(one.code, one.message) for one in found}
    fresh = {(one.code, one.message): one for one in more}
    return [one for key, one in fresh.items() if key not in said]


def about(film: Film) -> str:
    """What sort of work it is: "feature film, fiction, 123 minutes"."""
    form = {
        Format.FEATURE: "feature film",
        Format.SHORT: "short film",
        Format.SINGLE: "single work for television or streaming",
        Format.SERIES: "series",
    }[film.format]
    parts = [form, film.kind.value]
    if film.minutes is not None:
        length = f"{film.minutes.normalize():f} minutes"
        parts.append(f"{film.episodes} × {length}" if film.episodes else length)
    elif film.episodes:
        parts.append(f"{film.episodes} episodes")
    return ", ".join(parts)


def _named(film: Film, post: Post) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.name for one in film.person if one.post is post))


def _routes(official: OfficialStatus, plan: Plan) -> dict[str, str]:
    """What each route of the law says, by its name."""
    if not official.tests:
        return {}
    return {route.name: route.says for route in plan.library.governing().route}


def _rates(plan: Plan) -> list[Any]:
    """The rates of the budget and the sources, and those that incentives were brought over with."""
    used = dict.fromkeys(quote.currency for quote in plan.quotes)
    results = (*plan.incentives, *plan.funds)
    used |= dict.fromkeys(one.scheme.currency for one in results if one.amount is not None)
    return list(plan.rates.quotes(used, plan.currency))


def _stylesheet(plan: Plan, outlook: Outlook) -> Markup:
    """The style sheet, and the running title of printed pages."""
    css = (TEMPLATES / "report.css").read_text("utf-8")
    if outlook.headings:
        css += "\n" + (TEMPLATES / "outlook.css").read_text("utf-8")
    title = type_.css_string(f"{plan.film.title} · finance plan")
    day = type_.css_string(f"as of {type_.day(plan.as_of)}")
    # Our own files, and two strings of nothing but letters, digits and escapes.
    return Markup(  # noqa: S704
        f"{css}\n@page{{@top-left{{content:{title}}}@top-right{{content:{day}}}}}"
        "@page :first{@top-left{content:none}@top-right{content:none}}"
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "number": type_.number,
        "money": type_.money,
        "percent": type_.percent,
        "day": type_.day,
        "prose": type_.prose,
        "sentence": type_.sentence,
        "full_sentence": type_.full_sentence,
        "words": type_.words,
        "web_address": type_.web_address,
        "file_name": type_.file_name,
        "country": country_name,
        "step_of": step_of,
        "dated": dated,
    }
    made.globals |= {
        "YES": Verdict.QUALIFIES,
        "NO": Verdict.DOES_NOT,
        "OPEN": Verdict.NOT_KNOWN,
        "REFUSED": Status.REFUSED,
        "STATUS_WORDS": finance.STATUS_WORDS,
        "is_counted": finance.is_counted,
        "figure_name": rules.figure_name,
        "fact_says": rules.fact_says,
        "address_of": rules.address_of,
        "form_of": rules.form_of,
        **placement.GLOBALS,
    }
    return made
