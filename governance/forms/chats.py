"""Which chat is told, of what."""

from typing import Any

from django import forms

from accounts.forms.plain import PlainForm
from accounts.models import Function
from governance.forms.endpoints import EVENT_CHOICES
from governance.models import Chat


class ChatForm(PlainForm):
    """Name, function, address and events of a chat; the address it has is not shown."""

    name = forms.CharField(max_length=80, help_text="What people call it, such as #revenue.")
    function = forms.ModelChoiceField(
        Function.objects.all(), help_text="It hears what concerns this function."
    )
    address = forms.CharField(
        max_length=1000,
        error_messages={"required": "Paste the address of the chat."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="The webhook address that Slack or Teams gave you, or one as apprise writes it.",
    )
    events = forms.MultipleChoiceField(
        choices=EVENT_CHOICES,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="None chosen means what people are mailed about.",
    )

    def __init__(self, *args: Any, chat: Chat | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["address"]
        field.required = chat is None
        if chat:
            field.label = "Another address"
            field.help_text = f"{chat.address_hint}. Leave this empty to keep that."
