"""An item that nobody has the right to decide is an alarm wherever it is shown."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from governance.actions.contradictions import log
from governance.actions.positions import Statement
from governance.actions.rights import end
from governance.models import Contradiction, DecisionRight, Review
from metrics.bridge.sources import Source
from tests.factories.bridge_lists import Listed
from tests.factories.clock import clock
from tests.factories.governance import Company, decided, investigating, logged, proposed
from tests.factories.metrics import KPIFactory, reading
from tests.factories.reviews import item_in_meeting
from tests.governance.views.visiting import text, visit

ALARM = '<span class="alarm">'


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the pages as of the moment the records were made."""
    monkeypatch.setattr(timezone, "now", lambda: clock.tick(0.1))


def nobody_decides(company: Company) -> None:
    held = DecisionRight.objects.get(right="decides")
    today = clock.moment.date()
    end(right=held, until=today, reason="Left", actor=company.steward, at=clock.tick())


def without_a_domain(company: Company, **more: Any) -> Contradiction:
    """Log what two people say, about nothing that a right is over."""
    said = [Statement(label=name, claim=f"{name} is fine") for name in ("Marketing", "Sales")]
    return log(statements=said, actor=company.steward, at=clock.tick(), **more)


def alarmed(person: User, url: str, *, sends: bool = False) -> bool:
    client = Client()
    client.force_login(person)
    shown = (client.post(url) if sends else client.get(url)).content.decode()
    return any("No decider" in part[:400] for part in shown.split(ALARM)[1:])


def as_of(item: Contradiction) -> tuple[str, str]:
    moment = f"{clock.tick():%Y-%m-%dT%H:%M}Z"
    return f"/audit/as-of/{moment}/", f"/audit/as-of/{moment}/c/{item.code}/"


@pytest.mark.parametrize("vacant", [True, False])
def test_pages_of_an_item_on_the_table(company: Company, *, vacant: bool) -> None:
    item = proposed(company)
    if vacant:
        nobody_decides(company)
    kpi = item.positions.earliest("order").kpi
    assert kpi is not None
    urls = (
        "/register/",
        f"/register/peek/{item.number}/",
        f"/c/{item.code}/",
        f"/c/{item.code}/decide/",
        f"/c/{item.code}/comment/",
        f"/c/{item.code}/ladder/",
        f"/m/{kpi.slug}/",
        *as_of(item),
    )

    assert {url: alarmed(company.steward, url) for url in urls} == dict.fromkeys(urls, vacant)


@pytest.mark.parametrize("vacant", [True, False])
def test_triage(company: Company, *, vacant: bool) -> None:
    item = logged(company)
    if vacant:
        nobody_decides(company)

    assert alarmed(company.steward, f"/triage/{item.code}/") is vacant


def test_every_item_of_the_queue(company: Company) -> None:
    first, second = logged(company), logged(company)
    nobody_decides(company)
    client = Client()
    client.force_login(company.steward)

    shown = client.get(f"/triage/{first.code}/").content.decode()

    # Each of the queue, and the one that is open beside it.
    assert shown.count(f"{ALARM}") == 3
    assert second.code in shown


def test_the_dossier_names_the_executive_it_falls_to(company: Company) -> None:
    item = proposed(company)
    nobody_decides(company)
    client = Client()
    client.force_login(company.viewer)

    shown = " ".join(client.get(f"/c/{item.code}/").content.decode().split())

    assert "Next: CEO decides" in shown
    assert (
        "Nothing is decided. Nobody holds “decides” on MQL: falls to the executive, CEO." in shown
    )


@pytest.mark.parametrize("vacant", [True, False])
def test_pages_around_a_bridge(company: Company, listed: Listed, *, vacant: bool) -> None:
    line = listed.built().lines.get(step="left-absent")
    job = listed.upload()
    if vacant:
        nobody_decides(company)
    bridge = f"/c/{listed.item.code}/bridge/"
    step = f"{bridge}{line.bridge_id}/steps/{line.pk}"
    urls = (
        f"{bridge}?sides=1-2",
        f"{bridge}lists/?sides=1-2",
        f"{bridge}lists/{job.key}/",
        f"{bridge}{line.bridge_id}/share/",
        f"{step}/notes/",
        f"{step}/rows/",
    )

    assert {url: alarmed(listed.owner, url) for url in urls} == dict.fromkeys(urls, vacant)


