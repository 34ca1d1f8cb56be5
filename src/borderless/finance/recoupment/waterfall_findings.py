"""What the contracts and their payments have to say: FIN80x and FIN81x."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from borderless.film.faults import closest
from borderless.film.model import Status
from borderless.film.recoupment import Recoupment, Tier
from borderless.film.takings import Estimate
from borderless.finance.plan import Places
from borderless.finance.recoupment.recoupment_settings import settings
from borderless.finance.recoupment.waterfall import Waterfall
from borderless.finance.wording import number_words
from borderless.finding import Finding, Place, Severity

WARNING, INFO = Severity.WARNING, Severity.INFO


def waterfall_findings(
    waterfall: Waterfall, apart: Sequence[Estimate], places: Places, sales: str
) -> list[Finding]:
    """Every finding about a waterfall, in the order in which it is read.

    Args:
        waterfall: as it was paid.
        apart: estimates that never reach the account.
        places: finds where in the user's files a part of the film stands.
        sales: name of the file of the estimates.
    """
    return [
        *_costs_not_known(waterfall, places),
        *_ended(waterfall),
        *_undistributed(waterfall, places),
        *_forgotten(waterfall, places),
        *_drift(waterfall),
        *_early(waterfall, places),
        *_returns(waterfall),
        *_apart(waterfall, apart, sales),
    ]


def _money(waterfall: Waterfall, amount: Decimal) -> str:
    return number_words(amount, "money", waterfall.currency)


def _costs_not_known(waterfall: Waterfall, places: Places) -> Iterable[Finding]:
    """Costs that nobody states yet are nothing in a simulation, so that all below is too high."""
    if not waterfall.simulated or not waterfall.settlement.incomes:
        return
    recoupment, reported = waterfall.contracts.recoupment, waterfall.contracts.basis.reported
    open_ = [
        f"costs of {one.name}"
        for one in recoupment.deal
        if one.form in ("fee", "net")
        and not one.outside
        and one.costs is None
        and one.costs_at_most != 0
        and one.name not in reported
    ]
    open_ += [
        f"expenses of {one.name}"
        for one in recoupment.agent
        if one.expenses is None and one.expenses_at_most != 0 and one.name not in reported
    ]
    if open_:
        yield Finding(
            "FIN809",
            WARNING,
            f"Not known yet, so the simulation takes nothing for them: {', '.join(open_)}.",
            places("recoupment"),
            fix="write what is budgeted for them as `costs` or `expenses`; 0 where there are none",
        )


def _ended(waterfall: Waterfall) -> Iterable[Finding]:
    """A right whose contract ended takes nothing more, and nobody may notice for years."""
    for one in waterfall.standings:
        if one.passed_closed > 0 and one.owed != 0:
            yield Finding(
                "FIN813",
                WARNING,
                f"{one.right.name} ended, and {_money(waterfall, one.passed_closed)} of receipts"
                " came after it: it takes nothing of them.",
                figures={"receipts since": _money(waterfall, one.passed_closed)},
                fix="renew the contract, or take the right out of the schedule",
            )


def _undistributed(waterfall: Waterfall, places: Places) -> Iterable[Finding]:
    left = waterfall.settlement.undistributed
    if not waterfall.contracts.recoupment.tier:
        yield Finding(
            "FIN808",
            Severity.ERROR,
            "The collection account has no tiers: whatever reaches it goes to nobody.",
            places("recoupment"),
            fix="add [[recoupment.tier]] for each rank of the recoupment schedule",
        )
    elif left > 0:
        yield Finding(
            "FIN814",
            WARNING,
            f"{_money(waterfall, left)} goes to nobody: the last tier does not take all.",
            places("recoupment", "tier"),
            {"undistributed": _money(waterfall, left)},
            fix="let the shares of the last tier sum to 1",
        )


def _forgotten(waterfall: Waterfall, places: Places) -> Iterable[Finding]:
    """Money that is to come back, of which no contract says how."""
    named = set(_named(waterfall.contracts.recoupment))
    for index, row in enumerate(waterfall.plan.sources):
        if (
            row.source.kind in settings().recouping_kinds
            and row.status is not Status.REFUSED
            and not row.source.incentive
            and row.name not in named
        ):
            yield Finding(
                "FIN815",
                WARNING,
                f"{row.name} ({row.source.kind.value.replace('_', ' ')}) is in the finance plan,"
                " but no deal, agent or tier recoups it.",
                places("source", index),
                fix=f'name it where it is recouped: source = "{row.name}"',
            )


def _named(recoupment: Recoupment) -> Iterable[str]:
    tiers: list[Tier] = [*recoupment.tier]
    tiers += (tier for one in recoupment.onward for tier in one.tier)
    tiers += (tier for one in recoupment.amendment for tier in one.tier)
    for tier in tiers:
        for claim in tier.claim:
            yield claim.source
            yield claim.party
    for deal in recoupment.deal:
        yield deal.source
    for agent in recoupment.agent:
        yield agent.source


def _drift(waterfall: Waterfall) -> Iterable[Finding]:
    """What a party says it had differs from what it should have had."""
    last = {one.party: one for one in waterfall.statements}
    for party, statement in last.items():
        drift = statement.drift
        least = settings().drift_share * abs(statement.calculated_so_far)
        if drift is None or abs(drift) <= least:
            continue
        more = "less" if drift > 0 else "more"
        yield Finding(
            "FIN816",
            WARNING,
            f"{party} was paid {_money(waterfall, abs(drift))} {more} than is calculated.",
            figures={
                "calculated": _money(waterfall, statement.calculated_so_far),
                "paid": _money(waterfall, statement.actual_so_far or Decimal(0)),
            },
            fix="ask the account manager, or enter the payment that is missing",
        )


def _early(waterfall: Waterfall, places: Places) -> Iterable[Finding]:
    """Money that came before the start passed by whatever is put in on that day."""
    starts = waterfall.contracts.structure.starts
    early = [one for one in waterfall.settlement.incomes if one.day < starts]
    if early:
        amount = _money(waterfall, sum((one.amount for one in early), Decimal(0)))
        yield Finding(
            "FIN819",
            WARNING,
            f"{amount} came before the recoupment starts, on {starts}: what is to be recouped from"
            " that day on got nothing of it.",
            places("recoupment", "starts"),
            {"before": amount, "first": early[0].day.isoformat()},
            fix="let `starts` under [recoupment] be no later than the first receipt",
        )


def _returns(waterfall: Waterfall) -> Iterable[Finding]:
    for deal, amount in waterfall.settlement.ledger.returns.items():
        yield Finding(
            "FIN817",
            INFO,
            f"Returns of {_money(waterfall, amount)} of {deal or 'the account'} wait to be made"
            " good by its next receipts.",
        )


def _apart(waterfall: Waterfall, apart: Sequence[Estimate], file: str) -> Iterable[Finding]:
    known = waterfall.contracts.recoupment.sellers
    for one in apart:
        place = Place(file, one.row, "deal")
        if one.deal and one.deal not in known:
            near = closest(one.deal, known)
            yield Finding(
                "FIN804",
                WARNING,
                f"The deal {one.deal!r} is not in [recoupment], so its estimate is left out"
                + (f"; did you mean {near!r}?" if near else "."),
                place,
                fix=f"name a deal or agent: {', '.join(known) or 'none is there yet'}",
            )
            continue
        where = one.deal or one.territory or "the rest of the world"
        yield Finding(
            "FIN818",
            INFO,
            f"The estimate for {where} never reaches the account and is left out.",
            place,
        )
