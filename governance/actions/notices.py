"""What becomes of notices: put into inboxes, claimed for a mail, sent, read; when mail comes."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import F

from accounts.models import User
from accounts.workdays import end_of_day, local_day
from governance.models import Delivery, MailSettings, Notification, Outbox
from governance.models.notices import NotificationQuerySet
from governance.notices.events import event

Channel = Delivery.Channel
ONE_DAY = timedelta(days=1)
MOST_IN_A_MAIL = 50


def put_in_inboxes(rows: list[Notification]) -> None:
    """Tell each person once of an event of a day; a second promise of the same adds nothing."""
    Notification.objects.bulk_create(rows, ignore_conflicts=True)


def claim_mail(
    row: Outbox, person: User, at: datetime, without: Iterable[int] = ()
) -> Delivery | None:
    """Take what is due to a person by mail; what exceeds the mails of a day goes to the digest.

    What is told `without` a mail stays in the inbox.

    Claimed in a transaction of its own, so that no other worker sends it too, and found again by
    a repeat of the same promise.
    """
    if kept := Delivery.objects.filter(outbox=row).first():
        return kept
    Notification.objects.filter(pk__in=list(without)).update(mail_due_at=None)
    waiting = Notification.objects.to_mail(at).filter(person=person)
    due = list(waiting.select_for_update(of=("self",)).select_related("item")[:MOST_IN_A_MAIL])
    claimed = Notification.objects.filter(pk__in=[one.pk for one in due])
    if not due:
        return None
    is_urgent = any(_is_urgent(one) for one in due)
    if not is_urgent and _sent_on(person, at) >= settings.TIEOUT.mails_a_day:
        claimed.update(mail_due_at=None, in_digest=True)
        return None
    return _claim(row, person, at, claimed, Channel.MAIL, is_urgent=is_urgent)


def claim_digest(row: Outbox, person: User, at: datetime, *, has_more: bool) -> Delivery | None:
    """Take what waits for a person's digest; without it, and nothing more to say, there is none."""
    if kept := Delivery.objects.filter(outbox=row).first():
        return kept
    waiting = Notification.objects.for_digest().filter(person=person)
    due = list(waiting.select_for_update(of=("self",)).values_list("pk", flat=True))
    if not due and not has_more:
        return None
    claimed = Notification.objects.filter(pk__in=due)
    return _claim(row, person, at, claimed, Channel.DIGEST)


def _claim(
    row: Outbox,
    person: User,
    at: datetime,
    claimed: NotificationQuerySet,
    channel: str,
    *,
    is_urgent: bool = False,
) -> Delivery:
    delivery = Delivery.objects.create(
        outbox=row, channel=channel, person=person, is_urgent=is_urgent, created_at=at
    )
    claimed.update(delivery=delivery)
    return delivery


def _is_urgent(row: Notification) -> bool:
    what = event(row.event)
    is_severe = bool(row.item and row.item.severity == 1)
    return what.is_for_calendar or (is_severe and what.passes_at_s1)


def _sent_on(person: User, at: datetime) -> int:
    """Count the person's mails of the day that `at` falls on, where they are."""
    zone = ZoneInfo(person.time_zone)
    day = local_day(at, zone)
    mails = Delivery.objects.filter(person=person, channel=Channel.MAIL, is_urgent=False)
    return mails.filter(
        created_at__gt=end_of_day(day - ONE_DAY, zone), created_at__lte=end_of_day(day, zone)
    ).count()


def note_sent(delivery: Delivery, subject: str, at: datetime) -> None:
    """Note that a delivery left, with the subject it carried."""
    Delivery.objects.filter(pk=delivery.pk).update(sent_at=at, subject=subject[:200])


def leave_unmailed() -> None:
    """Keep what waits in the inbox alone: of a past that is a sample nobody is mailed."""
    waiting = Notification.objects.filter(delivery__isnull=True)
    waiting.update(mail_due_at=None, in_digest=False)


def read(*, notices: Iterable[int] | None = None, actor: User, at: datetime) -> int:
    """Mark notices of one's own as read, all of them if none is named; return how many were not."""
    mine = Notification.objects.unread().filter(person=actor)
    if notices is not None:
        mine = mine.filter(pk__in=list(notices))
    return mine.update(read_at=at)


def set_mail(
    *,
    actor: User,
    at: datetime,  # noqa: ARG001 - every action says when
    accountable: str,
    outcomes: str,
    digest: str,
    digest_at: time,
    quiet_from: time,
    quiet_until: time,
    urgent_passes: bool,
) -> MailSettings:
    """Set when mail reaches oneself; what is asked of a person can be re-timed, not stopped."""
    if quiet_from == quiet_until:
        raise ValidationError({"quiet_until": "Leave some hours in which mail may arrive."})
    facts = {
        "accountable": accountable,
        "outcomes": outcomes,
        "digest": digest,
        "digest_at": digest_at,
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
        "urgent_passes": urgent_passes,
    }
    kept, _ = MailSettings.objects.update_or_create(person=actor, defaults=facts)
    return kept


def renew_feed(*, actor: User, at: datetime) -> MailSettings:  # noqa: ARG001 - every action says when
    """Give one's private calendar another address; the one before opens nothing from now on."""
    kept, _ = MailSettings.objects.get_or_create(person=actor)
    MailSettings.objects.filter(pk=kept.pk).update(feed=F("feed") + 1)
    kept.refresh_from_db()
    return kept


def stop_digest(*, actor: User, at: datetime) -> MailSettings:  # noqa: ARG001 - every action says when
    """Stop one's digest; what is asked of the person still arrives."""
    kept, _ = MailSettings.objects.update_or_create(
        person=actor, defaults={"digest": MailSettings.Digest.NEVER}
    )
    return kept
