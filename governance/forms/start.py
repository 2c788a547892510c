"""Leaving out a step of the guided start."""

from accounts.forms.plain import PlainForm, reason_field


class SkipForm(PlainForm):
    """Why a step is left out."""

    reason = reason_field(help_text="It stands on the page and in the history under your name.")
