from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions.calendars import add_leave
from accounts.models import Calendar, Holiday, Leave, User
from accounts.workdays import Workweek
from tests.factories.accounts import PersonFactory
from tests.factories.clock import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the pages as of the moment the records were made."""
    monkeypatch.setattr(timezone, "now", lambda: clock.tick(0.1))


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def person() -> User:
    found: User = PersonFactory.create(name="Reader")
    return found


@pytest.fixture
def keeper() -> User:
    found: User = PersonFactory.create(name="Keeper", role=User.Role.ADMINISTRATOR)
    return found


@pytest.mark.parametrize("page", ["", "leave/", "calendar/", "tokens/"])
def test_a_stranger_is_asked_to_sign_in(client: Client, page: str) -> None:
    assert client.get(f"/settings/{page}")["Location"].startswith("/accounts/login/")


class TestOwnSettings:
    def test_set_the_zone_pages_are_written_in(self, person: User) -> None:
        client = signed_in(person)
        answer = client.post("/settings/", {"time_zone": "Asia/Jakarta", "shortcuts": "on"})

        assert answer["Location"] == "/settings/"
        person.refresh_from_db()
        assert person.time_zone == "Asia/Jakarta"
        assert person.history.first().history_user == person
        assert "<b>Asia/Jakarta</b> time" in client.get("/settings/").content.decode()

    def test_turn_single_keys_off_without_history(self, person: User) -> None:
        client, rows = signed_in(person), person.history.count()
        assert 'data-shortcuts="on"' in client.get("/settings/").content.decode()
        client.post("/settings/", {"time_zone": "UTC"})

        assert 'data-shortcuts="off"' in client.get("/settings/").content.decode()
        assert person.history.count() == rows

    def test_refuse_a_zone_that_does_not_exist(self, person: User) -> None:
        answer = signed_in(person).post("/settings/", {"time_zone": "Europe/Atlantis"})

        assert answer.status_code == 422
        person.refresh_from_db()
        assert person.time_zone == "UTC"

    def test_show_lists_and_people_to_those_who_keep_them(self, person: User, keeper: User) -> None:
        assert "/settings/import/" not in signed_in(person).get("/settings/").content.decode()
        shown = signed_in(keeper).get("/settings/").content.decode()
        assert "/settings/import/" in shown
        assert 'href="/people/"' in shown


class TestLeave:
    SENT = {"from_on": "2026-10-12", "until_on": "2026-10-16"}

    def test_is_entered_and_taken_back_by_oneself(self, person: User) -> None:
        client = signed_in(person)
        client.post("/settings/leave/", self.SENT)
        away = Leave.objects.get()
        assert away.person == person

        client.post(f"/settings/leave/{away.pk}/withdraw/")
        assert not Leave.objects.standing().exists()
        assert away.history.count() == 2
        assert client.post(f"/settings/leave/{away.pk}/withdraw/").status_code == 409

    def test_of_somebody_else_is_entered_by_a_steward(self, person: User) -> None:
        steward = PersonFactory.create(role=User.Role.STEWARD)
        sent = self.SENT | {"person": person.pk}
        assert signed_in(steward).post("/settings/leave/", sent).status_code == 422
        signed_in(steward).post("/settings/leave/", sent | {"reason": "Ill"})

        assert Leave.objects.get().person == person

    def test_of_somebody_else_is_not_entered_by_others(self, person: User, keeper: User) -> None:
        signed_in(person).post("/settings/leave/", self.SENT | {"person": keeper.pk})

        assert Leave.objects.get().person == person

    def test_of_somebody_else_is_neither_seen_nor_taken_back(
        self, person: User, keeper: User
    ) -> None:
        day = clock.moment.date() + timedelta(days=3)
        away = add_leave(person=keeper, from_on=day, until_on=day, actor=keeper, at=clock.tick())
        client = signed_in(person)

        assert client.get("/settings/leave/").context["rows"] == []
        assert client.post(f"/settings/leave/{away.pk}/withdraw/").status_code == 403
        assert Leave.objects.standing().exists()

    def test_neither_overlaps_nor_ends_before_it_begins(self, person: User) -> None:
        client = signed_in(person)
        client.post("/settings/leave/", self.SENT)

        twice = client.post("/settings/leave/", self.SENT)
        back = client.post("/settings/leave/", {"from_on": "2026-11-02", "until_on": "2026-11-01"})
        assert (twice.status_code, back.status_code) == (422, 422)
        assert "is on record already" in twice.content.decode()
        assert Leave.objects.count() == 1


class TestCalendar:
    SENT = {
        "working_days": ["1", "2", "3", "4"],
        "time_zone": "Europe/Berlin",
        "fiscal_start_month": "7",
        "fiscal_named_by": "start",
        "reason": "Four-day week",
    }

    def test_is_set_by_an_administrator(self, keeper: User) -> None:
        assert signed_in(keeper).post("/settings/calendar/", self.SENT).status_code == 302

        kept = Calendar.objects.get()
        assert (kept.working_days, kept.fiscal_start_month) == ("1234", 7)
        assert not kept.fiscal_named_by_end
        assert kept.history.first().history_change_reason == "Four-day week"

    @pytest.mark.parametrize("role", ["viewer", "contributor", "steward", "auditor"])
    def test_is_read_by_everybody_and_set_by_nobody_else(self, role: str) -> None:
        client = signed_in(PersonFactory.create(role=role))
        text = client.get("/settings/calendar/").content.decode()

        assert "An administrator keeps the calendar." in text
        assert client.post("/settings/calendar/", self.SENT).status_code == 403
        day = {"on": "2026-12-25", "name": "Christmas Day"}
        assert client.post("/settings/calendar/holidays/", day).status_code == 403
        assert not Calendar.objects.exists()

    def test_needs_a_working_day(self, keeper: User) -> None:
        sent = self.SENT | {"working_days": []}

        assert signed_in(keeper).post("/settings/calendar/", sent).status_code == 422

    def test_keeps_holidays_that_were_taken_back(self, keeper: User) -> None:
        client = signed_in(keeper)
        client.post("/settings/calendar/", self.SENT)
        day = {"on": "2026-12-25", "name": "Christmas Day"}
        client.post("/settings/calendar/holidays/", day)
        kept = Holiday.objects.get()
        assert "Christmas Day" in client.get("/settings/calendar/").content.decode()
        assert client.post("/settings/calendar/holidays/", day).status_code == 422

        client.post(f"/settings/calendar/holidays/{kept.pk}/withdraw/")
        assert not Holiday.objects.standing().exists()
        client.post("/settings/calendar/holidays/", day)
        assert Holiday.objects.standing().get() == kept
        assert kept.history.count() == 3

    def test_asks_for_the_week_before_the_first_holiday(self, keeper: User) -> None:
        answer = signed_in(keeper).post(
            "/settings/calendar/holidays/", {"on": "2026-12-25", "name": "Christmas Day"}
        )

        assert answer.status_code == 422
        assert "week first." in answer.content.decode()


def test_a_week_of_the_calendar_is_one_the_clocks_can_read() -> None:
    assert Workweek.from_iso("1234").days == {0, 1, 2, 3}
