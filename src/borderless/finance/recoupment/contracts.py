"""From `[recoupment]` to the structure that engines read; every contradiction is a finding.

A deal, an agent and a tier are all written as the same thing, ranks of rights in a pot, so that one
engine pays them all. A name that leads nowhere is an error; a contract that is only unwise, such as
uncapped expenses, is a warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Day
from decimal import Decimal

from borderless.film.days import months_later
from borderless.film.money import Money
from borderless.film.recoupment import (
    Agent,
    Claim,
    Deal,
    Recoupment,
    Tier,
    When,
)
from borderless.finance.plan import Places
from borderless.finance.recoupment.contract_checks import (
    in_order,
    onward_findings,
    share_findings,
)
from borderless.finance.recoupment.deal_tiers import (
    clipped,
    deal_claims,
    drawn_claim,
    fee_tiers,
    kept_tiers,
    ranked_tiers,
)
from borderless.finance.recoupment.structure import (
    UNDISTRIBUTED,
    Base,
    Gate,
    Owed,
    Part,
    Pot,
    PotKind,
    Rank,
    Right,
    Structure,
)
from borderless.finding import Finding, Severity

NOTHING, ONE = Decimal(0), Decimal(1)
NO_AGENT = "none"


@dataclass(frozen=True, slots=True)
class Basis:
    """What the contracts rest on besides their own words."""

    currency: str
    """Of the film, where the account names none."""
    starts: Day
    sources: Mapping[str, Money] = field(default_factory=dict)
    """Amount of each line of the finance plan, by its name."""
    reported: Mapping[str, Sequence[tuple[Day, Money]]] = field(default_factory=dict)
    """Costs that deals and agents report, by their name."""


def structure_of(
    recoupment: Recoupment, basis: Basis, where: Places
) -> tuple[Structure, list[Finding]]:
    """The contracts, compiled.

    Names that lead nowhere are findings (FIN801, FIN802) and what they belong to takes nothing, so
    the structure must not be paid out while there are errors.
    """
    return _Compiler(recoupment, basis, where).compiled()


def usual_start(recoupment: Recoupment, release: Day | None, delivery: Day | None, day: Day) -> Day:
    """The first day of the recoupment: stated, the release, the delivery, else the plan's day."""
    return recoupment.starts or release or delivery or day


@dataclass(slots=True)
class _Draft:
    """A right whose references are not looked up yet."""

    right: Right
    when: tuple[When, ...]
    of_after: str
    path: tuple[str | int, ...]


