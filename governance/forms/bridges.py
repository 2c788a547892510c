"""The forms of a bridge: one step of it, and the words it is submitted or signed with."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from governance.dispute.diagnosis import STEPS
from governance.forms.verb import VerbForm, words
from governance.models import Bridge, BridgeLine, Evidence
from metrics.figures import quantity
from metrics.reading import ReadingError, read_number

LESS, MORE = "less", "more"


class Step(VerbForm):
    """One cause, what it is called here, and how much of the gap it takes away or adds."""

    cause = forms.TypedChoiceField(
        coerce=int, choices=[(step.number, f"{step.number}  {step.label}") for step in STEPS]
    )
    label = forms.CharField(label="What it is", max_length=120)
    sign = forms.ChoiceField(
        label="Effect",
        choices=[(LESS, "\N{MINUS SIGN} takes away"), (MORE, "+ adds")],
    )
    amount = forms.CharField(
        max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num"})
    )
    evidence = forms.ModelChoiceField(
        Evidence.objects.none(), required=False, empty_label="None yet"
    )

    def __init__(
        self,
        *args: Any,
        bridge: Bridge,
        causes: list[int],
        sees_restricted: bool,
        line: BridgeLine | None = None,
        **options: Any,
    ) -> None:
        self.bridge, self.causes, self.line = bridge, causes, line
        self.sees_restricted = sees_restricted
        super().__init__(*args, item=bridge.contradiction, **options)

    def prepare(self) -> None:
        """Offer the next cause in diagnosis order, or start from the step as it stands."""
        evidence: Any = self.fields["evidence"]
        evidence.queryset = Evidence.objects.filter(contradiction=self.item)
        evidence.label_from_instance = self._shown
        unused = [step.number for step in STEPS if step.number not in self.causes]
        towards = LESS if (self.bridge.end.value or 0) < (self.bridge.start.value or 0) else MORE
        first: dict[str, Any] = {"cause": unused[0] if unused else len(STEPS), "sign": towards}
        if self.line is not None:
            first = {
                "cause": self.line.cause,
                "label": self.line.label,
                "sign": LESS if self.line.amount < 0 else MORE,
                "amount": f"{abs(self.line.amount):,f}".rstrip("0").rstrip("."),
                "evidence": self.line.evidence_id,
            }
        for name, value in first.items():
            self.initial.setdefault(name, value)

    def _shown(self, evidence: Evidence) -> str:
        hidden = evidence.is_restricted and not self.sees_restricted
        return f"{evidence.code}, restricted" if hidden else f"{evidence.code} {evidence.title}"

    def clean_amount(self) -> Decimal:
        """Read the amount in the unit of the two figures; its sign is chosen beside it."""
        unit, currency = self.bridge.start.unit, self.bridge.start.currency
        try:
            found = read_number(self.cleaned_data["amount"], unit=unit, currency=currency)
        except ReadingError as error:
            raise ValidationError("Enter the amount as a number, for example 1,200.") from error
        if not found.value:
            raise ValidationError("Enter what the step adds or takes away; 0 explains nothing.")
        if found.value < 0:
            how = f"Enter the amount without a sign, for example {quantity(-found.value, unit)}."
            raise ValidationError(how)
        return found.value

    def facts(self) -> dict[str, Any]:
        """Return the step with its signed amount."""
        data = self.cleaned_data
        amount = -data["amount"] if data["sign"] == LESS else data["amount"]
        return {
            "cause": data["cause"],
            "label": data["label"],
            "amount": amount,
            "evidence": data["evidence"],
        }


class Submitting(VerbForm):
    """That nothing more can be explained, and a word on what stays open."""

    is_all_i_can_explain = forms.BooleanField(label="This is all I can explain", required=False)
    note = words("Note on what stays unexplained", rows=2, required=False)


class Signing(VerbForm):
    """A word on what stays unexplained, where nobody gave one."""

    note = words("Note on what stays unexplained", rows=2, required=False)
