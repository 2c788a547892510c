"""Pre-reads, and the final pack of a review: frozen; what was made of it, and who opened it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.canonical import WordsField
from governance.models.reviews import Review

PERSON = settings.AUTH_USER_MODEL


class PreRead(models.Model):
    """What is known for a review at a moment; a later one is a row of its own.

    The last is the final pack, kept at the close with the minutes.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="pre_reads")
    number = models.PositiveSmallIntegerField(help_text="1 as published, then each refresh.")
    is_final = models.BooleanField(default=False, help_text="Kept at the close, with minutes.")
    content = WordsField(help_text="All it says, see governance.packs.snapshot.")
    sha256 = models.CharField(max_length=64, help_text="Of the one text of the content.")
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="preread_number_once"),
            models.UniqueConstraint(
                fields=["review"], condition=Q(is_final=True), name="preread_one_final"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="preread_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.review}"

    @property
    def kind(self) -> str:
        """What it is called where its review is known."""
        return "Final pack" if self.is_final else f"Pre-read {self.number}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.review.chain

    @property
    def version(self) -> str:
        """The beginning of its hash, as printed at the foot of each page."""
        return f"{self.sha256[:4]}·{self.sha256[4:8]}"


class Printed(models.Model):
    """A pre-read as a PDF on one size of paper; it can be made anew from what was frozen."""

    class Paper(models.TextChoices):
        """Sizes of paper."""

        A4 = "a4", "A4"
        LETTER = "letter", "US Letter"

    pre_read = models.ForeignKey(PreRead, on_delete=models.PROTECT, related_name="printed")
    paper = models.CharField(max_length=6, choices=Paper)
    content = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pre_read", "paper"], name="printed_once_a_paper")
        ]

    def __str__(self) -> str:
        return f"{self.pre_read}, {self.get_paper_display()}"


class Opening(models.Model):
    """That somebody invited opened a pre-read: the chair knows, nobody else does."""

    pre_read = models.ForeignKey(PreRead, on_delete=models.PROTECT, related_name="openings")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pre_read", "person"], name="opening_first_alone")
        ]

    def __str__(self) -> str:
        return f"{self.person} opened {self.pre_read}"
