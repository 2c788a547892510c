from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.actions import bridges, clocks, comments, contradictions, evidence, positions
from governance.actions import options as option_actions
from governance.actions.diagnosis import answer_steps
from governance.history.telling import SENTENCES
from governance.history.timeline import Event, timeline
from governance.history.trail import Trail, WholeDossier
from governance.lifecycle import LIFECYCLE
from governance.models import Contradiction
from governance.verbs.catalogue import VERBS
from tests.factories.clock import clock
from tests.factories.governance import (
    Company,
    assigned,
    closed,
    decided,
    investigating,
    item_in,
    logged,
    note,
    proposed,
    verifying,
)
from tests.governance.actions.moves import CALLS, READY, RIGHT, person

AMOUNTS = ((1, "Not yet synced", -12), (4, "Score without a budget", -614))


def told(item: Contradiction) -> list[str]:
    return [f"{event.actor} {event.sentence}" for event in timeline(Trail(item))]


def test_tells_acts_as_sentences_newest_first(company: Company) -> None:
    item = investigating(company)

    assert told(item) == [
        "Head of Marketing took the item up. State: assigned to investigating.",
        "RevOps lead named Head of Marketing accountable. State: logged to assigned.",
        "RevOps lead logged C-001 from two sides, first evidence 2026-09-30.",
    ]


@pytest.mark.parametrize("verb", [move.verb for move in LIFECYCLE])
def test_tells_every_move_and_the_state_it_reached(company: Company, verb: str) -> None:
    item = READY[verb](company)
    before = len(timeline(Trail(item)))

    CALLS[verb](company, item, person(company, RIGHT[verb]))
    events = timeline(Trail(item))

    assert len(events) == before + 1
    assert events[0].verb == verb
    assert not events[0].sentence.startswith("recorded")
    moved = LIFECYCLE[verb].reaches(item.status) != item.status
    assert ("State: " in events[0].sentence) is moved


def test_knows_a_sentence_for_every_verb() -> None:
    unknown = {*VERBS, *LIFECYCLE.moves} - set(SENTENCES) - {"answer_steps"}

    assert unknown == set()


def test_gives_the_reason_as_a_note(company: Company) -> None:
    item = assigned(company)
    contradictions.decline(
        item=item, reason="Sales counts these", actor=company.marketing_head, at=clock.tick()
    )

    newest = timeline(Trail(item))[0]

    assert newest.sentence == "said it is not theirs. State: assigned to logged."
    assert newest.note == "Sales counts these"


def test_tells_what_changed_from_what_to_what(company: Company) -> None:
    item = contradictions.describe(
        item=logged(company, question="Which?"),
        question="Which count plans capacity?",
        exposure=Decimal(420000),
        exposure_currency="EUR",
        actor=company.steward,
        at=clock.tick(),
    )
    contradictions.change_severity(
        item=item, severity=1, reason="The board asks", actor=company.steward, at=clock.tick()
    )

    severity, described = timeline(Trail(item))[:2]

    assert severity.sentence == "changed severity from S3 to S1."
    assert severity.note == "The board asks"
    assert "question from Which? to Which count plans capacity?" in described.sentence
    assert "exposure to €420" in described.sentence


def test_tells_rows_that_move_nothing(company: Company) -> None:
    item = investigating(company)
    side = item.positions.get(order=2)
    note(item, company.sales_head)
    positions.answer(
        position=side, answer="disputed", note="Not ours", actor=company.sales_head, at=clock.tick()
    )
    comments.comment(item=item, body="See E-1.", actor=company.outsider, at=clock.tick())
    answer_steps(
        item=item,
        findings={1: ("clear", ""), 2: ("found", "21 late")},
        actor=company.marketing_head,
        at=clock.tick(),
    )

    assert told(item)[:4] == [
        "Head of Marketing answered two diagnosis steps.",
        "Outsider commented.",
        "Head of Sales disputed what Sales says.",
        "Head of Sales added evidence E-1, “A note”.",
    ]
    assert [event.note for event in timeline(Trail(item))[1:3]] == ["See E-1.", "Not ours"]


