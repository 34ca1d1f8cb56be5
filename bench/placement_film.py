"""Films and law made up for the placement bench: as many lines and countries as wanted, one seed.

Each country has one scheme. In turn they are: a flat rate on at most 80 % of the cost; falling
brackets; rising brackets; a whole-base switch. All have a threshold of local spend and a cap in
money. One convention binds all countries (a least and a largest share), one ceiling holds public
aid to half of the cost, and each partner costs something.
"""

from __future__ import annotations

from datetime import date as Day
from typing import Any

import numpy as np

from borderless.film.model import Film
from borderless.finance.placement.answer import Goal
from borderless.finance.placement.draft import Draft
from borderless.finance.placement.options import choices_of, possible_partners
from borderless.finance.placement.regimes import regimes_of
from borderless.finance.placement.sides import side_of, situation_of
from borderless.rulebook.aid import AidCeiling
from borderless.rulebook.library import Library, Rule, load
from borderless.rulebook.scheme import Scheme
from borderless.rulebook.treaty import Treaty

AS_OF = Day(2026, 3, 2)
COUNTRIES = [
    *("DK", "PL", "SE", "NO", "FR", "DE", "CZ", "ES", "IT", "HU", "IE", "GB"),
    *("AT", "BE", "BG", "CH", "CY", "EE", "FI", "GR", "HR", "IS", "LT", "LU"),
    *("LV", "MT", "NL", "PT", "RO", "RS", "SI", "SK", "MK", "AL", "BA"),
]
FAMILIES = ("splittable", "whole", "at least 10 %")


def make_library(countries: list[str], seed: int) -> Library:
    """The law of the bench."""
    rng = np.random.default_rng(seed)
    ours, _ = load()
    rules: list[Rule] = [ours.governing(), _convention(countries), _ceiling(countries)]
    rules += [_scheme(country, number, rng) for number, country in enumerate(countries)]
    return Library(ours.vocabulary, ours.settings, {rule.id: rule for rule in rules})


def _convention(countries: list[str]) -> Treaty:
    parties = [{"country": country, "from": "2000-01-01"} for country in countries]
    return Treaty.model_validate(
        {
            "rule": "treaty",
            "id": "coe-2017",
            "name": "The bench's convention",
            "kind": "convention",
            "in_force": "2000-01-01",
            "status": "unverified",
            "as_of": "2026-01-01",
            "party": parties,
            "two": {"minimum": "0.10", "maximum": "0.90"},
            "many": {"minimum": "0.05", "maximum": "0.70"},
        }
    )


def _ceiling(countries: list[str]) -> AidCeiling:
    return AidCeiling.model_validate(
        {
            "rule": "aid",
            "id": "xx-aid",
            "name": "Half of the cost",
            "scope": "film",
            "states": countries,
            "status": "unverified",
            "as_of": "2026-01-01",
            "intensity": [{"share": "0.50", "says": "half of the cost"}],
        }
    )


def _scheme(country: str, number: int, rng: np.random.Generator) -> Scheme:
    rate = round(float(rng.uniform(0.18, 0.35)), 3)
    kind = number % 4
    base: dict[str, Any] = {"name": "base", "says": "base", "take": "spend_local"}
    amount: dict[str, Any] = {"name": "amount", "says": "amount", "take": "base"}
    if kind == 0:
        base["at_most"] = [{"share": "0.80", "of": "spend_total"}]
        amount["rate"] = rate
    elif kind == 1:
        amount["brackets"] = [{"up_to": 2_000_000, "rate": rate}, {"rate": round(rate * 0.7, 3)}]
    elif kind == 2:
        amount["brackets"] = [{"up_to": 1_500_000, "rate": round(rate * 0.8, 3)}, {"rate": rate}]
    else:
        amount["rate"] = round(rate * 0.8, 3)
        more = {"figure": "spend_local", "at_least": 3_000_000}
        amount["switch"] = [{"when": more, "rate": rate}]
    amount["at_most"] = [{"amount": int(rng.integers(10, 25)) * 100_000}]
    threshold = int(rng.integers(5, 20)) * 100_000
    return Scheme.model_validate(
        {
            "rule": "incentive",
            "id": f"{country.lower()}-bench",
            "name": f"Scheme of {country}",
            "territory": country,
            "kind": "cash_rebate",
            "currency": "EUR",
            "authority": "",
            "as_of": "2026-01-01",
            "version": [
                {
                    "from": "2020-01-01",
                    "gate": [{"figure": "spend_local", "at_least": threshold}],
                    "step": [base, amount],
                    "payment": [{"event": "delivery", "share": 1}],
                }
            ],
        }
    )


def make_film(lines: int, countries: list[str], family: str, seed: int) -> Film:
    """A film of about 20 million whose lines may go to every country at different cost."""
    rng = np.random.default_rng(seed + 1)
    sizes = rng.lognormal(0.0, 1.0, lines)
    amounts = np.round(sizes / sizes.sum() * 2e7, 2)
    budget = []
    for number, amount in enumerate(amounts):
        home = countries[int(rng.integers(len(countries)))]
        places = [
            {
                "place": country,
                "factor": round(float(rng.uniform(0.8, 1.25)), 2),
                **({"at_least": "0.10"} if family == FAMILIES[2] else {}),
                "at_most": 1 if family == FAMILIES[1] or rng.random() < 0.7 else "0.6",
            }
            for country in countries
            if country != home
        ]
        budget.append(
            {
                "description": f"line {number}",
                "amount": str(amount),
                "currency": "EUR",
                "country": home,
                "places": places,
                "whole": family == FAMILIES[1],
            }
        )
    return Film.model_validate(
        {
            "title": f"{lines} lines in {len(countries)} countries, {family}",
            "delegate": countries[0],
            "minutes": 100,
            "dates": {"shooting_start": "2026-09-01", "delivery": "2027-06-30"},
            "budget": budget,
            "placement": {
                "delegate_leads": False,
                "proportion": "0.15",
                "partner": [
                    {"country": country, "cost": int(rng.integers(20, 90)) * 1000}
                    for country in countries[1:]
                ],
            },
        }
    )


def make_draft(lines: int, countries: int, family: str, seed: int = 1) -> Draft:
    """The programme of the regime in which any number of partners may join."""
    chosen = COUNTRIES[:countries]
    film, library = make_film(lines, chosen, family, seed), make_library(chosen, seed)
    before, _ = side_of(film, library, AS_OF, "EUR")
    assert before is not None
    situation = situation_of(before.plan)
    choices = choices_of(situation)
    partners = possible_partners(film)
    found = [
        one for one in regimes_of(situation, choices, partners) if one.size == "many" and one.texts
    ]
    return Draft(situation, choices, found[0], partners, Goal(), {})
