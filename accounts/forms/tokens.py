"""Asking for a personal token."""

from django import forms
from django.conf import settings

from accounts.actions.tokens import MOST_DAYS
from accounts.forms.plain import PlainForm


class TokenForm(PlainForm):
    """What a token is for, and for how many days it works."""

    name = forms.CharField(
        label="What it is for", max_length=60, help_text="For example: nightly export."
    )
    days = forms.IntegerField(
        label="Days until it expires",
        min_value=1,
        max_value=MOST_DAYS,
        initial=settings.TIEOUT.token_days,
        help_text=f"1 to {MOST_DAYS}.",
    )
