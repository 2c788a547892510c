"""Letting a difference stand, disclosed, until a date."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError

from accounts.models import User
from governance.actions.guards import refuse_own
from governance.actions.moving import Motion, move, needs, raisers, tell
from governance.actions.options import refuse_off_table
from governance.models import Acceptance, Contradiction, Option


def accept_until(
    *,
    item: Contradiction,
    option: Option,
    disclosure: str,
    reason: str,
    exposure_note: str,
    actor: User,
    at: datetime,
    expires_on: date | None = None,
    none_voiced: bool = False,
    dissent: str = "",
    version: int | None = None,
) -> Contradiction:
    """Let the difference stand, disclosed on the KPI, until a date (90 days, at most 180)."""
    with move("accept_until", item, actor=actor, at=at, reason=reason, version=version) as motion:
        refuse_off_table(option, motion.item, "option")
        refuse_own(motion)
        _accept(
            motion,
            option=option,
            disclosure=disclosure,
            reason=reason,
            exposure_note=exposure_note,
            expires_on=expires_on,
            none_voiced=none_voiced,
            dissent=dissent,
        )
        motion.item.decided_at = at
        tell(motion, motion.item.owner, *raisers(motion.item))
    return motion.item


def renew(
    *,
    item: Contradiction,
    reason: str,
    expires_on: date,
    actor: User,
    at: datetime,
    disclosure: str = "",
    version: int | None = None,
) -> Contradiction:
    """Let the difference stand longer, for a reason, as a new row."""
    with move("renew", item, actor=actor, at=at, reason=reason, version=version) as motion:
        refuse_own(motion)
        last = motion.dossier.acceptance
        assert last is not None
        _accept(
            motion,
            option=last.option,
            disclosure=disclosure or last.disclosure,
            reason=reason,
            exposure_note=last.exposure_note,
            expires_on=expires_on,
            none_voiced=last.none_voiced,
            dissent=last.dissent,
            supersedes=last,
        )
    return motion.item


def _accept(
    motion: Motion,
    *,
    option: Option,
    disclosure: str,
    reason: str,
    exposure_note: str,
    expires_on: date | None,
    none_voiced: bool,
    dissent: str,
    supersedes: Acceptance | None = None,
) -> None:
    item, today = motion.item, motion.act.at.date()
    if not supersedes:
        refuse_off_table(option, item, "option")
    needs(reason, "reason", "Say why the difference may stand.")
    needs(disclosure, "disclosure", "Write the sentence that is shown on the KPI.")
    needs(exposure_note, "exposure_note", "State what is exposed, or “not estimated”.")
    if none_voiced == bool(dissent.strip()):
        raise ValidationError({"dissent": "Tick “None voiced”, or write the dissent; not both."})
    expires_on = expires_on or today + timedelta(days=settings.TIEOUT.acceptance_default_days)
    latest = today + timedelta(days=settings.TIEOUT.acceptance_max_days)
    if not today < expires_on <= latest:
        raise ValidationError({"expires_on": f"Choose a date after today, up to {latest}."})
    motion.act.record(
        Acceptance(
            contradiction=item,
            cycle=item.cycle,
            option=option,
            disclosure=disclosure,
            reason=reason,
            exposure=item.exposure,
            exposure_note=exposure_note,
            from_on=today,
            expires_on=expires_on,
            none_voiced=none_voiced,
            dissent=dissent,
            **motion.act.signature,
            at=motion.act.at,
            supersedes=supersedes,
        )
    )
    item.accepted_until = expires_on
