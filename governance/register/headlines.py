"""What the register opens with: a sentence that could be proved wrong, and four facts."""

from datetime import date

from django.conf import settings

from accounts.workdays import local_day
from governance.dispute.sentences import Segment, Sentence
from governance.models import Review
from governance.register.saved_views import Totals
from metrics.figures import days, money, number, tally, weekday


def headline(counted: Totals) -> Sentence:
    """Say how many items are open, where only the customer is red, and which have no decider."""
    count = counted.counts["open"]
    if not count:
        return [Segment("No contradiction is open.")]
    return [
        *_split(count, counted.counts["split"]),
        *_undecided(count, counted.counts["no-decider"]),
    ]


def _split(count: int, split: int) -> Sentence:
    if not split:
        noun = "contradictions are" if count > 1 else "contradiction is"
        end = " open. In none is the customer red while every function is green. "
        return [_figure(count), Segment(f" {noun}{end}")]
    noun = "contradictions" if count > 1 else "contradiction"
    end = " the customer is red while every function is green. "
    return [
        Segment("In "),
        _figure(split),
        Segment(" of "),
        _figure(count),
        Segment(f" open {noun}{end}"),
    ]


def _undecided(count: int, without: int) -> Sentence:
    if not without:
        return [Segment("Each has a decider." if count > 1 else "It has a decider.")]
    return [_figure(without), Segment(" have no decider." if without > 1 else " has no decider.")]


def facts(counted: Totals, today: date, review: Review | None) -> list[tuple[str, str]]:
    """Return exposure, the oldest customer clock, what is overdue, and what a review decides."""
    count, late = counted.counts["open"], counted.counts["overdue"]
    if not count:
        return []
    exposure = money(counted.exposure or 0, settings.TIEOUT.currency)
    found = [
        (
            f"Exposure, {number(counted.estimated)} of {number(count)} estimated",
            exposure if counted.estimated else "Not estimated",
        ),
        ("Oldest customer clock", f"{counted.oldest}, {days(counted.oldest_days(today))}"),
        ("Overdue", tally(late, "item")),
    ]
    if review:
        day = local_day(review.starts_at, review.zone)
        asked = f"{number(counted.counts['review'])} to take up"
        found.append((f"On the agenda, {weekday(day)}", asked))
    return found


def _figure(count: int) -> Segment:
    return Segment(number(count), is_figure=True)
