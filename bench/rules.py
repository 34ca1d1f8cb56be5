"""A rule over a million films: Borderless beside openfisca-core and plain NumPy, in one run.

The rule is 0.34 × min(local, 0.8 × core) where local is at least 10 % of core: the heart of the
British credit. Every claim is printed as a ratio, with how many films are right to the cent (the
judge is exact decimal arithmetic on a sample, and float64 NumPy on all).

    python bench/rules.py [FILMS]
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable
from datetime import date as Day
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from borderless.finance.evaluate import Films
from borderless.rulebook.library import load, version_for
from borderless.rulebook.scheme import Version
from borderless.rulebook.what_if import with_parameter

FILMS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
ROUNDS = 25
Column = NDArray[Any]

VERSION = Version.model_validate(
    {
        "from": "2024-01-01",
        "gate": [{"figure": "core_local", "at_least": "0.10", "share_of": "core_total"}],
        "step": [
            {
                "name": "qualifying",
                "says": "at most 80 % of core",
                "take": "core_local",
                "at_most": [{"share": "0.8", "of": "core_total"}],
            },
            {"name": "amount", "says": "the credit", "take": "qualifying", "rate": "0.34"},
        ],
    }
)


def best(run: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Shortest of several runs, in nanoseconds a film."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times) * 1e9 / FILMS


def random_films() -> tuple[Column, Column]:
    """Core budgets of 0.1 to 30 million and a local part of each, to the cent."""
    rng = np.random.default_rng(20261124)
    core = np.round(rng.uniform(1e5, 3e7, FILMS), 2)
    return core, np.round(core * rng.uniform(0, 1, FILMS), 2)


class OpenFisca:
    """The same rule as an OpenFisca tax and benefit system."""

    def __init__(self, core: Column, local: Column) -> None:
        self._inputs = {"core_total": core, "core_local": local}
        self._simulation = self._prepare(0.34)

    def _prepare(self, rate: float) -> Any:
        from openfisca_core import entities
        from openfisca_core.periods import DateUnit
        from openfisca_core.simulations import SimulationBuilder
        from openfisca_core.taxbenefitsystems import TaxBenefitSystem
        from openfisca_core.variables import Variable

        film = entities.build_entity("film", "films", "A film", is_person=True)
        system = TaxBenefitSystem([film])

        def variable(name: str, formula: Callable[..., Any] | None = None) -> None:
            body = {
                "value_type": float,
                "entity": film,
                "definition_period": DateUnit.YEAR,
                "label": name,
            }
            if formula:
                body["formula"] = formula
            system.add_variable(type(name, (Variable,), body))

        variable("core_total")
        variable("core_local")
        variable(
            "qualifying",
            lambda films, period: np.minimum(
                films("core_local", period), films("core_total", period) * 0.8
            ),
        )
        variable(
            "credit",
            lambda films, period: np.where(
                films("core_local", period) >= films("core_total", period) * 0.10,
                films("qualifying", period) * rate,
                0,
            ),
        )
        simulation = SimulationBuilder().build_default_simulation(system, FILMS)
        for name, column in self._inputs.items():
            simulation.set_input(name, "2024", column)
        return simulation

    def hot(self) -> Column:
        """The formula once more, on inputs that are already in place."""
        for name in ("credit", "qualifying"):
            self._simulation.delete_arrays(name)
        found: Column = self._simulation.calculate("credit", "2024")
        return found

    def what_if(self, rate: float) -> Column:
        """Another rate: a changed system with a simulation of its own, as a reform is run."""
        found: Column = self._prepare(rate).calculate("credit", "2024")
        return found


def right_to_the_cent(found: Column, core: Column, local: Column, rate: float = 0.34) -> float:
    """Share of the films whose amount is within half a cent of the float64 reference."""
    truth = np.where(local >= 0.10 * core, rate * np.minimum(local, 0.8 * core), 0.0)
    return float(np.mean(np.abs(found.astype(np.float64) - truth) < 0.005))


def exact_on_a_sample(found: Column, core: Column, local: Column, size: int = 20_000) -> int:
    """How many of a sample are wrong by half a cent or more, judged in exact decimals."""
    wrong = 0
    for index in np.linspace(0, FILMS - 1, min(size, FILMS)).astype(int):
        total, part = (Decimal(f"{column[index]:.2f}") for column in (core, local))
        truth = Decimal("0.34") * min(part, Decimal("0.8") * total)
        truth = truth if part >= Decimal("0.1") * total else Decimal(0)
        wrong += abs(Decimal(float(found[index])) - truth) >= Decimal("0.005")
    return wrong


def one_film_all_schemes() -> None:
    """All schemes of one film, evaluated again after one changed figure."""
    library, _ = load()
    schemes = []
    for scheme in library.incentives():
        version, _, _ = version_for(scheme, {}, Day(2026, 3, 1))
        if version:
            schemes.append((scheme, version))
    names = {name for _, version in schemes for name in version.figures()}
    films = Films(dict.fromkeys(sorted(names), 5_000_000.0))
    facts = {"format": "feature", "kind": "fiction"}
    for _, version in schemes:
        films.evaluate(version, facts)

    spend = itertools.count(6_000_000.0, 1000.0)

    def again() -> None:
        films.change("spend_local", next(spend))
        for _, version in schemes:
            films.evaluate(version, facts)

    again()
    rounds = 200
    start = time.perf_counter()
    for _ in range(rounds):
        again()
    each = (time.perf_counter() - start) / rounds * 1e3
    print(f"\nall {len(schemes)} incentives of one film after one changed figure: {each:.3f} ms")


def main() -> None:
    """Prints the table."""
    core, local = random_films()
    peer = OpenFisca(core, local)
    films = Films({"core_local": local, "core_total": core})
    out = np.empty(FILMS)

    def ours_fresh() -> Column:
        found = Films({"core_local": local, "core_total": core}).evaluate(VERSION).amount
        assert isinstance(found, np.ndarray)
        return found

    def ours_hot() -> Column:
        found = films.evaluate(VERSION, out=out).amount
        assert isinstance(found, np.ndarray)
        return found

    rates = iter(round(0.30 + step / 1000, 3) for step in range(1000))

    def ours_what_if() -> Column:
        changed = with_parameter(VERSION, "rate", Decimal(str(next(rates))))
        found = films.evaluate(changed, out=out).amount
        assert isinstance(found, np.ndarray)
        return found

    def numpy_plain() -> Column:
        return np.where(local >= 0.10 * core, 0.34 * np.minimum(local, 0.8 * core), 0.0)

    amount = ours_hot().copy()
    print(f"{FILMS:,} films, best of {ROUNDS} runs\n")
    print(f"{'':44}ns a film   right to the cent")
    rows = [
        ("borderless evaluate, columns in place", best(ours_hot), amount),
        ("borderless evaluate, new Films each time", best(ours_fresh), ours_fresh()),
        ("plain NumPy, float64", best(numpy_plain), numpy_plain()),
        ("openfisca-core, hot calculation (float32)", best(peer.hot), peer.hot()),
    ]
    for name, nanoseconds, found in rows:
        print(f"{name:44}{nanoseconds:9.2f}   {right_to_the_cent(found, core, local):17.1%}")
    ours_new = best(ours_what_if)
    theirs_new = best(lambda: peer.what_if(0.35), 3)
    print(f"{'borderless what-if (another rate)':44}{ours_new:9.2f}")
    print(f"{'openfisca-core what-if (another rate)':44}{theirs_new:9.2f}\n")
    hot = rows[0][1]
    print(f"hot calculation:   openfisca-core / borderless = {rows[3][1] / hot:6.2f}")
    print(f"plain NumPy:       numpy / borderless          = {rows[2][1] / hot:6.2f}")
    print(f"new what-if:       openfisca-core / borderless = {theirs_new / ours_new:6.2f}")
    print(f"what-if / plain evaluation, both ours          = {ours_new / hot:6.2f}")
    wrong = exact_on_a_sample(amount, core, local)
    print(f"wrong against exact decimals, in a sample of 20,000: {wrong}")
    one_film_all_schemes()


if __name__ == "__main__":
    main()
