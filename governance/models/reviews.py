"""Reviews: who meets, and each meeting from its draft to its close."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from accounts.history import History
from accounts.zones import zones
from governance.models.contradictions import Contradiction
from metrics.periods import Period, Quarter

PERSON = settings.AUTH_USER_MODEL


class ReviewBodyQuerySet(models.QuerySet["ReviewBody"]):
    """Bodies, narrowed in words."""

    def visible_to(self, person: Any) -> "ReviewBodyQuerySet":
        """Leave out confidential bodies in which a person has no part."""
        if person.is_steward or person.is_auditor or person.is_system:
            return self
        seats = ReviewSeat.objects.sitting().filter(person=person)
        part = Q(chair=person) | Q(scribe=person) | Q(pk__in=seats.values("body"))
        return self.filter(Q(is_confidential=False) | part)


class ReviewBody(models.Model):
    """A group that reviews each quarter, and how its meetings are held."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80, unique=True)
    chair = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="chairs")
    scribe = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="scribes")
    quorum = models.PositiveSmallIntegerField(help_text="So many members decide.")
    workdays_after = models.PositiveSmallIntegerField(
        default=10, help_text="It meets so many working days after a quarter ends."
    )
    meets_at = models.TimeField(help_text="Local time.")
    time_zone = models.CharField(max_length=40)
    minutes = models.PositiveSmallIntegerField(default=45, help_text="The longest it takes.")
    place = models.CharField(max_length=300, blank=True, help_text="A room, or a link.")
    is_confidential = models.BooleanField(default=False)
    history = History()

    objects = ReviewBodyQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(condition=Q(quorum__gte=1), name="reviewbody_quorum_of_some"),
            models.CheckConstraint(
                condition=Q(minutes__range=(5, 480), workdays_after__range=(1, 60)),
                name="reviewbody_meets_in_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"body:{self.pk}"

    def clean(self) -> None:
        """Refuse a zone that does not exist."""
        if self.time_zone not in zones():
            how = "There is no such time zone. Choose one such as Europe/Berlin."
            raise ValidationError({"time_zone": how})


class ReviewSeatQuerySet(models.QuerySet["ReviewSeat"]):
    """Seats, narrowed in words."""

    def sitting(self) -> "ReviewSeatQuerySet":
        """Return the seats somebody holds."""
        return self.filter(is_withdrawn=False)


class ReviewSeat(models.Model):
    """A member of a body."""

    body = models.ForeignKey(ReviewBody, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="seats")
    is_withdrawn = models.BooleanField(default=False, help_text="Left it; kept for history.")
    history = History()

    objects = ReviewSeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "person"], name="reviewseat_one_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.body}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"body:{self.body_id}"


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reviews, narrowed in words."""

    def visible_to(self, person: Any) -> "ReviewQuerySet":
        """Return the reviews of bodies a person may know of."""
        return self.filter(body__in=ReviewBody.objects.visible_to(person).values("pk"))

    def to_come(self) -> "ReviewQuerySet":
        """Return those that are still ahead or under way."""
        return self.filter(status__in=Review.AHEAD)

    def named(self, slug: str, label: str) -> "ReviewQuerySet":
        """Return the review of a body by its quarter, and its number where there are several."""
        quarter, dash, number = label.rpartition("-")
        found = self.filter(body__slug=slug)
        if dash and number.isascii() and number.isdecimal() and len(number) < 4:
            return found.filter(quarter=quarter, number=int(number))
        return found.filter(quarter=label, number=1)

    def with_beginning(self) -> "ReviewQuerySet":
        """Add when each really began as `began_at`, which need not be when it was to."""
        past = Review.history.model.objects.filter(id=OuterRef("pk"), status="in_progress")
        began = past.order_by("history_date").values("history_date")[:1]
        return self.annotate(began_at=Subquery(began))

    def ordinary(self) -> "ReviewQuerySet":
        """Return those that count as the review of their quarter."""
        return self.filter(is_extraordinary=False).exclude(status=Review.Status.CANCELLED)


class Review(models.Model):
    """One meeting of a body about one quarter."""

    class Status(models.TextChoices):
        """A draft sends no mail; an open review is announced."""

        DRAFT = "draft", "Draft"
        OPEN = "open", "Open"
        IN_PROGRESS = "in_progress", "In progress"
        CLOSED = "closed", "Closed"
        CANCELLED = "cancelled", "Cancelled"

    MOVES = (
        (Status.DRAFT, Status.OPEN),
        (Status.OPEN, Status.IN_PROGRESS),
        (Status.IN_PROGRESS, Status.CLOSED),
        (Status.DRAFT, Status.CANCELLED),
        (Status.OPEN, Status.CANCELLED),
    )
    AHEAD = (Status.DRAFT, Status.OPEN, Status.IN_PROGRESS)

    body = models.ForeignKey(ReviewBody, on_delete=models.PROTECT, related_name="reviews")
    quarter = models.CharField(max_length=12, help_text="What it was called when scheduled.")
    period_start = models.DateField()
    period_end = models.DateField()
    number = models.PositiveSmallIntegerField(help_text="Counts the reviews of the quarter.")
    is_extraordinary = models.BooleanField(default=False)
    item = models.ForeignKey(
        Contradiction,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reviews",
        help_text="What an extraordinary review is called for.",
    )
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    time_zone = models.CharField(max_length=40)
    place = models.CharField(max_length=300, blank=True)
    chair = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    scribe = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    quorum = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=11, choices=Status, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1)
    uid = models.UUIDField(default=uuid4, unique=True, help_text="Of its calendar entries.")
    history = History()

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["body", "quarter", "number"], name="review_number_once"
            ),
            models.UniqueConstraint(
                fields=["body", "period_start"],
                condition=Q(is_extraordinary=False) & ~Q(status="cancelled"),
                name="review_one_a_quarter",
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=models.F("period_start")), name="review_of_a_quarter"
            ),
            models.CheckConstraint(
                condition=Q(minutes__range=(5, 480), quorum__gte=1, number__gte=1),
                name="review_takes_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.label}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"review:{self.pk}"

    @property
    def label(self) -> str:
        """Its name in addresses: FY26-Q3, and FY26-Q3-2 for a second one."""
        return self.quarter if self.number == 1 else f"{self.quarter}-{self.number}"

    @property
    def about(self) -> Quarter:
        """The quarter it is about, with its dates."""
        return Quarter(self.quarter, Period(self.period_start, self.period_end))

    @property
    def zone(self) -> ZoneInfo:
        """The zone it is held in."""
        return ZoneInfo(self.time_zone)

    @property
    def ends_at(self) -> datetime:
        """When it ends at the latest."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_ahead(self) -> bool:
        """Say whether it is still to be held."""
        return self.status in self.AHEAD


class ReviewGuest(models.Model):
    """Somebody who is invited to one review: whoever has a seat, until it begins."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="invited")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="invitations")
    is_withdrawn = models.BooleanField(default=False, help_text="No longer invited.")
    history = History()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "person"], name="invited_once")]

    def __str__(self) -> str:
        return f"{self.person} to {self.review}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.review.chain
