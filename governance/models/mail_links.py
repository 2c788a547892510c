"""Links in mails: each lets one person do one thing to one item, once, for some days."""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q

from governance.models.contradictions import Contradiction
from governance.models.notices import Delivery

PERSON = settings.AUTH_USER_MODEL
SALT = "tieout.mail-link"


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

    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="mail_links")
    item = models.ForeignKey(Contradiction, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=7, choices=Purpose)
    row = models.PositiveBigIntegerField(
        default=0, help_text="Key of the follow-up or dissent it is about; 0 where of the item."
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

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "purpose", "row"],
                name="maillink_once_per_mail",
            ),
            models.CheckConstraint(
                condition=~Q(purpose__in=("done", "dissent")) | Q(row__gt=0),
                name="maillink_names_its_row",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.item} for {self.person}"

    @property
    def token(self) -> str:
        """What its address is made of."""
        return signing.dumps(self.pk, salt=SALT)

    def is_over(self, at: datetime) -> bool:
        """Whether its days have run out."""
        return at > self.expires_at


def link_of(token: str) -> MailLink | None:
    """Return the link an address leads to; None for an address that was changed."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    shown = ("person__function", "item__owner", "item__decider")
    return MailLink.objects.filter(pk=key).select_related(*shown).first()
