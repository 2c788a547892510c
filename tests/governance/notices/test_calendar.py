"""The private calendar: what is due from one person, read by an independent library."""

from datetime import date, timedelta
from typing import Any

import pytest
import vobject
from django.test import Client

from accounts.models import User
from governance.actions.clocks import move_due
from governance.actions.contradictions import dismiss, take_up
from governance.actions.decisions import decide, reconsider
from governance.actions.notices import renew_feed
from governance.actions.revisits import revisit
from governance.models import Contradiction
from governance.notices.calendar import calendar_of, feed_path
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned, closed, decided, decision_facts


def entries(person: User) -> dict[str, Any]:
    text = calendar_of(person, clock.moment).decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    found = vobject.readOne(text)
    return {one.uid.value: one for one in getattr(found, "vevent_list", [])}


def due_of(item: Contradiction, person: User) -> Any:
    return entries(person)[f"{item.code.lower()}-due@127.0.0.1"]


@pytest.fixture(autouse=True)
def _at_home(settings: Any) -> None:
    settings.TIEOUT_BASE_URL = "http://127.0.0.1:8000"


def test_holds_what_waits_for_the_person_on_the_day_it_is_due(company: Company) -> None:
    item = assigned(company)

    entry = due_of(item, company.marketing_head)

    assert entry.dtstart.value == date(2026, 10, 21)
    assert "answer by" in entry.summary.value
    assert "847" in entry.description.value
    assert entry.url.value.endswith(f"/c/{item.code}/")
    assert entries(company.outsider) == {}


def test_keeps_its_uid_and_counts_up_as_the_item_moves(company: Company) -> None:
    item = assigned(company)
    before = int(due_of(item, company.marketing_head).sequence.value)
    take_up(item=item, actor=company.marketing_head, at=clock.tick())

    assert int(due_of(item, company.marketing_head).sequence.value) > before


def test_holds_follow_ups_and_the_day_to_look_at_a_decision_again(company: Company) -> None:
    item = decided(company)
    row = item.follow_ups.earliest("pk")
    decision = item.current_decision
    assert decision is not None

    mine = entries(row.owner)[f"follow-up-{row.pk}@127.0.0.1"]
    assert mine.dtstart.value == row.due_on
    again = entries(company.decider)[f"{item.code.lower()}-revisit@127.0.0.1"]
    assert again.dtstart.value == decision.revisit_on
    assert decision.code in again.summary.value


def test_a_later_decision_moves_the_day_to_look_again(company: Company) -> None:
    item = decided(company)
    name = f"{item.code.lower()}-revisit@127.0.0.1"
    before = entries(company.decider)[name]
    item = reconsider(item=item, reason="New figures", actor=company.decider, at=clock.tick())
    facts = decision_facts(item)
    facts["revisit_on"] += timedelta(days=30)
    decide(item=item, **facts, actor=company.decider, at=clock.tick())

    after = entries(company.decider)[name]
    assert after.dtstart.value == before.dtstart.value + timedelta(days=30)
    assert int(after.sequence.value) > int(before.sequence.value)


def test_a_look_at_the_decision_moves_the_day_to_look_again(company: Company) -> None:
    item = decided(company)
    name = f"{item.code.lower()}-revisit@127.0.0.1"
    before = entries(company.decider)[name]
    decision, told = item.current_decision, {"actor": company.decider, "outcome": "kept"}
    assert decision is not None
    later = decision.revisit_on + timedelta(days=90)
    revisit(decision=decision, actual="As expected", next_on=later, **told, at=clock.tick())

    after = entries(company.decider)[name]
    assert after.dtstart.value == later
    assert int(after.sequence.value) > int(before.sequence.value)

    revisit(decision=decision, actual="For good", **told, at=clock.tick())
    assert name not in entries(company.decider)


class TestOneItem:
    """The dates of one item, as a file."""

    def of(self, client: Client, person: User, item: Contradiction) -> dict[str, Any]:
        client.force_login(person)
        answer = client.get(f"/c/{item.code}/due.ics")
        assert answer["Content-Type"].startswith("text/calendar")
        assert answer["Content-Disposition"] == f'attachment; filename="{item.code}.ics"'
        return {one.uid.value: one for one in vobject.readOne(answer.content.decode()).vevent_list}

    def test_holds_the_same_entry_as_the_private_calendar(
        self, company: Company, client: Client
    ) -> None:
        item = assigned(company)
        (mine,) = self.of(client, company.viewer, item).values()

        own = due_of(item, company.marketing_head)
        for name in ("uid", "sequence", "dtstart", "summary", "description"):
            assert getattr(mine, name).value == getattr(own, name).value, name
        assert "Add to a calendar" in client.get(f"/c/{item.code}/").content.decode()

    def test_counts_up_when_the_day_moves(self, company: Company, client: Client) -> None:
        item = assigned(company)
        (before,) = self.of(client, company.viewer, item).values()
        move_due(
            item=item,
            due_on=date(2026, 11, 2),
            reason="The export comes late",
            actor=company.arbiter,
            at=clock.tick(),
        )
        (after,) = self.of(client, company.viewer, item).values()

        assert after.uid.value == before.uid.value
        assert after.dtstart.value == date(2026, 11, 2)
        assert int(after.sequence.value) > int(before.sequence.value)

    def test_holds_follow_ups_and_the_day_to_look_again(
        self, company: Company, client: Client
    ) -> None:
        item = decided(company)
        row = item.follow_ups.earliest("pk")
        found = self.of(client, company.viewer, item)

        assert found[f"follow-up-{row.pk}@127.0.0.1"].dtstart.value == row.due_on
        revisit = found[f"{item.code.lower()}-revisit@127.0.0.1"]
        assert revisit.dtstart.value == item.current_decision.revisit_on

    def test_there_is_none_without_a_date_or_for_whom_may_not_see_it(
        self, company: Company, client: Client
    ) -> None:
        hidden = assigned(company, is_confidential=True)
        client.force_login(company.outsider)
        assert client.get(f"/c/{hidden.code}/due.ics").status_code == 404
        client.force_login(company.steward)
        assert client.get(f"/c/{hidden.code}/due.ics").status_code == 200
        item = dismiss(item=hidden, reason="No", actor=company.steward, at=clock.tick())
        assert client.get(f"/c/{item.code}/due.ics").status_code == 404
        client.logout()
        assert client.get(f"/c/{hidden.code}/due.ics").status_code == 302


def test_what_has_ended_is_gone(company: Company) -> None:
    item = closed(company)

    assert f"{item.code.lower()}-due@127.0.0.1" not in entries(company.marketing_head)


def test_is_read_without_a_sign_in_by_its_address_alone(company: Company, client: Client) -> None:
    assigned(company)
    path = feed_path(company.marketing_head)

    answer = client.get(path)
    assert answer["Content-Type"].startswith("text/calendar")
    assert b"C-001" in answer.content
    assert client.post(path).status_code == 405


def test_a_renewed_or_changed_address_opens_nothing(company: Company, client: Client) -> None:
    path = feed_path(company.marketing_head)
    renew_feed(actor=company.marketing_head, at=clock.tick())

    assert client.get(path).status_code == 404
    assert client.get(path.replace("/tieout.ics", "x/tieout.ics")).status_code == 404
    assert client.get(feed_path(company.marketing_head)).status_code == 200


def test_of_somebody_who_left_opens_nothing(company: Company, client: Client) -> None:
    path = feed_path(company.marketing_head)
    User.objects.filter(pk=company.marketing_head.pk).update(is_active=False)

    assert client.get(path).status_code == 404
