"""Leaving out a step of the guided start, and taking it up again."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.recording import Act
from accounts.turns import take_turns
from governance.models import SkippedStep
from governance.refusals import IllegalMove
from metrics.policies import require_keeper


def skip_step(*, step: str, reason: str, actor: User, at: datetime) -> SkippedStep:
    """Leave out a step of the guided start, or all of it, for a reason that others read."""
    require_keeper(actor, "skip a step of the start")
    if step not in SkippedStep.Step.values:
        raise ValidationError({"step": "Choose a step of the start."})
    if not reason.strip():
        raise ValidationError({"reason": "Say why, so that others need not ask."})
    with transaction.atomic():
        take_turns("start")
        if SkippedStep.objects.standing().filter(step=step).exists():
            raise IllegalMove(f"“{SkippedStep.Step(step).label}” is skipped already.")
        made = SkippedStep(step=step, reason=reason.strip(), by=actor, at=at)
        return Act(actor=actor, at=at, verb="skip_step", reason=reason).record(made)


def resume_step(
    *, skipped: SkippedStep, actor: User, at: datetime, reason: str = ""
) -> SkippedStep:
    """Take a skipped step up again."""
    require_keeper(actor, "take up a step of the start")
    with transaction.atomic():
        kept = SkippedStep.objects.select_for_update(of=("self",)).get(pk=skipped.pk)
        if kept.is_withdrawn:
            raise IllegalMove(f"“{kept}” was taken up again already.")
        kept.is_withdrawn = True
        return Act(actor=actor, at=at, verb="resume_step", reason=reason).record(kept)
