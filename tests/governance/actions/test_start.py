"""Skipping a step of the start is an act on record; being done never is, it is read."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import LedgerEntry
from governance.actions.rights import end, grant
from governance.actions.start import resume_step, skip_step
from governance.models import SkippedStep
from governance.refusals import IllegalMove, NotEntitled
from governance.rights.matrix import Matrix
from governance.start.progress import Progress, Stand, under_way
from governance.start.steps import without
from tests.factories.accounts import FunctionFactory
from tests.factories.clock import clock
from tests.factories.governance import Company, logged
from tests.factories.metrics import DomainFactory

Key = SkippedStep.Step


def skip(company: Company, step: str = Key.POLL, **more: Any) -> SkippedStep:
    told = {"reason": "Asked last year", "actor": company.steward, "at": clock.tick(), **more}
    return skip_step(step=step, **told)


def now() -> Matrix:
    return Matrix.on(clock.moment.date())


def stands() -> dict[str, Stand]:
    return {stand.step.key: stand for stand in Progress(now()).stands}


def named(step: str) -> list[str]:
    """Name what a step lacks."""
    progress = Progress(now())
    found = next(stand.step for stand in progress.stands if stand.step.key == step)
    assert found.gaps
    return [str(row) for row in found.gaps(progress.matrix)]


class TestSkipping:
    def test_is_on_record_and_can_be_taken_up_again(self, company: Company) -> None:
        made = skip(company, reason="  Asked last year ")
        assert (made.reason, stands()[Key.POLL].is_open) == ("Asked last year", False)

        resume_step(skipped=made, actor=company.administrator, at=clock.tick())
        assert stands()[Key.POLL].is_open
        told = LedgerEntry.objects.filter(chain="start").order_by("seq")
        assert [one.verb for one in told] == ["skip_step", "resume_step"]
        skip(company)

    @pytest.mark.parametrize("who", ["viewer", "outsider", "auditor", "executive"])
    def test_is_for_those_who_keep_the_start(self, company: Company, who: str) -> None:
        made = skip(company, Key.HELD)
        person = getattr(company, who)

        with pytest.raises(NotEntitled, match="steward or an administrator"):
            skip(company, actor=person)
        with pytest.raises(NotEntitled, match="steward or an administrator"):
            resume_step(skipped=made, actor=person, at=clock.tick())

    def test_refuses_what_is_no_step_and_no_reason(self, company: Company) -> None:
        with pytest.raises(ValidationError, match="Choose a step"):
            skip(company, "lunch")
        with pytest.raises(ValidationError, match="Say why"):
            skip(company, reason=" ")

    def test_happens_once_at_a_time(self, company: Company) -> None:
        made = skip(company)

        with pytest.raises(IllegalMove, match="skipped already"):
            skip(company)
        with pytest.raises(IntegrityError), transaction.atomic():
            SkippedStep.objects.bulk_create(
                [SkippedStep(step=made.step, reason="x", by=made.by, at=made.at)]
            )
        resume_step(skipped=made, actor=company.steward, at=clock.tick())
        with pytest.raises(IllegalMove, match="already"):
            resume_step(skipped=made, actor=company.steward, at=clock.tick())


class TestWhatTheRecordsSay:
    def test_a_right_covers_what_lies_below_and_its_end_is_seen(self, company: Company) -> None:
        assert named(Key.OWNERS) == ["Company"]  # the topmost of the branch
        owner = {"person": company.marketing_head, "right": "accountable", "domain": company.root}
        held = grant(**owner, actor=company.steward, at=clock.tick())
        assert stands()[Key.OWNERS].is_done

        later = clock.moment.date() + timedelta(days=7)
        end(right=held, until=later, reason="Moves", actor=company.steward, at=clock.tick())
        assert stands()[Key.OWNERS].is_done
        assert [str(row) for row in without("accountable", Matrix.on(later))] == ["Company"]

    def test_a_branch_answered_for_in_part_names_the_rest(self, company: Company) -> None:
        other = DomainFactory.create(name="Service", slug="service", parent=company.root)

        assert named(Key.DECIDERS) == [other.name]  # leads has a decider

    def test_a_function_without_a_head_is_named(self, company: Company) -> None:
        assert stands()[Key.FUNCTIONS].is_done
        FunctionFactory.create(name="Delivery", slug="delivery")

        assert named(Key.FUNCTIONS) == ["Delivery"]

    def test_a_contradiction_without_an_owner_is_named(self, company: Company) -> None:
        assert not stands()[Key.CONTRADICTIONS].there
        item = logged(company)

        assert named(Key.CONTRADICTIONS) == [str(item)]


class TestWhileItLasts:
    def test_is_shown_to_those_who_keep_it(self, company: Company) -> None:
        assert under_way(company.steward, now())
        assert under_way(company.administrator, now())
        assert under_way(company.viewer, now()) is None
        assert under_way(company.auditor, now()) is None

    def test_is_over_once_it_was_left(self, company: Company) -> None:
        made = skip(company, Key.ALL)
        assert under_way(company.steward, now()) is None

        resume_step(skipped=made, actor=company.steward, at=clock.tick())
        assert under_way(company.steward, now())

    def test_is_over_once_nothing_is_left_of_it(self, company: Company) -> None:
        for step, stand in stands().items():
            if stand.is_open:
                skip(company, step)

        assert under_way(company.steward, now()) is None

    def test_goes_on_after_its_days_until_a_review_was_held(self, company: Company) -> None:
        later = clock.moment.date() + timedelta(days=365)
        found = under_way(company.steward, Matrix.on(later))

        assert found
        assert found.is_past
