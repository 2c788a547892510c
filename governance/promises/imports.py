"""A file that a worker reads and imports."""

from datetime import datetime

from governance.actions.import_jobs import carry_on
from governance.models import Outbox


def work_on_file(row: Outbox, at: datetime) -> None:
    """Do the next step of a file somebody asked to have imported."""
    carry_on(pending=row.payload["pending"], at=at)
