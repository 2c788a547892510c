"""An item as lists show it, read as columns: fifty models cost more than their query."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from governance.models import Contradiction
from governance.models.facts import Facts

# Columns that are answered as they are kept.
PLAIN = [
    "version",
    "status",
    "title",
    "wording",
    "kind",
    "severity",
    "layer",
    "decider_rule",
    "exposure_currency",
    "exposure_basis",
    "tolerance_kind",
    "root_cause",
    "occurred_on",
    "logged_at",
    "due_at",
    "paused_until",
    "accepted_until",
    "ended_at",
    "cycle",
    "escalation_level",
    "bounces",
    "reopenings",
    "is_confidential",
]
COLUMNS = (
    *PLAIN,
    "pk",
    "number",
    "summary",
    "exposure",
    "tolerance",
    "domain__slug",
    "domain__name",
    "raiser_id",
    "raiser__name",
    "owner_id",
    "owner__name",
    "decider_id",
    "decider__name",
)


class Line(Facts):
    """The columns of one item, and what follows from them."""

    def __init__(self, columns: dict[str, Any]) -> None:
        self.columns = columns
        vars(self).update(columns)

    @classmethod
    def of(cls, item: Contradiction) -> Self:
        """Take the columns from a model, for the answer to one verb."""
        return cls({column: _reach(item, column) for column in COLUMNS})

    def written(self, now: datetime) -> dict[str, Any]:
        """Write an item as `ItemRow` describes it."""
        columns = self.columns
        said = columns["summary"]
        return {
            "id": self.code,
            **{name: columns[name] for name in PLAIN},
            "sentence": self.sentence,
            "domain": self._domain(),
            "raiser": self._person("raiser"),
            "owner": self._person("owner"),
            "decider": self._person("decider"),
            "gap": said.get("gap", ""),
            "gap_note": said.get("gap_note", ""),
            "gap_ratio": said.get("gap_ratio", ""),
            "about": said.get("about", ""),
            "period": said.get("period", ""),
            "exposure": _figure(columns["exposure"]),
            "tolerance": _figure(columns["tolerance"]),
            "customer_days": self.customer_days(now.date()),
            "is_overdue": self.is_overdue(now),
        }

    def _domain(self) -> dict[str, Any] | None:
        slug = self.columns["domain__slug"]
        return {"slug": slug, "name": self.columns["domain__name"]} if slug else None

    def _person(self, role: str) -> dict[str, Any] | None:
        key = self.columns[f"{role}_id"]
        return {"id": key, "name": self.columns[f"{role}__name"]} if key else None


def _reach(item: Contradiction, column: str) -> Any:
    name, _, beyond = column.partition("__")
    found = getattr(item, name)
    return getattr(found, beyond) if found and beyond else found


def _figure(value: Decimal | None) -> str | None:
    """Write an exact number without zeros that say nothing."""
    return None if value is None else format(value.normalize(), "f")
