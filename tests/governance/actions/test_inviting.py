import pytest
from django.core.exceptions import ValidationError

from accounts.actions.people import change_person
from accounts.models import User
from governance.actions.people import invite, invite_again
from governance.models import Outbox
from governance.refusals import IllegalMove, NotEntitled
from tests.factories.accounts import PersonFactory
from tests.factories.clock import clock
from tests.factories.governance import Company


class TestInvite:
    def test_promises_one_mail_to_the_new_person(self, company: Company) -> None:
        person = invite(
            email="New@Example.com",
            name="New",
            actor=company.administrator,
            at=clock.tick(),
        )

        assert person.email == "new@example.com"
        assert not person.has_usable_password()
        promised = Outbox.objects.get(kind="invitation_mail")
        assert promised.payload == {"person": person.pk}

    @pytest.mark.parametrize("who", ["steward", "outsider", "auditor", "viewer", "decider"])
    def test_is_for_administrators(self, company: Company, who: str) -> None:
        with pytest.raises(NotEntitled, match="Only an administrator"):
            invite(email="a@example.com", name="A", actor=getattr(company, who), at=clock.tick())

        assert not User.objects.filter(email="a@example.com").exists()

    def test_refuses_an_address_that_has_an_account_in_any_case(self, company: Company) -> None:
        with pytest.raises(ValidationError, match="has an account already"):
            invite(
                email=company.viewer.email.upper(),
                name="Twin",
                actor=company.administrator,
                at=clock.tick(),
            )

    def test_refuses_a_time_zone_that_does_not_exist(self, company: Company) -> None:
        with pytest.raises(ValidationError, match="no such time zone"):
            invite(
                email="a@example.com",
                name="A",
                time_zone="Europe/Atlantis",
                actor=company.administrator,
                at=clock.tick(),
            )

    def test_again_is_for_those_without_a_password(self, company: Company) -> None:
        new = PersonFactory.create(password=None)
        invite_again(person=new, actor=company.administrator, at=clock.tick())
        invite_again(person=new, actor=company.administrator, at=clock.tick())

        assert Outbox.objects.filter(kind="invitation_mail").count() == 2
        with pytest.raises(IllegalMove, match="has chosen a password"):
            invite_again(person=company.viewer, actor=company.administrator, at=clock.tick())
        with pytest.raises(NotEntitled):
            invite_again(person=new, actor=company.steward, at=clock.tick())


class TestChange:
    def test_is_recorded_with_its_reason(self, company: Company) -> None:
        change_person(
            person=company.viewer,
            role=User.Role.CONTRIBUTOR,
            reason="Joins the project",
            actor=company.administrator,
            at=clock.tick(),
        )

        row = company.viewer.history.first()
        assert (row.role, row.history_change_reason) == ("contributor", "Joins the project")

    def test_of_nothing_leaves_no_row(self, company: Company) -> None:
        before = company.viewer.history.count()
        change_person(
            person=company.viewer,
            name=company.viewer.name,
            reason="Same",
            actor=company.administrator,
            at=clock.tick(),
        )

        assert company.viewer.history.count() == before

    def test_keeps_the_only_administrator(self, company: Company) -> None:
        with pytest.raises(ValidationError, match="only administrator"):
            change_person(
                person=company.administrator,
                role=User.Role.VIEWER,
                reason="No more",
                actor=company.administrator,
                at=clock.tick(),
            )

    def test_is_refused_to_others(self, company: Company) -> None:
        with pytest.raises(NotEntitled):
            change_person(
                person=company.outsider,
                role=User.Role.ADMINISTRATOR,
                reason="Help myself",
                actor=company.outsider,
                at=clock.tick(),
            )