class _Compiler:
    """Collects pots, ranks and rights, then resolves their names."""

    def __init__(self, recoupment: Recoupment, basis: Basis, where: Places) -> None:
        self.source = recoupment
        self.basis = basis
        self.where = where
        self.currency = recoupment.currency or basis.currency
        self.starts = basis.starts
        self.pots: list[Pot] = []
        self.ranks: list[Rank] = []
        self.drafts: list[_Draft] = []
        self.findings: list[Finding] = []

    def compiled(self) -> tuple[Structure, list[Finding]]:
        """Deals first, then pools, agents, the account, and what parties owe onward."""
        inside = [(n, deal) for n, deal in enumerate(self.source.deal) if not deal.outside]
        for number, deal in inside:
            self._deal(number, deal)
        pools = dict.fromkeys(deal.pool for _, deal in inside if deal.pool)
        for name in pools:
            self._pool(name, [one for one in inside if one[1].pool == name])
        for number, agent in enumerate(self.source.agent):
            self._agent(agent, ("recoupment", "agent", number))
        self._pot(PotKind.ACCOUNT, "collection account", self.source.tier, ("recoupment", "tier"))
        self.findings += onward_findings(self.source.onward, self.where)
        for onward in in_order(self.source.onward):
            number = self.source.onward.index(onward)
            path = ("recoupment", "onward", number, "tier")
            self._pot(PotKind.ONWARD, onward.party, onward.tier, path, rest=onward.party)
        self._connect()
        rights = tuple(self._resolved(draft) for draft in self.drafts)
        onward_pots = {pot.name: pot.index for pot in self.pots if pot.kind is PotKind.ONWARD}
        structure = Structure(
            self.currency,
            self.starts,
            tuple(self.pots),
            tuple(self.ranks),
            rights,
            onward_pots,
            self.source.remainder,
        )
        return structure, self.findings

    # --- pots ------------------------------------------------------------------------------------

    def _pot(
        self,
        kind: PotKind,
        name: str,
        tiers: Sequence[Tier],
        path: tuple[str | int, ...],
        *,
        rest: str = UNDISTRIBUTED,
    ) -> None:
        index = len(self.pots)
        first = len(self.ranks)
        self.pots.append(Pot(index, kind, name, ()))
        for number, tier in enumerate(tiers):
            self._tier(tier, index, (*path, number))
        ranks = tuple(range(first, len(self.ranks)))
        self.pots[index] = Pot(index, kind, name, ranks, rest_party=rest)

    def _tier(self, tier: Tier, pot: int, path: tuple[str | int, ...]) -> None:
        index = len(self.ranks)
        rights, weighted = [], []
        for number, claim in enumerate(tier.claim):
            place = (*path, "claim", number)
            position = len(self.drafts)
            name = tier.name if len(tier.claim) == 1 else f"{tier.name} / {claim.party}"
            if name in (draft.right.name for draft in self.drafts):
                name = f"{name} ({number + 1})"
            right = self._right(position, name, index, claim, place)
            shares = tier.sharing == "shares" and right.owed is not None and not right.at_source
            if right.share is None or shares:
                weighted.append(position)
            rights.append(position)
            whens = tuple(one for one in (tier.when, claim.when) if one != When())
            self.drafts.append(_Draft(right, whens, claim.of_after, place))
        self.findings += share_findings(tier, self.where, path)
        self.ranks.append(
            Rank(
                index,
                tier.name,
                pot,
                tuple(rights),
                tuple(weighted),
                tier.sharing,
                tier.freed,
                tier.bears_excess,
            )
        )

    def _right(
        self, index: int, name: str, tier: int, claim: Claim, path: tuple[str | int, ...]
    ) -> Right:
        owed, currency = self._owed(claim, path)
        base = Base.AFTER if claim.of_after else Base(claim.of)
        return Right(
            index,
            name,
            claim.party,
            tier,
            claim.share,
            base,
            owed=owed,
            at_most=claim.at_most,
            carries=claim.arrears == "carry",
            currency=currency,
            rate=claim.rate,
            contract_rate=claim.contract_rate,
            source=claim.source,
            parts=tuple(
                Part(one.party, one.share, one.of == "tier", one.at_most) for one in claim.part
            ),
        )

    def _owed(self, claim: Claim, path: tuple[str | int, ...]) -> tuple[Owed | None, str]:
        currency = claim.currency or self.currency
        if not claim.recoups:
            return None, currency
        draws: tuple[tuple[Day, Decimal], ...]
        if claim.drawn:
            draws = tuple(sorted((one.date, one.amount) for one in claim.drawn))
        else:
            amount = claim.amount
            if amount is None:
                found = self._amount_of(claim.source, (*path, "source"))
                amount, currency = found.amount, claim.currency or found.currency
            draws = ((self.starts, amount),)
        premium = claim.premium or NOTHING
        if claim.multiple is not None:
            premium = claim.multiple - 1
        steps = tuple(
            sorted(
                (months_later(draws[0][0], one.months), one.premium) for one in claim.premium_steps
            )
        )
        return Owed(draws, premium, steps, claim.fee or NOTHING, claim.interest), currency

    def _amount_of(self, source: str, path: tuple[str | int, ...]) -> Money:
        """What a line of the finance plan brings."""
        found = self.basis.sources.get(source)
        if found is None:
            listed = ", ".join(self.basis.sources) or "none with a known amount"
            self._error(
                "FIN801",
                f"[recoupment] names the source {source!r}, which the finance plan does not have.",
                path,
                f"name one of its sources: {listed}",
            )
            return Money(NOTHING, self.currency)
        return found

    # --- deals and agents, written as tiers ------------------------------------------------------

    def _deal(self, number: int, deal: Deal) -> None:
        path = ("recoupment", "deal", number)
        pot = len(self.pots)
        tiers = list(fee_tiers(deal))
        if not deal.pool:
            tiers += self._balance(deal.name, [(number, deal)])
        self._pot(PotKind.DEAL, deal.name, tiers, path)
        self._at(path, pot)

    def _pool(self, name: str, deals: Sequence[tuple[int, Deal]]) -> None:
        """Deals whose costs and guarantees are recouped from what all of them bring."""
        terms = {
            (
                *(one.party, one.form, one.split, one.overage, one.withholding),
                *(one.to, one.kept_at_most, one.agent),
            )
            for _, one in deals
        }
        path = ("recoupment", "deal", deals[0][0])
        if len(terms) > 1:
            self._error(
                "FIN802",
                f"The deals of the pool {name!r} differ in party, form, split, overage,"
                " withholding, agent, or who keeps how much, so their money cannot lie in one"
                " balance.",
                path,
                "give them the same terms, or take one out of the pool",
            )
        pot = len(self.pots)
        self._pot(PotKind.POOL, name, self._balance(name, deals), path)
        self._at(path, pot)

    def _balance(self, name: str, deals: Sequence[tuple[int, Deal]]) -> list[Tier]:
        """What is recouped from one balance, and who keeps the rest: a deal alone, or a pool."""
        costs: list[Claim] = []
        guarantees: list[Claim] = []
        for number, deal in deals:
            path = ("recoupment", "deal", number)
            currency, guarantee = self._guarantee(deal, path)
            drawn, costs_currency = self._costs(
                deal.name, deal.costs, deal.currency, deal.costs_at_most, path
            )
            costs += deal_claims(deal, drawn, costs_currency)
            guarantees += deal_claims(deal, guarantee, currency, deal.source)
        first = deals[0][1]
        return [*ranked_tiers(first, costs, guarantees, name), *kept_tiers(first)]

    def _agent(self, agent: Agent, path: tuple[str | int, ...]) -> None:
        pot = len(self.pots)
        tiers = []
        if agent.commission:
            claim = Claim(party=agent.name, share=agent.commission, of="account", when=agent.when)
            tiers.append(Tier(name=f"{agent.name}, commission", claim=(claim,)))
        expenses, currency = self._costs(
            agent.name, agent.expenses, agent.currency, agent.expenses_at_most, path
        )
        if expenses:
            claim = drawn_claim(agent.name, expenses, currency, agent.when)
            tiers.append(Tier(name=f"{agent.name}, expenses", claim=(claim,)))
        if agent.expenses_at_most is None and agent.expenses is None:
            self.findings.append(
                Finding(
                    "FIN811",
                    Severity.WARNING,
                    f"The expenses of {agent.name} have no cap: the film pays whatever is spent.",
                    self.where(*path),
                    fix="agree on a cap, and write it as expenses_at_most",
                )
            )
        advance: Sequence[tuple[Day, Decimal]] = ()
        currency = agent.currency or self.currency
        if agent.advance is not None:
            advance = ((self.starts, agent.advance),)
        elif agent.source:
            found = self._amount_of(agent.source, (*path, "source"))
            advance, currency = ((self.starts, found.amount),), agent.currency or found.currency
        if advance:
            claim = drawn_claim(
                agent.name, advance, currency, agent.when, agent.interest, agent.source
            )
            tiers.append(Tier(name=f"{agent.name}, advance", claim=(claim,)))
        self._pot(PotKind.AGENT, agent.name, tiers, path)
        self._at(path, pot)

    def _costs(
        self,
        name: str,
        stated: Decimal | None,
        currency: str | None,
        cap: Decimal | None,
        path: tuple[str | int, ...],
    ) -> tuple[list[tuple[Day, Decimal]], str]:
        """Costs that may be recouped: those reported, else those stated, up to the cap."""
        to = currency or self.currency
        reported = self.basis.reported.get(name, ())
        draws = [(day, money.amount) for day, money in reported]
        if not reported and stated:
            draws = [(self.starts, stated)]
        others = {money.currency for _, money in reported if money.currency != to}
        if others:
            self._error(
                "FIN803",
                f"The costs of {name} are reported in {', '.join(sorted(others))}, but its contract"
                f" is in {to}.",
                path,
                f"report them in {to}, or write the contract's currency",
            )
        return (draws if cap is None else clipped(draws, cap)), to

    def _guarantee(
        self, deal: Deal, path: tuple[str | int, ...]
    ) -> tuple[str, list[tuple[Day, Decimal]]]:
        if deal.source:
            found = self._amount_of(deal.source, (*path, "source"))
            return deal.currency or found.currency, [(self.starts, found.amount)]
        currency = deal.currency or self.currency
        if deal.minimum_guarantee is None:
            return currency, []
        return currency, [(self.starts, deal.minimum_guarantee)]

    # --- names -----------------------------------------------------------------------------------

    def _at(self, path: tuple[str | int, ...], pot: int) -> None:
        """Rights written for a deal or agent stand in film.toml where it stands."""
        tiers = set(self.pots[pot].tiers)
        for draft in self.drafts:
            if draft.right.tier in tiers:
                draft.path = path

    def _connect(self) -> None:
        """Where each pot's rest goes."""
        by_name = {(pot.kind, pot.name): pot.index for pot in self.pots}
        account = by_name[PotKind.ACCOUNT, "collection account"]
        for pot in list(self.pots):
            target = account
            if pot.kind in (PotKind.DEAL, PotKind.POOL):
                deal = next(
                    one
                    for one in self.source.deal
                    if (one.pool if pot.kind is PotKind.POOL else one.name) == pot.name
                )
                if pot.kind is PotKind.DEAL and deal.pool:
                    target = by_name[PotKind.POOL, deal.pool]
                else:
                    target = self._agent_of(deal, by_name, account)
            elif pot.kind is not PotKind.AGENT:
                continue
            self.pots[pot.index] = replace(pot, rest_pot=target)

    def _agent_of(
        self, deal: Deal, by_name: Mapping[tuple[PotKind, str], int], account: int
    ) -> int:
        if deal.agent == NO_AGENT or (not deal.agent and len(self.source.agent) != 1):
            return account
        name = deal.agent or self.source.agent[0].name
        if (found := by_name.get((PotKind.AGENT, name))) is not None:
            return found
        self._error(
            "FIN801",
            f"The deal {deal.name} goes through the agent {name!r}, which is not in [recoupment].",
            ("recoupment", "deal", self.source.deal.index(deal), "agent"),
            "add the agent as [[recoupment.agent]], or write the name of one that is there",
        )
        return account

    def _resolved(self, draft: _Draft) -> Right:
        gates = tuple(self._gate(when, draft) for when in draft.when)
        base_tier = -1
        if draft.of_after:
            found = [rank.index for rank in self.ranks if rank.name == draft.of_after]
            pot = self.ranks[draft.right.tier].pot
            found = [one for one in found if self.ranks[one].pot == pot and one < draft.right.tier]
            if found:
                base_tier = found[0]
            else:
                self._unknown(draft, "of_after", draft.of_after, "an earlier tier of its account")
        return replace(draft.right, gates=gates, base_tier=base_tier)

    def _gate(self, when: When, draft: _Draft) -> Gate:
        never = ""
        first, last = when.from_, when.until
        for name, opens in ((when.event, True), (when.until_event, False)):
            if not name:
                continue
            day = self.source.events.get(name)
            if day is None:
                never = name if opens else never
            elif opens:
                first = max(first or day, day)
            else:
                last = min(last or day, day)
        for name in when.deals:
            if name not in self.source.sellers:
                self._unknown(draft, "when.deals", name, "a deal")
        return Gate(
            first,
            last,
            never,
            frozenset(when.territories),
            frozenset(when.media),
            frozenset(when.deals),
            self._recouping(when.after, draft, "when.after"),
            self._recouping(when.until_recouped, draft, "when.until_recouped"),
            when.receipts_from,
            when.receipts_until,
        )

    def _recouping(self, names: Iterable[str], draft: _Draft, key: str) -> tuple[int, ...]:
        """Rights with something to recoup that tiers, parties, deals or agents of a name have."""
        found: dict[int, None] = {}
        for name in names:
            rights = [
                one.right.index
                for one in self.drafts
                if one.right.owed is not None and name in self._names(one.right)
            ]
            if not rights:
                self._unknown(draft, key, name, "a tier, party or deal that recoups money")
            found |= dict.fromkeys(rights)
        return tuple(found)

    def _names(self, right: Right) -> tuple[str, ...]:
        rank = self.ranks[right.tier]
        return right.name, right.party, rank.name, self.pots[rank.pot].name

    def _unknown(self, draft: _Draft, key: str, name: str, what: str) -> None:
        self._error(
            "FIN801",
            f"{draft.right.name} names {name!r} under {key}, which is not {what}.",
            (*draft.path, *key.split(".")),
            f"write the name as it stands under [recoupment]; it names {what}",
        )

    def _error(self, code: str, message: str, path: tuple[str | int, ...], fix: str) -> None:
        self.findings.append(Finding(code, Severity.ERROR, message, self.where(*path), fix=fix))
