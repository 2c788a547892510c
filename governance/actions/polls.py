"""Asking who owns what: answers are sealed as they are given, and opened all at once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from textwrap import shorten

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from accounts.actions.people import system_actor
from accounts.models import Function, User
from accounts.recording import Act
from governance.actions.moving import needs
from governance.models import OwnershipPoll, PollAnswer, PollInvitee, SealedAnswer
from governance.models.polls import LONGEST_SENTENCE
from governance.polls.sealing import new_secret, seal_of
from governance.promises.outbox import promise
from governance.refusals import IllegalMove, NotEntitled
from metrics.models import KPI, DataDomain
from metrics.policies import require_steward

Status, Choice = OwnershipPoll.Status, SealedAnswer.Choice
FEWEST, MOST = 2, 50


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked: who owns a domain, a KPI or a stage, or a question in words alone."""

    text: str = ""
    domain: DataDomain | None = None
    kpi: KPI | None = None
    stage: str = ""

    def to_poll(self) -> OwnershipPoll:
        """Return an unsaved poll; one about a subject needs no words of its own."""
        poll = OwnershipPoll(domain=self.domain, kpi=self.kpi, stage=self.stage)
        if sum(map(bool, (self.domain, self.kpi, self.stage))) > 1:
            raise ValidationError({"about": "Ask about one thing: a domain, a KPI or a stage."})
        asked = " ".join(self.text.split())
        if not (asked or poll.about):
            how = "Write the question, or choose what it is about."
            raise ValidationError({"question": how})
        stage = " stage of the customer's journey" if self.stage else ""
        named = f"the {poll.about.lower()}{stage}" if stage else poll.about
        poll.question = asked or f"Who owns {named}?"
        return poll


def ask_owners(
    *,
    questions: Sequence[Question],
    people: Sequence[User],
    closes_on: date,
    actor: User,
    at: datetime,
) -> list[OwnershipPoll]:
    """Put one question, or a pack of them, to chosen people; each becomes a poll of its own."""
    require_steward(actor, "ask who owns what")
    people = _askable(people)
    if closes_on < at.date():
        raise ValidationError({"closes_on": "Choose today or a later day."})
    polls = [question.to_poll() for question in questions]
    if not polls:
        raise ValidationError({"question": "Ask at least one question."})
    with transaction.atomic():
        act = Act(actor=actor, at=at, verb="ask_owners")
        for poll in polls:
            poll.asked_by, poll.asked_at, poll.closes_on = actor, at, closes_on
            act.record(poll)
            for person in people:
                act.record(PollInvitee(poll=poll, person=person))
        _tell("poll_asked", polls, people, act)
    return polls


def _askable(people: Sequence[User]) -> list[User]:
    found = list(dict.fromkeys(people))
    if not FEWEST <= len(found) <= MOST:
        how = f"Choose {FEWEST} to {MOST} people: one answer alone cannot disagree."
        raise ValidationError({"people": how})
    if gone := [str(one) for one in found if not one.is_active or one.is_system]:
        raise ValidationError({"people": f"{', '.join(gone)} cannot answer. Choose others."})
    return found


def answer_poll(
    *,
    poll: OwnershipPoll,
    choice: str,
    actor: User,
    at: datetime,
    person: User | None = None,
    function: Function | None = None,
    sentence: str = "",
) -> PollInvitee:
    """Say who owns it, under seal; a later answer replaces it until the poll closes."""
    named = _named(choice, person, function)
    sentence = " ".join(sentence.split())
    if len(sentence) > LONGEST_SENTENCE:
        raise ValidationError({"sentence": f"Write at most {LONGEST_SENTENCE} letters."})
    with _under_way(poll, "answer") as kept:
        mine = kept.invitees.filter(person=actor).first()
        if mine is None or not actor.is_active:
            raise NotEntitled(f"Only those who were asked may answer “{kept.question}”.")
        if kept.closes_on < at.date():
            raise IllegalMove(f"It could be answered until {kept.closes_on}; it is being closed.")
        secret = new_secret()
        sealed = {**named, "choice": choice, "sentence": sentence, "secret": secret, "at": at}
        SealedAnswer.objects.update_or_create(invitee=mine, defaults=sealed)
        keys = {name: one.pk if one else None for name, one in named.items()}
        mine.answered_at, mine.seal = at, seal_of(secret, choice, **keys, sentence=sentence)
        Act(actor=actor, at=at, verb="answer_poll").record(mine)
        _open_if_all_said(kept, at)
    return mine


