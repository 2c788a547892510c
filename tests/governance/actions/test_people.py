from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.actions.tokens import make_token
from accounts.models import AccessToken, LedgerEntry, User
from governance.actions.clocks import escalate, pause
from governance.actions.options import agree, ask_agreers
from governance.actions.people import (
    deactivate_person,
    reactivate_person,
)
from governance.actions.rights import grant
from governance.checks import checks
from governance.dossier import Dossier
from governance.history.timeline import timeline
from governance.history.trail import Trail
from governance.history.verification import findings
from governance.models import Contradiction, DecisionRight, Outbox, PollAnswer
from governance.refusals import IllegalMove, NotEntitled
from governance.rights.holdings import Holdings
from tests.factories.clock import clock
from tests.factories.governance import Company, item_in
from tests.factories.polls import asked, says
from tests.factories.telling import told

WHY = "Left the company"


def leave(company: Company, person: User, **facts: Any) -> User:
    facts = {"actor": company.administrator, "reason": WHY, **facts}
    return deactivate_person(person=person, at=clock.tick(), **facts)


def fresh(item: Contradiction) -> Contradiction:
    return Contradiction.objects.get(pk=item.pk)


def asked_both(item: Contradiction, company: Company) -> None:
    """Ask the outsider, who stays silent, and the head of Sales, who agrees."""
    people = [company.outsider, company.sales_head]
    ask_agreers(item=item, people=people, actor=company.marketing_head, at=clock.tick())
    agree(item=fresh(item), actor=company.sales_head, at=clock.tick())


