"""The register as a table for spreadsheets: one row an item, every figure with its unit."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from governance.models import Contradiction
from governance.models.contradictions import ContradictionQuerySet
from metrics.csv_writing import Cell

HEADER = (
    "Item",
    "Severity",
    "State",
    "What disagrees",
    "About",
    "Period",
    "Kind",
    "Domain",
    "Functions and customer",
    "Gap",
    "Gap is",
    "Exposure",
    "Currency",
    "Exposure basis",
    "Owner",
    "Decider",
    "Escalated to",
    "Due (UTC)",
    "Overdue",
    "Paused until",
    "Accepted until",
    "First evidence",
    "Customer clock (days)",
)
AT_ONCE = 500


def csv_rows(items: ContradictionQuerySet, at: datetime) -> Iterator[Sequence[Cell]]:
    """Yield the cells of each item, without holding all of them."""
    for item in items.select_related("domain").iterator(chunk_size=AT_ONCE):
        yield _cells(item, at)


def _cells(item: Contradiction, at: datetime) -> Sequence[Cell]:
    summary = item.summary
    return (
        item.code,
        item.get_severity_display() if item.severity else None,
        item.get_status_display(),
        item.sentence,
        summary.get("about"),
        summary.get("period"),
        item.get_kind_display(),
        str(item.domain or ""),
        summary.get("glyph"),
        summary.get("gap"),
        summary.get("gap_note"),
        item.exposure,
        item.exposure_currency,
        item.exposure_basis,
        str(item.owner or ""),
        str(item.decider or ""),
        str(item.escalated_to or ""),
        f"{item.due_at:%Y-%m-%d %H:%M}" if item.due_at else None,
        "yes" if item.is_overdue(at) else "no",
        item.paused_until,
        item.accepted_until,
        item.occurred_on,
        item.customer_days(at.date()),
    )
