"""Cash flow, who is paid back and what can go wrong, as sections of the report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from cash_films import film, flow_of, line, source
from ferry import FILM, RECEIPTS, SALES
from test_report import Element, read, walk
from typer.testing import CliRunner

from borderless.cli.app import app
from borderless.dossier import recoupment_report
from borderless.dossier.cash_report import cash_section
from borderless.dossier.cash_rows import PeriodRow, period_name
from borderless.dossier.outlook import dated
from borderless.dossier.recoupment_report import recoupment_section, rungs_of
from borderless.dossier.report import SECTIONS, report_html
from borderless.dossier.risk_report import risk_section
from borderless.film.folder import read_film
from borderless.film.takings_table import read_takings
from borderless.finance.cash.answer import Cashflow
from borderless.finance.cash.periods import Period
from borderless.finance.plan import Plan, make_plan
from borderless.finance.recoupment.waterfall import Waterfall, make_waterfall
from borderless.finance.risk.assess import RiskReport, Wanted, assess
from borderless.finance.risk.spread_out import Processes
from borderless.finding import Finding, Severity
from borderless.rulebook.library import load

D = Decimal
NEEDLE = Path(__file__).parents[2] / "examples" / "the-girl-with-the-needle"
EVIL = '<script>alert("x")</script></style>&'

BRIDGED: dict[str, Any] = {
    "source": [
        source("Fund", 400_000, ("shooting_start", 1)),
        source("Broadcaster", 600_000, ("delivery", 1), kind="broadcaster_presale"),
    ],
    "cash": {"loan": [{"name": "Overdraft", "kind": "overdraft", "fee": "0.01", "rate": "0.06"}]},
}
"""Half a million comes in at the end; until then the bank carries the film."""


@cache
def assessed() -> tuple[RiskReport, Waterfall]:
    """The needle's scenarios and its waterfall, from its estimates."""
    found = read_film(NEEDLE)
    assert found.film is not None
    plan, _ = make_plan(found.film, load()[0], as_of=date(2022, 10, 14), places=found.place_of)
    assert plan is not None
    takings, _ = read_takings(NEEDLE, "EUR")
    waterfall, _ = make_waterfall(plan, takings, places=found.place_of)
    report, _ = assess(plan, takings, Wanted(9000, 7), Processes(1), places=found.place_of)
    assert report is not None
    assert waterfall is not None
    return report, waterfall


def ferry(
    folder: Path, receipts: str = "", sales: str = "", text: str = FILM
) -> tuple[Plan, Waterfall]:
    """A film with every layer of contracts, with its receipts or its estimates."""
    for name, says in (("film.toml", text), ("receipts.csv", receipts), ("sales.csv", sales)):
        if says:
            (folder / name).write_text(says, "utf-8")
    found = read_film(folder)
    assert found.film is not None
    plan, _ = make_plan(found.film, load()[0], as_of=date(2026, 6, 30), places=found.place_of)
    assert plan is not None
    takings, _ = read_takings(folder, "EUR")
    waterfall, findings = make_waterfall(plan, takings, places=found.place_of)
    assert waterfall is not None, findings
    return plan, waterfall


def page(report: RiskReport, waterfall: Waterfall | None = None) -> str:
    return report_html(report.plan, [], risk=report, waterfall=waterfall)


def cash_page(cashflow: Cashflow) -> str:
    return report_html(cashflow.plan, [], cashflow=cashflow)


def section(html: str, anchor: str) -> Element:
    (found,) = [one for one in walk(read(html)) if one.attrs.get("id") == anchor]
    return found


def text_of(element: Element) -> str:
    return " ".join(re.sub(r"[\u00a0\u202f]", " ", element.words()).split())


