"""From what leaders answered to an item of the register: each claim becomes a side."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models import Function, User
from accounts.recording import Act
from governance.actions.contradictions import log
from governance.actions.evidence import add_evidence
from governance.actions.positions import Statement
from governance.dispute.wording import counted
from governance.models import Contradiction, OwnershipPoll, PollAnswer
from governance.polls.claims import Claim, Result
from governance.refusals import IllegalMove

LONGEST_LABEL, LONGEST_CLAIM, LONGEST_WORDING = 80, 300, 300
SAYS = {
    PollAnswer.Choice.SHARED: "It is shared",
    PollAnswer.Choice.NOBODY: "Nobody owns it",
}


def log_from_poll(*, poll: OwnershipPoll, actor: User, at: datetime) -> Contradiction:
    """Log the claims of a closed poll as sides of one item on decision rights, once."""
    with transaction.atomic():
        kept = OwnershipPoll.objects.select_for_update(of=("self",)).get(pk=poll.pk)
        result = _in_conflict(kept)
        domain = kept.domain or (kept.kpi.domain if kept.kpi else None)
        item = log(
            statements=[_statement(claim) for claim in result.claims],
            kind=Contradiction.Kind.RIGHTS,
            domain=domain,
            question=kept.question,
            wording=_wording(kept.question, result.message),
            occurred_on=kept.ended_at.date() if kept.ended_at else at.date(),
            actor=actor,
            at=at,
        )
        address = reverse("poll", args=[kept.pk])
        add_evidence(
            item=item,
            title=f"Poll of {counted(len(result.invitees), 'leader')}: {kept.question}"[:200],
            text=f"{result.message} All answers: {settings.TIEOUT_BASE_URL}{address}",
            actor=actor,
            at=at,
        )
        kept.contradiction = item
        Act(actor=actor, at=at, verb="log_from_poll", reason=item.code).record(kept)
    return item


def _in_conflict(poll: OwnershipPoll) -> Result:
    if not poll.is_closed:
        raise IllegalMove("Its answers are sealed until it closes; there is nothing to log yet.")
    if poll.contradiction:
        raise IllegalMove(f"It was logged as {poll.contradiction.code}.")
    result = Result.of(poll)
    if not result.is_conflict:
        raise IllegalMove("Its answers do not contradict each other, so there is nothing to log.")
    return result


def _statement(claim: Claim) -> Statement:
    """Return a claim as a side; where all who make it are of one function, it speaks for it."""
    words = SAYS.get(PollAnswer.Choice(claim.choice), f"{claim.name} owns it")
    reasons = " ".join(f"“{one.sentence}”" for one in claim.answers if one.sentence)
    said = f"{words}. {reasons}" if reasons else words
    return Statement(
        label=_label(claim.voices),
        function=_function(claim),
        claim=said if len(said) <= LONGEST_CLAIM else words,
    )


def _wording(question: str, message: str) -> str:
    """Put the question before what was answered, where there is room; it stands beside as well."""
    whole = f"{question} {message}"
    return whole if len(whole) <= LONGEST_WORDING else message


def _label(voices: list[str]) -> str:
    whole = " and ".join([", ".join(voices[:-1]), voices[-1]] if voices[1:] else voices)
    if len(whole) <= LONGEST_LABEL:
        return whole
    return f"{voices[0][:50]} and {counted(len(voices) - 1, 'other')}"


def _function(claim: Claim) -> Function | None:
    of = {answer.invitee.person.function for answer in claim.answers}
    return next(iter(of)) if len(of) == 1 else None
