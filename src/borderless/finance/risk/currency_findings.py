"""What is doubtful about exchange rates: FIN871 to FIN878."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Day

from borderless.finding import Finding, Severity


def not_quoted(currency: str, *, is_base: bool) -> Finding:
    """FIN871: the ECB has no rate of a currency."""
    return Finding(
        "FIN871",
        Severity.WARNING,
        f"The ECB does not quote {currency}, {_held(is_base=is_base)}.",
        figures={"currency": currency},
        fix="read the plan in a currency that the ECB quotes"
        if is_base
        else "agree the contract in a currency that the ECB quotes",
    )


def no_longer_quoted(currency: str, last: Day, *, is_base: bool) -> Finding:
    """FIN872: the ECB has given a currency up."""
    return Finding(
        "FIN872",
        Severity.WARNING,
        f"The ECB last quoted {currency} on {last}, {_held(is_base=is_base)}.",
        figures={"currency": currency, "last_quoted": f"{last}"},
        fix="agree the contract in a currency that is still quoted, or plan without the amount",
    )


def too_short(
    currency: str, months: int, least: int, *, is_base: bool = False, shared: bool = False
) -> Finding:
    """FIN873: a currency has too few months of history, its own or shared with the others."""
    has = f"shares only {months}" if shared else f"has only {months}"
    others = " with the film's other currencies" if shared else ""
    return Finding(
        "FIN873",
        Severity.WARNING,
        f"{currency} {has} months of ECB history{others}, of {least} needed, "
        f"{_held(is_base=is_base)}.",
        figures={"currency": currency, "months": f"{months}", "least": f"{least}"},
        fix="hedge it, or look at how far the plan can bear its fall",
    )


def moves_as_the_euro(currency: str, since: Day, units: float) -> Finding:
    """FIN874: a currency gave way to the euro."""
    return Finding(
        "FIN874",
        Severity.INFO,
        f"{currency} gave way to the euro on {since} at {units} for 1 EUR; it moves as the euro "
        "does.",
        figures={"currency": currency, "since": f"{since}", "units": f"{units}"},
        fix="write the amount in EUR",
    )


def fewer_shared(short: Sequence[str], shared: int, longest: int) -> Finding:
    """FIN875: currencies with gaps or a late beginning shorten the history of all."""
    return Finding(
        "FIN875",
        Severity.INFO,
        f"The ECB quoted {', '.join(short)} in fewer months than the film's other currencies, so "
        f"all are drawn from the {shared} months they share, not from {longest}.",
        figures={"currencies": ", ".join(short), "shared": f"{shared}", "longest": f"{longest}"},
        fix="leave a small amount in such a currency out of the risk, and see what changes",
    )


def assumed_parity(currencies: Sequence[str]) -> Finding:
    """FIN876: forwards are taken at today's rate, since no interest differential is given."""
    return Finding(
        "FIN876",
        Severity.INFO,
        f"No interest differential is given for {', '.join(currencies)}, so the forward is taken "
        "at today's rate and hedging at no cost.",
        figures={"currencies": ", ".join(currencies)},
        fix="give the yearly interest of the plan's currency minus that of each, as your bank has",
    )


def few_windows(starts: int, horizon: int) -> Finding:
    """FIN877: the history holds too few replays of so long a plan."""
    windows = f"{starts / horizon:.1f}"
    return Finding(
        "FIN877",
        Severity.INFO,
        f"The plan of {horizon} months can be replayed from {starts} months of the ECB history, "
        f"{windows} windows side by side: too few to say whether the bands hold.",
        figures={"starts": f"{starts}", "horizon": f"{horizon}", "windows": windows},
        fix="leave out the currency with the shortest history, or the latest flows, and look again",
    )


def too_narrow(
    whose: str, band: float, share: float, error: float, starts: int, first: Day
) -> Finding:
    """FIN878: reality fell inside a band too seldom for chance to be the reason."""
    return Finding(
        "FIN878",
        Severity.WARNING,
        f"{whose} {band * 100:.0f} % band held reality from only {share * 100:.0f} % of {starts} "
        f"months since {first:%Y-%m}, so it is too narrow.",
        figures={
            "band": f"{band:.2f}",
            "share": f"{share:.3f}",
            "standard_error": f"{error:.3f}",
            "starts": f"{starts}",
        },
        fix="read the next wider band in its place, or hedge the currency",
    )


def _held(*, is_base: bool) -> str:
    if is_base:
        return "so every currency is held constant against it and no currency risk is counted"
    return "so it is held constant and its risk is not counted"
