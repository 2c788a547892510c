"""Which events people hear of, in which words, and how soon. Plain data; no Django here."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Urgency(StrEnum):
    """How soon a person hears, beside the inbox, which tells at once."""

    ASKED = "asked"  # something waits for the person: mail that no setting switches off
    TOLD = "told"  # an outcome: mail, or in the digest where the person prefers that
    REPLY = "reply"  # mail only if it is still unread after a while
    DIGEST = "digest"  # summed up with other things
    INBOX = "inbox"


@dataclass(frozen=True, kw_only=True)
class Event:
    """What happened, as words after the ID of an item: C-014 is yours to answer."""

    says: str
    urgency: Urgency
    # Stewards keep the register: they hear of it in their digest, whomever the act names.
    to_stewards: bool = False
    of_another: str = ""  # what they read, where the words above speak to whom it is asked of
    passes_at_s1: bool = False


def _asked(says: str, **more: Any) -> Event:
    return Event(says=says, urgency=Urgency.ASKED, **more)


def _told(says: str, **more: Any) -> Event:
    return Event(says=says, urgency=Urgency.TOLD, **more)


def _digest(says: str, **more: Any) -> Event:
    return Event(says=says, urgency=Urgency.DIGEST, **more)


OTHERWISE = _digest("has changed")
EVENTS = {
    "log": _digest("was logged", to_stewards=True),
    "take_up": _digest("was taken up", to_stewards=True),
    "assign": _asked("is yours to answer", to_stewards=True, of_another="has an owner"),
    "reassign": _asked("has a new owner", to_stewards=True),
    "hand_over": _asked("was handed over to you", of_another="was handed over"),
    "decline": _told("was declined", to_stewards=True),
    "pause": _asked("waits for you", of_another="is paused"),
    "propose": _asked(
        "waits for your decision", to_stewards=True, of_another="waits for a decision"
    ),
    "rule_again": _asked("waits for your decision", of_another="waits for another decider"),
    "ask_agreers": _asked("needs your answer", of_another="asks who agrees"),
    "add_option": _asked("needs your answer again", of_another="asks again who agrees"),
    "change_option": _asked("needs your answer again", of_another="asks again who agrees"),
    "withdraw_option": _asked("needs your answer again", of_another="asks again who agrees"),
    "agree": _told("has an answer"),
    "object_to": _told("has an objection"),
    "send_back": _asked("was sent back"),
    "escalate": _asked(
        "was escalated to you", to_stewards=True, of_another="was escalated", passes_at_s1=True
    ),
    "went_up": _told("went up the ladder without an answer"),
    "force": _asked("is to be reconciled now", passes_at_s1=True),
    "reopen": _asked("is open again", to_stewards=True),
    "expire": _asked("is no longer accepted and asks for an answer", to_stewards=True),
    "fail": _asked("is not proven yet"),
    "add_follow_up": _asked("asks a follow-up of you", of_another="has a follow-up to do"),
    "move_due": _told("has another due time"),
    "decide": _told("is decided", to_stewards=True),
    "dissent": _told("is decided, and your dissent is on record", of_another="is decided"),
    "accept_until": _told("is accepted for now", to_stewards=True),
    "reconsider": _told("is taken up again"),
    "settle": _told("is settled early"),
    "resolve": _told("is fixed and waits for readings"),
    "start_verifying": _digest("waits for readings"),
    "complete_follow_up": _digest("has a follow-up done"),
    "cancel_follow_up": _told("has a follow-up cancelled"),
    "verify": _told("is closed", to_stewards=True),
    "dismiss": _told("is dismissed"),
    "submit_bridge": _told("has a bridge to sign"),
    "sign_bridge": _told("has a signed bridge"),
    "comment": Event(says="has a comment", urgency=Urgency.REPLY),
    "mention": Event(
        says="mentions you in a comment", urgency=Urgency.REPLY, of_another="has a comment"
    ),
    # What time brings about.
    "half_gone": _digest("has used half of its time"),
    "due_next": _asked("is due on the next working day"),
    "overdue": _asked("is overdue", to_stewards=True),
    "follow_up_due": _asked(
        "has a follow-up of yours that is due", of_another="has a follow-up that is due"
    ),
    "follow_up_late": _asked(
        "has a follow-up of yours that is overdue",
        to_stewards=True,
        of_another="has an overdue follow-up",
    ),
    "revisit_due": _asked("has a decision to look at again", to_stewards=True),
    "expires_soon": _digest("is accepted for a few days more", to_stewards=True),
    "review_proposed": _asked("asks for an extraordinary review of fifteen minutes"),
    # What is about no item; the words follow what it is about.
    "definition_proposed": _asked("waits for your word", of_another="waits for approval"),
    "definition_approved": _told("is approved"),
    "definition_rejected": _told("is rejected"),
    "definition_in_force": _digest("has another meaning from today", to_stewards=True),
    "poll_asked": _asked("waits for your answer", of_another="is asked in a poll"),
    "poll_open": _told("has answers to read"),
    "import_stopped": _digest("was not imported"),
}


def is_usual(name: str) -> bool:
    """Say whether an event is told where nobody chose which ones: what people are mailed about."""
    return event(name).urgency in (Urgency.ASKED, Urgency.TOLD)


def words_for_all(name: str) -> str:
    """Say an event to people of whom it may not be asked."""
    return event(f"{name}*").says


def event(name: str) -> Event:
    """Return an event by its name; what is not listed is told as a change.

    `assign*` is how a steward hears of what is asked of somebody else.
    """
    found = EVENTS.get(name.rstrip("*"), OTHERWISE)
    if not name.endswith("*"):
        return found
    return replace(found, says=found.of_another or found.says, urgency=Urgency.DIGEST)
