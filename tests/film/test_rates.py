from __future__ import annotations

import pickle
import tomllib
from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from textwrap import dedent

import currency_converter
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import borderless
from borderless.film import ecb
from borderless.film.ecb import read_table
from borderless.film.model import PinnedRates
from borderless.film.money import Money
from borderless.film.rates import (
    ECB,
    ECB_AND_PINNED,
    PINNED,
    NoRateError,
    Rates,
    current_file,
    rates_for,
)
from borderless.finding import Finding, Place, Severity

MAY = """\
    Date,USD,PLN,DKK,CHF,
    2024-05-13,1.08,4.29,7.46,0.98,
    2024-05-10,1.0772,4.297,7.4588,0.976,
    2024-05-08,1.0743,4.3,7.4585,N/A,
    """
"""10 May is a Friday, 9 May a holiday."""


@pytest.fixture(autouse=True, scope="module")
def _no_refreshed_file(tmp_path_factory: pytest.TempPathFactory) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BORDERLESS_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture
def may(tmp_path: Path) -> Path:
    path = tmp_path / "eurofxref-hist.csv"
    path.write_text(dedent(MAY), encoding="ascii")
    return path


@pytest.fixture(scope="module")
def converter() -> currency_converter.CurrencyConverter:
    return currency_converter.CurrencyConverter(decimal=True)


def film(text: str) -> PinnedRates:
    return PinnedRates.model_validate(
        tomllib.loads(dedent(text), parse_float=Decimal).get("rates", {})
    )


def read(
    text: str, data: Path | None = None, as_of: str = "2024-05-13", today: str = "2024-05-13"
) -> tuple[Rates, list[Finding]]:
    return rates_for(
        film(text), date.fromisoformat(as_of), data=data, today=date.fromisoformat(today)
    )


def money(text: str) -> Money:
    amount, currency = text.split()
    return Money(Decimal(amount), currency)


def test_it_works(may: Path) -> None:
    rates, findings = read("", may)
    assert findings == []
    assert rates.convert(money("100 EUR"), "PLN") == money("429 PLN")
    quote = rates.quote("EUR", "PLN")
    assert (quote.value, quote.date, quote.source, quote.pinned) == (
        Decimal("4.29"),
        date(2024, 5, 13),
        ECB,
        False,
    )


def test_a_film_in_three_currencies_adds_up(may: Path) -> None:
    rates, findings = read("", may, as_of="2024-05-12")
    parts = [money("1000000 EUR"), money("4297000 PLN"), money("7458800 DKK")]
    total = sum((rates.convert(part, "EUR") for part in parts), Money.zero("EUR"))
    assert total == money("3000000 EUR")
    assert findings == []
    assert [
        (quote.currency, quote.date) for quote in rates.quotes(["DKK", "EUR", "PLN"], "EUR")
    ] == [
        ("DKK", date(2024, 5, 10)),
        ("PLN", date(2024, 5, 10)),
    ]


def test_cross_rates_go_through_the_euro_and_round_once(may: Path) -> None:
    rates, _ = read("", may)
    crossed = rates.convert(money("1234567.89 PLN"), "USD").amount
    exact = Fraction("1234567.89") * Fraction("1.08") / Fraction("4.29")
    assert abs(Fraction(crossed) / exact - 1) <= Fraction(1, 10**27)
    assert len(crossed.as_tuple().digits) == 28


def test_long_figures_still_round_only_once(may: Path) -> None:
    rates, _ = read("[rates.per_base]\nRSD = 117.123456789012", may)
    crossed = rates.convert(money("123456789012345.67 PLN"), "RSD").amount
    exact = Fraction("123456789012345.67") * Fraction("117.123456789012") / Fraction("4.29")
    assert abs(Fraction(crossed) / exact - 1) <= Fraction(1, 10**27)


def test_the_callers_decimal_precision_changes_nothing(may: Path) -> None:
    rates, _ = read("", may)
    usual = rates.convert(money("1234567.89 PLN"), "USD")
    with localcontext(prec=6):
        assert rates.convert(money("1234567.89 PLN"), "USD") == usual


