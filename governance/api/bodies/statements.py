"""What a side states, and an item that is logged with its sides."""

from datetime import date
from typing import Any

from django.conf import settings
from rest_framework import serializers

from governance.actions.positions import Statement
from governance.api.bodies.references import (
    LARGEST_KEY,
    DecisionTypeRef,
    DomainRef,
    FunctionRef,
    KPIRef,
    Reference,
    SystemRef,
    UnderRef,
)
from governance.models import Contradiction, PositionAnswer
from governance.models.positions import TARGET_STATUS
from metrics.models import KPI, KPIDefinition, Measurement

Body = serializers.Serializer[Any]
LARGEST_COUNT = 2_147_483_647
FIRST_YEAR, LAST_YEAR = 1900, 2199


class Amount(serializers.DecimalField):
    """A value of at most 15 significant digits, 4 of them after the point."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": 15, "decimal_places": 4, **options})


class Day(serializers.DateField):
    """A date that calendars can count from and to."""

    def to_internal_value(self, value: Any) -> date:
        """Read the date, within centuries that figures are kept for."""
        day: date = super().to_internal_value(value)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise serializers.ValidationError(f"Choose a year from {FIRST_YEAR} to {LAST_YEAR}.")
        return day


class Money(Amount):
    """An amount of money, to the cent."""

    def __init__(self, **options: Any) -> None:
        super().__init__(decimal_places=2, **options)


class ReadingRef(Reference):
    """A reading, by key."""

    what = "measurement"

    def rows(self) -> Any:
        """Return readings with what a position takes from them; defaults are read when needed."""
        return Measurement.objects.select_related(
            "kpi__function", "kpi__domain", "definition__population", "system"
        )

    def find(self, data: Any) -> Any:
        """Return the reading, or None; one of many was read with the others."""
        return self.context.get("readings", {}).get(self._key(data)) or super().find(data)

    def together(self, sides: Any) -> dict[int, Measurement]:
        """Return the readings that sides name, in one query of many tables instead of one each."""
        found = (side.get("measurement") for side in _list(sides) if isinstance(side, dict))
        keys = [key for key in found if type(key) is int and 0 < key < LARGEST_KEY]
        readings: dict[int, Measurement] = self.rows().order_by().in_bulk(keys)
        return readings


def _list(sides: Any) -> list[Any]:
    return sides if isinstance(sides, list) else []


class DefinitionRef(Reference):
    """A definition, by key."""

    what = "definition"

    def rows(self) -> Any:
        """Return definitions with their population."""
        return KPIDefinition.objects.select_related("population")


class StatementBody(Body):
    """A reading, or a value of its own, or words."""

    measurement = ReadingRef(required=False)
    kpi = KPIRef(required=False)
    label = serializers.CharField(max_length=80, required=False)  # type: ignore[assignment]  # a field
    function = FunctionRef(required=False)
    is_customer = serializers.BooleanField(required=False)
    claim = serializers.CharField(max_length=300, required=False)
    value = Amount(required=False)
    unit = serializers.ChoiceField(KPI.Unit.choices, required=False)
    unit_label = serializers.CharField(max_length=40, required=False)
    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False)
    verb = serializers.CharField(max_length=30, required=False)
    target = Amount(required=False)
    target_status = serializers.ChoiceField(TARGET_STATUS, required=False)
    definition = DefinitionRef(required=False)
    system = SystemRef(required=False)
    population = serializers.CharField(max_length=200, required=False)
    segment = serializers.CharField(max_length=80, required=False)
    period_start = Day(required=False)
    period_end = Day(required=False)
    as_of = Day(required=False)
    grade = serializers.ChoiceField(Measurement.Grade.choices, required=False)
    sample_size = serializers.IntegerField(min_value=0, max_value=LARGEST_COUNT, required=False)

    def validate(self, attrs: dict[str, Any]) -> Any:
        """Return what is said as a statement, if it says something over a possible period."""
        if not any(attrs.get(name) is not None for name in ("measurement", "value", "claim")):
            raise serializers.ValidationError("State a measurement, a value or a claim.")
        start, end = attrs.get("period_start"), attrs.get("period_end")
        if (start is None) != (end is None):
            raise serializers.ValidationError({"period_end": "Give both days of the period."})
        if start and end and end < start:
            raise serializers.ValidationError({"period_end": "A period ends after it starts."})
        return Statement(**attrs)


class LogBody(Body):
    """An item to log: at least two sides, one of which may be a customer signal."""

    statements: Any = serializers.ListSerializer(child=StatementBody(), min_length=2, max_length=12)
    occurred_on = Day(required=False)
    tolerance = Amount(required=False, min_value=0)
    tolerance_kind = serializers.ChoiceField(Contradiction.Tolerance.choices, required=False)
    wording = serializers.CharField(max_length=300, required=False)
    question = serializers.CharField(max_length=300, required=False)
    domain = DomainRef(required=False)
    kind = serializers.ChoiceField(Contradiction.Kind.choices, required=False)
    layer = serializers.ChoiceField(Contradiction.Layer.choices, required=False)
    exposure = Money(required=False, min_value=0)
    exposure_currency = serializers.RegexField(r"^[A-Z]{3}$", required=False)
    exposure_basis = serializers.CharField(max_length=200, required=False)
    is_confidential = serializers.BooleanField(required=False)
    reason = serializers.CharField(max_length=2000, required=False)

    def to_internal_value(self, data: Any) -> Any:
        """Read the body, its readings first."""
        context: Any = self.context
        if isinstance(data, dict):
            context["readings"] = ReadingRef().together(data.get("statements"))
        return super().to_internal_value(data)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Give an exposure the company's currency where none is said."""
        if attrs.get("exposure") is not None:
            attrs.setdefault("exposure_currency", settings.TIEOUT.currency)
        return attrs


