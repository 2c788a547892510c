"""Forcing a reconciliation: what stands is overruled, all concerned hear, and it begins again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import LedgerEntry
from accounts.workdays import add_working_days
from governance.actions.clocks import pause
from governance.actions.forcing import concerned, force
from governance.actions.rights import end, grant
from governance.actions.silence import falls_due
from governance.clocks.due import week_of
from governance.dossier import Dossier
from governance.models import Contradiction, DecisionRight, Outbox, RetiredBelief
from governance.refusals import NotEntitled
from governance.rights.matrix import Matrix
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned, decided, investigating, logged, proposed
from tests.factories.lending import lend

OVERRULED = "Each function reports its own count."


def _forced(item: Contradiction, company: Company, **more: Any) -> Contradiction:
    given: dict[str, Any] = {
        "overruled": OVERRULED,
        "reason": "The board saw two numbers",
        "belief": "More leads mean more revenue.",
        "actor": company.force_holder,
        **more,
    }
    return force(item=item, at=clock.tick(), **given)


def _heard(item: Contradiction) -> set[int]:
    """Return who was promised to hear of the last act on an item."""
    row = Outbox.objects.filter(kind="notice", key__contains=f"{item.code}:force").latest("pk")
    return set(row.payload["heard"]["force"])


def test_ends_a_pause_and_the_due_times_of_the_cycle_before(company: Company) -> None:
    item = pause(
        item=decided(company),
        waiting_on=company.sales_head,
        until_on=clock.moment.date() + timedelta(days=2),
        reason="The export runs on Friday.",
        actor=company.marketing_head,
        at=clock.tick(),
    )

    item = _forced(item, company)

    assert (item.cycle, item.root_cause, item.recommended) == (2, "", None)
    assert (item.decided_at, item.done_due_at, item.paused_until) == (None, None, None)
    assert item.answer_due_at is not None
    assert item.due_at == item.answer_due_at > clock.moment
    assert not item.pauses.filter(ended_at__isnull=True).exists()


def test_shortens_what_runs_to_the_times_of_s1(company: Company) -> None:
    item = investigating(company)
    before = item.answer_due_at
    assert before is not None

    item = _forced(item, company)

    assert (item.severity, item.cycle) == (1, 1)
    assert item.due_at is not None
    assert item.due_at < before


@pytest.mark.parametrize(
    ("made", "days"), [(logged, 30), (assigned, 9), (investigating, 9), (proposed, 30)]
)
def test_an_old_item_is_not_late_because_it_is_forced(
    company: Company, made: Callable[..., Contradiction], days: int
) -> None:
    item = made(company)
    clock.tick(24 * days)

    item = _forced(item, company, owner=company.marketing_head, layer=2)

    week, zone = week_of(item.owner)
    assert item.due_at is not None
    assert clock.moment < item.due_at <= add_working_days(clock.moment, 2, zone, week)
    assert not falls_due_now(item)


def falls_due_now(item: Contradiction) -> list[str]:
    """Return what silence has brought about already."""
    return [step.name for found, step in falls_due(clock.moment) if found == item]


def test_forcing_gives_nobody_more_time(company: Company) -> None:
    item = investigating(company)
    assert item.due_at is not None
    clock.moment = item.due_at - timedelta(hours=4)
    before = item.due_at

    forced = _forced(item, company)
    assert forced.due_at == before
    assert forced.own_due_at == item.own_due_at is not None


def test_refuses_an_outsider(company: Company) -> None:
    item = decided(company)

    with pytest.raises(NotEntitled, match=r"“force reconciliation” \(Chair\) may force"):
        _forced(item, company, actor=company.outsider)


def test_says_that_nobody_holds_the_right(company: Company) -> None:
    held = DecisionRight.objects.get(right="force")
    until = clock.moment.date()
    end(right=held, until=until, reason="Left", actor=company.steward, at=clock.tick())

    with pytest.raises(NotEntitled, match=r"“force reconciliation” \(nobody yet\)"):
        _forced(decided(company), company)


@pytest.mark.parametrize("field", ["overruled", "reason", "belief"])
def test_wants_to_know_what_is_overruled_why_and_which_belief_ends(
    company: Company, field: str
) -> None:
    item = investigating(company)

    with pytest.raises(ValidationError) as refused:
        _forced(item, company, **{field: "  "})

    assert list(refused.value.message_dict) == [field]
    item.refresh_from_db()
    assert item.severity != 1


def test_tells_all_concerned_and_whoever_is_named(company: Company) -> None:
    item = _forced(decided(company), company, told=[company.outsider])

    assert _heard(item) == {
        person.pk
        for person in (
            company.marketing_head,
            company.sales_head,
            company.decider,
            company.executive,
            company.steward,
            company.outsider,
        )
    }
    said = item.history.first().history_change_reason
    assert said.startswith(f"Overruled: {OVERRULED} Why: The board saw two numbers. Told: ")
    assert "Outsider" in said


def test_tells_those_the_rules_say_it_concerns(company: Company) -> None:
    item = proposed(company)
    matrix = Matrix.on(clock.moment.date())

    foretold = {one.person.pk for one in concerned(Dossier(item), matrix)}

    assert _heard(_forced(item, company)) == foretold


def test_tells_nobody_who_may_not_read_a_confidential_item(company: Company) -> None:
    inside = company.sales_head
    rights = {"person": inside, "right": "force", "domain": company.root}
    grant(**rights, actor=company.steward, at=clock.tick())
    item = investigating(company, is_confidential=True)

    heard = _heard(_forced(item, company, actor=inside))

    assert company.outsider.pk not in heard
    assert company.arbiter.pk not in heard


def test_retires_the_belief_under_the_name_of_who_forces(company: Company) -> None:
    item = _forced(decided(company), company)

    belief = RetiredBelief.objects.get(contradiction=item)
    assert (belief.belief, belief.by) == ("More leads mean more revenue.", company.force_holder)


def test_somebody_who_stands_in_forces_on_behalf(company: Company) -> None:
    lend(company.force_holder, company.outsider)

    item = _forced(decided(company), company, actor=company.outsider)

    entry = LedgerEntry.objects.filter(chain=item.chain, verb="force").latest("seq")
    assert (entry.actor, entry.on_behalf_of) == (company.outsider, company.force_holder)
