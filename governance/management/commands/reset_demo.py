"""manage.py reset_demo."""

from pathlib import Path
from shutil import rmtree
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts.models.deployment import is_sample
from governance.history import anchors
from governance.models import Evidence, bridge_jobs
from metrics.models import uploads

REFUSAL = (
    "This database is not marked as a sample, and is left as it is. "
    "seed_demo makes a sample in an empty database; only that one is ever reset."
)


class Command(BaseCommand):
    """Drop the sample company with everything added to it, and make it anew as of today."""

    help = "Drop the sample company and make it anew as of today. Any other database is refused."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse what is unmarked, then start over."""
        if not marked():
            raise CommandError(REFUSAL)
        for evidence in Evidence.objects.exclude(file=""):
            Path(evidence.file.path).unlink(missing_ok=True)
        # An anchor that outlived its company would call the next one's history cut short.
        for folder in (anchors.FOLDER, bridge_jobs.FOLDER, uploads.FOLDER):
            rmtree(Path(settings.MEDIA_ROOT) / folder, ignore_errors=True)
        drop(connection)
        call_command("migrate", verbosity=0)
        call_command("seed_demo", stdout=self.stdout)


def marked() -> bool:
    """Say whether the mark is there; a database without its table has none."""
    try:
        return is_sample()
    except (OperationalError, ProgrammingError):
        return False


def drop(database: BaseDatabaseWrapper) -> None:
    """Remove every table: the file and its companions on SQLite, the schema on PostgreSQL."""
    if database.vendor == "sqlite":
        database.close()
        name = str(database.settings_dict["NAME"])
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(f"{name}{ending}").unlink(missing_ok=True)
        return
    with database.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