class AddPositionBody(Body):
    """A further side."""

    statement = StatementBody()


class RevisePositionBody(AddPositionBody):
    """What a side states now, and why."""

    position = UnderRef("positions", "position")
    reason = serializers.CharField(max_length=2000)


class ConcedeBody(Body):
    """A position whose side concedes."""

    position = UnderRef("positions", "position")
    note = serializers.CharField(max_length=2000, required=False)


class AnswerBody(ConcedeBody):
    """A side's word on a position."""

    answer = serializers.ChoiceField(PositionAnswer.Answer.choices)


class DescribeBody(Body):
    """Facts a steward, the owner or the raiser keeps; what is left out stays as it is."""

    wording = serializers.CharField(max_length=300, required=False, allow_blank=True)
    question = serializers.CharField(max_length=300, required=False, allow_blank=True)
    domain = DomainRef(required=False)
    decision_type = DecisionTypeRef(required=False, allow_null=True)
    layer = serializers.ChoiceField(Contradiction.Layer.choices, required=False)
    kind = serializers.ChoiceField(Contradiction.Kind.choices, required=False)
    tolerance = Amount(required=False, min_value=0)
    tolerance_kind = serializers.ChoiceField(Contradiction.Tolerance.choices, required=False)
    exposure = Money(required=False, allow_null=True, min_value=0)
    exposure_currency = serializers.RegexField(r"^[A-Z]{3}$", required=False)
    exposure_basis = serializers.CharField(max_length=200, required=False, allow_blank=True)
    occurred_on = Day(required=False)
    is_confidential = serializers.BooleanField(required=False)
    reason = serializers.CharField(max_length=2000, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Keep an exposure and its currency together."""
        if "exposure" in attrs:
            known = self.context["item"].exposure_currency or settings.TIEOUT.currency
            wanted = attrs.get("exposure_currency", known)
            attrs["exposure_currency"] = "" if attrs["exposure"] is None else wanted
        elif "exposure_currency" in attrs and self.context["item"].exposure is None:
            raise serializers.ValidationError({"exposure": "State the amount too."})
        return attrs
