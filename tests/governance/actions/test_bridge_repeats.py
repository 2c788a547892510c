"""A signed bridge is computed again each month until somebody ends it; its record stays."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from governance.actions.bridge_repeats import repeat_bridge, stop_repeating_bridge
from governance.actions.bridges import start_bridge
from governance.history.timeline import timeline
from governance.history.trail import Trail
from governance.history.verification import findings
from governance.models import Bridge, BridgeRepeat
from governance.refusals import IllegalMove, NotEntitled
from tests.factories.bridge_lists import Listed
from tests.factories.clock import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def bridge(listed: Listed) -> Bridge:
    return listed.signed()


def told(listed: Listed) -> dict[str, Any]:
    return {"actor": listed.owner, "at": clock.tick()}


def test_is_asked_for_and_told(listed: Listed, bridge: Bridge) -> None:
    made = repeat_bridge(bridge=bridge, **told(listed))

    assert (made.by, made.stops, made.on_behalf_of) == (listed.owner, None, None)
    assert list(BridgeRepeat.objects.standing()) == [made]
    says = timeline(Trail(listed.item))[0].sentence
    assert says.endswith("has the bridge from Marketing to Sales computed again each month.")
    assert list(findings(listed.item.chain)) == []


def test_is_ended_by_a_row_of_its_own(listed: Listed, bridge: Bridge) -> None:
    made = repeat_bridge(bridge=bridge, **told(listed))
    ended = stop_repeating_bridge(bridge=bridge, **told(listed))

    assert (ended.stops, BridgeRepeat.objects.count()) == (made, 2)
    assert not BridgeRepeat.objects.standing().exists()
    assert "no longer each month" in timeline(Trail(listed.item))[0].sentence
    with pytest.raises(IllegalMove, match="not repeated"):
        stop_repeating_bridge(bridge=bridge, **told(listed))
    repeat_bridge(bridge=bridge, **told(listed))
    assert list(findings(listed.item.chain)) == []


def test_goes_on_with_the_bridge_that_supersedes(listed: Listed, bridge: Bridge) -> None:
    made = repeat_bridge(bridge=bridge, **told(listed))
    later = listed.signed()
    assert later.supersedes == bridge

    with pytest.raises(IllegalMove, match="already"):
        repeat_bridge(bridge=later, **told(listed))
    ended = stop_repeating_bridge(bridge=later, **told(listed))

    assert (ended.stops, ended.bridge) == (made, bridge)


def test_is_for_those_who_draw_bridges(listed: Listed, bridge: Bridge) -> None:
    for person in (listed.company.outsider, listed.company.viewer, listed.company.administrator):
        with pytest.raises(NotEntitled):
            repeat_bridge(bridge=bridge, actor=person, at=clock.tick())
    repeat_bridge(bridge=bridge, actor=listed.company.sales_head, at=clock.tick())
    with pytest.raises(NotEntitled):
        stop_repeating_bridge(bridge=bridge, actor=listed.company.outsider, at=clock.tick())


class TestRefuses:
    def test_what_is_not_signed(self, listed: Listed) -> None:
        with pytest.raises(IllegalMove, match="draft; only a signed one"):
            repeat_bridge(bridge=listed.built(), **told(listed))

    def test_what_a_later_bridge_superseded(self, listed: Listed, bridge: Bridge) -> None:
        start_bridge(item=listed.item, start=listed.start, end=listed.end, **told(listed))

        with pytest.raises(IllegalMove, match="superseded"):
            repeat_bridge(bridge=bridge, **told(listed))

    def test_a_second_one_of_the_same_sides(self, listed: Listed, bridge: Bridge) -> None:
        repeat_bridge(bridge=bridge, **told(listed))

        with pytest.raises(IllegalMove, match=r"has it repeated since .* already"):
            repeat_bridge(bridge=bridge, **told(listed))


class TestTheDatabaseRefuses:
    def write(self, listed: Listed, **row: Any) -> None:
        with transaction.atomic():
            BridgeRepeat(by=listed.owner, at=clock.tick(), **row).save()

    def test_what_is_not_signed(self, listed: Listed) -> None:
        with pytest.raises(DatabaseError, match="only a signed bridge"):
            self.write(listed, bridge=listed.built())

    def test_two_between_the_same_sides(self, listed: Listed, bridge: Bridge) -> None:
        repeat_bridge(bridge=bridge, **told(listed))

        with pytest.raises(DatabaseError, match="repeated already"):
            self.write(listed, bridge=bridge)
        with pytest.raises(DatabaseError, match="repeated already"):
            self.write(listed, bridge=listed.signed())

    def test_an_end_of_what_is_none(self, listed: Listed, bridge: Bridge) -> None:
        repeat_bridge(bridge=bridge, **told(listed))
        ended = stop_repeating_bridge(bridge=bridge, **told(listed))

        with pytest.raises(DatabaseError, match="ended on its own bridge"):
            self.write(listed, bridge=bridge, stops=ended)

    @pytest.mark.parametrize("sql", ["UPDATE {} SET by_id = by_id + 1", "DELETE FROM {}"])
    def test_a_change(self, listed: Listed, bridge: Bridge, sql: str) -> None:
        repeat_bridge(bridge=bridge, **told(listed))

        with (
            pytest.raises(DatabaseError, match="never changed or deleted"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql.format("governance_bridgerepeat"))
