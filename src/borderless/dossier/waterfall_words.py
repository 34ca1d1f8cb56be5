"""What a waterfall says in plain sentences, alike in the terminal, in JSON and in a workbook."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from borderless.film.money import minor_units
from borderless.film.places import country_name
from borderless.finance.recoupment.explained import Entry, EntryKind
from borderless.finance.recoupment.ledger import Income
from borderless.finance.recoupment.reasons import Standing
from borderless.finance.recoupment.recoupment_settings import settings
from borderless.finance.recoupment.structure import Base, Part, Pot, PotKind, Right, Structure
from borderless.finance.recoupment.waterfall import Waterfall
from borderless.finance.wording import grouped, number_words

NOTHING, HALF = Decimal(0), Decimal("0.5")
NOBODY = "nobody"
TRACE = Decimal("0.00001")
"""A smaller share is what decimals leave of shares such as a third."""
_EVERY = {1: "monthly", 3: "quarterly", 6: "half-yearly", 12: "yearly"}

_KINDS = {
    PotKind.DEAL: "deal",
    PotKind.POOL: "pool of deals",
    PotKind.AGENT: "agent",
    PotKind.ACCOUNT: "",
    PotKind.ONWARD: "what it owes onward",
}


def amount(value: Decimal | float, currency: str) -> str:
    """An amount with the currency's decimals and a minus that is one: −1 234.50."""
    places = minor_units(currency)
    rounded = round(Decimal(value), places)
    text = grouped(abs(rounded), places)
    return f"−{text}" if rounded < 0 else text


def money(value: Decimal | float, currency: str) -> str:
    """The same with its currency."""
    return f"{amount(value, currency)} {currency}"


def neat(value: Decimal, currency: str) -> str:
    """An amount of a contract with its currency, without decimals where it has none."""
    if value == value.to_integral_value():
        return f"{grouped(value, 0)} {currency}"
    return money(value, currency)


def whole(value: float, currency: str) -> str:
    """A gross to reach, in whole units, rounded up."""
    up = Decimal(value).quantize(Decimal(1), rounding=ROUND_CEILING)
    return f"{grouped(up, 0)} {currency}"


def percent(share: Decimal) -> str:
    """A share in whole percent, of which 100 means all of it and 0 nothing."""
    shown = round(share * 100)
    if shown == 100 and share < 1:
        shown = 99
    return "under 1 %" if shown == 0 and share >= TRACE else f"{shown} %"


def party_name(party: str) -> str:
    """A party; who gets what no tier takes."""
    return party or NOBODY


# --- positions -----------------------------------------------------------------------------------


def pot_name(pot: Pot) -> str:
    """A pot and which layer it is."""
    kind = _KINDS[pot.kind]
    return f"{pot.name} ({kind})" if kind else pot.name


def short_name(standing: Standing) -> str:
    """A position's name below that of its pot: fee, not Angel, fee."""
    return standing.right.name.removeprefix(f"{standing.pot.name}, ")


def structure_of(waterfall: Waterfall, standing: Standing) -> Structure:
    """The contracts that a position is of."""
    if not standing.former:
        return waterfall.settlement.structure
    return next(
        chapter.structure
        for chapter in reversed(waterfall.settlement.chapters)
        if standing.right in chapter.structure.rights
    )


def state_words(standing: Standing) -> str:
    """Why a position takes no more, or that it takes."""
    return standing.why or standing.state.value


def still_owed(standing: Standing, currency: str) -> str:
    """What a position can still take: an amount, or how much a share is behind; "–": no end."""
    if standing.owed is not None:
        return _in(standing.owed, standing.right.currency, currency)
    if standing.arrears >= HALF.scaleb(-minor_units(currency)):
        return amount(standing.arrears, currency)
    return "–"


def taken(standing: Standing, currency: str) -> str:
    """What a position has had; its currency is named where it is not the account's."""
    return _in(standing.taken, standing.right.currency, currency)


def _in(value: Decimal, own: str, account: str) -> str:
    return amount(value, own) if own in ("", account) else money(value, own)


def terms(right: Right, structure: Structure) -> str:
    """What a right takes, in a few words."""
    said = []
    if right.share is not None:
        said.append(f"{number_words(right.share, 'share')} of {base_words(right, structure)}")
    elif right.owed is not None:
        said.append("what reaches it")
    if right.owed is not None:
        said.append(f"until {_owed_words(right)} is back")
    if right.at_most is not None:
        said.append(f"at most {neat(right.at_most, right.currency)}")
    return ", ".join(said)


def _owed_words(right: Right) -> str:
    owed = right.owed
    assert owed is not None
    said = [neat(owed.invested, right.currency)]
    if owed.premium:
        said.append(f"{number_words(owed.premium, 'share')} premium")
    if owed.premium_steps:
        said.append("a premium that rises")
    if owed.interest is not None:
        said.append(f"{number_words(owed.interest.rate, 'share')} a year")
    if owed.fee:
        said.append(f"a fee of {neat(owed.fee, right.currency)}")
    return " + ".join(said)


