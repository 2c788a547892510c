"""Forms of what is set right, said, shown, diagnosed and promised; none of them moves the item."""

from typing import Any

from django import forms
from django.conf import settings

from governance.dispute.diagnosis import STEPS
from governance.dossier import Dossier
from governance.forms.verb import DateField, PersonField, VerbForm, choices, words
from governance.models import Contradiction, DecisionType, DiagnosisStep, Position
from metrics.models import DataDomain, Measurement


class ChangeSeverity(VerbForm):
    """Another severity, for a reason."""

    severity = forms.TypedChoiceField(
        coerce=int, choices=Contradiction.Severity.choices, widget=forms.RadioSelect
    )
    reason = words("Reason", help_text="Raising it shortens what runs; nothing is lengthened.")

    def prepare(self) -> None:
        """Start from the severity it has."""
        self.initial.setdefault("severity", self.item.severity)


class Describe(VerbForm):
    """The facts a steward or the owner keeps."""

    wording = forms.CharField(
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Your sentence; the generated one is kept beside it.",
    )
    question = forms.CharField(
        label="Question to be answered",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    kind = forms.ChoiceField(choices=choices(Contradiction.Kind, "Not set"), required=False)
    layer = forms.TypedChoiceField(
        label="Layer of the customer record",
        coerce=int,
        empty_value=None,
        required=False,
        choices=choices(Contradiction.Layer, "Not set"),
    )
    domain = forms.ModelChoiceField(DataDomain.objects.all(), required=False, empty_label="Not set")
    decision_type = forms.ModelChoiceField(
        DecisionType.objects.all(), required=False, empty_label="Any decision"
    )
    exposure = forms.DecimalField(max_digits=15, decimal_places=2, min_value=0, required=False)
    exposure_currency = forms.CharField(label="Currency", max_length=3, required=False)
    exposure_basis = forms.CharField(
        label="Basis", max_length=200, required=False, help_text="How the amount was worked out."
    )
    tolerance = forms.DecimalField(max_digits=15, decimal_places=4, min_value=0, required=False)
    tolerance_kind = forms.ChoiceField(
        label="Tolerance is stated", choices=Contradiction.Tolerance.choices
    )
    occurred_on = DateField(
        label="First evidence", help_text="The customer clock counts from this day."
    )
    is_confidential = forms.BooleanField(
        label="Confidential: open to its sides, the decider, stewards and auditors", required=False
    )
    reason = words("Reason for the change", rows=2, required=False)
    rows = {
        "what": ("kind", "layer"),
        "where": ("domain", "decision_type"),
        "money": ("exposure", "exposure_currency", "exposure_basis"),
        "tolerance": ("tolerance", "tolerance_kind", "occurred_on"),
    }

    def prepare(self) -> None:
        """Start from the facts as they stand; what triage settled cannot be unset."""
        for name in self.fields:
            if name not in ("version", "reason"):
                attribute = f"{name}_id" if hasattr(self.item, f"{name}_id") else name
                self.initial.setdefault(name, getattr(self.item, attribute))
        self.initial["exposure_currency"] = self.item.exposure_currency or settings.TIEOUT.currency
        if self.item.status != Contradiction.Status.LOGGED:
            for name in ("kind", "layer", "domain"):
                self.fields[name].required = True

    def clean(self) -> None:
        """Keep an amount and its currency together."""
        data = self.cleaned_data
        if data.get("exposure") is None:
            data["exposure_currency"] = ""
        elif not data.get("exposure_currency"):
            self.add_error("exposure_currency", "Enter the currency, for example EUR.")


class Comment(VerbForm):
    """Something to say."""

    body = words("Comment", rows=4, max_length=5000)


class Diagnose(VerbForm):
    """The five questions, in their fixed order, answered together or one at a time."""

    hides_optional = True

    def prepare(self) -> None:
        """Show the answers given so far; each can be given again."""
        given = Dossier(self.item).diagnosis
        findings = [("", "Not answered yet"), *DiagnosisStep.Finding.choices]
        for step in STEPS:
            known = given.get(step.number)
            self.fields[f"finding_{step.number}"] = forms.ChoiceField(
                label=f"{step.number}. {step.label}",
                help_text=step.question,
                choices=findings,
                required=False,
                initial=known.finding if known else "",
            )
            self.fields[f"note_{step.number}"] = forms.CharField(
                label="What was found",
                max_length=2000,
                required=False,
                initial=known.note if known else "",
            )

    def groups(self) -> Any:
        """Put each question beside its note."""
        for step in STEPS:
            yield "row2", [self[f"finding_{step.number}"], self[f"note_{step.number}"]]

    def clean(self) -> None:
        """Ask for a finding where a note was written, and for one answer at least."""
        data = self.cleaned_data
        for step in STEPS:
            if data.get(f"note_{step.number}") and not data.get(f"finding_{step.number}"):
                self.add_error(f"finding_{step.number}", "Choose what the check showed.")
        if not self.errors and not self._changed():
            self.add_error("finding_1", "Answer at least one question anew.")

    def _changed(self) -> dict[int, tuple[str, str]]:
        return {
            step.number: (data[f"finding_{step.number}"], data[f"note_{step.number}"])
            for step in STEPS
            if (data := self.cleaned_data)[f"finding_{step.number}"]
            and {f"finding_{step.number}", f"note_{step.number}"} & set(self.changed_data)
        }

    def facts(self) -> dict[str, Any]:
        """Return the answers that are new."""
        return {"findings": self._changed()}


class RootCause(VerbForm):
    """Why the sides differ."""

    root_cause = forms.ChoiceField(
        label="Root cause", choices=Contradiction.RootCause.choices, widget=forms.RadioSelect
    )
    reason = words("What shows it", rows=2, required=False)

    def prepare(self) -> None:
        """Start from the cause named before."""
        self.initial.setdefault("root_cause", self.item.root_cause)


class Proof(VerbForm):
    """One of three: a file, a link or a note."""

    file = forms.FileField(required=False)
    url = forms.URLField(label="Link", max_length=1000, required=False, assume_scheme="https")
    text = words("Note", required=False, max_length=10000)

    def prepare(self) -> None:
        """Say which files are taken."""
        rules = settings.TIEOUT
        endings = ", ".join(sorted(rules.evidence_types))
        self.fields["file"].help_text = f"{endings}; up to {rules.evidence_max_bytes // 2**20} MB."
        self.fields["file"].widget.attrs["accept"] = ",".join(sorted(rules.evidence_types))

    def clean(self) -> None:
        """Ask for exactly one of the three."""
        given = [name for name in ("file", "url", "text") if self.cleaned_data.get(name)]
        if not given and not {"file", "url", "text"} & set(self.errors):
            self.add_error("file", "Choose a file, or enter a link or a note.")
        if len(given) > 1:
            self.add_error(given[1], "Give one of the three: a file, a link or a note.")


class AddEvidence(Proof):
    """What is shown, and for which side."""

    title = forms.CharField(label="What it shows", max_length=200)
    position = forms.ModelChoiceField(
        Position.objects.none(), label="Supports", required=False, empty_label="All sides"
    )
    grade = forms.ChoiceField(label="How it came about", choices=Measurement.Grade.choices)
    as_of = DateField(label="As of")
    is_restricted = forms.BooleanField(
        label="Restricted: only its sides, the decider, the owner, stewards and auditors",
        required=False,
    )
    field_order = ("title", "file", "url", "text", "position", "grade", "as_of", "is_restricted")
    rows = {"about": ("position", "grade", "as_of")}

    def prepare(self) -> None:
        """Offer the sides that stand."""
        super().prepare()
        standing = Position.objects.filter(contradiction=self.item, superseded_by__isnull=True)
        self.fields["position"].queryset = standing  # type: ignore[attr-defined]
        self.initial.setdefault("as_of", self.today)


class AddFollowUp(VerbForm):
    """What, who, by when."""

    title = forms.CharField(label="What will be done", max_length=200)
    owner = PersonField(label="Owner")
    due_on = DateField(label="Done by")
    rows = {"who": ("owner", "due_on")}


class CompleteFollowUp(Proof):
    """Done, and what shows it."""

    proof_title = forms.CharField(label="What the proof shows", max_length=200, required=False)
    field_order = ("proof_title", "file", "url", "text")
