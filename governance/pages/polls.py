"""Polls as pages: the list, one that is open, and the picture of one that is closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings

from accounts.models import User
from accounts.workdays import add_working_days, local_day
from governance.clocks.due import week_of
from governance.models import OwnershipPoll, PollInvitee
from governance.polls.claims import Claim, Result, summaries, warning
from metrics.figures import weekday


def last_day(at: datetime) -> date:
    """Return the day a poll asked now closes after, unless whoever asks says otherwise."""
    week, zone = week_of(None)
    days = settings.TIEOUT.poll_working_days
    return local_day(add_working_days(at, days, zone, week), zone)


@dataclass(frozen=True)
class Line:
    """One poll in the list: what it asks and how far it is, never what was said before its end."""

    poll: OwnershipPoll
    said: str
    waits: bool


def lines(polls: Sequence[OwnershipPoll], person: User, today: date) -> list[Line]:
    """Return polls as lines, in a fixed number of queries."""
    results = summaries(polls)
    asked: dict[int, list[PollInvitee]] = {poll.pk: [] for poll in polls if poll.is_open}
    for invitee in PollInvitee.objects.filter(poll__in=asked):
        asked[invitee.poll_id].append(invitee)
    return [
        Line(poll, *_progress(poll, results.get(poll.pk), asked.get(poll.pk, []), person, today))
        for poll in polls
    ]


def _progress(
    poll: OwnershipPoll,
    result: Result | None,
    asked: list[PollInvitee],
    person: User,
    today: date,
) -> tuple[str, bool]:
    if result:
        return result.message, False
    if not poll.is_open:
        return "Withdrawn; its answers were never read.", False
    given = sum(one.answered_at is not None for one in asked)
    mine = [one for one in asked if one.person_id == person.pk and one.answered_at is None]
    return f"{given} of {len(asked)} answered.", bool(mine) and poll.closes_on >= today


def message(rows: Sequence[Line]) -> str:
    """Say how many wait for the reader, else how many are open and what the closed ones show."""
    mine, open_ones = sum(row.waits for row in rows), sum(row.poll.is_open for row in rows)
    if mine:
        return f"{mine} question{'' if mine == 1 else 's'} wait{'s' if mine == 1 else ''} for you."
    if open_ones:
        return f"{open_ones} poll{'' if open_ones == 1 else 's'} collect{_s(open_ones)} answers."
    return "No poll is open."


def _s(count: int) -> str:
    return "s" if count == 1 else ""


def open_page(poll: OwnershipPoll, person: User, today: date) -> dict[str, Any]:
    """Return what everybody may read of an open poll: who was asked, and who has answered."""
    invitees = list(poll.invitees.select_related("person").order_by("person__name"))
    given = [one for one in invitees if one.answered_at]
    mine = next((one for one in invitees if one.person_id == person.pk), None)
    return {
        "invitees": invitees,
        "message": f"{len(given)} of {len(invitees)} have answered.",
        "warning": warning(len(invitees)) if poll.is_open else "",
        "mine": mine,
        "may_answer": mine is not None and poll.is_open and poll.closes_on >= today,
        "is_asker": poll.asked_by_id == person.pk and poll.is_open,
        "may_close": bool(given),
        "last_day": f"{weekday(poll.closes_on)} {poll.closes_on:%Y}",
    }


def closed_page(poll: OwnershipPoll, person: User) -> dict[str, Any]:
    """Return the picture of a closed poll and what can be done with it."""
    result = Result.of(poll)
    return {
        "result": result,
        "claims": result.claims,
        "facts": _facts(result),
        "may_log": result.is_conflict and not poll.contradiction and person.may_log,
    }


def _facts(result: Result) -> list[tuple[str, str]]:
    claims, total = result.claims, len(result.invitees)
    named = sum(claim.is_named for claim in claims)
    return [
        ("Asked, answered", f"{total}, {len(result.answers)}"),
        ("Largest agreement", _largest(result.largest, total)),
        ("Competing claims", str(named if named > 1 else 0)),
        ("Say nobody does", str(sum(len(c.answers) for c in claims if c.choice == "nobody"))),
    ]


def _largest(claim: Claim | None, total: int) -> str:
    return f"{len(claim.answers)} of {total}: {claim.name}" if claim else "none"
