"""What the producers leave open and insist on, in sentences: each with a way to take it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from borderless.film.model import Film
from borderless.film.placement_lines import lines_named, lines_of
from borderless.film.places import country_name
from borderless.film.wishes import Candidate, LineOption, PossiblePartner, SpendWish
from borderless.web.design import reader
from borderless.web.placement.posts import POSTS


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish as the page shows it."""

    kind: str
    number: int
    """Of its kind, from 0: what a form names to take it back."""
    words: str
    under: str = ""
    """Its note or assumption, in the producers' words."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """All wishes of a film."""

    options: tuple[Wish, ...]
    partners: tuple[Wish, ...]
    people: tuple[Wish, ...]
    spend: tuple[Wish, ...]
    pinned: tuple[Wish, ...]
    whole: tuple[Wish, ...]
    refused: tuple[Wish, ...]
    rules: tuple[str, ...]
    """What holds for the whole search, in sentences."""

    @property
    def are_there(self) -> bool:
        """Whether the film says anything about what may change."""
        return bool(self.options or self.partners or self.people or self.spend)


def wishes_of(film: Film) -> Wishes:
    """Every wish of a film in the reader's language."""
    placement = film.placement
    return Wishes(
        tuple(_option(film, number, one) for number, one in enumerate(placement.option)),
        tuple(_partner(film, number, one) for number, one in enumerate(placement.partner)),
        tuple(_candidate(film, number, one) for number, one in enumerate(placement.candidate)),
        tuple(_spend(film, number, one) for number, one in enumerate(placement.spend)),
        tuple(_kept(film, "pinned", number, one) for number, one in enumerate(placement.pinned)),
        tuple(_kept(film, "whole", number, one) for number, one in enumerate(placement.whole)),
        tuple(Wish("refuse", number, name) for number, name in enumerate(placement.refuse)),
        tuple(_rules(film)),
    )


def _kept(film: Film, kind: str, number: int, name: str) -> Wish:
    """A line by the name that the wish has, with the descriptions of those that it means."""
    meant = [film.budget[one] for one in lines_named(name, film.budget)]
    others = [line.description for line in meant if line.description and line.description != name]
    return Wish(kind, number, name, reader.several(others[:5]))


def place_name(place: str) -> str:
    """A country in the reader's language; a region by its English name and code."""
    return f"{country_name(place)} ({place})" if "-" in place else reader.country(place)


def _money(film: Film, amount: Decimal, currency: str | None) -> str:
    return reader.money(amount, currency or film.currency)


def _option(film: Film, number: int, one: LineOption) -> Wish:
    facts = {"lines": _lines(film, one), "place": place_name(one.place)}
    if one.quote is not None:
        facts["cost"] = _money(film, one.quote, one.currency)
        words = _("%(lines)s may go to %(place)s, quoted at %(cost)s") % facts
    elif one.factor is not None and one.factor < 1:
        facts["cost"] = reader.percent(1 - one.factor)
        words = _("%(lines)s may go to %(place)s, %(cost)s cheaper") % facts
    elif one.factor is not None and one.factor > 1:
        facts["cost"] = reader.percent(one.factor - 1)
        words = _("%(lines)s may go to %(place)s, %(cost)s dearer") % facts
    else:
        words = _("%(lines)s may go to %(place)s at today’s cost") % facts
    more = []
    if one.at_least is not None:
        more.append(
            _("at least %(share)s of a line, if any") % {"share": reader.percent(one.at_least)}
        )
    if one.at_most is not None:
        more.append(_("at most %(share)s of a line") % {"share": reader.percent(one.at_most)})
    if one.needs_partner:
        more.append(_("only if the country co-produces"))
    if one.resident is not None:
        more.append(_("paid to residents") if one.resident else _("paid to non-residents"))
    return Wish("option", number, "; ".join([words, *more]), one.note or one.assumption or "")


