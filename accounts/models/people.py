"""People and the functions they answer for."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower

from accounts.history import History
from accounts.zones import zones

# Where nobody has a mailbox: the address of a person whose name was taken out of the record.
NOBODY = "erased.invalid"


class Function(models.Model):
    """A part of the company that counts in its own way, such as Marketing."""

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    letter = models.CharField(max_length=1, help_text="Its mark in the split glyph, such as M.")
    head = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="heads"
    )
    history = History()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"function:{self.pk}"


class UserQuerySet(models.QuerySet["User"]):
    """People, narrowed in words."""

    def active(self) -> "UserQuerySet":
        """Return people who can sign in; the system actor is not a person."""
        return self.filter(is_active=True, is_system=False)

    def stewards(self) -> "UserQuerySet":
        """Return who keeps the register (RevOps)."""
        return self.active().filter(role="steward")


class UserManager(BaseUserManager["User"]):
    """Find people by e-mail; accounts are made by `accounts.actions.people` alone."""

    def get_queryset(self) -> UserQuerySet:
        """Return every account, with its function."""
        return UserQuerySet(self.model, using=self._db).select_related("function")

    def active(self) -> UserQuerySet:
        """Return people who can sign in."""
        return self.get_queryset().active()

    def stewards(self) -> UserQuerySet:
        """Return who keeps the register (RevOps)."""
        return self.get_queryset().stewards()

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find an account by its e-mail, in whatever case it is typed."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):  # type: ignore[django-manager-missing]  # knox has no types
    """A person who signs in by e-mail, or the one named system actor."""

    class Role(models.TextChoices):
        """What a person may do in general; deciding is a right, never a role."""

        VIEWER = "viewer", "Viewer"
        CONTRIBUTOR = "contributor", "Contributor"
        STEWARD = "steward", "Steward"
        AUDITOR = "auditor", "Auditor"
        ADMINISTRATOR = "administrator", "Administrator"

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80)
    function = models.ForeignKey(
        Function, null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    role = models.CharField(max_length=13, choices=Role, default=Role.VIEWER)
    time_zone = models.CharField(max_length=40, default="UTC")
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False)
    shortcuts = models.BooleanField("single-key shortcuts", default=True)
    history = History(excluded_fields=["password", "last_login", "shortcuts"])

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_in_any_case"),
            models.UniqueConstraint(
                fields=["is_system"], condition=models.Q(is_system=True), name="user_one_system"
            ),
            models.CheckConstraint(
                condition=models.Q(is_system=False) | models.Q(role="viewer"),
                name="user_system_has_no_role",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"person:{self.pk}"

    def clean(self) -> None:
        """Refuse a time zone that does not exist: every page of the person is written in it."""
        super().clean()
        if self.time_zone not in zones():
            how = "There is no such time zone. Choose one such as Europe/Berlin."
            raise ValidationError({"time_zone": how})

    @property
    def is_pseudonymous(self) -> bool:
        """Whether name and address were taken out of the record."""
        return self.email.endswith(f"@{NOBODY}")

    @property
    def is_steward(self) -> bool:
        """Whether this person keeps the register (RevOps)."""
        return self.role == self.Role.STEWARD

    @property
    def is_auditor(self) -> bool:
        """Whether this person reads everything and exports history."""
        return self.role == self.Role.AUDITOR

    @property
    def is_administrator(self) -> bool:
        """Whether this person keeps people and settings; never a right to decide."""
        return self.role == self.Role.ADMINISTRATOR

    @property
    def may_log(self) -> bool:
        """Whether this person may log contradictions and add to them."""
        return self.role in (self.Role.CONTRIBUTOR, self.Role.STEWARD)

    def speaks_for(self, function: Function) -> bool:
        """Say whether this person belongs to a function, or heads it."""
        return self.pk == function.head_id or self.function_id == function.pk

    def get_short_name(self) -> str:
        """Return the name; it is what libraries show."""
        return self.name

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Refuse Django's table permissions: rights here come from records."""
        return False
