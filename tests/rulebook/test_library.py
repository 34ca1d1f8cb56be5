"""Rule files are loaded key by key; a faulty one is left out whole, with sentences that say why."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from borderless.rulebook.library import Library, load, version_for
from borderless.rulebook.scheme import Scheme

GOOD = """
rule = "incentive"
id = "rs-mine"
name = "My rebate"
territory = "RS"
kind = "cash_rebate"
currency = "RSD"
authority = "Film Center Serbia"
as_of = 2026-10-01
status = "partly"

[[version]]
from = 2024-01-01

[[version.gate]]
figure = "spend_local"
at_least = 30_000_000
says = "At least RSD 30m is spent in Serbia"
source = "law"

[[version.step]]
name = "amount"
says = "A quarter of the spend"
take = "spend_local"
rate = 0.25
source = "law"

[[source]]
key = "law"
title = "A decree"
verified = true
"""


def rule(tmp_path: Path, text: str) -> tuple[Library, list[str]]:
    """The rulebook with one file of the user's own, and what it says about it."""
    (tmp_path / "mine.toml").write_text(dedent(text), "utf-8")
    library, findings = load([tmp_path])
    return library, [f"{finding.code} {finding.place}: {finding.message}" for finding in findings]


def test_our_own_rules_have_no_fault() -> None:
    library, findings = load()
    assert findings == []
    assert len(library.incentives()) >= 20
    assert len(library.treaties()) >= 40


def test_a_rule_of_the_users_own_is_used_and_shown_as_theirs(tmp_path: Path) -> None:
    library, said = rule(tmp_path, GOOD)
    assert said == []
    scheme = library.scheme("rs-mine")
    assert scheme is not None
    assert library.reference(scheme).theirs == str(tmp_path / "mine.toml")
    assert [one.id for one in library.incentives("RS")] == ["rs-mine"]


def test_a_rule_of_theirs_replaces_ours_and_says_so(tmp_path: Path) -> None:
    library, said = rule(tmp_path, GOOD.replace('id = "rs-mine"', 'id = "dk-rebate"'))
    assert said == [
        f"RUL110 {tmp_path / 'mine.toml'} id: your rule 'dk-rebate' replaces the rulebook's own."
    ]
    assert library.scheme("dk-rebate").name == "My rebate"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        (
            "rate = 0.25",
            "rat = 0.25",
            "RUL104 {file}:25 version 1, step 1, rat: has an unknown key 'rat'; did you mean",
        ),
        ("rate = 0.25", 'rate = "a quarter"', "reads 'a quarter'; it should be"),
        ("rate = 0.25", "rate = nan", "it should be a finite number"),
        ('currency = "RSD"', 'currency = "DINAR"', "unknown currency 'DINAR'"),
        ('territory = "RS"', 'territory = "SERBIA"', "unknown country 'SERBIA'; did you mean RS?"),
        ('name = "amount"', 'name = "rebate"', "no step is named `amount`"),
        (
            'take = "spend_local"',
            'take = "spend_locl"',
            "names 'spend_locl', which is no figure and no earlier step",
        ),
        ('key = "law"', 'key = "decree"', "cites the source 'law'"),
        ('kind = "cash_rebate"', 'kind = "rebate"', "write one of 'cash_rebate', 'tax_credit'"),
        (
            'rule = "incentive"',
            'rule = "rebate"',
            "RUL103 {file}: has rule = 'rebate'; write one of incentive, fund",
        ),
        ('id = "rs-mine"', "id = rs-mine", "RUL102 {file}: is not valid TOML"),
        ("as_of = 2026-10-01", "", "RUL104 {file} as_of: lacks the key 'as_of'"),
        (
            "from = 2024-01-01",
            "from = 2024-01-01\nuntil = 2023-01-01",
            "ends on 2023-01-01, before it begins",
        ),
        ("at_least = 30_000_000", "", "needs at_least, more_than, at_most or less_than"),
        ("from = 2024-01-01", 'from = 2024-01-01\nexcludes = ["rs-other"]', "RUL107"),
    ],
)
def test_a_faulty_rule_is_refused_with_one_sentence(
    tmp_path: Path, was: str, now: str, says: str
) -> None:
    assert was in GOOD
    library, said = rule(tmp_path, GOOD.replace(was, now, 1))
    wanted = says.format(file=tmp_path / "mine.toml")
    assert any(wanted in sentence for sentence in said), said
    if "RUL107" not in says:
        assert library.scheme("rs-mine") is None


def test_all_faults_of_a_file_at_once(tmp_path: Path) -> None:
    broken = GOOD.replace("rate = 0.25", "rat = 0.25").replace(
        'currency = "RSD"', 'curency = "RSD"'
    )
    _, said = rule(tmp_path, broken)
    assert len([one for one in said if "unknown key" in one]) == 2


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    _, findings = load([tmp_path / "nowhere"])
    assert [finding.code for finding in findings] == ["RUL100"]


def test_two_files_with_one_id(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text(GOOD, "utf-8")
    _, said = rule(tmp_path, GOOD)
    assert any(one.startswith("RUL105") for one in said)


# --- versions ------------------------------------------------------------------------------------


def _dated(*starts: str, enacted: str = "") -> Scheme:
    step = '[[version.step]]\nname = "amount"\nsays = "x"\ntake = "spend_local"\nrate = 0.1\n'
    versions = "\n".join(
        f"[[version]]\nfrom = {start}\n{f'enacted = {enacted}' if enacted else ''}\n{step}"
        for start in starts
    )
    head = GOOD.split("[[version]]", maxsplit=1)[0]
    import tomllib

    return Scheme.model_validate(tomllib.loads(head + versions))


def test_the_films_date_picks_the_version() -> None:
    scheme = _dated("2020-01-01", "2024-01-01")
    as_of = date(2026, 1, 1)
    version, by, day = version_for(scheme, {"shooting_start": date(2023, 5, 1)}, as_of)
    assert version is not None
    assert (version.from_, by, day) == (date(2020, 1, 1), "shooting_start", date(2023, 5, 1))


def test_without_a_date_the_as_of_day_picks() -> None:
    version, by, _ = version_for(_dated("2020-01-01", "2024-01-01"), {}, date(2026, 1, 1))
    assert version is not None
    assert (version.from_, by) == (date(2024, 1, 1), "as_of")


def test_before_the_first_version_there_is_none() -> None:
    version, _, day = version_for(_dated("2020-01-01"), {}, date(2019, 12, 31))
    assert version is None
    assert day == date(2019, 12, 31)


def test_a_law_is_unknown_before_it_is_enacted() -> None:
    scheme = _dated("2026-01-01", enacted="2025-12-02")
    dates = {"shooting_start": date(2026, 3, 1)}
    assert version_for(scheme, dates, date(2025, 6, 1))[0] is None
    assert version_for(scheme, dates, date(2025, 12, 2))[0] is not None
