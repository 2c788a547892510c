"""Where an item was before it was here."""

from django.conf import settings
from django.db import models

from governance.models.contradictions import Contradiction


class Origin(models.Model):
    """The reference of an item in the list it was taken over from; each is taken over once."""

    contradiction = models.ForeignKey(
        Contradiction, on_delete=models.PROTECT, related_name="origins"
    )
    reference = models.CharField(max_length=80, unique=True)
    file_name = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return f"{self.reference} in {self.file_name}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.contradiction.chain
