"""Promises kept with proof, or cancelled with a reason."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File

from accounts.models import User
from governance.actions.decisions import Promise, promise_follow_up
from governance.actions.evidence import exhibit
from governance.actions.moving import Motion, add, tell
from governance.lifecycle import OPEN
from governance.models import Contradiction, FollowUp
from governance.refusals import IllegalMove, NotEntitled

WHILE = ("investigating", "decided", "verifying")
# What was promised outlives the decision behind it: it is done or cancelled in whatever follows.
ENDED_WHILE = OPEN
# Who may end one; of those who promised, each may end their own.
ENDERS = ("promiser", "owner", "decider", "steward")


def add_follow_up(
    *,
    item: Contradiction,
    title: str,
    owner: User,
    due_on: date,
    actor: User,
    at: datetime,
) -> FollowUp:
    """Promise a further follow-up; an owner who resolves an item promises the fix this way."""
    with add(
        "add_follow_up",
        item,
        actor=actor,
        at=at,
        who=("owner", "decider", "steward"),
        what="add a follow-up to",
        states=WHILE,
    ) as motion:
        promised = Promise(title=title, owner=owner, due_on=due_on)
        follow_up = promise_follow_up(motion, promised, motion.dossier.decision)
        tell(motion, owner)
    return follow_up


def complete(
    *,
    follow_up: FollowUp,
    actor: User,
    at: datetime,
    proof_title: str = "",
    file: File[bytes] | None = None,
    url: str = "",
    text: str = "",
) -> FollowUp:
    """Mark a follow-up done with proof: a file, a link or a note becomes evidence."""
    with _ending("complete_follow_up", follow_up, actor=actor, at=at) as motion:
        kept = _mine(follow_up, motion)
        title = proof_title or f"Proof: {kept.title}"
        kept.proof = motion.act.record(
            exhibit(motion, title=title[:200], file=file, url=url, text=text)
        )
        kept.status, kept.ended_at = FollowUp.Status.DONE, at
        motion.act.record(kept)
        tell(motion, motion.item.owner)
    return kept


def cancel(*, follow_up: FollowUp, reason: str, actor: User, at: datetime) -> FollowUp:
    """Cancel a follow-up with a reason."""
    with _ending("cancel_follow_up", follow_up, actor=actor, at=at, reason=reason) as motion:
        kept = _mine(follow_up, motion)
        if not reason.strip():
            raise ValidationError({"reason": "Say why it is no longer needed."})
        kept.status, kept.reason, kept.ended_at = FollowUp.Status.CANCELLED, reason, at
        motion.act.record(kept)
        tell(motion, motion.item.owner, motion.item.decider)
    return kept


def _ending(verb: str, follow_up: FollowUp, **given: Any) -> Any:
    item, what = follow_up.contradiction, "end a follow-up of"
    return add(verb, item, who=ENDERS, what=what, states=ENDED_WHILE, **given)


def _mine(follow_up: FollowUp, motion: Motion) -> FollowUp:
    item = motion.item
    kept = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    kept.contradiction = item
    theirs = motion.is_by((kept.owner_id, item.owner_id, item.decider_id))
    if not theirs and not motion.act.actor.is_steward:
        raise NotEntitled(f"Only {kept.owner}, who promised it, or a steward may end this.")
    if kept.status != FollowUp.Status.OPEN:
        raise IllegalMove(f"“{kept.title}” is {kept.get_status_display().lower()} already.")
    motion.follow_ups.append(kept)
    return kept
