from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from accounts.actions.people import system_actor
from accounts.models import User
from governance.actions import definitions
from governance.actions.rights import grant
from governance.models import Notification, Outbox
from governance.promises.outbox import keep
from governance.refusals import IllegalMove, NotEntitled
from governance.rights.approvers import approvers_of
from metrics.models import KPI, KPIDefinition
from tests.factories.accounts import PersonFactory
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned
from tests.factories.telling import keep_until, mails_to


@pytest.fixture
def kpi(company: Company) -> KPI:
    return company.kpi_pair()[0]


def proposed(company: Company, kpi: KPI, **facts: Any) -> KPIDefinition:
    score = 60 + kpi.definitions.count()
    given: dict[str, Any] = {
        "kpi": kpi,
        "meaning": f"A person whose score passed {score}.",
        "formula": "Count of people with a score over 60.",
        "actor": company.steward,
        "at": clock.tick(),
    }
    return definitions.propose(**(given | facts))


def approved(company: Company, kpi: KPI, **facts: Any) -> KPIDefinition:
    return definitions.approve(
        definition=proposed(company, kpi, **facts), actor=company.marketing_head, at=clock.tick()
    )


class TestPropose:
    def test_numbers_go_up_and_nothing_else_changes(self, company: Company, kpi: KPI) -> None:
        first = approved(company, kpi)
        second = proposed(company, kpi)
        kpi.refresh_from_db()

        assert (first.number, second.number) == (1, 2)
        assert kpi.current_definition == first

    def test_waits_for_the_proposal_before_it(self, company: Company, kpi: KPI) -> None:
        proposed(company, kpi)

        with pytest.raises(ValidationError, match="v1 by RevOps lead still waits"):
            proposed(company, kpi)

    @pytest.mark.parametrize("who", ["marketing_head", "decider", "outsider", "administrator"])
    def test_refuses_who_is_no_steward(self, company: Company, kpi: KPI, who: str) -> None:
        with pytest.raises(NotEntitled, match="Only a steward"):
            proposed(company, kpi, actor=getattr(company, who))


