"""The guided start: which of its steps a company leaves out, and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.history import History


class SkippedStepQuerySet(models.QuerySet["SkippedStep"]):
    """Skipped steps, narrowed in words."""

    def standing(self) -> "SkippedStepQuerySet":
        """Return those that were not taken up again."""
        return self.filter(is_withdrawn=False)


class SkippedStep(models.Model):
    """A step that somebody left out for a reason; that one is done is never kept, but read."""

    class Step(models.TextChoices):
        """What a company does in its first ninety days, in order; or the start as a whole."""

        STEWARD = "steward", "Invite who keeps the register"
        FUNCTIONS = "functions", "Name the functions and their heads"
        DOMAINS = "domains", "Name what is decided about"
        POLL = "poll", "Ask leaders who owns it"
        OWNERS = "owners", "Name who is accountable"
        DECIDERS = "deciders", "Name who decides"
        FORCE = "force", "Name who may force a reconciliation"
        DEFINITIONS = "definitions", "Agree the first definitions"
        AUTHORITIES = "authorities", "Name the system that counts"
        CONTRADICTIONS = "contradictions", "Log the first contradictions"
        REVIEW = "review", "Call the first review"
        HELD = "held", "Hold the first review"
        ALL = "all", "The guided start"

    step = models.CharField(max_length=14, choices=Step)
    reason = models.TextField(max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_withdrawn = models.BooleanField(default=False, help_text="Taken up again; kept for history.")
    history = History()

    objects = SkippedStepQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["step"], condition=Q(is_withdrawn=False), name="skippedstep_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="skippedstep_has_reason"),
        ]

    def __str__(self) -> str:
        return self.get_step_display()

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return "start"
