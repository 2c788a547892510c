"""The rules two lists are set side by side by: kept as plain words, read by the engine."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from governance.models import BridgeRun, Position
from metrics.bridge import (
    BridgeError,
    Counted,
    DateFormat,
    File,
    Key,
    Normaliser,
    Order,
    Side,
    Window,
)

SIDES = ("left", "right")
MONTHS = 12
Rules = Mapping[str, Mapping[str, Any]]


def side_of(rules: Mapping[str, Any], path: Path, stated: Decimal | None = None) -> Side:
    """Return one side as the engine reads it; refuses rules that say too little."""
    keys = _keys(rules.get("key") or [])
    return Side(
        source=File(
            path=path,
            date_format=DateFormat(rules["date_format"]) if rules.get("date_format") else None,
            decimal_mark=rules.get("decimal_mark") or None,
        ),
        key=keys,
        distinct=_distinct(rules, keys),
        window=_window(rules.get("period")),
        counted=_counted(rules.get("status")),
        amount=rules.get("amount") or None,
        first_by=_first_by(rules.get("first_by") or ""),
        stated=stated,
    )


def _keys(told: Any) -> tuple[Key, ...]:
    return tuple(Key(one["column"], Normaliser(one.get("normaliser") or "exact")) for one in told)


def _distinct(rules: Mapping[str, Any], keys: tuple[Key, ...]) -> tuple[Key, ...]:
    """Return what one row counts for: every row, what the key tells apart, or another column."""
    counts = rules.get("counts") or "rows"
    if counts == "rows":
        return ()
    if counts == "key":
        return keys
    column = str(rules.get("counts_column") or "")
    if not column:
        raise BridgeError("Choose the column that tells apart what this side counts.")
    return (next((key for key in keys if key.column == column), Key(column)),)


def _window(told: Any) -> Window | None:
    if not told or not told.get("column"):
        return None
    ends = [date.fromisoformat(day) if (day := told.get(name)) else None for name in ENDS]
    return Window(str(told["column"]), *ends)


ENDS = ("from", "before")


def _counted(told: Any) -> Counted | None:
    if not told or not told.get("column"):
        return None
    if not told.get("values"):
        raise BridgeError(f"Name the values of {told['column']} that count.")
    return Counted(str(told["column"]), tuple(told["values"]))


def _first_by(told: str) -> tuple[Order, ...]:
    return (Order(told.removeprefix("-"), told.startswith("-")),) if told else ()


def first_rules(guesses: Mapping[str, Any], lists: Rules, ends: Mapping[str, Position]) -> Any:
    """Return the rules a person starts from: what the columns and the figures suggest."""
    return {side: _first_of(guesses, side, int(lists[side]["rows"]), ends[side]) for side in SIDES}


def rules_again(run: BridgeRun, lists: Rules) -> Any:
    """Return the rules of an earlier run, where the new lists have the same columns."""
    again = rules_of(run)
    known = all(set(_columns(again[side])) <= set(lists[side]["columns"]) for side in SIDES)
    return again if known else None


def rules_of(run: BridgeRun) -> dict[str, dict[str, Any]]:
    """Return the rules of a run as they were chosen."""
    return {side: _again(run.facts[side]["rules"]) for side in SIDES}


def moved_on(rules: Rules) -> dict[str, dict[str, Any]]:
    """Return rules whose windows lie a month later; a window of whole months stays one."""
    return {side: {**told, "period": _later(told.get("period"))} for side, told in rules.items()}


def _later(period: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if not period:
        return period
    ends = {name: _month_on(day) for name in ENDS if (day := period.get(name))}
    return {**period, **ends}


def _month_on(day: str) -> str:
    """Return the same day of the next month, or its last; beyond the calendar, the day itself."""
    told = date.fromisoformat(day)
    year, month = told.year + told.month // MONTHS, told.month % MONTHS + 1
    if year > date.max.year:
        return day
    return date(year, month, min(told.day, monthrange(year, month)[1])).isoformat()


def _again(told: Mapping[str, Any]) -> dict[str, Any]:
    """Write what the engine recorded as it was chosen."""
    distinct, window, counted = told["distinct"], told["window"], told["counted"]
    first = told["first_by"][0] if told["first_by"] else None
    is_key = distinct == told["key"]
    counts = "key" if is_key else "column"
    return {
        "key": told["key"],
        "counts": counts if distinct else "rows",
        "counts_column": distinct[0]["column"] if distinct and not is_key else "",
        "period": {
            "column": window["column"],
            "from": window["start"],
            "before": window["end"],
        }
        if window
        else None,
        "status": counted,
        "amount": told["amount"] or "",
        "first_by": f"{'-' if first['is_descending'] else ''}{first['column']}" if first else "",
    }


def _columns(rules: Mapping[str, Any]) -> list[str]:
    named = [one["column"] for one in rules["key"]]
    named += [rules[name]["column"] for name in ("period", "status") if rules[name]]
    named += [rules["counts_column"], rules["amount"], rules["first_by"].removeprefix("-")]
    return [one for one in named if one]


def _first_of(
    guesses: Mapping[str, Any], side: str, rows: int, position: Position
) -> dict[str, Any]:
    columns = guesses[side]
    key = guesses["key"][SIDES.index(side)] if guesses["key"] else ""
    days = [one["name"] for one in columns if one["sort"] == "day"]
    amounts = [one["name"] for one in columns if one["sort"] == "amount"]
    is_all = position.value == rows
    start, end = position.period_start, position.period_end
    period = (
        {"column": days[0], "from": str(start), "before": str(end + timedelta(days=1))}
        if days and start and end and not is_all
        else None
    )
    repeats = next((one["tells_apart"] < 1 for one in columns if one["name"] == key), False)
    return {
        "key": [{"column": key, "normaliser": guesses["normaliser"]}] if key else [],
        "counts": "key" if repeats and not is_all and position.unit == "count" else "rows",
        "period": period,
        "status": None,
        "amount": amounts[0] if amounts and position.unit == "money" else "",
    }
