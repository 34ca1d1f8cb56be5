"""A schedule of column operations, run piece by piece in buffers that stay in cache."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]

PIECE = 65536
"""Films per piece: a buffer is 256 kB, so a rule's handful of them stays in the fast cache."""

WORTH_A_THREAD = 4
"""Pieces from which a second thread pays; NumPy lets go of the interpreter while it computes."""


class Program:
    """A schedule of operations on numbered registers.

    A register holds a constant, a buffer of one piece, or a column of which each piece shows a
    part. A buffer is taken again as soon as its value was used for the last time, so a long rule
    works in a handful of them.
    """

    def __init__(self) -> None:
        self.steps: list[tuple[Callable[..., Any], tuple[int, ...], int]] = []
        self.places: dict[int, int] = {}
        self._constants: list[tuple[int, float]] = []
        self._buffers: list[tuple[int, bool]] = []
        self._columns: list[tuple[int, NDArray[Any]]] = []
        self._free: dict[bool, list[int]] = {True: [], False: []}
        self._lent: dict[int, tuple[bool, int]] = {}
        self._count = 0

    def constant(self, value: float) -> int:
        """A register with a number that is the same for every film."""
        self._constants.append((self._count, value))
        return self._next()

    def moving(self, node: int, column: NDArray[Any]) -> int:
        """A register that shows each piece of a column in turn."""
        self._columns.append((self._count, column))
        self.places[node] = self._count
        return self._next()

    def home(self, node: int, result: int, column: NDArray[Any]) -> int:
        """The register of a result's own column, for a value of the chain that leads to it."""
        if result not in self.places:
            self.moving(result, column)
        self.places[node] = self.places[result]
        return self.places[result]

    def buffer(self, node: int, *, mask: bool) -> int:
        """A register for an intermediate value."""
        if self._free[mask]:
            register = self._free[mask].pop()
        else:
            register = self._next()
            self._buffers.append((register, mask))
        self._lent[node] = (mask, register)
        self.places[node] = register
        return register

    def give_back(self, nodes: Sequence[int]) -> None:
        """Frees the buffers of values that were used for the last time."""
        for node in nodes:
            lent = self._lent.pop(node, None)
            if lent:
                self._free[lent[0]].append(lent[1])

    def run(self, starts: Sequence[int], length: int) -> None:
        """Runs every step on each piece; safe to call from several threads on other pieces."""
        registers: list[Any] = [None] * self._count
        for register, value in self._constants:
            registers[register] = value
        size = 0
        with np.errstate(all="ignore"):
            for start in starts:
                stop = min(start + PIECE, length)
                if stop - start != size:
                    size = stop - start
                    for register, mask in self._buffers:
                        registers[register] = np.empty(size, bool if mask else np.float64)
                for register, column in self._columns:
                    registers[register] = column[start:stop]
                for operation, operands, target in self.steps:
                    operation(*[registers[one] for one in operands], out=registers[target])

    def run_all(self, length: int) -> None:
        """Runs every step on all pieces of columns of this length."""
        starts = range(0, length, PIECE)
        if len(starts) < WORTH_A_THREAD:
            self.run(starts, length)
            return
        half = len(starts) // 2
        with ThreadPoolExecutor(1) as second:
            other = second.submit(self.run, starts[half:], length)
            self.run(starts[:half], length)
            other.result()

    def _next(self) -> int:
        self._count += 1
        return self._count - 1


def _ratio(left: Any, right: Any, out: Column) -> None:
    np.divide(left, right, out=out)
    np.copyto(out, 0.0, where=np.equal(right, 0.0))


def _replace(certain: Any, then: Any, otherwise: Any, out: Column) -> None:
    np.copyto(out, otherwise)
    np.copyto(out, then, where=certain)


SPECIAL: dict[Any, Callable[..., None]] = {"ratio": _ratio, "replace": _replace}
"""Operations that NumPy has no single function for."""
