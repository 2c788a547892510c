"""The ledger: one hash chain per item over every row that was ever recorded for it."""

from django.conf import settings
from django.db import models


class LedgerEntry(models.Model):
    """One recorded row: who, when, what it said, and the hash of all that came before.

    Free text stands here as its SHA-256 only, so that words can be erased and the chain holds.
    """

    chain = models.CharField(max_length=60)
    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
        help_text="Whose right was used, where it was lent to the actor.",
    )
    way = models.CharField(  # noqa: DJ001 - what is null stands in no hash, as before it was kept
        max_length=4,
        null=True,
        choices=[("mail", "by mail")],
        help_text="How it came where the actor was not signed in: by a mailed link or a reply.",
    )
    at = models.DateTimeField()
    table_name = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    payload = models.TextField(help_text="Canonical JSON, keyed by column and kind.")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("chain", "seq")
        indexes = [
            models.Index(fields=["-at", "-id"], name="ledgerentry_newest"),
            models.Index(fields=["verb", "-at", "-id"], name="ledgerentry_verb_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["chain", "seq"], name="ledgerentry_seq_once_per_chain"),
            models.UniqueConstraint(fields=["table_name", "row_id"], name="ledgerentry_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.chain} #{self.seq} {self.verb}"