def _lines(film: Film, one: LineOption) -> str:
    if one.lines:
        return reader.several([f"“{name}”" for name in one.lines])
    count = len(lines_of(one, film.budget))
    named = [*one.department, *(stage.value for stage in one.phase)]
    if one.vfx is not None:
        named.append(_("visual effects") if one.vfx else _("all but visual effects"))
    facts = {"count": count, "named": reader.several(named)}
    return ngettext("%(count)s line of %(named)s", "%(count)s lines of %(named)s", count) % facts


def _partner(film: Film, number: int, one: PossiblePartner) -> Wish:
    facts = {"country": reader.country(one.country), "company": one.company}
    today = {film.delegate, *(c.country for c in film.coproducer if c.role != "executive")}
    if one.keep:
        words = _("%(country)s must co-produce") % facts
    elif one.country in today:
        words = _("%(country)s co-produces") % facts
    else:
        words = _("%(country)s could co-produce") % facts
    more = [one.company] if one.company else []
    if one.cost is not None:
        more.append(_("which costs %(cost)s") % {"cost": _money(film, one.cost, one.currency)})
    low, high = one.share_at_least, one.share_at_most
    if low is not None and low == high:
        more.append(_("with %(share)s") % {"share": reader.percent(low)})
    elif low is not None or high is not None:
        if low is not None:
            more.append(_("with at least %(share)s") % {"share": reader.percent(low)})
        if high is not None:
            more.append(_("with at most %(share)s") % {"share": reader.percent(high)})
    return Wish("partner", number, "; ".join([words, *more]), one.note or one.assumption or "")


def _candidate(film: Film, number: int, one: Candidate) -> Wish:
    facts = {"name": one.name, "post": str(POSTS[one.post.value])}
    words = _("%(name)s could be %(post)s") % facts
    more = []
    if one.nationality:
        more.append(reader.several([reader.country(code) for code in one.nationality]))
    if one.fee is not None:
        fee = {"line": one.line, "fee": _money(film, one.fee, one.currency)}
        more.append(_("“%(line)s” would cost %(fee)s") % fee)
    if one.place:
        more.append(_("spent in %(place)s") % {"place": place_name(one.place)})
    return Wish("candidate", number, "; ".join([words, *more]), one.note or one.assumption or "")


def _spend(film: Film, number: int, one: SpendWish) -> Wish:
    facts = {"place": place_name(one.place)}
    if one.at_least is not None:
        facts["least"] = _money(film, one.at_least, one.currency)
    if one.at_most is not None:
        facts["most"] = _money(film, one.at_most, one.currency)
    if one.at_most is None:
        words = _("At least %(least)s is spent in %(place)s") % facts
    elif one.at_least is None:
        words = _("At most %(most)s is spent in %(place)s") % facts
    else:
        words = _("Between %(least)s and %(most)s is spent in %(place)s") % facts
    return Wish("spend", number, words, one.note or "")


def _rules(film: Film) -> Iterator[str]:
    one = film.placement
    yield {
        "required": _("The film must be an official co-production."),
        "preferred": _("The film should be an official co-production where it can be."),
        "ignored": _("Official status does not matter."),
    }[one.official]
    if one.partners_at_most is not None:
        most = one.partners_at_most
        yield ngettext(
            "At most %(most)s partner country beside the delegate’s.",
            "At most %(most)s partner countries beside the delegate’s.",
            most,
        ) % {"most": most}
    if one.certain_only:
        yield _("Only schemes whose every condition is known to hold are counted.")
    if not one.delegate_leads:
        yield _("The delegate’s country may hold less than another.")
    if one.discount is not None:
        yield _("Later money is worth %(rate)s less a year.") % {
            "rate": reader.percent(one.discount)
        }
    if one.proportion is not None:
        share = {"share": reader.percent(one.proportion)}
        yield _("A country’s spend may fall short of its share by %(share)s of the cost.") % share
    for scheme, share_of in one.probability.items():
        facts = {"scheme": scheme, "share": reader.percent(share_of)}
        yield _("%(scheme)s pays with a probability of %(share)s.") % facts
