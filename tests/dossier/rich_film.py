"""A film in three countries with about forty budget lines, as its producers would plan it."""

from __future__ import annotations

from datetime import date
from typing import Any

from borderless.film.model import Film
from borderless.finance.plan import Plan, make_plan
from borderless.finding import Finding
from borderless.rulebook.library import Library, load

AS_OF = date(2026, 3, 2)

# account | description | stage | amount | currency | country | labour | more
LINES = """
1100 | Story and script            | development   |   900_000 | DKK | DK | 1    |
1200 | Development                 | development   |   600_000 | DKK | DK | 0.5  |
1300 | Producers                   | preproduction | 1_500_000 | DKK | DK | 1    | above
1310 | Co-producers, Poland        | preproduction |   420_000 | PLN | PL | 1    | above
1320 | Co-producers, Sweden        | preproduction |   380_000 | SEK | SE | 1    | above
1400 | Director                    | shoot         |   850_000 | PLN | PL | 1    | above
1500 | Principal cast              | shoot         | 2_100_000 | DKK | DK | 1    | above
1510 | Polish cast and extras      | shoot         |   620_000 | PLN | PL | 1    |
1520 | Swedish cast                | shoot         |   540_000 | SEK | SE | 1    |
2100 | Production staff            | shoot         | 1_350_000 | PLN | PL | 1    |
2110 | Danish crew on location     | shoot         | 1_250_000 | DKK | DK | 1    |
2200 | Camera crew                 | shoot         |   640_000 | PLN | PL | 1    |
2210 | Camera and lenses           | shoot         |   410_000 | PLN | PL |      |
2300 | Lighting and grip           | shoot         |   780_000 | PLN | PL | 0.6  |
2400 | Art department              | shoot         | 1_150_000 | PLN | PL | 0.7  |
2410 | Set construction            | shoot         | 1_650_000 | PLN | PL | 0.4  |
2420 | Ferry and sea platform      | shoot         |   880_000 | PLN | PL | 0.2  |
2500 | Costume                     | shoot         |   890_000 | PLN | PL | 0.55 |
2600 | Make-up and hair            | shoot         |   380_000 | PLN | PL | 0.8  |
2700 | Production sound            | shoot         |   450_000 | DKK | DK | 0.7  |
2800 | Locations, Gdańsk and Hel   | shoot         |   520_000 | PLN | PL | 0.2  |
2810 | Locations, Bornholm         | shoot         |   610_000 | DKK | DK | 0.2  |
2820 | Locations, Gotland          | shoot         |   480_000 | SEK | SE | 0.2  |
2900 | Transport                   | shoot         |   680_000 | PLN | PL | 0.4  |
2910 | Travel and lodging          | shoot         |   740_000 | PLN | PL |      |
2920 | Aerial unit, Iceland        | shoot         |    48_000 | EUR | IS | 0.5  |
3100 | Picture editing             | post          |   560_000 | PLN | PL | 0.9  |
3200 | Sound design and mix        | post          | 1_900_000 | DKK | DK | 0.6  |
3300 | Music                       | post          |   750_000 | DKK | DK | 0.8  |
3400 | Visual effects              | post          | 4_200_000 | SEK | SE | 0.8  | vfx
3410 | Water simulation            | post          | 1_150_000 | SEK | SE | 0.8  | vfx
3500 | Grading and laboratory      | post          | 1_900_000 | SEK | SE | 0.4  |
3600 | Delivery materials          | delivery      |   450_000 | DKK | DK | 0.2  |
4100 | Insurance                   | overhead      |   520_000 | DKK | DK |      |
4200 | Legal and audit             | overhead      |   380_000 | DKK | DK | 0.9  |
4210 | Polish audit and accounting | overhead      |   160_000 | PLN | PL | 0.9  |
4300 | Company overhead            | overhead      | 1_100_000 | DKK | DK | 0.5  |
4310 | Overhead, Sweden            | overhead      |   450_000 | SEK | SE | 0.5  |
4400 | Bank and financing          | financing     |   420_000 | DKK | DK |      |
4900 | Contingency                 | contingency   | 2_250_000 | DKK | DK |      |
"""

