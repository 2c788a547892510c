"""What a mail says: one notice in full, several as lines, or the digest; HTML with a text twin."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from accounts.workdays import local_day
from governance.actions.mail_links import make_link
from governance.clocks.ladder import next_rung
from governance.dossier import Dossier
from governance.models import Contradiction, Delivery, MailLink, Notification, Position
from governance.notices.buttons import buttons
from governance.notices.events import Urgency, event
from governance.notices.invitations import add_invitations, add_pre_reads
from governance.notices.lines import Line, absolute, day_of, has_its_own_day, line_of
from governance.notices.matters import matter_of
from governance.policies import may_answer_by_mail, may_see
from metrics.figures import deadline, quantity, tally, weekday

LONGEST_SUBJECT = 150
# Of so many items one can answer in a mail of several things; the others are a link away.
MOST_ANSWERED = 12


def letter(
    delivery: Delivery, rows: Sequence[Notification], at: datetime
) -> EmailMultiAlternatives:
    """Write the mail of a delivery: one notice in full, or several as lines."""
    reader = delivery.person
    assert reader is not None
    written = _letter(delivery, rows, reader, at)
    add_invitations(written, rows, at)
    add_pre_reads(written, rows)
    return written


def _letter(
    delivery: Delivery, rows: Sequence[Notification], reader: User, at: datetime
) -> EmailMultiAlternatives:
    lines = [line_of(row, reader, at) for row in rows]
    if len(rows) == 1:
        subject = _subject(lines[0])
        context = {"line": lines[0], **_in_full(delivery, rows[0], reader, at)}
        context["reply_to"] = _reply_address(delivery, rows[0], reader, at)
        return mail(delivery, subject, "mails/notice", context)
    asked = sum(event(row.event).urgency == Urgency.ASKED for row in rows)
    subject = f"[{asked} {'needs' if asked == 1 else 'need'} you] " if asked else ""
    subject += f"{lines[0].heading}, and {len(lines) - 1} more"
    lines = list(_answerable(delivery, rows, lines, at))
    return mail(delivery, subject, "mails/notices", {"lines": lines, "asked": asked})


def _answerable(
    delivery: Delivery, rows: Sequence[Notification], lines: Sequence[Line], at: datetime
) -> Iterator[Line]:
    """Give each item of a mail what can be done about it from there, each thing once."""
    done: set[int] = set()
    offered: set[str] = set()
    for row, line in zip(rows, lines, strict=True):
        item = row.item
        if item is None:
            yield replace(line, sentence=_promised(row, at) or line.sentence)
            continue
        is_new = item.pk not in done
        if not line.sentence or (is_new and len(done) == MOST_ANSWERED):
            yield line
            continue
        links = [one for one in _buttons(delivery, row, item, at) if one["url"] not in offered]
        offered.update(one["url"] for one in links)
        done.add(item.pk)
        yield replace(line, clocks=_clocks(item, at) if is_new else "", buttons=tuple(links))


def _clocks(item: Contradiction, at: datetime) -> str:
    days = f"Customer clock: {tally(item.customer_days(at.date()), 'day')}."
    return f"{days} {next_rung(item, at) if item.is_open else ''}".strip()


def _promised(row: Notification, at: datetime) -> str:
    """Name what the reader promised in the review that a line tells the end of."""
    owed = matter_of(row, at).get("promised", ()) if row.event == "review_closed" else ()
    said = [f"{one.title} ({one.contradiction.code}, by {one.due_on})" for one in owed]
    return f"You promised: {'; '.join(said)}." if said else ""


def _buttons(
    delivery: Delivery, row: Notification, item: Contradiction, at: datetime
) -> Iterator[dict[str, str]]:
    for one in buttons(delivery, item, row.event, at):
        yield {"label": one["label"], "url": absolute(reverse("mail_link", args=[one["token"]]))}


def _subject(line: Line) -> str:
    due = f" {line.due}" if line.due else ""
    return f"{line.heading}{due}: {line.sentence}" if line.sentence else line.heading


def _in_full(delivery: Delivery, row: Notification, reader: User, at: datetime) -> dict[str, Any]:
    item = row.item
    if item is None:
        asked = event(row.event).urgency == Urgency.ASKED
        return {"item": None, "is_seen": True, "is_asked": asked, **matter_of(row, at)}
    if not may_see(item, reader):
        return {"item": item, "is_seen": False}
    said = item.comments.order_by("-at").first() if row.event in ("comment", "mention") else None
    return {
        "item": item,
        "is_seen": True,
        "is_asked": event(row.event).urgency == Urgency.ASKED,
        "by": row.by,
        "lender": row.on_behalf_of,
        "comment": said,
        "sides": [_side(position) for position in Dossier(item).positions],
        "due": _due(row, item, reader, at),
        "rung": next_rung(item, at),
        "days": item.customer_days(at.date()),
        "buttons": list(_buttons(delivery, row, item, at)),
    }


def _due(row: Notification, item: Contradiction, reader: User, at: datetime) -> str:
    """Say which day a notice is about, and whether it is past when the mail is sent."""
    zone, day = ZoneInfo(reader.time_zone), day_of(row, reader)
    if day is None:
        return ""
    if has_its_own_day(row):
        verb = "is" if day >= local_day(at, zone) else "was"
        if row.follow_up is None:
            return f"The decision {verb} to be looked at again on {weekday(day)}."
        return f"“{row.follow_up.title}” {verb} promised for {weekday(day)}."
    assert item.due_at is not None
    until = deadline(item.due_at, zone)
    if item.due_at <= at:
        return f"It was due {until}."
    return f"{'Answer by' if event(row.event).urgency == Urgency.ASKED else 'Due'} {until}."


def _reply_address(delivery: Delivery, row: Notification, reader: User, at: datetime) -> str:
    """Return the address that takes a reply about an open item; nothing where none is set up."""
    name, _, domain = str(settings.TIEOUT_REPLY_ADDRESS).partition("@")
    item = row.item
    if not (domain and item and item.is_open and may_answer_by_mail(item, reader, at)):
        return ""
    link = make_link(delivery, MailLink.Purpose.REPLY, item, at)
    return f"{name}+{link.reply_token}@{domain}"


def _side(position: Position) -> dict[str, Any]:
    value = position.value
    return {
        "label": position.label,
        "figure": "" if value is None else quantity(value, position.unit, position.currency),
        "unit": position.unit_label if value is not None else "",
        "claim": position.claim,
        "is_customer": position.is_customer,
    }


def mail(
    delivery: Delivery, subject: str, template: str, context: dict[str, Any]
) -> EmailMultiAlternatives:
    """Write a mail in both parts; a repeat of it carries the same Message-ID."""
    assert delivery.person is not None
    # Typed words may hold line breaks, which no header can: the mail would never leave.
    subject = " ".join(subject.split())[:LONGEST_SUBJECT]
    context |= {
        "person": delivery.person,
        "subject": subject,
        "settings_url": absolute("/settings/mail/"),
    }
    written = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"{template}.txt", context),
        to=[delivery.person.email],
        reply_to=[context["reply_to"]] if context.get("reply_to") else None,
        headers={
            "Message-ID": f"<outbox-{delivery.outbox_id}@tieout>",
            # No absence note answers it, and no other machine (RFC 3834).
            "Auto-Submitted": "auto-generated",
        },
    )
    written.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return written
