"""Sides are revised once each, and never into a dispute that is open already."""

import pytest
from django.core.exceptions import ValidationError

from governance.actions.evidence import add_evidence
from governance.actions.positions import Statement, add_position, revise_position
from governance.models import Contradiction
from governance.refusals import AlreadyOpen, IllegalMove
from tests.factories.clock import clock
from tests.factories.governance import Company, logged


def _revise(item: Contradiction, order: int, statement: Statement, company: Company) -> None:
    revise_position(
        position=item.positions.get(order=order, superseded_by__isnull=True),
        statement=statement,
        reason="Read again",
        actor=company.steward,
        at=clock.tick(),
    )


def _second_side_of(item: Contradiction) -> Statement:
    return Statement(measurement=item.positions.get(order=2).measurement)


class TestRevise:
    def test_refuses_a_side_that_was_revised_already(self, company: Company) -> None:
        side = logged(company).positions.get(order=1)
        said = {"reason": "Counted anew", "actor": company.steward}
        first, second = (Statement(label="Marketing", claim=claim) for claim in ("One", "Two"))
        revise_position(position=side, statement=first, at=clock.tick(), **said)

        with pytest.raises(IllegalMove, match="revised already"):
            revise_position(position=side, statement=second, at=clock.tick(), **said)

    def test_refuses_the_figures_of_another_open_item_and_names_it(self, company: Company) -> None:
        item, other = logged(company), logged(company)
        first = Statement(measurement=other.positions.get(order=1).measurement)
        _revise(item, 1, first, company)

        with pytest.raises(AlreadyOpen, match=other.code):
            _revise(item, 2, _second_side_of(other), company)


class TestAdd:
    def test_refuses_the_figures_of_another_open_item_and_names_it(self, company: Company) -> None:
        item = logged(company)
        third = _second_side_of(logged(company))
        add_position(item=item, statement=third, actor=company.steward, at=clock.tick())
        twin = logged(company)
        for order, side in enumerate(item.positions.filter(order__lt=3).order_by("order"), 1):
            _revise(twin, order, Statement(measurement=side.measurement), company)

        with pytest.raises(AlreadyOpen, match=item.code):
            add_position(item=twin, statement=third, actor=company.steward, at=clock.tick())


class TestEvidence:
    def test_supports_no_side_of_another_item(self, company: Company) -> None:
        item, other = logged(company), logged(company)

        with pytest.raises(ValidationError, match="a side of this item"):
            add_evidence(
                item=item,
                position=other.positions.get(order=1),
                title="Export",
                text="Seen",
                actor=company.steward,
                at=clock.tick(),
            )
