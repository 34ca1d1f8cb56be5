from __future__ import annotations

import zipfile
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from borderless.film import ecb
from borderless.film.ecb import (
    RateFileError,
    borderless_home,
    check_rows,
    current_file,
    current_table,
    limits,
    quoted_around,
    rates_on,
    read_table,
    refresh,
)
from borderless.finding import Severity

SMALL = """\
    Date,USD,PLN,ISK,
    2024-05-13,1.08,4.29,N/A,
    2024-05-10,1.0772,4.297,150.3,
    2024-05-09,1.0743,4.3,150.1,
    2024-05-02,1.0698,4.33,149.9,
    """


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("BORDERLESS_HOME", str(folder))
    return folder


def a_file(folder: Path, text: str, name: str = "eurofxref-hist.csv") -> Path:
    path = folder / name
    path.write_text(dedent(text), encoding="utf-8", newline="")
    return path


def a_zip(folder: Path, **members: str) -> Path:
    path = folder / "given.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("_", "."), dedent(text))
    return path


def shipped_text() -> str:
    with zipfile.ZipFile(current_file().path) as archive:
        return archive.read(archive.namelist()[0]).decode()


def newer_text(text: str, days: int = 1) -> tuple[str, date]:
    """The same history with one more day on top, as the next one the ECB would publish."""
    header, newest, rest = text.split("\n", 2)
    day = date.fromisoformat(newest[:10]) + timedelta(days=days)
    return "\n".join([header, f"{day}{newest[10:]}", newest, rest]), day


def test_it_works(tmp_path: Path) -> None:
    table = read_table(a_file(tmp_path, SMALL))
    assert (table.newest, table.oldest) == (date(2024, 5, 13), date(2024, 5, 2))
    day, quoted = rates_on(table, date(2024, 5, 11))
    assert day == date(2024, 5, 10)
    assert {currency: str(rate) for currency, (rate, _) in quoted.items()} == {
        "USD": "1.0772",
        "PLN": "4.297",
        "ISK": "150.3",
    }


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("2024-05-01", None),
        ("2024-05-02", "2024-05-02"),
        ("2024-05-08", "2024-05-02"),
        ("2024-05-09", "2024-05-09"),
        ("2024-05-12", "2024-05-10"),
        ("2024-05-13", "2024-05-13"),
        ("2031-01-01", "2024-05-13"),
    ],
)
def test_the_last_ecb_day_on_or_before_the_day_asked(
    tmp_path: Path, asked: str, found: str | None
) -> None:
    day, quoted = rates_on(read_table(a_file(tmp_path, SMALL)), date.fromisoformat(asked))
    assert day == (date.fromisoformat(found) if found else None)
    assert bool(quoted) is bool(found)


