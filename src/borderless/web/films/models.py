"""A film's revisions, its files by content, and who may see it.

A revision is the film's folder as it stood: the bytes of every file, known by their digest, and
the document that they were read as. Nothing of a revision ever changes; a save adds one.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from borderless.web.accounts.models import Organisation, User


class Role(models.TextChoices):
    """What a person may do with a film; `access.CAPABILITIES` says what each may."""

    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Editor")
    FINANCE_VIEWER = "finance_viewer", _("Finance viewer")
    VIEWER = "viewer", _("Viewer")


class Film(models.Model):
    """A film; what it holds is in its revisions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=300)
    """As the newest revision has it, for lists."""
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="films"
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now, db_index=True)
    head = models.PositiveIntegerField(default=0)
    """Number of the newest revision."""
    deleted_at = models.DateTimeField(null=True, blank=True)
    """Put away by an owner; nobody sees it until it is taken back."""

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-changed_at"], name="film_of_organisation")
        ]

    def __str__(self) -> str:
        return self.title

    def newest(self) -> Revision:
        """The revision that everybody sees.

        Raises:
            Revision.DoesNotExist: the film has none, as it is just being made.
        """
        return self.revisions.get(number=self.head)


class Blob(models.Model):
    """The bytes of a file, kept once however many revisions have them."""

    digest = models.CharField(primary_key=True, max_length=64)
    """SHA-256 of the content, in hexadecimal."""
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    """Bytes."""

    def __str__(self) -> str:
        return f"{self.digest[:12]} ({self.size} bytes)"


class Holding(models.Model):
    """That some revision of a film has a blob: what counts against the film's room."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="holdings")
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="holdings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["film", "blob"], name="one_holding")]

    def __str__(self) -> str:
        return f"{self.film_id} holds {self.blob_id}"


class RevisionKind(models.TextChoices):
    """By which kind of action a revision came to be."""

    CREATED = "created", _("Created")
    IMPORTED = "imported", _("Imported")
    EDITED = "edited", _("Edited")
    FILES = "files", _("Files changed")
    MERGED = "merged", _("Joined with somebody else's change")
    PLACED = "placed", _("Moves accepted")
    RESTORED = "restored", _("Restored")


class Revision(models.Model):
    """A film's folder as it stood after one save."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    """1, 2, 3 …, without holes."""
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="revisions"
    )
    created_at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=12, choices=RevisionKind.choices)
    what = models.CharField(max_length=300, blank=True)
    """What was done, in the author's words or the page's; English where the page says it."""
    manifest = models.JSONField()
    """Digest of every file, by its path in the folder."""
    document = models.JSONField(null=True)
    """The film as `borderless.film.model.Film` writes it in JSON; null while its files have
    errors."""
    digest = models.CharField(max_length=64, db_index=True)
    """Of the manifest: equal folders have equal digests."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["film", "number"], name="one_number")]
        ordering: ClassVar[list[str]] = ["-number"]

    def __str__(self) -> str:
        return f"{self.film_id} revision {self.number}"


def manifest_digest(manifest: dict[str, str]) -> str:
    """SHA-256 of a manifest, the same for equal folders."""
    text = json.dumps(manifest, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class FilmRole(models.Model):
    """What a person may do with a film."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="roles")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="film_roles")
    role = models.CharField(max_length=16, choices=Role.choices)
    granted_at = models.DateTimeField(default=timezone.now)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["film", "user"], name="one_role"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} is {self.role} of {self.film_id}"


class GuestLink(models.Model):
    """A link by which somebody without an account sees a film for a while.

    Only the digest of its secret is kept, so that the database gives no link away.
    """

    film = models.ForeignKey(Film, models.CASCADE, related_name="guest_links")
    label = models.CharField(max_length=120)
    """Whom it is for."""
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.VIEWER)
    digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[Role.VIEWER, Role.FINANCE_VIEWER]), name="guests_only_look"
            )
        ]

    def __str__(self) -> str:
        return f"guest link for {self.label}"

    @staticmethod
    def new_secret() -> str:
        """A secret for a new link, which is shown once."""
        return secrets.token_urlsafe(32)

    @staticmethod
    def digest_of(secret: str) -> str:
        """What is kept of a secret."""
        return hashlib.sha256(secret.encode()).hexdigest()

    def is_open(self) -> bool:
        """Whether it still lets anybody in."""
        return self.revoked_at is None and self.expires_at > timezone.now()


class Draft(models.Model):
    """A change that came too late to be saved as it is, until its author decides."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    film = models.ForeignKey(Film, models.CASCADE, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    base = models.PositiveIntegerField()
    """Number of the revision that the author had seen."""
    document: Any = models.JSONField()
    """The whole film as the author wants it."""
    what = models.CharField(max_length=300, blank=True)
    back_to = models.CharField(max_length=300, blank=True)
    """Path of the page on which the change was made."""
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"draft of {self.author} for {self.film_id}"


class Figures(models.Model):
    """What a revision's plan says in short, kept so that lists and overviews need not plan again.

    Worked out anew where a key is missing, so that rows may be deleted at any time.
    """

    key = models.CharField(primary_key=True, max_length=64)
    """Digest of the folder, the day, the rulebook and the version of these figures."""
    data = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"figures {self.key[:12]}"


__all__ = [
    "Blob",
    "Draft",
    "Figures",
    "Film",
    "FilmRole",
    "GuestLink",
    "Holding",
    "Revision",
    "RevisionKind",
    "Role",
    "User",
    "manifest_digest",
]
