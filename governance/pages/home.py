"""Home: what waits for a person, in order of due date."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, F, Min, QuerySet
from django.urls import reverse

from accounts.models import User
from accounts.workdays import add_working_days, end_of_day, local_day
from governance.clocks.faces import Faces, time_allowed
from governance.dispute.marks import ClockFace, Glyph
from governance.dispute.sentences import Segment
from governance.dispute.wording import counted, spelled
from governance.models import AgreerAnswer, Contradiction, FollowUp, OwnershipPoll, Review
from governance.pages.addresses import item_url, verb_url
from governance.pages.coming import coming
from governance.register.rows import glyph_of, sentence_of
from governance.rights.lending import principals
from governance.waiting import (
    answers_owed,
    items_waiting,
    polls_unanswered,
    promises_open,
    standing,
    untriaged,
    waiting_for_others,
)
from metrics.figures import days, deadline, weekday

Status = Contradiction.Status
SOON_WORKING_DAYS = 5
NEAR_WORKING_DAYS = 2
MOST = 30
ITEM = ("owner", "decider", "raiser", "escalated_to", "paused_for")


@dataclass(frozen=True, kw_only=True)
class Need:
    """One thing a person has to do: what, until when, and the page where it is done."""

    due: datetime | None
    face: ClockFace | None
    due_day: str
    due_note: str
    heading: list[Segment]
    text: str
    label: str
    url: str
    meta: Sequence[str] = ()
    item: Contradiction | None = None
    glyph: Glyph | None = None
    on_behalf_of: User | None = None

    @property
    def is_late(self) -> bool:
        """Whether its time has run out."""
        return self.face is not None and self.face.kind == "overdue"


class Waiting:
    """Everything that waits for a person at a moment."""

    def __init__(self, person: User, at: datetime) -> None:
        self.person, self.at = person, at
        self.faces = Faces([person], at)
        self.zone = self.faces.zone_of(person)
        self.today = local_day(at, self.zone)
        self.lenders = principals(person, self.today)
        week = self.faces.week_of(person)
        self.near = add_working_days(at, NEAR_WORKING_DAYS, self.zone, week)
        needs = [*self._of(person), *self._polls(), *self._triage()]
        for lender in self.lenders:
            needs += [replace(need, on_behalf_of=lender) for need in self._of(lender)]
        needs.sort(key=_urgency)
        self.needs = needs
        horizon = add_working_days(at, SOON_WORKING_DAYS, self.zone, week)
        self.soon = [need for need in needs if need.due and need.due <= horizon]
        self.later = [need for need in needs if need not in self.soon]
        if not self.soon:
            self.soon, self.later = self.later[:1], self.later[1:]
        is_cut = len(needs) >= MOST
        self.count = standing(person, at).counts["home"] if is_cut else len(needs)
        self.others = self.count - len(needs)

    def _of(self, who: User) -> list[Need]:
        """Return what waits for the person, or for one they stand in for."""
        if who == self.person:
            items = items_waiting(who, self.today)
            answers, promises = answers_owed(who), promises_open(who)
        else:
            items, answers, promises = waiting_for_others(self.person, self.today, [who])
        return [*self._items(items, who), *self._answers(answers), *self._promises(promises)]

    def _items(self, items: QuerySet[Contradiction], who: User) -> list[Need]:
        rows = items.select_related(*ITEM)
        soonest = rows.order_by(F("due_at").asc(nulls_last=True), "severity", "number")[:MOST]
        return [self._of_item(item, who) for item in soonest]

    def _of_item(self, item: Contradiction, who: User) -> Need:
        text, label, url = self._step(item, who)
        due = item.due_at if item.paused_until is None else None
        return self._need(
            due,
            heading=sentence_of(item),
            text=text,
            label=label,
            url=url,
            item=item,
            meta=self._meta(item),
        )

    def _step(self, item: Contradiction, who: User) -> tuple[str, str, str]:
        """Return what to do, on which button, leading where."""
        mine = item.owner_id == who.pk
        if mine and item.status == Status.ASSIGNED:
            text = "Take it up, or decline with a reason. A second decline escalates."
            return text, "Take up", verb_url("take_up", item)
        if mine and item.status == Status.INVESTIGATING:
            text = item.question or "Answer the five diagnosis steps, then put options forward."
            label = "Answer" if item.question else "Go on with"
            return text, f"{label} {item.code}", item_url(item)
        if mine and item.status == Status.DECIDED:
            text = "Every follow-up is done. From here on only readings count."
            return text, "Start verifying", verb_url("start_verifying", item)
        if item.status == Status.PROPOSED and item.decider_id in (None, who.pk):
            text = item.question or "The options are on the table."
            return text, f"Decide {item.code}", reverse("decide", args=[item.code])
        if item.decider_id is None and item.escalated_to_id != who.pk:
            text = "Nobody has the right to decide it. See that its domain and that right are set."
            return text, f"Open {item.code}", item_url(item)
        to = "you" if who == self.person else who
        return f"Escalated to {to}: the time before ran out.", f"Open {item.code}", item_url(item)

    def _meta(self, item: Contradiction) -> tuple[str, ...]:
        said = [f"Raised by {item.raiser}" if item.raiser_id != self.person.pk else ""]
        if item.decider and item.decider_id != self.person.pk:
            said.append(f"Decides: {item.decider}")
        elif item.owner:
            said.append(f"Owner: {item.owner}")
        said.append(f"Customer clock {days(item.customer_days(self.today))}")
        return tuple(words for words in said if words)

    def _answers(self, owed: QuerySet[AgreerAnswer]) -> list[Need]:
        related = [f"contradiction__{name}" for name in ITEM]
        rows = owed.select_related("contradiction", "asked_by", *related)
        return [self._of_answer(row) for row in rows]

    def _of_answer(self, row: AgreerAnswer) -> Need:
        item = row.contradiction
        return self._need(
            item.due_at,
            heading=sentence_of(item),
            text=f"{row.asked_by} asks: agree, or object with a reason. Silence is not agreement.",
            label="Answer",
            url=verb_url("agree", item),
            item=item,
            meta=self._meta(item),
        )

    def _promises(self, promised: QuerySet[FollowUp]) -> list[Need]:
        rows = promised.select_related("contradiction", "decision")
        return [self._of_promise(row) for row in rows.order_by("due_on")[:MOST]]

    def _of_promise(self, row: FollowUp) -> Need:
        item, source = row.contradiction, row.decision
        return self._need(
            end_of_day(row.due_on, self.zone),
            heading=[Segment(row.title)],
            text=f"Follow-up of decision {source}." if source else f"The fix promised on {item}.",
            label="Mark done",
            url=verb_url("complete_follow_up", item, row),
            meta=(item.code, "Needs one link, file or note as proof"),
        )

    def _polls(self) -> list[Need]:
        rows = polls_unanswered(self.person, self.today).select_related("asked_by")
        return [self._of_poll(row) for row in rows.order_by("closes_on", "pk")[:MOST]]

    def _of_poll(self, row: OwnershipPoll) -> Need:
        return self._need(
            end_of_day(row.closes_on, self.zone),
            heading=[Segment(row.question)],
            text="One tap. Nobody sees your answer before the poll closes.",
            label="Answer",
            url=reverse("poll", args=[row.pk]),
            meta=(f"Asked by {row.asked_by}",),
        )

    def _triage(self) -> list[Need]:
        if not self.person.is_steward:
            return []
        waiting = untriaged(self.person, self.today)
        found = waiting.aggregate(count=Count("pk"), first=Min("own_due_at"))
        count = found["count"]
        if not count:
            return []
        noun = "item waits" if count == 1 else "items wait"
        return [
            self._need(
                found["first"],
                heading=[Segment(str(count), is_figure=True), Segment(f" {noun} in triage.")],
                text="Name one owner each, or dismiss with a reason.",
                label="Open triage",
                url=reverse("triage"),
                meta=("A key each: 1 assign, 2 duplicate, 3 dismiss",),
            )
        ]

    def _need(self, due: datetime | None, **more: Any) -> Need:
        item: Contradiction | None = more.get("item")
        total = time_allowed(item) if item else SOON_WORKING_DAYS * 2
        face = self.faces.until(due, self.person, total) if due else None
        if due and face and face.kind == "plain" and due <= self.near:
            face = ClockFace(face.text, "near")
        if item and item.paused_until:
            face = ClockFace(f"for {item.paused_for}, until {weekday(item.paused_until)}", "paused")
        local = due.astimezone(self.zone) if due else None
        return Need(
            due=due,
            face=face,
            due_day=weekday(local.date()) if local else "No due time",
            due_note=self._due_note(due, face),
            glyph=glyph_of(item) if item else None,
            **more,
        )

    def _due_note(self, due: datetime | None, face: ClockFace | None) -> str:
        if due is None:
            return face.text if face else ""
        time = deadline(due, self.zone).partition(", ")[2]
        return f"{time}, {face.text[:1].lower()}{face.text[1:]}" if face else time


def _urgency(need: Need) -> tuple[bool, datetime, int, int]:
    """Sort by due time, then severity, then age; what has no due time comes last."""
    item = need.item
    due = need.due or datetime.max.replace(tzinfo=UTC)
    return need.due is None, due, item.severity or 5 if item else 5, item.number if item else 0


def headline(waiting: Waiting, review: Review | None = None, judging: int = 0) -> list[Segment]:
    """Say how many things wait, and by when the first; else when the next review is."""
    count = waiting.count
    if not count and judging:
        many = Segment(counted(judging, "meaning").capitalize(), is_figure=True)
        verb = "waits" if judging == 1 else "wait"
        return [Segment("Nothing is due. "), many, Segment(f" {verb} for your judgement.")]
    if not count:
        return [Segment("Nothing waits for you."), *_next_review(review, waiting.at)]
    first = waiting.needs[0]
    said = [Segment(spelled(count).capitalize(), is_figure=True)]
    said.append(
        Segment(" thing needs you. It is " if count == 1 else " things need you. The first is ")
    )
    if first.due is None:
        return [*said[:-1], Segment(" thing needs you." if count == 1 else " things need you.")]
    if first.is_late:
        return [*said, Segment("overdue", is_figure=True), Segment(".")]
    due = first.due.astimezone(waiting.zone).date()
    near = (due - waiting.today).days
    day = "today" if near == 0 else "tomorrow" if near == 1 else _day(due, near)
    return [*said, Segment("due "), Segment(day, is_figure=True), Segment(".")]


def _next_review(review: Review | None, at: datetime) -> list[Segment]:
    if review is None:
        return []
    told = coming(review, at)
    if told.is_on:
        return [Segment(" A review is under way.")]
    return [Segment(" Next review "), Segment(told.away, is_figure=True), Segment(".")]


def _day(due: Any, near: int) -> str:
    return f"{due:%A}" if near < 7 else weekday(due)