def plain(text: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", text)


@pytest.fixture(scope="module")
def html() -> str:
    return page(*assessed())


# --- the page ------------------------------------------------------------------------------------


def test_each_part_has_its_section_and_its_entry_before_the_findings(html: str) -> None:
    elements = walk(read(html))
    contents = [
        link.attrs["href"][1:] for nav in elements if nav.tag == "nav" for link in nav.all("a")
    ]
    order = [anchor for anchor, _ in SECTIONS]
    place = order.index("findings")
    order[place:place] = ["cash", "recoupment", "risk"]
    assert contents == order
    assert [one.attrs["id"] for one in elements if one.attrs.get("id") in order] == order


def test_without_parts_the_page_is_as_it_was() -> None:
    plan = assessed()[0].plan
    bare = report_html(plan, [])
    assert report_html(plan, [], None, risk=None, waterfall=None, cashflow=None) == bare
    for part in ('id="cash"', 'id="recoupment"', 'id="risk"', ".calendar", "to-come"):
        assert part not in bare


def test_a_part_can_stand_alone() -> None:
    report, waterfall = assessed()
    for anchor, made in (
        ("cash", report_html(report.plan, [], cashflow=report.cashflow)),
        ("recoupment", report_html(report.plan, [], waterfall=waterfall)),
    ):
        ids = {one.attrs.get("id") for one in walk(read(made))}
        assert ids & {"cash", "recoupment", "risk"} == {anchor}


def test_the_first_screen_says_each_answer_once(html: str) -> None:
    text = text_of(section(html, "short"))
    assert "Cash flow With its loans the account never falls below nothing; borrowing" in text
    assert "Who is paid back Producer's investment recouped, Film institutes to 10 %, of" in text
    assert "What can go wrong The plan closes in " in text
    assert text.index("Next: ") < text.index("Cash flow") < text.index("Secured")


def test_the_terminal_writes_the_same_page_with_its_waterfall(tmp_path: Path) -> None:
    pages = []
    for name in ("one.html", "two.html"):
        words = ["risk", str(NEEDLE), "--scenarios", "3000", "--seed", "7"]
        result = CliRunner().invoke(app, [*words, "--html", str(tmp_path / name)])
        assert result.exit_code == 0, result.output
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]
    assert b'id="recoupment"' in pages[0]


def test_findings_of_the_parts_are_listed_and_none_twice(html: str) -> None:
    report, waterfall = assessed()
    items = [one for one in walk(section(html, "findings")) if one.tag == "li"]
    shown = [text_of(one) for one in items]
    assert len(set(shown)) == len(shown)
    codes = [one.split()[1] for one in shown]
    for finding in (*report.plan.findings, *report.findings, *waterfall.findings):
        assert finding.code in codes
    again = report_html(report.plan, report.findings, risk=report)
    assert again.count("<code>FIN883</code>") == html.count("<code>FIN883</code>") == 1


def test_the_same_input_gives_the_same_page_whatever_time_it_took(html: str) -> None:
    report, waterfall = assessed()
    slower = {name: seconds * 3 + 1 for name, seconds in report.result.timing.items()}
    later = replace(report, result=replace(report.result, timing=slower))
    assert page(later, waterfall) == html


