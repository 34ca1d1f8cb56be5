"""Events of a payment in words."""

from __future__ import annotations

from django import template

from borderless.web.finance_plan.words import EVENTS

register = template.Library()


@register.filter
def event_word(event: str) -> str:
    """An event of the film in words; one of its own as it is written."""
    return str(EVENTS[event]) if event in EVENTS else event.replace("_", " ")
