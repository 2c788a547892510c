"""Which rows of governed records a person may read, each list in one query."""

from typing import Any

from django.db.models import BooleanField, Case, Prefetch, Q, QuerySet, Value, When

from accounts.api.in_place import in_place
from accounts.models import User
from governance.api.records import decisions, positions, rights
from governance.models import (
    Acceptance,
    AgreerAnswer,
    Bridge,
    BridgeLine,
    Comment,
    CompetingClaim,
    Contradiction,
    Decision,
    DecisionRight,
    DecisionUse,
    DiagnosisStep,
    Dissent,
    Escalation,
    Evidence,
    FollowUp,
    Option,
    Pause,
    Position,
    PositionAnswer,
    RetiredBelief,
    Verification,
)
from governance.models.contradictions import ContradictionQuerySet

ITEM = "contradiction"
ITEMS = Contradiction.objects.select_related("owner", "decider", "raiser", "domain")
POSITIONS = in_place(
    Position.objects.select_related("function", "kpi", "system", "definition", "by"),
    positions.PositionRecord,
)
ANSWERS = in_place(PositionAnswer.objects.select_related("by"), positions.AnswerRecord)
EVIDENCE = in_place(Evidence.objects.select_related("by"), positions.EvidenceRecord)
DIAGNOSIS = in_place(DiagnosisStep.objects.select_related("by"), positions.StepRecord)
OPTIONS = in_place(
    Option.objects.select_related("action_owner", "restated_by", "by"), decisions.OptionRecord
)
AGREERS = in_place(
    AgreerAnswer.objects.select_related("person", "asked_by", "answered_by"), decisions.AgreerRecord
)
USES = DecisionUse.objects.select_related("restated_by")
DECISIONS = Decision.objects.select_related(
    "option", "by", "on_behalf_of", "recorded_by", "supersedes"
)
DISSENTS = Dissent.objects.select_related("function", "person")
FOLLOW_UPS = in_place(
    FollowUp.objects.select_related("decision", "owner"), decisions.FollowUpRecord
)
ACCEPTANCES = Acceptance.objects.select_related("option", "by", "on_behalf_of")
VERIFICATIONS = in_place(Verification.objects.select_related("by"), decisions.VerificationRecord)
PAUSES = in_place(Pause.objects.select_related("waiting_on", "by"), rights.PauseRecord)
ESCALATIONS = in_place(Escalation.objects.select_related("to", "by"), rights.EscalationRecord)
CLAIMS = in_place(CompetingClaim.objects.select_related("by"), positions.ClaimRecord)
COMMENTS = in_place(Comment.objects.select_related("by"), positions.CommentRecord)
LINES = BridgeLine.objects.all()
BRIDGES = in_place(
    Bridge.objects.select_related("by", "signed_by").prefetch_related(Prefetch("lines", LINES)),
    rights.BridgeRecord,
)
BELIEFS = in_place(RetiredBelief.objects.select_related("decision", "by"), decisions.BeliefRecord)
RIGHTS = DecisionRight.objects.select_related("person", "domain", "kpi", "decision_type")


def marked_for(rows: ContradictionQuerySet, person: User) -> ContradictionQuerySet:
    """Mark each item with whether the person may read it."""
    if person.is_steward or person.is_auditor:
        return rows.annotate(is_seen=Value(value=True))
    hidden = Q(is_confidential=True) & ~Q(pk__in=_inside(person))
    kept = When(hidden, then=Value(value=False))
    return rows.annotate(is_seen=Case(kept, default=Value(value=True), output_field=BooleanField()))


def _inside(person: User) -> QuerySet[Any, Any]:
    return Contradiction.objects.concerning(person).values("pk")


def under_items(rows: QuerySet[Any], person: User) -> QuerySet[Any]:
    """Take records whose item the person may read."""
    return _of_seen(rows.select_related(ITEM), person, ITEM)


def under_decisions(rows: QuerySet[Any], person: User) -> QuerySet[Any]:
    """Take dissents on decisions the person may read."""
    return _of_seen(rows.select_related("decision"), person, "decision__contradiction")


def under_positions(rows: QuerySet[Any], person: User) -> QuerySet[Any]:
    """Take answers on positions the person may read."""
    return _of_seen(rows, person, "position__contradiction")


def _of_seen(rows: QuerySet[Any], person: User, item: str) -> QuerySet[Any]:
    if person.is_steward or person.is_auditor:
        return rows
    open_to_all = Q(**{f"{item}__is_confidential": False})
    return rows.filter(open_to_all | Q(**{f"{item}__in": _inside(person)}))


def readable_evidence(rows: QuerySet[Any], person: User) -> QuerySet[Any]:
    """Take evidence whose item the person may read, and restricted pieces only inside it."""
    seen = under_items(rows, person)
    if person.is_steward or person.is_auditor:
        return seen
    return seen.filter(Q(is_restricted=False) | Q(by=person) | Q(contradiction__in=_inside(person)))
