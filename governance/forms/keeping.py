"""Forms of what is kept of metrics: KPIs, meanings, readings, domains, systems, populations."""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.text import slugify

from accounts.forms.plain import say_what_is_missing
from accounts.models import Function
from governance.forms.verb import DateField, words
from metrics.models import (
    KPI,
    DataDomain,
    IdentityRule,
    KPIDefinition,
    Measurement,
    Population,
    SourceSystem,
)

Line = tuple[str, list[forms.BoundField]]


def figure(label: str = "", help_text: str = "") -> forms.DecimalField:
    """Return a field for a value of 15 digits, four of them decimals, as the database keeps it."""
    return forms.DecimalField(
        max_digits=15,
        decimal_places=4,
        required=False,
        label=label or None,
        help_text=help_text,
    )


class KeepingForm(forms.Form):
    """The facts of one record; what its action refuses is shown beside the field."""

    beside: tuple[tuple[str, ...], ...] = ()
    narrow: ClassVar[frozenset[str]] = frozenset()
    # Where a refusal speaks of a fact that the form asks for under another name.
    asked_as: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField) and field.required:
                field.widget.attrs["data-combobox"] = ""
        say_what_is_missing(self)

    def facts(self) -> dict[str, Any]:
        """Return what the action is told, by the names of its arguments."""
        return dict(self.cleaned_data)

    def refuse(self, error: ValidationError) -> None:
        """Show what an action refused beside its field, or above the form."""
        by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error}
        for told, found in by_field.items():
            name = self.asked_as.get(told, told)
            self.add_error(name if name in self.fields else None, found)

    def lines(self) -> Iterator[Line]:
        """Yield the visible fields in order, those that share a line together."""
        done: set[str] = set()
        for field in self.visible_fields():
            line = next((names for names in self.beside if field.name in names), None)
            if field.name in done:
                continue
            if line is None:
                yield "short" if field.name in self.narrow else "", [field]
                continue
            done.update(line)
            yield f"row{len(line)}", [self[name] for name in line]


class DomainForm(KeepingForm):
    """A domain and its place in the tree."""

    name = forms.CharField(max_length=80)
    parent = forms.ModelChoiceField(
        DataDomain.objects.all(), required=False, label="Below", empty_label="No other domain"
    )


class SystemForm(KeepingForm):
    """A source of figures."""

    name = forms.CharField(max_length=80)
    is_shadow = forms.BooleanField(
        required=False, label="A shadow: a spreadsheet that became a source"
    )
    retire_by = DateField(required=False, label="Retire by", help_text="For shadows alone.")
    narrow = frozenset({"retire_by"})


class PopulationForm(KeepingForm):
    """Which entities are counted."""

    name = forms.CharField(max_length=80)
    entity_grain = forms.CharField(
        max_length=80, label="One row per", help_text="Such as account, person or payer."
    )
    inclusion_rule = words("Included when", required=False)


class IdentityRuleForm(KeepingForm):
    """When two rows are the same entity."""

    name = forms.CharField(max_length=80)
    rule = words("Two rows are one when")


class KpiForm(KeepingForm):
    """What is kept of a KPI beside its meaning."""

    name = forms.CharField(max_length=80)
    kind = forms.ChoiceField(choices=KPI.Kind.choices)
    stage = forms.ChoiceField(
        choices=[("", "None"), *KPI.Stage.choices], required=False, label="Journey stage"
    )
    function = forms.ModelChoiceField(Function.objects.all(), required=False)
    domain = forms.ModelChoiceField(DataDomain.objects.all(), empty_label="Choose a domain")
    system = forms.ModelChoiceField(
        SourceSystem.objects.all(), label="System that wins", empty_label="Choose a system"
    )
    unit = forms.ChoiceField(choices=KPI.Unit.choices)
    unit_label = forms.CharField(
        max_length=40, required=False, label="What is counted", help_text="Such as MQLs."
    )
    currency = forms.CharField(max_length=3, required=False, help_text="Such as EUR.")
    verb = forms.CharField(
        max_length=30, initial="counts", help_text="How its side says it: counts, finds."
    )
    direction = forms.ChoiceField(choices=KPI.Direction.choices, label="Better is")
    cadence = forms.ChoiceField(choices=KPI.Cadence.choices, label="Read", initial="month")
    target = figure()
    at_risk = figure("At-risk bound", "The last value that is not yet off target.")
    used_for_compensation = forms.BooleanField(required=False, label="Used for pay")
    used_for_budget = forms.BooleanField(required=False, label="Used for budgets")
    used_for_board = forms.BooleanField(required=False, label="Used in the board pack")
    used_for_models = forms.BooleanField(required=False, label="Used by AI models")
    uses = forms.CharField(
        max_length=200, required=False, label="Where it is read", help_text="Board pack p. 4."
    )
    beside = (
        ("kind", "stage", "function"),
        ("domain", "system"),
        ("unit", "unit_label", "currency"),
        ("verb", "direction", "cadence"),
        ("target", "at_risk"),
    )


