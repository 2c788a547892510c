"""Who stands in for whom, and from when until when."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.history import History

if TYPE_CHECKING:
    from accounts.models.people import User

PERSON = settings.AUTH_USER_MODEL


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Delegations, narrowed in words."""

    def standing(self) -> "DelegationQuerySet":
        """Return those that were not taken back."""
        return self.filter(is_withdrawn=False)

    def on(self, day: date) -> "DelegationQuerySet":
        """Return those that run on a day; both ends are included."""
        running = self.standing().filter(from_on__lte=day, until_on__gte=day)
        return running.filter(person__is_active=True)

    def lent_to(self, person: "User", day: date) -> "DelegationQuerySet":
        """Return those by which a person stands in on a day; an administrator decides nothing."""
        deciding = ~Q(to__role="administrator")
        return self.on(day).filter(deciding, to=person)

    def within(self, first: date, last: date) -> "DelegationQuerySet":
        """Return those that run on some day of a period."""
        return self.standing().filter(from_on__lte=last, until_on__gte=first)


class Delegation(models.Model):
    """For some days one person may do what another may do by right; what is lent stays theirs."""

    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="delegations")
    to = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="stands_in")
    from_on = models.DateField()
    until_on = models.DateField()
    reason = models.CharField(max_length=300)
    is_withdrawn = models.BooleanField(default=False, help_text="Taken back; kept for history.")
    history = History()

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ("from_on", "id")
        indexes = [models.Index(fields=["to", "until_on"], name="delegation_by_delegate")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="delegation_ends_after_start"
            ),
            models.CheckConstraint(condition=~Q(to=F("person")), name="delegation_to_another"),
            models.CheckConstraint(condition=~Q(reason=""), name="delegation_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.to} for {self.person}, {self.from_on} to {self.until_on}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"person:{self.person_id}"
