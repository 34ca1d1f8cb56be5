"""Everybody who sees a film, and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from borderless.web.accounts.models import User
from borderless.web.films.access import CAPABILITIES, Can
from borderless.web.films.models import Film, FilmRole, Role


@dataclass(frozen=True, slots=True)
class Seer:
    """A person who sees the film."""

    user: User
    role: str
    """The most that the person may."""
    own: FilmRole | None
    """The person's own role, which an owner may change; None where the company alone gives it."""
    by_house: bool

    @property
    def role_name(self) -> str:
        """The role in the reader's language."""
        return str(Role(self.role).label)

    @property
    def sees_money(self) -> bool:
        """Whether budget and finance are open to the person."""
        return Can.SEE_MONEY in CAPABILITIES[self.role]

    @property
    def edits(self) -> bool:
        """Whether the person may save."""
        return Can.EDIT in CAPABILITIES[self.role]

    @property
    def why(self) -> str:
        """By what the person sees the film."""
        if self.own and self.by_house:
            return _("own role and company")
        return _("own role") if self.own else _("company")


def who_sees(film: Film) -> list[Seer]:
    """Everybody, owners first; two queries."""
    order = [Role.OWNER, Role.EDITOR, Role.FINANCE_VIEWER, Role.VIEWER]
    own = {one.user: one for one in film.roles.select_related("user")}
    by_house = {}
    if film.organisation:
        members = film.organisation.members.select_related("user")
        by_house = {one.user: Role.OWNER if one.is_admin else Role.EDITOR for one in members}
    seers = []
    for user in dict.fromkeys([*own, *by_house]):
        roles = [Role(own[user].role)] if user in own else []
        roles += [by_house[user]] if user in by_house else []
        most = min(roles, key=order.index)
        seers.append(Seer(user, most, own.get(user), user in by_house))
    return sorted(seers, key=lambda one: (order.index(Role(one.role)), str(one.user).casefold()))
