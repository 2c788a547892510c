"""An item lives on: legal acts of many kinds, tried in turn until enough were accepted."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.actions.calendars import add_holiday, add_leave, set_calendar
from governance.actions import bridges, clocks, comments, diagnosis, follow_ups, positions
from governance.actions import contradictions as items
from governance.actions.kpis import change_kpi
from governance.models import Contradiction, Option
from governance.refusals import Refusal
from tests.factories.clock import clock
from tests.factories.governance import Company, logged, note, read_again
from tests.governance.actions.moves import CALLS, RIGHT, later, person

REFUSED = (Refusal, ValidationError, IntegrityError, Option.DoesNotExist)


def live_on(company: Company, item: Contradiction, count: int = 20) -> int:
    """Carry out `count` acts on an item and around it; return how many changed its state."""
    done = moved = 0
    for act in _acts(company, item):
        before = Contradiction.objects.get(pk=item.pk)
        try:
            with transaction.atomic():
                act()
        except REFUSED:
            continue
        done += 1
        moved += Contradiction.objects.get(pk=item.pk).status != before.status
        if done >= count and moved:
            return moved
    raise AssertionError(f"Only {done} acts were accepted.")


def _acts(company: Company, item: Contradiction) -> Iterator[Any]:
    yield from _around(company, item)
    for verb in ("assign", "take_up", "propose", "decide", "start_verifying", "fail", "reopen"):
        yield lambda verb=verb: _move(company, item, verb)
        yield from _on(company, item)
    for verb in ("settle", "expire", "reconsider", "verify", "reopen", "dismiss", "reinstate"):
        yield lambda verb=verb: _move(company, item, verb)
    for _ in range(100):
        yield lambda: note(item, company.steward)


def _move(company: Company, item: Contradiction, verb: str) -> None:
    fresh = Contradiction.objects.get(pk=item.pk)
    CALLS[verb](company, fresh, person(company, RIGHT[verb]))


def _around(company: Company, item: Contradiction) -> Iterator[Any]:
    """What is no act on the item, and yet shows on its page: calendar, leave, KPIs, readings."""
    steward, owner = company.steward, company.marketing_head
    kpis = [position.kpi for position in item.positions.all() if position.kpi]
    week = {"working_days": "1234", "time_zone": "Asia/Tokyo"}
    year = {"fiscal_start_month": 4, "fiscal_named_by_end": True}
    yield lambda: set_calendar(**week, **year, actor=company.administrator, at=clock.tick())
    yield lambda: add_holiday(
        on=later(1), name="Day off", actor=company.administrator, at=clock.tick()
    )
    yield lambda: add_leave(
        person=owner, from_on=later(0), until_on=later(3), actor=owner, at=clock.tick()
    )
    yield lambda: change_kpi(
        kpi=kpis[0], reason="Renamed", name="Qualified", actor=steward, at=clock.tick()
    )
    yield lambda: change_kpi(
        kpi=kpis[1], reason="Read", uses="a dashboard", actor=steward, at=clock.tick()
    )
    yield lambda: read_again(item, 500, 480)
    yield lambda: logged(company, (11, 22), layer=1)


def _on(company: Company, item: Contradiction) -> Iterator[Any]:
    """What is said and shown on an item without moving it."""
    steward, owner = company.steward, company.marketing_head

    def told(actor: Any, **more: Any) -> dict[str, Any]:
        return {"item": item, "actor": actor, "at": clock.tick(), **more}

    def revise() -> None:
        old = item.positions.filter(superseded_by__isnull=True).earliest("order")
        said = positions.Statement(
            kpi=old.kpi,
            value=Decimal(801),
            period_start=old.period_start,
            period_end=old.period_end,
        )
        facts = {"actor": owner, "at": clock.tick(), "reason": "Read again"}
        positions.revise_position(position=old, statement=said, **facts)

    def answer() -> None:
        position = item.positions.filter(superseded_by__isnull=True).latest("order")
        facts = {"actor": company.sales_head, "at": clock.tick()}
        positions.answer(position=position, answer="disputed", note="Not ours", **facts)

    def bridge() -> None:
        start, end = item.positions.filter(superseded_by__isnull=True).order_by("order")[:2]
        made = bridges.start_bridge(**told(owner), start=start, end=end)
        bridges.add_line(
            bridge=made,
            cause=4,
            label="Score",
            amount=Decimal(-300),
            actor=owner,
            at=clock.tick(),
        )

    yield lambda: note(item, steward)
    yield lambda: comments.comment(**told(company.sales_head), body="We count what we can work.")
    yield lambda: items.change_severity(**told(steward), severity=1, reason="The board reads it")
    yield lambda: items.describe(
        **told(steward), wording="Two teams count leads twice.", question="Which one pays?"
    )
    yield answer
    yield revise
    yield bridge
    yield lambda: diagnosis.answer_step(**told(owner), step=1, finding="found", note="A gap")
    yield lambda: positions.claim(**told(company.sales_head), reason="It is ours")
    yield lambda: clocks.pause(
        **told(owner),
        waiting_on=company.sales_head,
        until_on=clock.moment.date() + timedelta(days=2),
        reason="Waits for the export",
    )
    yield lambda: clocks.escalate(**told(company.sales_head), reason="No answer")
    yield lambda: follow_ups.add_follow_up(
        **told(owner), title="Fix the sync", owner=owner, due_on=later(9)
    )
