"""Drawing a bridge up: from figure to figure, line by line."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from governance.actions import bridges
from governance.actions.evidence import add_evidence
from governance.actions.positions import Statement, revise_position
from governance.bridging.walks import steps_of, walk_of
from governance.dossier import Dossier
from governance.models import BridgeLine, Contradiction
from governance.refusals import IllegalMove, NotEntitled, Stale
from tests.factories.bridges import Drawn
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned, investigating, logged


@pytest.fixture
def drawn(company: Company) -> Drawn:
    return Drawn(company)


class TestStartBridge:
    def test_starts_as_a_draft_with_everything_unexplained(self, drawn: Drawn) -> None:
        walked = walk_of(drawn.bridge, steps_of(drawn.bridge))

        assert drawn.bridge.status == "draft"
        assert walked.gap == walked.unexplained == -647
        assert not walked.strides

    @pytest.mark.parametrize("who", ["outsider", "viewer", "auditor", "administrator", "decider"])
    def test_refuses_who_has_no_side_in_it(self, company: Company, who: str) -> None:
        item = investigating(company)
        start, end = item.positions.order_by("order")

        with pytest.raises(NotEntitled, match="may draw up a bridge"):
            bridges.start_bridge(
                item=item, start=start, end=end, actor=getattr(company, who), at=clock.tick()
            )
        assert not item.bridges.exists()

    @pytest.mark.parametrize("state", [logged, assigned])
    def test_refuses_before_the_owner_took_it_up(self, company: Company, state: Any) -> None:
        item = state(company)
        start, end = item.positions.order_by("order")

        with pytest.raises(IllegalMove):
            bridges.start_bridge(
                item=item, start=start, end=end, actor=company.steward, at=clock.tick()
            )

    def test_refuses_a_second_draft_between_the_same_sides(self, drawn: Drawn) -> None:
        with pytest.raises(IllegalMove, match="is draft already"):
            bridges.start_bridge(
                item=drawn.item,
                start=drawn.end,
                end=drawn.start,
                actor=drawn.owner,
                at=clock.tick(),
            )

    def test_refuses_the_same_figure_twice(self, drawn: Drawn) -> None:
        with pytest.raises(ValidationError, match="two different figures"):
            bridges.start_bridge(
                item=drawn.item,
                start=drawn.start,
                end=drawn.start,
                actor=drawn.owner,
                at=clock.tick(),
            )

    def test_refuses_a_figure_of_another_item(self, drawn: Drawn, company: Company) -> None:
        other = investigating(company).positions.earliest("order")

        with pytest.raises(ValidationError, match="of this item"):
            bridges.start_bridge(
                item=drawn.item, start=drawn.start, end=other, actor=drawn.owner, at=clock.tick()
            )

    def test_a_later_bridge_supersedes_a_signed_one(self, drawn: Drawn) -> None:
        first = drawn.signed()

        later = bridges.start_bridge(
            item=drawn.item, start=drawn.start, end=drawn.end, actor=drawn.owner, at=clock.tick()
        )

        assert later.supersedes == first
        assert Dossier(drawn.item).bridge == later

    def test_a_later_bridge_supersedes_a_draft_on_a_revised_figure(self, drawn: Drawn) -> None:
        revise_position(
            position=drawn.end,
            statement=Statement(label="Sales", value=Decimal(210), unit="count"),
            reason="Ten came late",
            actor=drawn.company.sales_head,
            at=clock.tick(),
        )
        revised = drawn.item.positions.get(superseded_by__isnull=True, order=drawn.end.order)

        later = bridges.start_bridge(
            item=drawn.item, start=drawn.start, end=revised, actor=drawn.owner, at=clock.tick()
        )

        assert later.supersedes == drawn.bridge
        with pytest.raises(IllegalMove, match="superseded"):
            drawn.add(-1)

    def test_refuses_figures_in_different_units(self, drawn: Drawn) -> None:
        revise_position(
            position=drawn.end,
            statement=Statement(label="Sales", value=Decimal(24), unit="percent"),
            reason="A share",
            actor=drawn.company.sales_head,
            at=clock.tick(),
        )
        revised = drawn.item.positions.get(superseded_by__isnull=True, order=drawn.end.order)

        with pytest.raises(ValidationError, match="not in one unit"):
            bridges.start_bridge(
                item=drawn.item, start=drawn.start, end=revised, actor=drawn.owner, at=clock.tick()
            )


class TestLines:
    def test_add_up_in_diagnosis_order_with_the_remainder(self, drawn: Drawn) -> None:
        drawn.add(-471, cause=4)
        drawn.add(-12, cause=1)
        drawn.add("2.5", cause=5)

        walked = walk_of(drawn.bridge, steps_of(drawn.bridge))

        assert [stride.line.cause for stride in walked.strides] == [1, 4, 5]
        assert walked.unexplained == Decimal("-166.5")

    @pytest.mark.parametrize("cause", [0, 6])
    def test_refuse_a_cause_outside_the_five(self, drawn: Drawn, cause: int) -> None:
        with pytest.raises(ValidationError, match="five causes"):
            drawn.add(-1, cause=cause)

    def test_refuse_evidence_of_another_item(self, drawn: Drawn, company: Company) -> None:
        other = add_evidence(
            item=investigating(company),
            title="Elsewhere",
            text="Seen.",
            actor=company.steward,
            at=clock.tick(),
        )
        with pytest.raises(ValidationError, match="of this item"):
            drawn.add(-1, evidence=other)

    def test_refuse_an_unnamed_cause(self, drawn: Drawn) -> None:
        with pytest.raises(ValidationError):
            drawn.add(-1, label="  ")

    def test_refuse_the_outsider(self, drawn: Drawn) -> None:
        line = drawn.add(-1)
        outsider = drawn.company.outsider

        with pytest.raises(NotEntitled):
            drawn.add(-1, actor=outsider)
        with pytest.raises(NotEntitled):
            bridges.withdraw_line(line=line, actor=outsider, at=clock.tick())

    def test_can_be_changed_and_keep_what_they_said(self, drawn: Drawn) -> None:
        line = drawn.add(-400)

        changed = bridges.change_line(
            line=line,
            cause=3,
            label="same person, two addresses",
            amount=Decimal(-38),
            actor=drawn.owner,
            at=clock.tick(),
        )

        assert (changed.cause, changed.amount) == (3, Decimal(-38))
        assert changed.evidence is None
        assert [row.amount for row in line.history.order_by("history_id")] == [-400, -38]

    def test_withdrawn_leave_the_sum_but_not_the_history(self, drawn: Drawn) -> None:
        line = drawn.add(-400)

        bridges.withdraw_line(line=line, actor=drawn.owner, at=clock.tick())

        assert steps_of(drawn.bridge) == []
        assert BridgeLine.objects.filter(pk=line.pk, is_withdrawn=True).exists()
        with pytest.raises(IllegalMove, match="withdrawn"):
            bridges.withdraw_line(line=line, actor=drawn.owner, at=clock.tick())

    def test_refuse_a_stale_version(self, drawn: Drawn) -> None:
        before = Contradiction.objects.get(pk=drawn.item.pk).version
        drawn.add(-1, version=before)

        with pytest.raises(Stale):
            drawn.add(-2, version=before)
        assert len(steps_of(drawn.bridge)) == 1

    def test_changed_after_submission_make_it_a_draft_again(self, drawn: Drawn) -> None:
        drawn.add(-647)
        drawn.submit()

        drawn.add(1)

        drawn.bridge.refresh_from_db()
        assert drawn.bridge.status == "draft"
