"""The budget in the model: shares of lines over places, and every figure that rules read of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from borderless.film.document import Stage
from borderless.film.model import BudgetLine
from borderless.film.places import territory_contains
from borderless.finance.figures import counts_line
from borderless.finance.linear_model import Affine, LinearModel, total
from borderless.finance.placement.options import Choices, Option
from borderless.finance.situation import Situation
from borderless.rulebook.vocabulary import LineChoice

ANYWHERE = LineChoice(place="anywhere")
PRODUCTION = LineChoice(place="anywhere", not_phase=(Stage.DISTRIBUTION,))
IN_PLACE = LineChoice(place="territory", not_phase=(Stage.DISTRIBUTION,))


ROOM = 0.01
"""Room that the next euro finds in every figure, in the model's money."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A line at a place, its money in the model's unit, and the share of it that goes there."""

    line: BudgetLine
    money: float
    share: Affine


class Spend:
    """Columns for every open line, and figures as sums over them."""

    def __init__(
        self, model: LinearModel, situation: Situation, choices: Choices, unit: float
    ) -> None:
        self.model = model
        self.unit = unit
        """One unit of the model's money in the reporting currency."""
        self.line_columns: set[int] = set()
        """Yes-or-no columns about single lines; the others decide the structure."""
        self.shares: dict[tuple[int, int], Affine] = {}
        """The share of a line (number) that goes to an option (number)."""
        self.posts: list[list[Affine]] = []
        """Who holds each open post: one yes-or-no a person."""
        self.next_euro: dict[str, Affine] = {}
        """By country, one more unit of ordinary spend there; 0 in every answer, so that its reduced
        cost is what it would be worth."""
        self._situation = situation
        self._figures: dict[tuple[str, LineChoice], Affine] = {}
        self._people(choices)
        self._placed = self._lines(choices)
        self._phantoms(choices)

    def _people(self, choices: Choices) -> None:
        for post in choices.posts:
            names = [people[0].name if people else "" for people in post.people]
            columns = [self.model.binary(f"{post.post.value}: {name}") for name in names]
            self.model.row(total(columns), 1.0, 1.0, f"one {post.post.value}")
            self.model.group(column for one in columns for column in one.terms)
            self.posts.append(columns)

    def _lines(self, choices: Choices) -> list[Placed]:
        placed = []
        for choice in choices.lines:
            shares = self._shares(
                choice.number, choice.options, whole=choice.whole, post=choice.post
            )
            if choice.pinned and choice.is_open:
                line = choice.options[0].line
                wish = f"{line.description or line.account} stays in {choice.options[0].place}"
                self.model.row(shares[0], 1.0, 1.0, wish, wish=wish)
            for number, (option, share) in enumerate(zip(choice.options, shares, strict=True)):
                self.shares[choice.number, number] = share
                placed.append(Placed(option.line, float(option.cost) / self.unit, share))
        return placed

    def _shares(
        self, number: int, options: tuple[Option, ...], *, whole: bool, post: int | None
    ) -> list[Affine]:
        if len(options) == 1:
            return [Affine(1.0)]
        if post is not None:
            return self.posts[post]
        model, made = self.model, []
        for option in options:
            name = f"line {number} {option.place}"
            if whole:
                made.append(model.binary(name))
                self.line_columns.update(made[-1].terms)
                continue
            most = float(option.at_most)
            share = model.column(0.0, most, name)
            made.append(share)
            if option.at_least > 0:
                used = model.binary(f"{name} used")
                self.line_columns.update(used.terms)
                model.at_most(used * float(option.at_least), share, f"{name} at least")
                model.at_most(share, used * most, f"{name} at most")
        model.row(total(made), 1.0, 1.0, f"line {number}")
        model.group(column for one in made for column in one.terms)
        return made

    def _phantoms(self, choices: Choices) -> None:
        countries = sorted(
            {
                option.line.country
                for one in choices.lines
                for option in one.options
                if option.line.country
            }
        )
        for country in countries:
            column = self.model.column(0.0, 0.0, f"next euro in {country}")
            self.next_euro[country] = column
            line = BudgetLine(
                amount=Decimal(1),
                currency=self._situation.currency,
                country=country,
                phase=Stage.SHOOT,
            )
            self._placed.append(Placed(line, 1.0, column))

    def make_room(self) -> None:
        """Takes the bounds of figures a little apart, once everything is worked out from them.

        A figure that is at its bound by its very definition would hide what the next euro is worth.
        """
        for column in self.model.definitions:
            self.model.columns[column].lower -= ROOM
            self.model.columns[column].upper += ROOM

    def share_columns(self) -> set[int]:
        """Columns that are shares of lines."""
        return {column for share in self.shares.values() for column in share.terms}

    # --- figures, in the model's money -----------------------------------------------------------

    @property
    def cost(self) -> Affine:
        """The whole budget."""
        return self.figure("", ANYWHERE)

    @property
    def production(self) -> Affine:
        """Production cost: without distribution."""
        return self.figure("", PRODUCTION)

    def in_place(self, place: str) -> Affine:
        """Production cost in a country or region."""
        return self.figure(place, IN_PLACE)

    def figure(self, territory: str, choice: LineChoice) -> Affine:
        """The sum of the lines that a figure of a territory is made of."""
        if choice.place == "anywhere":
            territory = ""
        key = territory, choice
        if key not in self._figures:
            sum_ = total(
                one.share * (one.money * (float(one.line.labour) if choice.labour else 1.0))
                for one in self._placed
                if counts_line(one.line, territory, choice)
            )
            name = f"{choice.place} {territory}".strip()
            self._figures[key] = self.model.defined(sum_, f"spend {name}", 1.0)
        return self._figures[key]

    def stage_by_party(
        self, stage: Stage, parties: Collection[str], *, vfx: bool
    ) -> tuple[Affine, Affine]:
        """Money of a stage of the work (or of all effects) inside and outside some countries."""
        own = [
            one
            for one in self._placed
            if one.line.country and (one.line.vfx if vfx else one.line.phase is stage)
        ]
        inside = total(one.share * one.money for one in own if one.line.country in parties)
        outside = total(one.share * one.money for one in own if one.line.country not in parties)
        return inside, outside

    def pay_by_person(self, territory: str, *, above_the_line_only: bool) -> list[Affine]:
        """Pay in a territory of each person whom lines name."""
        pay: dict[str, list[Affine]] = {}
        for one in self._placed:
            line = one.line
            counted = line.person and (line.above_the_line or not above_the_line_only)
            if counted and territory_contains(territory, line.country, line.region):
                part = one.share * (one.money * float(line.labour))
                pay.setdefault(line.person, []).append(part)
        return [total(parts) for parts in pay.values()]
