"""Forms of what sides say: a side added or revised, an answer, a claim."""

from typing import Any

from django import forms

from accounts.models import Function
from governance.actions.positions import Statement
from governance.forms.verb import DateField, VerbForm, words
from governance.models import Position, PositionAnswer
from metrics.models import KPI, Measurement, SourceSystem


def amount(**options: Any) -> forms.DecimalField:
    """Return a field for a figure of at most 15 digits."""
    return forms.DecimalField(max_digits=15, decimal_places=4, required=False, **options)


OWN = ("label", "function", "claim", "value", "unit", "unit_label", "currency", "target", "system")
COPIED = (*OWN, "kpi", "is_customer", "population", "segment", "period_start", "period_end")
COPIED_TOO = ("as_of", "grade", "sample_size")


class AddPosition(VerbForm):
    """A side: a reading of a KPI, a value of its own, or words."""

    kpi = forms.ModelChoiceField(
        KPI.objects.select_related("function"),
        label="KPI",
        required=False,
        empty_label="None",
        help_text="Its latest reading is taken where the value is left empty.",
        widget=forms.Select(attrs={"data-combobox": ""}),
    )
    value = amount()
    label = forms.CharField(
        label="Who says so", max_length=80, required=False, help_text="For example Finance."
    )
    function = forms.ModelChoiceField(Function.objects.all(), required=False, empty_label="None")
    is_customer = forms.BooleanField(label="The customer speaks here", required=False)
    claim = words("In their words", rows=2, required=False, max_length=300)
    unit = forms.ChoiceField(required=False, choices=[("", "As the KPI"), *KPI.Unit.choices])
    unit_label = forms.CharField(
        label="What is counted", max_length=40, required=False, help_text="For example MQLs."
    )
    currency = forms.CharField(max_length=3, required=False)
    target = amount()
    period_start = DateField(label="From", required=False)
    period_end = DateField(label="To", required=False)
    as_of = DateField(label="As of", required=False)
    system = forms.ModelChoiceField(
        SourceSystem.objects.all(), label="Source", required=False, empty_label="As the KPI"
    )
    population = forms.CharField(
        label="One row per what", max_length=200, required=False, help_text="For example account."
    )
    segment = forms.CharField(max_length=80, required=False)
    grade = forms.ChoiceField(label="How it came about", choices=Measurement.Grade.choices)
    sample_size = forms.IntegerField(min_value=0, required=False)
    rows = {
        "what": ("kpi", "value"),
        "who": ("label", "function"),
        "unit": ("unit", "unit_label", "currency"),
        "when": ("period_start", "period_end", "as_of"),
        "where": ("target", "system", "population"),
        "how": ("grade", "sample_size", "segment"),
    }

    def clean(self) -> None:
        """Ask for something said, by somebody, over a whole period."""
        data = self.cleaned_data
        if not data.get("kpi") and not (data.get("label") or data.get("function")):
            self.add_error("label", "Enter who says so, or choose a KPI.")
        if not self._reading() and data.get("value") is None and not data.get("claim"):
            self.add_error("value", "Enter the value, or what they say in words.")
        start, end = data.get("period_start"), data.get("period_end")
        if bool(start) != bool(end):
            self.add_error("period_end", "Enter both days of the period, or neither.")
        elif start and end and end < start:
            self.add_error("period_end", f"Enter a day on or after {start}.")
        if data.get("unit") == KPI.Unit.MONEY and not data.get("currency"):
            self.add_error("currency", "Enter the currency, for example EUR.")

    def _reading(self) -> Measurement | None:
        """Return the KPI's latest reading where no value of its own is entered."""
        kpi, value = self.cleaned_data.get("kpi"), self.cleaned_data.get("value")
        if kpi is None or value is not None:
            return None
        found = Measurement.objects.current().filter(kpi=kpi).select_related("kpi", "definition")
        return found.order_by("-period_end", "-as_of").first()

    def facts(self) -> dict[str, Any]:
        """Return the statement."""
        return {"statement": self._statement()}

    def _statement(self) -> Statement:
        data = {name: value for name, value in super().facts().items() if name != "reason"}
        function = data.get("function")
        data["label"] = data["label"] or (str(function) if function else "")
        return Statement(measurement=self._reading(), **data)


class RevisePosition(AddPosition):
    """A side says something else now; the row before stays in history."""

    reason = words("Reason for the revision", rows=2)

    def prepare(self) -> None:
        """Start from what the side says now."""
        assert isinstance(self.row, Position)
        for name in (*COPIED, *COPIED_TOO):
            attribute = f"{name}_id" if hasattr(self.row, f"{name}_id") else name
            self.initial.setdefault(name, getattr(self.row, attribute))

    def facts(self) -> dict[str, Any]:
        """Return the statement and the reason."""
        return super().facts() | {"reason": self.cleaned_data["reason"]}

    def _reading(self) -> Measurement | None:
        """Keep the reading the side stands on while its value does not change."""
        row = self.row
        assert isinstance(row, Position)
        same = row.value == self.cleaned_data.get("value")
        return (
            row.measurement
            if same and row.kpi == self.cleaned_data.get("kpi")
            else super()._reading()
        )


class Answer(VerbForm):
    """A side's word on what it is said to say."""

    answer = forms.ChoiceField(
        label="Your answer", choices=PositionAnswer.Answer.choices, widget=forms.RadioSelect
    )
    note = words("Note", required=False)

    def clean(self) -> None:
        """Ask for a word where the side objects."""
        data = self.cleaned_data
        if (
            data.get("answer") == PositionAnswer.Answer.DISPUTED
            and not data.get("note", "").strip()
        ):
            self.add_error("note", "Enter what you object to.")