class ChangeKpiForm(KpiForm):
    """The same, with a reason and the version the page was read at."""

    reason = words("Why", rows=2, max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput)


class DefinitionForm(KeepingForm):
    """What a KPI shall mean."""

    meaning = forms.CharField(
        max_length=200, label="Meaning in one line", help_text="Readable on its own."
    )
    formula = words("Formula")
    inclusions = words("Included", required=False, rows=2)
    exclusions = words("Left out", required=False, rows=2)
    time_basis = forms.CharField(
        max_length=120, required=False, label="Counted by", help_text="Such as day of signature."
    )
    status_field = forms.CharField(max_length=120, required=False, label="Status field")
    population = forms.ModelChoiceField(Population.objects.all(), required=False)
    identity_rule = forms.ModelChoiceField(
        IdentityRule.objects.all(), required=False, label="Same entity when"
    )
    implemented_in = forms.ModelChoiceField(
        SourceSystem.objects.all(), required=False, label="Implemented in"
    )
    implemented_field = forms.CharField(max_length=120, required=False, label="Field there")
    last_verified_on = DateField(required=False, label="Last verified")
    effective_from = DateField(label="Effective from")
    reason = words("Why it should change", required=False, rows=2, max_length=300)
    beside = (
        ("time_basis", "status_field"),
        ("population", "identity_rule"),
        ("implemented_in", "implemented_field"),
        ("last_verified_on", "effective_from"),
    )

    @classmethod
    def first_values(cls, current: KPIDefinition | None, today: date) -> dict[str, Any]:
        """Return the current meaning as the start of the next one."""
        if current is None:
            return {"effective_from": today}
        kept = set(cls.base_fields) - {"effective_from", "reason"}
        return {name: getattr(current, name) for name in kept} | {"effective_from": today}


class RejectForm(KeepingForm):
    """Why a proposal is not agreed to."""

    reason = words("Why not", rows=2, max_length=300)


class _ReadingForm(KeepingForm):
    """What a reading and its correction share."""

    value = figure()
    numerator = figure()
    denominator = figure()
    as_of = DateField(label="As of", help_text="The day on which it was read.")
    definition = forms.ModelChoiceField(
        KPIDefinition.objects.none(),
        required=False,
        empty_label="In force on that day",
        help_text="The meaning it was read under.",
    )
    grade = forms.ChoiceField(choices=Measurement.Grade.choices, label="Evidence")
    sample_size = forms.IntegerField(min_value=0, max_value=2_147_483_647, required=False)
    shared: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("value", "numerator", "denominator"),
        ("as_of", "definition"),
        ("grade", "sample_size"),
    )
    beside = shared

    def __init__(self, *args: Any, kpi: KPI, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["definition"].queryset = kpi.definitions.approved()  # type: ignore[attr-defined]
        if kpi.unit in ("percent", "ratio"):
            self.fields["value"].help_text = "Or its two parts."
        else:
            del self.fields["numerator"], self.fields["denominator"]
            self.beside = self.beside[1:]
            self.fields["value"].required = True
            self.fields["value"].error_messages["required"] = "Enter the value."


class ReadingForm(_ReadingForm):
    """One reading by hand."""

    period_start = DateField(label="First day")
    period_end = DateField(label="Last day", help_text="Included.")
    segment = forms.CharField(max_length=80, required=False, help_text="Empty for the whole KPI.")
    system = forms.ModelChoiceField(SourceSystem.objects.all(), label="Read in")
    reason = words("What a reader must know", required=False, rows=2, max_length=300)
    beside = (*_ReadingForm.shared, ("period_start", "period_end"), ("segment", "system"))
    field_order = ("period_start", "period_end", "value", "numerator", "denominator", "as_of")
    asked_as = {"period": "period_start"}

    def __init__(self, *args: Any, kpi: KPI, **options: Any) -> None:
        super().__init__(*args, kpi=kpi, **options)
        self.fields["system"].initial = kpi.system_id


class CorrectionForm(_ReadingForm):
    """The figure as it should have been read."""

    reason = words("What was wrong", rows=2, max_length=300)


def free_slug(name: str, taken: Any) -> str:
    """Return a slug for a name that no record of `taken` has yet."""
    stem = slugify(name)[:70] or "unnamed"
    used = {"new", *taken.filter(slug__startswith=stem).values_list("slug", flat=True)}
    candidates = [stem, *(f"{stem}-{number}" for number in range(2, len(used) + 3))]
    return next(slug for slug in candidates if slug not in used)
