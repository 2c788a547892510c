"""Keeps strangers out: people join by invitation."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from accounts.actions.people import choose_password
from accounts.models import User


class ClosedAdapter(DefaultAccountAdapter):
    """Sign people in and recover their passwords, and sign nobody up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every open sign-up."""
        return False

    def set_password(self, user: User, password: str) -> None:
        """Keep the new password, and nothing else of the person as it was read."""
        choose_password(person=user, password=password)
