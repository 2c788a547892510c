from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import LedgerEntry
from accounts.refusals import NotEntitled
from metrics.actions import domains
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.factories.metrics import SystemFactory

KEEPERS = ("steward", "administrator")
OTHERS = ("marketing_head", "decider", "outsider", "viewer", "auditor", "executive")


class TestAddDomain:
    @pytest.mark.parametrize("who", KEEPERS)
    def test_keepers_add_to_the_tree_and_the_ledger(self, company: Company, who: str) -> None:
        made = domains.add_domain(
            name="Pricing",
            slug="pricing",
            parent=company.root,
            actor=getattr(company, who),
            at=clock.tick(),
        )

        assert [place.name for place in made.lineage()] == ["Pricing", "Company"]
        assert LedgerEntry.objects.get(chain=made.chain).verb == "add_domain"

    @pytest.mark.parametrize("who", OTHERS)
    def test_refuses_everybody_else(self, company: Company, who: str) -> None:
        with pytest.raises(NotEntitled, match="steward or an administrator"):
            domains.add_domain(
                name="Pricing", slug="pricing", actor=getattr(company, who), at=clock.tick()
            )

    def test_refuses_a_name_that_is_taken(self, company: Company) -> None:
        with pytest.raises(ValidationError) as refused:
            domains.add_domain(name="Leads", slug="l2", actor=company.steward, at=clock.tick())

        assert "name" in refused.value.message_dict


class TestChangeDomain:
    def test_moves_in_the_tree(self, company: Company) -> None:
        moved = domains.change_domain(
            domain=company.leads,
            parent=None,
            reason="Its own",
            actor=company.steward,
            at=clock.tick(),
        )

        assert moved.parent is None
        assert moved.history.first().history_change_reason == "Its own"

    def test_refuses_a_circle(self, company: Company) -> None:
        with pytest.raises(ValidationError, match="lies inside"):
            domains.change_domain(
                domain=company.root,
                parent=company.leads,
                reason="Upside down",
                actor=company.steward,
                at=clock.tick(),
            )

    def test_refuses_another_slug(self, company: Company) -> None:
        with pytest.raises(ValidationError, match="Not kept of a domain: slug"):
            domains.change_domain(
                domain=company.leads, slug="x", reason="?", actor=company.steward, at=clock.tick()
            )

    def test_refuses_an_outsider(self, company: Company) -> None:
        with pytest.raises(NotEntitled):
            domains.change_domain(
                domain=company.leads, name="X", reason="?", actor=company.outsider, at=clock.tick()
            )


class TestSystems:
    def test_a_shadow_has_a_date_to_retire_by(self, company: Company) -> None:
        made = domains.add_system(
            name="Quota.xlsx",
            slug="quota-xlsx",
            is_shadow=True,
            retire_by=date(2027, 3, 31),
            actor=company.steward,
            at=clock.tick(),
        )

        assert made.retire_by == date(2027, 3, 31)

    def test_what_is_official_has_none(self, company: Company) -> None:
        system = SystemFactory()

        with pytest.raises(ValidationError, match="Only a shadow"):
            domains.change_system(
                system=system,
                retire_by=date(2027, 3, 31),
                reason="Soon",
                actor=company.steward,
                at=clock.tick(),
            )

    @pytest.mark.parametrize("who", OTHERS)
    def test_refuses_everybody_else(self, company: Company, who: str) -> None:
        actor = getattr(company, who)
        with pytest.raises(NotEntitled):
            domains.add_system(name="CRM", slug="crm", actor=actor, at=clock.tick())
        with pytest.raises(NotEntitled):
            domains.change_system(
                system=SystemFactory(), name="X", reason="?", actor=actor, at=clock.tick()
            )
