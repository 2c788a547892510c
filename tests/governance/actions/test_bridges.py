"""Bridges made by hand: drawn up, submitted, signed, and frozen after that."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from governance.actions import bridges
from governance.actions.evidence import add_evidence
from governance.actions.positions import Statement, revise_position
from governance.bridge_walks import steps_of, walk_of
from governance.dossier import Dossier
from governance.models import Bridge, BridgeLine, Contradiction, Evidence
from governance.refusals import IllegalMove, NotEntitled, Stale, Unmet
from governance.verification import findings
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned, investigating, logged


class Drawn:
    """An item under investigation, its two sides, one piece of evidence, and a bridge."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.item = investigating(company)
        self.owner = company.marketing_head
        self.start, self.end = self.item.positions.order_by("order")
        self.evidence = self.shown("Sync log")
        self.bridge = bridges.start_bridge(
            item=self.item, start=self.start, end=self.end, actor=self.owner, at=clock.tick()
        )

    def shown(self, title: str) -> Evidence:
        return add_evidence(
            item=self.item, title=title, text="Seen.", actor=self.owner, at=clock.tick()
        )

    def add(self, amount: int | str, cause: int = 4, **more: Any) -> BridgeLine:
        facts = {
            "label": "score over 60",
            "evidence": self.evidence,
            "actor": self.owner,
            "at": clock.tick(),
            **more,
        }
        return bridges.add_line(bridge=self.bridge, cause=cause, amount=Decimal(amount), **facts)

    def submit(self, **more: Any) -> Bridge:
        facts = {"actor": self.owner, "at": clock.tick(), **more}
        return bridges.submit(bridge=self.bridge, **facts)

    def sign(self, **more: Any) -> Bridge:
        facts = {"actor": self.company.sales_head, "at": clock.tick(), **more}
        return bridges.sign(bridge=self.bridge, **facts)

    def signed(self) -> Bridge:
        self.add(-647)
        self.submit()
        return self.sign()


@pytest.fixture
def drawn(company: Company) -> Drawn:
    return Drawn(company)


class TestStartBridge:
    def test_starts_as_a_draft_with_everything_unexplained(self, drawn: Drawn) -> None:
        walked = walk_of(drawn.bridge, steps_of(drawn.bridge))

        assert drawn.bridge.status == "draft"
        assert (walked.gap, walked.unexplained, walked.strides) == (-647, -647, ())

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

        assert (changed.cause, changed.amount, changed.evidence) == (3, -38, None)
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


class TestSubmit:
    def test_within_what_is_allowed_needs_no_note(self, drawn: Drawn) -> None:
        drawn.add(-626)

        assert drawn.submit().status == "submitted"

    def test_refuses_a_large_remainder(self, drawn: Drawn) -> None:
        drawn.add(-471)

        with pytest.raises(Unmet, match="smaller unexplained part"):
            drawn.submit()
        drawn.bridge.refresh_from_db()
        assert drawn.bridge.status == "draft"

    def test_takes_a_large_remainder_said_to_be_all_with_a_note(self, drawn: Drawn) -> None:
        drawn.add(-471)

        with pytest.raises(Unmet, match="a note"):
            drawn.submit(is_all_i_can_explain=True)
        kept = drawn.submit(is_all_i_can_explain=True, note="The rest has no call on record.")

        assert (kept.status, kept.is_all_i_can_explain) == ("submitted", True)

    def test_refuses_steps_without_evidence(self, drawn: Drawn) -> None:
        drawn.add(-647, evidence=None)

        with pytest.raises(Unmet, match="evidence for 1 step"):
            drawn.submit()

    def test_refuses_an_empty_bridge(self, drawn: Drawn) -> None:
        with pytest.raises(Unmet, match="at least one step"):
            drawn.submit(is_all_i_can_explain=True, note="Nothing found.")

    def test_refuses_twice(self, drawn: Drawn) -> None:
        drawn.add(-647)
        drawn.submit()

        with pytest.raises(IllegalMove, match="submitted already"):
            drawn.submit()

    def test_refuses_the_outsider(self, drawn: Drawn) -> None:
        drawn.add(-647)

        with pytest.raises(NotEntitled):
            drawn.submit(actor=drawn.company.outsider)


class TestSign:
    @pytest.mark.parametrize("who", ["sales_head", "decider"])
    def test_a_side_or_the_decider_signs(self, company: Company, drawn: Drawn, who: str) -> None:
        drawn.add(-647)
        drawn.submit()
        person = getattr(company, who)
        if who == "decider":
            drawn.item.refresh_from_db()
            assert drawn.item.decider == person

        kept = drawn.sign(actor=person)

        assert (kept.status, kept.signed_by) == ("signed", person)
        assert kept.signed_at is not None

    def test_refuses_its_author(self, drawn: Drawn) -> None:
        drawn.add(-647)
        drawn.submit()

        with pytest.raises(NotEntitled, match="not its author"):
            drawn.sign(actor=drawn.owner)

    @pytest.mark.parametrize("who", ["outsider", "steward", "viewer"])
    def test_refuses_who_is_no_party(self, drawn: Drawn, who: str) -> None:
        drawn.add(-647)
        drawn.submit()

        with pytest.raises(NotEntitled, match="may sign a bridge"):
            drawn.sign(actor=getattr(drawn.company, who))

    def test_refuses_a_draft(self, drawn: Drawn) -> None:
        drawn.add(-647)

        with pytest.raises(IllegalMove, match="only a submitted one"):
            drawn.sign()

    def test_needs_a_note_while_a_part_is_unexplained(self, drawn: Drawn) -> None:
        drawn.add(-626)
        drawn.submit()

        with pytest.raises(Unmet, match="a note"):
            drawn.sign()
        assert drawn.sign(note="21 have no call on record.").note == "21 have no call on record."

    def test_freezes_the_bridge_and_its_lines(self, drawn: Drawn) -> None:
        drawn.signed()
        line = drawn.bridge.lines.get()

        with pytest.raises(IllegalMove, match="never changes"):
            drawn.add(1)
        with pytest.raises(IllegalMove, match="never changes"):
            bridges.withdraw_line(line=line, actor=drawn.owner, at=clock.tick())

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE governance_bridge SET note = 'other' WHERE id = {bridge}",
            "UPDATE governance_bridge SET status = 'draft', signed_by_id = NULL, signed_at = NULL "
            "WHERE id = {bridge}",
            "UPDATE governance_bridgeline SET amount = 1 WHERE bridge_id = {bridge}",
            "INSERT INTO governance_bridgeline (bridge_id, cause, label, amount, is_withdrawn) "
            "VALUES ({bridge}, 1, 'late', 1, false)",
            "DELETE FROM governance_bridgeline WHERE bridge_id = {bridge}",
            "DELETE FROM governance_bridge WHERE id = {bridge}",
        ],
    )
    def test_is_kept_by_the_database_itself(self, drawn: Drawn, statement: str) -> None:
        signed = drawn.signed()

        with (
            pytest.raises(DatabaseError, match="never"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement.format(bridge=signed.pk))

        assert steps_of(signed)[0].amount == -647


def test_bridges_leave_an_unbroken_ledger(drawn: Drawn) -> None:
    drawn.add(-600)
    drawn.add(-40, cause=1)
    drawn.submit()
    drawn.sign(note="Seven have no call on record.")

    assert list(findings()) == []
