"""What a database is for, written once into an empty one."""

from django.db import models

from accounts.models.ledger import LedgerEntry
from accounts.models.people import User


class Deployment(models.Model):
    """The mark of a database that holds a sample company, so that nothing else is ever reset."""

    class Kind(models.TextChoices):
        """What the database holds; one without a mark holds a company's own records."""

        SAMPLE = "sample", "Sample company"

    kind = models.CharField(max_length=6, choices=Kind, unique=True)
    told_on = models.DateField(help_text="The day from which the sample counts its days.")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return "deployment"


def is_sample() -> bool:
    """Say whether this database was marked as the home of a sample."""
    return Deployment.objects.filter(kind=Deployment.Kind.SAMPLE).exists()


def is_untouched() -> bool:
    """Say whether nothing was ever recorded here, but for the system actor that jobs make."""
    people = User.objects.filter(is_system=False)
    acts = LedgerEntry.objects.exclude(actor__is_system=True, verb="set_up")
    return not people.exists() and not acts.exists()
