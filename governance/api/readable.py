"""Every governed record below items, and rights: lists and single rows."""

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, QuerySet

from accounts.api.views import Readable
from accounts.models import User
from governance.api import reading
from governance.api.decision_types import DECISION_TYPES
from governance.api.filters import FollowUpFilters, UnderItemFilters
from governance.api.records import decisions, positions, rights

Narrow = Callable[[QuerySet[Any], User], QuerySet[Any]]


def under_item(
    noun: str,
    one: str,
    rows: QuerySet[Any],
    record: type[Any],
    *,
    narrow: Narrow = reading.under_items,
    filters: type[Any] | None = UnderItemFilters,
    text: str = "",
    **more: Any,
) -> Readable:
    """Describe a sort of record that hangs under items; newest first."""
    return Readable(
        noun=noun,
        one=one,
        rows=rows,
        record=record,
        ordering="-id",
        narrow=narrow,
        filters=filters,
        text=text,
        **more,
    )


READABLE = (
    under_item(
        "positions",
        "a position",
        reading.POSITIONS,
        positions.PositionRecord,
        text="What each side states; a revision is a row that supersedes.",
    ),
    under_item(
        "answers",
        "an answer",
        reading.ANSWERS,
        positions.AnswerRecord,
        narrow=reading.under_positions,
        filters=None,
        text="What was answered on positions.",
    ),
    under_item(
        "evidence",
        "a piece of evidence",
        reading.EVIDENCE,
        positions.EvidenceRecord,
        narrow=reading.readable_evidence,
        text="Files, links and notes. Restricted pieces are read by those with a part in the item.",
    ),
    under_item("diagnosis", "a diagnosis step", reading.DIAGNOSIS, positions.StepRecord),
    under_item("options", "an option", reading.OPTIONS, decisions.OptionRecord),
    under_item("agreers", "an agreer's answer", reading.AGREERS, decisions.AgreerRecord),
    under_item(
        "decisions",
        "a decision",
        reading.DECISIONS.prefetch_related(Prefetch("uses", reading.USES)),
        decisions.DecisionRecord,
        key="number",
        route="<decision:number>",
        text="What was chosen. A later decision supersedes; none is edited.",
    ),
    under_item(
        "dissents",
        "a dissent",
        reading.DISSENTS,
        decisions.DissentRecord,
        narrow=reading.under_decisions,
        filters=None,
    ),
    under_item(
        "follow-ups",
        "a follow-up",
        reading.FOLLOW_UPS,
        decisions.FollowUpRecord,
        filters=FollowUpFilters,
    ),
    under_item("acceptances", "an acceptance", reading.ACCEPTANCES, decisions.AcceptanceRecord),
    under_item(
        "verifications", "a verification", reading.VERIFICATIONS, decisions.VerificationRecord
    ),
    under_item("pauses", "a pause", reading.PAUSES, rights.PauseRecord),
    under_item("escalations", "an escalation", reading.ESCALATIONS, rights.EscalationRecord),
    under_item("claims", "a competing claim", reading.CLAIMS, positions.ClaimRecord),
    under_item("comments", "a comment", reading.COMMENTS, positions.CommentRecord),
    under_item("bridges", "a bridge", reading.BRIDGES, rights.BridgeRecord),
    under_item(
        "retired-beliefs",
        "a retired belief",
        reading.BELIEFS,
        decisions.BeliefRecord,
        text="What the company no longer believes.",
    ),
    DECISION_TYPES,
)
