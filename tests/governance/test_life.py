"""Random lives: whatever is tried, in whatever order, the rules and the ledger hold."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from governance import lifecycle
from governance.actions import diagnosis, options
from governance.actions.clocks import pause, resume
from governance.history.verification import findings
from governance.models import Contradiction, Option
from governance.refusals import Refusal
from tests.factories.clock import clock
from tests.factories.governance import GOOD, logged, prove_follow_ups, read_again
from tests.factories.governance import company as make_company
from tests.governance.actions.moves import CALLS, EVERYBODY, RIGHT, later, person

VERBS = sorted(CALLS)


class Life(RuleBasedStateMachine):
    """One item that anybody may try anything on."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        clock.reset()

    def teardown(self) -> None:
        """Tie out everything once more, and leave nothing behind."""
        assert list(findings()) == []
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        """Log an item in a fresh company."""
        self.company = make_company()
        self.item = logged(self.company)

    def attempt(self, action: Any, *args: Any, **kwargs: Any) -> None:
        """Try something; a refusal must leave the item exactly as it was."""
        before = Contradiction.objects.get(pk=self.item.pk)
        refused = False
        try:
            action(*args, **kwargs)
        except (Refusal, ValidationError, Option.DoesNotExist):
            refused = True
        after = Contradiction.objects.get(pk=self.item.pk)
        if refused:
            assert (after.status, after.version) == (before.status, before.version)
        elif after.status != before.status:
            assert (before.status, after.status) in lifecycle.LIFECYCLE.edges()

    @rule(verb=st.sampled_from(VERBS))
    def right_person_tries(self, verb: str) -> None:
        """Somebody entitled tries a verb."""
        self.item.refresh_from_db()
        actor = person(self.company, RIGHT[verb])
        if RIGHT[verb] == "marketing_head" and self.item.owner:
            actor = self.item.owner
        self.attempt(CALLS[verb], self.company, self.item, actor)

    @rule(verb=st.sampled_from(VERBS), who=st.sampled_from(EVERYBODY))
    def anybody_tries(self, verb: str, who: str) -> None:
        """Anybody tries any verb."""
        self.item.refresh_from_db()
        self.attempt(CALLS[verb], self.company, self.item, person(self.company, who))

    @rule()
    def owner_prepares(self) -> None:
        """The owner does what a proposal needs."""
        self.item.refresh_from_db()
        owner = self.item.owner or self.company.outsider
        common = {"item": self.item, "actor": owner}
        for step in range(1, 6):
            self.attempt(
                diagnosis.answer_step, step=step, finding="clear", at=clock.tick(), **common
            )
        self.attempt(diagnosis.name_root_cause, root_cause="sync", at=clock.tick(), **common)
        for outcome in ("adopt", "as_is"):
            self.attempt(
                options.add_option,
                summary=outcome,
                outcome=outcome,
                accepts="a line",
                risk_note="none identified",
                **GOOD,
                at=clock.tick(),
                **common,
            )

    @rule()
    def follow_ups_are_proven(self) -> None:
        """Everybody keeps their promises."""
        self.attempt(prove_follow_ups, self.item)

    @rule(value=st.integers(100, 900))
    def readings_arrive(self, value: int) -> None:
        """Two later quarters are read, once."""
        if self.item.positions.first().kpi.measurements.count() == 1:
            read_again(self.item, value, value + 1)

    @rule(days=st.integers(0, 9))
    def owner_pauses_or_resumes(self, days: int) -> None:
        """The owner waits for somebody, or goes on."""
        self.item.refresh_from_db()
        owner = self.item.owner or self.company.outsider
        self.attempt(
            pause,
            item=self.item,
            waiting_on=self.company.sales_head,
            until_on=later(days),
            reason="Waiting for the export",
            actor=owner,
            at=clock.tick(),
        )
        if days % 2:
            self.attempt(resume, item=self.item, actor=owner, at=clock.tick(days))

    @invariant()
    def history_ties_out(self) -> None:
        """No edit, gap or reordering, after every step."""
        if hasattr(self, "item"):
            assert list(findings(self.item.code)) == []

    @invariant()
    def open_items_are_owned(self) -> None:
        """Past logged, an open item has one active owner and a due time or a date."""
        if not hasattr(self, "item"):
            return
        item = Contradiction.objects.get(pk=self.item.pk)
        if item.is_open and item.status != "logged":
            assert item.owner is not None
            assert item.owner.is_active
            assert item.due_at is not None or item.accepted_until is not None
        assert item.history.count() == item.version


def live(examples: int, steps: int) -> None:
    """Run the machine."""
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_few_random_lives(db: None) -> None:
    live(examples=4, steps=15)


@pytest.mark.deep
def test_many_random_lives(db: None) -> None:
    live(examples=200, steps=60)