@pytest.mark.parametrize(
    ("asked", "of"),
    [
        ("2024-05-08", "2024-05-08"),
        ("2024-05-09", "2024-05-08"),
        ("2024-05-10", "2024-05-10"),
        ("2024-05-11", "2024-05-10"),
        ("2024-05-12", "2024-05-10"),
    ],
)
def test_weekends_and_holidays_take_the_last_ecb_day(may: Path, asked: str, of: str) -> None:
    rates, findings = read("", may, as_of=asked)
    assert findings == []
    assert rates.ecb_day == date.fromisoformat(of)
    assert rates.quote("USD", "EUR").date == date.fromisoformat(of)


def test_the_real_history_at_easter_and_at_the_turn_of_the_year() -> None:
    assert read("", as_of="2024-04-01")[0].ecb_day == date(2024, 3, 28)
    assert read("", as_of="2024-01-01")[0].ecb_day == date(2023, 12, 29)


def test_the_date_in_the_film_wins_over_the_day_of_reading(may: Path) -> None:
    rates, _ = read("[rates]\ndate = 2024-05-10", may, as_of="2024-05-13")
    assert rates.day == date(2024, 5, 10)
    assert rates.quote("EUR", "PLN").value == Decimal("4.297")


def test_the_same_currency_needs_no_rate(may: Path) -> None:
    rates, _ = read("", may)
    assert rates.convert(money("12.345 RSD"), "RSD") == money("12.345 RSD")
    assert rates.quote("RSD", "RSD").value == 1
    assert rates.quotes(["RSD"], "RSD") == ()
    assert rates.missing(["RSD"], "RSD") == []


def test_a_pinned_rate_wins_over_the_ecb(may: Path) -> None:
    rates, findings = read("[rates.per_base]\nPLN = 4.40", may)
    assert findings == []
    assert rates.convert(money("10 EUR"), "PLN") == money("44 PLN")
    quote = rates.quote("PLN", "EUR")
    assert (quote.source, quote.pinned, quote.date) == (PINNED, True, date(2024, 5, 13))
    assert rates.quote("USD", "EUR").source == ECB


def test_a_pinned_rate_meets_an_ecb_rate(may: Path) -> None:
    rates, _ = read("[rates]\ndate = 2024-05-11\n[rates.per_base]\nRSD = 117.2", may)
    quote = rates.quote("USD", "RSD")
    assert quote.value == Decimal("117.2") / Decimal("1.0772")
    assert (quote.source, quote.pinned, quote.date) == (ECB_AND_PINNED, True, date(2024, 5, 10))


def test_two_pinned_currencies_need_no_ecb(may: Path) -> None:
    rates, _ = read(
        """
        [rates]
        base = "RSD"
        [rates.per_base]
        GEL = 0.025
        UAH = 0.4
        """,
        may,
    )
    assert rates.convert(money("100 GEL"), "UAH") == money("1600 UAH")
    assert rates.convert(money("100 RSD"), "UAH") == money("40 UAH")
    assert rates.quote("GEL", "UAH").source == PINNED


def test_another_base_is_joined_to_the_euro_by_its_ecb_rate(may: Path) -> None:
    rates, findings = read('[rates]\nbase = "USD"\n[rates.per_base]\nAED = 3.6725', may)
    assert findings == []
    assert rates.convert(money("1 EUR"), "AED").amount == Decimal("1.08") * Decimal("3.6725")
    assert rates.quote("AED", "EUR").source == ECB_AND_PINNED
    assert rates.quote("AED", "USD").source == PINNED
    assert rates.quote("USD", "EUR").source == ECB
    assert rates.quote("PLN", "USD").value == Decimal("1.08") / Decimal("4.29")


