"""What a closed poll shows: who is named by whom, and the sentence that sums it up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from accounts.canonical import REDACTED
from governance.dispute.wording import spelled
from governance.models import OwnershipPoll, PollAnswer, PollInvitee
from governance.polls.sealing import seal_of

Choice = PollAnswer.Choice
Key = tuple[str, int]
# Fewer than this, and whoever knows the people can tell who said what before it is opened.
FEW = 4
NOT_NAMED = {
    Choice.SHARED: ("says it is shared", "say it is shared"),
    Choice.NOBODY: ("says nobody", "say nobody"),
}


@dataclass
class Claim:
    """One owner, or none, and the answers that say so."""

    choice: str
    name: str
    answers: list[PollAnswer] = field(default_factory=list)

    @property
    def is_named(self) -> bool:
        """Whether somebody is said to own it alone."""
        return self.choice not in NOT_NAMED

    @property
    def voices(self) -> list[str]:
        """Who says so."""
        return [answer.invitee.person.name for answer in self.answers]


@dataclass(frozen=True)
class Result:
    """The opened answers of a poll, and who gave none."""

    poll: OwnershipPoll
    invitees: list[PollInvitee]
    answers: list[PollAnswer]

    @classmethod
    def of(cls, poll: OwnershipPoll) -> "Result":
        """Read a closed poll in two queries."""
        related = ("invitee__person", "person", "function", "heads")
        answers = PollAnswer.objects.filter(invitee__poll=poll).select_related(*related)
        invitees = poll.invitees.select_related("person").order_by("person__name")
        return cls(poll, list(invitees), list(answers.order_by("invitee__person__name")))

    @cached_property
    def claims(self) -> list[Claim]:
        """Return who is named, most often first; shared and nobody come after."""
        found: dict[Key, Claim] = {}
        for answer in self.answers:
            key, name = _claimed(answer)
            found.setdefault(key, Claim(key[0], name)).answers.append(answer)
        return sorted(found.values(), key=lambda one: (not one.is_named, -len(one.answers)))

    @property
    def silent(self) -> list[str]:
        """Who did not answer."""
        return [one.person.name for one in self.invitees if one.answered_at is None]

    @property
    def is_conflict(self) -> bool:
        """Whether two answers cannot both be true."""
        return len(self.claims) > 1

    @property
    def largest(self) -> Claim | None:
        """The claim most of them make; None without answers or where two are made as often."""
        ranked = sorted(self.claims, key=lambda claim: -len(claim.answers))
        if not ranked or (len(ranked) > 1 and len(ranked[0].answers) == len(ranked[1].answers)):
            return None
        return ranked[0]

    @property
    def message(self) -> str:
        """Say in one sentence that could be proved wrong what the answers show."""
        if not self.answers:
            return f"Nobody answered; {spelled(len(self.invitees))} were asked."
        if not self.is_conflict and not self.silent:
            return f"{_all(len(self.answers))} {_agrees(self.claims[0], len(self.answers))}."
        first, *others = self._parts()
        return f"{'; '.join([first[:1].upper() + first[1:], *others])}."

    def _parts(self) -> Iterator[str]:
        named = [claim for claim in self.claims if claim.is_named]
        total = f" of {spelled(len(self.invitees))}"
        if named:
            count = sum(len(claim.answers) for claim in named)
            owners = f"{spelled(len(named))} different owners"
            verb = "names" if count == 1 else "name"
            yield f"{spelled(count)}{total} {verb} {named[0].name if len(named) == 1 else owners}"
            total = ""
        for claim in self.claims:
            if not claim.is_named:
                count = len(claim.answers)
                yield f"{spelled(count)}{total} {NOT_NAMED[Choice(claim.choice)][count > 1]}"
                total = ""
        if self.silent:
            yield f"{spelled(len(self.silent))} did not answer"

    @property
    def broken(self) -> list[str]:
        """Name whose opened answer is not the one that was sealed; there should be nobody."""
        return [answer.invitee.person.name for answer in self.answers if not _matches(answer)]


def _claimed(answer: PollAnswer) -> tuple[Key, str]:
    """Return what makes two answers one claim: a function and its head are."""
    function = answer.function or answer.heads
    if function:
        return (Choice.FUNCTION, function.pk), function.name
    if answer.person:
        return (Choice.PERSON, answer.person.pk), answer.person.name
    return (answer.choice, 0), answer.get_choice_display()


def _matches(answer: PollAnswer) -> bool:
    """Recompute a seal; where the words were taken away, their hash stands in the ledger."""
    sealed = seal_of(
        answer.secret,
        answer.choice,
        person=answer.person_id,
        function=answer.function_id,
        sentence=answer.sentence,
    )
    return answer.sentence == REDACTED or sealed == answer.invitee.seal


def _all(count: int) -> str:
    return {1: "The only one asked", 2: "Both"}.get(count, f"All {spelled(count)}")


def _agrees(claim: Claim, count: int) -> str:
    if claim.is_named:
        return f"{'names' if count == 1 else 'name'} {claim.name}"
    return NOT_NAMED[Choice(claim.choice)][count > 1]


def warning(invited: int) -> str:
    """Say that answers of few people can be guessed; nothing where enough were asked."""
    if invited >= FEW:
        return ""
    asked = "Only one person is" if invited == 1 else f"Only {spelled(invited)} people are"
    return f"{asked} asked: whoever knows them can guess the answers before it closes."


def summaries(polls: Iterable[OwnershipPoll]) -> dict[int, Result]:
    """Read the results of many closed polls in two queries."""
    closed = {poll.pk: Result(poll, [], []) for poll in polls if poll.is_closed}
    invitees = PollInvitee.objects.filter(poll__in=closed).select_related("person")
    for invitee in invitees.order_by("person__name"):
        closed[invitee.poll_id].invitees.append(invitee)
    related = ("invitee__person", "person", "function", "heads")
    answers = PollAnswer.objects.filter(invitee__poll__in=closed).select_related(*related)
    for answer in answers.order_by("invitee__person__name"):
        closed[answer.invitee.poll_id].answers.append(answer)
    return closed