class TestApprove:
    @pytest.mark.parametrize("who", ["marketing_head", "decider"])
    def test_who_answers_for_it_makes_it_current(
        self, company: Company, kpi: KPI, who: str
    ) -> None:
        judged = definitions.approve(
            definition=proposed(company, kpi), actor=getattr(company, who), at=clock.tick()
        )
        kpi.refresh_from_db()

        assert judged.approver == getattr(company, who)
        assert (kpi.current_definition, kpi.version) == (judged, 2)

    def test_so_does_who_is_accountable(self, company: Company, kpi: KPI) -> None:
        grant(
            person=company.outsider,
            right="accountable",
            kpi=kpi,
            actor=company.steward,
            at=clock.tick(),
        )

        judged = definitions.approve(
            definition=proposed(company, kpi), actor=company.outsider, at=clock.tick()
        )

        assert judged.approver == company.outsider

    @pytest.mark.parametrize(
        "who", ["sales_head", "outsider", "viewer", "auditor", "administrator", "executive"]
    )
    def test_refuses_everybody_else_and_names_who_may(
        self, company: Company, kpi: KPI, who: str
    ) -> None:
        draft = proposed(company, kpi)

        with pytest.raises(NotEntitled, match="Head of Marketing or CRO"):
            definitions.approve(definition=draft, actor=getattr(company, who), at=clock.tick())

    def test_refuses_its_author_even_with_the_right(self, company: Company, kpi: KPI) -> None:
        grant(
            person=company.steward,
            right="accountable",
            kpi=kpi,
            actor=company.administrator,
            at=clock.tick(),
        )

        with pytest.raises(NotEntitled, match="your own proposal"):
            definitions.approve(
                definition=proposed(company, kpi), actor=company.steward, at=clock.tick()
            )

    def test_is_done_once(self, company: Company, kpi: KPI) -> None:
        judged = approved(company, kpi)

        with pytest.raises(IllegalMove, match="approved already"):
            definitions.approve(definition=judged, actor=company.decider, at=clock.tick())

    def test_an_approved_one_never_changes(self, company: Company, kpi: KPI) -> None:
        judged = approved(company, kpi)

        change = "UPDATE metrics_kpidefinition SET formula = 'x' WHERE id = %s"
        with (
            pytest.raises(DatabaseError, match="never changes"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change, [judged.pk])

    def test_one_that_begins_later_waits_for_its_day(self, company: Company, kpi: KPI) -> None:
        first = approved(company, kpi)
        later = approved(company, kpi, effective_from=clock.moment.date() + timedelta(days=30))
        kpi.refresh_from_db()
        assert kpi.current_definition == first

        promised = Outbox.objects.get(kind="definition_in_force")
        assert promised.due_at.date() == later.effective_from
        keep(promised, promised.due_at)
        kpi.refresh_from_db()

        assert kpi.current_definition == later
        assert kpi.history.first().history_user == system_actor(clock.tick())


class TestReject:
    def test_leaves_the_approved_one_alone(self, company: Company, kpi: KPI) -> None:
        first, draft = approved(company, kpi), proposed(company, kpi)

        judged = definitions.reject(
            definition=draft, reason="Too wide", actor=company.decider, at=clock.tick()
        )
        kpi.refresh_from_db()

        assert judged.status == "rejected"
        assert kpi.current_definition == first
        assert judged.history.first().history_change_reason == "Too wide"

    def test_needs_a_reason(self, company: Company, kpi: KPI) -> None:
        with pytest.raises(ValidationError, match="Say why"):
            definitions.reject(
                definition=proposed(company, kpi),
                reason="",
                actor=company.decider,
                at=clock.tick(),
            )

    def test_refuses_an_outsider(self, company: Company, kpi: KPI) -> None:
        with pytest.raises(NotEntitled):
            definitions.reject(
                definition=proposed(company, kpi),
                reason="No",
                actor=company.outsider,
                at=clock.tick(),
            )


class TestWhoHears:
    @pytest.fixture(autouse=True)
    def _by_day(self, kpi: KPI) -> None:
        clock.moment = (clock.moment + timedelta(days=1)).replace(hour=8)

    def test_who_may_approve_is_asked_and_nobody_else(self, company: Company, kpi: KPI) -> None:
        proposed(company, kpi)
        keep_until(clock.moment)

        assert {one.to[0] for one in mail.outbox} == {
            company.marketing_head.email,
            company.decider.email,
        }
        (sent,) = mails_to(company.decider)
        assert sent.subject == "MQL v1 waits for your word"
        assert f"/m/{kpi.slug}/definitions/1/" in str(sent.body)
        assert "A person whose score passed 60." in str(sent.body)

    def test_the_other_stewards_hear_by_mail_in_words_of_their_own(
        self, company: Company, kpi: KPI
    ) -> None:
        other = PersonFactory.create(role=User.Role.STEWARD)
        proposed(company, kpi)

        (sent,) = mails_to(other)

        assert sent.subject == "MQL v1 is proposed"

    def test_nobody_is_asked_at_night(self, company: Company, kpi: KPI) -> None:
        clock.moment = clock.moment.replace(hour=22)
        proposed(company, kpi)

        assert mails_to(company.decider) == []
        assert len(mails_to(company.decider, hours=12)) == 1

    def test_the_author_hears_the_judgement(self, company: Company, kpi: KPI) -> None:
        approved(company, kpi)
        (yes,) = mails_to(company.steward)
        definitions.reject(
            definition=proposed(company, kpi),
            reason="Too wide",
            actor=company.decider,
            at=clock.tick(),
        )
        no = mails_to(company.steward)[-1]

        assert yes.subject == "MQL v1 is approved"
        assert f"Judged by {company.marketing_head}" in str(yes.body)
        assert no.subject == "MQL v2 is rejected"
        assert "Reason: Too wide" in str(no.body)
        assert "Judged by CRO" in str(no.body)

    def test_nobody_is_asked_about_what_was_judged_meanwhile(
        self, company: Company, kpi: KPI
    ) -> None:
        approved(company, kpi)

        assert not [one for one in mails_to(company.decider) if "your word" in str(one.subject)]

    def test_owners_of_open_items_about_it_read_it_in_their_digest_on_its_day(
        self, company: Company
    ) -> None:
        item = assigned(company)
        kpi = item.positions.filter(kpi__isnull=False)[0].kpi
        assert kpi
        later = clock.moment.date() + timedelta(days=30)
        meaning = approved(company, kpi, effective_from=later)
        told = Notification.objects.filter(event__in=("meaning_changed", "definition_in_force*"))

        day = datetime.combine(later, time.min, UTC)
        keep_until(day - timedelta(minutes=1))
        assert not told.exists()
        clock.moment = day + timedelta(days=4)
        keep_until(clock.moment)

        by_mail = [one.subject for one in mails_to(company.steward)]
        assert f"{meaning} is in force from today" in by_mail
        assert told.filter(person=company.steward, mail_due_at__isnull=False).exists()
        assert item.owner in {row.person for row in told} | set(approvers_of(kpi, later))

    def test_a_refused_proposal_promises_nothing(self, company: Company, kpi: KPI) -> None:
        with pytest.raises(NotEntitled):
            proposed(company, kpi, actor=company.outsider)

        assert not Outbox.objects.exists()
