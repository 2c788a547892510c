"""What an item still lacks before a review can decide it; shown, not hidden, and no obstacle."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import F

from governance.checks import is_word_of
from governance.models import AgreerAnswer, Contradiction, Position, PositionAnswer
from metrics.figures import days

Status = Contradiction.Status


@dataclass(frozen=True)
class Lack:
    """One thing that is missing: which sort, and in words."""

    kind: str  # decider, recommendation, evidence or answer
    text: str


def lacks(items: Sequence[Contradiction], at: datetime) -> dict[int, tuple[Lack, ...]]:
    """Return what each item lacks, by its key, in four queries at most."""
    open_items = [item for item in items if item.is_open]
    silent = _silent_sides(open_items)
    owed = _answers_owed(open_items)
    return {
        item.pk: (
            *_decider(item),
            *_recommendation(item),
            *_evidence(item, at.date()),
            *_answers(item, [*silent[item.pk], *owed[item.pk]]),
        )
        for item in open_items
    }


def _decider(item: Contradiction) -> list[Lack]:
    waits = item.status in (Status.PROPOSED, Status.INVESTIGATING) or item.escalation_level > 0
    return [Lack("decider", "No decider")] if waits and not item.decider_id else []


def _recommendation(item: Contradiction) -> list[Lack]:
    asked = item.status in (Status.LOGGED, Status.ASSIGNED, Status.INVESTIGATING, Status.PROPOSED)
    if not asked or (item.recommended_id and item.status == Status.PROPOSED):
        return []
    return [Lack("recommendation", "No recommendation")]


def _evidence(item: Contradiction, today: date) -> list[Lack]:
    if item.shown_on is None:
        return [Lack("evidence", "No evidence with a date")]
    age = (today - item.shown_on).days
    if age <= settings.TIEOUT.review_evidence_days:
        return []
    return [Lack("evidence", f"Evidence is {days(age)} old")]


def _answers(item: Contradiction, silent: list[str]) -> list[Lack]:
    if item.status == Status.ASSIGNED:
        silent = [str(item.owner), *silent]
    names = ", ".join(dict.fromkeys(silent))
    return [Lack("answer", f"No answer from {names}")] if names else []


def _silent_sides(items: Sequence[Contradiction]) -> dict[int, list[str]]:
    """Return the sides that have not said whether what is attributed to them is theirs."""
    asked = [item for item in items if item.status in (Status.INVESTIGATING, Status.PROPOSED)]
    standing = Position.objects.filter(contradiction__in=asked, superseded_by__isnull=True)
    sides = list(standing.filter(is_customer=False).order_by("order"))
    answers = PositionAnswer.objects.filter(position__in=sides)
    said = answers.exclude(answer=PositionAnswer.Answer.ACKNOWLEDGED).select_related("by")
    spoken: dict[int, list[PositionAnswer]] = defaultdict(list)
    for answer in said if sides else ():
        spoken[answer.position_id].append(answer)
    silent: dict[int, list[str]] = defaultdict(list)
    for side in sides:
        if not any(is_word_of(answer.by, side) for answer in spoken[side.pk]):
            silent[side.contradiction_id].append(side.label)
    return silent


def _answers_owed(items: Sequence[Contradiction]) -> dict[int, list[str]]:
    """Return who was asked to agree in this cycle and has not answered."""
    owed = AgreerAnswer.objects.filter(
        contradiction__in=items, answer="", cycle=F("contradiction__cycle"), person__is_active=True
    )
    found: dict[int, list[str]] = defaultdict(list)
    for row in owed.select_related("person").order_by("pk"):
        found[row.contradiction_id].append(str(row.person))
    return found