def test_ids_are_unique_headings_in_order_and_tables_named(html: str) -> None:
    root = read(html)
    ids = [one.attrs["id"] for one in walk(root) if "id" in one.attrs]
    assert len(set(ids)) == len(ids)
    levels = [int(one.tag[1]) for one in root.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for anchor in ("cash", "recoupment", "risk"):
        for table in section(html, anchor).all("table"):
            assert table.all("caption")
            assert all("scope" in header.attrs for header in table.all("th"))
            columns = len(table.all("thead")[0].all("th"))
            for row in table.all("tr"):
                cells = row.all("th", "td")
                assert sum(int(cell.attrs.get("colspan", 1)) for cell in cells) == columns


def test_it_loads_and_runs_nothing(html: str) -> None:
    assert read(html).all("script", "link", "img", "iframe", "object", "embed", "use") == []
    assert len(html.encode()) < 420_000


def test_every_chart_says_what_it_shows(html: str) -> None:
    said = []
    for anchor in ("recoupment", "risk"):
        charts = [one for one in walk(section(html, anchor)) if one.attrs.get("role") == "img"]
        said += [plain(one.attrs["aria-label"]) for one in charts]
    begins = (
        *("Gross receipts of 1 500 740 EUR pay, in order: Nordic", "Cash balance from "),
        *("The gap: 10 % ", "Parts of the variance of the gap: ", "How likely each party has"),
    )
    assert len(said) == len(begins)
    for begin, one in zip(begins, said, strict=True):
        assert one.startswith(begin)
        assert one.endswith(".")


def test_everything_a_user_wrote_is_escaped(tmp_path: Path) -> None:
    loans = [{"name": EVIL, "kind": "overdraft", "fee": "0.01", "rate": "0.06"}]
    sources = [source(EVIL, 1_000_000, ("delivery", 1))]
    cash = cash_page(flow_of(film(source=sources, cash={"loan": loans})))
    text = FILM.replace('"Investor"', f"'{EVIL}'").replace('"fund"', f"'{EVIL}'")
    plan, waterfall = ferry(tmp_path, RECEIPTS.replace("Investor", ""), text=text)
    paid = report_html(plan, [], waterfall=waterfall)
    report, _ = assessed()
    finding = Finding("X1", Severity.ERROR, EVIL, figures={EVIL: EVIL}, fix=EVIL)
    parties = tuple(replace(one, name=EVIL) for one in report.result.parties)
    risk = page(
        replace(
            report,
            result=replace(report.result, parties=parties),
            assumptions=(EVIL,),
            findings=(finding,),
        )
    )
    for made in (cash, paid, risk):
        assert read(made).all("script") == []
        assert made.count("</style>") == 1
        assert made.count("&lt;script&gt;") >= 3


def test_days_are_written_out_and_what_is_none_is_left() -> None:
    assert plain(dated("on 2024-06-01, not 2024-13-01")) == "on 1 June 2024, not 2024-13-01"
    assert dated("24-06-01 and 2024-06") == "24-06-01 and 2024-06"


# --- cash flow -----------------------------------------------------------------------------------


def test_months_sum_to_the_cash_flow() -> None:
    cashflow = assessed()[0].cashflow
    made = cash_section(cashflow)
    assert made.columns == ("Costs", "Sources", "Loans", "Fees, interest")
    for number, sum_ in enumerate(made.sums):
        assert sum_ == sum((row.amounts[number] for row in made.months), D(0))
    identity = cashflow.identity
    assert round(made.sums[1], 2) == round(identity.sources, 2)
    assert round(-sum(made.sums[::3], D(0)), 2) == round(identity.uses, 2)
    assert made.months[-1].balance == cashflow.closing[-1]
    assert _moves(made.months) == pytest.approx(float(cashflow.closing[-1]))
    whole = [row for row in made.weeks if row.balance]
    assert whole
    assert {row.week for row in made.weeks} >= {44, 52, 1}


def _moves(rows: Sequence[PeriodRow]) -> float:
    return float(sum((amount for row in rows for amount in row.amounts), D(0)))


def test_the_lowest_point_and_the_most_borrowed_are_marked() -> None:
    made = cash_section(flow_of(film(**BRIDGED)))
    marks = [plain(mark) for row in made.months for mark in row.marks]
    assert [mark.split(" on ")[0] for mark in marks] == ["lowest", "most borrowed"]
    most = max(made.months, key=lambda row: row.borrowed)
    (bar,) = [bar for bar in most.bars if bar.kind == "borrowed"]
    assert bar.left + bar.breadth == pytest.approx(made.nothing_at)
    assert bar.breadth == max(bar.breadth for row in made.months for bar in row.bars[1:])


def test_an_account_that_falls_says_how_far_when_and_what_a_bridge_costs() -> None:
    late = [source("Fund", 1_000_000, ("delivery", 1))]
    cashflow = flow_of(film(source=late))
    text = text_of(section(cash_page(cashflow), "cash"))
    low, bridge = cashflow.lowest, cashflow.bridge
    assert bridge is not None
    assert f"The account falls to −{_whole(-low.amount)} EUR on " in text
    assert f"a bridge of {_whole(bridge.size)} EUR would cost {_whole(bridge.low)} EUR to" in text
    assert "no delay is needed to break the plan" in text
    assert "Below" not in text


def _whole(amount: Decimal) -> str:
    return f"{round(amount):,}".replace(",", " ")


def test_a_delay_that_breaks_the_plan_is_named() -> None:
    sources = [
        source("Fund", 750_000, ("preproduction_start", 1)),
        source("Broadcaster", 250_000, ("shooting_end", 1), kind="broadcaster_presale"),
    ]
    cashflow = flow_of(film(source=sources))
    breaking = [slip for slip in cashflow.slips if slip.breaks]
    assert breaking
    text = text_of(section(cash_page(cashflow), "cash"))
    assert "The account never falls below nothing; it is lowest at " in text
    assert f"{len(breaking)} of 2 instalments" in text
    assert f"{breaking[0].name} breaks the plan 100 % at " in text


def test_months_in_which_nothing_moves_are_one_row() -> None:
    dates = {"preproduction_start": "2026-06-01", "shooting_start": "2026-06-01"}
    dates |= {"shooting_end": "2026-06-20", "delivery": "2027-06-30"}
    made = cash_section(
        flow_of(
            film(
                dates=dates,
                budget=[line("Crew", "shoot", 100_000, labour=1)],
                source=[
                    source("Fund", 60_000, ("shooting_start", 1)),
                    source("Later", 40_000, ("delivery", 1)),
                ],
            )
        )
    )
    names = [row.name for row in made.months]
    assert names[0] == "Jun 2026"
    assert names[1] == "Jul 2026 – May 2027"
    assert made.months[1].balance == made.months[0].balance


def test_confirmed_money_only_is_said() -> None:
    cashflow = flow_of(film(), confirmed_only=True)
    assert "Only money that is confirmed is counted." in text_of(
        section(cash_page(cashflow), "cash")
    )


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [
        (date(2026, 10, 1), date(2026, 10, 31), "Oct 2026"),
        (date(2026, 10, 5), date(2026, 10, 11), "5 – 11 Oct 2026"),
        (date(2026, 12, 28), date(2027, 1, 3), "28 Dec – 3 Jan 2027"),
    ],
)
def test_periods_have_short_names(start: date, end: date, name: str) -> None:
    assert period_name(Period(start, end, week=start.day != 1)) == name


