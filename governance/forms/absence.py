"""Days away, and who stands in."""

from typing import Any

from django import forms

from accounts.forms.plain import DayField, PlainForm, reason_field
from accounts.models import User
from governance.forms.verb import PersonField


class _ForSomebody(PlainForm):
    """A form that stewards and administrators fill in for others, everybody else for themselves."""

    person = PersonField(label="For whom")

    def __init__(self, *args: Any, reader: User, **options: Any) -> None:
        self.reader = reader
        super().__init__(*args, **options)

    @property
    def keeps(self) -> bool:
        """Whether the reader may enter it for somebody else."""
        return self.reader.is_steward or self.reader.is_administrator

    def prepare(self) -> None:
        """Let nobody but keepers choose for whom."""
        if not self.keeps:
            del self.fields["person"]

    def clean(self) -> dict[str, Any]:
        """Take the reader where nobody was to be chosen."""
        return {"person": self.reader, **self.cleaned_data}


class LeaveForm(_ForSomebody):
    """The first and the last day away, and who stands in."""

    from_on = DayField(label="First day away")
    until_on = DayField(label="Last day away")
    to = PersonField(
        label="Who stands in",
        required=False,
        empty_label="Nobody",
        help_text="Needed where something falls due in these days.",
    )
    reason = forms.CharField(
        max_length=300, required=False, help_text="In a few words that everybody reads."
    )


class StandInForm(_ForSomebody):
    """Who acts for whom, from when until when."""

    to = PersonField(label="Who stands in")
    from_on = DayField(label="First day")
    until_on = DayField(label="Last day")
    reason = forms.CharField(
        max_length=300,
        help_text="In a few words that everybody reads, such as parental leave.",
    )


class WithdrawForm(PlainForm):
    """Why a delegation ends early."""

    reason = reason_field()
