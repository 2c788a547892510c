"""manage.py found EMAIL [--name NAME]."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.urls import reverse

from accounts.models import LedgerEntry
from accounts.models.deployment import is_sample, is_untouched

SAMPLE = "This database holds the sample company, which is never turned into a real one."
TAKEN = "This database holds a company already; its administrators invite whoever else is needed."
FOREIGN = "This database holds tables of something else."
INSTEAD = "Nothing was changed. Set DATABASE_URL to an empty database to found a company."


class Command(BaseCommand):
    """Make an empty database the home of a company: its tables and its first administrator."""

    help = (
        "Found a company in an empty database. Any other is refused. The administrator's password "
        "is asked for twice, or read as one line of the standard input where that is no terminal."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the first administrator's address and name."""
        parser.add_argument("email", help="the address with which the administrator signs in")
        parser.add_argument("--name", default="Administrator", help="as shown in the history")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse what is taken; one that broke off half-way is gone on with."""
        if reason := why_not():
            raise CommandError(f"{reason} {INSTEAD}")
        call_command("migrate", verbosity=0)
        call_command(
            "create_administrator", options["email"], name=options["name"], stdout=self.stdout
        )
        self.stdout.write(
            f"Start the site, then go on at {settings.TIEOUT_BASE_URL}{reverse('start')}"
        )


def why_not() -> str:
    """Say why no company can be founded here; nothing where one can."""
    tables = connection.introspection.table_names()
    if LedgerEntry._meta.db_table in tables:
        return "" if is_untouched() else SAMPLE if is_sample() else TAKEN
    # A first try that broke off leaves tables of ours alone, and may be gone on with.
    ours = {"django_migrations", *connection.introspection.django_table_names()}
    return FOREIGN if set(tables) - ours else ""
