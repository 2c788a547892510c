"""Promises kept by the database: work to do after a commit, and answers already given."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q


class OutboxQuerySet(models.QuerySet["Outbox"]):
    """Promised work, narrowed in words."""

    def waiting(self, at: datetime) -> "OutboxQuerySet":
        """Return what is due, not done and not leased to a worker that may still be alive."""
        return self.filter(done_at__isnull=True, failed_at__isnull=True, due_at__lte=at).filter(
            Q(leased_until__isnull=True) | Q(leased_until__lt=at)
        )


class Outbox(models.Model):
    """Work promised inside the transaction that caused it; the broker only wakes a worker."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200, unique=True, help_text="What makes it one promise.")
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        ordering = ("due_at", "id")
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(done_at__isnull=True), name="outbox_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class IdempotencyKey(models.Model):
    """The stored answer to a request that must have one effect, however often it is sent."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    route = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    body_sha256 = models.CharField(max_length=64)
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "route", "key"], name="idempotencykey_once_per_route"
            )
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"
