"""Pre-reads: published, refreshed, printed and opened; and the final pack of a review."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.recording import Act
from governance.models import Opening, PreRead, Printed, Review
from governance.packs.snapshot import final_of, hash_of, snapshot_of
from governance.promises.outbox import promise
from governance.refusals import IllegalMove
from governance.reviews.roles import guests_of, require_host


def publish_pre_read(*, review: Review, actor: User, at: datetime) -> PreRead:
    """Freeze what is known for an announced review, and send it to those invited.

    The first is published; each later one refreshes it and marks what changed since.
    """
    with transaction.atomic():
        kept = Review.objects.select_for_update(of=("self",)).select_related("body")
        locked = kept.get(pk=review.pk)
        if not actor.is_system:
            require_host(locked, actor, "publish its pre-read")
        if locked.status != Review.Status.OPEN:
            state = locked.get_status_display().lower()
            raise IllegalMove(f"{locked} is {state}: a pre-read is of a review that is announced.")
        content = snapshot_of(locked, at, locked.pre_reads.first())
        made = _freeze(locked, content, Act(actor=actor, at=at, verb="publish_pre_read"))
        _tell(made, locked, at)
    return made


def keep_pack(*, review: Review, actor: User, at: datetime) -> PreRead:
    """Freeze what a review leaves, minutes and all; its close calls this, and nothing else."""
    content = final_of(review, at, review.pre_reads.first())
    return _freeze(review, content, Act(actor=actor, at=at, verb="keep_pack"), is_final=True)


def _freeze(review: Review, content: dict[str, Any], act: Act, **more: Any) -> PreRead:
    """Keep a document with its hash, and promise its print on each size of paper."""
    made = PreRead(
        review=review,
        number=content["number"],
        content=content,
        sha256=hash_of(content),
        by=act.actor,
        at=act.at,
        **more,
    )
    act.record(made)
    for paper in Printed.Paper.values:
        told = {"pre_read": made.pk, "paper": paper}
        promise("print", key=f"{made.pk}:{paper}", payload=told, at=act.at)
    return made


def _tell(made: PreRead, review: Review, at: datetime) -> None:
    event = "pre_read" if made.number == 1 else "pre_read_again"
    payload = {
        "item": None,
        "heard": {event: [one.pk for one in guests_of(review)]},
        "by": made.by_id,
        "about": str(review),
        "path": reverse("pre_read", args=[review.body.slug, review.label]),
        "mark": f"#{made.number}",
        "is_confidential": review.body.is_confidential,
    }
    promise("notice", key=f"{event}:{made.pk}", payload=payload, at=at)


def keep_printed(*, pre_read: PreRead, paper: str, content: bytes, at: datetime) -> None:
    """Keep a pre-read as it was printed; a second worker with the same adds nothing."""
    row = Printed(pre_read=pre_read, paper=paper, content=content, made_at=at)
    Printed.objects.bulk_create([row], ignore_conflicts=True)


def note_opened(*, pre_read: PreRead, actor: User, at: datetime) -> None:
    """Note that somebody invited opened a pre-read, the first time and while it is one."""
    if pre_read.review.status == Review.Status.OPEN and actor in guests_of(pre_read.review):
        row = Opening(pre_read=pre_read, person=actor, at=at)
        Opening.objects.bulk_create([row], ignore_conflicts=True)
