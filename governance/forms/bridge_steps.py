"""The forms beside a bridge: a note on a step, evidence for it, how long rows stay, a reading."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings

from governance.actions.bridge_readings import SHARES
from governance.forms.verb import DateField, VerbForm, words
from governance.models import BridgeLine, Evidence
from metrics.models import KPI


class NoteForm(VerbForm):
    """A few words on a step."""

    text = words("Note on this step", rows=3)


class EvidenceForm(VerbForm):
    """A piece of evidence of the item."""

    evidence = forms.ModelChoiceField(Evidence.objects.none(), empty_label="Choose evidence")

    def __init__(self, *args: Any, line: BridgeLine, sees_restricted: bool, **more: Any) -> None:
        self.line, self.sees_restricted = line, sees_restricted
        super().__init__(*args, item=line.bridge.contradiction, **more)

    def prepare(self) -> None:
        """Offer what is shown on the item; a title that is restricted is not told."""
        field: Any = self.fields["evidence"]
        field.queryset = Evidence.objects.filter(contradiction=self.item)
        field.label_from_instance = self._shown
        self.initial.setdefault("evidence", self.line.evidence_id)

    def _shown(self, evidence: Evidence) -> str:
        hidden = evidence.is_restricted and not self.sees_restricted
        return f"{evidence.code}, restricted" if hidden else f"{evidence.code} {evidence.title}"


class KeepForm(VerbForm):
    """For how many days from today the rows stay."""

    days = forms.IntegerField(label="Keep the rows for, in days", min_value=0)

    def prepare(self) -> None:
        """Say how long is possible."""
        self.fields["days"].max_value = settings.TIEOUT.bridge_rows_max_days  # type: ignore[attr-defined]


class ShareForm(VerbForm):
    """Which part, of which KPI in percent, for which days."""

    kpi = forms.ModelChoiceField(
        KPI.objects.filter(unit=KPI.Unit.PERCENT), label="KPI", empty_label="Choose a KPI"
    )
    share = forms.ChoiceField(choices=SHARES)
    period_start = DateField(label="First day")
    period_end = DateField(label="Last day")

    def start_with(self, start: date | None, end: date | None) -> "ShareForm":
        """Start from the period of the figure."""
        self.initial.update({"period_start": start, "period_end": end})
        return self