def test_another_base_is_joined_to_the_euro_by_a_pinned_euro(may: Path) -> None:
    rates, _ = read(
        """
        [rates]
        base = "RSD"
        [rates.per_base]
        EUR = 0.008
        GEL = 0.024
        """,
        may,
    )
    assert rates.convert(money("250 RSD"), "EUR") == money("2 EUR")
    assert rates.convert(money("250 RSD"), "PLN") == money("8.58 PLN")
    assert rates.convert(money("2 EUR"), "GEL") == money("6 GEL")
    assert rates.quote("PLN", "USD").source == ECB
    assert rates.quote("PLN", "RSD").source == ECB_AND_PINNED


def test_a_pinned_euro_wins_over_the_bases_ecb_rate(may: Path) -> None:
    rates, findings = read('[rates]\nbase = "PLN"\n[rates.per_base]\nEUR = 0.25', may)
    assert findings == []
    assert rates.convert(money("100 EUR"), "PLN") == money("400 PLN")
    assert rates.convert(money("108 USD"), "PLN") == money("400 PLN")


def test_an_unknown_currency_is_an_error_with_a_way_out(may: Path) -> None:
    rates, _ = read("", may)
    [finding] = rates.missing(["EUR", "USD", "RSD", "RSD"], "EUR")
    assert (finding.code, finding.severity) == ("RAT101", Severity.ERROR)
    assert finding.message == (
        "RSD cannot be read in EUR on 2024-05-13: the ECB does not quote RSD. "
        "RSD needs a pinned rate: add RSD to [rates.per_base] in film.toml."
    )
    assert finding.place == Place("film.toml", field="rates.per_base.RSD")
    assert finding.fix is not None
    assert "how many RSD one EUR buys" in finding.fix
    assert rates.quotes(["USD", "RSD"], "EUR") == (rates.quote("USD", "EUR"),)
    with pytest.raises(NoRateError, match="no exchange rate from RSD to EUR for 2024-05-13"):
        rates.convert(money("1 RSD"), "EUR")
    with pytest.raises(NoRateError):
        rates.quote("EUR", "RSD")


def test_no_rate_keeps_its_values() -> None:
    error = pickle.loads(pickle.dumps(NoRateError("RSD", "EUR", date(2024, 5, 13))))
    assert (error.currency, error.to, error.date) == ("RSD", "EUR", date(2024, 5, 13))
    assert str(error).endswith("pin one under [rates.per_base] in film.toml")


def test_an_unknown_currency_of_the_plan_is_named_once(may: Path) -> None:
    rates, _ = read("", may)
    findings = rates.missing(["USD", "PLN", "GEL"], "RSD")
    assert [finding.figures["currency"] for finding in findings] == ["RSD", "GEL"]
    assert "USD cannot be read in RSD" in findings[0].message


def test_a_base_that_nothing_joins_to_the_euro_asks_for_the_euro(may: Path) -> None:
    rates, _ = read('[rates]\nbase = "RSD"\n[rates.per_base]\nPLN = 0.036', may)
    [finding] = rates.missing(["PLN", "RSD"], "EUR")
    assert "the base of [rates] is RSD, and the ECB does not quote RSD" in finding.message
    assert "add EUR to [rates.per_base]" in finding.message
    with pytest.raises(NoRateError):
        rates.convert(money("1 PLN"), "USD")


@pytest.mark.parametrize(
    ("currency", "day", "why"),
    [
        ("RUB", "2024-01-02", "the ECB last quoted RUB on 2022-03-01"),
        ("HRK", "2024-01-02", "the ECB last quoted HRK on 2022-12-30"),
        ("BGN", "2026-03-02", "the ECB last quoted BGN on 2025-12-31"),
        ("BRL", "2005-01-03", "the ECB quotes BRL only from 2008-01-02"),
        ("ISK", "2012-01-02", "last quoted ISK on 2008-12-09 and quotes it again only from 2018-"),
        ("AED", "2024-01-02", "the ECB does not quote AED"),
        ("MAD", "2024-01-02", "the ECB does not quote MAD"),
        ("COP", "2024-01-02", "the ECB does not quote COP"),
        ("GEL", "2024-01-02", "the ECB does not quote GEL"),
        ("UAH", "2024-01-02", "the ECB does not quote UAH"),
    ],
)
def test_why_the_ecb_has_no_rate(currency: str, day: str, why: str) -> None:
    rates, _ = read("", as_of=day, today="2026-10-30")
    [finding] = rates.missing([currency], "EUR")
    assert why in finding.message