@given(
    st.sets(st.dates(date(1999, 1, 4), date(2005, 1, 1)), min_size=1, max_size=60),
    st.dates(date(1998, 12, 1), date(2006, 1, 1)),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bisection_finds_the_row_that_a_plain_search_finds(
    tmp_path: Path, days: set[date], asked: date
) -> None:
    rows = [f"{day},{'1' * (1 + day.day % 9)}.5" for day in sorted(days, reverse=True)]
    table = read_table(a_file(tmp_path, "Date,USD\n" + "\n".join(rows)))
    assert rates_on(table, asked)[0] == max((day for day in days if day <= asked), default=None)


def test_a_missed_quotation_is_bridged_under_its_own_day(tmp_path: Path) -> None:
    _, quoted = rates_on(read_table(a_file(tmp_path, SMALL)), date(2024, 5, 13))
    assert quoted["ISK"][1] == date(2024, 5, 10)
    assert quoted["USD"][1] == date(2024, 5, 13)


def test_a_currency_given_up_is_not_revived(tmp_path: Path) -> None:
    text = """\
        Date,USD,RUB
        2022-03-08,1.09,N/A
        2022-03-07,1.08,N/A
        2022-03-01,1.11,117.201
        """
    table = read_table(a_file(tmp_path, text))
    assert limits().look_back_days < 6
    assert "RUB" not in rates_on(table, date(2022, 3, 7))[1]
    assert rates_on(table, date(2022, 3, 3))[1]["RUB"][1] == date(2022, 3, 1)
    assert quoted_around(table, "RUB", date(2024, 1, 1)) == (date(2022, 3, 1), None)
    assert quoted_around(table, "RUB", date(2022, 3, 1)) == (date(2022, 3, 1), None)
    assert quoted_around(table, "RUB", date(2021, 1, 1)) == (None, date(2022, 3, 1))
    assert quoted_around(table, "RSD", date(2024, 1, 1)) == (None, None)


def test_look_back_reaches_the_days_of_the_threshold_and_no_further(tmp_path: Path) -> None:
    newest = date(2024, 5, 13)
    for more, found in ((0, True), (1, False)):
        of = newest - timedelta(days=limits().look_back_days + more)
        path = a_file(tmp_path, f"Date,USD,RUB\n{newest},1.08,N/A\n{of},1.1,117\n", f"{more}.csv")
        assert ("RUB" in rates_on(read_table(path), newest)[1]) is found


def test_icelands_krona_was_suspended_and_came_back() -> None:
    _, table, _ = current_table()
    assert quoted_around(table, "ISK", date(2012, 1, 2)) == (date(2008, 12, 9), date(2018, 2, 1))


def test_look_back_covers_the_longest_pause_of_the_history() -> None:
    days = [date.fromisoformat(row[:10]) for row in shipped_text().splitlines()[1:]]
    longest = max((later - earlier).days for later, earlier in pairwise(days))
    assert longest == limits().look_back_days


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    text = "\ufeff" + dedent(SMALL).replace("\n", "\r\n") + "\r\n"
    table = read_table(a_file(tmp_path, text))
    assert rates_on(table, date(2024, 5, 2))[1]["PLN"][0] == Decimal("4.33")
    assert table.oldest == date(2024, 5, 2)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "begins with ''; it should be Date"),
        ("title,USD\n2024-05-10,1.1\n", "begins with 'title'"),
        ("Date,USD\n", "a row begins with ''"),
        ("Date, USD, JPY\n30 October 2026, 1.1, 175\n", "'30 October 2026'; it should be a day"),
        ("Date,USD\n20240510,1.1\n", "'20240510'"),
        ("Date,USD\n2024-02-31,1.1\n", "'2024-02-31'"),
        ("Date,USD\n2024-05-10,١.١\n", "not a plain-text CSV"),
        ("\x00\x01\x02", "should be Date"),
    ],
)
def test_what_is_no_rate_file_says_so(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(RateFileError, match="cannot be used as a file of ECB rates") as caught:
        read_table(a_file(tmp_path, text))
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Date,\n2024-05-10,\n", "should name currencies"),
        ("Date,US Dollar\n2024-05-10,1.1\n", "should name currencies"),
        ("Date,USD,USD\n2024-05-10,1.1,1.2\n", "twice"),
        ("Date,USD\n2024-05-10,1.1\n2024-05-10,1.2\n", "2024-05-10 follows 2024-05-10"),
        ("Date,USD\n2024-05-09,1.1\n2024-05-10,1.2\n2024-05-08,1\n", "2024-05-10 follows"),
        ("Date,USD\n2024-05-10,1.1,2\n2024-05-09,1.1\n", "has 2 rates for 1 currencies"),
        ("Date,USD\n2024-05-10,-1.1\n2024-05-09,1.1\n", "rate '-1.1'"),
        ("Date,USD\n2024-05-10,0.00\n2024-05-09,1.1\n", "rate '0.00'"),
        ("Date,USD\n2024-05-10,NaN\n2024-05-09,1.1\n", "rate 'NaN'"),
        ("Date,USD\n2024-05-10,inf\n2024-05-09,1.1\n", "rate 'inf'"),
        ("Date,USD\n2024-05-10,1e5\n2024-05-09,1.1\n", "rate '1e5'"),
        ('Date,USD\n2024-05-10,"1,1"\n2024-05-09,1.1\n', "has 2 rates"),
        ("Date,USD,\n2024-05-10,1.1,7\n2024-05-09,1.1,\n", "without a name"),
        ("Date,USD\n2024-05-10,1.1\n\n2024-05-09,1.1\n", "a row begins with ''"),
    ],
)
def test_every_cell_is_checked_before_a_file_is_stored(
    tmp_path: Path, home: Path, text: str, says: str
) -> None:
    path = a_file(tmp_path, text)
    with pytest.raises(RateFileError) as caught:
        check_rows(read_table(path))
    assert says in caught.value.problem
    stored, findings = refresh(path)
    assert stored is None
    assert [finding.code for finding in findings] == ["RAT105"]
    assert not home.exists()


def test_the_shipped_file_passes_its_own_check() -> None:
    _, table, findings = current_table()
    check_rows(table)
    assert findings == []
    assert table.oldest == date(1999, 1, 4)


def test_without_a_refresh_the_installed_package_is_in_use(home: Path) -> None:
    file = current_file()
    assert file.origin == "installed package"
    assert file.path.is_file()
    assert not home.exists()


