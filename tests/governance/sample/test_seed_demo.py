"""The sample company as a whole, seeded once for this file and rolled back after it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from accounts.models import Deployment, LedgerEntry, User
from governance.actions.bridge_runs import rows_path
from governance.bridging.engine import message
from governance.bridging.walks import walk_of
from governance.history.verification import findings
from governance.models import (
    Bridge,
    Contradiction,
    Decision,
    Dissent,
    Escalation,
    FollowUp,
    Outbox,
    RetiredBelief,
    Review,
    Verification,
)
from governance.reviews.agenda import agenda_of
from governance.reviews.minutes import minutes_of
from governance.sample.directory import Directory
from governance.sample.seeding import seed
from governance.sample.sign_ins import sign_ins
from metrics.bridge.stored import Stored
from metrics.models import KPI, Measurement, SourceSystem

NOW = datetime(2026, 11, 10, 8, 40, tzinfo=UTC)
TODAY = date(2026, 11, 10)
Status = Contradiction.Status
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("sample")]


@pytest.fixture(scope="module")
def company_of_today(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Directory]:
    """Seed once; every test of this file runs in a savepoint inside."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with media, django_db_blocker.unblock(), transaction.atomic():
        yield seed(NOW)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def sample(company_of_today: Directory, db: None) -> Directory:
    return company_of_today


def item(number: int) -> Contradiction:
    return Contradiction.objects.get(number=number)


def values(number: int) -> list[Decimal | None]:
    standing = item(number).positions.filter(superseded_by__isnull=True)
    return [position.value for position in standing.order_by("order")]


def test_every_state_is_there() -> None:
    states = Contradiction.objects.values_list("status", flat=True)

    assert set(states) == set(Status.values)


def test_history_ties_out() -> None:
    assert list(findings()) == []
    assert LedgerEntry.objects.count() > 800


def test_nothing_happened_after_now() -> None:
    assert LedgerEntry.objects.filter(at__gte=NOW).count() == 0


def test_clocks_look_alive() -> None:
    overdue = Contradiction.objects.overdue(NOW)
    soon = NOW + timedelta(days=8)

    assert {one.number for one in overdue} == {13, 18}
    assert Contradiction.objects.open().filter(due_at__range=(NOW, soon)).count() >= 5
    assert Contradiction.objects.filter(paused_until__gt=TODAY).count() == 1


def test_some_wait_for_an_owner_and_some_for_a_decider() -> None:
    unowned = Contradiction.objects.filter(status=Status.LOGGED)
    undecided = Contradiction.objects.open().filter(decider__isnull=True)

    assert [one.owner for one in unowned] == [None, None]
    assert {one.number for one in undecided} >= {18, 20, 21}


def test_escalations_reach_the_arbiter() -> None:
    arbiter = User.objects.get(email="coo@example.com")

    assert set(Escalation.objects.filter(level=2).values_list("to", flat=True)) == {arbiter.pk}
    assert item(9).escalated_to == arbiter


def test_an_acceptance_is_about_to_expire_and_one_expired() -> None:
    soon, later = Contradiction.objects.filter(status=Status.ACCEPTED).order_by("accepted_until")

    assert soon.accepted_until == TODAY + timedelta(days=9)
    assert later.accepted_until == TODAY + timedelta(days=82)
    assert (item(7).status, item(7).cycle) == (Status.INVESTIGATING, 2)


def test_one_was_reopened_and_one_is_a_duplicate() -> None:
    reopened = Contradiction.objects.get(reopenings=1)
    twin = Contradiction.objects.get(duplicate_of__isnull=False)

    assert (reopened.status, reopened.cycle) == (Status.INVESTIGATING, 2)
    assert (twin.status, twin.duplicate_of) == (Status.DISMISSED, item(14))


@pytest.mark.parametrize(
    ("number", "figures"),
    [
        (14, ["847", "200"]),
        (7, ["487000", "452000", "521000"]),
        (9, ["97", "2.3"]),
        (3, ["4350", "3910"]),
        (13, ["112", "41"]),
        (12, ["26", "1"]),
        (16, ["96", "71", None]),
        (17, ["1303", "122"]),
    ],
)
def test_the_cases_have_their_figures(number: int, figures: list[str | None]) -> None:
    assert values(number) == [None if text is None else Decimal(text) for text in figures]


def test_titles_say_who_counts_what() -> None:
    assert item(14).title == "Marketing counts 847 MQLs; Sales finds 200 leads worth working."
    assert item(7).title == "Sales counts 487,000 customers, Finance 452,000, Marketing 521,000."
    assert item(9).title.startswith("Delivery meets SLA on 97\u202f% of tickets; customers chase")


def test_the_lead_item_can_be_proposed_by_its_owner(sample: Directory) -> None:
    from governance.actions.decisions import propose

    moved = propose(item=item(14), actor=sample.people["head-of-marketing"], at=NOW)

    assert (moved.status, moved.decider) == (Status.PROPOSED, sample.people["cro"])


