"""Import readings from a CSV file, as the page and the API do."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.actions.people import system_actor
from accounts.models import User
from accounts.refusals import NotEntitled
from metrics.actions.measurements import Outcome, import_file
from metrics.csv_writing import csv_text
from metrics.figures import tally
from metrics.imports.columns import FORMAT_NAMES, NAMES, suggest_mapping
from metrics.imports.plan import RESULT_HEADER, open_table
from metrics.reading import ReadingError


class Command(BaseCommand):
    """Exits 1 and lists every problem when the file, or a row of it, cannot be taken."""

    help = "Import readings from a CSV file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and what it does not say of itself."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument(
            "--good-rows", action="store_true", help="import the good rows without the bad ones"
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="FIELD=COLUMN",
            help=f"column of a field, if not named like it: {', '.join(NAMES)}",
        )
        for name in FORMAT_NAMES:
            parser.add_argument(f"--{name.replace('_', '-')}", dest=name)
        parser.add_argument("--by", metavar="EMAIL", help="who imports; the system unless named")
        parser.add_argument("--result", type=Path, help="where to write what became of each row")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the file and print what became of it."""
        at = timezone.now()
        content = _content(options["file"])
        formats = {name: options[name] for name in FORMAT_NAMES if options[name] is not None}
        try:
            outcome = import_file(
                file=content,
                file_name=options["file"].name,
                mapping=_mapping(options["map"], content, formats),
                formats=formats,
                good_rows_only=options["good_rows"],
                dry_run=options["dry_run"],
                actor=_person(options["by"]) if options["by"] else system_actor(at),
                at=at,
            )
        except NotEntitled as refused:
            raise CommandError(str(refused)) from refused
        if options["result"]:
            text = csv_text(RESULT_HEADER, outcome.plan.result_rows())
            options["result"].write_text(text, encoding="utf-8", newline="")
        self._say(outcome)

    def _say(self, outcome: Outcome) -> None:
        plan = outcome.plan
        for note in plan.notes:
            self.stdout.write(note)
        problems = [*plan.problems, *plan.row_problems]
        for problem in problems:
            self.stderr.write(problem.text)
        added = "added" if outcome.was_run else "to add"
        self.stdout.write(
            f"{plan.added:,} {added} ({plan.corrected:,} as corrections), "
            f"{plan.same:,} unchanged, {plan.rejected:,} refused"
        )
        if problems:
            how = "The good rows were imported." if outcome.was_run else "Nothing was imported."
            raise CommandError(f"{tally(len(problems), 'problem')}. {how}")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error


def _mapping(told: list[str], content: bytes, formats: dict[str, str]) -> dict[str, str] | None:
    """Return the mapping told, completed by the names of the other columns."""
    pairs = [pair.partition("=") for pair in told]
    for field, sign, _ in pairs:
        if not sign or field not in NAMES:
            raise CommandError(f"--map {field}: write FIELD=COLUMN; fields: {', '.join(NAMES)}.")
    try:
        header = open_table(content, formats).header
    except ReadingError:
        return None  # the import says what is wrong with the file
    return suggest_mapping(header, {field: column for field, _, column in pairs})


def _person(email: str) -> User:
    found = User.objects.active().filter(email__iexact=email).first()
    if found is None:
        raise CommandError(f"Nobody signs in as {email}.")
    return found
