"""The name of somebody who left can go; what they did stays theirs."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from governance.actions import comments
from governance.actions import contradictions as items
from governance.actions.erasure import pseudonymise
from governance.actions.people import deactivate_person, reactivate_person
from governance.dossier import Dossier
from governance.history.as_of import item_as_of
from governance.history.timeline import timeline
from governance.history.trail import Trail
from governance.history.verification import findings
from governance.models import Comment, Contradiction
from governance.refusals import IllegalMove, NotEntitled
from tests.factories.accounts import PersonFactory
from tests.factories.clock import clock
from tests.factories.governance import Company, logged
from tests.governance.history.erasing import WHY, erase
from tests.governance.history.test_verification import behind_the_back
from tests.governance.leftovers import stands_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def former(company: Company) -> User:
    """Return somebody who logged, owned, spoke, and left."""
    person = PersonFactory.create(name="Ottilie Quarterman", email="ottilie.quarterman@example.com")
    item = items.assign(
        item=logged(company), owner=person, layer=2, actor=company.steward, at=clock.tick()
    )
    items.take_up(item=item, actor=person, at=clock.tick())
    comments.comment(item=item, body="On it.", actor=person, at=clock.tick())
    return deactivate_person(
        person=person,
        reason="Left",
        successor=company.marketing_head,
        actor=company.administrator,
        at=clock.tick(),
    )


def rename(company: Company, person: User, actor: User | None = None) -> User:
    return pseudonymise(
        person=person, reason=WHY, actor=actor or company.administrator, at=clock.tick()
    )


class TestPseudonymise:
    def test_takes_name_and_address_and_leaves_the_keys(
        self, company: Company, former: User
    ) -> None:
        item = Contradiction.objects.get()
        rename(company, former)

        kept = User.objects.get(pk=former.pk)
        assert kept.name == f"Former person {former.pk}"
        assert kept.email == f"person-{former.pk}@erased.invalid"
        assert Comment.objects.get().by == kept
        told = [str(event.actor) for event in timeline(Trail(item)) if event.actor == kept]
        assert set(told) == {kept.name}
        assert list(findings()) == []

    def test_leaves_the_name_nowhere_but_in_what_others_typed(
        self, company: Company, former: User
    ) -> None:
        rename(company, former)

        left = stands_in("quarterman")

        assert set(left) <= {
            "governance_historicalcontradiction.history_change_reason",
            "accounts_historicalfunction.history_change_reason",
        }
        for version in Contradiction.history.filter(history_change_reason__icontains="quarterman"):
            erase(company, version, "history_change_reason")
        assert stands_in("quarterman") == []
        assert list(findings()) == []

    def test_past_pages_still_work(self, company: Company, former: User) -> None:
        item = Contradiction.objects.get()
        owned_at = item.history.filter(owner=former).first().history_date

        rename(company, former)

        past = item_as_of(item.pk, owned_at)
        assert past
        assert past.owner == former
        assert past.owner.name.startswith("Former person")
        assert Dossier(past, at=owned_at).positions

    def test_a_name_put_back_is_found(self, company: Company, former: User) -> None:
        rename(company, former)

        behind_the_back(
            "UPDATE accounts_historicaluser SET name = 'Ottilie Quarterman' "
            f"WHERE id = {former.pk} AND name = '[redacted]'"
        )

        assert any("says something again" in finding.text for finding in findings())

    def test_refuses_who_can_still_sign_in(self, company: Company) -> None:
        with pytest.raises(IllegalMove, match="Close it first"):
            rename(company, company.outsider)

    def test_nobody_is_invited_back_under_an_address_that_is_gone(
        self, company: Company, former: User
    ) -> None:
        rename(company, former)

        with pytest.raises(IllegalMove, match="no address on record"):
            reactivate_person(
                person=former, reason="Back", actor=company.administrator, at=clock.tick()
            )

    def test_refuses_the_system_and_a_second_time(self, company: Company, former: User) -> None:
        with pytest.raises(NotEntitled, match="no person"):
            rename(company, User.objects.get(is_system=True))
        rename(company, former)
        with pytest.raises(IllegalMove, match="no name on record"):
            rename(company, former)

    @pytest.mark.parametrize("who", ["steward", "auditor", "decider", "viewer"])
    def test_refuses_everybody_but_administrators(
        self, company: Company, former: User, who: str
    ) -> None:
        with pytest.raises(NotEntitled, match="Only an administrator"):
            rename(company, former, getattr(company, who))

        assert User.objects.get(pk=former.pk).name == "Ottilie Quarterman"

    def test_needs_a_reason(self, company: Company, former: User) -> None:
        with pytest.raises(ValidationError, match="Say why"):
            pseudonymise(person=former, reason=" ", actor=company.administrator, at=clock.tick())
