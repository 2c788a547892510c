"""Seeding an empty database with the sample company, in one transaction or not at all."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from accounts.actions.deployment import mark_as_sample
from accounts.actions.people import system_actor
from governance.actions.notices import leave_unmailed
from governance.models import Outbox
from governance.notices.notify import notify
from governance.promises import outbox
from governance.sample.almanac import ZONE, Almanac, after_quarter
from governance.sample.cases import CASES
from governance.sample.chronicle import FIRST_QUARTER, chronicle
from governance.sample.directory import Directory
from governance.sample.founding import found, holidays
from governance.sample.polls import polls
from governance.sample.reviews import reviews
from governance.sample.script import Case, play

YEARS_BACK = 3
LATELY = timedelta(days=14)


def seed(now: datetime, cases: Iterable[Case] = CASES) -> Directory:
    """Found the company before its first reading and let its cases happen up to now.

    Raises ValidationError where the database holds anything already.
    """
    today = now.astimezone(ZONE).date()
    off = [day for day, _ in holidays(today.year - YEARS_BACK, today.year + 1)]
    directory = Directory(Almanac(today, off))
    founded = directory.almanac.moment(after_quarter(FIRST_QUARTER - 1, 1, "08:00"))
    with transaction.atomic():
        system = system_actor(founded)
        mark_as_sample(told_on=today, actor=system, at=founded)
        directory.people["system"] = system
        found(directory, system, founded)
        play(directory, [chronicle(), polls(), reviews(), *cases])
        _tell_of_late(now)
        outbox.let_past_be(before=now)
    return directory


def _tell_of_late(now: datetime) -> None:
    """Put what happened in the last days into the inboxes; it is past, so no mail of it leaves."""
    lately = Outbox.objects.filter(kind="notice", created_at__gte=now - LATELY)
    for row in lately.order_by("pk"):
        notify(row, now)
    leave_unmailed()
