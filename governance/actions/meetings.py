"""What is done while a meeting is under way, beside deciding; and additions to its minutes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.recording import Act
from governance.actions.moving import needs
from governance.actions.options import refuse_off_table
from governance.models import (
    Addendum,
    Advice,
    Attendance,
    Contradiction,
    Option,
    ParkedPoint,
    Review,
    Stand,
)
from governance.policies import may_see
from governance.promises.outbox import promise
from governance.refusals import IllegalMove
from governance.reviews.agenda import agenda_of
from governance.reviews.meeting import place_of, room_of
from governance.reviews.roles import require_host

UNDER_WAY = Review.Status.IN_PROGRESS


@contextmanager
def _meeting(
    verb: str, review: Review, actor: User, at: datetime, what: str, status: str = UNDER_WAY
) -> Iterator[tuple[Review, Act]]:
    """Lock a meeting that is under way, for whoever runs it."""
    with transaction.atomic():
        found = Review.objects.select_for_update(of=("self",)).select_related("body")
        kept = found.get(pk=review.pk)
        require_host(kept, actor, what)
        if kept.status != status:
            raise IllegalMove(f"{kept} is {kept.get_status_display().lower()}.")
        yield kept, Act(actor=actor, at=at, verb=verb)


def take_attendance(
    *, review: Review, present: Sequence[User], actor: User, at: datetime
) -> list[Attendance]:
    """Write down who of those invited is there; only what changes is recorded."""
    with _meeting("take_attendance", review, actor, at, "say who is there") as (kept, act):
        invited = {person.pk: person for person in room_of(kept).invited}
        if strangers := [str(one) for one in present if one.pk not in invited]:
            how = f"{', '.join(strangers)} was not invited."
            raise ValidationError({"present": how})
        known = {row.person_id: row for row in kept.attendance.all()}
        here = {person.pk for person in present}
        changed = []
        for key, person in invited.items():
            row = known.get(key) or Attendance(review=kept, person=person, is_present=False)
            if row.is_present != (key in here):
                row.is_present = key in here
                changed.append(act.record(row))
        return changed


def turn_to(
    *, review: Review, stop: str, actor: User, at: datetime, version: int | None = None
) -> Stand:
    """Show another part of the agenda on every device.

    With `version`, refused once somebody else turned the page: two presses skip nothing.
    """
    with _meeting("turn_to", review, actor, at, "turn its pages") as (kept, _):
        place = place_of(kept, agenda_of(kept, actor, at))
        if stop not in {one.key for one in place.stops}:
            raise ValidationError({"stop": "The agenda has no such part."})
        if version is not None and version != place.version:
            raise IllegalMove("Somebody turned the page already. This is where the meeting is.")
        stand, _ = Stand.objects.update_or_create(
            review=kept,
            defaults={"stop": stop, "since": at, "version": place.version + 1, "by": actor},
        )
    return stand


def park(
    *,
    review: Review,
    text: str,
    actor: User,
    at: datetime,
    item: Contradiction | None = None,
) -> ParkedPoint:
    """Put a point aside for another day; the minutes name it."""
    with _meeting("park", review, actor, at, "park a point") as (kept, act):
        needs(text, "text", "Say what is put aside.")
        if item and not may_see(item, actor, at.date()):
            raise ValidationError({"item": "There is no such item."})
        row = ParkedPoint(review=kept, contradiction=item, text=text.strip(), by=actor, at=at)
        return act.record(row)


def advise(
    *,
    review: Review,
    item: Contradiction,
    option: Option,
    reason: str,
    actor: User,
    at: datetime,
) -> Advice:
    """Recommend an option to a decider who is not there, who is told; the item stays as it is."""
    with _meeting("advise", review, actor, at, "put its recommendation on record") as (kept, act):
        needs(reason, "reason", "Say why the meeting recommends it.")
        fresh = Contradiction.objects.select_related("decider").get(pk=item.pk)
        if fresh.status != Contradiction.Status.PROPOSED or not may_see(fresh, actor, at.date()):
            raise IllegalMove(f"{item.code} does not wait for a decision.")
        refuse_off_table(option, fresh, "option")
        if fresh.decider is None:
            raise IllegalMove(f"{item.code} has no decider: there is nobody to recommend it to.")
        if fresh.decider_id in room_of(kept).present:
            raise IllegalMove(f"{fresh.decider} is here, and decides.")
        row = Advice(
            review=kept,
            contradiction=fresh,
            option=option,
            reason=reason.strip(),
            to=fresh.decider,
            by=actor,
            at=at,
        )
        act.record(row)
        payload = {"item": fresh.pk, "heard": {"advise": [fresh.decider_id]}, "by": actor.pk}
        promise("notice", key=f"advise:{row.pk}", payload=payload, at=at)
        return row


def add_addendum(*, review: Review, text: str, actor: User, at: datetime) -> Addendum:
    """Add to the minutes of a closed review, dated and signed; what stands there stays."""
    closed = Review.Status.CLOSED
    with _meeting("add_addendum", review, actor, at, "add to its minutes", closed) as (kept, act):
        needs(text, "text", "Write what is to be added.")
        return act.record(Addendum(review=kept, text=text.strip(), by=actor, at=at))
