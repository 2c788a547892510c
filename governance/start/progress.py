"""How far a company's start has come, worked out from what is on record."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from django.db.models import Exists

from accounts.models import LedgerEntry, User
from governance.models import Review, SkippedStep
from governance.rights.matrix import Matrix
from governance.start.steps import DAYS, HELD, STEPS, Rows, Step
from governance.waiting import count_each
from metrics.policies import is_keeper


@dataclass(frozen=True)
class Stand:
    """Where one step stands: so many rows are there, so many lack something, it is skipped."""

    step: Step
    there: int
    gaps: int
    skipped: SkippedStep | None

    @property
    def is_done(self) -> bool:
        """Whether the records show it, skipped or not."""
        return self.there > 0 and not self.gaps

    @property
    def is_open(self) -> bool:
        """Whether it is neither done nor skipped."""
        return not self.is_done and self.skipped is None


class Progress:
    """The start on a day; day 1 is that of the first record."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix, today = matrix, matrix.day
        held = Exists(Review.objects.filter(HELD))
        skips = Exists(SkippedStep.objects.standing())
        first = LedgerEntry.objects.order_by("pk").annotate(held=held, skips=skips)
        found = first.values_list("at", "held", "skips").first()
        at, self.is_held, self.has_skips = found or (None, False, False)
        self.began = at.date() if at else today
        self.day = (today - self.began).days + 1

    @property
    def is_past(self) -> bool:
        """Whether its days are gone."""
        return self.day > DAYS

    @cached_property
    def skipped(self) -> dict[str, SkippedStep]:
        """The steps that are left out, by key."""
        if not self.has_skips:
            return {}
        standing = SkippedStep.objects.standing().select_related("by")
        return {one.step: one for one in standing}

    @property
    def left(self) -> SkippedStep | None:
        """By which record the start as a whole was left."""
        return self.skipped.get(SkippedStep.Step.ALL)

    @cached_property
    def stands(self) -> list[Stand]:
        """Where each step stands, counted in one query."""
        counted = iter(count_each(chain.from_iterable(map(self._asked, STEPS))))
        return [
            Stand(
                step,
                there=next(counted),
                gaps=next(counted) if step.gaps else 0,
                skipped=self.skipped.get(step.key),
            )
            for step in STEPS
        ]

    def _asked(self, step: Step) -> Iterator[Rows]:
        yield step.there(self.matrix)
        if step.gaps:
            yield step.gaps(self.matrix)

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(stand.is_done for stand in self.stands)

    @property
    def next(self) -> Step | None:
        """The first step that is neither done nor skipped."""
        return next((stand.step for stand in self.stands if stand.is_open), None)


def under_way(person: User, matrix: Matrix) -> Progress | None:
    """Return the start for those who keep it, while it lasts.

    It is over once nothing is left of it, once it was left, or, after its days, with the first
    review held: what is missing later is named where it belongs.
    """
    if not is_keeper(person):
        return None
    found = Progress(matrix)
    if (found.is_past and found.is_held) or found.left or found.next is None:
        return None
    return found
