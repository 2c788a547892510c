"""What mails of reviews carry: entries for calendars, as things stand when sent, and pre-reads."""

from collections.abc import Iterable
from datetime import datetime

from django.core.mail import EmailMultiAlternatives

from governance.models import Notification, PreRead, Printed
from governance.notices.matters import pre_read_of, review_of
from governance.packs.seen import hidden_codes
from governance.reviews.invitation import CANCEL, invitation, method_of, reading_time

FIRST = "review_called"


def add_pre_reads(written: EmailMultiAlternatives, rows: Iterable[Notification]) -> None:
    """Add to a mail the PDF of the pre-read it tells of, once it is printed."""
    for pre_read in {found for row in rows if (found := _printable(row))}:
        made = pre_read.printed.filter(paper=Printed.Paper.A4).first()
        if made:
            review = pre_read.review
            name = f"{review.body.slug}-{review.label}-pre-read-{pre_read.number}.pdf"
            written.attach(name, bytes(made.content), "application/pdf")


def _printable(row: Notification) -> PreRead | None:
    """Return the pre-read a notice tells of, if its reader may read all of it."""
    found = pre_read_of(row)
    return found if found and not hidden_codes(found, row.person) else None


def add_invitations(
    written: EmailMultiAlternatives, rows: Iterable[Notification], at: datetime
) -> None:
    """Add to a mail the invitation to each review it tells of, or that it is withdrawn.

    The first is a part of the mail's body too: there calendar programs look for it (RFC 6047).
    """
    found = {review: row for row in rows if (review := review_of(row))}
    for number, (review, row) in enumerate(found.items()):
        invited, reading = invitation(review, row.person, at), reading_time(review, row.person, at)
        name = f"{review.body.slug}-{review.label}"
        kind = f"text/calendar; method={method_of(invited)}"
        text = invited.to_ical().decode()
        if not number:
            written.attach_alternative(text, kind)
        written.attach(f"{name}-invite.ics", text, kind)
        if row.event == FIRST and method_of(reading) == CANCEL:
            continue  # too late to read, and no calendar holds an hour for it
        kind = f"text/calendar; method={method_of(reading)}"
        written.attach(f"{name}-reading.ics", reading.to_ical().decode(), kind)
