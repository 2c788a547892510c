"""A clock that runs some days ahead, to see what time brings about in the sample company."""

from datetime import UTC, datetime, timedelta

import time_machine


def run_ahead(days: int) -> None:
    """Let this process live so many days from now; its clock goes on from there."""
    time_machine.travel(datetime.now(UTC) + timedelta(days=days), tick=True).start()
