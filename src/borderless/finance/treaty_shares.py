"""Shares of the co-producing countries against a treaty's limits."""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal

from borderless.film.places import country_name
from borderless.finance.conditions import condition_outcome
from borderless.finance.situation import NOTHING, Situation
from borderless.finance.treaty_checks import (
    Check,
    ShareRow,
    party_standing,
    percent,
    verdict_of,
)
from borderless.finding import Reference, Verdict
from borderless.rulebook.treaty import ShareLimits, Treaty


def check_shares(
    situation: Situation, treaty: Treaty, limits: ShareLimits | None, day: Day, size: str
) -> tuple[list[ShareRow], list[Check]]:
    """Each country's share against the minimum and maximum, with the smallest change."""
    reference = situation.library.reference(treaty, limits)
    minimum = limits.minimum if limits else None
    maximum = limits.maximum if limits else None
    if size == "two" and maximum is None and minimum is not None:
        maximum = 1 - minimum
    rows: list[ShareRow] = []
    checks: list[Check] = []
    for country in situation.countries:
        share = situation.shares[country]
        is_party = country in treaty.parties
        spend = situation.spend.get(country, NOTHING) / situation.cost if situation.cost else None
        low = minimum if is_party else None
        high = maximum if is_party else None
        check = None
        if is_party:
            check = _share_check(situation, limits, country, share, (low, high), reference)
            checks.append(check)
        rows.append(
            ShareRow(
                country,
                share,
                spend,
                low,
                high,
                party_standing(treaty, country, day),
                check.verdict if check else Verdict.QUALIFIES,
            )
        )
    return rows, checks


def _share_check(
    situation: Situation,
    limits: ShareLimits | None,
    country: str,
    share: Decimal | None,
    bounds: tuple[Decimal | None, Decimal | None],
    reference: Reference,
) -> Check:
    low, high = bounds
    name = country_name(country)
    figures = {
        "share": percent(share),
        "minimum": percent(low),
        "maximum": percent(high),
    }
    change = ""
    truth: bool | None
    if share is None:
        truth, change = None, f"state the share of {name}"
    elif low is None:
        truth, change = None, "ask the competent authority for the limits of the shares"
    elif share < low:
        truth = False
        change = f"raise the share of {name} from {percent(share)} to {percent(low)}"
        truth, change = _excepted(situation, limits, share, change)
    elif high is not None and share > high:
        truth = False
        change = f"lower the share of {name} from {percent(share)} to {percent(high)}"
    else:
        truth = True
    if low is None:
        says = f"The smallest and largest share that {name} may hold were not read"
    else:
        top = f"at most {percent(high)}" if high is not None else "no maximum that was read"
        says = f"{name} holds at least {percent(low)}, {top}"
    return Check("share", says, verdict_of(truth), figures, reference, change)


def _excepted(
    situation: Situation, limits: ShareLimits | None, share: Decimal, change: str
) -> tuple[bool | None, str]:
    """Whether an exception lets a share under the minimum stand."""
    for exception in limits.exception if limits else ():
        if exception.minimum is None or share < exception.minimum:
            continue
        holds = condition_outcome(situation, exception.when) if exception.when else True
        if holds is False:
            continue
        if holds and not exception.consent:
            return True, ""
        return None, f"{change}, or have the authorities agree: {exception.says}"
    return False, change


def check_outsiders(situation: Situation, treaty: Treaty, day: Day) -> list[Check]:
    """Co-producers from states that the text does not bind."""
    outsiders = [code for code in situation.countries if party_standing(treaty, code, day) is False]
    rule = treaty.outside
    if not outsiders or rule is None:
        return []
    shares = [situation.shares[code] for code in outsiders]
    total = None if None in shares else sum((share for share in shares if share), NOTHING)
    names = ", ".join(country_name(code) for code in outsiders)
    truth: bool | None = {"yes": True, "with_consent": None, "no": False}[rule.allowed]
    change = "" if truth else f"ask the authorities to admit {names}"
    if truth is not False and rule.total is not None:
        within = None if total is None else total <= rule.total
        if within is False:
            truth = False
            change = f"lower the share of {names} from {percent(total)} to {percent(rule.total)}"
        elif within is None:
            truth = None
    if truth and rule.minimum_each is not None:
        known = [share for share in shares if share is not None]
        if any(share < rule.minimum_each for share in known):
            truth = False
            change = f"raise the share of {names} to {percent(rule.minimum_each)}"
    limit = f", together at most {percent(rule.total)}" if rule.total is not None else ""
    return [
        Check(
            "outside",
            rule.says or f"Co-producers from outside{limit}",
            verdict_of(truth),
            {"outside": names, "share": percent(total)},
            situation.library.reference(treaty, rule),
            change,
        )
    ]


def check_financial_only(situation: Situation, treaty: Treaty) -> list[Check]:
    """Shares that bring money and no artistic or technical part."""
    checks = []
    countries = {one.country for one in situation.film.coproducer if one.financial_only}
    working = {
        one.country
        for one in situation.film.coproducer
        if not one.financial_only and one.role != "executive"
    }
    for country in sorted(countries - working):
        rule = next((one for one in treaty.financial_only if country in one.states), None) or next(
            (one for one in treaty.financial_only if not one.states), None
        )
        share = situation.shares.get(country)
        name = country_name(country)
        if rule is None:
            checks.append(
                Check(
                    "financial_only",
                    f"{name} takes part with money only",
                    Verdict.NOT_KNOWN,
                    {"share": percent(share)},
                    situation.library.reference(treaty),
                    "ask whether a purely financial share is accepted,"
                    f" or give {name} a creative part",
                )
            )
            continue
        low, high = rule.minimum, rule.maximum
        truth: bool | None = rule.allowed
        if truth and share is None:
            truth = None
        elif truth and share is not None:
            truth = (low is None or share >= low) and (high is None or share <= high)
        # Authorities decide case by case: within the limits it is open, never assured.
        checks.append(
            Check(
                "financial_only",
                rule.says or f"A purely financial share of {percent(low)} to {percent(high)}",
                Verdict.NOT_KNOWN if truth else verdict_of(truth),
                {"country": name, "share": percent(share)},
                situation.library.reference(treaty, rule),
                f"bring the share of {name} into {percent(low)} to {percent(high)},"
                " or give it a creative part"
                if truth is False
                else "have the authorities approve it; they decide case by case",
            )
        )
    return checks


def check_proportion(situation: Situation, treaty: Treaty, rows: list[ShareRow]) -> list[Check]:
    """Each Party's finance beside its spend; judged only where the text gives a tolerance."""
    rule = treaty.proportion
    if rule is None or not situation.cost:
        return []
    checks = []
    for row in rows:
        if row.share is None or row.spend_share is None or row.party is False:
            continue
        shortfall = row.share - row.spend_share
        # "In principle proportional" has no number to fail by: then it is only shown.
        truth = None if rule.tolerance is None else shortfall <= rule.tolerance
        name = country_name(row.country)
        checks.append(
            Check(
                "proportion",
                f"{name}: {rule.says}",
                verdict_of(truth),
                {
                    "finance": percent(row.share),
                    "spend": percent(row.spend_share),
                    "shortfall": percent(max(shortfall, NOTHING)),
                },
                situation.library.reference(treaty, rule),
                f"move spend worth {percent(shortfall)} of the cost to {name}"
                if shortfall > 0
                else "",
            )
        )
    return checks
