"""manage.py tend."""

from typing import Any

from django.core.management.base import BaseCommand

from governance.tasks import drain, tend
from metrics.figures import tally


class Command(BaseCommand):
    """Take one round of what the worker does every five minutes."""

    help = "Do what falls due by now: reminders, rungs, digests; and keep what is promised."

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it, and say how much was kept."""
        tend()
        kept = drain()
        self.stdout.write(f"{tally(kept, 'promise')} kept.")
