"""Kinds of money, statuses and events in the film business's words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from borderless.film.model import SourceKind, Status

KINDS: dict[str, Promise] = {
    SourceKind.SELECTIVE_FUND: _("Selective fund"),
    SourceKind.AUTOMATIC_SUPPORT: _("Automatic support"),
    SourceKind.REGIONAL_FUND: _("Regional fund"),
    SourceKind.SUPRANATIONAL_FUND: _("Supranational fund"),
    SourceKind.INCENTIVE: _("Incentive"),
    SourceKind.BROADCASTER_PRESALE: _("Broadcaster, pre-sale"),
    SourceKind.BROADCASTER_COPRODUCTION: _("Broadcaster, co-production"),
    SourceKind.MINIMUM_GUARANTEE: _("Minimum guarantee"),
    SourceKind.PRESALE: _("Pre-sale"),
    SourceKind.EQUITY: _("Equity"),
    SourceKind.PRODUCER_INVESTMENT: _("Producer's investment"),
    SourceKind.DEFERRAL: _("Deferral"),
    SourceKind.IN_KIND: _("In kind"),
    SourceKind.SPONSORSHIP: _("Sponsorship"),
    SourceKind.GAP: _("Gap finance"),
    SourceKind.LOAN: _("Loan"),
    SourceKind.OTHER: _("Other"),
}
STATUSES: dict[str, Promise] = {
    Status.CONFIRMED: _("Confirmed"),
    Status.APPLIED: _("Applied for"),
    Status.PLANNED: pgettext_lazy("finance", "Planned"),
    Status.REFUSED: _("Refused"),
}
EVENTS: dict[str, Promise] = {
    "signature": _("Signature"),
    "application": _("Application"),
    "preproduction_start": _("Start of pre-production"),
    "shooting_start": _("Start of the shoot"),
    "shooting_end": _("End of the shoot"),
    "rough_cut": _("Rough cut"),
    "delivery": _("Delivery"),
    "certificate": _("Certificate"),
    "audit": _("Audit"),
    "tax_filing": _("Tax filing"),
    "release": _("Release"),
}
INK = {
    Status.CONFIRMED: "accent",
    Status.APPLIED: "applied",
    Status.PLANNED: "planned",
    Status.REFUSED: "none",
}
