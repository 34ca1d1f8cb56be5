"""Tokens with which programs speak for a person."""

from __future__ import annotations

import hashlib
import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from borderless.web.accounts.models import User


class Scope(models.TextChoices):
    """What a token may be used for; never more than its person may."""

    FILMS_READ = "films:read", _("Read films, their revisions and plans")
    FILMS_WRITE = "films:write", _("Make films and save revisions")
    JOBS = "jobs", _("Start and cancel long work")
    RULES = "rules:read", _("Read the rulebook")


class ApiToken(models.Model):
    """A token; only the digest of its secret is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    start = models.CharField(max_length=12)
    """The secret's first letters, by which its person knows it again."""
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_on = models.DateField(null=True, blank=True)
    """The last day on which it was used."""

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.start}…)"

    @property
    def is_open(self) -> bool:
        """Whether it still lets anybody in."""
        now = timezone.now()
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)

    @property
    def scope_names(self) -> list[str]:
        """What it is for, in words."""
        return [str(Scope(scope).label) for scope in self.scopes if scope in Scope.values]


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_token(user: User, name: str, scopes: list[str], **when: object) -> tuple[ApiToken, str]:
    """A new token and its secret, which is shown once."""
    secret = f"bl_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        user=user, name=name, digest=digest_of(secret), start=secret[:9], scopes=scopes, **when
    )
    return token, secret
