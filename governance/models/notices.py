"""What people are told: one notification per event and person, and what left the house for it."""

from datetime import datetime, time

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from governance.models.chats import Chat
from governance.models.contradictions import Contradiction
from governance.models.decisions import FollowUp
from governance.models.endpoints import Endpoint
from governance.models.jobs import Outbox

PERSON = settings.AUTH_USER_MODEL


def _goes_to(receiver: str, *channels: str) -> Q:
    """Say that what goes by some channels has this sort of receiver and no other."""
    others = {"person", "endpoint", "chat"} - {receiver}
    nobody_else = {f"{other}__isnull": True for other in sorted(others)}
    return Q(channel__in=channels, **{f"{receiver}__isnull": False}, **nobody_else)


class Delivery(models.Model):
    """One message that leaves the house: which promise sends it, to whom, and when it left.

    A repeat after a kill carries the same id, which is that of the promise.
    """

    class Channel(models.TextChoices):
        """By which way it goes."""

        MAIL = "mail", "Mail"
        DIGEST = "digest", "Digest"
        WEBHOOK = "webhook", "Webhook"
        CHAT = "chat", "Chat"

    outbox = models.OneToOneField(Outbox, on_delete=models.PROTECT, related_name="delivery")
    channel = models.CharField(max_length=7, choices=Channel)
    person = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    endpoint = models.ForeignKey(
        Endpoint, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    chat = models.ForeignKey(
        Chat, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    told_with = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="tells_too"
    )
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(
        blank=True, help_text="What another system is told, from the first try until received."
    )
    answered = models.CharField(max_length=500, blank=True, help_text="What the last try met.")
    is_urgent = models.BooleanField(default=False, help_text="Counts toward no limit of a day.")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = [models.Index(fields=["person", "channel", "created_at"], name="delivery_of_day")]
        constraints = [
            models.CheckConstraint(
                condition=_goes_to("person", "mail", "digest")
                | _goes_to("endpoint", "webhook")
                | _goes_to("chat", "chat"),
                name="delivery_has_one_receiver",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(body=""),
                name="delivery_keeps_no_words_once_received",
            ),
            models.CheckConstraint(
                condition=Q(told_with__isnull=True)
                | (Q(channel="chat", body="") & ~Q(pk=F("told_with"))),
                name="delivery_told_with_another_has_no_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} to {self.receiver}: {self.subject}"

    @property
    def receiver(self) -> models.Model | None:
        """Whom or what it goes to."""
        return self.person or self.endpoint or self.chat


class Repeat(models.Model):
    """Somebody asked for a message that had ended to be sent once more."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="repeats")
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.delivery}, once more"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"delivery:{self.delivery_id}"


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Notifications, narrowed in words."""

    def unread(self) -> "NotificationQuerySet":
        """Return what the person has not seen yet."""
        return self.filter(read_at__isnull=True)

    def to_mail(self, at: datetime) -> "NotificationQuerySet":
        """Return what is due by mail and is in none yet; what was read meanwhile may need none."""
        due = self.filter(mail_due_at__lte=at, delivery__isnull=True)
        return due.exclude(unless_read=True, read_at__isnull=False)

    def for_digest(self) -> "NotificationQuerySet":
        """Return what waits for the next digest."""
        return self.filter(in_digest=True, delivery__isnull=True)


class Notification(models.Model):
    """Something one person is told; what it says is worked out for whoever reads it, then.

    Nothing of an item is copied here, so that what becomes confidential later shows nowhere.
    """

    key = models.CharField(max_length=200, unique=True, help_text="Event, item, person and day.")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="notifications")
    event = models.CharField(max_length=40)
    item = models.ForeignKey(
        Contradiction, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    follow_up = models.ForeignKey(
        FollowUp, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    about = models.CharField(max_length=200, blank=True, help_text="What it is of, if no item.")
    path = models.CharField(max_length=200, blank=True, help_text="Where that is read.")
    by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mail_due_at = models.DateTimeField(null=True, blank=True)
    unless_read = models.BooleanField(default=False, help_text="Once read, no mail is needed.")
    in_digest = models.BooleanField(default=False)
    delivery = models.ForeignKey(
        Delivery, null=True, blank=True, on_delete=models.PROTECT, related_name="notifications"
    )

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="notification_inbox"),
            models.Index(
                fields=["person"], condition=Q(read_at__isnull=True), name="notification_unread"
            ),
            models.Index(
                fields=["person", "mail_due_at"],
                condition=Q(delivery__isnull=True),
                name="notification_to_send",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(item__isnull=False) | ~Q(about=""),
                name="notification_is_about_something",
            ),
            models.CheckConstraint(
                condition=Q(follow_up__isnull=True) | Q(item__isnull=False),
                name="notification_of_a_follow_up_names_its_item",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.item or self.about} to {self.person}"


class MailSettings(models.Model):
    """When a person gets mail. Accountable mails cannot be switched off, only re-timed."""

    class Accountable(models.TextChoices):
        """When what is asked of the person arrives."""

        AT_ONCE = "at_once", "At once, in working hours"
        MORNING = "morning", "Together, at the hour of the digest"

    class Outcomes(models.TextChoices):
        """When the person hears how something ended."""

        AT_ONCE = "at_once", "At once, in working hours"
        DIGEST = "digest", "In the digest"

    class Digest(models.TextChoices):
        """How often what one need not answer is summed up."""

        USUAL = "usual", "As usual: Mondays for arbiters and executives, else working days"
        DAILY = "daily", "Every working day"
        WEEKLY = "weekly", "Mondays"
        NEVER = "never", "Never"

    person = models.OneToOneField(PERSON, on_delete=models.PROTECT, related_name="mail_settings")
    accountable = models.CharField(max_length=7, choices=Accountable, default=Accountable.AT_ONCE)
    outcomes = models.CharField(max_length=7, choices=Outcomes, default=Outcomes.AT_ONCE)
    digest = models.CharField(max_length=6, choices=Digest, default=Digest.USUAL)
    digest_at = models.TimeField(default=time(8, 30))
    quiet_from = models.TimeField(default=time(18, 30))
    quiet_until = models.TimeField(default=time(8, 0))
    feed = models.PositiveIntegerField(
        default=0, help_text="Counts the addresses of the private calendar; only the last works."
    )
    urgent_passes = models.BooleanField(
        default=False, help_text="An S1 escalation to the person arrives at any hour."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(quiet_from=F("quiet_until")), name="mailsettings_hours_without_quiet"
            ),
        ]

    def __str__(self) -> str:
        return f"Mail to {self.person}"
