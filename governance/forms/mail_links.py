"""The one field on the page of a mailed link."""

from typing import Any

from django import forms

from governance.actions.mail_links import Reply
from governance.models import MailLink

Purpose = MailLink.Purpose
LONGEST = 500
ASKS = {
    Purpose.DECLINE: ("Why is it not yours, and whose is it?", "Say why it is not yours."),
    Purpose.ANSWER: ("Your answer", "Write the answer."),
    Purpose.OBJECT: ("What do you object to?", "Say what you object to."),
    Purpose.DONE: ("What shows that it is done?", "Say what shows that it is done."),
    Purpose.DISSENT: ("The reason for your dissent", "Write the reason."),
}


class ReplyForm(forms.Form):
    """What one purpose asks for; to acknowledge or agree asks for nothing."""

    text = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}))
    url = forms.URLField(
        label="Link to the proof", required=False, max_length=500, assume_scheme="https"
    )
    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: Any, purpose: Purpose, **options: Any) -> None:
        super().__init__(*args, **options)
        if purpose not in ASKS:
            del self.fields["text"]
        else:
            label, missing = ASKS[purpose]
            self.fields["text"].label = label
            self.fields["text"].error_messages["required"] = missing
            self.fields["text"].help_text = f"Up to {LONGEST} characters."
        if purpose == Purpose.DONE:
            self.fields["text"].required = False
        else:
            del self.fields["url"]
        if purpose != Purpose.AGREE:
            del self.fields["seen"]

    def reply(self) -> Reply:
        """Return what was typed."""
        return Reply(**self.cleaned_data)
