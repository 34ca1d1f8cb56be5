"""Long work: what was asked, how far it is, and what came out."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from borderless.web.films.models import Film, Revision

MOST_ATTEMPTS = 3


def silent_since() -> datetime:
    """A worker that has said nothing since is taken to be dead."""
    return timezone.now() - timedelta(seconds=settings.JOB_SILENCE)


class State(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")


LABELS = {
    "placement": _("Best placement"),
    "sweep": _("Sets of partners"),
    "risk": _("Scenarios"),
    "backtest": _("Replay of history"),
}
"""What each kind of work is called."""
LIVE = (State.QUEUED, State.RUNNING)


class Job(models.Model):
    """One piece of long work for one revision of a film.

    The same question about the same folder has one `key`: asked twice, it is answered once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    film = models.ForeignKey(Film, models.CASCADE, related_name="jobs")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="jobs")
    """What it is worked out from."""
    kind = models.CharField(max_length=20)
    params = models.JSONField(default=dict)
    key = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempt = models.PositiveIntegerField(default=0)
    """Counts the starts; a worker may write only under the number that it started with."""
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    """Of what `done` counts; 0 while not known."""
    phase = models.CharField(max_length=200, blank=True)
    """What is being done, in words: English, as the engines say it."""
    figures = models.JSONField(default=dict)
    """What is known so far, by name; amounts in the currency that stands beside them."""
    cancel_asked = models.BooleanField(default=False)
    result: Any = models.JSONField(null=True)
    findings = models.JSONField(default=list)
    error = models.TextField(blank=True)
    """One sentence, where it failed."""
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    """When its worker last said something."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at"]
        indexes = [
            models.Index(fields=["film", "kind", "-asked_at"], name="jobs_of_film"),
            models.Index(fields=["state", "heard_at"], name="jobs_in_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state__in=[State.QUEUED, State.RUNNING, State.DONE]),
                name="one_answer_a_question",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id} ({self.state})"

    @property
    def is_live(self) -> bool:
        """Whether something may still come."""
        return self.state in LIVE

    @property
    def share(self) -> float | None:
        """How much is done, 0-1; None while not known."""
        return min(1.0, self.done / self.total) if self.total else None

    @property
    def tenths_done(self) -> float:
        """What is done where it is counted in tenths."""
        return self.done / 10

    @property
    def tenths_total(self) -> float:
        """All of it, in the same way."""
        return self.total / 10

    @property
    def label(self) -> str:
        """What it is, in the reader's language."""
        return str(LABELS.get(self.kind, self.kind))

    @property
    def is_outdated(self) -> bool:
        """Whether the film has changed since; costs no query where the revision was selected."""
        return self.revision.number != self.film.head
