"""Who owns X? Asked of chosen leaders, answered blind, opened all at once."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.history import History
from governance.models.contradictions import Contradiction
from metrics.models import KPI, DataDomain

PERSON = settings.AUTH_USER_MODEL
LONGEST_QUESTION = 200
LONGEST_SENTENCE = 300


class OwnershipPollQuerySet(models.QuerySet["OwnershipPoll"]):
    """Polls, narrowed in words."""

    def open(self) -> "OwnershipPollQuerySet":
        """Return polls whose answers are sealed."""
        return self.filter(status=OwnershipPoll.Status.OPEN)

    def over(self, day: date) -> "OwnershipPollQuerySet":
        """Return open polls whose last day is past."""
        return self.open().filter(closes_on__lt=day)

    def waiting_for(self, person: Any, day: date) -> "OwnershipPollQuerySet":
        """Return the polls a person was asked, has not answered and still may."""
        owed = PollInvitee.objects.filter(person=person, answered_at__isnull=True)
        return self.open().filter(closes_on__gte=day, pk__in=owed.values("poll"))


class OwnershipPoll(models.Model):
    """One question of ownership, and the people it was put to."""

    class Status(models.TextChoices):
        """Open: answers are sealed. Closed: they are read. Withdrawn: nobody ever reads them."""

        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    question = models.CharField(max_length=LONGEST_QUESTION)
    domain = models.ForeignKey(
        DataDomain, null=True, blank=True, on_delete=models.PROTECT, related_name="polls"
    )
    kpi = models.ForeignKey(
        KPI, null=True, blank=True, on_delete=models.PROTECT, related_name="polls"
    )
    stage = models.CharField(max_length=8, choices=KPI.Stage, blank=True)
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="polls_asked")
    asked_at = models.DateTimeField()
    closes_on = models.DateField(help_text="Last day on which it can be answered.")
    ended_at = models.DateTimeField(null=True, blank=True)
    contradiction = models.OneToOneField(
        Contradiction, null=True, blank=True, on_delete=models.PROTECT, related_name="poll"
    )
    history = History()

    objects = OwnershipPollQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(domain__isnull=True, kpi__isnull=True)
                | Q(domain__isnull=True, stage="")
                | Q(kpi__isnull=True, stage=""),
                name="ownershippoll_one_subject",
            ),
            models.CheckConstraint(condition=~Q(question=""), name="ownershippoll_asks_something"),
            models.CheckConstraint(
                condition=Q(status="open", ended_at__isnull=True)
                | (Q(ended_at__isnull=False) & ~Q(status="open")),
                name="ownershippoll_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(contradiction__isnull=True) | Q(status="closed"),
                name="ownershippoll_logged_when_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"poll:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether its answers are sealed."""
        return self.status == self.Status.OPEN

    @property
    def is_closed(self) -> bool:
        """Whether its answers were opened."""
        return self.status == self.Status.CLOSED

    @property
    def about(self) -> str:
        """What it asks about: a domain, a KPI, a stage; nothing for a question of its own."""
        return str(self.kpi or self.domain or self.get_stage_display())


class PollInvitee(models.Model):
    """Somebody who was asked: that they answered shows at once, what they said does not.

    `seal` is a hash over the answer and a secret that is written down only when it is opened, so
    the ledger fixes what was said without telling it.
    """

    poll = models.ForeignKey(OwnershipPoll, on_delete=models.PROTECT, related_name="invitees")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    seal = models.CharField(max_length=64, blank=True)
    history = History()

    class Meta:
        ordering = ("person__name",)
        constraints = [
            models.UniqueConstraint(fields=["poll", "person"], name="pollinvitee_asked_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, seal="")
                | (Q(answered_at__isnull=False) & ~Q(seal="")),
                name="pollinvitee_answers_under_seal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} asked “{self.poll}”"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"poll:{self.poll_id}"


class Said(models.Model):
    """What an answer consists of, sealed or opened."""

    class Choice(models.TextChoices):
        """Who owns it."""

        PERSON = "person", "A person"
        FUNCTION = "function", "A function"
        SHARED = "shared", "It is shared"
        NOBODY = "nobody", "Nobody"

    invitee = models.OneToOneField(PollInvitee, on_delete=models.PROTECT, related_name="%(class)s")
    choice = models.CharField(max_length=8, choices=Choice)
    person = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    function = models.ForeignKey(
        "accounts.Function", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sentence = models.CharField(max_length=LONGEST_SENTENCE, blank=True)
    secret = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(choice="person", person__isnull=False, function__isnull=True)
                | Q(choice="function", person__isnull=True, function__isnull=False)
                | Q(choice__in=("shared", "nobody"), person__isnull=True, function__isnull=True),
                name="%(class)s_names_what_it_chose",
            )
        ]

    @property
    def named(self) -> str:
        """Who is said to own it."""
        return str(self.person or self.function or self.get_choice_display())


class SealedAnswer(Said):
    """An answer nobody may read yet; no part of the record, gone once it is opened.

    It has no chain, so neither ledger nor bundle, erasure or search know of it.
    """

    def __str__(self) -> str:
        return "A sealed answer"


class PollAnswer(Said):
    """An answer as it was opened, word for word, when its poll closed."""

    heads = models.ForeignKey(
        "accounts.Function",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The function the named person headed then; both names are one claim.",
    )

    def __str__(self) -> str:
        return f"{self.invitee.person}: {self.named}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.invitee.chain
