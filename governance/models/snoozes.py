"""Items a person put out of their own sight for a while."""

from django.conf import settings
from django.db import models

from governance.models.contradictions import Contradiction


class Snooze(models.Model):
    """One person looks at an item again on a day; the item itself, and its clocks, go on.

    Personal, like a bookmark: nobody else sees it and it is no part of the item's history.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="snoozes"
    )
    contradiction = models.ForeignKey(
        Contradiction, on_delete=models.PROTECT, related_name="snoozes"
    )
    until_on = models.DateField(help_text="First day on which it shows again.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "contradiction"], name="snooze_once_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.contradiction} until {self.until_on}"
