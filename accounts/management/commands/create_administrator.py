"""manage.py create_administrator EMAIL [--name NAME]."""

import sys
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from accounts.actions.people import register_person, system_actor
from accounts.models import User


class Command(BaseCommand):
    """Make the first administrator, who invites everybody else from the pages."""

    help = (
        "Make an administrator. The password is asked for twice, or read as one line of the "
        "standard input where that is no terminal."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address and a name."""
        parser.add_argument("email", help="the address to sign in with")
        parser.add_argument("--name", default="Administrator", help="as shown in the history")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account in the name of the system."""
        now = timezone.now()
        try:
            validate_email(options["email"])
            person = User(email=options["email"], name=options["name"])
            password = read_password()
            validate_password(password, person)
            made = register_person(
                email=person.email,
                name=person.name,
                role=User.Role.ADMINISTRATOR,
                password=password,
                actor=system_actor(now),
                at=now,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{made.email} can sign in as an administrator.")


def read_password() -> str:
    """Ask twice at a terminal; take one line from a pipe."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first, second = getpass("Password: "), getpass("Password, once more: ")
    if first != second:
        raise CommandError("The two passwords differ. Nobody was made.")
    return first
