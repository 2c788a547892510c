"""Links in mails: each lets one person do one thing to one item, once, for some days."""

import base64
import re
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac

from governance.models.contradictions import Contradiction
from governance.models.notices import Delivery
from governance.models.remarks import Comment

PERSON = settings.AUTH_USER_MODEL
SALT = "tieout.mail-link"
# In an address upper and lower case are one, and there is room for 64 characters before the @.
REPLY_SHAPE = r"\d{1,18}-[a-z2-7]{24}"
REPLY_BYTES = 15


class MailLinkQuerySet(models.QuerySet["MailLink"]):
    """Links in mails, narrowed in words."""

    def unused(self) -> "MailLinkQuerySet":
        """Return what was neither used nor revoked; its days may be over."""
        return self.filter(used_at__isnull=True, revoked_at__isnull=True)

    def open(self, at: datetime) -> "MailLinkQuerySet":
        """Return what still does what it is for."""
        return self.unused().filter(expires_at__gte=at)


class MailLink(models.Model):
    """A link from a mail; its address is a signature, so that the database alone opens nothing."""

    class Purpose(models.TextChoices):
        """The one thing that it does."""

        TAKE_UP = "take_up", "Acknowledge"
        DECLINE = "decline", "Not mine"
        ANSWER = "answer", "Answer"
        AGREE = "agree", "I agree"
        OBJECT = "object", "I object"
        DONE = "done", "Done"
        DISSENT = "dissent", "Add my reason"
        REPLY = "reply", "Reply"
        CONFIRM = "confirm", "Yes, that is what we say"

    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="mail_links")
    item = models.ForeignKey(Contradiction, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=7, choices=Purpose)
    row = models.PositiveBigIntegerField(
        default=0,
        help_text="Key of the follow-up, dissent or position it is about; 0 where of the item.",
    )
    delivery = models.ForeignKey(
        Delivery, null=True, blank=True, on_delete=models.PROTECT, related_name="links"
    )
    renews = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="renewed_by"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=200, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = MailLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "item", "purpose", "row"],
                name="maillink_once_per_mail",
            ),
            models.CheckConstraint(
                condition=~Q(purpose__in=("done", "dissent", "confirm")) | Q(row__gt=0),
                name="maillink_names_its_row",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.item} for {self.person}"

    @property
    def token(self) -> str:
        """What its address is made of."""
        return str(signing.Signer(salt=SALT).sign_object(self.pk))

    @property
    def reply_token(self) -> str:
        """What the address that takes replies is made of."""
        return f"{self.pk}-{_signature(self.pk)}"

    def is_over(self, at: datetime) -> bool:
        """Whether its days have run out."""
        return at > self.expires_at


def link_of(token: str) -> MailLink | None:
    """Return the link an address leads to; None for an address that was changed."""
    try:
        key = signing.Signer(salt=SALT).unsign_object(token)
    except signing.BadSignature:
        return None
    return _found(key, MailLink.objects.exclude(purpose=MailLink.Purpose.REPLY))


def link_of_reply(token: str) -> MailLink | None:
    """Return the link that an address for replies belongs to; None for one that was changed."""
    if not re.fullmatch(REPLY_SHAPE, token):
        return None
    key, _, signature = token.partition("-")
    if not constant_time_compare(signature, _signature(int(key))):
        return None
    return _found(int(key), MailLink.objects.filter(purpose=MailLink.Purpose.REPLY))


def _found(key: int, links: MailLinkQuerySet) -> MailLink | None:
    shown = ("person__function", "item__owner", "item__decider")
    return links.filter(pk=key).select_related(*shown).first()


def _signature(key: int) -> str:
    """Sign a key in letters that survive any mail server: 15 bytes as 24 characters."""
    digest = salted_hmac(f"{SALT}.reply", str(key), algorithm="sha256").digest()
    return base64.b32encode(digest[:REPLY_BYTES]).decode().lower()


class ReceivedReply(models.Model):
    """A mail that came back, and what became of it; its words are in the comment alone."""

    class Outcome(models.TextChoices):
        """What became of it."""

        RECORDED = "recorded", "On record"
        AUTOMATIC = "automatic", "Dropped: a machine sent it"
        REFUSED = "refused", "Refused"

    link = models.ForeignKey(MailLink, on_delete=models.PROTECT, related_name="replies")
    message_id = models.CharField(max_length=255, unique=True)
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome)
    why = models.CharField(max_length=200, blank=True)
    comment = models.OneToOneField(
        Comment, null=True, blank=True, on_delete=models.PROTECT, related_name="reply"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="recorded", comment__isnull=False)
                | (~Q(outcome="recorded") & Q(comment__isnull=True)),
                name="receivedreply_recorded_has_its_comment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.link}"
