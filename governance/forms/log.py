"""The form of a contradiction: what each side says, what shows it, what is at stake."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from governance.actions.positions import Statement
from governance.actions.sightings import Exhibit
from governance.models import Contradiction
from metrics.calendars import fiscal_calendar
from metrics.figures import number
from metrics.models import KPI, DataDomain, Measurement, SourceSystem
from metrics.periods import Period
from metrics.reading import ReadingError, read_date, read_number, read_period

BY_HAND = ("label", "is_customer", "unit", "unit_label", "claim")
TITLE_LENGTH = 60
REAL = {
    "period": "Enter a period that exists, for example FY26-Q3 or 2026-09.",
    "as_of": "Enter a real date for “as of”, for example 2026-09-30.",
}


class MetricField(forms.ModelChoiceField[KPI]):
    """A KPI, or what the customer shows: “customer” finds the signals."""

    def to_python(self, value: Any) -> KPI | None:
        """Find a KPI by its slug, which never holds what a database cannot keep."""
        return super().to_python(value.replace("\x00", "") if isinstance(value, str) else value)

    def label_from_instance(self, obj: KPI) -> str:
        """Name a KPI with whose view it gives."""
        if obj.is_customer_signal:
            return f"{obj.name}, customer signal"
        return f"{obj.name}, {obj.function}" if obj.function else obj.name


class SideForm(forms.Form):
    """One side: a reading of a KPI, a figure by hand, or words."""

    kpi = MetricField(
        KPI.objects.select_related("function__head", "current_definition", "system"),
        to_field_name="slug",
        label="Metric",
        required=False,
        empty_label="None: entered by hand",
        widget=forms.Select(attrs={"data-combobox": ""}),
    )
    value = forms.CharField(label="Value", max_length=40, required=False)
    period = forms.CharField(label="Period", max_length=40, required=False)
    as_of = forms.CharField(label="As of", max_length=10, required=False)
    system = forms.ModelChoiceField(
        SourceSystem.objects.all(), label="Source", required=False, empty_label="Not stated"
    )
    label = forms.CharField(label="Who says so", max_length=80, required=False)
    is_customer = forms.BooleanField(label="The customer says so", required=False)
    unit = forms.ChoiceField(label="Unit", choices=KPI.Unit.choices, required=False)
    unit_label = forms.CharField(label="What is counted", max_length=40, required=False)
    claim = forms.CharField(label="In their words", max_length=300, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.reading: Measurement | None = None

    @property
    def kpi_chosen(self) -> KPI | None:
        """The KPI of this side, whether the form was sent or is being offered."""
        if self.is_bound:
            self.is_valid()
            return self.cleaned_data.get("kpi")
        chosen: KPI | None = self.initial.get("kpi_row")
        return chosen

    @property
    def is_blank(self) -> bool:
        """Whether nothing was entered at all."""
        given = [self[name].value() for name in self.fields if name != "unit"]
        return all(value in (None, "", False) for value in given)

    @property
    def is_by_hand(self) -> bool:
        """Whether something was entered that a KPI would bring along."""
        return any(self[name].value() for name in BY_HAND if name != "unit")

    def clean(self) -> dict[str, Any]:
        """Read the side strictly; what a reading says already need not be typed."""
        data: dict[str, Any] = self.cleaned_data
        if self.is_blank:
            return data
        kpi: KPI | None = data.get("kpi")
        self.reading = latest(kpi) if kpi else None
        typed = [data.get(name) for name in ("value", "period", "as_of")]
        if self.reading and not any(typed):
            return data
        who = str(kpi or data.get("label") or "this side")
        self._read("value", lambda text: self._number(text, kpi))
        self._read("period", lambda text: read_period(text, calendar=fiscal_calendar()))
        self._read("as_of", read_date)
        self._complete(data, kpi, who)
        return data

    def _read(self, name: str, read: Callable[[str], Any]) -> None:
        text = self.cleaned_data.get(name)
        self.cleaned_data[name] = None
        if not text:
            return
        try:
            self.cleaned_data[name] = read(text)
        except ReadingError as error:
            self.add_error(name, REAL.get(name, str(error)))

    def _number(self, text: str, kpi: KPI | None) -> Decimal:
        unit = kpi.unit if kpi else self.cleaned_data.get("unit") or KPI.Unit.COUNT
        currency = kpi.currency if kpi else settings.TIEOUT.currency
        return read_number(text, unit=unit, currency=currency).value

    def _complete(self, data: dict[str, Any], kpi: KPI | None, who: str) -> None:
        """Ask for what is missing, each with how to put it right."""
        has_value = data.get("value") is not None or "value" in self.errors
        if not kpi and not (data.get("label") or data.get("is_customer")):
            self.add_error("label", "Enter who says so, for example Marketing.")
        if kpi and not has_value:
            self.add_error("value", f"Enter the value of {who}, for example 847.")
        if not has_value and not data.get("claim") and not kpi:
            self.add_error("value", f"Enter what {who} says: a value, or their words.")
        if has_value and not data.get("period") and "period" not in self.errors:
            self.add_error("period", f"Enter the period for the {who} value, for example FY26-Q3.")

    def statement(self) -> Statement | None:
        """Return what the side says, as far as it could be read."""
        if self.is_blank or not hasattr(self, "cleaned_data"):
            return None
        data = self.cleaned_data
        kpi: KPI | None = data.get("kpi")
        if self.reading and self._repeats(self.reading):
            return Statement(measurement=self.reading)
        period: Period | None = (
            data.get("period") if isinstance(data.get("period"), Period) else None
        )
        value = data.get("value") if isinstance(data.get("value"), Decimal) else None
        claim = data.get("claim") or ""
        if value is None and not claim:
            return None
        return Statement(
            kpi=kpi,
            label="" if kpi else data.get("label") or "Customers",
            is_customer=bool(data.get("is_customer")),
            value=value,
            unit=(data.get("unit") or KPI.Unit.COUNT) if value is not None else "",
            unit_label=data.get("unit_label") or "",
            currency=settings.TIEOUT.currency if data.get("unit") == KPI.Unit.MONEY else "",
            claim=claim,
            system=data.get("system"),
            period_start=period.start if period else None,
            period_end=period.end if period else None,
            as_of=data["as_of"] if isinstance(data.get("as_of"), date) else None,
        )

    def _repeats(self, reading: Measurement) -> bool:
        """Say whether what was typed is what the latest reading says."""
        data = self.cleaned_data
        period = Period(reading.period_start, reading.period_end)
        told = {"value": reading.value, "period": period, "as_of": reading.as_of}
        return all(data.get(name) in (None, "", value) for name, value in told.items())

    @classmethod
    def filled(cls, prefix: str, kpi: KPI | None) -> "SideForm":
        """Return the form with the latest reading of a KPI written into it."""
        if kpi is None:
            return cls(prefix=prefix)
        initial: dict[str, Any] = {"kpi": kpi.slug, "kpi_row": kpi, "system": kpi.system_id}
        if reading := latest(kpi):
            period = Period(reading.period_start, reading.period_end)
            initial |= {
                "value": "" if reading.value is None else number(reading.value),
                "period": written(period),
                "as_of": reading.as_of.isoformat(),
                "system": reading.system_id,
            }
        return cls(prefix=prefix, initial=initial)


def latest(kpi: KPI) -> Measurement | None:
    """Return the newest reading of a KPI as a whole."""
    rows = Measurement.objects.current().filter(kpi=kpi, segment="", value__isnull=False)
    related = rows.select_related("kpi__function", "kpi__domain", "definition", "system")
    return related.order_by("-period_end", "-as_of").first()


def written(period: Period) -> str:
    """Write a period as it can be typed again."""
    label = fiscal_calendar().label(period)
    try:
        if read_period(label, calendar=fiscal_calendar()) == period:
            return label
    except ReadingError:
        pass
    if period == Period.of_months(period.start.year, period.start.month):
        return f"{period.start:%Y-%m}"
    return f"{period.start}..{period.end}"


class LogForm(forms.Form):
    """What shows a contradiction, and what is at stake."""

    url = forms.URLField(
        label="Paste a link", max_length=1000, required=False, assume_scheme="https"
    )
    file = forms.FileField(label="File", required=False)
    note = forms.CharField(
        label="Or write down what you saw",
        required=False,
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    question = forms.CharField(
        label="What has to be decided?",
        max_length=300,
        required=False,
        help_text="One question, such as: Which count is Sales capacity planned on?",
    )
    exposure = forms.CharField(label="Exposure", max_length=40, required=False)
    exposure_basis = forms.CharField(
        label="Worked out from", max_length=200, required=False, help_text="Such as ARR at risk."
    )
    tolerance = forms.CharField(label="They agree within", max_length=40, required=False)
    tolerance_kind = forms.ChoiceField(
        label="Measured", choices=Contradiction.Tolerance.choices, required=False
    )
    kind = forms.ChoiceField(
        label="Kind",
        choices=[("", "As proposed"), *Contradiction.Kind.choices],
        required=False,
    )
    domain = forms.ModelChoiceField(
        DataDomain.objects.all(), label="Domain", required=False, empty_label="As proposed"
    )
    layer = forms.TypedChoiceField(
        label="Layer of the customer record",
        choices=[("", "Named at triage"), *Contradiction.Layer.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    is_confidential = forms.BooleanField(
        label="Confidential: only its sides, decider, stewards and auditors read it",
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["exposure"].label = f"Exposure, {settings.TIEOUT.currency}"
        self.fields["tolerance"].initial = "2"
        self.fields["tolerance_kind"].initial = Contradiction.Tolerance.PERCENT
        endings = sorted(settings.TIEOUT.evidence_types)
        self.fields["file"].widget.attrs["accept"] = ",".join(endings)

    def clean_exposure(self) -> Decimal | None:
        """Read an amount in the company's currency."""
        currency = settings.TIEOUT.currency
        return self._amount("exposure", unit="money", currency=currency, places=2)

    def clean_tolerance(self) -> Decimal | None:
        """Read how far apart sides may be that agree."""
        return self._amount("tolerance")

    def _amount(self, name: str, **rules: Any) -> Decimal | None:
        text = self.cleaned_data.get(name)
        if not text:
            return None
        try:
            amount = read_number(text, **rules).value
        except ReadingError as error:
            raise forms.ValidationError(str(error)) from error
        if amount < 0:
            raise forms.ValidationError(f"“{text}” is below zero. Enter zero or more.")
        return amount

    def clean(self) -> dict[str, Any]:
        """Ask for one piece of evidence."""
        data: dict[str, Any] = self.cleaned_data
        wrong = {"url", "file", "note"} & set(self.errors)
        if not wrong and not any(data.get(name) for name in ("url", "file", "note")):
            self.add_error("url", "Add one piece of evidence: a link, a file or a note.")
        return data

    def exhibits(self) -> Iterator[Exhibit]:
        """Yield what was given as evidence, each with a title worked out from it."""
        data = self.cleaned_data
        if url := data.get("url"):
            parts = urlsplit(url)
            yield Exhibit(title=f"{parts.hostname}{parts.path}".rstrip("/")[:200], url=url)
        file: UploadedFile[bytes] | None = data.get("file")
        if file:
            yield Exhibit(title=(file.name or "File")[:200], file=file)
        if note := data.get("note"):
            first = note.strip().splitlines()[0]
            yield Exhibit(title=first[:TITLE_LENGTH], text=note)

    def facts(self) -> dict[str, Any]:
        """Return what is at stake, as far as it could be read and was entered."""
        data = self.cleaned_data
        names = ("question", "kind", "domain", "layer", "tolerance", "is_confidential")
        facts = {name: data[name] for name in names if data.get(name) not in (None, "")}
        if data.get("tolerance") is not None and data.get("tolerance_kind"):
            facts["tolerance_kind"] = data["tolerance_kind"]
        if data.get("exposure") is not None:
            facts["exposure"] = data["exposure"]
            facts["exposure_currency"] = settings.TIEOUT.currency
            facts["exposure_basis"] = data.get("exposure_basis") or ""
        return facts
