"""What every value of law carries: where it was read, which article, and whether we checked it."""

from __future__ import annotations

from datetime import date as Day

from pydantic import BaseModel, ConfigDict


class RuleData(BaseModel):
    """A part of a rule file: frozen, and strict about keys it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, populate_by_name=True
    )


class Citation(RuleData):
    """A text that values of the rule were read in."""

    key: str
    """The short name by which gates, steps and limits point here."""
    title: str
    article: str = ""
    url: str = ""
    read: Day | None = None
    """The day the text was read, or last checked."""
    verified: bool = False
    """Whether somebody checked the values against this text."""
    ask: str = ""
    """Where to ask when the text leaves a value open."""


class Cited(RuleData):
    """Mixed into anything that states a value of law."""

    source: str = ""
    """Key of a `[[source]]` of the same file."""
    article: str = ""
    """Narrower than the source's own article, where it matters."""
    verified: bool | None = None
    """`false` where this one value was not checked, though the rest of its source was."""
    note: str = ""


class Statement(Cited):
    """Something the rule says that no figure decides: who may apply, how, what is left open."""

    says: str