def test_the_last_days_of_a_currency_still_count() -> None:
    rates, _ = read("", as_of="2026-01-01", today="2026-10-30")
    assert rates.quote("BGN", "EUR").date == date(2025, 12, 31)
    assert read("", as_of="2022-03-01")[0].quote("EUR", "RUB").value == Decimal("117.201")


def test_a_stale_file_warns_with_its_newest_day_and_the_command(may: Path) -> None:
    rates, [finding] = read("", may, as_of="2024-07-01", today="2024-07-01")
    assert (finding.code, finding.severity) == ("RAT102", Severity.WARNING)
    assert "of 2024-05-13, 49 days before 2024-07-01" in finding.message
    assert finding.fix is not None
    assert "`borderless rates --refresh FILE`" in finding.fix
    assert rates.ecb_day == date(2024, 5, 13)


def test_a_file_is_stale_after_the_days_of_the_threshold_and_not_before(may: Path) -> None:
    last = date(2024, 5, 13) + timedelta(days=ecb.limits().stale_after_days)
    assert read("", may, as_of=str(last), today=str(last))[1] == []
    late = str(last + timedelta(days=1))
    assert [finding.code for finding in read("", may, as_of=late, today=late)[1]] == ["RAT102"]


def test_a_day_in_the_future_uses_the_newest_rates(may: Path) -> None:
    rates, [finding] = read("[rates]\ndate = 2026-01-15", may)
    assert (finding.code, finding.severity) == ("RAT102", Severity.INFO)
    assert finding.message == (
        "The day asked, 2026-01-15, is in the future. "
        "The newest ECB rates, of 2024-05-13, are used."
    )
    assert finding.place == Place("film.toml", field="rates.date")
    assert rates.quote("EUR", "USD").date == date(2024, 5, 13)


def test_a_day_in_the_future_does_not_hide_a_stale_file(may: Path) -> None:
    _, [finding] = read("[rates]\ndate = 2026-01-15", may, today="2024-12-31")
    assert finding.severity is Severity.WARNING
    assert "is in the future" in finding.message
    assert "232 days before 2024-12-31" in finding.message


def test_a_day_before_the_first_rates_is_an_error() -> None:
    rates, [finding] = read("[rates]\ndate = 1998-12-31\n[rates.per_base]\nDKK = 7.45")
    assert (finding.code, finding.severity) == ("RAT103", Severity.ERROR)
    assert "ECB reference rates begin on 1999-01-04" in finding.message
    assert rates.ecb_day is None
    assert rates.convert(money("1 EUR"), "DKK") == money("7.45 DKK")
    [missing] = rates.missing(["USD", "DKK"], "EUR")
    assert "USD cannot be read in EUR on 1998-12-31: ECB rates begin on 1999-01-04" in (
        missing.message
    )
    assert read("", as_of="1999-01-04")[1] == []


def test_a_rate_upside_down_is_a_warning(may: Path) -> None:
    _, [finding] = read("[rates.per_base]\nPLN = 0.2331", may)
    assert (finding.code, finding.severity) == ("RAT104", Severity.WARNING)
    assert "95 % below the ECB rate of 2024-05-13, 4.29" in finding.message
    assert "Turned round it would be 4.29" in finding.message
    assert finding.place == Place("film.toml", field="rates.per_base.PLN")


def test_a_rate_far_from_the_ecb_is_mentioned(may: Path) -> None:
    _, [finding] = read("[rates.per_base]\nPLN = 5", may)
    assert finding.severity is Severity.INFO
    assert "17 % above the ECB rate" in finding.message
    assert "upside down" not in finding.message


