"""The sentence a closed poll is summed up by could be proved wrong, and counts what was said."""

import pytest

from accounts.models import User
from governance.models import OwnershipPoll, PollAnswer, PollInvitee
from governance.polls.claims import Result, warning

NAMES = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Fay", "Gus")


def result(*said: str) -> Result:
    """Return what came of answers: a name, nobody, shared, or an empty one for silence."""
    people = [User(pk=number, name=name) for number, name in enumerate(NAMES, start=1)]
    named = {name: User(pk=90 + number, name=name) for number, name in enumerate("XYZ")}
    poll, invitees, answers = OwnershipPoll(), [], []
    for person, word in zip(people, said, strict=False):
        invitee = PollInvitee(poll=poll, person=person)
        invitees.append(invitee)
        if word:
            invitee.answered_at = "now"
            choice = word if word in ("nobody", "shared") else "person"
            answers.append(PollAnswer(invitee=invitee, choice=choice, person=named.get(word)))
    return Result(poll, invitees, answers)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (("X", "X", "X"), "All three name X."),
        (("X", "X"), "Both name X."),
        (("nobody",) * 5, "All five say nobody."),
        (("X", "Y", "Z", "nobody", ""), "Three of five name three different owners; "
         "one says nobody; one did not answer."),
        (("X", "X", "nobody", "nobody"), "Two of four name X; two say nobody."),
        (("X", "shared", "shared"), "One of three names X; two say it is shared."),
        (("nobody", "shared"), "One of two says nobody; one says it is shared."),
        (("X", "X", ""), "Two of three name X; one did not answer."),
        (("nobody", ""), "One of two says nobody; one did not answer."),
        (("", "", ""), "Nobody answered; three were asked."),
        (("X", "Y", "X", "Y", "X", "Y", "X"), "Seven of seven name two different owners."),
    ],
)  # fmt: skip
def test_the_message_counts(said: tuple[str, ...], message: str) -> None:
    assert result(*said).message == message


@pytest.mark.parametrize(
    ("said", "conflict"),
    [(("X", "X"), False), (("nobody", "nobody"), False), (("X", "Y"), True),
     (("X", "nobody"), True), (("X", "shared"), True), (("X", ""), False), ((), False)],
)  # fmt: skip
def test_two_answers_that_cannot_both_be_true_conflict(
    said: tuple[str, ...], conflict: bool
) -> None:
    assert result(*said).is_conflict is conflict


def test_names_come_first_and_the_most_named_before_others() -> None:
    found = result("nobody", "nobody", "nobody", "Y", "X", "X", "")

    assert [claim.name for claim in found.claims] == ["X", "Y", "Nobody"]
    assert found.silent == ["Gus"]
    largest = found.largest
    assert largest is not None
    assert largest.choice == "nobody"


def test_there_is_no_largest_agreement_between_equals() -> None:
    assert result("X", "Y").largest is None
    assert result().largest is None


def test_fewer_than_four_can_be_guessed() -> None:
    assert [bool(warning(count)) for count in (1, 2, 3, 4, 5)] == [True, True, True, False, False]
    assert warning(3).startswith("Only three people are asked")


def test_a_changed_answer_is_told_apart_from_its_seal() -> None:
    assert result("X").broken == ["Ada"]
