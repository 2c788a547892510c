"""Files on their way in: kept with what became of them until they expire."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models

from accounts.models import User
from metrics.models.measurements import MeasurementImport

READINGS = "readings"
FOLDER = "imports"


class Step(models.TextChoices):
    """How far a worker is with a file too large to wait for."""

    NONE = "", "Waits for a person"
    QUEUED = "queued", "Waits for a worker, or is being read"
    WRITING = "writing", "Being imported"
    CHECKED = "checked", "Read; nothing was imported"
    STOPPED = "stopped", "Stopped; nothing was imported"


WORKING = (Step.QUEUED, Step.WRITING)


class PendingImportQuerySet(models.QuerySet["PendingImport"]):
    """Kept files, narrowed in words."""

    def waiting(self, person: User, at: datetime) -> "PendingImportQuerySet":
        """Return the files a person has not imported yet."""
        return self.filter(person=person, expires_at__gt=at, imported_at__isnull=True)

    def of_readings(self) -> "PendingImportQuerySet":
        """Return files of readings; the others are lists the company starts from."""
        return self.filter(kind=READINGS)


class PendingImport(models.Model):
    """An uploaded file, its columns and formats as chosen; only its owner sees it."""

    kind = models.CharField(
        max_length=12, default=READINGS, help_text="readings, or which list it holds."
    )
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file = models.FileField(upload_to=f"{FOLDER}/", max_length=200)
    file_name = models.CharField(max_length=200)
    mapping = models.JSONField(default=dict, help_text="Column of the file per field.")
    formats = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True, blank=True)
    record = models.ForeignKey(
        MeasurementImport, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rows = models.PositiveIntegerField(default=0, help_text="How many the file holds.")
    asked = models.CharField(
        max_length=5, blank=True, help_text="What a worker was asked for: check, all or good rows."
    )
    step = models.CharField(max_length=7, choices=Step, blank=True, default=Step.NONE)
    trouble = models.TextField(blank=True, help_text="Why a worker stopped.")
    counts = models.JSONField(default=dict, blank=True)
    result = models.FileField(
        upload_to=f"{FOLDER}/", max_length=200, blank=True, help_text="What became of each row."
    )

    objects = PendingImportQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_large(self) -> bool:
        """Whether it takes longer than a person should wait for a page."""
        rules = settings.TIEOUT
        most = rules.import_now_rows if self.kind == READINGS else rules.list_now_rows
        return bool(self.rows > most)

    @property
    def is_at_work(self) -> bool:
        """Whether a worker has it."""
        return self.step in WORKING and self.imported_at is None

    def content(self) -> bytes:
        """Return the file as it was uploaded."""
        with self.file.open("rb") as stored:
            data: bytes = stored.read()
        return data
