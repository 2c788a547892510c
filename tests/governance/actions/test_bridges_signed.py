"""Submitting and signing a bridge, and what keeps a signed one as it is."""

import pytest
from django.db import DatabaseError, connection, transaction

from governance.actions import bridges
from governance.bridging.walks import steps_of
from governance.history.verification import findings
from governance.refusals import IllegalMove, NotEntitled, Unmet
from tests.factories.bridges import Drawn
from tests.factories.clock import clock
from tests.factories.governance import Company


@pytest.fixture
def drawn(company: Company) -> Drawn:
    return Drawn(company)


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
