"""Bodies of a bridge out of two lists."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from governance.actions.bridge_given import Given, GivenList, GivenTable
from governance.api.bodies.references import UnderRef
from governance.api.bodies.statements import Body, Day
from governance.bridging.rules import SIDES
from governance.models import RowsDownload
from metrics.bridge import DateFormat, Normaliser
from metrics.bridge.survey import ENCODINGS
from metrics.reading.tables import DELIMITERS

LONGEST = 500
OF_TABLE = ("source", "table", "columns")


class ListsBody(Body):
    """The lists behind two figures: of each a file, or source, table and columns.

    Columns of a file to keep out are dropped before anything is stored, those of a table that are
    not named are never read. Encoding and delimiter are detected where they are not said.
    """

    start = UnderRef("positions", "position")
    end = UnderRef("positions", "position")
    left = serializers.FileField(max_length=200, required=False)
    right = serializers.FileField(max_length=200, required=False)
    left_source = serializers.CharField(max_length=LONGEST, required=False)
    left_table = serializers.CharField(max_length=LONGEST, required=False)
    left_columns = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST, trim_whitespace=False), required=False
    )
    right_source = serializers.CharField(max_length=LONGEST, required=False)
    right_table = serializers.CharField(max_length=LONGEST, required=False)
    right_columns = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST, trim_whitespace=False), required=False
    )
    left_leave_out = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST), required=False
    )
    left_encoding = serializers.ChoiceField(ENCODINGS, required=False)
    left_delimiter = serializers.ChoiceField(list(DELIMITERS), required=False)
    right_leave_out = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST), required=False
    )
    right_encoding = serializers.ChoiceField(ENCODINGS, required=False)
    right_delimiter = serializers.ChoiceField(list(DELIMITERS), required=False)
    is_next_month = serializers.BooleanField(
        default=False, help_text="Of the next month: the windows of the last rules move on by one."
    )

    def to_facts(self) -> dict[str, Any]:
        """Return what the action is told."""
        data = self.validated_data
        sides = {side: self._given(side) for side in SIDES}
        ends = {name: data[name] for name in ("start", "end", "is_next_month")}
        return {**ends, **sides}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Want a file or a table of each side, and not both."""
        for side in SIDES:
            asked = [name for name in OF_TABLE if attrs.get(f"{side}_{name}")]
            has_file = side in attrs
            if has_file == bool(asked):
                told = "not both" if has_file else "the list behind this figure"
                how = f"Send a file, or {side}_source, {side}_table and {side}_columns: {told}."
                raise serializers.ValidationError({side: how})
            for name in OF_TABLE if asked else ():
                if name not in asked:
                    how = f"Say the {name} too. bridge_sources/ lists what there is."
                    raise serializers.ValidationError({f"{side}_{name}": how})
        return attrs

    def _given(self, side: str) -> Given:
        told = {
            name.removeprefix(f"{side}_"): value
            for name, value in self.validated_data.items()
            if name.startswith(f"{side}_")
        }
        if side in self.validated_data:
            return GivenList(file=self.validated_data[side], **told)
        return GivenTable(**{name: told[name] for name in OF_TABLE})


class KeyBody(Body):
    """A key column, and how its cells are compared."""

    column = serializers.CharField(max_length=LONGEST)
    normaliser = serializers.ChoiceField([one.value for one in Normaliser], default="exact")


class WindowBody(Body):
    """The days that count: from the first one, up to but without the other."""

    column = serializers.CharField(max_length=LONGEST)
    before = Day(required=False, allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """Name the first day by a word that Python keeps for itself."""
        return {**super().get_fields(), "from": Day(required=False, allow_null=True)}

    def to_internal_value(self, data: Any) -> Any:
        """Write days as a job keeps them."""
        found = super().to_internal_value(data)
        return {name: value if name == "column" else _iso(value) for name, value in found.items()}


class StatusBody(Body):
    """The values of a column that count."""

    column = serializers.CharField(max_length=LONGEST)
    values = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST, allow_blank=True), max_length=200
    )


class SideRulesBody(Body):
    """How the rows of one list are compared and counted."""

    key = KeyBody(many=True)
    counts = serializers.ChoiceField(["rows", "key", "column"], default="rows")
    counts_column = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True)
    period = WindowBody(required=False, allow_null=True)
    status = StatusBody(required=False, allow_null=True)
    amount = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True)
    first_by = serializers.CharField(
        max_length=LONGEST,
        required=False,
        allow_blank=True,
        help_text="Which of several rows is the first; with a minus before it, the last.",
    )
    date_format = serializers.ChoiceField([one.value for one in DateFormat], required=False)
    decimal_mark = serializers.ChoiceField([".", ","], required=False)


class RulesBody(Body):
    """The rules of both lists."""

    left = SideRulesBody()
    right = SideRulesBody()

    def rules(self) -> dict[str, Any]:
        """Return the rules as a job keeps them."""
        return {side: dict(self.validated_data[side]) for side in SIDES}


class RunBody(RulesBody):
    """The rules of both lists, and for how many days the rows of the steps are kept."""

    keep_days = serializers.IntegerField(
        min_value=1, max_value=settings.TIEOUT.bridge_rows_max_days, required=False
    )

    def to_facts(self) -> dict[str, Any]:
        """Return what the action is told."""
        days = self.validated_data.get("keep_days")
        return {"rules": self.rules(), **({"keep_days": days} if days else {})}


class DownloadBody(Body):
    """In which form all rows are wanted."""

    kind = serializers.ChoiceField(RowsDownload.Kind.choices)


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