def close_without(*, leaver: User, at: datetime) -> None:
    """Close the polls that waited for nobody but somebody who has left the company."""
    owed = PollInvitee.objects.filter(person=leaver, answered_at__isnull=True)
    for poll in OwnershipPoll.objects.open().filter(pk__in=owed.values("poll")).order_by("pk"):
        with _under_way(poll, "close") as kept:
            _open_if_all_said(kept, at)


def _open_if_all_said(poll: OwnershipPoll, at: datetime) -> None:
    if not poll.invitees.filter(answered_at__isnull=True, person__is_active=True).exists():
        _open(poll, Act(actor=system_actor(at), at=at, verb="close_poll", reason="All said"))


def _named(
    choice: str, person: User | None, function: Function | None
) -> dict[str, User | Function | None]:
    """Check that an answer names what it says it names, and nothing else."""
    if choice not in Choice.values:
        raise ValidationError({"choice": "Choose a person, a function, shared or nobody."})
    if choice == Choice.PERSON and (person is None or not person.is_active or person.is_system):
        raise ValidationError({"person": "Choose one active person."})
    if choice == Choice.FUNCTION and function is None:
        raise ValidationError({"function": "Choose a function."})
    return {
        "person": person if choice == Choice.PERSON else None,
        "function": function if choice == Choice.FUNCTION else None,
    }


def close_poll(
    *, poll: OwnershipPoll, actor: User, at: datetime, reason: str = ""
) -> OwnershipPoll:
    """Open the answers given so far, to everybody; the system does so after the last day."""
    with _under_way(poll, "close") as kept:
        _asker_only(kept, actor, "close it early")
        if not (actor.is_system or kept.invitees.filter(answered_at__isnull=False).exists()):
            raise IllegalMove("Nobody has answered yet: wait, or withdraw the question.")
        _open(kept, Act(actor=actor, at=at, verb="close_poll", reason=reason))
    return kept


def withdraw_poll(*, poll: OwnershipPoll, reason: str, actor: User, at: datetime) -> OwnershipPoll:
    """Take a question back; answers given to it are thrown away unread."""
    with _under_way(poll, "withdraw") as kept:
        _asker_only(kept, actor, "withdraw it")
        needs(reason, "reason", "Say why, so that those who answered know.")
        kept.status, kept.ended_at = Status.WITHDRAWN, at
        Act(actor=actor, at=at, verb="withdraw_poll", reason=reason).record(kept)
        SealedAnswer.objects.filter(invitee__poll=kept).delete()
    return kept


@contextmanager
def _under_way(poll: OwnershipPoll, what: str) -> Iterator[OwnershipPoll]:
    """Lock a poll that is still open."""
    with transaction.atomic():
        kept = OwnershipPoll.objects.select_for_update(of=("self",)).get(pk=poll.pk)
        if not kept.is_open:
            ended = kept.get_status_display().lower()
            raise IllegalMove(f"The poll is {ended}; one can no longer {what} it.")
        yield kept


def _asker_only(poll: OwnershipPoll, actor: User, what: str) -> None:
    if actor.pk != poll.asked_by_id and not actor.is_system:
        raise NotEntitled(f"Only {poll.asked_by}, who asked, may {what}.")


def _open(poll: OwnershipPoll, act: Act) -> None:
    """Close first: the database takes no opened answer of a poll that is not closed."""
    poll.status, poll.ended_at = Status.CLOSED, act.at
    act.record(poll)
    sealed = SealedAnswer.objects.filter(invitee__poll=poll).select_related(
        "invitee__person", "person"
    )
    for one in sealed.order_by("invitee__person__name"):
        act.record(_opened(one))
    SealedAnswer.objects.filter(invitee__poll=poll).delete()
    _tell("poll_open", [poll], [poll.asked_by], act)


def _opened(sealed: SealedAnswer) -> PollAnswer:
    """Return what was sealed, word for word, and what the named person heads by now."""
    heads = sealed.person.heads.order_by("name").first() if sealed.person else None
    same = ("invitee", "choice", "person", "function", "sentence", "secret", "at")
    return PollAnswer(heads=heads, **{name: getattr(sealed, name) for name in same})


def _tell(event: str, polls: Sequence[OwnershipPoll], people: Sequence[User], act: Act) -> None:
    """Promise one notice, however many questions; it never carries an answer."""
    told = [person.pk for person in people if person != act.actor or event == "poll_asked"]
    first, many = polls[0], len(polls)
    asked = shorten(first.question, 140, placeholder="…")
    payload = {
        "item": None,
        "heard": {event: told},
        "by": act.actor.pk,
        "about": f"“{asked}”, the first of {many} questions," if many > 1 else f"“{asked}”",
        "path": reverse("poll", args=[first.pk]),
    }
    promise("notice", key=f"{event}:{first.pk}", payload=payload, at=act.at)
