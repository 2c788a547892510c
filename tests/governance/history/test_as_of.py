"""What was known at a moment comes back as it stood, whatever happened since."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions.people import change_person
from accounts.models import User
from governance.actions import contradictions as items
from governance.actions.evidence import add_evidence
from governance.history.as_of import Moment, NotAMoment, item_as_of
from governance.lifecycle import ENDED
from governance.models import Contradiction
from tests.factories.clock import clock
from tests.factories.governance import STATES, Company, assigned, item_in, logged, note
from tests.governance.living_on import live_on

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
# What a reader can do on a page, and where it leads, is of now: it is not part of what was known.
DOING = (
    r'<section class="next".*?</section>',
    r"<form.*?</form>",
    r'<p class="acts[^"]*">.*?</p>',
    r'<span class="meta acts">.*?</span>',
    r"<a class=\"btn[^>]*>.*?</a>",
)


def opened(person: User, path: str, now: datetime) -> Any:
    with time_machine.travel(now, tick=False):
        client = Client()
        client.force_login(person)
        return client.get(path)


def known_part(answer: Any) -> str:
    """Return the text of the main part, without what one could do there."""
    assert answer.status_code == 200
    page = answer.content.decode()
    main = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert main
    text = main[0]
    for pattern in DOING:
        text = re.sub(pattern, "", text, flags=re.DOTALL)
    text = re.sub(r"/audit/as-of/[^/]+(?=/c/)", "", text)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


class TestDossier:
    @pytest.mark.parametrize("status", STATES)
    def test_equals_the_page_that_was_kept(self, company: Company, status: str) -> None:
        item = item_in(status, company)
        note(item, company.steward)
        seen_at = clock.tick()
        kept = known_part(opened(company.auditor, f"/c/{item.code}/?history=all", seen_at))
        kept_state = Contradiction.objects.get(pk=item.pk).status

        live_on(company, item)

        path = f"/audit/as-of/{seen_at.isoformat()}/c/{item.code}/?history=all"
        then = known_part(opened(company.auditor, path, clock.tick()))
        assert then == kept
        assert kept_state == status
        assert known_part(opened(company.auditor, f"/c/{item.code}/", clock.tick())) != kept

    def test_says_that_it_is_the_past_and_leads_back(self, company: Company) -> None:
        item = assigned(company)
        day = clock.tick().date()

        page = opened(company.viewer, f"/audit/as-of/{day}/c/{item.code}/", clock.tick(48))
        text = page.content.decode()

        assert f"As it was known at the end of {day}." in text
        assert f'href="/c/{item.code}/"' in text
        assert 'class="next"' not in text
        assert "/take_up/" not in text

    def test_an_item_logged_later_is_not_there_yet(self, company: Company) -> None:
        before = clock.tick()
        item = logged(company)

        path = f"/audit/as-of/{before.isoformat()}/c/{item.code}/"

        assert opened(company.auditor, path, clock.tick()).status_code == 404
        assert item_as_of(item.pk, before) is None

    def test_what_is_confidential_now_stays_so_in_its_past(self, company: Company) -> None:
        item = logged(company)
        seen_at = clock.tick()
        path = f"/audit/as-of/{seen_at.isoformat()}/c/{item.code}/"
        assert opened(company.outsider, path, clock.tick()).status_code == 200

        items.describe(item=item, is_confidential=True, actor=company.steward, at=clock.tick())

        assert opened(company.outsider, path, clock.tick()).status_code == 404
        assert opened(company.auditor, path, clock.tick()).status_code == 200

    def test_who_owned_it_once_reads_its_restricted_evidence_no_more(
        self, company: Company
    ) -> None:
        item = items.reassign(
            item=assigned(company),
            owner=company.outsider,
            reason="Knows it best",
            actor=company.steward,
            at=clock.tick(),
        )
        add_evidence(
            item=item,
            title="Payroll extract",
            text="Names",
            is_restricted=True,
            actor=company.steward,
            at=clock.tick(),
        )
        path = f"/audit/as-of/{clock.tick().isoformat()}/c/{item.code}/"
        assert "Payroll extract" in opened(company.outsider, path, clock.tick()).content.decode()

        items.reassign(
            item=item,
            owner=company.marketing_head,
            reason="Back",
            actor=company.steward,
            at=clock.tick(),
        )

        page = opened(company.outsider, path, clock.tick()).content.decode()
        assert "Payroll extract" not in page
        assert "Outsider" in page

    def test_asks_no_more_of_the_database_for_a_longer_life(self, company: Company) -> None:
        item = item_in("investigating", company)
        live_on(company, item, count=20)
        path = "/audit/as-of/{}/c/" + f"{item.code}/"
        short = queries_of(company.auditor, path.format(clock.tick().isoformat()))
        for _ in range(15):
            note(item, company.steward)

        assert queries_of(company.auditor, path.format(clock.tick().isoformat())) == short
        assert short <= 45


class TestRegister:
    def test_equals_the_register_that_was_kept(self, company: Company) -> None:
        made = [item_in(status, company) for status in STATES]
        seen_at = clock.tick()
        live = opened(company.auditor, "/register/", seen_at)
        kept = rows_of(live)

        for item in made:
            live_on(company, item, count=3)
        logged(company, (71, 72))

        path = f"/audit/as-of/{seen_at.isoformat()}/"
        then = opened(company.auditor, path, clock.tick())
        assert rows_of(then) == kept
        assert rows_of(opened(company.auditor, "/register/", clock.tick())) != kept
        assert f"/audit/as-of/{seen_at.isoformat()}/c/{made[0].code}/" in then.content.decode()

    def test_lists_what_had_ended_by_then(self, company: Company) -> None:
        for status in ("closed", "dismissed", "logged"):
            item_in(status, company)
        day = clock.tick().date()

        page = opened(company.viewer, f"/audit/as-of/{day}/?view=closed", clock.tick(48))

        assert {row.item.status for row in page.context["rows"]} == set(ENDED)

    def test_is_narrowed_by_what_was_true_then(self, company: Company) -> None:
        item = assigned(company)
        other = assigned(company, values=(31, 32))
        seen_at = clock.tick()
        items.reassign(
            item=item,
            owner=company.sales_head,
            reason="Theirs",
            actor=company.steward,
            at=clock.tick(),
        )
        items.change_severity(
            item=other, severity=1, reason="Board", actor=company.steward, at=clock.tick()
        )
        base = f"/audit/as-of/{seen_at.isoformat()}/"

        def found(query: str) -> set[str]:
            page = opened(company.auditor, f"{base}?{query}", clock.tick())
            return {row.code for row in page.context["rows"]}

        both = {item.code, other.code}
        assert found(f"owner={company.marketing_head.pk}") == both
        assert found(f"owner={company.sales_head.pk}") == set()
        assert found("severity=1") == set()
        assert found(f"severity={item.severity}") == both
        assert found("status=assigned") == both
        assert found("status=logged") == set()
        assert found("domain=company") == both
        assert found("domain=nowhere") == both

    def test_hides_what_is_confidential_but_not_that_it_exists(self, company: Company) -> None:
        item = logged(company, is_confidential=True)
        path = f"/audit/as-of/{clock.tick().isoformat()}/"

        page = opened(company.outsider, path, clock.tick())

        assert page.context["rows"] == []
        assert page.context["hidden"] == [(item.code, 7)]
        assert [row.code for row in opened(company.steward, path, clock.tick()).context["rows"]]

    def test_costs_the_same_for_one_item_and_for_many(self, company: Company) -> None:
        assigned(company)
        one = queries_of(company.auditor, f"/audit/as-of/{clock.tick().isoformat()}/")
        for value in range(25):
            assigned(company, values=(value + 1, value + 50))
        path = f"/audit/as-of/{clock.tick().isoformat()}/"

        assert queries_of(company.auditor, path) == one
        assert one <= 15
        page = opened(company.auditor, path, clock.tick())
        assert len(page.context["rows"]) == 20
        assert page.context["page"].paginator.count == 26


def queries_of(person: User, path: str) -> int:
    """Count the queries of a page for somebody who is signed in already."""
    client = Client()
    with time_machine.travel(clock.tick(), tick=False):
        client.force_login(person)
        with CaptureQueriesContext(connection) as counted:
            assert client.get(path).status_code == 200
    return len(counted)


def rows_of(page: Any) -> list[str]:
    """Return the text of each row of a register."""
    found = re.findall(r"<tr role=\"row\" data-row.*?</tr>", page.content.decode(), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


class TestMoment:
    NOW = datetime(2026, 5, 12, 10, 30, tzinfo=UTC)

    def test_a_day_means_its_end_where_the_reader_is(self) -> None:
        read = Moment.read("2026-05-11", BERLIN, self.NOW)

        assert read.at == datetime(2026, 5, 11, 21, 59, 59, 999_999, tzinfo=UTC)
        assert read.words == "the end of 2026-05-11"

    def test_today_means_by_now(self) -> None:
        read = Moment.read("2026-05-12", BERLIN, self.NOW)

        assert read.at == self.NOW
        assert read.words == "2026-05-12 12:30 CEST"

    def test_a_moment_without_zone_is_the_readers(self) -> None:
        read = Moment.read("2026-05-11T09:00", BERLIN, self.NOW)

        assert read.at == datetime(2026, 5, 11, 7, tzinfo=UTC)
        assert Moment.read("2026-05-11T07:00:00Z", BERLIN, self.NOW).at == read.at

    @pytest.mark.parametrize(
        "text",
        [
            "2026-05-13",
            "2026-05-12T12:31",
            "2026-13-01",
            "yesterday",
            "",
            "2026-05-12'--",
            "9" * 99,
        ],
    )
    def test_refuses_what_has_not_come_or_is_no_date(self, text: str) -> None:
        with pytest.raises(NotAMoment):
            Moment.read(text, BERLIN, self.NOW)

    def test_the_last_day_of_all_is_refused_not_an_error(self) -> None:
        with pytest.raises(NotAMoment):
            Moment.read("9999-12-31", BERLIN, self.NOW)


class TestPages:
    def test_a_form_leads_to_the_day(self, company: Company) -> None:
        item = logged(company)
        now = clock.tick(48)
        day = (now - timedelta(days=1)).date()

        to_item = opened(company.viewer, f"/audit/as-of/?on={day}&item={item.code}", now)
        to_all = opened(company.viewer, f"/audit/as-of/?on={day}", now)

        assert to_item["Location"] == f"/audit/as-of/{day}/c/{item.code}/"
        assert to_all["Location"] == f"/audit/as-of/{day}/"

    def test_a_day_before_the_item_says_when_it_was_logged(self, company: Company) -> None:
        item = logged(company)
        path = f"/audit/as-of/?on=2020-01-01&item={item.code}"

        page = opened(company.viewer, path, clock.tick())

        assert page.status_code == 422
        assert f"{item.code} was logged on {item.logged_at.date()}." in page.content.decode()

    @pytest.mark.parametrize("on", ["", "2999-01-01", "12 May"])
    def test_a_day_that_cannot_be_is_explained(self, company: Company, on: str) -> None:
        page = opened(company.viewer, f"/audit/as-of/?on={on}", clock.tick())

        assert page.status_code == 422
        assert "There is a problem" in page.content.decode()

    def test_an_address_that_names_no_moment_is_not_found(self, company: Company) -> None:
        for moment in ("nonsense", "2999-01-01"):
            assert (
                opened(company.viewer, f"/audit/as-of/{moment}/", clock.tick()).status_code == 404
            )

    def test_asks_a_stranger_to_sign_in(self, company: Company) -> None:
        item = logged(company)
        for path in ("", "2026-10-05/", f"2026-10-05/c/{item.code}/"):
            assert Client().get(f"/audit/as-of/{path}").status_code == 302

    def test_a_person_goes_by_the_name_of_now_and_the_zone_of_then(self, company: Company) -> None:
        item = assigned(company)
        seen_at = clock.tick()
        change_person(
            person=company.marketing_head,
            name="Robin",
            time_zone="Asia/Tokyo",
            reason="Moved",
            actor=company.administrator,
            at=clock.tick(),
        )

        found = item_as_of(item.pk, seen_at)

        assert found
        assert found.owner
        assert (found.owner.name, found.owner.time_zone) == ("Robin", "UTC")
