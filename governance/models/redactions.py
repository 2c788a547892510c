"""Erasure as a ledgered act: the words go, the hash of the words stays."""

from django.conf import settings
from django.db import models


class Redaction(models.Model):
    """One column of one row whose text was removed, with the hash of what it said."""

    chain_name = models.CharField(max_length=60)
    table_name = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    column = models.CharField(max_length=63)
    sha256 = models.CharField(max_length=64, help_text="Of the text that was removed.")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["table_name", "row_id", "column"], name="redaction_once_per_cell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_id} {self.column}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.chain_name
