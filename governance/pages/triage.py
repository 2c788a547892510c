"""The inbox of items without an owner: the queue, the item that is open, and its three verbs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import LedgerEntry, User
from governance.dispute.twins import Twin, twins
from governance.dossier import Dossier
from governance.forms.moves import Assign, Dismiss
from governance.forms.verb import VerbForm
from governance.models import Contradiction
from governance.models.contradictions import ContradictionQuerySet
from governance.pages.pair import pair, readings_of
from governance.policies import Standing
from governance.register.rows import ItemRow, rows
from governance.verbs.catalogue import VERBS
from governance.waiting import untriaged
from metrics.calendars import fiscal_calendar

RELATED = ("raiser", "decider", "domain", "decision_type", "owner", "escalated_to", "paused_for")
SAME = "The same dispute"
TABLE = "governance_historicalcontradiction"


def queue(person: User, today: date) -> ContradictionQuerySet:
    """Return what waits for an owner, in order of due time, then severity."""
    waiting = untriaged(person, today).select_related(*RELATED)
    return waiting.order_by("own_due_at", "severity", "number")


def following(numbers: list[int], left: int) -> int | None:
    """Return the item to open after one has left the queue: the next, or the first again."""
    if left in numbers:
        place = numbers.index(left)
        numbers = [*numbers[place + 1 :], *numbers[:place]]
    return numbers[0] if numbers else None


@dataclass(frozen=True)
class Verbs:
    """The forms beside the open item."""

    assign: VerbForm
    duplicate: VerbForm
    dismiss: VerbForm
    likely: list[Twin]


def verbs(
    item: Contradiction, person: User, today: date, sent: VerbForm | None = None
) -> Verbs | None:
    """Return the three forms, one of them as it was sent; None for who may only read."""
    standing = Standing(item, person, item.logged_at)
    if not VERBS["dismiss"].is_open_to(standing):
        return None
    likely = [twin for twin in _likely(item, person) if twin.item.pk != item.pk]
    sure = next((twin.item.code for twin in likely if twin.likeness != "alike"), "")
    same = {"duplicate_of": sure, "reason": SAME}
    given: dict[str, Any] = {"item": item, "person": person, "today": today}
    forms: dict[str, VerbForm] = {
        "assign": Assign(prefix=None, initial={"layer": item.layer or _usual_layer(item)}, **given),
        "duplicate": Dismiss(auto_id="id_duplicate_%s", initial=same, **given),
        "dismiss": Dismiss(auto_id="id_dismiss_%s", **given),
    }
    if sent is not None:
        forms[_kind(sent)] = sent
    forms["dismiss"].fields["reason"].widget.attrs["data-key"] = "3"
    if not forms["duplicate"].initial.get("duplicate_of"):
        # One key must not dismiss for a likeness of words: it leads to the number first.
        forms["duplicate"].fields["duplicate_of"].widget.attrs["data-key"] = "2"
    return Verbs(**forms, likely=likely)


def _kind(form: VerbForm) -> str:
    if isinstance(form, Assign):
        return "assign"
    return "duplicate" if str(form.auto_id).startswith("id_duplicate") else "dismiss"


def _likely(item: Contradiction, person: User) -> list[Twin]:
    standing = item.positions.filter(superseded_by__isnull=True)
    return twins(item, list(standing.select_related("kpi")), person)


def _usual_layer(item: Contradiction) -> int | None:
    """Suggest the layer the last triaged item of the domain was given."""
    alike = Contradiction.objects.filter(domain=item.domain_id, layer__isnull=False)
    return alike.order_by("-number").values_list("layer", flat=True).first()


def open_item(item: Contradiction, at: datetime) -> dict[str, Any]:
    """Return what the page says of the item that is open."""
    dossier = Dossier(item)
    (row,) = rows([item], at)
    return {
        "row": row,
        **pair(dossier, fiscal_calendar(), readings_of(dossier)),
        "evidence": [piece for piece in dossier.evidence if not piece.is_restricted],
    }


def listed(items: list[Contradiction], at: datetime) -> list[ItemRow]:
    """Return the queue as rows."""
    return rows(items, at)


def settled_today(person: User, at: datetime) -> int:
    """Count what the person gave an owner or dismissed today."""
    today = at.replace(hour=0, minute=0, second=0, microsecond=0)
    mine = LedgerEntry.objects.filter(actor=person, at__gte=today, table_name=TABLE)
    return mine.filter(verb__in=("assign", "dismiss")).count()


def snooze_days(today: date) -> list[tuple[date, str]]:
    """Return the days an item can be put aside until."""
    choices = ((1, "Until tomorrow"), (7, "For a week"))
    return [(today + timedelta(days=count), label) for count, label in choices]
