"""manage.py verify_history [--anchor FILE] [--item C-014]."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import LedgerEntry
from governance.history.anchors import BadAnchor, compare, read_anchor
from governance.history.verification import findings
from metrics.figures import tally


class Command(BaseCommand):
    """Recompute the ledger; name what does not tie out and exit 1."""

    help = "Recompute the ledger without the app's models; exits 1 and names the first broken row."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take an anchor to compare with, and an item to look at alone."""
        parser.add_argument("--anchor", type=Path, help="an anchor file kept elsewhere")
        parser.add_argument("--item", help="only this item's chain, such as C-014")
        parser.add_argument("--all", action="store_true", help="list every finding, not the first")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, report, and exit 1 on the first finding unless all are wanted."""
        broken = 0
        for finding in self._findings(options["anchor"], options["item"]):
            broken += 1
            self.stderr.write(str(finding))
            if not options["all"]:
                raise CommandError("History does not tie out. --all lists every finding.")
        if broken:
            raise CommandError(f"History does not tie out: {tally(broken, 'finding')}.")
        entries = LedgerEntry.objects.all()
        if options["item"]:
            entries = entries.filter(chain=options["item"])
            if not entries.exists():
                raise CommandError(f"No chain is called {options['item']}.")
        chains = entries.order_by().values("chain").distinct().count()
        found = tally(entries.count(), "entry", "entries")
        self.stdout.write(f"History ties out: {found} in {tally(chains, 'chain')}.")

    def _findings(self, path: Path | None, item: str | None) -> Any:
        yield from findings(item)
        if path:
            try:
                yield from compare(read_anchor(path))
            except BadAnchor as error:
                raise CommandError(str(error)) from error
