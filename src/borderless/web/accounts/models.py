"""People, and the production companies that they work for."""

from __future__ import annotations

import zoneinfo
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from borderless.film.places import check_country, check_language

INVITATION_DAYS = 14


def is_country(code: str) -> None:
    """Raises `ValidationError` for what is no ISO 3166-1 country."""
    try:
        check_country(code)
    except ValueError as error:
        raise ValidationError(_("Choose a country from the list.")) from error


def are_languages(codes: Any) -> None:
    """Raises `ValidationError` for what is no list of BCP 47 languages."""
    try:
        for code in codes:
            check_language(code)
    except (TypeError, ValueError) as error:
        raise ValidationError(_("Choose languages from the list.")) from error


def is_time_zone(name: str) -> None:
    """Raises `ValidationError` for what is no zone of the IANA database."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("Choose a time zone from the list, such as Europe/Warsaw."))


class UserManager(BaseUserManager["User"]):
    """Makes people, who are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **profile: Any) -> User:
        """A person with an account.

        Raises:
            ValueError: there is no e-mail address.
        """
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **profile)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **profile: Any) -> User:
        """A person to whom nothing is closed; no page needs one."""
        return self.create_user(
            email, password, **(profile | {"is_superuser": True, "is_staff": True})
        )


class Craft(models.TextChoices):
    """What a person does on films."""

    PRODUCER = "producer", _("Producer")
    LINE_PRODUCER = "line_producer", _("Line producer")
    ACCOUNTANT = "accountant", _("Accountant")
    WRITER = "writer", _("Writer")
    DIRECTOR = "director", _("Director")
    SALES = "sales", _("Sales and distribution")
    FUND = "fund", _("Fund or film commission")
    LAWYER = "lawyer", _("Lawyer")
    CREW = "crew", _("Crew or cast")
    FILM_CLUB = "film_club", _("Film club")
    OTHER = "other", _("Something else")


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by an e-mail address."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, validators=[is_country])
    city = models.CharField(_("city"), max_length=120, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, blank=True, validators=[is_time_zone]
    )
    languages = models.JSONField(
        _("languages spoken"), default=list, blank=True, validators=[are_languages]
    )
    craft = models.CharField(_("craft"), max_length=20, choices=Craft.choices, blank=True)
    interface_language = models.CharField(_("language of the pages"), max_length=10, blank=True)
    is_local = models.BooleanField(default=False)
    """The one person of `borderless serve`, who signs in from this machine only."""
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name, or the address of somebody who has not given one."""
        return str(self)

    def get_short_name(self) -> str:
        """The first name."""
        return str(self).split(" ", 1)[0]


class Organisation(models.Model):
    """A production company, fund or other house in which people share films."""

    name = models.CharField(_("name"), max_length=160)
    country = models.CharField(_("country"), max_length=2, blank=True, validators=[is_country])
    created_at = models.DateTimeField(default=timezone.now)
    people: models.ManyToManyField[User, OrganisationMember] = models.ManyToManyField(
        User, through="OrganisationMember", related_name="organisations"
    )

    def __str__(self) -> str:
        return self.name


class OrganisationMember(models.Model):
    """A person in an organisation."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    is_admin = models.BooleanField(_("runs it"), default=False)
    """An admin names members and owns the organisation's films; members edit them."""
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="one_membership")
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.organisation}"


def invitation_end() -> Any:
    """The moment until which an invitation of now holds."""
    return timezone.now() + timedelta(days=INVITATION_DAYS)


class Invitation(models.Model):
    """That somebody without an account may join an organisation; its mail has a signed link."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    """In lower case."""
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=invitation_end)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "email"], name="one_invitation")
        ]

    def __str__(self) -> str:
        return f"{self.email} into {self.organisation}"

    def is_open(self) -> bool:
        """Whether it still holds."""
        return self.expires_at > timezone.now()
