"""Bridge two lists: from one figure to the other in steps that add up."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from metrics.bridge.problems import BridgeError
from metrics.bridge.shell import add_arguments, answer, run


class Command(BaseCommand):
    """Reads files, and tables of the sources named in the environment; changes nothing."""

    help = "Walk from one list to another, row by row, and say why their figures differ."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take two lists and their rules."""
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the bridge."""
        try:
            made, tried = run(options)
        except BridgeError as error:
            raise CommandError(str(error)) from error
        for note in made.notes:
            self.stderr.write(note)
        for line in answer(options, made, tried):
            self.stdout.write(line)
