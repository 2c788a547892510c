"""What a tape lays down is, row by row, what the acts would have written."""

import copy
from typing import Any

import pytest
from django.apps import apps

from governance.models import Contradiction
from tests.factories.clock import clock
from tests.factories.governance import STATES, Company, decided, logged
from tests.factories.tape import recorder
from tests.factories.undoing import undone

# Ids are given out anew after a rollback in SQLite alone, so that runs can be compared there.
pytestmark = pytest.mark.either


def rows() -> dict[str, list[Any]]:
    """Return every row of every table."""
    return {model._meta.label: [*model._base_manager.values()] for model in apps.get_models()}


@pytest.mark.parametrize("state", STATES)
def test_an_item_laid_down_is_the_one_the_acts_make(company: Company, state: str) -> None:
    then, mark = copy.deepcopy(clock), recorder.mark
    kept = []
    for known in (None, mark, mark):
        clock.moment, clock.given = then.moment, then.given.copy()
        with undone():
            recorder.mark = known
            item = STATES[state](company)
            kept.append((rows(), item.pk, clock.moment, clock.given))

    by_acts, recorded, laid_down = kept
    assert by_acts == recorded == laid_down
    assert by_acts[0]["governance.Contradiction"]


def test_what_was_written_before_is_part_of_what_is_asked(company: Company) -> None:
    first, second = logged(company), logged(company)
    company.marketing_head = company.sales_head

    assert [first.pk, second.pk] == [
        *Contradiction.objects.order_by("pk").values_list("pk", flat=True)
    ]
    assert decided(company).owner == company.sales_head
