"""Two lists on their way to a bridge, kept until a worker is done, and for some days at most."""

from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.models.bridges import Bridge
from governance.models.contradictions import Contradiction
from governance.models.positions import Position

PERSON = settings.AUTH_USER_MODEL
FOLDER = "bridges"
WORKING = ("queued", "stopping")


class BridgeJob(models.Model):
    """Two lists, the rules to set them side by side by, and how far a worker is."""

    class Step(models.TextChoices):
        """Where it is."""

        CHOOSING = "choosing", "Waits for its rules"
        QUEUED = "queued", "With a worker"
        STOPPING = "stopping", "Being stopped"
        STOPPED = "stopped", "Stopped; nothing was changed"
        DONE = "done", "Done"

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    contradiction = models.ForeignKey(
        Contradiction, on_delete=models.PROTECT, related_name="bridge_jobs"
    )
    start = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")
    end = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    lists = models.JSONField(default=dict, help_text="What is known of the list of each side.")
    guesses = models.JSONField(default=dict, help_text="What its columns seem to hold.")
    rules = models.JSONField(default=dict, help_text="As chosen, for each side.")
    keep_days = models.PositiveSmallIntegerField(default=0, help_text="For the rows of its steps.")
    step = models.CharField(max_length=8, choices=Step, default=Step.CHOOSING)
    doing = models.CharField(max_length=200, blank=True)
    share = models.FloatField(null=True, blank=True, help_text="From 0 to 1, of what is done now.")
    trouble = models.TextField(blank=True, help_text="Why it stopped.")
    bridge = models.ForeignKey(
        Bridge, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(step="done") | Q(bridge__isnull=False),
                name="bridgejob_done_has_result",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contradiction} {self.start.label} to {self.end.label}"

    @property
    def is_at_work(self) -> bool:
        """Whether a worker has it."""
        return self.step in WORKING

    @property
    def folder(self) -> Path:
        """Where its lists are, outside the web root."""
        return Path(settings.MEDIA_ROOT) / FOLDER / "lists" / str(self.key)

    def path_of(self, side: str) -> Path:
        """Return the list of a side."""
        return self.folder / side / str(self.lists[side]["name"])