def test_bridges_show_what_nobody_explains() -> None:
    walked = {
        bridge.contradiction.number: sum(line.amount for line in bridge.lines.all())
        for bridge in Bridge.objects.all()
    }

    assert walked == {14: Decimal(-626), 7: Decimal(-32000), 17: Decimal(-1181)}


def test_a_signed_bridge_was_computed_and_opens_to_its_rows() -> None:
    bridge = Bridge.objects.get(contradiction__number=17)
    lines = list(bridge.lines.order_by("pk"))

    assert bridge.status == Bridge.Status.SIGNED
    assert {line.step: (int(line.amount), line.rows) for line in lines} == {
        "left-absent": (-1173, 1173),
        "left-dates": (-60, 60),
        "right-dates": (52, 52),
    }
    for line in lines:
        assert len(Stored(rows_path(line)).first(2000).rows) == line.rows
    said = "".join(one.text for one in message(walk_of(bridge, lines)))
    assert said.startswith("1,173 of the 1,181 are records that only one side has: in Marketing")
    assert lines[0].run is not None
    assert lines[0].run.kept.kept_until > TODAY


def test_decisions_carry_dissent_beliefs_and_proof() -> None:
    assert Decision.objects.count() == 5
    assert Dissent.objects.exclude(reason="").exists()
    assert RetiredBelief.objects.filter(belief="More leads mean more revenue.").exists()
    assert FollowUp.objects.filter(status="done", proof__isnull=False).count() >= 5
    assert FollowUp.objects.filter(status="open", due_on__lt=TODAY).exists()


def test_the_review_that_is_over_left_minutes_and_the_next_carries_one(sample: Directory) -> None:
    held, ahead = Review.objects.filter(status="closed").get(), Review.objects.get(status="open")
    left = minutes_of(held, sample.people["coo"])

    assert left is not None
    assert left.is_quorate
    assert [one.outcome for one in left.items] == ["put off", "carried", "accepted", "decided"]
    decided = left.items[-1]
    assert decided.trade_off != decided.chosen
    assert [voice.who for voice in decided.dissent] == ["Head of Sales"]
    assert len(decided.promises) == 2
    entries = agenda_of(ahead, sample.people["coo"], NOW).decisions
    assert [one.code for one in entries if "Carried from" in " ".join(one.why)] == ["C-009"]


def test_readings_closed_what_is_closed() -> None:
    inside = Verification.objects.filter(result=Verification.Result.INSIDE)

    assert {one.contradiction.number for one in inside} == {1, 2, 3, 4}
    assert all(one.periods >= 2 for one in inside)


def test_one_name_has_two_meanings() -> None:
    marketing, sales = KPI.objects.filter(name="MQL").order_by("slug")
    drafts = marketing.definitions.filter(status="proposed")

    assert marketing.current_definition.number == 3
    assert sales.current_definition.number == 2
    assert marketing.current_definition.meaning != sales.current_definition.meaning
    assert [draft.number for draft in drafts] == [4]


def test_two_years_of_readings_are_there() -> None:
    quarters = Measurement.objects.filter(kpi__slug="mql-marketing").order_by("period_end")

    assert quarters.count() == 8
    assert quarters.last().period_end == date(2026, 9, 30)
    assert all(one.source_id for one in Measurement.objects.all())
    assert SourceSystem.objects.filter(is_shadow=True, retire_by__gt=TODAY).exists()


def test_public_readings_keep_their_dates() -> None:
    won = Measurement.objects.filter(kpi__slug="olist-won")

    assert sum(one.value or 0 for one in won) == 842
    assert {one.period_end.year for one in won} == {2017, 2018}
    assert Contradiction.objects.get(number=1).status == Status.CLOSED


def test_nobody_is_mailed_about_the_past() -> None:
    assert Outbox.objects.exists()
    waiting = Outbox.objects.filter(done_at__isnull=True)
    assert set(waiting.values_list("kind", flat=True)) == {"print"}  # which tells nobody


def test_what_waits_is_no_older_than_the_sample() -> None:
    waiting = Outbox.objects.filter(done_at__isnull=True)

    assert set(waiting.values_list("due_at", flat=True)) == {NOW}


def test_people_are_recognisably_samples() -> None:
    people = User.objects.active()

    assert all(person.email.endswith("@example.com") for person in people)
    assert {person.role for person in people} == set(User.Role.values)


@pytest.mark.parametrize("sign_in", sign_ins(), ids=lambda one: one.email)
def test_each_part_can_sign_in(sign_in: Any, client: Any) -> None:
    from governance.sample.founding import PASSWORD

    answer = client.post("/accounts/login/", {"login": sign_in.email, "password": PASSWORD})

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(email=sign_in.email).pk)


def test_the_database_is_marked_and_seeded_once(settings: Any) -> None:
    settings.TIEOUT_BASE_URL = "http://127.0.0.1:8000"
    said = StringIO()
    before = LedgerEntry.objects.count()

    call_command("seed_demo", stdout=said)

    assert Deployment.objects.get().told_on == TODAY
    assert "nothing was changed" in said.getvalue()
    assert "revops-lead@example.com" in said.getvalue()
    assert LedgerEntry.objects.count() == before
