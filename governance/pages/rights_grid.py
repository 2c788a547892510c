"""What the grid of rights says above its table, and on which days it says something else."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from governance.models import DecisionRight
from governance.rights.grid import Grid, place_of
from governance.rights.matrix import Right, Subject
from governance.rights.who_decides import Directory

KEPT = ("type", "domain", "as_of")


@dataclass(frozen=True)
class Versions:
    """The days around one day on which a right began or ended."""

    since: date | None
    before: date | None
    after: date | None

    @classmethod
    def around(cls, day: date) -> "Versions":
        """Read the first and last days of all rights, which is one query."""
        ends = DecisionRight.objects.values_list("since", "until")
        days = sorted({end for pair in ends for end in pair if end})
        past = [one for one in days if one <= day]
        return cls(
            since=past[-1] if past else None,
            before=past[-2] if len(past) > 1 else None,
            after=next((one for one in days if one > day), None),
        )


def asked_day(text: str) -> date | None:
    """Return a day written like 2026-09-30, or None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def said_of(grid: Grid, versions: Versions) -> dict[str, Any]:
    """Return the headline and its facts."""
    facts = [
        ("Rights in force", len(grid.directory.matrix.rights)),
        ("Held twice", grid.doubled),
        ("Unchanged since", versions.since or "the beginning"),
        ("Changes next on", versions.after or "no day yet"),
    ]
    return {"message": said_of_gaps(grid.directory), "facts": facts}


def said_of_gaps(directory: Directory) -> str:
    """Say of how many domains and KPIs somebody is missing."""
    total = len(directory.lines)
    unowned, undecided = directory.count(Right.ACCOUNTABLE), directory.count(Right.DECIDES)
    noun = "domain and KPI" if total == 1 else "domains and KPIs"
    if not total:
        return "No domain is named yet, so nobody can own or decide anything."
    if not (unowned or undecided):
        return f"Each of {total} {noun} has one owner and one decider."
    return f"Of {total} {noun}, {unowned} have no owner and {undecided} no decider."


def grid_url(view: str, subject: Subject) -> str:
    """Return the grid as it was left, at the row of a subject; `view` is its query."""
    left = QueryDict(view)
    kept = QueryDict(mutable=True)
    for name in KEPT:
        if left.get(name):
            kept[name] = left[name]
    return f"{reverse('rights_grid')}?{kept.urlencode()}#{place_of(subject).replace(':', '-')}"
