"""Conditions of law as data: comparisons of named figures, facts, tests, and all/any/none of them.

A condition has three outcomes. It is *not known* when a figure or fact it needs is not known and
the rest does not already decide it (the strong logic of Kleene).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from borderless.rulebook.cited import Cited, RuleData

Number = Annotated[Decimal, Field(allow_inf_nan=False)]


class Condition(RuleData):
    """One of: a figure compared, a fact asked, a points test passed, or all/any/none of others.

    `{ figure = "core_local", at_least = 0.10, share_of = "core_total" }` reads "UK core
    expenditure is at least 10 % of total core expenditure".
    """

    figure: str | None = None
    at_least: Number | None = None
    more_than: Number | None = None
    at_most: Number | None = None
    less_than: Number | None = None
    share_of: str | None = None
    """The numbers above are shares (0-1) of this figure."""
    per: str | None = None
    """The numbers above are for each unit of this figure (episodes, hours, minutes)."""

    fact: str | None = None
    is_: bool | str | None = Field(default=None, alias="is")
    in_: tuple[str, ...] | None = Field(default=None, alias="in")

    test: str | None = None
    """Id of a points test that must be passed."""

    all_: tuple[Condition, ...] | None = Field(default=None, alias="all")
    any_: tuple[Condition, ...] | None = Field(default=None, alias="any")
    none_: tuple[Condition, ...] | None = Field(default=None, alias="none")

    @model_validator(mode="after")
    def _one_meaning(self) -> Condition:
        meanings = [
            name
            for name in ("figure", "fact", "test", "all_", "any_", "none_")
            if getattr(self, name) is not None
        ]
        if len(meanings) != 1:
            raise ValueError(
                "a condition says exactly one of figure, fact, test, all, any, none; this one says "
                + (" and ".join(name.rstrip("_") for name in meanings) or "nothing")
            )
        if self.figure is not None and not self.bounds():
            raise ValueError(
                f"the condition on {self.figure!r} needs at_least, more_than, at_most or less_than"
            )
        if self.figure is None and (self.bounds() or self.share_of or self.per):
            raise ValueError("at_least, share_of, per and their like go with a figure")
        if self.fact is not None and (self.is_ is None) == (self.in_ is None):
            raise ValueError(f"the condition on {self.fact!r} needs either `is` or `in`")
        if self.fact is None and (self.is_ is not None or self.in_ is not None):
            raise ValueError("`is` and `in` go with a fact")
        return self

    def bounds(self) -> tuple[tuple[str, Decimal], ...]:
        """The comparisons of a figure, as (word, number)."""
        words = ("at_least", "more_than", "at_most", "less_than")
        return tuple((word, value) for word in words if (value := getattr(self, word)) is not None)

    def parts(self) -> tuple[Condition, ...]:
        """The conditions inside all, any or none."""
        return (self.all_ or ()) + (self.any_ or ()) + (self.none_ or ())

    def figures(self) -> frozenset[str]:
        """Names of every figure the condition reads."""
        own = {name for name in (self.figure, self.share_of, self.per) if name}
        return frozenset(own).union(*(part.figures() for part in self.parts()))

    def facts(self) -> frozenset[str]:
        """Names of every fact the condition asks for; a test is the fact `test:ID`."""
        own = {self.fact} if self.fact else set()
        if self.test:
            own.add(test_fact(self.test))
        return frozenset(own).union(*(part.facts() for part in self.parts()))


def test_fact(test: str) -> str:
    """The name under which the outcome of a points test is known as a fact."""
    return f"test:{test}"


class Gate(Condition, Cited):
    """A condition of eligibility. With `when`, it is asked only where `when` holds."""

    when: Condition | None = None
    says: str = ""
    """The rule in words, for people."""

    def figures(self) -> frozenset[str]:
        """Names of every figure the gate reads, its `when` included."""
        own = super().figures()
        return own | self.when.figures() if self.when else own

    def facts(self) -> frozenset[str]:
        """Names of every fact the gate asks for, its `when` included."""
        own = super().facts()
        return own | self.when.facts() if self.when else own
