"""Second reading of a rule: the amount for one film or for a million, in float64.

`evaluate` agrees to the cent with `explain`, the exact reading. It returns unrounded amounts; a
document rounds once, from the exact reading.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from borderless.finance.column_program import Column
from borderless.finance.columns import Columns, Mask, Node, Number
from borderless.finance.reading import Fact, Read, Reader
from borderless.rulebook.scheme import Version

Figure = float | int | Column | None


class Evaluation:
    """Amounts of one rule over all films, in the scheme's currency, unrounded.

    Each is a float (one film) or a float64 column (many). NaN means not known. An amount is 0 where
    a gate certainly fails; where a gate is not known it is the amount should the gate hold.
    """

    def __init__(self, films: Films, read: Read[Number], done: Mapping[int, NDArray[Any]]) -> None:
        self._films = films
        self._eligible = read.eligible
        self.amount: float | Column = films.full(read.amount, done)
        self.net: float | Column = (
            self.amount if read.net == read.amount else films.full(read.net, done)
        )

    @property
    def qualifies(self) -> bool | NDArray[np.bool_]:
        """Where every gate certainly holds."""
        return self._films.mask(self._eligible[0])

    @property
    def fails(self) -> bool | NDArray[np.bool_]:
        """Where some gate certainly fails; neither that nor `qualifies`: not known."""
        return self._films.mask(self._eligible[1])


@dataclass(frozen=True, slots=True)
class _Remembered:
    version: Version
    """Held, so that its identity is not given to another."""
    names: tuple[str, ...]
    figures: list[Number | None]
    facts: dict[str, Fact]
    evaluation: Evaluation


class Films:
    """The figures of many films (or one), against which rules are evaluated again and again.

    Steps that a changed rule or figure does not touch are found again, not computed again.
    """

    def __init__(self, figures: Mapping[str, Figure]) -> None:
        lengths = {len(value) for value in figures.values() if isinstance(value, np.ndarray)}
        if len(lengths) > 1:
            raise ValueError(f"the columns differ in length: {sorted(lengths)}")
        self._columns = Columns(lengths.pop() if lengths else None)
        self._figures: dict[str, Number] = {}
        self._single: dict[int, _Remembered] = {}
        """For a single film: the last evaluation of each version, by its identity."""
        for name, value in figures.items():
            self.change(name, value)

    def change(self, name: str, value: Figure) -> None:
        """Replaces one figure; only what rests on it is computed anew."""
        if isinstance(value, np.ndarray):
            if len(value) != self._columns.length:
                raise ValueError(f"{name} has {len(value)} films, not {self._columns.length}")
            column = np.ascontiguousarray(value, dtype=np.float64)
            self._figures[name] = self._columns.column(column)
        else:
            self._figures[name] = math.nan if value is None else float(value)

    def evaluate(
        self,
        version: Version,
        facts: Mapping[str, Fact] | None = None,
        *,
        keep: bool = False,
        out: Column | None = None,
    ) -> Evaluation:
        """One rule over all films. `keep` keeps each step's base for a what-if to start from.

        Args:
            version: the version of the rule to read.
            facts: answers that hold for all the films; a missing one is not known.
            keep: remember the columns that rates are applied to.
            out: a column to write the amounts into; fresh memory is what costs most in a long row
                of what-ifs.
        """
        if self._columns.length is None:
            return self._evaluate_single(version, facts or {})
        reader = Reader[Number](self._columns, self._figures, facts or {}, math.nan)
        read = reader.read(version)
        wanted = [node for node in (read.amount, read.net) if isinstance(node, Node)]
        kept = [step.base for step in read.steps if isinstance(step.base, Node)] if keep else []
        done = self._columns.run(wanted, kept, out) if wanted else {}
        return Evaluation(self, read, done)

    def _evaluate_single(self, version: Version, facts: Mapping[str, Fact]) -> Evaluation:
        """One film: a version none of whose figures changed is not read again."""
        last = self._single.get(id(version))
        names = last.names if last else version.figures()
        figures = [self._figures.get(name) for name in names]
        if last and last.figures == figures and last.facts == facts:
            return last.evaluation
        read = Reader[Number](self._columns, self._figures, facts, math.nan).read(version)
        evaluation = Evaluation(self, read, {})
        self._single[id(version)] = _Remembered(version, names, figures, dict(facts), evaluation)
        return evaluation

    def full(self, value: Number, done: Mapping[int, NDArray[Any]]) -> float | Column:
        """A number of the graph as a column of all films, or as it is for a single film."""
        if isinstance(value, Node):
            return done[value.index]
        return value if self._columns.length is None else np.full(self._columns.length, value)

    def mask(self, value: Mask) -> bool | NDArray[np.bool_]:
        """A certainty of the graph as a column of all films, or one for all of them."""
        return self._columns.run([value])[value.index] if isinstance(value, Node) else value


def evaluate(
    version: Version, figures: Mapping[str, Figure], facts: Mapping[str, Fact] | None = None
) -> Evaluation:
    """The benefit of one rule version for one film or many; see `Films` for repeated questions.

    Args:
        version: the version of the rule to read.
        figures: by name, money in the scheme's currency; a number, or a float64 column of films.
            A missing or NaN figure is not known.
        facts: by name, True/False or a word; a missing one is not known. The outcome of a points
            test is the fact `test:ID`.
    """
    return Films(figures).evaluate(version, facts)
