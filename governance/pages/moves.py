"""The next move: the one thing this person can do now, what it still needs, and what else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db.models import Model

from accounts.models import User
from governance.actions.guards import chooses
from governance.checks import Check, checks, heard
from governance.dispute.readings import Reading, later_readings, run_inside
from governance.dispute.wording import run_on, within
from governance.history.trail import WholeDossier
from governance.lifecycle import LIFECYCLE
from governance.models import Contradiction, FollowUp, Position
from governance.pages.addresses import page_url, verb_url
from governance.policies import Standing, matter_of
from governance.verbs.catalogue import VERBS
from metrics.models import Measurement

TOP_RUNG = 3
# Which verb meets each condition of a proposal, in the order of the checks.
PREPARES = (
    "",
    "add_evidence",
    "answer_steps",
    "name_root_cause",
    "add_option",
    "add_option",
)
ELSE = (
    "decline",
    "object_to",
    "send_back",
    "accept_until",
    "resolve",
    "reconsider",
    "renew",
    "settle",
    "verify",
    "fail",
    "reopen",
    "reinstate",
    "escalate",
    "pause",
    "resume",
    "reassign",
    "dismiss",
    "claim",
    "force",
)
AT_ONCE = {"take_up", "start_verifying", "resolve", "settle"}
BECAUSE = {
    "owner": "you are the owner",
    "steward": "you are a steward",
    "decider": "you decide it",
    "arbiter": "you are the arbiter",
    "recommender": "you recommend on it",
    "agreer": "you were asked to agree",
    "side": "you speak for a side",
    "raiser": "you raised it",
    "not_owner": "you are not its owner",
    "force_holder": "you hold “force reconciliation”",
    "party": "you take part in it",
    "promiser": "it is yours to do",
}


@dataclass(frozen=True)
class Link:
    """A verb open to the person, as a link."""

    url: str
    label: str


@dataclass(frozen=True)
class NextMove:
    """What the box says: one button at most, and it is legal."""

    title: str
    checks: Sequence[Check] = ()
    verb: str = ""
    label: str = ""
    url: str = ""
    action: str = ""
    note: str = ""
    others: Sequence[Link] = ()


class Ahead:
    """What lies ahead of an item for one person at one moment."""

    def __init__(
        self, dossier: WholeDossier, person: User, now: datetime, known: Sequence[Measurement]
    ) -> None:
        self.dossier, self.item, self.person = dossier, dossier.item, person
        self.known = known
        self.standing = standing_in(dossier, person, now)

    def may(self, verb: str) -> bool:
        """Say whether a verb is legal for the person now, conditions aside."""
        return VERBS[verb].is_open_to(self.standing)

    def link(self, verb: str, row: Model | None = None) -> str:
        """Return the address of a verb the person may use, or nothing."""
        wanted = VERBS[verb]
        open_ = wanted.is_open_on(row, self.standing) if row else self.may(verb)
        return verb_url(verb, self.item, row) if open_ else ""

    @cached_property
    def readings(self) -> list[Reading]:
        """The periods read since, where they count."""
        if self.item.status not in (Contradiction.Status.VERIFYING, Contradiction.Status.ACCEPTED):
            return []
        return later_readings(self.item, self.dossier.positions, self.known)

    @cached_property
    def is_proven(self) -> bool:
        """Whether enough periods lie inside tolerance."""
        return run_inside(self.readings) >= settings.TIEOUT.verify_periods

    def next(self) -> NextMove:
        """Return the box for the state the item is in."""
        move = STATES[self.item.status](self)
        others = [
            Link(verb_url(verb, self.item), VERBS[verb].label.lower())
            for verb in ELSE
            if verb != move.verb and self.may(verb) and self._makes_sense(verb)
        ]
        note = move.note or self._why(move.verb)
        return replace(move, others=others, note=note)

    def _why(self, verb: str) -> str:
        if not verb:
            return "Nothing here waits for you."
        who = LIFECYCLE[verb].who if verb in LIFECYCLE.moves else VERBS[verb].who
        because = next((BECAUSE[word] for word in who if getattr(self.standing, word)), "")
        lender = self.standing.on_behalf_of(who)
        return f"You can because {because or f'you stand in for {lender}'}."

    def _makes_sense(self, verb: str) -> bool:
        """Leave out what would be refused, and what is done already."""
        item = self.item
        match verb:
            case "resolve":
                return _met(checks(verb, self.dossier))
            case "settle":
                return bool(run_inside(self.readings))
            case "verify":
                return self.is_proven or self.standing.any_of(("decider",))
            case "escalate":
                return item.escalation_level < TOP_RUNG
            case "pause":
                return not any(row.cycle == item.cycle for row in self.dossier.pauses)
            case "resume":
                return item.paused_until is not None
            case "object_to":
                return self.owes_agreement
            case "claim":
                claimed = any(row.by_id == self.person.pk for row in self.dossier.claims)
                return bool(item.owner_id) and not self.standing.owner and not claimed
        return True

    @property
    def owes_agreement(self) -> bool:
        """Whether the person was asked to agree and has not answered."""
        owed = {row.person_id for row in self.dossier.agreers if not row.answer}
        if self.person.pk in owed:
            return True
        return bool(owed & self.standing.names) and self.person.pk not in chooses(self.item)

    def to(self, verb: str, title: str, label: str = "", **more: object) -> NextMove:
        """Return the box with one button for a verb."""
        url = verb_url(verb, self.item)
        way = {"action": url} if verb in AT_ONCE else {"url": url}
        label = label or VERBS[verb].label
        return NextMove(title=title, verb=verb, label=label, **way, **more)  # type: ignore[arg-type]

    def logged(self) -> NextMove:
        """Have an owner named."""
        if self.may("assign"):
            return self.to("assign", "Next: name the one accountable owner")
        return NextMove("Next: a steward names the one accountable owner")

    def assigned(self) -> NextMove:
        """Have it taken up."""
        if self.may("take_up"):
            return self.to("take_up", "Next: take it up, or say that it is not yours")
        return self.answered() or NextMove(f"Next: {self.item.owner} takes it up")

    def investigating(self) -> NextMove:
        """Prepare the options and put them forward."""
        if self.owes_agreement:
            return self.to("agree", "Next: agree with the options, or object")
        if self.may("resolve") and _met(checks("resolve", self.dossier)):
            found = checks("resolve", self.dossier)
            return self.to("resolve", "Next: resolve it with the proven fix", checks=found)
        needs = checks("propose", self.dossier)
        to = f" to {self.item.decider}" if self.item.decider else ""
        if not self.may("propose"):
            title = f"Next: {self.item.owner} proposes the options{to}"
            return self.answered() or NextMove(title, checks=needs)
        title = f"Next: propose the options{to}"
        lacking = next((n for n, check in enumerate(needs) if not check.ok), None)
        if lacking is None:
            return self.to("propose", title, f"Propose{to or ' the options'}", checks=needs)
        verb = PREPARES[lacking]
        return self.to(verb, title, checks=needs) if self.may(verb) else NextMove(title, needs)

    def proposed(self) -> NextMove:
        """Have it decided."""
        if self.owes_agreement:
            return self.to("agree", "Next: agree with the options, or object")
        needs = checks("decide", self.dossier)
        if not self.standing.any_of(("decider",)):
            stand_in = self._falls_to() if self.item.decider is None else None
            who = self.item.decider or stand_in or "somebody who is granted the right"
            return NextMove(f"Next: {who} decides", checks=needs)
        if _met(needs):
            url = page_url("decide", self.item.code)
            return NextMove("Next: decide", needs, verb="decide", label="Decide", url=url)
        return NextMove("Next: the answers come in, then you decide", checks=needs)

    def _falls_to(self) -> User | None:
        """Return the executive to whom an item without a decider falls."""
        return self.standing.matrix.decider(self.standing.matter).stand_in

    def decided(self) -> NextMove:
        """Do the follow-ups."""
        needs = checks("start_verifying", self.dossier)
        if self.may("start_verifying") and _met(needs):
            return self.to("start_verifying", "Next: let readings prove it", checks=needs)
        mine = self._open_follow_up()
        if mine is None:
            return NextMove("Next: every follow-up is done with proof", checks=needs)
        url = verb_url("complete_follow_up", self.item, mine)
        title = f"Next: {run_on(mine.title)}, by {mine.due_on}"
        verb = "complete_follow_up"
        because = "You can because it is yours to do."
        label = VERBS[verb].label
        return NextMove(title, needs, verb=verb, label=label, url=url, note=because)

    def _open_follow_up(self) -> FollowUp | None:
        still = [r for r in self.dossier.follow_ups if r.status == FollowUp.Status.OPEN]
        return next((row for row in still if row.owner_id in self.standing.names), None)

    def verifying(self) -> NextMove:
        """Wait for readings that prove it."""
        needed = settings.TIEOUT.verify_periods
        inside = min(run_inside(self.readings), needed)
        told = [Check(f"{inside} of {needed} later periods inside tolerance", inside >= needed)]
        if self.is_proven and self.may("verify"):
            return self.to("verify", "Next: verify and close", checks=told)
        return NextMove(f"Next: {needed} readings in a row inside tolerance", checks=told)

    def accepted(self) -> NextMove:
        """Let it stand until its date."""
        title = f"The difference stands until {self.item.accepted_until}"
        if self.may("settle") and run_inside(self.readings):
            return self.to("settle", f"{title}, but the gap is inside tolerance now")
        return NextMove(title)

    def closed(self) -> NextMove:
        """Leave it as it ended."""
        return NextMove("Closed: nothing is left to do")

    def dismissed(self) -> NextMove:
        """Leave it as it ended."""
        return NextMove("Dismissed: nothing is left to do")

    def answered(self) -> NextMove | None:
        """Ask a side for its word, where it has given none."""
        mine = next((row for row in self.dossier.positions if self._is_mine(row)), None)
        if mine is None or not self.may("answer"):
            return None
        title = f"Next: say whether this is what {mine.label} says"
        url = verb_url("answer", self.item, mine)
        label = f"Answer for {within(mine.label)}"
        return NextMove(title, verb="answer", label=label, url=url)

    def _is_mine(self, position: Position) -> bool:
        mine = position.function_id is not None and position.function_id == self.person.function_id
        return mine and not position.is_customer and not heard(self.dossier, position)


def standing_in(dossier: WholeDossier, person: User, now: datetime) -> Standing:
    """Return a person's standing, worked out from the dossier instead of more queries."""
    standing = Standing(dossier.item, person, now)
    for one in (standing, *standing.for_others):
        vars(one).update(_known(dossier, one.person))
    return standing


def _known(dossier: WholeDossier, person: User) -> dict[str, object]:
    """Return what the dossier says of a person's part in it."""
    kpis = {row.kpi_id: row.kpi for row in dossier.positions if row.kpi}
    parties = [row.function for row in dossier.positions if row.function and not row.is_customer]
    hands = {entry.hands for entry in dossier.trail.entries}
    return {
        "acted_for_owner": (person.pk, dossier.item.owner_id or 0) in hands,
        "matter": matter_of(dossier.item, list(kpis.values()), parties),
        "agreer": any(row.person_id == person.pk for row in dossier.agreers),
        "promiser": any(row.owner_id == person.pk for row in dossier.follow_ups),
        "side": person.function_id is not None
        and any(row.function_id == person.function_id for row in dossier.all_positions),
    }


def _met(found: Sequence[Check]) -> bool:
    return all(check.ok for check in found)


STATES: dict[str, Callable[[Ahead], NextMove]] = {
    status.value: getattr(Ahead, status.value) for status in Contradiction.Status
}
