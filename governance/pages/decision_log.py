"""The log of decisions, one decision, and what the company no longer believes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from governance.actions.decisions import may_explain
from governance.actions.revisits import WHO
from governance.dispute.sentences import Sentence
from governance.dossier import current
from governance.models import Contradiction, Decision, Dissent, FollowUp, Option, RetiredBelief
from governance.pages.addresses import item_url, page_url, verb_url
from governance.policies import Standing
from governance.register.rows import sentence_of
from metrics.figures import days

SOON_DAYS = 30
RELATED = (
    "contradiction",
    "contradiction__owner",
    "contradiction__decider",
    "option",
    "by",
    "on_behalf_of",
    "recorded_by",
    "supersedes",
    "superseded_by",
)


def decisions_seen_by(person: User) -> QuerySet[Decision]:
    """Return decisions on items a person may read."""
    items = Contradiction.objects.visible_to(person)
    seen: QuerySet[Decision] = Decision.objects.filter(contradiction__in=items).with_look()
    return seen.select_related(*RELATED)


def in_log_order(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Put what stands and is due to be looked at again first, what was superseded last."""
    later = Decision.objects.filter(supersedes=OuterRef("pk"))
    ordered = decisions.annotate(is_superseded=Exists(later))
    return ordered.order_by("is_superseded", F("look_on").asc(nulls_last=True), "-number").annotate(
        voices=Count("dissents", filter=Q(dissents__superseded_by__isnull=True), distinct=True)
    )


@dataclass(frozen=True)
class LogRow:
    """One decision as the log lists it."""

    decision: Decision
    url: str
    item_url: str
    sentence: Sentence
    dissent: str
    revisit: str
    kind: str


def log_rows(decisions: Sequence[Decision], today: date) -> list[LogRow]:
    """Word each decision for the log."""
    return [_log_row(decision, today) for decision in decisions]


def _log_row(decision: Decision, today: date) -> LogRow:
    voices = getattr(decision, "voices", 0)
    dissent = f"{voices} voiced" if voices else "none voiced"
    text, kind = revisit_face(decision, today)
    item = decision.contradiction
    url = page_url("decision", decision.code)
    return LogRow(decision, url, item_url(item), sentence_of(item), dissent, text, kind)


def revisit_face(decision: Decision, today: date) -> tuple[str, str]:
    """Say when a decision is looked at again, and how near that is."""
    later = getattr(decision, "superseded_by", None)
    if later is not None:
        return f"superseded by {later.code}", "superseded"
    if decision.contradiction.current_decision_id != decision.pk:
        return "no longer in force", "superseded"
    look_on = getattr(decision, "look_on", decision.revisit_on)
    if look_on is None:
        return "Looked at for good", "plain"
    left = (look_on - today).days
    if left < 0:
        return f"Overdue by {days(-left)}", "overdue"
    if left == 0:
        return "Due today", "near"
    return f"in {days(left)}", "near" if left <= SOON_DAYS else "plain"


def beliefs_seen_by(person: User) -> QuerySet[RetiredBelief]:
    """Return what is no longer believed, newest first, with who logged it first."""
    items = Contradiction.objects.visible_to(person)
    related = ("contradiction__raiser", "decision", "by")
    return RetiredBelief.objects.filter(contradiction__in=items).select_related(*related)


def decision_page(decision: Decision, person: User, at: datetime) -> dict[str, Any]:
    """Return everything the page of one decision prints."""
    item, today = decision.contradiction, at.date()
    dissents = current(list(decision.dissents.select_related("function", "person")))
    follow_ups = list(decision.follow_ups.select_related("owner", "proof"))
    text, kind = revisit_face(decision, today)
    standing = Standing(item, person, at)
    return {
        "decision": decision,
        "item": item,
        "item_url": item_url(item),
        "sentence": sentence_of(item),
        "revisit": text,
        "revisit_kind": kind,
        "facts": _facts(decision, dissents, follow_ups),
        "uses": [_use(use) for use in decision.uses.select_related("position", "restated_by")],
        "dissents": [_dissent(one, item, standing) for one in dissents],
        "objections": item.agreers.filter(cycle=decision.cycle, answer="object").select_related(
            "person"
        ),
        "follow_ups": follow_ups,
        "others": _others(decision),
        "beliefs": decision.retired_beliefs.all(),
        "later": getattr(decision, "superseded_by", None),
        "reconsider_url": _reconsider(decision, standing, kind),
        "revisits": decision.revisits.select_related("by", "on_behalf_of"),
        "revisit_url": _look_again(decision, standing, kind),
    }


def _facts(
    decision: Decision, dissents: Sequence[Dissent], follow_ups: Sequence[FollowUp]
) -> list[tuple[str, str]]:
    done = sum(one.status != FollowUp.Status.OPEN for one in follow_ups)
    names = ", ".join(str(one.person or one.function) for one in dissents)
    return [
        ("Decided by", decision.decided_by),
        ("Dissent", names or "none voiced"),
        ("Follow-ups ended", f"{done} of {len(follow_ups)}"),
        ("Look at it again on", decision.revisit_on.isoformat()),
    ]


def _use(use: Any) -> dict[str, Any]:
    position = use.position
    return {"use": use, "label": position.label, "value": position.figure or position.claim}


def _dissent(one: Dissent, item: Contradiction, standing: Standing) -> dict[str, Any]:
    may = not one.reason and standing.party and may_explain(one, standing.person)
    return {
        "who": one.person or one.function,
        "reason": one.reason,
        "at": one.at,
        "url": verb_url("add_dissent_reason", item, one) if may else "",
    }


def _others(decision: Decision) -> list[Option]:
    """Return what else was on the table."""
    table = Option.objects.filter(
        contradiction=decision.contradiction, cycle=decision.cycle, is_withdrawn=False
    )
    return list(table.exclude(pk=decision.option_id))


def _look_again(decision: Decision, standing: Standing, kind: str) -> str:
    """Return where what came of it is written down, for whoever may."""
    may = kind != "superseded" and standing.any_of(WHO)
    return page_url("revisit", decision.code) if may else ""


def _reconsider(decision: Decision, standing: Standing, kind: str) -> str:
    """Return where the decider takes it up again, while the item is in a state for it."""
    item = decision.contradiction
    open_to = item.status in ("decided", "verifying") and standing.any_of(("decider",))
    return verb_url("reconsider", item) if open_to and kind != "superseded" else ""
