"""What a cash flow has to say about its loans."""

from __future__ import annotations

from collections.abc import Iterator

from borderless.finance.cash.answer import Cashflow, Reading
from borderless.finance.cash.loans import loan_name
from borderless.finance.plan import Places
from borderless.finance.wording import number_words
from borderless.finding import Finding, Severity

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


def about_loans(cashflow: Cashflow, reading: Reading, places: Places) -> Iterator[Finding]:
    """Faults of the film's loans, then what became of each."""
    yield from _faults(cashflow, reading, places)
    money = cashflow.plan.money
    if cashflow.loans and not cashflow.settled:
        yield Finding(
            "FIN863",
            ERROR,
            f"The loans do not settle: after {cashflow.rounds} rounds each still needs another"
            f" amount ({money(cashflow.residual)}), as fees and interest eat what is lent.",
            places("cash", "loan"),
            fix="lower the fee or rate, or shorten the time until the loan is repaid",
        )
    for one in cashflow.loans:
        place = places("cash", "loan", one.loan.number or 0)
        if one.owed > cashflow.plan.summary.immaterial:
            yield Finding(
                "FIN864",
                WARNING,
                f"{one.loan.name}: {money(one.owed)} is still owed on the last day of the cash"
                f" flow, {cashflow.periods[-1].end}, interest included.",
                place,
                {"owed": money(one.owed), "size": money(one.size)},
                fix="find finance for it, or have it repaid from sales by a tier in [recoupment]",
            )
        if not one.drawn:
            why = (
                "the account does not need it" if one.size else "nothing is pledged after it opens"
            )
            yield Finding(
                "FIN865",
                INFO,
                f"{one.loan.name} is never drawn: {why}.",
                place,
                fix="leave it out, or look at `from` and the order of the loans",
            )


def loan_assumptions(cashflow: Cashflow, reading: Reading) -> list[str]:
    """What is taken for granted of loans."""
    found = []
    loans = cashflow.plan.film.cash.loan
    if reading.faults.usual:
        names = ", ".join(loans[n].name or loan_name(loans[n].kind) for n in reading.faults.usual)
        found.append(
            f"{names}: terms that the film leaves out lie within ranges of the trade press"
        )
    if loans:
        found.append(
            "loans are drawn on the day the account needs them and reckoned in"
            f" {cashflow.currency} at the plan's rates; a payment takes interest before principal"
        )
    found += [
        f"{loan.name or loan_name(loan.kind)}: {loan.assumption}"
        for loan in loans
        if loan.assumption
    ]
    return found


def _faults(cashflow: Cashflow, reading: Reading, places: Places) -> Iterator[Finding]:
    faults, loans = reading.faults, cashflow.plan.film.cash.loan

    def called(number: int) -> str:
        return loans[number].name or loan_name(loans[number].kind)

    names = ", ".join(
        cashflow.plan.sources[item.source].source.incentive or item.name
        for item in cashflow.items
        if item.source is not None
    )
    for number, name in faults.not_there:
        yield Finding(
            "FIN866",
            ERROR,
            f"{called(number)} is against {name!r}, which is no source of the cash flow.",
            places("cash", "loan", number, "against"),
            fix=f"name one of {names}",
        )
    for number in faults.no_pledge:
        what = "incentive" if loans[number].kind == "tax_credit" else "signed sale"
        yield Finding(
            "FIN867",
            ERROR,
            f"{called(number)} has no {what} to be lent on and is left out.",
            places("cash", "loan", number),
            fix=f"name in `against` what repays it: {names}",
        )
    for number, name in faults.twice:
        yield Finding(
            "FIN868",
            ERROR,
            f"{called(number)} is against {name}, which repays an earlier loan already.",
            places("cash", "loan", number, "against"),
            fix="pledge each source once",
        )
    for number, name in faults.unsigned:
        yield Finding(
            "FIN869",
            WARNING,
            f"{called(number)} is against {name}, which is not confirmed; a bank lends on signed"
            " contracts.",
            places("cash", "loan", number, "against"),
            fix="leave the source out until it is signed",
        )
    for number, key, word in faults.unknown_words:
        yield Finding(
            "FIN847",
            WARNING,
            f"{called(number)}: {word!r} is no event that we know, so `{key}` is left out.",
            places("cash", "loan", number, key),
            fix=f"use one of {', '.join(cashflow.days.words)}, or give its day under [cash.events]",
        )
    for number, key, word in faults.undated:
        yield Finding(
            "FIN847",
            WARNING,
            f"{called(number)}: nothing says the day of {word}, so `{key}` is left out.",
            places("cash", "loan", number, key),
            fix=f"give {word} under [dates] or [cash.events]",
        )
    if faults.usual:
        terms = {
            kind: cashflow.settings.loans[kind] for kind in {loans[n].kind for n in faults.usual}
        }
        said = "; ".join(
            f"{kind.replace('_', ' ')} fee {number_words(one.fee.usual, 'share')}, rate"
            f" {number_words(one.rate.usual, 'share')}"
            for kind, one in sorted(terms.items())
        )
        yield Finding(
            "FIN860",
            INFO,
            f"Terms that loans leave out are taken from the trade press: {said}.",
            places("cash", "loan", faults.usual[0]),
            fix="give fee, rate and advance as your bank offers them",
        )
