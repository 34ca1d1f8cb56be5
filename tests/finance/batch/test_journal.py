"""What a stopped run leaves behind, and what the next one makes of it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from borderless.finance.batch.journal import Journal, JournalInUseError, journal_path
from borderless.finance.batch.rows import SlateRow, SweepRow

SWEEP = SweepRow(
    ("PL", "SE"),
    "EUR",
    {"DK": Decimal("0.5"), "PL": None},
    "equal",
    incentives=Decimal("10.50"),
    incentives_by_country={"PL": Decimal("10.50")},
    objective=0.1 + 0.2,
    seconds=0.25,
)
SLATE = SlateRow("å/b", title="= \u2028 \x85 x", gain=Decimal("-0.10"), moves=3)


def test_it_lies_hidden_beside_the_target() -> None:
    assert journal_path(Path("a/out.csv")) == Path("a/.out.csv.partial.jsonl")


def test_rows_come_back_to_the_last_bit(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        journal.add("1", SWEEP)
        journal.add("2", SLATE)
    with Journal(tmp_path / "j") as journal:
        assert journal.rows == {"1": SWEEP, "2": SLATE}
        kept = journal.rows["1"]
        assert isinstance(kept, SweepRow)
        assert (kept.seconds, str(kept.incentives)) == (0.25, "10.50")


@pytest.mark.parametrize("torn", [b"{", b'{"task": "3", "row": {"kind": "sw', b"\x00\x00", b"\xff"])
def test_a_torn_last_line_is_dropped_and_written_over(torn: bytes, tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        journal.add("1", SWEEP)
    with (tmp_path / "j").open("ab") as file:
        file.write(torn)
    with Journal(tmp_path / "j") as journal:
        assert list(journal.rows) == ["1"]
        journal.add("2", SLATE)
    with Journal(tmp_path / "j") as journal:
        assert list(journal.rows) == ["1", "2"]


@pytest.mark.parametrize(
    "line", [b"", b"[]", b'"x"', b'{"task": "3"}', b'{"task": "3", "row": {"kind": "else"}}', b"\0"]
)
def test_a_line_that_is_not_ours_costs_no_other(line: bytes, tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        journal.add("1", SWEEP)
    with (tmp_path / "j").open("ab") as file:
        file.write(line + b"\n")
    with Journal(tmp_path / "j") as journal:
        journal.add("2", SLATE)
    with Journal(tmp_path / "j") as journal:
        assert list(journal.rows) == ["1", "2"]


def test_two_runs_do_not_write_one_target(tmp_path: Path) -> None:
    with (
        Journal(tmp_path / "j"),
        pytest.raises(JournalInUseError, match="another run is writing"),
    ):
        Journal(tmp_path / "j")
    Journal(tmp_path / "j").close()


def test_a_link_at_its_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("kept")
    (tmp_path / "j").symlink_to(tmp_path / "precious")
    with pytest.raises(OSError, match="symbolic links"):
        Journal(tmp_path / "j")
    assert (tmp_path / "precious").read_text() == "kept"