# --- who is paid back ----------------------------------------------------------------------------


def test_the_rungs_of_the_ladder_are_all_that_came_in() -> None:
    waterfall = assessed()[1]
    rungs = rungs_of(waterfall)
    paid = sum((rung.paid for rung in rungs), D(0))
    assert round(paid, 0) == round(waterfall.settlement.received, 0)
    by_name = {rung.name: rung for rung in rungs}
    assert "Eurimages, Danish part" not in by_name, "a party's own money is no receipt"
    costs = by_name["Nordic release, costs"]
    assert (costs.paid, costs.owed) == (D(220_000), D(220_000))
    assert costs.filled_at is not None
    assert by_name["Net receipts"].owed is None
    assert plain(by_name["Film institutes"].reason).startswith("above 9 0")


def test_many_tiers_are_a_rung_for_each_deal(monkeypatch: pytest.MonkeyPatch) -> None:
    waterfall = assessed()[1]
    whole = sum((rung.paid for rung in rungs_of(waterfall)), D(0))
    monkeypatch.setattr(recoupment_report, "MOST_RUNGS", 5)
    rungs = rungs_of(waterfall)
    assert [rung.name for rung in rungs][:3] == [
        *("Nordic release", "Polish release", "The Match Factory"),
    ]
    assert sum((rung.paid for rung in rungs), D(0)) == whole


def test_estimates_are_told_low_middle_and_high(html: str) -> None:
    text = text_of(section(html, "recoupment"))
    assert text.startswith(
        "Who is paid back 1 500 740 EUR, simulated: the middle of the sales estimates"
    )
    assert "Next: Film institutes, owed another " in text
    assert "In EUR Low Mid High Gross receipts 687 854 1 500 740 3 297 706" in text
    assert "Film institutes recouped 3 % 10 % 26 %" in text
    assert "Paid out 687 854 1 500 740 3 297 706" in text
    assert "together they are no forecast" in text


def test_positions_say_what_they_take_are_owed_and_why(html: str) -> None:
    text = text_of(section(html, "recoupment"))
    assert "Nordic release deal; 472 479 EUR came in" in text
    assert (
        "Costs, Nordisk Film Distribution what reaches it, until 220 000 EUR is back 220 000 0"
        " ✓ recouped in full on 15 May 2025"
    ) in text
    assert "989 363 DKK 11 610 637 DKK → taking" in text
    assert "Of which Director and writers 5 % of all that reaches the tier 13 302 –" in text


def test_receipts_are_held_against_what_parties_say(tmp_path: Path) -> None:
    plan, waterfall = ferry(tmp_path, RECEIPTS)
    text = text_of(section(report_html(plan, [], waterfall=waterfall), "recoupment"))
    assert "In EUR Before This period In all Was paid Open" in text
    assert "Investor 60 000 0 60 000 60 000 0" in text
    assert "Beside the account, in no total: DR, 9 000 EUR." in text
    assert "As single contracts define receipts" in text
    assert "Low, middle and high" not in text
    assert "the event 'Oscar' has no day yet" in text


def test_a_film_without_receipts_has_an_answer_too(tmp_path: Path) -> None:
    plan, waterfall = ferry(tmp_path)
    text = text_of(section(report_html(plan, [], waterfall=waterfall), "recoupment"))
    assert text.startswith("Who is paid back Nothing has come in to ")
    assert "Nobody has been paid yet." in text


def test_estimates_of_a_film_with_a_gate_are_told(tmp_path: Path) -> None:
    _, waterfall = ferry(tmp_path, sales=SALES)
    made = recoupment_section(waterfall)
    assert len(made.received) == 3
    assert sum((rung.paid for rung in rungs_of(waterfall)), D(0)) > 0
    waits = {row.name: row.sign for pot in made.pots for row in pot.rows}
    assert waits["award"] == "·"