def base_words(right: Right, structure: Structure) -> str:
    """What a right's share is of."""
    if right.base is Base.ACCOUNT:
        pot = structure.pots[structure.ranks[right.tier].pot]
        return f"all that comes into {_definite(pot)}"
    if right.base is Base.SOURCE:
        return "the receipts before any deal"
    if right.base is Base.AFTER:
        return f"what {structure.ranks[right.base_tier].name} leaves"
    return "what reaches it"


def _definite(pot: Pot) -> str:
    return f"the {pot.name}" if pot.kind is PotKind.ACCOUNT else pot.name


def part_words(part: Part, right: Right) -> str:
    """Somebody who shares in a right."""
    of = "of all that reaches the tier" if part.of_tier else "of it"
    most = "" if part.at_most is None else f", at most {_cap(part, right)}"
    return f"{number_words(part.share, 'share')} {of}{most}"


def _cap(part: Part, right: Right) -> str:
    return neat(part.at_most or NOTHING, right.currency)


# --- lines ---------------------------------------------------------------------------------------


def income_words(income: Income) -> str:
    """Where an income came from."""
    where = country_name(income.stream.territory) if income.stream.territory else ""
    medium = income.stream.medium.value if income.stream.medium else ""
    parts = [income.stream.deal or "the account", where, medium]
    return ", ".join(part for part in parts if part)


def entry_words(entry: Entry, currency: str) -> str:
    """How an amount came about, in a sentence part."""
    if entry.kind is EntryKind.COMPENSATION:
        should = money(entry.had + entry.amount, currency)
        return (
            f"{entry.because}, as if it had always been so: {should} should have come by now,"
            f" {money(entry.had, currency)} did"
        )
    if entry.kind is EntryKind.REST:
        if entry.pot is not None and entry.pot.kind is PotKind.ONWARD:
            return f"left of {money(entry.arrived, currency)} after what it owes onward"
        return "no tier takes it"
    line, right = entry.line, entry.right
    assert line is not None
    assert right is not None
    words = _taken_words(entry, currency)
    if entry.part is not None:
        whose = right.party
        words = f"{part_words(entry.part, right)}, out of {whose}'s {money(line.taken, currency)}"
    elif right.parts:
        words += f"; {money(line.taken, currency)} in all, less its parts"
    if entry.kind is EntryKind.PASSED_ON:
        words += "; goes on into its own account"
    return words


def _taken_words(entry: Entry, currency: str) -> str:
    line, right = entry.line, entry.right
    assert line is not None
    assert right is not None
    if right.share is None or (right.owed is not None and _by_weight(entry)):
        if line.due_after == 0:
            return "what it was still owed"
        of = f"of {money(line.arrived, currency)} that reached the tier"
        whole = line.arrived - line.taken < HALF.scaleb(-minor_units(currency))
        return f"all {of}" if whole else f"its part {of}"
    want = right.share * line.base
    of = base_words(right, entry.structure).replace("comes", "came").replace("reaches", "reached")
    words = f"{number_words(right.share, 'share')} of {money(line.base, currency)}, {of}"
    cent = Decimal(1).scaleb(-minor_units(currency))
    if line.taken > want + cent:
        return f"{words}, with {money(line.taken - want, currency)} of before"
    if line.taken < want - cent:
        if line.due_after == 0:
            return f"{words}, cut to what it was still owed"
        return f"{words}, cut to {money(line.taken, currency)}, for no more reached it"
    return f"{words} until it was filled" if line.due_after == 0 else words


def _by_weight(entry: Entry) -> bool:
    """Whether a right takes by its weight in the tier rather than by its share."""
    right = entry.right
    return right is not None and right.index in entry.structure.ranks[right.tier].weighted


def owed_words(entry: Entry) -> str:
    """What was owed before and after, in the right's currency; "" where it has no end."""
    line, right = entry.line, entry.right
    if line is None or right is None or line.due_before is None:
        return ""
    after = line.due_after or NOTHING
    return f"owed {money(line.due_before, right.currency)}, then {amount(after, right.currency)}"


def taken_for_granted(waterfall: Waterfall) -> list[str]:
    """What the film does not say, and was therefore assumed; whole sentences."""
    recoupment, dates = waterfall.contracts.recoupment, waterfall.plan.film.dates
    said = []
    if recoupment.starts is None:
        day = "release" if dates.release else "delivery" if dates.delivery else "plan's day"
        said.append(f"taken for granted: the recoupment starts on the {day}")
    if not recoupment.statements:
        said.append(f"taken for granted: statements {_how_often()}")
    currencies = {one.currency for one in waterfall.receipts} - {waterfall.currency}
    if currencies and not waterfall.simulated:
        said.append(
            f"{', '.join(sorted(currencies))} at the ECB's reference rate of each receipt's day,"
            f" after {waterfall.plan.as_of} at the plan's"
        )
    return said


def _how_often() -> str:
    steps = []
    for one in settings().statements:
        every = _EVERY.get(one.every, f"every {one.every} months")
        steps.append(f"{every} for {one.years} years" if one.years else every)
    return ", then ".join(steps)
