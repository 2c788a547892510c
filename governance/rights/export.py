"""The rights in force on a day as the list that can be imported again."""

from collections.abc import Iterator, Sequence
from datetime import date

from governance.lists.columns import RIGHTS
from governance.models import DecisionRight
from metrics.csv_writing import Cell, csv_text


def rights_csv(day: date, *, names_alone: bool = False) -> str:
    """Return every right in force on a day, in the columns the import reads.

    With `names_alone` people stand by their names, for readers who see no addresses on pages
    either; such a file is to be read, not to be imported.
    """
    header = [column.name for column in RIGHTS.columns]
    rows = _in_force(day)
    return csv_text(header, (_cells(held, header, names_alone=names_alone) for held in rows))


def _in_force(day: date) -> Iterator[DecisionRight]:
    rights = DecisionRight.objects.on(day).select_related(
        "person", "domain", "kpi", "decision_type"
    )
    yield from rights.order_by("domain__slug", "kpi__slug", "right", "since", "pk")


def _cells(held: DecisionRight, header: Sequence[str], *, names_alone: bool) -> Sequence[Cell]:
    told: dict[str, Cell] = {
        "person": held.person.name if names_alone else held.person.email,
        "domain": held.domain.slug if held.domain else None,
        "kpi": held.kpi.slug if held.kpi else None,
        "decision_type": held.decision_type.slug if held.decision_type else None,
    }
    return [told[name] if name in told else getattr(held, name) for name in header]
