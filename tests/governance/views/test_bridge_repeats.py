"""Repeating a bridge by its page: two buttons, the next lists, both months beside each other."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from governance.models import Bridge, BridgeJob, BridgeRepeat, Contradiction
from tests.factories.bridge_lists import DEALS, LEADS, Listed, csv_of, rules, work
from tests.governance.api.client import Caller
from tests.governance.views.visiting import Answer, text, visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
JANUARY = {"column": "asked", "from": "2026-01-01", "before": "2026-02-01"}
FEBRUARY = {"column": "asked", "from": "2026-02-01", "before": "2026-03-01"}
REPEAT, STOP, NEXT = "Repeat each month", "Stop repeating", "Compute the next month"


@pytest.fixture
def bridge(listed: Listed) -> Bridge:
    """Sign a bridge of January."""
    return listed.signed(rules=rules(left_rules={"period": JANUARY}))


def page(listed: Listed, person: User | None = None) -> str:
    return text(visit(person or listed.owner, f"/c/{listed.item.code}/bridge/"))


def press(listed: Listed, bridge: Bridge, what: str) -> Answer:
    return visit(listed.owner, f"/c/{listed.item.code}/bridge/{bridge.pk}/{what}/", {})


def give(listed: Listed, query: str) -> BridgeJob:
    """Give the lists again on the page, and return the job they make."""
    files = {
        "left": SimpleUploadedFile("a.csv", LEADS),
        "right": SimpleUploadedFile("b.csv", DEALS),
    }
    address = f"/c/{listed.item.code}/bridge/lists/?sides=1-2{query}"
    answer = visit(listed.owner, address, files)
    assert answer.status_code == 302, text(answer)
    return BridgeJob.objects.get(key=answer.url.rstrip("/").rpartition("/")[2])


def test_is_offered_once_signed_and_ended_by_a_second_button(
    listed: Listed, bridge: Bridge
) -> None:
    assert REPEAT in page(listed)

    assert press(listed, bridge, "repeat").status_code == 302
    shown = page(listed)
    assert REPEAT not in shown
    assert "Head of Marketing has it computed again each month since" in shown
    assert "sides=1-2&amp;next_month=1" in shown

    assert press(listed, bridge, "repeat/stop").status_code == 302
    assert REPEAT in page(listed)
    assert press(listed, bridge, "repeat/stop").status_code == 409


def test_is_not_offered_for_a_draft_or_to_readers(listed: Listed) -> None:
    listed.built()
    assert REPEAT not in page(listed)
    bridge = listed.signed()
    assert REPEAT not in page(listed, listed.company.viewer)
    press(listed, bridge, "repeat")

    shown = page(listed, listed.company.viewer)

    assert "computed again each month" in shown
    assert STOP not in shown
    assert NEXT not in shown


def test_others_press_in_vain(listed: Listed, bridge: Bridge) -> None:
    address = f"/c/{listed.item.code}/bridge/{bridge.pk}/repeat/"
    assert visit(listed.company.outsider, address, {}).status_code == 403
    Contradiction.objects.filter(pk=listed.item.pk).update(is_confidential=True)
    assert visit(listed.company.outsider, address, {}).status_code == 404
    assert not BridgeRepeat.objects.exists()


def test_next_months_lists_start_from_the_same_rules_a_month_on(
    listed: Listed, bridge: Bridge
) -> None:
    address = f"/c/{listed.item.code}/bridge/lists/?sides=1-2"
    shown = text(visit(listed.owner, f"{address}&next_month=1"))
    assert "a month on: Marketing asked from 2026-02-01 before 2026-03-01." in shown
    assert "a month on" not in text(visit(listed.owner, address))

    moved, kept = give(listed, "&next_month=1"), give(listed, "")

    assert moved.rules["left"]["period"] == FEBRUARY
    assert moved.rules["left"]["key"] == kept.rules["left"]["key"]
    assert kept.rules["left"]["period"] == JANUARY
    assert moved.rules["right"]["period"] is None


def test_both_months_stand_beside_each_other(listed: Listed, bridge: Bridge) -> None:
    job = give(listed, "&next_month=1")
    later = work(listed.run(job, rules=job.rules))
    assert later.supersedes == bridge

    shown = page(listed)

    assert NEXT not in shown  # this month is signed before the next is computed
    assert "2026-01<br>" in shown
    assert "2026-02<br>" in shown
    assert "Change</th>" in shown


def test_whoever_goes_on_before_a_signature_is_told_what_that_replaces(
    listed: Listed, bridge: Bridge
) -> None:
    address = f"/c/{listed.item.code}/bridge/lists/?sides=1-2&next_month=1"
    assert "takes the place" not in text(visit(listed.owner, address))
    listed.built()

    shown = text(visit(listed.owner, address))

    assert "The bridge that stands is draft: this run takes the place" in shown


def test_the_first_time_there_is_nothing_to_move_on(listed: Listed) -> None:
    address = f"/c/{listed.item.code}/bridge/lists/?sides=1-2&next_month=1"
    assert "a month on" not in text(visit(listed.owner, address))
    assert give(listed, "&next_month=1").rules["left"]["key"]


def test_other_columns_start_from_what_is_suggested(listed: Listed, bridge: Bridge) -> None:
    other = csv_of("lead,when", ["1,2026-02-02", "2,2026-02-03"])
    files = {
        "left": SimpleUploadedFile("a.csv", other),
        "right": SimpleUploadedFile("b.csv", DEALS),
    }
    visit(listed.owner, f"/c/{listed.item.code}/bridge/lists/?sides=1-2&next_month=1", files)

    job = BridgeJob.objects.latest("pk")

    assert job.rules["left"]["key"] == [{"column": "lead", "normaliser": "exact"}]


class TestOverTheAPI:
    def test_is_asked_for_read_and_ended(self, listed: Listed, bridge: Bridge) -> None:
        caller, url = Caller(listed.owner), f"/api/v1/bridges/{bridge.pk}/"

        made = caller.post(f"{url}repeat/", {})
        ended = caller.post(f"{url}stop_repeating/", {})
        rows = caller.get(f"{url}repeats/").json()

        assert (made.status_code, made.json()["stops"]) == (200, None)
        assert ended.json()["stops"] == made.json()["id"]
        assert [row["id"] for row in rows] == [ended.json()["id"], made.json()["id"]]
        again = caller.post(f"{url}stop_repeating/", {})
        assert again.status_code == 409

    def test_lists_of_the_next_month(self, listed: Listed, bridge: Bridge) -> None:
        start, end = listed.item.positions.order_by("order")
        files = {
            "left": SimpleUploadedFile("a.csv", LEADS),
            "right": SimpleUploadedFile("b.csv", DEALS),
        }
        body = {"start": start.pk, "end": end.pk, **files, "is_next_month": "true"}
        url = f"/api/v1/contradictions/{listed.item.code}/upload_bridge_lists/"

        job = Caller(listed.owner).post(url, body, format="multipart").json()

        assert job["rules"]["left"]["period"] == FEBRUARY

    def test_is_nowhere_for_outsiders(self, listed: Listed, bridge: Bridge) -> None:
        Contradiction.objects.filter(pk=listed.item.pk).update(is_confidential=True)
        caller, url = Caller(listed.company.outsider), f"/api/v1/bridges/{bridge.pk}/"

        assert caller.get(f"{url}repeats/").status_code == 404
        assert caller.post(f"{url}repeat/", {}).status_code == 404
