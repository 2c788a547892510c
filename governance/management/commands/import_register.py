"""Import a list the company starts from, as the page does."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.actions.people import system_actor
from accounts.models import User
from accounts.refusals import NotEntitled
from governance.actions.lists import RESULT_HEADER, Outcome, import_list
from governance.lists import BY_SLUG
from metrics.csv_writing import csv_text


class Command(BaseCommand):
    """Exits 1 and lists every problem when the file, or a row of it, cannot be taken."""

    help = "Import people, functions, domains, systems, KPIs, rights or issues from a CSV file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what the file holds, the file, and how to go about it."""
        parser.add_argument("kind", choices=sorted(BY_SLUG))
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument(
            "--good-rows", action="store_true", help="import the good rows without the bad ones"
        )
        parser.add_argument(
            "--invite", action="store_true", help="send new people their invitation at once"
        )
        parser.add_argument("--by", metavar="EMAIL", help="who imports; the system unless named")
        parser.add_argument("--result", type=Path, help="where to write what became of each row")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the file and print what became of it."""
        at = timezone.now()
        try:
            outcome = import_list(
                kind=BY_SLUG[options["kind"]],
                file=_content(options["file"]),
                file_name=options["file"].name,
                good_rows_only=options["good_rows"],
                dry_run=options["dry_run"],
                invites=options["invite"],
                actor=_person(options["by"]) if options["by"] else system_actor(at),
                at=at,
            )
        except NotEntitled as refused:
            raise CommandError(str(refused)) from refused
        if options["result"]:
            text = csv_text(RESULT_HEADER, outcome.result_rows())
            options["result"].write_text(text, encoding="utf-8", newline="")
        self._say(outcome, is_dry=options["dry_run"])

    def _say(self, outcome: Outcome, *, is_dry: bool) -> None:
        for note in outcome.notes:
            self.stdout.write(note)
        problems = [*outcome.problems, *outcome.row_problems]
        for problem in problems:
            self.stderr.write(problem.text)
        told = outcome.counts
        done = "" if outcome.was_run else "would be "
        self.stdout.write(
            f"{done}new {told['new']:,}, changed {told['changed']:,}, "
            f"unchanged {told['same']:,}, refused {told['refused']:,}"
        )
        if problems and not outcome.was_run:
            how = "Correct the file, or import the good rows with --good-rows."
            raise CommandError(f"{'Checked' if is_dry else 'Nothing was imported'}. {how}")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error


def _person(email: str) -> User:
    found = User.objects.active().filter(email__iexact=email).first()
    if found is None:
        raise CommandError(f"Nobody signs in as {email}.")
    return found
