"""Answering the five questions in their fixed order, and naming the root cause."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from governance.actions.moving import add, change
from governance.models import Contradiction, DiagnosisStep

WHO = ("owner", "recommender", "steward")
WHILE = ("assigned", "investigating")


def answer_step(
    *,
    item: Contradiction,
    step: int,
    finding: str,
    note: str = "",
    actor: User,
    at: datetime,
) -> DiagnosisStep:
    """Answer one diagnosis step; a new answer supersedes the one before."""
    with add(
        "answer_step",
        item,
        actor=actor,
        at=at,
        who=WHO,
        what="diagnose",
        states=WHILE,
        reason=note,
    ) as motion:
        last = motion.dossier.diagnosis.get(step)
        return motion.act.record(
            DiagnosisStep(
                contradiction=motion.item,
                cycle=motion.item.cycle,
                step=step,
                finding=finding,
                note=note,
                by=actor,
                at=at,
                supersedes=last,
            )
        )


def answer_steps(
    *,
    item: Contradiction,
    findings: Mapping[int, tuple[str, str]],
    actor: User,
    at: datetime,
) -> list[DiagnosisStep]:
    """Answer several steps in one act; `findings` maps a step to its finding and note."""
    with add(
        "answer_step", item, actor=actor, at=at, who=WHO, what="diagnose", states=WHILE
    ) as motion:
        given = motion.dossier.diagnosis
        return [
            motion.act.record(
                DiagnosisStep(
                    contradiction=motion.item,
                    cycle=motion.item.cycle,
                    step=step,
                    finding=finding,
                    note=note,
                    by=actor,
                    at=at,
                    supersedes=given.get(step),
                )
            )
            for step, (finding, note) in sorted(findings.items())
        ]


def name_root_cause(
    *,
    item: Contradiction,
    root_cause: str,
    actor: User,
    at: datetime,
    reason: str = "",
    version: int | None = None,
) -> Contradiction:
    """Say why the sides differ."""
    with change(
        "name_root_cause",
        item,
        actor=actor,
        at=at,
        who=WHO,
        what="name the root cause of",
        states=WHILE,
        reason=reason,
        version=version,
    ) as motion:
        motion.item.root_cause = root_cause
    return motion.item