@pytest.mark.parametrize("zipped", [True, False])
def test_refresh_stores_a_newer_file_and_uses_it(tmp_path: Path, home: Path, zipped: bool) -> None:
    text, day = newer_text(shipped_text())
    path = a_zip(tmp_path, eurofxref_csv=text) if zipped else a_file(tmp_path, text)
    stored, findings = refresh(path, today=day)
    assert findings == []
    assert stored is not None
    assert stored.path == home / "rates" / "eurofxref-hist.zip"
    assert (stored.newest, stored.origin) == (day, "refreshed")
    assert current_file() == stored
    assert rates_on(read_table(stored.path), day)[0] == day
    assert [path.name for path in stored.path.parent.iterdir()] == ["eurofxref-hist.zip"]


def test_refresh_keeps_the_file_stored_before(tmp_path: Path, home: Path) -> None:
    first, day = newer_text(shipped_text())
    refresh(a_file(tmp_path, first), today=day)
    before = (home / "rates" / "eurofxref-hist.zip").read_bytes()
    second, later = newer_text(first)
    stored, _ = refresh(a_file(tmp_path, second), today=later)
    assert stored is not None
    assert stored.newest == later
    assert (home / "rates" / "eurofxref-hist.zip.bak").read_bytes() == before
    assert len(list((home / "rates").iterdir())) == 2


def test_refresh_takes_a_folder_of_its_own(tmp_path: Path, home: Path) -> None:
    text, day = newer_text(shipped_text())
    stored, _ = refresh(a_file(tmp_path, text), tmp_path / "elsewhere", today=day)
    assert stored is not None
    assert stored.path.is_relative_to(tmp_path / "elsewhere")
    assert current_file(tmp_path / "elsewhere").origin == "refreshed"
    assert current_file().origin == "installed package"


def test_refresh_with_the_file_in_use_changes_nothing(home: Path) -> None:
    file = current_file()
    stored, [finding] = refresh(file.path)
    assert stored is None
    assert finding.severity is Severity.WARNING
    assert f"ends on {file.newest}, no later than the file in use" in finding.message
    assert not home.exists()


def test_refresh_with_only_the_last_weeks_would_lose_the_history(
    tmp_path: Path, home: Path
) -> None:
    text, day = newer_text(shipped_text())
    recent = "\n".join(text.splitlines()[:60])
    stored, [finding] = refresh(a_file(tmp_path, recent), today=day)
    assert stored is None
    assert "the file in use already on 1999-01-04" in finding.message
    assert not home.exists()


def test_refresh_with_fewer_currencies_is_refused(tmp_path: Path, home: Path) -> None:
    text, day = newer_text(shipped_text())
    rows = [row.split(",") for row in text.splitlines()]
    at = rows[0].index("PLN")
    fewer = "\n".join(",".join(row[:at] + row[at + 1 :]) for row in rows)
    stored, [finding] = refresh(a_file(tmp_path, fewer), today=day)
    assert stored is None
    assert "it lacks PLN, which the file in use has" in finding.message


def test_refresh_refuses_rates_of_the_future(tmp_path: Path) -> None:
    text, day = newer_text(shipped_text(), days=4000)
    stored, [finding] = refresh(a_file(tmp_path, text), today=day - timedelta(days=1))
    assert stored is None
    assert f"{day}, is later than today" in finding.message


def test_refresh_with_a_zip_bomb_unpacks_no_more_than_the_limit(tmp_path: Path, home: Path) -> None:
    bomb = a_zip(tmp_path, a_csv="Date,USD\n" + "0" * (limits().largest_file_bytes + 1))
    assert bomb.stat().st_size < 100_000
    stored, [finding] = refresh(bomb)
    assert stored is None
    assert "it holds more than the 16,000,000 bytes we read" in finding.message
    assert not home.exists()


def test_a_zip_bomb_is_never_unpacked_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked: list[int] = []
    read = zipfile.ZipExtFile.read

    def counted(member: zipfile.ZipExtFile, n: int | None = -1) -> bytes:
        content = read(member, n)
        unpacked.append(len(content))
        return content

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counted)
    refresh(a_zip(tmp_path, a_csv="Date,USD\n" + "0" * (2 * limits().largest_file_bytes)))
    assert unpacked == [limits().largest_file_bytes + 1]


def test_a_zip_that_is_too_large_is_not_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", b"0" * limits().largest_file_bytes)
    stored, [finding] = refresh(path)
    assert stored is None
    assert "it holds more than the 16,000,000 bytes we read" in finding.message


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    bomb = a_zip(tmp_path, a_csv="Date,USD\n" + "0" * 20_000_000)
    size = (20_000_009).to_bytes(4, "little")
    assert bomb.read_bytes().count(size) == 2  # before the member, and in the directory
    bomb.write_bytes(bomb.read_bytes().replace(size, (50).to_bytes(4, "little")))
    stored, [finding] = refresh(bomb)
    assert stored is None
    assert finding.code == "RAT105"


