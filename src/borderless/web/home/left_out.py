"""What of an archive was not taken, told after an import without flooding the page."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import ngettext

from borderless.finding import Finding

TOLD = 3
"""Findings that are told one by one; of the others, how many there are."""


def tell_left_out(request: HttpRequest, findings: Sequence[Finding]) -> None:
    """Puts what was left out into the messages of the next page."""
    for one in findings[:TOLD]:
        messages.info(request, format_html('<span lang="en">{}</span>', one.message))
    more = len(findings) - TOLD
    if more > 0:
        text = ngettext(
            "%(number)s more file was left out.", "%(number)s more files were left out.", more
        )
        messages.info(request, text % {"number": more})