def test_a_rate_within_the_threshold_is_not_mentioned(may: Path) -> None:
    for near in ("4.719", "3.861"):
        assert read(f"[rates.per_base]\nPLN = {near}", may)[1] == []
    for far in ("4.7191", "3.8609"):
        assert len(read(f"[rates.per_base]\nPLN = {far}", may)[1]) == 1


def test_a_rate_for_another_base_is_compared_across(may: Path) -> None:
    assert read('[rates]\nbase = "PLN"\n[rates.per_base]\nEUR = 0.2331\nUSD = 0.25', may)[1] == []
    _, [finding] = read('[rates]\nbase = "PLN"\n[rates.per_base]\nEUR = 4.29', may)
    assert "EUR is pinned at 4.29 for 1 PLN" in finding.message
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize("pin", ["EUR = 1.1", 'PLN = "1e400000"', 'PLN = "1e-400000"'])
def test_what_cannot_be_a_rate_is_left_aside(may: Path, pin: str) -> None:
    rates, [finding] = read(f"[rates.per_base]\n{pin}", may)
    assert (finding.code, finding.severity) == ("RAT104", Severity.WARNING)
    assert "cannot be a rate; it is left aside" in finding.message
    assert rates.convert(money("1 EUR"), "PLN") == money("4.29 PLN")


def test_a_base_pinned_at_one_is_harmless(may: Path) -> None:
    rates, findings = read("[rates.per_base]\nEUR = 1", may)
    assert findings == []
    assert rates.quote("USD", "EUR").source == ECB


