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
    # Stewards keep the register and hear of it too, whomever the act names; this is how soon.
    stewards: Urgency | None = None
    of_another: str = ""  # what bystanders read, where the words speak to whom it is asked of
    passes_at_s1: bool = False
    is_for_calendar: bool = False  # carries an entry for calendars; counts toward no limit of a day
    in_morning: bool = False  # a mail of a day, not of a moment: at the hour of the digest
    is_of_a_day: bool = False  # says how near a day is, which the day it is sent may change
    is_of_follow_up: bool = False  # each follow-up is told by itself
    is_of_other_day: bool = False  # than the one its item is due on
    is_of_asker: bool = False  # answers one person: no chat hears of it unless it was chosen

    @property
    def has_own_day(self) -> bool:
        """Whether it is about another day than the one its item is due on."""
        return self.is_of_follow_up or self.is_of_other_day


def _asked(says: str, **more: Any) -> Event:
    return Event(says=says, urgency=Urgency.ASKED, **more)


def _told(says: str, **more: Any) -> Event:
    return Event(says=says, urgency=Urgency.TOLD, **more)


def _digest(says: str, **more: Any) -> Event:
    return Event(says=says, urgency=Urgency.DIGEST, **more)


FOR_CALENDARS = {"is_for_calendar": True}
FOLLOW_UP = {"is_of_follow_up": True}
ASKER = {"is_of_asker": True}
OTHER_DAY = {"is_of_other_day": True}
OTHERWISE = _digest("has changed")
EVENTS = {
    "log": _digest("was logged", stewards=Urgency.DIGEST),
    "take_up": _digest("was taken up", stewards=Urgency.DIGEST),
    "assign": _asked("is yours to answer", stewards=Urgency.DIGEST, of_another="has an owner"),
    "ask_sides": _asked("asks you to confirm what you say", of_another="asks its sides to confirm"),
    "reassign": _asked("has a new owner", stewards=Urgency.DIGEST),
    "hand_over": _asked(
        "was handed over to you", stewards=Urgency.DIGEST, of_another="was handed over"
    ),
    "decline": _told("was declined", stewards=Urgency.DIGEST),
    "pause": _asked("waits for you", stewards=Urgency.DIGEST, of_another="is paused"),
    "propose": _asked(
        "waits for your decision", stewards=Urgency.DIGEST, of_another="waits for a decision"
    ),
    "rule_again": _asked("waits for your decision", of_another="waits for another decider"),
    "ask_agreers": _asked(
        "needs your answer", stewards=Urgency.DIGEST, of_another="asks who agrees"
    ),
    "add_option": _asked("needs your answer again", of_another="asks again who agrees"),
    "change_option": _asked("needs your answer again", of_another="asks again who agrees"),
    "withdraw_option": _asked("needs your answer again", of_another="asks again who agrees"),
    "agree": _told("has an answer"),
    "object_to": _told("has an objection"),
    "send_back": _asked("was sent back"),
    "escalate": _asked(
        "was escalated to you",
        stewards=Urgency.INBOX,
        of_another="was escalated",
        passes_at_s1=True,
    ),
    "went_up": _told("went up the ladder without an answer"),
    "force": _asked("is to be reconciled now", passes_at_s1=True),
    "reopen": _asked("is open again", stewards=Urgency.DIGEST),
    "expire": _asked("is no longer accepted and asks for an answer", stewards=Urgency.DIGEST),
    "fail": _asked("is not proven yet"),
    "add_follow_up": _asked(
        "asks a follow-up of you", of_another="has a follow-up to do", **FOLLOW_UP
    ),
    "move_due": _told("has another due time"),
    "decide": _told("is decided", stewards=Urgency.DIGEST),
    "advise": _asked(
        "has a recommendation of a review and waits for your decision",
        of_another="has a recommendation of a review",
    ),
    "review_closed": _told("is closed; its minutes are there"),
    "defer_item": _told("is put off to a later review", stewards=Urgency.DIGEST),
    "dissent": _told("is decided, and your dissent is on record", of_another="is decided"),
    "accept_until": _told("is accepted for now", stewards=Urgency.DIGEST),
    "revisit": _told("has its decision looked at again", **OTHER_DAY),
    "reconsider": _told("is taken up again"),
    "settle": _told("is settled early"),
    "resolve": _told("is fixed and waits for readings"),
    "start_verifying": _digest("waits for readings"),
    "complete_follow_up": _digest("has a follow-up done", **FOLLOW_UP),
    "cancel_follow_up": _told("has a follow-up cancelled", **FOLLOW_UP),
    "verify": _told("is closed", stewards=Urgency.DIGEST),
    "dismiss": _told("is dismissed"),
    "submit_bridge": _told("has a bridge to sign"),
    "sign_bridge": _told("has a signed bridge"),
    "bridge_done": _told(
        "has the bridge you asked a worker for",
        of_another="has a bridge out of two lists",
        **ASKER,
    ),
    "bridge_stopped": _told(
        "has no bridge yet: the worker you asked stopped",
        of_another="has no bridge yet: a worker stopped",
        **ASKER,
    ),
    "repeat_due": _asked(
        "has a bridge to compute again for another month",
        of_another="has a bridge to be computed again",
        in_morning=True,
        **OTHER_DAY,
    ),
    "comment": Event(says="has a comment", urgency=Urgency.REPLY),
    "mention": Event(
        says="mentions you in a comment", urgency=Urgency.REPLY, of_another="has a comment"
    ),
    # What time brings about.
    "half_gone": _digest("has used half of its time", stewards=Urgency.DIGEST),
    "due_next": _asked(
        "is due on the next working day",
        stewards=Urgency.DIGEST,
        in_morning=True,
        is_of_a_day=True,
    ),
    "overdue": _asked("is overdue", stewards=Urgency.INBOX),
    "follow_up_due": _asked(
        "has a follow-up of yours that is due",
        stewards=Urgency.DIGEST,
        of_another="has a follow-up that is due",
        in_morning=True,
        is_of_a_day=True,
        **FOLLOW_UP,
    ),
    "follow_up_late": _asked(
        "has a follow-up of yours that is overdue",
        stewards=Urgency.DIGEST,
        of_another="has an overdue follow-up",
        in_morning=True,
        **FOLLOW_UP,
    ),
    "revisit_due": _asked(
        "has a decision to look at again", stewards=Urgency.DIGEST, in_morning=True, **OTHER_DAY
    ),
    "expires_soon": _digest("is accepted for a few days more", stewards=Urgency.DIGEST),
    "review_proposed": _asked("asks for an extraordinary review of fifteen minutes"),
    "urgent_review": _asked("is taken up by an extraordinary review of fifteen minutes"),
    # Of reviews: a calendar would be wrong without the mail, so no setting holds one back.
    "review_called": _asked(
        "is on the calendar, and you are invited", of_another="is on the calendar", **FOR_CALENDARS
    ),
    "review_moved": _asked("has moved", **FOR_CALENDARS),
    "review_off": _asked("is called off", **FOR_CALENDARS),
    "review_left": _asked(
        "goes on without you", of_another="goes on with fewer people", **FOR_CALENDARS
    ),
    "pre_read": _asked("has its pre-read"),
    "pre_read_again": _asked("has a refreshed pre-read"),
    # What is about no item; the words follow what it is about.
    "definition_proposed": _asked(
        "waits for your word", stewards=Urgency.TOLD, of_another="is proposed"
    ),
    "definition_approved": _told("is approved"),
    "definition_rejected": _told("is rejected"),
    "definition_in_force": _told("is in force from today", stewards=Urgency.TOLD),
    "meaning_changed": _digest("is in force from today"),
    "poll_asked": _asked("waits for your answer", of_another="is asked in a poll"),
    "poll_open": _told("has answers to read"),
    "reply_aside": _told("could not be taken in and was put aside"),
    "import_stopped": _digest("was not imported", stewards=Urgency.DIGEST),
}


def is_usual(name: str) -> bool:
    """Say whether an event is told where nobody chose which ones: what people are mailed about."""
    told = event(name)
    return told.urgency in (Urgency.ASKED, Urgency.TOLD) and not told.is_of_asker


def words_for_all(name: str) -> str:
    """Say an event to people of whom it may not be asked."""
    return event(f"{name}*").says


def event(name: str) -> Event:
    """Return an event by its name; what is not listed is told as a change.

    `assign*` is how a steward hears of what is asked of somebody else, and `overdue+` how
    somebody does who answers for the outcome.
    """
    found = EVENTS.get(name.rstrip("*+"), OTHERWISE)
    if name[-1] not in "*+":
        return found
    soon = Urgency.TOLD if name[-1] == "+" else found.stewards or Urgency.DIGEST
    return replace(found, says=found.of_another or found.says, urgency=soon)
