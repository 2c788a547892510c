"""manage.py write_anchor."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from governance.history.anchors import write_anchor


class Command(BaseCommand):
    """Write today's signed anchor of every chain; beat does so daily."""

    help = "Write today's signed anchor of every chain, to be kept outside the database."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it and print where."""
        self.stdout.write(write_anchor(timezone.now()))
