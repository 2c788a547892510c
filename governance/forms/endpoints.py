"""Where another system is told, and of what."""

from django import forms

from accounts.forms.plain import PlainForm
from governance.notices.events import EVENTS

EVENT_CHOICES = sorted((name, name.replace("_", " ").capitalize()) for name in EVENTS)


class EndpointForm(PlainForm):
    """Name, address and events of an endpoint."""

    name = forms.CharField(max_length=80, help_text="What it is for, such as: data warehouse.")
    url = forms.URLField(label="Address", max_length=500, assume_scheme="https")
    events = forms.MultipleChoiceField(
        choices=EVENT_CHOICES,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="None chosen means all.",
    )
