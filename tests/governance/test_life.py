"""Random lives: whatever is tried, in whatever order, the rules and the ledger hold."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.forms.models import model_to_dict
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.models import LedgerEntry
from governance import lifecycle
from governance.actions import clocks, diagnosis, options
from governance.actions import contradictions as items
from governance.actions.clocks import pause, resume
from governance.actions.kpis import change_kpi
from governance.actions.positions import Statement, answer, claim, revise_position
from governance.actions.rights import end, grant
from governance.clocks.due import ALLOWANCE
from governance.clocks.ladder import TOP
from governance.history.verification import findings
from governance.models import Contradiction, DecisionRight, Option, PositionAnswer
from governance.policies import matter_of
from governance.promises import outbox
from governance.refusals import Refusal
from governance.rights.matrix import Matrix
from governance.tasks import tend
from metrics.models import KPI
from tests.factories.clock import clock
from tests.factories.governance import GOOD, logged, prove_follow_ups, read_again
from tests.factories.governance import company as make_company
from tests.governance.actions.moves import CALLS, EVERYBODY, RIGHT, later, person

VERBS = sorted(CALLS)
# What is forced is answered and decided anew; it is owned no later for that.
FORCED = ("own_due_at",)


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
        before, entries = self.now(), LedgerEntry.objects.count()
        refused = False
        try:
            action(*args, **kwargs)
        except (Refusal, ValidationError, Option.DoesNotExist):
            refused = True
        after = self.now()
        if refused:
            assert model_to_dict(after) == model_to_dict(before)
            assert LedgerEntry.objects.count() == entries
        elif after.status != before.status:
            assert (before.status, after.status) in lifecycle.LIFECYCLE.edges()
        if action is not clocks.move_due:
            self.times_never_grow(before, after, FORCED if action is CALLS["force"] else ALLOWANCE)
        self.keep_promises()

    def now(self) -> Contradiction:
        """Read the item as it stands."""
        return Contradiction.objects.get(pk=self.item.pk)

    def keep_promises(self) -> None:
        """Let a worker come by: rights begin and end at midnight, also between two acts."""
        while row := outbox.claim(clock.moment):
            outbox.keep(row, clock.moment)

    def times_never_grow(
        self, before: Contradiction, after: Contradiction, times: Iterable[str]
    ) -> None:
        """Hold that within a cycle nothing but a pause lengthens a running due time."""
        if before.paused_until is not None or before.cycle != after.cycle:
            return
        for name in times:
            was, now = getattr(before, name), getattr(after, name)
            assert was is None or (now is not None and now <= was), name

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

    @rule(severity=st.integers(1, 4))
    def somebody_weighs_it_anew(self, severity: int) -> None:
        """Severity and exposure change, and with them perhaps who decides."""
        common = {"item": self.item, "actor": self.company.steward}
        self.attempt(
            items.change_severity, severity=severity, reason="Weighed", at=clock.tick(), **common
        )
        exposure = {"exposure": Decimal(severity * 100_000), "exposure_currency": "EUR"}
        self.attempt(items.describe, at=clock.tick(), **exposure, **common)

    @rule(severe=st.booleans())
    def a_right_for_some_cases_comes_and_goes(self, severe: bool) -> None:
        """Another person decides what is severe, or no longer does."""
        held = DecisionRight.objects.filter(person=self.company.executive, right="decides").first()
        facts: dict[str, Any] = {"actor": self.company.steward, "at": clock.tick()}
        if held is None:
            band = {"severity_from": 1, "severity_to": 2} if severe else {"severity_from": 3}
            for position in self.item.positions.filter(kpi__isnull=False):
                self.attempt(
                    grant,
                    person=self.company.executive,
                    right="decides",
                    kpi=position.kpi,
                    **band,
                    **facts,
                )
        elif held.until is None:
            until = max(clock.moment.date(), held.since + timedelta(days=1))
            self.attempt(end, right=held, until=until, reason="Back to the CRO", **facts)

    @rule(side=st.integers(0, 1))
    def a_kpi_moves(self, side: int) -> None:
        """A KPI moves up to the whole company, where nobody decides, or back."""
        kpi = [row.kpi for row in self.item.positions.order_by("order", "at")][side]
        homes = {self.company.leads.pk: self.company.root, self.company.root.pk: self.company.leads}
        self.attempt(
            change_kpi,
            kpi=kpi,
            domain=homes[KPI.objects.get(pk=kpi.pk).domain_id],
            reason="Moved",
            actor=self.company.steward,
            at=clock.tick(),
        )

    @rule(who=st.sampled_from(EVERYBODY), said=st.sampled_from(PositionAnswer.Answer.values))
    def somebody_answers_for_a_side(self, who: str, said: str) -> None:
        """Anybody says anything about a side, and claims the item."""
        position = self.item.positions.order_by("order", "at").last()
        actor = person(self.company, who)
        self.attempt(answer, position=position, answer=said, actor=actor, at=clock.tick())
        self.attempt(claim, item=self.item, reason="Ours", actor=actor, at=clock.tick())

    @rule(value=st.integers(1, 900))
    def a_side_is_read_again(self, value: int) -> None:
        """A side revises what it says."""
        standing = self.item.positions.filter(superseded_by__isnull=True).order_by("order").first()
        said = Statement(
            kpi=standing.kpi,
            value=Decimal(value),
            period_start=standing.period_start,
            period_end=standing.period_end,
        )
        self.attempt(
            revise_position,
            position=standing,
            statement=said,
            reason="Read again",
            actor=self.company.sales_head,
            at=clock.tick(),
        )

    @rule(days=st.integers(1, 40))
    def the_arbiter_moves_the_due_time(self, days: int) -> None:
        """The arbiter gives time."""
        self.attempt(
            clocks.move_due,
            item=self.item,
            due_on=later(days),
            reason="The auditors come first",
            actor=self.company.arbiter,
            at=clock.tick(),
        )

    @rule(days=st.sampled_from([1, 20, 120]))
    def time_passes(self, days: int) -> None:
        """A worker tends what falls due, and keeps what was promised."""
        moment = clock.tick(24 * days)
        with time_machine.travel(moment, tick=False):
            tend()
            self.keep_promises()

    @rule(aim=st.sampled_from(Contradiction.Status.values))
    def somebody_writes_past_the_app(self, aim: str) -> None:
        """Raw SQL is refused along an edge that is none, and found along one that is."""
        source = self.now().status
        sql = (
            f"UPDATE governance_contradiction SET status = '{aim}', version = version + 1, "
            "layer = COALESCE(layer, 1), owner_id = COALESCE(owner_id, raiser_id), "
            f"accepted_until = '2027-01-01' WHERE id = {self.item.pk}"
        )
        if (source, aim) in lifecycle.LIFECYCLE.edges():
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
                assert list(findings(self.item.code))
                transaction.set_rollback(True)
        elif source != aim:
            with pytest.raises(IntegrityError, match="no such move"), transaction.atomic():
                connection.cursor().execute(sql)

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
        assert (item.ended_at is None) == item.is_open

    @invariant()
    def moments_strictly_increase(self) -> None:
        """No two versions share a moment, and each says who and why."""
        if not hasattr(self, "item"):
            return
        versions = list(Contradiction.history.filter(id=self.item.pk).order_by("version"))
        moments = [version.history_date for version in versions]
        assert moments == sorted(set(moments))
        assert all(row.history_user_id and row.history_change_reason for row in versions)

    @invariant()
    def who_decides_is_who_holds_the_right(self) -> None:
        """The decider of an open item is the one that rights name today."""
        if not hasattr(self, "item"):
            return
        # The clock may have passed midnight in a step that tried nothing.
        self.keep_promises()
        item = self.now()
        if item.is_open:
            assert item.decider == Matrix.on(clock.moment.date()).decider(matter_of(item)).person

    @invariant()
    def facts_follow_from_rows(self) -> None:
        """What the item says of pauses, acceptances and rungs stands in rows of their own."""
        if not hasattr(self, "item"):
            return
        item = self.now()
        running = item.pauses.filter(ended_at__isnull=True)
        assert running.exists() == (item.paused_until is not None)
        if item.status == "accepted":
            last = item.acceptances.filter(superseded_by__isnull=True, cycle=item.cycle).get()
            assert last.expires_on == item.accepted_until
        assert 0 <= item.escalation_level <= TOP
        if item.status == "decided" and item.current_decision:
            assert item.current_decision.by_id != item.recommender_id or (item.severity or 4) > 2


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
