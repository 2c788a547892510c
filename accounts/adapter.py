"""Keeps strangers out: people join by invitation."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAdapter(DefaultAccountAdapter):
    """Sign people in and recover their passwords, and sign nobody up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every open sign-up."""
        return False
