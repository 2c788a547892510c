"""Granting and ending rights, and naming sorts of decision."""

from typing import Any

from django import forms

from accounts.forms.plain import DayField, PlainForm, reason_field
from governance.forms.verb import PersonField
from governance.models import Contradiction, DecisionRight, DecisionType
from metrics.models import KPI, DataDomain

Over = dict[str, DataDomain | KPI | None]


class SubjectField(forms.ChoiceField):
    """A domain or a KPI, found by typing; its value is `domain:slug` or `kpi:slug`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=subjects, widget=forms.Select(attrs={"data-combobox": ""}), **options
        )

    def clean(self, value: Any) -> Over:
        """Return the subject by the name of the action's argument."""
        sort, _, slug = str(super().clean(value)).partition(":")
        if sort == "kpi":
            return {"kpi": KPI.objects.get(slug=slug), "domain": None}
        return {"kpi": None, "domain": DataDomain.objects.get(slug=slug)}


def subjects() -> list[Any]:
    """Return every domain and KPI, grouped, after a line that chooses none."""
    kpis = KPI.objects.select_related("function")
    return [
        ("", "Choose a domain or a KPI"),
        ("Domains", [(f"domain:{one.slug}", one.name) for one in DataDomain.objects.all()]),
        ("KPIs", [(f"kpi:{one.slug}", _kpi(one)) for one in kpis]),
    ]


def _kpi(kpi: KPI) -> str:
    return f"{kpi.name} ({kpi.function})" if kpi.function else kpi.name


class GrantForm(PlainForm):
    """Who may or must do what, over what, from when."""

    person = PersonField()
    right = forms.ChoiceField(choices=DecisionRight.Right.choices, initial="decides")
    over = SubjectField()
    decision_type = forms.ModelChoiceField(
        DecisionType.objects.all(),
        required=False,
        empty_label="Any decision",
        label="For which decisions",
    )
    severity_from = forms.TypedChoiceField(
        label="Worst severity", coerce=int, choices=Contradiction.Severity.choices, initial=1
    )
    severity_to = forms.TypedChoiceField(
        label="Mildest severity", coerce=int, choices=Contradiction.Severity.choices, initial=4
    )
    exposure_from = forms.DecimalField(
        label="Exposure from", required=False, max_digits=15, decimal_places=2, min_value=0
    )
    exposure_to = forms.DecimalField(
        label="Exposure below", required=False, max_digits=15, decimal_places=2, min_value=0
    )
    since = DayField(label="From")
    until = DayField(
        label="Until", required=False, help_text="The first day without it. Empty: until ended."
    )
    reason = reason_field(required=False, help_text="For example: agreed by the executive team.")

    def clean(self) -> dict[str, Any]:
        """Say what a band must be, and name the subject as the action does."""
        facts = dict(self.cleaned_data)
        low, high = facts.get("severity_from"), facts.get("severity_to")
        if low and high and low > high:
            self.add_error("severity_to", "Choose the same severity or a milder one.")
        least, below = facts.get("exposure_from"), facts.get("exposure_to")
        if least is not None and below is not None and below <= least:
            self.add_error("exposure_to", "Enter a larger amount than the one it starts from.")
        since, until = facts.get("since"), facts.get("until")
        if since and until and until <= since:
            self.add_error("until", "Choose a day after the first.")
        over: Over = facts.pop("over", {})
        return {**facts, **over}


class EndForm(PlainForm):
    """When a right ends, and why."""

    until = DayField(label="First day without it")
    reason = reason_field()


class DecisionTypeForm(PlainForm):
    """A sort of decision."""

    name = forms.CharField(max_length=80, help_text="For example: change a definition.")
