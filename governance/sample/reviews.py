"""Reviews: one that is over, one whose pre-read is out, and a body whose first proposes itself."""

from collections.abc import Iterator
from datetime import time
from typing import Any

from governance.actions.meetings import add_addendum, park, take_attendance
from governance.actions.pre_reads import note_opened, publish_pre_read
from governance.actions.review_bodies import add_body
from governance.actions.reviews import close_review, open_review, schedule_review, start_review
from governance.models import PreRead, Review, ReviewBody
from governance.reviews.meeting import left_over
from governance.sample.almanac import MET, Day, after_quarter, in_workdays, workdays_ago
from governance.sample.script import Case, Named, Scene, Step, step
from governance.sample.words import person, review
from metrics.calendars import fiscal_calendar

TRUTH, BOARD = "Customer-truth review", "Definitions board"
MEMBERS = (
    *("ceo", "cro", "cfo", "head-of-marketing", "head-of-sales"),
    *("head-of-delivery", "head-of-success", "head-of-finance"),
)
UNDECIDED = "Delivery still reads the mails that chase tickets; a second quarter will tell."
PARKED = "Who speaks for the customer where no figure does?"
LATE = "The CRO came at 10:12, after the decision on onboarding."
OPENED_BY = ("ceo", "head-of-delivery", "cro")


def reviews() -> Case:
    """Return all of them as one script; none is an item."""
    return Case("reviews", [*_bodies(), *_held(), *_ahead()])


def _bodies() -> Iterator[Step]:
    shared = {"time_zone": "Europe/Berlin", "meets_at": time(10)}
    yield step(
        after_quarter(-1, 3, "09:20"),
        "revops-lead",
        add_body,
        name=TRUTH,
        chair=person("coo"),
        scribe=person("revops-lead"),
        members=[person(key) for key in MEMBERS],
        quorum=5,
        minutes=45,
        workdays_after=30,
        place="Room 4",
        **shared,
    )
    yield step(
        workdays_ago(12, "16:10"),
        "revops-lead",
        add_body,
        name=BOARD,
        chair=person("cfo"),
        scribe=person("revops-lead"),
        members=[person("crm-manager"), person("head-of-sales"), person("head-of-marketing")],
        quorum=3,
        minutes=30,
        workdays_after=10,
        **shared,
    )


def _held() -> Iterator[Step]:
    """Let the quarter before the last be reviewed; what is decided in it, the items tell."""
    yield _scheduled(after_quarter(-1, 20, "09:40"), -1, MET)
    yield step(after_quarter(-1, 20, "09:41"), "revops-lead", open_review, review=review())
    yield step(after_quarter(-1, 25, "07:30"), "system", publish_pre_read, review=review())
    yield step(after_quarter(-1, 29, "07:30"), "system", publish_pre_read, review=review())
    yield step(MET.later(2), "coo", start_review, review=review())
    present = [person(key) for key in ("coo", "revops-lead", *MEMBERS[:6])]
    yield step(MET.later(4), "revops-lead", take_attendance, review=review(), present=present)
    yield step(MET.later(28), "revops-lead", park, review=review(), text=PARKED, item=None)
    yield step(MET.later(33), "coo", close_review, review=review(), reasons=Named(_undecided))
    yield step(MET.later(95), "revops-lead", add_addendum, review=review(), text=LATE)


def _ahead() -> Iterator[Step]:
    """Let the last quarter be reviewed in a few days; some of those invited have read."""
    yield _scheduled(workdays_ago(8, "11:05"), 0, in_workdays(4), "10:00")
    yield step(workdays_ago(8, "11:06"), "revops-lead", open_review, review=review())
    published = workdays_ago(1, "07:30")
    yield step(published, "system", publish_pre_read, review=review())
    for minutes, who in enumerate(OPENED_BY, 1):
        pre_read = Named(lambda _: PreRead.objects.latest("pk"))
        yield step(published.later(47 * minutes), who, note_opened, pre_read=pre_read)


def _undecided(_: Scene) -> dict[str, str]:
    """Say of each item that the meeting leaves as it is why it does."""
    left = left_over(Review.objects.latest("pk"))
    return {row.contradiction.code: UNDECIDED for row in left}


def _scheduled(when: Day, quarter: int, begins: Day, clock: str = "") -> Step:
    def period(scene: Scene) -> Any:
        return fiscal_calendar().quarter_at(scene.directory.almanac.quarter(quarter).start)

    def moment(scene: Scene) -> Any:
        return scene.directory.almanac.moment(Day(begins.find, clock or begins.clock))

    body = Named(lambda _: ReviewBody.objects.get(name=TRUTH))
    told: dict[str, Any] = {
        "body": body,
        "quarter": Named(period),
        "starts_at": Named(moment),
        "item": None,
    }
    return step(when, "revops-lead", schedule_review, **told)
