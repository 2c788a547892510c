"""The buttons of a mail: what one can do about a notice without signing in, four at most."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from accounts.models import User
from governance.actions.mail_links import make_link
from governance.models import Contradiction, Delivery, Dissent, FollowUp, MailLink, Position
from governance.notices.sides import unconfirmed
from governance.policies import may_answer_by_mail

Purpose = MailLink.Purpose
MOST = 3
MOST_SIDES = 2
Wanted = tuple[str, int]
PROMISED = ("add_follow_up", "follow_up_due", "follow_up_late")


def buttons(
    delivery: Delivery, item: Contradiction, event: str, at: datetime
) -> list[dict[str, Any]]:
    """Make the links of a mail about one item; beside them stands the plain one to its page."""
    assert delivery.person is not None
    wanted = list(_wanted(item, delivery.person, event, at))[:MOST]
    links = [make_link(delivery, purpose, item, at, row) for purpose, row in wanted]
    return [{"label": label_of(link), "token": link.token} for link in links]


def label_of(link: MailLink) -> str:
    """Name a button by what it does; where several follow-ups wait, with which one."""
    label = str(Purpose(link.purpose).label)
    if link.purpose == Purpose.CONFIRM:
        return "Yes, that is our number" if _is_figure(link.row) else label
    if link.purpose != Purpose.DONE:
        return label
    title = FollowUp.objects.values_list("title", flat=True).get(pk=link.row)
    return f"{label}: {title[:40]}"


def _is_figure(row: int) -> bool:
    return Position.objects.filter(pk=row, value__isnull=False).exists()


def _wanted(item: Contradiction, person: User, event: str, at: datetime) -> Iterator[Wanted]:
    """Yield what the person could do now; an act on somebody's behalf needs a sign-in."""
    if event in PROMISED:
        yield from ((Purpose.DONE, row) for row in _promised(item, person))
    elif event == "ask_sides":
        yield from ((Purpose.CONFIRM, one.pk) for one in unconfirmed(item, person)[:MOST_SIDES])
        yield Purpose.ANSWER, 0
    elif event == "dissent":
        yield from ((Purpose.DISSENT, row) for row in _unexplained(item, person))
    elif _is_asked_to_agree(item, person):
        yield from ((Purpose.AGREE, 0), (Purpose.OBJECT, 0))
    elif item.owner_id == person.pk and item.status == Contradiction.Status.ASSIGNED:
        yield from ((Purpose.TAKE_UP, 0), (Purpose.ANSWER, 0), (Purpose.DECLINE, 0))
    elif item.is_open and may_answer_by_mail(item, person, at):
        yield Purpose.ANSWER, 0


def _promised(item: Contradiction, person: User) -> list[int]:
    mine = item.follow_ups.filter(owner=person, status=FollowUp.Status.OPEN)
    return list(mine.order_by("due_on", "pk").values_list("pk", flat=True))


def _unexplained(item: Contradiction, person: User) -> list[int]:
    voiced = Dissent.objects.filter(
        decision=item.current_decision, reason="", superseded_by__isnull=True
    )
    own, of_function = voiced.filter(person=person), voiced.filter(function=person.function_id)
    return list((own | of_function).order_by("pk").values_list("pk", flat=True))


def _is_asked_to_agree(item: Contradiction, person: User) -> bool:
    asked = item.agreers.filter(person=person, cycle=item.cycle, answer="")
    return item.status in ("investigating", "proposed") and asked.exists()
