"""The rulebook: what there is, and each rule whole."""

from __future__ import annotations

import json
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router
from ninja.errors import HttpError

from borderless.dossier.plan_json import to_json
from borderless.rulebook.library import Rule, is_verified
from borderless.web.api.models import Scope
from borderless.web.api.shapes import RuleOut, answers
from borderless.web.api.tokens import Token
from borderless.web.films.reading import our_library

router = Router(tags=["rulebook"])
reads = Token(Scope.RULES)
Kind = Literal["incentive", "fund", "treaty", "points", "aid", "governing"]


@router.get("", response=answers(list[RuleOut]), auth=reads)
def list_rules(
    request: HttpRequest, kind: Kind | None = None, country: str | None = None
) -> list[RuleOut]:
    """Every rule, or those of a kind or of a country (ISO 3166-1)."""
    del request
    rules = [our_library().rules[key] for key in sorted(our_library().rules)]
    found = [_rule_out(rule) for rule in rules]
    return [
        one
        for one in found
        if kind in (None, one.kind) and (country is None or one.country == country.upper())
    ]


@router.get(
    "/{rule_id}",
    response=answers(dict[str, Any]),
    auth=reads,
)
def show_rule(request: HttpRequest, rule_id: str) -> Any:
    """A rule with its versions, values, articles and sources."""
    del request
    rule = our_library().rules.get(rule_id)
    if rule is None:
        raise HttpError(404, "There is no such rule.")
    return json.loads(to_json(rule.model_dump(mode="json", by_alias=True, exclude_none=True)))


def _rule_out(rule: Rule) -> RuleOut:
    return RuleOut(
        id=rule.id,
        kind=rule.rule,
        name=getattr(rule, "name", rule.id),
        country=getattr(rule, "country", None) or None,
        verified=is_verified(rule),
    )