@pytest.mark.parametrize("vacant", [True, False])
def test_the_page_that_asks_where_lists_are(
    company: Company, listed: Listed, settings: Any, *, vacant: bool
) -> None:
    settings.TIEOUT_BRIDGE_SOURCES = {"crm": Source("crm", "sqlite:////not/opened.sqlite3")}
    if vacant:
        nobody_decides(company)
    url = f"/c/{listed.item.code}/bridge/lists/?sides=1-2"

    assert "A table of crm" in text(visit(listed.owner, url))
    assert alarmed(listed.owner, url) is vacant


@pytest.mark.parametrize("vacant", [True, False])
def test_sides_that_no_bridge_can_join(company: Company, *, vacant: bool) -> None:
    sla = KPIFactory(function=company.sales, domain=company.leads, unit="percent")
    days = KPIFactory(function=company.marketing, domain=company.leads, unit="days")
    statements = [Statement(measurement=reading(one, 97)) for one in (sla, days)]
    item = log(statements=statements, actor=company.steward, at=clock.tick())
    if vacant:
        nobody_decides(company)

    assert alarmed(company.steward, f"/c/{item.code}/bridge/") is vacant


@pytest.mark.parametrize("vacant", [True, False])
def test_putting_an_item_of_a_meeting_off_or_something_aside(
    company: Company, *, vacant: bool
) -> None:
    item = item_in_meeting(company)
    if vacant:
        nobody_decides(company)
    review = Review.objects.get()
    place = f"/reviews/{review.body.slug}/{review.label}/"
    urls = (f"{place}agenda/{item.code}/defer/", f"{place}live/park/")

    assert {url: alarmed(company.arbiter, url) for url in urls} == dict.fromkeys(urls, vacant)


@pytest.mark.parametrize("vacant", [True, False])
def test_pages_of_what_was_decided(company: Company, *, vacant: bool) -> None:
    item = decided(company)
    if vacant:
        nobody_decides(company)
    follow_up, made = item.follow_ups.earliest("pk"), item.current_decision
    assert made is not None
    urls = (f"/d/{made.code}/", f"/d/{made.code}/revisit/")

    assert [alarmed(company.marketing_head, url) for url in urls] == [vacant, vacant]
    assert alarmed(follow_up.owner, f"/actions/{follow_up.pk}/done/", sends=True) is vacant


@pytest.mark.parametrize("vacant", [True, False])
def test_follow_ups(company: Company, *, vacant: bool) -> None:
    decided(company)
    if vacant:
        nobody_decides(company)

    assert alarmed(company.steward, "/actions/") is vacant


def test_home_of_the_executive_it_falls_to(company: Company) -> None:
    proposed(company)
    assert not alarmed(company.executive, "/")

    nobody_decides(company)

    assert alarmed(company.executive, "/")
    item = Contradiction.objects.get()
    assert item.decider is None
    assert "falls to the executive, CEO" in item.decider_rule


def test_home_of_the_executive_from_the_first_day_on(company: Company) -> None:
    item = without_a_domain(company)

    assert (item.status, item.domain) == ("logged", None)
    assert alarmed(company.executive, "/")
    for other in (company.outsider, company.arbiter, company.decider):
        assert not alarmed(other, "/")


def test_home_of_the_executive_while_somebody_else_is_at_it(company: Company) -> None:
    nobody_decides(company)
    item = investigating(company)

    client = Client()
    client.force_login(company.executive)
    shown = client.get("/").content.decode()

    assert "Nobody has the right to decide it." in shown
    assert f"Open {item.code}" in shown


def test_what_is_confidential_comes_to_no_executive(company: Company) -> None:
    without_a_domain(company, is_confidential=True)

    assert not alarmed(company.executive, "/")


def test_home_of_an_outsider_shows_nothing(company: Company) -> None:
    proposed(company)
    nobody_decides(company)

    assert not alarmed(company.outsider, "/")