@pytest.mark.parametrize("text", ["", "Date,USD\n2024-05-13,free\n", "Date,USD\n"])
def test_an_unreadable_file_leaves_the_pinned_rates(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(text)
    rates, [finding] = read("[rates.per_base]\nPLN = 4.40", path)
    assert (finding.code, finding.severity) == ("RAT105", Severity.ERROR)
    assert finding.place == Place(str(path))
    assert rates.convert(money("44 PLN"), "EUR") == money("10 EUR")
    [missing] = rates.missing(["USD"], "EUR")
    assert "no file of ECB rates can be read" in missing.message


@pytest.mark.parametrize(
    "rows",
    [
        "2024-05-13,1.08,N/A\nhalf a row\n2022-03-01,1.1,117\n",
        "2022-03-01,1.1,117\n2024-05-13,1.08,N/A\n",
        "2024-05-13,1.08,N/A\n 2024-05-10,1.07,N/A\n2022-03-01,1.1,117\n",
    ],
)
def test_days_out_of_order_never_lead_to_another_days_rates(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(f"Date,USD,RUB\n{rows}")
    rates, findings = read("", path)
    assert [finding.code for finding in findings] == ["RAT105"]
    assert rates.quotes(["USD"], "EUR") == ()


def test_a_day_that_is_none_is_told_where_it_is_met(tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(
        "Date,USD,RUB\n2024-05-13,1.08,N/A\n2024-05-02,1.1,N/A\n2024-02-31,1.1,117\n"
        "2022-03-01,1.1,117\n"
    )
    rates, findings = read("", path)
    assert findings == []
    assert rates.quote("EUR", "USD").value == Decimal("1.08")
    [missing] = rates.missing(["RUB"], "EUR")
    assert "a row begins with '2024-02-31'" in missing.message


def test_without_any_file_the_pinned_rates_remain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ecb, "_SHIPPED_BY", "no_such_package")
    rates, [finding] = read("[rates.per_base]\nPLN = 4.40")
    assert finding.code == "RAT105"
    assert rates.quote("EUR", "PLN").value == Decimal("4.40")


def test_rates_are_values(may: Path) -> None:
    one, _ = read("[rates.per_base]\nPLN = 4.40", may)
    two, _ = read("[rates.per_base]\nPLN = 4.40", may)
    assert one == two
    assert len({one, two}) == 1
    assert pickle.loads(pickle.dumps(one)) == one
    assert one != read("", may)[0]
    with pytest.raises(AttributeError):
        one.day = date(2024, 1, 1)  # type: ignore[misc]


def test_each_code_is_explained() -> None:
    page = (Path(borderless.__file__).parent / "codes" / "RAT.md").read_text(encoding="utf-8")
    for code in ("RAT101", "RAT102", "RAT103", "RAT104", "RAT105"):
        assert page.count(f"\n## {code} ") == 1


# As far as the installed package's history goes.
HISTORY = st.deferred(lambda: st.dates(date(1999, 1, 4), current_file().newest))
QUOTED = st.deferred(
    lambda: st.sampled_from(["EUR", *filter(None, read_table(current_file().path).columns)])
)


@given(HISTORY, QUOTED, QUOTED, st.decimals("0.01", "999999999", places=2))
def test_the_currency_converter_agrees(
    converter: currency_converter.CurrencyConverter,
    day: date,
    currency: str,
    to: str,
    amount: Decimal,
) -> None:
    rates, findings = rates_for(PinnedRates(), day, today=day)
    assert findings == []
    of = day
    while True:
        try:
            converter.convert(1, "USD", date=of)
        except currency_converter.RateNotFoundError:
            of -= timedelta(days=1)
        else:
            break
    assert rates.ecb_day == of
    try:
        theirs = converter.convert(amount, currency, to, date=of)
    except currency_converter.RateNotFoundError:
        # Theirs has none of that very day; ours may have one of a few days before, and says so.
        if currency != to and rates.quotes([currency], to):
            quoted = rates.quote(currency, to).date
            assert of - timedelta(days=ecb.limits().look_back_days) <= quoted < of
        return
    ours = rates.convert(Money(amount, currency), to).amount
    if "EUR" in (currency, to) and currency != to:
        assert ours == theirs
    else:  # Theirs rounds twice at the 28th digit, ours once.
        assert abs(ours - theirs) <= theirs * Decimal("2e-27")


@given(HISTORY, QUOTED)
def test_each_rate_is_the_figure_of_the_file(
    converter: currency_converter.CurrencyConverter, day: date, currency: str
) -> None:
    rates, _ = rates_for(PinnedRates(), day, today=day)
    assume(currency in rates.quoted)
    quote = rates.quote("EUR", currency)
    assert quote.value == converter.convert(1, "EUR", currency, date=quote.date)


@given(HISTORY, QUOTED, QUOTED, st.decimals("0.01", "999999999", places=2))
def test_there_and_back_is_the_same_to_the_cent(
    day: date, currency: str, to: str, amount: Decimal
) -> None:
    rates, _ = rates_for(PinnedRates(), day, today=day)
    assume(not rates.missing([currency], to))
    start = Money(amount, currency)
    back = rates.convert(rates.convert(start, to), currency)
    assert back.amount.quantize(Decimal("0.0000000001")) == amount


PIN = st.decimals("0.0001", "100000", places=4).filter(bool)


@given(
    st.sampled_from(["EUR", "USD", "PLN", "RSD"]),
    st.dictionaries(st.sampled_from(["EUR", "USD", "PLN", "RSD", "GEL", "DKK"]), PIN),
    st.lists(st.sampled_from(["EUR", "USD", "PLN", "RSD", "GEL", "DKK", "AED"]), min_size=2),
)
def test_whatever_is_pinned_a_currency_has_a_rate_or_a_finding(
    base: str, per_base: dict[str, Decimal], currencies: list[str]
) -> None:
    rates, _ = rates_for(
        PinnedRates(base=base, per_base=per_base), date(2024, 5, 13), today=date(2024, 5, 13)
    )
    to, *others = currencies
    wanted = set(others) - {to}
    found = {quote.currency for quote in rates.quotes(others, to)}
    assert bool(rates.missing(others, to)) is (found != wanted)
    for currency in wanted - found:
        with pytest.raises(NoRateError):
            rates.quote(currency, to)
    for currency in wanted & found:
        there, back = rates.quote(currency, to), rates.quote(to, currency)
        assert abs(there.value * back.value - 1) < Decimal("1e-26")
        assert there.source == back.source
        if currency in per_base and currency != base and to == base:
            assert back.value == per_base[currency]
