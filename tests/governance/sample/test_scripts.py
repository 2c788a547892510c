"""The scripts hold together on whatever day the sample is made; no database is asked."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from governance.actions import contradictions as items
from governance.sample.almanac import (
    Almanac,
    after_quarter,
    before,
    in_days,
    in_workdays,
    workdays_ago,
)
from governance.sample.cases import CASES
from governance.sample.chronicle import chronicle
from governance.sample.founding import holidays
from governance.sample.polls import polls
from governance.sample.script import Case
from metrics.periods import Period

OFF = [day for day, _ in holidays(2020, 2031)]
DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(0, 2 * 366, 5)]
FRIDAY = Almanac(date(2026, 11, 13), OFF)


def almanac(today: date) -> Almanac:
    return Almanac(today, OFF)


def test_the_latest_quarter_is_one_everybody_has_read() -> None:
    assert almanac(date(2026, 11, 9)).quarter(0) == Period(date(2026, 7, 1), date(2026, 9, 30))
    assert almanac(date(2026, 11, 8)).quarter(0) == Period(date(2026, 4, 1), date(2026, 6, 30))
    assert FRIDAY.quarter(-3) == Period(date(2025, 10, 1), date(2025, 12, 31))
    assert FRIDAY.quarter(1) == Period(date(2026, 10, 1), date(2026, 12, 31))


def test_the_latest_month_is_one_everybody_has_read() -> None:
    assert almanac(date(2026, 11, 20)).month(0) == Period.of_months(2026, 10)
    assert almanac(date(2026, 11, 19)).month(0) == Period.of_months(2026, 9)
    assert FRIDAY.month(-11) == Period.of_months(2025, 10)


def test_working_days_skip_weekends_and_holidays() -> None:
    christmas = almanac(date(2026, 12, 28))

    assert workdays_ago(1).find(christmas) == date(2026, 12, 24)
    assert in_workdays(5).find(FRIDAY) == date(2026, 11, 20)
    assert after_quarter(0, 3).find(FRIDAY) == date(2026, 10, 5)
    assert before(in_days(2), 5).find(FRIDAY) == date(2026, 11, 10)


def test_a_clock_is_read_in_the_company_zone() -> None:
    told = FRIDAY.moment(workdays_ago(1, "17:51").later(10))

    assert told == datetime.fromisoformat("2026-11-12T18:01+01:00")


@pytest.mark.parametrize("case", [*CASES, chronicle(), polls()], ids=lambda case: case.key)
def test_no_step_lies_ahead(case: Case) -> None:
    for today in DAYS:
        told = almanac(today)
        midnight = datetime.fromisoformat(f"{today}T00:00+02:00")
        late = [step for step in case.steps if told.moment(step.when) >= midnight]

        assert late == [], today


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
def test_steps_are_written_in_the_order_they_happen(case: Case) -> None:
    for today in DAYS:
        moments = [almanac(today).moment(step.when) for step in case.steps]

        assert all(one <= two for one, two in pairwise(moments)), today
        assert len(set(moments)) == len(moments), today


def test_items_are_numbered_alike_on_every_day() -> None:
    for today in DAYS:
        told = almanac(today)
        logged = sorted(CASES, key=lambda case: told.moment(case.steps[0].when))
        numbers = {case.key: number for number, case in enumerate(logged, start=1)}

        assert (numbers["customers"], numbers["sla"], numbers["mql"]) == (7, 9, 14), today
        assert all(case.steps[0].action is items.log for case in CASES)