# --- what can go wrong ---------------------------------------------------------------------------


def test_the_verdict_comes_first_with_what_its_errors_mean(html: str) -> None:
    text = text_of(section(html, "risk"))
    assert re.match(
        r"What can go wrong The plan closes in \d+\.\d % of 9 000 scenarios; in one scenario of ten"
        r" more than [\d ]+ EUR is missing; the account sinks below −[\d ]+ EUR in one of ten\."
        r" ± is one standard error",
        text,
    )
    assert "9 000 scenarios, seed 7. The same film" in text


def test_the_account_is_told_month_by_month() -> None:
    report, _ = assessed()
    made = risk_section(report)
    assert made.fan_rows[0].name == "31 Aug 2022"
    months = [row.name.split(" ", 1)[1] for row in made.fan_rows]
    assert len(set(months)) == len(months), "the last period of a month stands for it"
    for row in made.fan_rows:
        assert list(row.quantiles) == sorted(row.quantiles)
    assert made.fan_rows[-1].plan == round(report.film.planned[-1])


def test_quantiles_have_their_errors(html: str) -> None:
    report, _ = assessed()
    gap = report.result.gap
    shown = f"{gap.quantile(0.5):,.0f} ± {gap.quantile_error(0.5):,.0f}".replace(",", " ")
    assert f"50 % {shown} " in text_of(section(html, "risk"))


def test_contributions_are_told_with_their_errors(html: str) -> None:
    report, _ = assessed()
    text = text_of(section(html, "risk"))
    for row in risk_section(report).contributions:
        assert f"{row.name} {row.alone} {row.in_all}" in text
        assert "±" in row.in_all


def test_parties_that_put_money_in_come_first(html: str) -> None:
    parties = risk_section(assessed()[0]).parties
    known = [one.invested is not None for one in parties]
    assert known == sorted(known, reverse=True)
    lava = next(one for one in parties if one.name == "Lava Films")
    assert lava.recouped.startswith(("99.", "100.0 ± "))
    assert lava.by_when.startswith("half by ")
    manager = next(one for one in parties if one.name == "Collection account manager")
    assert (manager.multiple, manager.rate, manager.recouped, manager.by_when) == (
        *("–", "–", "–"),
        "",
    )
    assert "Danish Film Institute 1 694 049 " in text_of(section(html, "risk"))


def test_currencies_hedge_and_backtest_stand_beside_each_other(html: str) -> None:
    text = text_of(section(html, "risk"))
    assert "Selling or buying PLN forward takes away" in text
    assert "PLN hedge first −777 799" in text
    assert "What the forecast promises 50 % 80 % 95 %" in text
    assert re.search(r"The whole plan \d+\.\d ± \d+\.\d % ", text)
    assert "Begun 2001–2007 " in text
    assert "DKK alone " in text
    assert "windows fit side by side" in text


def test_a_band_that_is_too_narrow_is_flagged() -> None:
    report, _ = assessed()
    assert report.backtest is not None
    first, *others = report.backtest.coverage
    never = replace(report.backtest, coverage=(replace(first, inside=0, error=0.01), *others))
    text = text_of(section(page(replace(report, backtest=never)), "risk"))
    assert "The whole plan 0.0 ± 1.0 % too narrow" in text
    assert text.count("too narrow") == 1


def test_without_currencies_contracts_or_uncertainty_that_is_said() -> None:
    report, _ = assessed()
    hedge = replace(report.hedge, currencies=(), steps=(), advised=(), deviation=0.0)
    finding = Finding("FIN884", Severity.INFO, "The film has no contracts.")
    result = replace(report.result, parties=(), contributions=(), gross=None)
    bare = replace(report, backtest=None, hedge=hedge, result=result, findings=(finding,))
    text = text_of(section(page(bare), "risk"))
    assert "How likely money comes back The film has no contracts." in text
    assert "No money of the plan moves with exchange rates." in text
    assert "No backtest: " in text
    assert "What the gap comes from" not in text
    assert "Gross receipts" not in text


def test_a_run_that_was_stopped_says_how_far_it_came() -> None:
    report, _ = assessed()
    stopped = replace(report, result=replace(report.result, asked=1_000_000))
    assert "9 000 scenarios of the 1 000 000 asked for, seed 7." in text_of(
        section(page(stopped), "risk")
    )
