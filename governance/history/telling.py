"""What each verb reads like in a timeline: the words after the person's name."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from governance.dispute.diagnosis import STEPS
from governance.dispute.wording import counted, listed, quoted, within
from governance.history import telling_bridges
from governance.history.telling_reviews import REVIEWS
from governance.history.trail import Entry
from governance.models import (
    Acceptance,
    AgreerAnswer,
    Comment,
    CompetingClaim,
    Decision,
    DiagnosisStep,
    Escalation,
    Evidence,
    FollowUp,
    Option,
    Pause,
    Position,
    PositionAnswer,
    Redaction,
    RetiredBelief,
    RuleWaiver,
    StepNote,
    Verification,
)
from metrics.figures import quantity

if TYPE_CHECKING:
    from governance.history.timeline import Act

Teller = Callable[["Act"], str]
ANSWERED = {
    "acknowledged": "saw",
    "confirmed": "confirmed",
    "agreed": "agreed to a fix of",
    "disputed": "disputed",
    "conceded": "conceded",
}
# Whose words are the note of an act, when the act gave no reason of its own.
NOTED = (
    Comment,
    CompetingClaim,
    PositionAnswer,
    Escalation,
    Verification,
    Decision,
    Acceptance,
    Redaction,
    StepNote,
)


def note_of(act: "Act") -> str:
    """Return the words given with an act: its reason, else those of the row it wrote."""
    own = act.after if act.after is not act.before else None
    reason = own.history_change_reason if own is not None else ""
    if reason and reason != act.verb.replace("_", " "):
        return str(reason)
    if act.verb == "cancel_follow_up":
        return act.first(FollowUp).beside
    steps = act.of(DiagnosisStep)
    if len(steps) == 1:
        return steps[0].words
    return next((entry.words for model in NOTED for entry in act.of(model) if entry.words), "")


def _fixed(text: str) -> Teller:
    return lambda _: text


def _log(act: "Act") -> str:
    sides, since = counted(len(act.of(Position)), "side"), act.after.occurred_on.isoformat()
    return f"logged {act.item.code} from {sides}, first evidence {since}"


def _assign(act: "Act") -> str:
    return f"named {act.person(act.after.owner_id)} accountable"


def _reassign(act: "Act") -> str:
    return f"handed it from {act.person(act.before.owner_id)} to {act.person(act.after.owner_id)}"


def _hand_over(act: "Act") -> str:
    """Say what changed hands when somebody left; the reason names who."""
    passed = [
        f"{words} to {act.person(getattr(act.after, name))}"
        for name, words in (
            ("owner_id", "ownership"),
            ("escalated_to_id", "the escalation"),
            ("paused_for_id", "the wait"),
        )
        if getattr(act.after, name) != getattr(act.before, name)
    ]
    for model, column, noun in (
        (FollowUp, "owner_id", "follow-up"),
        (AgreerAnswer, "person_id", "request to agree"),
    ):
        if rows := act.of(model):
            passed.append(f"{counted(len(rows), noun)} to {act.person(rows[0].key(column))}")
    if rows := act.of(Option):
        passed.append(f"the promises of {counted(len(rows), 'option')}")
    return f"handed over {listed(passed)}" if passed else "handed over a wait that was over"


def _decline(act: "Act") -> str:
    twice = act.of(Escalation)
    return f"said it is not theirs{f', which escalates it: {_rung(act)}' if twice else ''}"


def _dismiss(act: "Act") -> str:
    if act.after.duplicate_of_id is None:
        return "dismissed it"
    same = act.item.duplicate_of if act.item.duplicate_of_id == act.after.duplicate_of_id else None
    return f"dismissed it as the same as {same.code}" if same else "dismissed it as a duplicate"


def _propose(act: "Act") -> str:
    to = f"the options to {act.person(act.after.decider_id)}" if act.after.decider_id else "options"
    key = act.after.recommended_id
    advice = f" and recommended {act.any(Option, key).beside}" if key else ""
    return f"proposed {to}{advice}{', citing a bridge' if act.after.cited_bridge_id else ''}"


def _decide(act: "Act") -> str:
    made = act.first(Decision)
    chosen = act.any(Option, made.key("option_id"))
    code = f"D-{made.key('number'):03d}"
    return f"decided {code}: {chosen.beside}, {quoted(chosen.words)}{_retired(act)}"


def _accept(act: "Act") -> str:
    return f"let the difference stand until {act.first(Acceptance).get('expires_on')}"


def _verify(act: "Act") -> str:
    found = act.first(Verification)
    if found.get("result") == "waived":
        return "waived further readings and closed it"
    return f"closed it on {counted(found.key('periods'), 'later period')} inside tolerance"


def _escalate(act: "Act") -> str:
    return f"escalated it {_rung(act)}"


def _rung(act: "Act") -> str:
    step = act.first(Escalation)
    to = act.person(step.key("to_id")) if step.key("to_id") else "nobody on record"
    return f"to {to}, level {step.get('level')}"


def _ruled(act: "Act") -> str:
    if act.after.decider_id is None:
        return "noted that nobody holds the right to decide"
    return f"worked out who decides again: {act.person(act.after.decider_id)}"


def _answer(act: "Act") -> str:
    given = act.first(PositionAnswer)
    side = act.any(Position, given.key("position_id"))
    return f"{ANSWERED[given.get('answer')]} what {within(side.words)} says"


def _ask(act: "Act") -> str:
    people = [act.person(entry.key("person_id")) for entry in act.of(AgreerAnswer)]
    return f"asked {listed(people)} to agree" if people else "asked again who must agree"


def _side(act: "Act") -> str:
    return f"added a side: {_stated(act.first(Position))}"


def _revise(act: "Act") -> str:
    new = act.first(Position)
    old = act.any(Position, new.key("supersedes_id"))
    if new.get("value") != old.get("value"):
        return f"revised a side: {_stated(new)}; before, {_stated(old)}"
    if new.beside:
        return f"revised a side: {_saying(new)} {quoted(new.beside)}"
    return f"revised a side: {new.words}"


def _stated(side: Entry) -> str:
    value, unit = side.get("value"), side.get("unit")
    said = quoted(side.beside)
    if value:
        said = quantity(Decimal(value), "count" if unit == "money" else unit)
    return f"{_saying(side)} {said}"


def _saying(side: Entry) -> str:
    return f"{side.words} {'say' if side.get('is_customer') == '1' else 'says'}"


def _option(verb: str) -> Teller:
    def told(act: "Act") -> str:
        option = act.first(Option)
        return f"{verb} option {option.beside}, {quoted(option.words)}"

    return told


def _diagnose(act: "Act") -> str:
    found = act.of(DiagnosisStep)
    if len(found) > 1:
        return f"answered {counted(len(found), 'diagnosis step')}"
    step = STEPS[found[0].key("step") - 1]
    finding = DiagnosisStep.Finding(found[0].get("finding")).label.lower()
    return f"answered step {step.number}, {step.label.lower()}: {finding}"


def _cause(act: "Act") -> str:
    return f"named the root cause: {act.after.get_root_cause_display().lower()}"


def _pause(act: "Act") -> str:
    row = act.first(Pause)
    who = act.person(row.key("waiting_on_id"))
    return f"paused the working clock until {row.get('until_on')}, waiting on {who}"


def _describe(act: "Act") -> str:
    changes = [
        f"{label.lower()} {f'from {was} ' if was else ''}{f'to {now}' if now else 'to nothing'}"
        for label, was, now in act.changes
    ]
    return f"changed {listed(changes)}" if changes else "read the description again"


def _evidence(act: "Act") -> str:
    shown = act.first(Evidence)
    return f"added evidence E-{shown.get('number')}, {quoted(shown.words)}"


def _promise(act: "Act") -> str:
    row = act.first(FollowUp)
    who = act.person(row.key("owner_id"))
    return f"added a follow-up for {who} by {row.get('due_on')}: {row.words}"


def _done(act: "Act") -> str:
    proof = act.first(Evidence).get("number")
    return f"finished “{act.first(FollowUp).words}”, proof E-{proof}"


def _force(act: "Act") -> str:
    changed = listed([f"{label.lower()} {now}" for label, _, now in act.changes if now])
    return f"forced a reconciliation{f': {changed}' if changed else ''}{_retired(act)}"


def _retired(act: "Act") -> str:
    """Say which belief an act ended, where it ended one."""
    ended = act.of(RetiredBelief)
    return f"; it ends the belief {quoted(ended[0].words)}" if ended else ""


def _moved_due(act: "Act") -> str:
    days = [f"{version.due_at:%Y-%m-%d}" for version in (act.before, act.after) if version.due_at]
    return f"moved the due time{' from ' if len(days) > 1 else ' to '}{' to '.join(days)}"


def _waived(act: "Act") -> str:
    row = act.first(RuleWaiver)
    rule = RuleWaiver.Rule(row.get("rule")).label
    return f"waived a rule until {row.get('until_on')}, W-{row.key('number'):03d}: {rule}"


SENTENCES: dict[str, Teller] = {
    "log": _log,
    "assign": _assign,
    "reassign": _reassign,
    "hand_over": _hand_over,
    "take_up": _fixed("took the item up"),
    "decline": _decline,
    "dismiss": _dismiss,
    "reinstate": _fixed("took the dismissal back"),
    "resolve": _fixed("resolved it with a fix every side agreed to"),
    "propose": _propose,
    "send_back": _fixed("sent the options back"),
    "decide": _decide,
    "accept_until": _accept,
    "renew": _accept,
    "settle": _fixed("found the gap inside tolerance and ended the acceptance"),
    "expire": _fixed("ended the acceptance on its date"),
    "start_verifying": _fixed("finished the follow-ups; readings decide now"),
    "verify": _verify,
    "fail": _fixed("found the gap outside tolerance"),
    "revisit": _fixed("wrote down what came of the decision"),
    "reconsider": _fixed("took the decision up again"),
    "reopen": _fixed("reopened it"),
    "escalate": _escalate,
    "force": _force,
    "rule_again": _ruled,
    "change_severity": _describe,
    "describe": _describe,
    "answer": _answer,
    "claim": _fixed("said the item is theirs"),
    "add_position": _side,
    "revise_position": _revise,
    "ask_agreers": _ask,
    "agree": _fixed("agreed with the options"),
    "object_to": _fixed("objected to the options"),
    "add_option": _option("put on the table"),
    "change_option": _option("changed"),
    "withdraw_option": _option("withdrew"),
    "answer_step": _diagnose,
    "name_root_cause": _cause,
    "pause": _pause,
    "resume": _fixed("let the working clock run on"),
    "move_due": _moved_due,
    "comment": _fixed("commented"),
    "add_evidence": _evidence,
    "add_follow_up": _promise,
    "complete_follow_up": _done,
    "cancel_follow_up": lambda act: f"cancelled “{act.first(FollowUp).words}”",
    "add_dissent_reason": _fixed("gave the reason for a dissent"),
    **telling_bridges.SENTENCES,
    "ask_owners": _fixed("asked leaders who owns it"),
    "answer_poll": _fixed("answered, under seal"),
    "close_poll": _fixed("opened the answers"),
    "withdraw_poll": _fixed("withdrew the question; its answers stay unread"),
    "log_from_poll": _fixed("logged the claims as an item"),
    **{verb: _fixed(words) for verb, words in REVIEWS.items()},
    "waive": _waived,
    "withdraw_waiver": lambda act: f"took W-{act.first(RuleWaiver).key('number'):03d} back",
    "redact": _fixed("removed words on request; their hash is kept"),
}
