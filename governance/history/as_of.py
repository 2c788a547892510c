"""What was known at a moment: items and other rows as history has them, later ones absent."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import OuterRef, Subquery

from accounts.models import User
from accounts.workdays import WorkdayError, end_of_day
from governance.models import Contradiction, Decision

Row = TypeVar("Row", bound=models.Model)
LAST_INSTANT = timedelta(microseconds=999_999)


class NotAMoment(ValueError):
    """The text names no day and no moment, or one that has not come yet."""


@dataclass(frozen=True)
class Moment:
    """A moment as an address names it, and as its reader writes it."""

    text: str
    at: datetime
    words: str

    @classmethod
    def read(cls, text: str, zone: ZoneInfo, now: datetime) -> "Moment":
        """Read a day, meaning its end in the reader's zone, or an ISO moment.

        Of a day that is not over, what is known by now counts. Raises NotAMoment.
        """
        day = _day(text)
        at = _end(day, zone) if day else _instant(text, zone)
        first = datetime.combine(day, datetime.min.time(), zone) if day else at
        if first > now:
            raise NotAMoment(f"{text} has not come yet. Choose a day up to {_today(now, zone)}.")
        words = f"the end of {day}" if day and at <= now else _written(min(at, now), zone)
        return cls(text, min(at, now), words)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-05-12") else None
    except ValueError:
        return None


def _end(day: date, zone: ZoneInfo) -> datetime:
    try:
        return end_of_day(day, zone) + LAST_INSTANT
    except WorkdayError as error:
        raise NotAMoment(f"{day} is outside the calendar.") from error


def _instant(text: str, zone: ZoneInfo) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        how = "Write a day as 2026-05-12, or a moment as 2026-05-12T14:30."
        raise NotAMoment(f"“{text}” is no date. {how}") from error
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _today(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date()


def _written(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M} {local.tzname()}"


def versions(rows: models.QuerySet[Row], at: datetime) -> "models.QuerySet[Any]":
    """Return the history row in force at a moment of each given row that existed then.

    One short index range scan per row: (id, -history_date, -history_id).
    """
    history: Any = rows.model.history  # type: ignore[attr-defined]
    newest = history.filter(id=OuterRef("pk"), history_date__lte=at)
    newest = newest.order_by("-history_date", "-history_id").values("history_id")[:1]
    keys = rows.order_by().values(in_force=Subquery(newest))
    found: models.QuerySet[Any] = history.filter(history_id__in=keys)
    return found


def restored(model: type[Row], found: "models.QuerySet[Any]") -> list[Row]:
    """Return records as their history rows have them; what history does not track is empty.

    Built from columns: as history rows first they would be made twice.
    """
    names = [field.attname for field in model._meta.concrete_fields]
    tracked = {field.attname for field in model.history.model.tracked_fields}  # type: ignore[attr-defined]
    empty = {
        field.attname: field.get_default()
        for field in model._meta.concrete_fields
        if field.attname not in tracked
    }
    wholes = ({**empty, **row} for row in found.values(*tracked))
    return [model.from_db(found.db, names, [row[name] for name in names]) for row in wholes]


def known(rows: models.QuerySet[Row], at: datetime) -> dict[int, Row]:
    """Return records as they were known at a moment, by key."""
    return {row.pk: row for row in restored(rows.model, versions(rows, at))}


PEOPLE = tuple(
    field.name for field in Contradiction._meta.concrete_fields if field.related_model is User
)


def items_of(found: "models.QuerySet[Any]", at: datetime) -> list[Contradiction]:
    """Return items as their history rows have them, with the people they name.

    People go by the name they have now; the zone their days end in is that of then.
    """
    items = restored(Contradiction, found)
    keys = {getattr(item, f"{name}_id") for item in items for name in PEOPLE} - {None}
    people = User.objects.in_bulk(keys) if keys else {}
    zones = versions(User.objects.filter(pk__in=keys), at).values_list("id", "time_zone")
    for key, zone in zones if keys else ():
        people[key].time_zone = zone
    for item in items:
        for name in PEOPLE:
            if key := getattr(item, f"{name}_id"):
                setattr(item, name, people[key])
    return items


def item_as_of(key: int, at: datetime) -> Contradiction | None:
    """Return an item as it was known at a moment; None when it was logged later."""
    found = items_of(versions(Contradiction.objects.filter(pk=key), at), at)
    if not found:
        return None
    item = found[0]
    models.prefetch_related_objects(found, "domain", "decision_type", "duplicate_of")
    if item.current_decision_id:
        made = Decision.objects.select_related("option", "by", "recorded_by")
        item.current_decision = made.get(pk=item.current_decision_id)
    return item
