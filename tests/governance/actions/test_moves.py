"""Every move: as the right person, as each wrong person, from each wrong state."""

import pytest

from governance.history.verification import findings
from governance.lifecycle import LIFECYCLE
from governance.models import Contradiction
from governance.refusals import IllegalMove, NotEntitled, Refusal
from tests.factories.governance import STATES, Company, item_in
from tests.factories.undoing import undone
from tests.governance.actions.moves import ALSO, CALLS, EVERYBODY, READY, RIGHT, person

VERBS = [move.verb for move in LIFECYCLE]


def test_every_verb_is_tried() -> None:
    assert set(VERBS) == set(CALLS) == set(READY) == set(RIGHT)


@pytest.mark.parametrize("verb", VERBS)
def test_right_person_makes_the_move(company: Company, verb: str) -> None:
    item = READY[verb](company)
    before = (item.status, item.version)

    moved = CALLS[verb](company, item, person(company, RIGHT[verb]))

    assert moved.status == LIFECYCLE[verb].reaches(before[0])
    item.refresh_from_db()
    assert item.version == moved.version > before[1]
    assert list(findings(item.code)) == []
    last = item.history.first()
    assert last is not None
    assert last.history_user == person(company, RIGHT[verb])


@pytest.mark.parametrize("verb", VERBS)
def test_wrong_people_are_refused_and_nothing_changes(company: Company, verb: str) -> None:
    item = READY[verb](company)
    version = Contradiction.objects.get(pk=item.pk).version

    for word in set(EVERYBODY) - {RIGHT[verb]} - ALSO.get(verb, set()):
        with pytest.raises(NotEntitled, match=r"^Only "):
            CALLS[verb](company, item, person(company, word))

    assert Contradiction.objects.get(pk=item.pk).version == version


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb in ALSO])
def test_others_entitled_may_as_well(company: Company, verb: str) -> None:
    for word in ALSO[verb]:
        item = READY[verb](company)
        CALLS[verb](company, item, person(company, word))
        item.refresh_from_db()
        assert item.status == LIFECYCLE[verb].reaches(item.history.all()[1].status)


@pytest.mark.parametrize("state", STATES)
def test_refuses_every_move_that_does_not_start_there(
    company: Company, state: str, subtests: pytest.Subtests
) -> None:
    item = item_in(state, company)
    version = item.version
    wrong = [move.verb for move in LIFECYCLE if state not in move.sources]

    assert wrong
    for verb in wrong:
        with subtests.test(verb), undone():
            with pytest.raises(Refusal) as refused:
                _try_with_options(verb, company, item)

            assert isinstance(refused.value, IllegalMove | NotEntitled)
            item.refresh_from_db()
            assert (item.status, item.version) == (state, version)


def _try_with_options(verb: str, company: Company, item: Contradiction) -> None:
    """Make the move; a verb that needs an option is refused where the item has none."""
    try:
        CALLS[verb](company, item, person(company, RIGHT[verb]))
    except item.options.model.DoesNotExist:
        raise IllegalMove("no option yet") from None
