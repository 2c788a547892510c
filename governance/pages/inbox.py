"""The inbox: what one was told, newest first, in the words of today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from governance.dispute.sentences import Segment
from governance.models import Notification
from governance.models.notices import NotificationQuerySet
from governance.notices.events import Urgency, event
from governance.pages.addresses import item_url
from governance.policies import may_see
from governance.register.rows import sentence_of

SHOWN = ("item__owner", "item__decider", "follow_up", "by", "on_behalf_of")


@dataclass(frozen=True)
class Told:
    """One notice as a row of the inbox."""

    pk: int
    name: str
    says: str
    follow_up: str  # which one it is about
    sentence: list[Segment]
    url: str
    by: str
    lender: User | None
    at: datetime
    is_unread: bool
    is_asked: bool


def inbox_of(person: User) -> NotificationQuerySet:
    """Return everything a person was told, newest first."""
    return Notification.objects.filter(person=person).select_related(*SHOWN)


def told(rows: Iterable[Notification], reader: User) -> list[Told]:
    """Word notices for their reader; of what became confidential only that it moved."""
    return [_row(row, reader) for row in rows]


def _row(row: Notification, reader: User) -> Told:
    item, what = row.item, event(row.event)
    is_seen = item is not None and may_see(item, reader)
    return Told(
        pk=row.pk,
        name=item.code if item else row.about,
        says=what.says,
        follow_up=row.follow_up.title if row.follow_up and is_seen else "",
        sentence=sentence_of(item) if item and is_seen else [],
        url=item_url(item) if item and not (row.path and is_seen) else row.path,
        by="" if row.by is None or row.by.is_system else str(row.by),
        lender=row.on_behalf_of,
        at=row.at,
        is_unread=row.read_at is None,
        is_asked=what.urgency == Urgency.ASKED,
    )