class TestDeactivate:
    def test_needs_no_successor_where_nothing_is_held(self, company: Company) -> None:
        leave(company, company.viewer)

        assert not User.objects.get(pk=company.viewer.pk).is_active

    def test_needs_a_successor_for_open_items(self, company: Company) -> None:
        item = item_in("investigating", company)

        with pytest.raises(ValidationError, match="Name who takes over"):
            leave(company, company.marketing_head)

        assert User.objects.get(pk=company.marketing_head.pk).is_active
        assert fresh(item).owner == company.marketing_head

    def test_hands_open_items_over_and_leaves_ended_ones(self, company: Company) -> None:
        item, done = item_in("investigating", company), item_in("closed", company)
        before = fresh(item)
        leave(company, company.marketing_head, successor=company.sales_head)

        after = fresh(item)
        assert after.owner == company.sales_head
        assert after.version == before.version + 1
        assert (after.status, after.due_at) == (before.status, before.due_at)
        assert fresh(done).owner == company.marketing_head

    def test_tells_the_successor_and_the_history(self, company: Company) -> None:
        item = item_in("decided", company)
        leave(company, company.marketing_head, successor=company.sales_head)

        events = [event for event in timeline(Trail(fresh(item))) if event.verb == "hand_over"]
        assert [event.note for event in events] == [WHY]
        assert "ownership to Head of Sales and one follow-up to Head of Sales" in events[0].sentence
        assert ("hand_over", company.sales_head.pk) in told()

    def test_moves_follow_ups_that_are_open(self, company: Company) -> None:
        item = item_in("decided", company)
        leave(company, company.marketing_head, successor=company.steward)

        assert [row.owner for row in item.follow_ups.all()] == [company.steward]

    def test_moves_requests_to_agree_but_never_an_answer(self, company: Company) -> None:
        item = item_in("proposed", company)
        asked_both(item, company)
        leave(company, company.outsider, successor=company.viewer)

        people = {row.person: row.answer for row in item.agreers.all()}
        assert people == {company.viewer: "", company.sales_head: "agree"}

    def test_a_request_both_have_no_longer_waits_for_the_leaver(self, company: Company) -> None:
        item = item_in("proposed", company)
        asked_both(item, company)
        leave(company, company.outsider, successor=company.sales_head)

        assert all(check.ok for check in checks("decide", Dossier(fresh(item))))

    def test_passes_rights_on_from_that_day(self, company: Company) -> None:
        item = item_in("proposed", company)
        leave(company, company.decider, successor=company.executive)
        today = clock.moment.date()

        ended = DecisionRight.objects.get(person=company.decider)
        assert ended.until == today
        passed = DecisionRight.objects.get(person=company.executive, right="decides")
        assert (passed.since, passed.until, passed.domain) == (today, None, company.leads)
        after = fresh(item)
        assert after.decider == company.executive
        assert f"since {today}" in after.decider_rule

    def test_passes_a_right_that_has_not_begun_on_whole(self, company: Company) -> None:
        later = clock.moment.date() + timedelta(days=30)
        coming = grant(
            person=company.outsider,
            right="accountable",
            domain=company.leads,
            since=later,
            actor=company.steward,
            at=clock.tick(),
        )
        leave(company, company.outsider, successor=company.viewer)

        coming.refresh_from_db()
        assert (coming.person, coming.since, coming.until) == (company.viewer, later, None)

    def test_leaves_rights_that_ended_alone(self, company: Company) -> None:
        old = grant(
            person=company.outsider,
            right="consulted",
            domain=company.leads,
            since=date(2026, 1, 1),
            until=date(2026, 2, 1),
            actor=company.steward,
            at=clock.tick(),
        )
        leave(company, company.outsider)

        old.refresh_from_db()
        assert (old.person, old.until) == (company.outsider, date(2026, 2, 1))

    def test_replaces_the_head_of_a_function(self, company: Company) -> None:
        leave(company, company.sales_head, successor=company.marketing_head)

        company.sales.refresh_from_db()
        assert company.sales.head == company.marketing_head

    def test_moves_escalations_and_pauses(self, company: Company) -> None:
        item = item_in("investigating", company)
        pause(
            item=item,
            waiting_on=company.outsider,
            until_on=clock.moment.date() + timedelta(days=1),
            reason="A file",
            actor=company.marketing_head,
            at=clock.tick(),
        )
        escalate(item=item, reason="Stuck", actor=company.steward, at=clock.tick())
        held = Holdings.of(company.outsider, clock.moment.date())
        assert held.waited_on == [item]
        leave(company, company.outsider, successor=company.viewer)
        leave(company, company.arbiter, successor=company.steward)

        after = fresh(item)
        assert (after.paused_for, after.escalated_to) == (company.viewer, company.steward)
        assert item.pauses.get().waiting_on == company.viewer

    def test_ends_tokens_and_sessions(self, company: Company, client: Any) -> None:
        make_token(name="export", days=30, actor=company.viewer, at=clock.tick())
        client.force_login(company.viewer)
        signed_in_as = company.viewer.get_session_auth_hash()
        leave(company, company.viewer)

        left = User.objects.get(pk=company.viewer.pk)
        assert not AccessToken.objects.filter(user=left).exists()
        assert not left.has_usable_password()
        assert left.get_session_auth_hash() != signed_in_as
        assert client.get("/settings/").status_code == 302

    def test_is_one_transaction(self, company: Company, monkeypatch: Any) -> None:
        item = item_in("investigating", company)

        def fall(*_: Any) -> None:
            raise IllegalMove("No")

        monkeypatch.setattr("governance.actions.people.close_account", fall)
        with pytest.raises(IllegalMove):
            leave(company, company.marketing_head, successor=company.sales_head)

        assert fresh(item).owner == company.marketing_head
        assert not LedgerEntry.objects.filter(verb="hand_over").exists()

    def test_keeps_the_history_whole(self, company: Company) -> None:
        for status in ("assigned", "proposed", "decided", "accepted"):
            item_in(status, company)
        leave(company, company.marketing_head, successor=company.sales_head)
        leave(company, company.decider, successor=company.executive)

        assert list(findings()) == []

    def test_refuses_a_successor_who_left_too(self, company: Company) -> None:
        item_in("assigned", company)
        leave(company, company.viewer)

        with pytest.raises(ValidationError, match="who is active"):
            leave(company, company.marketing_head, successor=company.viewer)
        with pytest.raises(ValidationError, match="who is active"):
            leave(company, company.marketing_head, successor=company.marketing_head)

    @pytest.mark.parametrize("who", ["steward", "outsider", "auditor", "executive"])
    def test_is_for_administrators(self, company: Company, who: str) -> None:
        with pytest.raises(NotEntitled, match="Only an administrator"):
            leave(company, company.viewer, actor=getattr(company, who))

    def test_refuses_oneself_the_closed_and_the_wordless(self, company: Company) -> None:
        with pytest.raises(NotEntitled, match="another administrator"):
            leave(company, company.administrator)
        with pytest.raises(ValidationError, match="Say why"):
            leave(company, company.viewer, reason=" ")
        leave(company, company.viewer)
        with pytest.raises(IllegalMove, match="closed already"):
            leave(company, company.viewer)


class TestReactivate:
    def test_invites_again_and_returns_nothing(self, company: Company) -> None:
        item = item_in("assigned", company)
        leave(company, company.marketing_head, successor=company.sales_head)
        back = reactivate_person(
            person=company.marketing_head,
            reason="Came back",
            actor=company.administrator,
            at=clock.tick(),
        )

        assert back.is_active
        assert not back.has_usable_password()
        assert fresh(item).owner == company.sales_head
        assert Outbox.objects.filter(kind="invitation_mail", payload__person=back.pk).count() == 1

    def test_is_for_administrators_and_closed_accounts(self, company: Company) -> None:
        with pytest.raises(IllegalMove, match="is open"):
            reactivate_person(
                person=company.viewer, reason="?", actor=company.administrator, at=clock.tick()
            )
        with pytest.raises(NotEntitled):
            reactivate_person(
                person=company.viewer, reason="?", actor=company.steward, at=clock.tick()
            )


def test_the_last_one_a_poll_waits_for_may_leave_and_it_closes_at_once(company: Company) -> None:
    poll, two = asked(company, people=[company.viewer, company.arbiter]), asked(company)
    says(poll, company.arbiter, "nobody")
    deactivate_person(
        person=company.viewer, reason="Left", actor=company.administrator, at=clock.tick()
    )
    poll.refresh_from_db()
    two.refresh_from_db()

    assert (poll.status, two.status) == ("closed", "open")
    assert PollAnswer.objects.get().invitee.person == company.arbiter
