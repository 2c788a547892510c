from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from governance.actions import clocks, contradictions, decisions, options
from governance.actions.comments import comment
from governance.actions.evidence import add_evidence
from governance.actions.reviews import open_review
from governance.models import Contradiction, Review
from governance.waiting import standing
from tests.factories.accounts import PersonFactory
from tests.factories.clock import clock
from tests.factories.governance import (
    Company,
    assigned,
    decided,
    decision_facts,
    investigating,
    item_in,
    logged,
    proposed,
    prove_follow_ups,
    ready_to_propose,
)
from tests.factories.metrics import KPIFactory, SystemFactory, reading
from tests.factories.reviews import opened, scheduled, under_way

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the page as of the moment the records were made."""
    monkeypatch.setattr(timezone, "now", lambda: clock.moment)


def page_of(person: User) -> tuple[str, list[str], str]:
    """Return the headline, the labels of the buttons in order, and the text of the page."""
    client = Client()
    client.force_login(person)
    page = client.get("/")
    needs = page.context["waiting"].needs
    said = "".join(part.text for part in page.context["message"])
    return said, [need.label for need in needs], page.content.decode()


def plain(text: str) -> str:
    """Return a page without the marks that keep an ID on one line."""
    return text.replace('<span class="nb">', "").replace("</span>", "")


def test_asks_a_stranger_to_sign_in(client: Client) -> None:
    assert client.get("/")["Location"].startswith("/accounts/login/")


class TestNeeds:
    def test_an_owner_takes_up_then_answers(self, company: Company) -> None:
        fresh = assigned(company)
        under_way = investigating(company, question="Which count plans capacity?")

        _, labels, text = page_of(company.marketing_head)

        assert labels == ["Take up", f"Answer {under_way.code}"]
        assert f"/c/{fresh.code}/take_up/" in text
        assert "Which count plans capacity?" in text

    def test_a_decider_decides(self, company: Company) -> None:
        item = proposed(company)

        said, labels, text = page_of(company.decider)

        assert labels == [f"Decide {item.code}"]
        assert said.startswith("One thing needs you. It is due ")
        assert f"/c/{item.code}/decide/" in text

    def test_the_owner_of_a_proposal_waits(self, company: Company) -> None:
        proposed(company)

        assert page_of(company.marketing_head)[1] == []

    def test_who_was_asked_to_agree_answers(self, company: Company) -> None:
        item = ready_to_propose(company)
        options.ask_agreers(
            item=item, people=[company.sales_head], actor=company.marketing_head, at=clock.tick()
        )

        _, labels, text = page_of(company.sales_head)

        assert labels == ["Answer"]
        assert "Silence is not agreement." in text

    def test_a_promise_is_marked_done_and_then_the_owner_verifies(self, company: Company) -> None:
        item = decided(company)
        assert page_of(company.marketing_head)[1] == ["Mark done"]

        prove_follow_ups(item)

        assert page_of(company.marketing_head)[1] == ["Start verifying"]

    def test_the_executive_decides_where_nobody_holds_the_right(self, company: Company) -> None:
        item = proposed(company)
        Contradiction.objects.filter(pk=item.pk).update(decider=None)

        assert page_of(company.executive)[1] == [f"Decide {item.code}"]
        assert page_of(company.arbiter)[1] == []

    def test_an_escalated_item_waits_for_whom_it_reached(self, company: Company) -> None:
        item = clocks.escalate(
            item=assigned(company),
            reason="No answer",
            actor=company.marketing_head,
            at=clock.tick(),
        )

        assert item.escalated_to == company.arbiter
        assert page_of(company.arbiter)[1] == [f"Open {item.code}"]

    def test_a_decision_takes_it_from_whom_it_had_reached(self, company: Company) -> None:
        item = proposed(company)
        told = {"reason": "No answer", "actor": company.marketing_head}
        clocks.escalate(item=item, at=clock.tick(), **told)

        facts = decision_facts(item)
        item = decisions.decide(item=item, actor=company.decider, at=clock.tick(), **facts)

        assert item.escalated_to == company.arbiter
        assert page_of(company.arbiter)[1] == []
        clocks.escalate(item=item, at=clock.tick(), **told)
        assert page_of(company.executive)[1] == [f"Open {item.code}"]

    def test_a_steward_is_led_to_triage(self, company: Company) -> None:
        logged(company)
        logged(company)

        _, labels, text = page_of(company.steward)

        assert labels == ["Open triage"]
        assert "<b>2</b> items wait in triage." in text

    def test_the_soonest_due_comes_first_whatever_it_is(self, company: Company) -> None:
        decided(company)
        late = assigned(company)

        _, labels, _ = page_of(company.marketing_head)

        assert late.due_at is not None
        assert labels == ["Take up", "Mark done"]

    def test_says_what_is_overdue(self, company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
        item = assigned(company)
        assert item.due_at is not None
        late = item.due_at + timedelta(days=3)
        monkeypatch.setattr(timezone, "now", lambda: late)

        said, _, text = page_of(company.marketing_head)

        assert said == "One thing needs you. It is overdue."
        assert "Overdue by" in text


class TestPage:
    @pytest.mark.parametrize("who", ["marketing_head", "decider", "steward", "viewer", "auditor"])
    def test_has_exactly_one_primary_button(self, company: Company, who: str) -> None:
        for status in ("logged", "assigned", "investigating", "proposed", "decided"):
            item_in(status, company)

        _, _, text = page_of(getattr(company, who))

        main = text[text.index("<main") :]
        assert main.count("btn-1") == 1

    def test_nothing_waits_tells_how_the_register_stands(self, company: Company) -> None:
        assigned(company)

        said, _, text = page_of(company.viewer)

        assert said == "Nothing waits for you."
        assert "In none is the customer red" in text
        assert "Open the register" in text

    def test_an_auditor_reads_what_changed_everywhere(self, company: Company) -> None:
        item = assigned(company)

        _, _, text = page_of(company.auditor)

        assert f"named the owner of {item.code}. {item.sentence.rstrip('.')}." in plain(text)

    def test_others_read_what_changed_on_their_own_items(self, company: Company) -> None:
        assigned(company)

        assert "named the owner of" in page_of(company.marketing_head)[2]
        assert "named the owner of" not in page_of(company.outsider)[2]
        assert "named the owner of" not in page_of(company.steward)[2]

    def test_tells_a_change_with_the_words_given(self, company: Company) -> None:
        item = assigned(company)
        comment(item=item, body="I recommend option A.", actor=company.steward, at=clock.tick())

        text = plain(page_of(company.marketing_head)[2])

        assert f"commented on {item.code}: “I recommend option A”." in text
        assert "All history" in text

    def test_names_no_restricted_evidence_among_changes(self, company: Company) -> None:
        item = assigned(company)
        facts = {"title": "Salaries of everyone", "text": "Seen", "is_restricted": True}
        add_evidence(item=item, **facts, actor=company.steward, at=clock.tick())

        text = plain(page_of(company.marketing_head)[2])

        assert f"added evidence to {item.code}. " in text
        assert "Salaries" not in text

    def test_shows_where_functions_and_customer_part(self, company: Company) -> None:
        system = SystemFactory()
        for kind, value, function in (("functional", 97, company.sales), ("customer", 40, None)):
            kpi = KPIFactory(
                kind=kind,
                function=function,
                stage="service",
                target=95,
                unit="percent",
                system=system,
                domain=company.leads,
            )
            reading(kpi, value)

        text = page_of(company.viewer)[2]

        assert "The function is green. The customer is not." in text
        assert text.count("Not measured") == 0

    def test_a_stage_without_a_signal_is_not_measured(self, company: Company) -> None:
        kpi = KPIFactory(function=company.sales, stage="service", target=1, domain=company.leads)
        reading(kpi, 2)

        text = page_of(company.viewer)[2]

        assert "Not measured" in text
        assert "The customer is not." not in text

    def test_names_the_numbers_a_person_answers_for_in_dispute(self, company: Company) -> None:
        from datetime import date

        from governance.actions.rights import grant

        item = logged(company)
        kpi = item.positions.earliest("order").kpi
        grant(
            person=company.outsider,
            right="accountable",
            kpi=kpi,
            since=date(2026, 1, 1),
            actor=company.steward,
            at=clock.tick(),
        )

        text = page_of(company.outsider)[2]

        assert "1 of the 1 KPI you answer for is in an open item: <b>MQL</b>" in text


class TestCounts:
    def test_the_frame_counts_what_home_lists(self, company: Company) -> None:
        for status in ("logged", "assigned", "investigating", "proposed", "decided", "accepted"):
            item_in(status, company)
        for person in User.objects.active():
            listed = page_of(person)[1]
            assert standing(person, clock.moment).counts["home"] == len(listed), person

    def test_triage_counts_for_stewards_alone(self, company: Company) -> None:
        logged(company)

        assert standing(company.steward, clock.moment).counts["triage"] == 1
        assert standing(company.marketing_head, clock.moment).counts["triage"] == 0

    def test_a_badge_is_said_in_words(self, company: Company) -> None:
        assigned(company)

        text = page_of(company.marketing_head)[2]

        assert '<span class="n">1<span class="vh"> waiting for you</span></span>' in text


class TestNextReview:
    def test_says_when_it_is_and_leads_to_its_agenda(self, company: Company) -> None:
        opened(company)

        text = page_of(company.decider)[2].replace("\u00a0", " ")

        assert "Next review" in text
        assert "Wed 14 Oct, 10:00 CEST" in text
        assert 'href="/reviews/data-council/FY26-Q3/">Agenda' in text
        assert 'href="/reviews/data-council/FY26-Q3/pre-read/">Pre-read' in text

    def test_leads_to_the_meeting_under_way(self, company: Company) -> None:
        under_way(company)

        text = page_of(company.decider)[2]

        assert "Under way now" in text
        assert 'href="/reviews/data-council/FY26-Q3/live/"' in text

    def test_is_nothing_while_a_draft(self, company: Company) -> None:
        scheduled(company)
        assert "Next review" not in page_of(company.decider)[2]

        open_review(review=Review.objects.get(), actor=company.steward, at=clock.tick())
        assert "Next review" in page_of(company.decider)[2]


class TestCost:
    @pytest.mark.parametrize(
        "who", ["marketing_head", "steward", "decider", "auditor", "executive"]
    )
    def test_asks_twenty_questions_at_any_size(self, company: Company, who: str) -> None:
        client = Client()
        client.force_login(getattr(company, who))
        opened(company)
        client.get("/")
        for status in ("logged", "assigned", "investigating", "proposed", "decided", "accepted"):
            item_in(status, company)
            item_in(status, company)

        with CaptureQueriesContext(connection) as asked:
            assert client.get("/").status_code == 200

        assert len(asked) <= 20, [query["sql"][:120] for query in asked]


def test_a_reassigned_item_leaves_the_first_owner(company: Company) -> None:
    item = assigned(company)
    other = PersonFactory()

    contradictions.reassign(
        item=item, owner=other, reason="Knows it", actor=company.steward, at=clock.tick()
    )

    assert page_of(company.marketing_head)[1] == []
    assert page_of(other)[1] == ["Take up"]


def test_days_are_the_readers_own(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    east = PersonFactory(time_zone="Asia/Jakarta")
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 10, 8, 20, 0, tzinfo=UTC))

    assert "2026, 03:00 WIB" in page_of(east)[2]
