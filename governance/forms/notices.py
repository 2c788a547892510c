"""When mail reaches one."""

from django import forms

from accounts.forms.plain import PlainForm
from governance.models import MailSettings


def hour(label: str) -> forms.TimeField:
    """Return a field for an hour of the day, in one's own zone."""
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget)


class MailForm(PlainForm):
    """What can wait, what is summed up, and the hours in which nothing arrives."""

    accountable = forms.ChoiceField(
        label="What is asked of you",
        choices=MailSettings.Accountable.choices,
        widget=forms.RadioSelect,
        help_text="It cannot be switched off: somebody waits for your answer.",
    )
    outcomes = forms.ChoiceField(
        label="How something ended",
        choices=MailSettings.Outcomes.choices,
        widget=forms.RadioSelect,
        help_text="A decision, a signature, a bridge that a worker built for you, or could not.",
    )
    digest = forms.ChoiceField(
        label="The digest",
        choices=MailSettings.Digest.choices,
        widget=forms.RadioSelect,
        help_text="What waits for you and what changed, in one mail. None if there is nothing.",
    )
    digest_at = hour("Hour of the digest")
    quiet_from = hour("Quiet from")
    quiet_until = hour("Quiet until")
    urgent_passes = forms.BooleanField(
        label="An S1 item escalated to you arrives at any hour", required=False
    )
