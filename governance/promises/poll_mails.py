"""Mails about polls: one to each person asked, however many questions, and one to the asker."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from governance.actions.notices import put_in_inbox
from governance.models import Outbox, OwnershipPoll
from governance.polls.claims import warning
from governance.promises.mails import send_to


def send_poll_mail(row: Outbox, at: datetime) -> None:
    """Ask a person who has not answered yet, or tell the asker that the answers are open.

    No mail ever carries an answer: it leads to the page, which knows what may be read.
    """
    person = User.objects.get(pk=row.payload["person"])
    polls = OwnershipPoll.objects.filter(pk__in=row.payload["polls"]).order_by("pk")
    is_asked = row.payload["event"] == "asked"
    if is_asked:
        polls = polls.waiting_for(person, at.date())
    found = list(polls.select_related("asked_by"))
    if not found or not person.is_active:
        return
    first, more = found[0], len(found) - 1
    said = f"{first.question}{f' and {more} more' if more else ''}"
    path, told = reverse("poll", args=[first.pk]), "poll_asked" if is_asked else "poll_open"
    put_in_inbox(row, person, told, about=said, path=path)
    context = {
        "polls": found,
        "asker": first.asked_by,
        "closes_on": first.closes_on,
        "is_asked": is_asked,
        "warning": warning(first.invitees.count()) if is_asked else "",
        "link": f"{settings.TIEOUT_BASE_URL}{path}",
    }
    subject = said if is_asked else f"Answers are open: {said}"
    send_to(row, person, subject[:150], "mails/poll", context)
