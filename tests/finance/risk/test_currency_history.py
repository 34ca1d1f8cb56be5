from __future__ import annotations

from datetime import date as Day
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest

from borderless.film.ecb import RateFileError, Table, current_table, read_table
from borderless.finance.risk import history as risk_history
from borderless.finance.risk.history import MonthlyHistory, monthly_history, settings
from borderless.finding import Finding, Severity

SMALL = """\
    Date,USD,PLN,ISK,HRK,
    2024-05-13,1.08,4.29,150.2,N/A,
    2024-04-30,1.0723,4.3293,150.3,N/A,
    2024-04-29,1.0720,4.3200,150.1,N/A,
    2024-03-28,1.0811,4.3123,N/A,N/A,
    2024-03-27,1.0816,4.3191,149.5,N/A,
    2024-02-29,1.0813,4.3120,149.1,N/A,
    2022-12-30,1.0666,4.6808,151.5,7.5365,
    """


def table(folder: Path, text: str) -> Table:
    path = folder / "eurofxref-hist.csv"
    path.write_text(dedent(text), encoding="utf-8")
    return read_table(path)


@pytest.fixture
def two_months_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    few = replace(settings(), least_months=2)
    monkeypatch.setattr(risk_history, "settings", lambda: few)


def ecb(*currencies: str, base: str = "EUR", until: Day | None = None) -> MonthlyHistory:
    return monthly_history(current_table()[1], currencies, base, until)[0]


def findings(*currencies: str, base: str = "EUR", until: Day | None = None) -> list[Finding]:
    return monthly_history(current_table()[1], currencies, base, until)[1]


@pytest.mark.usefixtures("two_months_are_enough")
def test_it_works(tmp_path: Path) -> None:
    """The last ECB day of each month; what a currency is worth, not what a euro buys."""
    found, doubts = monthly_history(table(tmp_path, SMALL), ["USD", "PLN"], "EUR")
    assert found.currencies == ("PLN", "USD")
    assert found.months[0] == Day(2022, 12, 30)
    assert found.months[-3:] == (Day(2024, 2, 29), Day(2024, 3, 28), Day(2024, 4, 30))
    assert found.levels[-1].tolist() == [1 / 4.3293, 1 / 1.0723]
    assert found.log_returns[-1][1] == pytest.approx(np.log(1.0811 / 1.0723))
    assert doubts == []


@pytest.mark.usefixtures("two_months_are_enough")
def test_months_that_are_not_there_are_empty_not_skipped(tmp_path: Path) -> None:
    found, _ = monthly_history(table(tmp_path, SMALL), ["USD"], "EUR")
    assert len(found.months) == 17  # December 2022 to April 2024
    assert found.months[1] == Day(2023, 1, 31)
    assert np.isnan(found.levels[1:14]).all()
    assert len(found.joint_returns) == 2


@pytest.mark.usefixtures("two_months_are_enough")
def test_a_missed_quotation_takes_the_day_before(tmp_path: Path) -> None:
    found, _ = monthly_history(table(tmp_path, SMALL), ["ISK"], "EUR")
    assert found.levels[-2, 0] == 1 / 149.5


@pytest.mark.usefixtures("two_months_are_enough")
def test_the_base_can_be_any_currency(tmp_path: Path) -> None:
    found, _ = monthly_history(table(tmp_path, SMALL), ["EUR", "USD", "PLN"], "PLN")
    assert found.currencies == ("EUR", "USD")
    assert found.levels[-1].tolist() == [4.3293, 4.3293 / 1.0723]


def test_a_month_that_may_go_on_is_not_counted() -> None:
    assert ecb("USD", until=Day(2024, 4, 29)).months[-1] == Day(2024, 3, 28)
    assert ecb("USD", until=Day(2024, 4, 30)).months[-1] == Day(2024, 4, 30)


def test_nothing_after_a_day_is_looked_at() -> None:
    whole = ecb("USD", "PLN")
    early = whole.until(Day(2010, 6, 15))
    assert early.months[-1] == Day(2010, 5, 31)
    assert np.array_equal(early.levels, whole.levels[: len(early.months)])
    again = ecb("USD", "PLN", until=Day(2010, 6, 15))
    assert np.array_equal(early.levels, again.levels)


def test_a_currency_that_the_ecb_does_not_quote_is_held() -> None:
    assert ecb("USD", "GEL").held == ("GEL",)
    assert ecb("USD", "GEL").currencies == ("USD",)
    (doubt,) = findings("USD", "GEL")
    assert (doubt.code, doubt.severity) == ("FIN871", Severity.WARNING)
    assert "GEL, so it is held constant" in doubt.message


def test_a_base_that_the_ecb_does_not_quote_holds_all() -> None:
    assert ecb("USD", "PLN", base="GEL").held == ("PLN", "USD")
    (doubt,) = findings("USD", "PLN", base="GEL")
    assert doubt.code == "FIN871"
    assert "every currency is held constant" in doubt.message


def test_a_currency_given_up_is_held() -> None:
    (doubt,) = findings("USD", "RUB")
    assert doubt.code == "FIN872"
    assert "2022-02-28" in doubt.message


def test_a_short_history_is_held() -> None:
    (doubt,) = findings("USD", "ILS", until=Day(2012, 6, 30))
    assert doubt.code == "FIN873"
    assert doubt.figures == {"currency": "ILS", "months": "17", "least": "24"}


def test_what_gave_way_to_the_euro_moves_as_the_euro() -> None:
    found = ecb("HRK", "EUR", base="USD")
    hrk, eur = (found.currencies.index(one) for one in ("HRK", "EUR"))
    assert found.log_returns[:, hrk] == pytest.approx(found.log_returns[:, eur])
    assert [one.code for one in findings("HRK", base="USD")] == ["FIN874"]
    # In a plan of 2020 the kuna was a currency of its own.
    assert findings("HRK", until=Day(2020, 6, 30)) == []


@pytest.mark.parametrize("currency", sorted(settings().euro))
def test_conversion_rates_are_near_the_last_quotation(currency: str) -> None:
    adopted = settings().euro[currency]
    before = ecb(currency, until=Day.fromordinal(adopted.since.toordinal() - 1))
    assert 1 / before.levels[-1, 0] == pytest.approx(adopted.units, rel=0.005)
    assert (adopted.since - before.months[-1]).days < 5


def test_a_gap_is_left_out_for_all() -> None:
    """The ECB quoted no Icelandic króna from December 2008 to February 2018."""
    found = ecb("ISK", "USD")
    assert len(found.joint_returns) == 222
    (doubt,) = findings("ISK", "USD")
    assert doubt.code == "FIN875"
    assert "222" in doubt.message
    assert doubt.figures["longest"] == "333"


@pytest.mark.usefixtures("two_months_are_enough")
def test_a_broken_rate_names_its_file(tmp_path: Path) -> None:
    broken = table(tmp_path, SMALL.replace("4.3293", "4.32O3"))
    with pytest.raises(RateFileError, match=r"4\.32O3"):
        monthly_history(broken, ["PLN"], "EUR")


def test_float64_everywhere() -> None:
    assert ecb("USD").levels.dtype == np.float64