def test_refresh_with_a_huge_file_reads_no_more_than_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(limits().largest_file_bytes + 1)
    stored, [finding] = refresh(path)
    assert stored is None
    assert "it holds more than" in finding.message


def test_refresh_with_a_zip_of_other_things_is_refused(tmp_path: Path) -> None:
    for path in (
        a_zip(tmp_path),
        a_zip(tmp_path, readme_txt="hello"),
        a_zip(tmp_path, a_csv=SMALL, b_csv=SMALL),
    ):
        stored, [finding] = refresh(path)
        assert stored is None
        assert "it should hold one CSV and no other" in finding.message


def test_a_zip_packed_in_another_way_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "given.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.csv", dedent(SMALL))
    assert "a way the ECB does not use" in refresh(path)[1][0].message


@pytest.mark.parametrize("name", ["nowhere.zip", ".", "a\0b"])
def test_refresh_with_no_file_says_so(tmp_path: Path, name: str) -> None:
    stored, [finding] = refresh(tmp_path / name)
    assert stored is None
    assert "it cannot be opened (" in finding.message


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
def test_a_damaged_zip_is_a_finding_or_still_sound(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(a_zip(tmp_path, a_csv=SMALL).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(2, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "damaged.zip"
    path.write_bytes(content[: data.draw(st.integers(2, len(content)))])
    try:
        table = read_table(path)
        check_rows(table)
    except RateFileError as error:
        assert error.problem
    else:
        assert table.newest >= table.oldest


@given(st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_garbage_is_a_finding(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "garbage.csv"
    path.write_bytes(content)
    stored, [finding] = refresh(path)
    assert stored is None
    assert (finding.code, finding.severity) == ("RAT105", Severity.ERROR)


def test_a_stored_file_that_broke_is_passed_over(home: Path) -> None:
    stored = home / "rates" / "eurofxref-hist.zip"
    stored.parent.mkdir(parents=True)
    stored.write_bytes(b"PK\x03\x04 half a download")
    file, _, [finding] = current_table()
    assert file.origin == "installed package"
    assert (finding.code, finding.severity) == ("RAT105", Severity.WARNING)
    assert finding.place is not None
    assert finding.place.file == str(stored)


def test_a_stored_file_that_broke_further_down_is_passed_over(home: Path) -> None:
    text, day = newer_text(shipped_text())
    stored = home / "rates" / "eurofxref-hist.zip"
    stored.parent.mkdir(parents=True)
    stored.write_text(text[:100_000] + "\ncut off", encoding="ascii")
    file, _, [finding] = current_table()
    assert file.origin == "installed package"
    assert file.newest < day
    assert "'cut off'" in finding.message


def test_a_stored_file_older_than_the_shipped_one_is_not_used(home: Path) -> None:
    header, _, rest = shipped_text().split("\n", 2)
    stored = home / "rates" / "eurofxref-hist.zip"
    stored.parent.mkdir(parents=True)
    stored.write_text(f"{header}\n{rest}", encoding="ascii")
    assert current_file().origin == "installed package"


def test_a_missing_package_is_said_and_a_refresh_helps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ecb, "_SHIPPED_BY", "no_such_package")
    with pytest.raises(RateFileError, match="no_such_package that ships it is missing"):
        current_file()
    stored, findings = refresh(a_file(tmp_path, SMALL))
    assert findings == []
    assert current_file() == stored


def test_a_folder_that_cannot_be_written_is_a_finding(tmp_path: Path, home: Path) -> None:
    home.write_text("a file where the folder should be")
    text, day = newer_text(shipped_text())
    stored, [finding] = refresh(a_file(tmp_path, text), today=day)
    assert stored is None
    assert "cannot be written" in finding.message


def test_a_write_that_fails_leaves_the_stored_file_alone(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, day = newer_text(shipped_text())
    refresh(a_file(tmp_path, text), today=day)
    before = current_file()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    second, later = newer_text(text)
    stored, [finding] = refresh(a_file(tmp_path, second), today=later)
    assert stored is None
    assert "No space left on device" in finding.message
    assert current_file() == before
    assert [path.name for path in (home / "rates").iterdir()] == ["eurofxref-hist.zip"]


def test_home_is_the_systems_own_unless_said(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    assert borderless_home() == home
    monkeypatch.delenv("BORDERLESS_HOME")
    assert borderless_home().name == "borderless"
