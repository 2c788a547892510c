"""Bodies of options, decisions and acceptances."""

from typing import Any

from rest_framework import serializers

from governance.actions.decisions import Promise, Use
from governance.api.bodies.moves import MOST_PEOPLE, Reason
from governance.api.bodies.references import FunctionRef, OptionRef, PersonRef, UnderRef
from governance.api.bodies.statements import Body, Day
from governance.models import Option


class Score(serializers.IntegerField):
    """From -2, much worse, to +2, much better."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": -2, "max_value": 2, **options})


class OptionBody(Body):
    """An option, scored on service, profit and risk, each with a sentence."""

    summary = serializers.CharField(max_length=200)
    outcome = serializers.ChoiceField(Option.Outcome.choices)
    accepts = serializers.CharField(max_length=200)
    service = Score()
    service_note = serializers.CharField(max_length=80)
    profit = Score()
    profit_note = serializers.CharField(max_length=80)
    risk = Score()
    risk_note = serializers.CharField(max_length=80)
    action = serializers.CharField(max_length=200, required=False, allow_blank=True)
    action_owner = PersonRef(required=False, allow_null=True)
    action_due_on = Day(required=False, allow_null=True)
    revisit_on = Day(required=False, allow_null=True)
    expires_on = Day(required=False, allow_null=True)
    adopts = UnderRef("positions", "position", required=False, allow_null=True)
    purpose = serializers.CharField(max_length=200, required=False, allow_blank=True)
    use_from_on = Day(required=False, allow_null=True)
    restated_by = PersonRef(required=False, allow_null=True)


class ChangeOptionBody(OptionBody):
    """What changes of an option; what is left out stays as it is."""

    option = OptionRef()

    def get_fields(self) -> dict[str, Any]:
        """Ask for nothing but the letter."""
        fields = super().get_fields()
        for name, field in fields.items():
            field.required = name == "option"
        return fields


class WithdrawOptionBody(Reason):
    """An option that leaves the table, and why."""

    option = OptionRef()


class UseBody(Body):
    """Which number is used for what, from when, and who restates."""

    position = UnderRef("positions", "position")
    purpose = serializers.CharField(max_length=200)
    from_on = Day()
    restated_by = PersonRef()

    def validate(self, attrs: dict[str, Any]) -> Any:
        """Return a use as the action takes it."""
        return Use(**attrs)


class PromiseBody(Body):
    """What is promised, by whom, by when."""

    title = serializers.CharField(max_length=200)
    owner = PersonRef()
    due_on = Day()


class FollowUpBody(PromiseBody):
    """A promise that is part of a decision."""

    def validate(self, attrs: dict[str, Any]) -> Any:
        """Return a promise as the action takes it."""
        return Promise(**attrs)


class DecideBody(Body):
    """The choice on the record; say `none_voiced`, or name who disagreed."""

    option = OptionRef()
    rationale = serializers.CharField(max_length=5000)
    uses: Any = serializers.ListSerializer(child=UseBody(), min_length=1, max_length=12)
    follow_ups: Any = serializers.ListSerializer(child=FollowUpBody(), min_length=1, max_length=50)
    revisit_on = Day()
    none_voiced = serializers.BooleanField(required=False)
    dissenting_functions = serializers.ListField(
        child=FunctionRef(), required=False, max_length=MOST_PEOPLE
    )
    dissenting_people = serializers.ListField(
        child=PersonRef(), required=False, max_length=MOST_PEOPLE
    )
    override_reason = serializers.CharField(max_length=2000, required=False)
    trade_off = serializers.CharField(max_length=200, required=False)
    retires_belief = serializers.CharField(max_length=300, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Put functions and people who disagree into one list."""
        functions = attrs.pop("dissenting_functions", [])
        return {**attrs, "dissenters": [*functions, *attrs.pop("dissenting_people", [])]}


class AcceptBody(Body):
    """Until when the difference stands, and the sentence shown on the KPI."""

    option = OptionRef()
    disclosure = serializers.CharField(max_length=300)
    reason = serializers.CharField(max_length=2000)
    exposure_note = serializers.CharField(max_length=200)
    expires_on = Day(required=False)
    none_voiced = serializers.BooleanField(required=False)
    dissent = serializers.CharField(max_length=2000, required=False)


class RenewBody(Reason):
    """A new date, and why."""

    expires_on = Day()
    disclosure = serializers.CharField(max_length=300, required=False)