def test_tells_a_pause_an_escalation_and_who_was_asked(company: Company) -> None:
    item = investigating(company)
    owner = company.marketing_head
    clocks.pause(
        item=item,
        waiting_on=company.decider,
        until_on=clock.moment.date() + timedelta(days=1),
        reason="Back tomorrow",
        actor=owner,
        at=clock.tick(),
    )
    clocks.escalate(item=item, reason="Stuck", actor=owner, at=clock.tick())
    option_actions.ask_agreers(
        item=item, people=[company.sales_head, company.steward], actor=owner, at=clock.tick()
    )
    option_actions.agree(item=item, actor=company.sales_head, at=clock.tick())

    until = item.pauses.get().until_on
    assert [line.partition(" ")[2] for line in told(item)[:4]][1:] == [
        "of Marketing asked Head of Sales and RevOps lead to agree.",
        "of Marketing escalated it to COO, level 2.",
        f"of Marketing paused the working clock until {until}, waiting on CRO.",
    ]


def test_tells_how_much_a_bridge_explains(company: Company) -> None:
    item = investigating(company)
    start, end = item.positions.order_by("order")
    owner = company.marketing_head
    bridge = bridges.start_bridge(item=item, start=start, end=end, actor=owner, at=clock.tick())
    shown = evidence.add_evidence(
        item=item, title="Sync log", text="12 rows", actor=owner, at=clock.tick()
    )
    for cause, label, amount in AMOUNTS:
        bridges.add_line(
            bridge=bridge,
            cause=cause,
            label=label,
            amount=Decimal(amount),
            evidence=shown,
            actor=owner,
            at=clock.tick(),
        )
    bridges.submit(bridge=bridge, note="21 are left", actor=owner, at=clock.tick())

    assert told(item)[0] == (
        "Head of Marketing submitted a bridge: 626 of 647 explained, 21 unexplained."
    )
    assert "Head of Marketing opened a bridge from Marketing to Sales." in told(item)


def test_names_restricted_evidence_by_its_number_alone(company: Company) -> None:
    item = logged(company)
    evidence.add_evidence(
        item=item,
        title="Salary list",
        text="Who earns what",
        is_restricted=True,
        actor=company.steward,
        at=clock.tick(),
    )

    outside = timeline(Trail(item))[0]
    inside = timeline(Trail(item), sees_restricted=True)[0]

    assert "Salary list" not in f"{outside.sentence}{outside.note}"
    assert "E-1" in outside.sentence
    assert "Salary list" in inside.sentence


def test_as_of_a_moment_knows_no_more_than_was_known(company: Company) -> None:
    item = proposed(company)
    moment, then = clock.moment, timeline(Trail(item))
    CALLS["decide"](company, item, company.decider)

    assert timeline(Trail(item, moment)) == then
    assert len(timeline(Trail(item))) == len(then) + 1


def test_costs_the_same_at_any_length(company: Company) -> None:
    item = decided(company)

    def cost() -> tuple[int, list[Event]]:
        with CaptureQueriesContext(connection) as queries:
            events = timeline(Trail(item))
        return len(queries), events

    before, few = cost()
    for n in range(12):
        comments.comment(item=item, body=f"{n}", actor=company.outsider, at=clock.tick())
    after, many = cost()

    assert len(many) == len(few) + 12
    assert after == before


@pytest.mark.parametrize("status", ["investigating", "proposed", "verifying", "closed", "accepted"])
def test_a_dossier_read_from_the_trail_equals_the_one_read_from_tables(
    company: Company, status: str
) -> None:
    from governance.dossier import Dossier

    item = item_in(status, company)
    parts = (
        "answers",
        "diagnosis",
        "agreers",
        "verifications",
        "pauses",
        "escalations",
        "claims",
        "dissents",
        "decision",
        "uses",
        "bridges",
        "evidence",
    )

    for part in parts:
        assert getattr(WholeDossier(item), part) == getattr(Dossier(item), part), part


def test_small_rows_come_back_whole(company: Company) -> None:
    item = verifying(company)
    step = WholeDossier(item).diagnosis[3]
    kept = item.diagnosis.get(step=3)

    fields = [field.attname for field in kept._meta.concrete_fields]
    assert {name: getattr(step, name) for name in fields} == {
        name: getattr(kept, name) for name in fields
    }
    assert step.by.name == "Head of Marketing"


def test_closed_items_say_how_they_were_proven(company: Company) -> None:
    assert told(closed(company))[0] == (
        "RevOps lead closed it on two later periods inside tolerance. State: verifying to closed."
    )
