"""manage.py export_bundle C-014 FILE [--as EMAIL]."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.actions.people import system_actor
from accounts.models import User
from governance.history.bundle import write_bundle
from governance.history.words import item_of
from governance.models import Contradiction
from governance.pages.dossier import RELATED
from governance.policies import may_see


class Command(BaseCommand):
    """Write the evidence bundle of one item into a new file."""

    help = "Write the evidence bundle of an item: page, tables, files, hashes and signed anchor."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the item, the file, and whose eyes to read with."""
        parser.add_argument("item", help="such as C-014")
        parser.add_argument("file", type=Path, help="a file that does not exist yet")
        parser.add_argument(
            "--as",
            dest="email",
            help="export what this person may see; without it everything, restricted files too",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it and say where."""
        at, path = timezone.now(), options["file"]
        reader = self._reader(options["email"]) if options["email"] else system_actor(at)
        found = item_of(options["item"])
        if found is None or not may_see(found, reader):
            raise CommandError(f"There is no item {options['item']}.")
        item = Contradiction.objects.select_related(*RELATED).get(pk=found.pk)
        try:
            with path.open("xb") as target:
                write_bundle(item, reader, at, target)
        except FileExistsError as error:
            raise CommandError(f"{path} exists; name a new file.") from error
        except FileNotFoundError as error:
            raise CommandError(f"{path.parent} is no folder.") from error
        self.stdout.write(f"{item.code}: {path}, {path.stat().st_size:,} bytes")

    def _reader(self, email: str) -> User:
        try:
            return User.objects.get_by_natural_key(email)
        except User.DoesNotExist as error:
            raise CommandError(f"Nobody has an account as {email}.") from error
