"""Small films for tests: what differs from these is written in the test itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from borderless.film.model import Film
from borderless.film.rates import rates_for
from borderless.finance.situation import Situation
from borderless.rulebook.library import Library, load

AS_OF = date(2026, 3, 2)


def people(**posts: str) -> list[dict[str, Any]]:
    """people(director="SE", composer="DK") and so on, one person a post."""
    return [
        {"post": post, "name": post.title(), "nationality": [country]}
        for post, country in posts.items()
    ]


def european_team(**other: str) -> list[dict[str, Any]]:
    """A team that earns every point of both conventions' fiction tables, but for `other`."""
    posts = [
        "director",
        "writer",
        "composer",
        "first_role",
        "second_role",
        "third_role",
        "cinematographer",
        "sound",
        "editor",
        "production_designer",
    ]
    return people(**{**dict.fromkeys(posts, "DK"), **other})


def film(shares: dict[str, str], **changes: Any) -> Film:
    """A fiction feature of these co-producing countries, the first the delegate's."""
    data: dict[str, Any] = {
        "title": "A film",
        "delegate": next(iter(shares)),
        "minutes": 100,
        "dates": {"shooting_start": "2026-09-01", "delivery": "2027-06-30"},
        "coproducer": [
            {"company": f"Film {country}", "country": country, "share": share}
            for country, share in shares.items()
        ],
        "phase": [
            {"stage": "shoot", "country": next(iter(shares)), "days": 30},
            {"stage": "post", "country": next(iter(shares)), "vfx": True},
        ],
        "budget": [
            {"amount": 1_000_000 * float(share), "currency": "EUR", "country": country}
            for country, share in shares.items()
        ],
        "person": european_team(),
    }
    return Film.model_validate({**data, **changes})


def situation(made: Film, library: Library | None = None) -> Situation:
    """The film as finance sees it, with the ECB's rates and our rulebook."""
    rates, _ = rates_for(made.rates, AS_OF)
    return Situation(made, rates, library or load()[0], AS_OF, made.currency)
