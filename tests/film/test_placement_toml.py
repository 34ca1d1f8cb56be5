"""[placement] in film.toml: what may change, read with every mistake, written with its comments."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest

from borderless.film.document import Post, Stage
from borderless.film.folder import CannotWriteError, FilmFolder, read_film, write_film
from borderless.film.model import Film
from borderless.film.placement_lines import lines_named, lines_of
from borderless.film.wishes import Candidate, LineOption, Placement, PossiblePartner, SpendWish
from borderless.finding import Severity

HEAD = 'title = "Salt"\ndelegate = "DK"\n'
BUDGET = """\
    account,description,phase,department,amount,currency,country,vfx
    1400,Director,shoot,direction,90000,EUR,DK,
    2810,"Locations, Łódź",shoot,locations,50000,EUR,PL,
    3200,Sound mix,post,sound,60000,EUR,DK,
    3210,Sound studio,post,sound,20000,EUR,DK,
    3400,Effects,post,vfx,80000,EUR,DK,yes
    3400,Effects of the storm,post,vfx,40000,EUR,DK,yes
    """
PLACEMENT = """\
    [placement]
    partners_at_most = 2
    official = "required"           # the broadcaster asks for it
    refuse = ["fr-trip"]
    proportion = 0.2
    discount = 0.06
    pinned = ["Locations, Łódź"]
    whole = ["3200", "director"]

    [placement.probability]
    pl-rebate = 0.9

    [[placement.partner]]           # they asked us
    country = "PL"
    company = "Lava"
    cost = "40_000 EUR"
    share_at_most = 0.4

    [[placement.partner]]
    country = "SE"
    keep = false

    [[placement.option]]            # the mix of 4 May
    lines = ["Sound mix"]
    place = "SE"
    quote = "520_000 SEK"
    resident = false

    [[placement.option]]
    phase = ["post"]
    vfx = true
    place = "PL-10"
    factor = 0.85
    at_most = 0.5

    [[placement.spend]]
    place = "DK"
    at_least = "1.5m DKK"
    at_most = 2_000_000

    [[placement.candidate]]
    post = "composer"
    name = "Ann"
    nationality = ["SE"]
    line = "1400"
    fee = "30_000"
    """


def film_folder(
    tmp_path: Path, placement: str = PLACEMENT, budget: str | None = BUDGET
) -> FilmFolder:
    folder = tmp_path / "salt"
    folder.mkdir(exist_ok=True)
    (folder / "film.toml").write_text(HEAD + dedent(placement), "utf-8")
    if budget is not None:
        (folder / "budget.csv").write_text(dedent(budget), "utf-8")
    return read_film(folder)


def film_of(read: FilmFolder) -> Film:
    assert read.film is not None, read.findings
    return read.film


def text_of(read: FilmFolder) -> str:
    return (read.path / "film.toml").read_text("utf-8")


def rewritten(read: FilmFolder, placement: Placement) -> str:
    """film.toml after it was written for another placement, and read again as the same."""
    changed = film_of(read).model_copy(update={"placement": placement})
    write_film(read, changed, read.path)
    again = read_film(read.path)
    assert film_of(again) == changed
    return text_of(again)


def test_it_works(tmp_path: Path) -> None:
    read = film_folder(tmp_path)
    assert read.findings == ()
    assert film_of(read).placement == Placement(
        partners_at_most=2,
        official="required",
        refuse=("fr-trip",),
        proportion=Decimal("0.2"),
        discount=Decimal("0.06"),
        probability={"pl-rebate": Decimal("0.9")},
        pinned=("Locations, Łódź",),
        whole=("3200", "director"),
        partner=(
            PossiblePartner(
                country="PL",
                company="Lava",
                cost=Decimal(40_000),
                currency="EUR",
                share_at_most=Decimal("0.4"),
            ),
            PossiblePartner(country="SE", keep=False),
        ),
        option=(
            LineOption(
                lines=("Sound mix",),
                place="SE",
                quote=Decimal(520_000),
                currency="SEK",
                resident=False,
            ),
            LineOption(
                phase=(Stage.POST,),
                vfx=True,
                place="PL-10",
                factor=Decimal("0.85"),
                at_most=Decimal("0.5"),
            ),
        ),
        spend=(
            SpendWish(
                place="DK", at_least=Decimal(1_500_000), at_most=Decimal(2_000_000), currency="DKK"
            ),
        ),
        candidate=(
            Candidate(
                post=Post.COMPOSER,
                name="Ann",
                nationality=("SE",),
                line="1400",
                fee=Decimal(30_000),
            ),
        ),
    )


def test_places_of_findings_lead_to_the_line(tmp_path: Path) -> None:
    read = film_folder(tmp_path)
    place = read.place_of("placement", "partner", 0, "cost")
    assert str(place) == "film.toml:18 placement.partner[0].cost"


PARTNER = '[[placement.partner]]\ncountry = "PL"\n'
OPTION = '[[placement.option]]\nplace = "PL"\n'
SPEND = '[[placement.spend]]\nplace = "PL"\n'
CANDIDATE = '[[placement.candidate]]\npost = "editor"\nname = "Ann"\n'


@pytest.mark.parametrize(
    ("text", "code", "line", "words"),
    [
        ("[placement]\noficial = 1", "FLM011", 4, "did you mean `official`?"),
        ('[placement]\nofficial = "yes"', "FLM015", 4, "required, preferred, ignored"),
        ("[placement]\nproportion = 20", "FLM019", 4, "For 20 % write 0.2."),
        ("[placement]\npinned = [2810]", "FLM013", 4, 'Write "2810".'),
        ('[placement]\npinned = "2810"', "FLM013", 4, 'Write pinned = ["2810"].'),
        ("[placement]\npartners_at_most = -1", "FLM014", 4, "at least 0"),
        ('[placement.probability]\npl-rebate = "0.9"', "FLM013", 4, "should be a number"),
        ("[placement.probability]\npl-rebate = 90", "FLM019", 4, "For 90 % write 0.9."),
        ("[placement.partner]\ncountry = 'PL'", "FLM013", 3, "Write [[placement.partner]]"),
        (PARTNER + "contry = 1", "FLM011", 5, "is not known in placement.partner 1; did you mean"),
        ("[[placement.partner]]\ncompany = 'A'", "FLM012", 3, "missing in placement.partner 1"),
        (PARTNER + 'cost = "much"', "FLM017", 5, "The cost 'much' is not a number."),
        (PARTNER + "cost = -1", "FLM014", 5, "without a minus"),
        (PARTNER + 'cost = "5 kr"', "FLM017", 5, "could be DKK, NOK, SEK or ISK"),
        (
            PARTNER + "share_at_least = 0.5\nshare_at_most = 0.2",
            "FLM020",
            3,
            "Placement.partner 1 (PL) has share_at_least above share_at_most.",
        ),
        (PARTNER + 'keep = "perhaps"', "FLM013", 5, "true or false"),
        ("[[placement.option]]\nlines = ['1400']", "FLM012", 3, 'Write place = "PL".'),
        (OPTION, "FLM020", 3, "names no lines"),
        (OPTION + 'phase = "post"', "FLM013", 5, 'Write phase = ["post"].'),
        (OPTION + 'phase = ["pots"]', "FLM015", 5, 'did you mean "post"?'),
        (OPTION.replace("PL", "PL-99") + "vfx = true", "FLM016", 4, "unknown region"),
        (OPTION + "vfx = true\nfactor = 0", "FLM014", 6, "more than 0"),
        (OPTION + "vfx = true\nat_most = 50", "FLM019", 6, "For 50 % write 0.5."),
        (OPTION + "vfx = true\nfactor = 1\nquote = 5", "FLM020", 3, "has a factor and a quote"),
        (OPTION + "vfx = true\nquote = 5", "FLM020", 3, "a quote, which is for one line"),
        (SPEND, "FLM020", 3, "gives neither at_least nor at_most"),
        (SPEND + 'at_least = "60 %"', "FLM017", 5, "The least amount '60 %' is a percentage"),
        (
            SPEND + 'at_least = "1 PLN"\nat_most = "2 EUR"',
            "FLM017",
            6,
            "is in EUR, but `at_least` beside it is in PLN.",
        ),
        (SPEND + 'at_least = "1 PLN"\ncurrency = "EUR"', "FLM017", 5, "`currency` says EUR"),
        (CANDIDATE + 'fee = "5_000 EUR"', "FLM020", 3, "Placement.candidate 1 (Ann) has a fee but"),
        (CANDIDATE.replace("editor", "edtor"), "FLM015", 4, 'did you mean "editor"?'),
        (PARTNER + PARTNER, "FLM026", 5, "Placement.partner 2 is 'PL', as is placement.partner 1."),
        (CANDIDATE + CANDIDATE, "FLM026", 6, "'editor' 'Ann', as is placement.candidate 1"),
    ],
)
def test_wishes_that_are_wrong(tmp_path: Path, text: str, code: str, line: int, words: str) -> None:
    read = film_folder(tmp_path, text)
    assert [(f.code, f.place and f.place.line) for f in read.findings] == [(code, line)]
    assert words in f"{read.findings[0].message} {read.findings[0].fix}"
    assert read.film is None


# Names of lines.


@pytest.mark.parametrize(
    ("text", "code", "line", "words"),
    [
        (
            '[placement]\npinned = [\n  "2810",\n  "Locations, Lodz",\n]',
            "FLM023",
            6,
            "description 'Locations, Lodz'; did you mean 'Locations, Łódź'?",
        ),
        ('[placement]\nwhole = ["9999"]', "FLM023", 4, "description '9999'."),
        (OPTION + 'lines = ["Mixing"]', "FLM023", 5, "description 'Mixing'."),
        (CANDIDATE + 'line = "Editor"', "FLM023", 6, "did you mean 'Director'?"),
        (
            CANDIDATE + 'line = "3400"',
            "FLM024",
            6,
            "'3400' names 2 lines ('Effects', 'Effects of the storm'), but a post is for one.",
        ),
        (OPTION + 'lines = ["3400"]\nquote = "5 PLN"', "FLM024", 5, "but a quote is for one."),
    ],
)
def test_names_of_lines_that_are_wrong(
    tmp_path: Path, text: str, code: str, line: int, words: str
) -> None:
    read = film_folder(tmp_path, text)
    assert [(f.code, f.place and f.place.line) for f in read.findings] == [(code, line)]
    assert words in read.findings[0].message
    assert read.film is None


@pytest.mark.parametrize(
    "text",
    [
        OPTION + 'lines = ["3400"]\nfactor = 0.9',
        OPTION + 'lines = [" sound MIX "]\nquote = "5 PLN"',
        CANDIDATE + 'line = "Effects"',
    ],
)
def test_names_of_lines_that_may_stand(tmp_path: Path, text: str) -> None:
    assert film_folder(tmp_path, text).findings == ()


def test_an_option_that_fits_no_line_is_a_warning(tmp_path: Path) -> None:
    read = film_folder(tmp_path, OPTION + 'phase = ["shoot"]\nvfx = true')
    (finding,) = read.findings
    assert (finding.code, finding.severity) == ("FLM025", Severity.WARNING)
    assert finding.message == "Placement.option 1 (PL) fits no line of the budget."


def test_names_are_not_looked_up_in_half_a_budget(tmp_path: Path) -> None:
    broken = BUDGET.replace("60000", "many")
    read = film_folder(tmp_path, '[placement]\npinned = ["3200"]', broken)
    assert [finding.code for finding in read.findings] == ["FLM041"]


def test_names_are_not_looked_up_without_a_budget(tmp_path: Path) -> None:
    read = film_folder(tmp_path, '[placement]\npinned = ["3200"]', None)
    assert [finding.code for finding in read.findings] == ["FLM003"]


def test_which_lines_are_meant(tmp_path: Path) -> None:
    budget = film_of(film_folder(tmp_path)).budget
    assert lines_named("3400", budget) == (4, 5)
    assert lines_named(" effects ", budget) == (4,)
    assert lines_named("", budget) == ()
    sound = LineOption(place="PL", department=("Sound",))
    assert lines_of(sound, budget) == (2, 3)
    assert lines_of(sound.model_copy(update={"lines": ("3200", "3400")}), budget) == (2,)
    assert lines_of(LineOption(place="PL", phase=(Stage.POST,), vfx=False), budget) == (2, 3)


# Writing back.


def test_a_change_touches_its_line_alone(tmp_path: Path) -> None:
    read = film_folder(tmp_path)
    before, old = text_of(read), film_of(read).placement
    partner = old.partner[0].model_copy(update={"cost": Decimal(35_000)})
    quote = old.option[0].model_copy(update={"quote": Decimal(500_000), "currency": "NOK"})
    candidate = old.candidate[0].model_copy(update={"place": "SE"})
    after = rewritten(
        read,
        old.model_copy(
            update={
                "official": "preferred",
                "probability": {"pl-rebate": Decimal("0.8")},
                "partner": (partner, old.partner[1]),
                "option": (quote, old.option[1]),
                "candidate": (candidate,),
            }
        ),
    )
    assert after == (
        before.replace('"required" ', '"preferred" ')
        .replace("rebate = 0.9", "rebate = 0.8")
        .replace("40_000", "35_000")
        .replace("520_000 SEK", "500_000 NOK")
        .replace('fee = "30_000"\n', 'fee = "30_000"\nplace = "SE"\n')
    )


def test_entries_come_and_go_with_their_comments(tmp_path: Path) -> None:
    read = film_folder(tmp_path)
    old = film_of(read).placement
    norway = PossiblePartner(country="NO", cost=Decimal(1000), currency="NOK", keep=False)
    after = rewritten(
        read,
        old.model_copy(
            update={
                "partner": (old.partner[1], norway),
                "option": old.option[::-1],
                "candidate": (),
                "spend": (*old.spend, SpendWish(place="NO", at_most=Decimal(5))),
            }
        ),
    )
    assert "they asked us" not in after
    assert "# the mix of 4 May" in after
    assert (
        '[[placement.partner]]\ncountry = "NO"\ncost = "1_000 NOK"\nkeep = false\n\n'
        "[[placement.option]]\nphase = "
    ) in after


def test_money_of_a_spend_keeps_one_currency(tmp_path: Path) -> None:
    read = film_folder(tmp_path)
    old = film_of(read).placement
    only_most = old.spend[0].model_copy(update={"at_least": None})
    after = rewritten(read, old.model_copy(update={"spend": (only_most,)}))
    assert 'place = "DK"\nat_most = 2_000_000\ncurrency = "DKK"\n' in after
    read = read_film(read.path)
    euro = only_most.model_copy(update={"at_least": Decimal(7), "currency": "EUR"})
    rewritten(read, old.model_copy(update={"spend": (euro,)}))


def test_money_that_loses_its_currency(tmp_path: Path) -> None:
    read = film_folder(tmp_path)
    old = film_of(read).placement
    partner = old.partner[0].model_copy(update={"currency": None})
    after = rewritten(read, old.model_copy(update={"partner": (partner, old.partner[1])}))
    assert 'cost = "40_000"\n' in after


def test_a_film_without_wishes_gets_some(tmp_path: Path) -> None:
    read = film_folder(tmp_path, "\n[facts]\ntheatrical = true\n")
    option = LineOption(place="PL", lines=("3400",), vfx=False, resident=False)
    wishes = Placement(
        certain_only=True, option=(option,), partner=(PossiblePartner(country="SE"),)
    )
    after = rewritten(read, wishes)
    assert after == HEAD + dedent(
        """\

        [facts]
        theatrical = true

        [placement]
        certain_only = true

        [[placement.partner]]
        country = "SE"

        [[placement.option]]
        place = "PL"
        resident = false
        lines = ["3400"]
        vfx = false
        """
    )
    rewritten(read_film(read.path), Placement())


@pytest.mark.parametrize(
    "text",
    [
        'placement = { official = "ignored", partner = [{ country = "PL" }] }',
        'placement.official = "ignored"\nplacement.partner = [{ country = "PL" }]',
        '[placement]\nofficial = "ignored"\npartner = [\n  { country = "PL" },  # us\n]',
        '[[placement.partner]]\ncountry = "PL"\n[placement]\nofficial = "ignored"',
    ],
)
def test_other_ways_of_writing_it(tmp_path: Path, text: str) -> None:
    read = film_folder(tmp_path, text)
    old = film_of(read).placement
    assert old.official == "ignored"
    poland = old.partner[0].model_copy(update={"cost": Decimal(5)})
    norway = PossiblePartner(country="NO", cost=Decimal(1000), currency="NOK")
    after = rewritten(
        read,
        Placement(
            official="required",
            partner=(norway, poland),
            spend=(SpendWish(place="PL", at_least=Decimal(5)),),
            probability={"pl-rebate": Decimal("0.5")},
        ),
    )
    assert ("# us" in text) == ("# us" in after)


def test_a_heading_goes_above_its_entries(tmp_path: Path) -> None:
    read = film_folder(tmp_path, "# Who may join.\n" + PARTNER)
    old = film_of(read).placement
    after = rewritten(read, old.model_copy(update={"certain_only": True}))
    assert after.index("[placement]") < after.index("[[placement.partner]]")


def test_a_budget_that_loses_a_named_line_is_not_written(tmp_path: Path) -> None:
    read = film_folder(tmp_path, '[placement]\npinned = ["Sound mix"]\n')
    film = film_of(read)
    budget = tuple(
        line.model_copy(update={"description": line.description.replace("Sound mix", "Mixing")})
        for line in film.budget
    )
    with pytest.raises(CannotWriteError, match="description 'Sound mix'"):
        write_film(read, film.model_copy(update={"budget": budget}), read.path)
