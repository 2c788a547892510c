"""The link with which an invited person chooses a password: it works once, and not for long."""

from datetime import datetime, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from accounts.models import User


def password_path(person: User) -> str:
    """Return the path of the page where this person, and nobody else, sets a password.

    The key is signed with the address and the present password, so choosing one uses it up.
    """
    key = default_token_generator.make_token(person)
    told = {"uidb36": user_pk_to_url_str(person), "key": key}
    return reverse("account_reset_password_from_key", kwargs=told)


def works_until(at: datetime) -> datetime:
    """Return when a link made now stops working."""
    return at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def is_accepted(person: User) -> bool:
    """Say whether a person has chosen a password."""
    return person.has_usable_password()
