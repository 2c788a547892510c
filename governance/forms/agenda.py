"""Pinning an item to an agenda, and putting one off."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms.plain import DayField, PlainForm
from accounts.models import User
from governance.models import Contradiction

CODE = re.compile(r"(?:C-)?(\d{1,9})", re.IGNORECASE)


class PinForm(PlainForm):
    """Which item stays on the agenda, whatever else comes."""

    item = forms.CharField(label="Item", max_length=12, help_text="Its number, such as C-014.")

    def __init__(self, *args: Any, reader: User, **options: Any) -> None:
        self.reader = reader
        super().__init__(*args, **options)

    def clean_item(self) -> Contradiction:
        """Find the item by its number; one the person may not see is not found."""
        match = CODE.fullmatch(self.cleaned_data["item"].strip())
        seen = Contradiction.objects.visible_to(self.reader)
        found = seen.filter(number=int(match[1])).first() if match else None
        if found is None:
            raise ValidationError("There is no such item. Enter a number such as C-014.")
        return found


class DeferForm(PlainForm):
    """Until when an item waits, and what that costs."""

    until_on = DayField(label="Until", help_text="A review on that day or later takes it up again.")
    cost = forms.CharField(
        label="What waiting costs",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The minutes say it. Its state and its clocks stay as they are.",
    )
