from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.actions.calendars import change_fiscal_year, set_calendar, withdraw_fiscal_change
from accounts.fiscal_years import Pattern, YearRule
from accounts.models import FiscalChange, User
from accounts.refusals import IllegalMove, NotEntitled
from governance.clocks.faces_then import FacesThen
from metrics.calendars import fiscal_calendar
from tests.factories.accounts import PersonFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 9, 12, tzinfo=UTC)
APRIL = YearRule(start_month=4, named_by_end=False)
WEEKS = YearRule(pattern=Pattern.W445, first_weekday=1)
SENT = {
    "start_month": "4",
    "from_on": "2027-04-01",
    "named_by": "start",
    "pattern": "months",
    "first_weekday": "1",
    "reason": "With the parent company",
}


@pytest.fixture
def keeper() -> User:
    keeper: User = PersonFactory.create(role=User.Role.ADMINISTRATOR)
    set_calendar(
        working_days="12345",
        time_zone="UTC",
        fiscal_start_month=1,
        fiscal_named_by_end=True,
        actor=keeper,
        at=NOW,
    )
    return keeper


def changed(keeper: User, from_on: date, rule: YearRule, **more: Any) -> FiscalChange:
    return change_fiscal_year(
        **{"from_on": from_on, "rule": rule, "actor": keeper, "at": NOW + timedelta(hours=1)} | more
    )


class TestChange:
    def test_begins_a_year_and_cuts_the_one_before_short(self, keeper: User) -> None:
        kept = changed(keeper, date(2027, 4, 1), APRIL, reason="With the parent company")

        calendar = fiscal_calendar()
        assert calendar.quarter_at(date(2027, 3, 31)).label == "FY27T-Q1"
        assert calendar.quarter_at(date(2027, 4, 1)).label == "FY27-Q1"
        assert kept.history.get().history_change_reason == "With the parent company"

    def test_can_go_over_to_weeks(self, keeper: User) -> None:
        changed(keeper, date(2027, 1, 4), WEEKS)

        quarter = fiscal_calendar().quarter_at(date(2027, 1, 4))
        assert (quarter.label, quarter.period.days) == ("FY27-Q1", 91)

    def test_says_on_which_days_such_a_year_begins(self, keeper: User) -> None:
        with pytest.raises(ValidationError, match="2026-04-01 and on 2027-04-01"):
            changed(keeper, date(2027, 1, 1), APRIL)

    def test_keeps_two_years_between(self, keeper: User) -> None:
        changed(keeper, date(2027, 4, 1), APRIL)
        with pytest.raises(ValidationError, match="leave two years between"):
            changed(keeper, date(2029, 1, 1), WEEKS)

    def test_is_taken_back_before_it_begins_and_stays_on_record(self, keeper: User) -> None:
        kept = changed(keeper, date(2027, 4, 1), APRIL)
        later = {"actor": keeper, "at": NOW + timedelta(hours=2)}

        withdraw_fiscal_change(change=kept, **later)
        assert fiscal_calendar().quarter_at(date(2027, 4, 1)).label == "FY27-Q2"
        with pytest.raises(IllegalMove, match="taken back already"):
            withdraw_fiscal_change(change=kept, **later)
        again = changed(keeper, date(2027, 4, 1), APRIL, at=NOW + timedelta(hours=3))
        assert (again.pk, again.history.count()) == (kept.pk, 3)

    def test_that_has_begun_stays(self, keeper: User) -> None:
        kept = changed(keeper, date(2026, 4, 1), APRIL)

        with pytest.raises(IllegalMove, match="since 2026-04-01"):
            withdraw_fiscal_change(change=kept, actor=keeper, at=NOW + timedelta(hours=2))

    @pytest.mark.parametrize("role", ["viewer", "contributor", "steward", "auditor"])
    def test_is_an_administrators_alone(self, keeper: User, role: str) -> None:
        with pytest.raises(NotEntitled, match="Only an administrator"):
            changed(PersonFactory.create(role=role), date(2027, 4, 1), APRIL)

    def test_the_database_knows_no_thirteenth_month(self, keeper: User) -> None:
        kept = changed(keeper, date(2027, 4, 1), APRIL)
        for column, value in (("start_month", 13), ("first_weekday", 8), ("pattern", "4-4-4")):
            with (
                pytest.raises(IntegrityError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(
                    f"UPDATE accounts_fiscalchange SET {column} = %s WHERE id = %s",
                    [value, kept.pk],
                )

    def test_the_past_reads_as_it_was_known(self, keeper: User) -> None:
        changed(keeper, date(2026, 4, 1), APRIL)
        day = date(2026, 11, 9)

        assert FacesThen([], NOW + timedelta(minutes=1)).fiscal.quarter_at(day).label == "FY26-Q4"
        assert FacesThen([], NOW + timedelta(hours=2)).fiscal.quarter_at(day).label == "FY26-Q3"


class TestPage:
    def visit(self, person: User, sent: dict[str, str] | None = None) -> Any:
        client = Client()
        with time_machine.travel(NOW + timedelta(hours=1), tick=False):
            client.force_login(person)
            if sent is None:
                return client.get("/settings/fiscal-year/")
            return client.post("/settings/fiscal-year/", sent)

    def test_shows_each_quarter_with_its_dates(self, keeper: User) -> None:
        assert self.visit(keeper, SENT).status_code == 302

        text = self.visit(keeper).content.decode().replace("\u00a0", " ")
        assert "<b>FY26-Q4</b>, 1 Oct\u201331 Dec 2026" in text
        assert "FY27T-Q1" in text
        assert "1 Apr\u201330 Jun 2027" in text

    def test_keeps_what_was_typed_and_says_how_to_go_on(self, keeper: User) -> None:
        answer = self.visit(keeper, SENT | {"from_on": "2027-04-02"})

        text = answer.content.decode()
        assert answer.status_code == 422
        assert "Such a year begins on 2027-04-01 and on 2028-04-01." in text
        assert 'value="2027-04-02"' in text

    @pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "soon", ""])
    def test_refuses_days_no_year_begins_on(self, keeper: User, day: str) -> None:
        assert self.visit(keeper, SENT | {"from_on": day}).status_code == 422

    def test_is_read_by_everybody(self, keeper: User) -> None:
        text = self.visit(PersonFactory.create(role="viewer")).content.decode()

        assert "An administrator keeps the fiscal year." in text
        assert self.visit(PersonFactory.create(role="steward"), SENT).status_code == 403
