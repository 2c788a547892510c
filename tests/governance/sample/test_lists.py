"""The lists of the sample stand for the public ones: as many of each month, won in as many."""

from collections import Counter
from datetime import datetime

import pytest

from governance.sample.lists import deals, leads
from tests.factories import olist

pytestmark = pytest.mark.either
MAY = "2018-05-01"


def test_all_leads_and_deals_are_there_once() -> None:
    names, won = [lead[0] for lead in leads()], [deal[0] for deal in deals()]

    assert (len(names), len(set(names))) == (8000, 8000)
    assert (len(won), len(set(won))) == (842, 842)
    assert set(won) < set(names)


def test_the_steps_of_may_can_be_counted() -> None:
    first, won = {lead[0]: lead[1] for lead in leads()}, dict(deals())
    of_may = {name for name, month in first.items() if month == MAY}
    won_in_may = {name for name, month in won.items() if month == MAY}

    assert (len(of_may), len(won_in_may)) == (1303, 122)
    assert len(of_may - won.keys()) == 1173
    assert len((of_may & won.keys()) - won_in_may) == 60
    assert len(won_in_may - of_may) == 52
    assert {won[name] for name in (of_may & won.keys()) - won_in_may} == {
        f"2018-{month:02}-01" for month in range(6, 11)
    }


@olist.needs_olist
def test_they_agree_with_the_files_they_stand_for() -> None:
    won = {row["mql_id"]: f"{row['won_date'][:7]}-01" for row in olist.read(olist.DEALS)}
    known = Counter(
        (_month(row["first_contact_date"]), row["origin"], won.get(row["mql_id"]))
        for row in olist.read(olist.LEADS)
    )
    stood_for = dict(deals())

    assert known == Counter((month, origin, stood_for.get(name)) for name, month, origin in leads())


def _month(day: str) -> str:
    told = datetime.strptime(day, "%m/%d/%Y")  # noqa: DTZ007 - a day has no zone
    return f"{told:%Y-%m}-01"