# name | kind | country | amount | currency | status
SOURCES = """
Danish Film Institute                   | selective_fund       | DK |11_200_000 | DKK | confirmed
DR                                      | broadcaster_presale  | DK | 3_200_000 | DKK | confirmed
Scandinavian minimum guarantee          | minimum_guarantee    | DK | 3_600_000 | DKK | confirmed
Nordisk Film & TV Fond                  | supranational_fund   | DK | 1_200_000 | DKK | applied
Polish Film Institute                   | selective_fund       | PL | 3_000_000 | PLN | confirmed
Wisła Pictures                          | producer_investment  | PL |3_250_000 | PLN | confirmed
Swedish Film Institute                  | selective_fund       | SE | 4_100_000 | SEK | confirmed
SVT                                     | broadcaster_presale  | SE | 2_300_000 | SEK | confirmed
Gotland Film Fund                       | regional_fund        | SE | 1_400_000 | SEK | planned
"""

PEOPLE = """
director            | Karin Aalto       | SE
writer              | Jens Friis        | DK
composer            | Mads Ravn         | DK
first_role          | Ida Holm          | DK
second_role         | Piotr Zawadzki    | PL
third_role          | Elin Berg         | SE
cinematographer     | Anna Kowalska     | PL
sound               | Bo Lund           | DK
editor              | Marek Nowak       | PL
production_designer | Zofia Lis         | PL
"""


def _table(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in row.split("|")] for row in text.strip().splitlines()]


def film_data() -> dict[str, Any]:
    """The film as plain data, to be changed by a test before it is read."""
    return {
        "title": "The Salt Ferry",
        "original_title": "Saltfærgen",
        "minutes": 108,
        "languages": ["da"],
        "delegate": "DK",
        "dates": {
            "application": "2026-01-15",
            "shooting_start": "2026-09-01",
            "shooting_end": "2026-11-20",
            "delivery": "2027-10-30",
        },
        "coproducer": [
            {"company": "Strandvejen Film", "country": "DK", "role": "delegate", "share": "0.50"},
            {"company": "Wisła Pictures", "country": "PL", "share": "0.35"},
            {"company": "Skärgård Produktion", "country": "SE", "share": "0.15"},
        ],
        "person": [
            {"post": post, "name": name, "nationality": [country]}
            for post, name, country in _table(PEOPLE)
        ],
        "phase": [
            {"stage": "shoot", "country": "PL", "days": 38},
            {"stage": "post", "country": "DK"},
            {"stage": "post", "country": "SE", "vfx": True},
        ],
        "source": [
            *(
                {
                    "name": name,
                    "kind": kind,
                    "coproducer": country,
                    "amount": amount.replace("_", ""),
                    "currency": currency,
                    "status": status,
                    "assumption": "in negotiation" if status == "planned" else None,
                }
                for name, kind, country, amount, currency, status in _table(SOURCES)
            ),
            {
                "name": "Eurimages",
                "kind": "supranational_fund",
                "fund": "eurimages-coproduction",
                "coproducer": "DK",
                "amount": 350_000,
                "currency": "EUR",
                "status": "applied",
                "paid": [
                    {"event": "signature", "share": "0.6"},
                    {"event": "delivery", "share": "0.4"},
                ],
            },
            {"incentive": "pl-rebate", "coproducer": "PL", "status": "planned"},
        ],
        "facts": {
            "theatrical": True,
            "pl-rebate": {"polish_applicant": True, "qualification_test": True},
        },
        "assumptions": ["Amounts are of the producers' budget of February 2026"],
        "budget": [
            {
                "account": account,
                "description": description,
                "phase": phase,
                "amount": amount.replace("_", ""),
                "currency": currency,
                "country": country,
                "labour": labour or "0",
                "vfx": more == "vfx",
                "above_the_line": more == "above",
                "row": row,
            }
            for row, (
                account,
                description,
                phase,
                amount,
                currency,
                country,
                labour,
                more,
            ) in enumerate(_table(LINES), 2)
        ],
    }


def plan_of(data: dict[str, Any], library: Library | None = None) -> tuple[Plan, list[Finding]]:
    """The plan of a film given as plain data, with its findings."""
    plan, findings = make_plan(Film.model_validate(data), library or load()[0], as_of=AS_OF)
    assert plan is not None, findings
    return plan, findings
