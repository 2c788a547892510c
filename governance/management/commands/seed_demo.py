"""manage.py seed_demo."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from accounts.models.deployment import is_sample, is_untouched
from governance.models import Contradiction
from governance.sample.founding import PASSWORD
from governance.sample.seeding import seed
from governance.sample.sign_ins import sign_ins

REFUSAL = (
    "This database holds records that are no sample, and is left as it is. "
    "Set DATABASE_URL to an empty database for the sample company."
)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
PUBLIC = (
    "The sample's password is known to everybody, and this site answers at {}. "
    "Run the sample with config.settings.development, which answers on this machine alone."
)


class Command(BaseCommand):
    """Fill an empty database with the sample company; where it lives already, change nothing."""

    help = "Fill an empty database with the sample company. Any other database is refused."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed once, and say who can sign in every time."""
        if urlsplit(settings.TIEOUT_BASE_URL).hostname not in LOOPBACK:
            raise CommandError(PUBLIC.format(settings.TIEOUT_BASE_URL))
        if is_sample():
            self.stdout.write("The sample company is here already; nothing was changed.")
        elif is_untouched():
            seed(timezone.now())
            people = User.objects.active().count()
            self.stdout.write(
                f"The sample company is here: {people} people, "
                f"{Contradiction.objects.count()} items."
            )
        else:
            raise CommandError(REFUSAL)
        self.stdout.write(f"\nSign in with the password  {PASSWORD}")
        for sign_in in sign_ins():
            self.stdout.write(f"  {sign_in.email:<34}{sign_in.can}")
